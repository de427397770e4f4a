"""A case at the meeting: loaded once, shown under one entry of the ledger."""

import json
from collections.abc import Iterable
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.seal import Texts, open_list
from marac.actions.deadlines import in_words
from marac.actions.statuses import STATUS_WORDS, is_open
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.conferences.answers import Answer
from marac.contributions.queries import AskedOf, said_on
from marac.db import Entry, Session
from marac.errors import NotFound
from marac.meetings import case_rows
from marac.meetings.case_record import consideration_of, may_record
from marac.meetings.case_shapes import (
    CaseAtMeeting,
    CaseRecord,
    Listed,
    NamedRisk,
    PlannedAction,
    Present,
    SafeContact,
    Turn,
)
from marac.meetings.traits import answer_words, answers_from
from marac.people.party_lines import ROLES, PartyLine, party_line
from marac.people.queries import LinkedCase, history_in
from marac.records import Text


def get_listed(session: Session, item_id: int) -> Listed:
    """A listing among its neighbours. Raises NotFound when the viewer may not see the case, or not yet."""
    rows = session.rows(case_rows.LIST, {"item_id": item_id})
    place = next((place for place, row in enumerate(rows) if row.id == item_id), None)
    if place is None:
        raise NotFound
    row = rows[place]
    if row.published_at is None and not session.viewer.may_in(Act.MEETING_RUN, row.conference_id):
        raise NotFound
    values = {
        name: value for name, value in row._mapping.items() if name not in ("published_at", "referred_by")
    }
    return Listed(
        **values,
        referred_by=row.referred_by or "",
        place=place + 1,
        places=len(rows),
        next_turn=_next_turn(rows, place),
    )


def _next_turn(rows: list[Any], place: int) -> Turn | None:
    following = [*rows[place + 1 :], *rows[:place]]
    waiting = next((row for row in following if row.status == "listed"), None)
    after = waiting or next(iter(rows[place + 1 :]), None)
    return Turn(after.id, after.case_id, after.reference, after.status) if after is not None else None


def show_case(session: Session, item_id: int, page: str = "case-at-meeting") -> CaseAtMeeting:
    """A case at its meeting with everything on its page, for the act CASE_VIEW or MEETING_RUN.

    What is opened is noted on one entry, which names the case before it too. Raises NotFound.
    """
    listed = get_listed(session, item_id)
    shown = _entry(session, listed, page)
    kind = kind_for(session, listed)
    bound = _bound(listed)
    fields = {"fields": list(case_rows.CASE_FIELDS), "item_fields": list(case_rows.ITEM_FIELDS)}
    _, texts = open_list(session, shown, case_rows.TEXTS, {**bound, **fields})
    plans = session.rows(case_rows.PLANS, bound)
    parties = session.rows(case_rows.PARTIES, bound)
    referral = _json(texts, Text.CASE_SUMMARY)
    consideration = consideration_of(kind)
    asked = AskedOf(kind, listed.case_id, listed.referring_agency_id, item_id)
    linked = tuple(history_in(session, listed.conference_id, listed.case_id))
    _name_others(session, listed, linked)
    return CaseAtMeeting(
        listed=listed,
        kind=kind,
        parties=_parties(kind, parties, texts),
        referral=referral,
        criteria=_criteria(kind, referral),
        safe_contact=_safe_contact(referral),
        traits=_traits(kind, listed, texts),
        said=said_on(session, shown, asked, answers=("nothing_known",)),
        present=_present(session, listed.meeting_id),
        excluded=parties[0].excluded if parties else 0,
        risks=_risks(plans, texts, item_id),
        last_plan=tuple(_last_plan(plans, texts, item_id)),
        linked=linked,
        record=_record(texts, item_id),
        may_read_disclosure=consideration is not None
        and may_record(session, listed.conference_id, consideration),
    )


def show_plan(session: Session, item_id: int, page: str) -> tuple[Listed, tuple[NamedRisk, ...]]:
    """The plan of a case alone: its risks, each with its actions or its reason. Raises NotFound."""
    listed = get_listed(session, item_id)
    shown = _entry(session, listed, page)
    _, texts = open_list(
        session, shown, case_rows.PLAN_TEXTS, {"case_id": listed.case_id, "item_id": item_id}
    )
    plans = session.rows(case_rows.PLANS, {"case_ids": [listed.case_id]})
    return listed, _risks(plans, texts, item_id)


def show_answers(session: Session, item_id: int) -> tuple[Listed, dict[str, Answer]]:
    """The answers to the kind's own questions about a case. Raises NotFound."""
    listed = get_listed(session, item_id)
    shown = _entry(session, listed, "case-traits")
    bound = {**_bound(listed), "fields": [Text.CASE_TRAITS], "item_fields": []}
    _, texts = open_list(session, shown, case_rows.TEXTS, {**bound, "case_ids": [0]})
    return listed, answers_from(
        kind_for(session, listed), listed.traits, texts.get((listed.case_id, Text.CASE_TRAITS))
    )


def kind_for(session: Session, listed: Listed) -> Kind:
    """The description of the listing's conference."""
    seat = session.viewer.seat_in(listed.conference_id)
    if seat is None:
        raise NotFound
    return get_kind(seat.kind)


