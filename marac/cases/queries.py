"""A case, loaded once and shown under one entry of the ledger."""

import json
from collections.abc import Iterable
from typing import Any

from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seal import Texts, open_list, open_of, open_texts
from marac.access.viewer import Seat
from marac.actions.queries import actions_of_case
from marac.audit import events
from marac.cases import rows
from marac.cases.history import linked_cases, repeat_sentence
from marac.cases.opening import opened_until
from marac.cases.shapes import CasePage, Heading, ListedAt, PlannedRisk, Referred
from marac.cases.wording import (
    Row,
    contact_rows,
    criteria_words,
    decision_words,
    summary_rows,
    trait_rows,
)
from marac.conferences import Kind, get_kind
from marac.contributions.queries import contributions_of_case
from marac.db import Entry, Session
from marac.errors import NotFound
from marac.people.queries import LinkedCase, PartyLine, case_parties, linked_history
from marac.records import Case, Party, Text

_PAGE_TEXTS = (
    Text.CASE_SUMMARY,
    Text.CASE_TRAITS,
    Text.PARTY_IDENTITY,
    Text.RISK_TEXT,
    Text.RISK_UNPLANNED,
    Text.MEETING_SUMMARY,
    Text.MEETING_RATIONALE,
    Text.MEETING_DISSENT,
    Text.MEETING_DISCLOSURE,
)
_LISTING_TEXTS = (
    (Text.MEETING_SUMMARY, "Summary of risk"),
    (Text.MEETING_RATIONALE, "Why"),
    (Text.MEETING_DISSENT, "Differing views"),
    (Text.MEETING_DISCLOSURE, "Disclosure to a third party"),
)
_CONTACT_LABELS = (("address", "Address"), ("phone", "Telephone"), ("email", "Email"))


def seat_for(session: Session, conference_id: int) -> Seat:
    """The viewer's membership in the conference of a case. Raises NotFound without one."""
    seat: Seat | None = session.viewer.seat_in(conference_id)
    if seat is None:
        raise NotFound
    return seat


def heading_of(session: Session, case: Case) -> Heading:
    """What stands at the top of every page about a case that has been loaded."""
    seat = seat_for(session, case.conference_id)
    return Heading(
        id=case.id,
        conference_id=case.conference_id,
        slug=seat.slug,
        reference=case.reference,
        status=case.status,
        version=case.version,
        is_sealed=case.is_sealed,
        kind=get_kind(seat.kind),
    )


def show_case(session: Session, case_id: int) -> CasePage:
    """Everything that the viewer may see of a case (CASE_VIEW), with the sections shown on one entry.

    Other cases of the same people are named on an entry of their own. Raises NotFound.
    """
    case = get(session, Case, case_id)
    heading, seat = heading_of(session, case), seat_for(session, case.conference_id)
    until = opened_until(session, case_id)
    page = "case" if until is None else "break-glass"
    shown = session.record(events.CaseShown(case_id=case_id, conference_id=case.conference_id, page=page))
    texts = open_texts(session, shown, *_PAGE_TEXTS)
    bound = {"case_id": case_id, "is_office": seat.is_office}
    history = _recorded_history(session, case)
    parties = case_parties(session, shown, case_id, texts)
    return CasePage(
        heading=heading,
        referred=_referred(session, case, heading.kind, texts, history),
        parties=tuple(parties),
        contacts=_open_contacts(session, shown, bound),
        traits=tuple(trait_rows(heading.kind, case.traits, texts.get((case_id, Text.CASE_TRAITS)))),
        listings=tuple(_listings(session, heading.kind, texts, bound)),
        said=contributions_of_case(session, shown, case_id),
        plan=_plan(session, shown, texts, bound),
        linked=linked_cases(heading.kind, history),
        may=_ways_on(session, seat, heading.kind, parties) if until is None else frozenset(),
        opened_until=until,
    )


def _recorded_history(session: Session, case: Case) -> list[LinkedCase]:
    history = linked_history(session, case.id)
    if history:
        entry = session.record(
            events.ListShown(page="history", conference_id=case.conference_id), is_list=True
        )
        entry.cases.update(each.case_id for each in history)
    return history


def _referred(session: Session, case: Case, kind: Kind, texts: Texts, history: list[LinkedCase]) -> Referred:
    referral = next(iter(session.rows(rows.REFERRALS, {"case_id": case.id})), None)
    if referral is None:
        return Referred()
    summary = json.loads(texts.get((referral.id, Text.CASE_SUMMARY), "{}"))
    return Referred(
        agency=referral.agency or "",
        on=referral.referred_on,
        criteria=criteria_words(kind, referral.criteria),
        is_repeat=case.is_repeat,
        sentence=repeat_sentence(kind, case, referral, history),
        rows=tuple(summary_rows(kind, summary)),
        contact=tuple(contact_rows(kind, summary)),
    )