def _entry(session: Session, listed: Listed, page: str) -> Entry:
    happening = events.CaseShown(
        case_id=listed.case_id, conference_id=listed.conference_id, page=page, meeting_id=listed.meeting_id
    )
    return session.record(happening, is_list=True)


def _name_others(session: Session, listed: Listed, linked: Iterable[LinkedCase]) -> None:
    """Enter the other cases that the page names: the next on the list, and those of the same people."""
    following = {listed.next_turn.case_id} if listed.next_turn is not None else set()
    named = following | {each.case_id for each in linked}
    if named:
        happening = events.ListShown(
            page="case-neighbours",
            conference_id=listed.conference_id,
            meeting_id=listed.meeting_id,
            rows=len(named),
        )
        session.record(happening, is_list=True).cases = named


def _bound(listed: Listed) -> dict[str, Any]:
    cases = [listed.case_id] + ([listed.earlier_case_id] if listed.earlier_case_id else [])
    return {"item_id": listed.id, "case_id": listed.case_id, "case_ids": cases}


def _json(texts: Texts, field: Text) -> dict[str, Any]:
    found = next((text for (_, name), text in texts.items() if name == field), None)
    read: dict[str, Any] = json.loads(found) if found else {}
    return read


def _criteria(kind: Kind, referral: dict[str, Any]) -> tuple[str, ...]:
    claimed = referral.get("criteria") or {}
    return tuple(criterion.label for criterion in kind.criteria if claimed.get(criterion.code) is True)


def _safe_contact(referral: dict[str, Any]) -> SafeContact | None:
    may_not_call = referral.get("safe_to_call") in (False, "no")
    asked = ("contact_notes", "not_safe_to_talk_to", "safe_to_talk_to")
    notes, not_safe_with, safe_with = (str(referral.get(key) or "") for key in asked)
    if not may_not_call and not notes and not not_safe_with:
        return None
    return SafeContact(may_not_call, notes, not_safe_with, safe_with)


def _traits(kind: Kind, listed: Listed, texts: Texts) -> tuple[tuple[str, str], ...]:
    answers = answers_from(kind, listed.traits, texts.get((listed.case_id, Text.CASE_TRAITS)))
    asked = ((question, answers.get(question.key)) for question in kind.case_fields)
    return tuple((question.label, answer_words(question, answer)) for question, answer in asked if answer)


def _parties(kind: Kind, rows: Iterable[Any], texts: Texts) -> tuple[PartyLine, ...]:
    first = "perpetrator" if kind.centred_on == "perpetrator" else "victim"
    order = [first, *(role for role in ROLES if role != first)]
    identities = {row.id: json.loads(texts.get((row.id, Text.PARTY_IDENTITY), "{}")) for row in rows}
    lines = (party_line(row, identities[row.id]) for row in rows)
    return tuple(sorted(lines, key=lambda line: order.index(line.role)))


def _present(session: Session, meeting_id: int) -> tuple[Present, ...]:
    rows = session.rows(case_rows.PRESENT, {"meeting_id": meeting_id})
    return tuple(
        Present(agency or organisation, name, "observer" if is_observer else status)
        for agency, name, organisation, status, is_observer in rows
    )


def _record(texts: Texts, item_id: int) -> CaseRecord:
    return CaseRecord(
        summary=texts.get((item_id, Text.MEETING_SUMMARY), ""),
        rationale=texts.get((item_id, Text.MEETING_RATIONALE), ""),
        dissent=texts.get((item_id, Text.MEETING_DISSENT), ""),
        reason=texts.get((item_id, Text.MEETING_DISCLOSURE), ""),
    )


def _risks(plans: Iterable[Any], texts: Texts, item_id: int) -> tuple[NamedRisk, ...]:
    grouped: dict[int, list[Any]] = {}
    for row in plans:
        if row.agenda_item_id == item_id:
            grouped.setdefault(row.id, []).append(row)
    return tuple(
        NamedRisk(
            id=risk_id,
            number=number,
            text=texts.get((risk_id, Text.RISK_TEXT), ""),
            reason=texts.get((risk_id, Text.RISK_UNPLANNED), ""),
            version=rows[0].version,
            actions=tuple(_action(row, texts) for row in rows if row.action_id is not None),
        )
        for number, (risk_id, rows) in enumerate(grouped.items(), start=1)
    )


def _last_plan(plans: Iterable[Any], texts: Texts, item_id: int) -> Iterable[PlannedAction]:
    for row in plans:
        if row.agenda_item_id != item_id and row.action_id is not None:
            yield _action(row, texts)


def _action(row: Any, texts: Texts) -> PlannedAction:
    return PlannedAction(
        id=row.action_id,
        text=texts.get((row.action_id, Text.ACTION_TEXT), ""),
        agency=row.agency,
        owner=row.owner,
        subject=row.subject,
        pillar=row.pillar,
        status=STATUS_WORDS[row.status],
        due=in_words(clock.now(), row.due_on, row.due_time),
        is_late=is_open(row.status) and row.due_at <= clock.now(),
        is_open=is_open(row.status),
        outcome=texts.get((row.last_event_id, Text.ACTION_NOTE), ""),
    )