def _open_contacts(session: Session, shown: Entry, bound: dict[str, Any]) -> dict[int, tuple[Row, ...]]:
    _, texts = open_list(session, shown, rows.OPEN_CONTACTS, bound)
    return {party_id: words_of_contact(text) for (party_id, _), text in texts.items()}


def words_of_contact(text: str) -> tuple[Row, ...]:
    """An address with telephone and email, as (heading, words)."""
    contact = json.loads(text)
    found = tuple((label, str(contact[key])) for key, label in _CONTACT_LABELS if contact.get(key))
    return (*found, ("Address", "Withheld by the referrer")) if contact.get("address_withheld") else found


def _listings(session: Session, kind: Kind, texts: Texts, bound: dict[str, Any]) -> Iterable[ListedAt]:
    invited: dict[int, list[str]] = {}
    for item_id, agency in session.rows(rows.INVITED, bound):
        invited.setdefault(item_id, []).append(agency)
    for row in session.rows(rows.LISTINGS, bound):
        said = ((label, texts.get((row.id, name), "")) for name, label in _LISTING_TEXTS)
        yield ListedAt(
            item_id=row.id,
            meeting_id=row.meeting_id,
            meeting=row.reference,
            starts_at=row.starts_at,
            status=row.status,
            decision="The meeting was cancelled"
            if row.meeting_status == "cancelled"
            else decision_words(kind, row.decision),
            texts=tuple((label, words) for label, words in said if words),
            invited=tuple(invited.get(row.id, ())),
        )


def _plan(session: Session, shown: Entry, texts: Texts, bound: dict[str, Any]) -> tuple[PlannedRisk, ...]:
    answers: dict[int | None, list[Any]] = {}
    for action in actions_of_case(session, shown, bound["case_id"]):
        answers.setdefault(action.risk_id, []).append(action)
    risks = [
        PlannedRisk(
            texts.get((row.id, Text.RISK_TEXT), ""),
            texts.get((row.id, Text.RISK_UNPLANNED), ""),
            tuple(answers.pop(row.id, ())),
        )
        for row in session.rows(rows.RISKS, bound)
    ]
    alone = tuple(action for actions in answers.values() for action in actions)
    return (*risks, PlannedRisk("", actions=alone)) if alone else tuple(risks)


def _ways_on(session: Session, seat: Seat, kind: Kind, parties: list[PartyLine]) -> frozenset[str]:
    acts = {
        "seen": Act.AUDIT_CASE,
        "people": Act.PERSON_DECIDE,
        "exclude": Act.EXCLUSION_DECIDE,
        "manage": Act.CASE_MANAGE,
    }
    ways = {way for way, act in acts.items() if session.viewer.may_in(act, seat.conference_id)}
    if parties and may_reveal(session, seat, kind):
        ways.add("reveal")
    return frozenset(ways)


def may_reveal(session: Session, seat: Seat, kind: Kind) -> bool:
    """Whether the viewer is cleared for safe addresses in this conference."""
    is_cleared = bool(seat.clearance & kind.section_class("safe_contact").mask)
    return is_cleared and session.viewer.may_in(Act.CONTACT_REVEAL, seat.conference_id)


def reveal_contact(
    session: Session, case_id: int, party_id: int
) -> tuple[Heading, PartyLine, tuple[Row, ...]]:
    """The address and telephone of one party (CONTACT_REVEAL), on an entry of its own.

    Raises NotFound alike for a case or party that is not there, and for a viewer who is not cleared.
    """
    case, party = get(session, Case, case_id), get(session, Party, party_id)
    heading, seat = heading_of(session, case), seat_for(session, case.conference_id)
    if party.case_id != case_id or not may_reveal(session, seat, heading.kind):
        raise NotFound
    shown = session.record(
        events.ContactRevealed(case_id=case_id, conference_id=case.conference_id, party_id=party_id)
    )
    texts = open_of(session, shown, party_id, Text.PARTY_CONTACT, Text.PARTY_IDENTITY)
    identities = {(party_id, str(Text.PARTY_IDENTITY)): texts.get(Text.PARTY_IDENTITY, "{}")}
    line = next(each for each in case_parties(session, shown, case_id, identities) if each.id == party_id)
    return heading, line, words_of_contact(texts.get(Text.PARTY_CONTACT, "{}"))
