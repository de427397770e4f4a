"""A meeting's list as the viewer may see it. Nothing here counts or numbers what is hidden."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from marac.access.scope import see
from marac.access.viewer import Seat
from marac.conferences import Kind
from marac.contributions.answered import state_of
from marac.db import Entry, Session
from marac.meetings.listing_rules import kind_of
from marac.meetings.listing_shapes import InvitedAgency, ListedCase
from marac.meetings.listing_suggestions import (
    Suggestion,
    excluded_agencies,
    facts_of,
    member_agencies,
    reasons,
    suggest,
    ties_of,
)
from marac.meetings.plan_queries import may_see_list
from marac.records import (
    Agency,
    AgendaItem,
    Case,
    Exclusion,
    Invitation,
    Meeting,
    Party,
    Referral,
    ResearchReturn,
)
from marac.records.base import columns

_G, _C, _A, _I, _R, _P, _X, _T = (
    columns(record)
    for record in (
        AgendaItem, Case, Agency, Invitation, Referral, Party, Exclusion, ResearchReturn,
    )
)  # fmt: skip
# Whether another agency has begun its research is its own affair until it answers.
OTHERS_DRAFTS_APART = or_(_T.status != "draft", _T.agency_id == bindparam("own_agency_id"))
_of_meeting = _G.meeting_id == bindparam("meeting_id")
_LISTED = (
    select(
        _G.id.label("item_id"), _G.version, _G.minutes, _G.status, _G.decision, _G.is_repeat,
        _C.id, _C.reference, _C.earlier_case_id, _C.referring_agency_id, _C.lead_agency_id, _C.traits,
        func.coalesce(_A.name, "").label("referrer"),
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .outerjoin(Agency, _A.id == _C.referring_agency_id)
    .where(_of_meeting, see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)  # fmt: skip
_INVITED = (
    select(_I.agenda_item_id, _A.id, _A.name, _I.reason, _I.invited_at)
    .join_from(Invitation, AgendaItem, _G.id == _I.agenda_item_id)
    .join(Agency, _A.id == _I.agency_id)
    .where(_of_meeting, see(AgendaItem, Invitation))
    .order_by(_A.name)
)
_CRITERIA = (
    select(_G.id, _R.criteria)
    .join_from(AgendaItem, Referral, _R.id == _G.referral_id)
    .where(_of_meeting, see(AgendaItem, Referral))
)
_CHILDREN = (
    select(_P.case_id, func.count())
    .join_from(Party, AgendaItem, _G.case_id == _P.case_id)
    .where(_of_meeting, _P.role == "child", see(AgendaItem, Party))
    .group_by(_P.case_id)
)
_EXCLUDED_PEOPLE = (
    select(_X.case_id, func.count(_X.user_id.distinct()))
    .join_from(Exclusion, AgendaItem, _G.case_id == _X.case_id)
    .where(_of_meeting, _X.user_id.is_not(None), _X.lifted_at.is_(None), see(AgendaItem, Exclusion))
    .group_by(_X.case_id)
)
_RETURNS = (
    select(_T.agenda_item_id, _T.agency_id, _T.status, _T.returned_at, _T.confirmed_at)
    .join_from(ResearchReturn, AgendaItem, _G.id == _T.agenda_item_id)
    .where(_of_meeting, OTHERS_DRAFTS_APART, see(AgendaItem, ResearchReturn))
)
_REFERENCES = select(_C.id, _C.reference).where(_C.id.in_(bindparam("case_ids", expanding=True)), see(Case))


def listed_cases(session: Session, shown: Entry, meeting: Meeting, seat: Seat) -> list[ListedCase]:
    """The cases on a meeting's list that the viewer may see, in order; noted on the receipt `shown`.

    Empty before publication for everyone but the office.
    """
    if not may_see_list(seat, meeting.published_at):
        return []
    kind = kind_of(session, meeting.conference_id)
    bound = {"meeting_id": meeting.id}
    rows = session.rows(_LISTED, bound)
    shown.cases.update(row.id for row in rows)
    parts = _parts(session, kind, bound, rows, seat, meeting.conference_id)
    shown.cases.update(parts.references)
    begins_at, listed = meeting.starts_at, []
    for place, row in enumerate(rows, start=1):
        listed.append(_listed_case(row, place, begins_at, parts))
        begins_at += timedelta(minutes=row.minutes)
    return listed


@dataclass(frozen=True)
class _Parts:
    """What belongs to the rows of one list, by listing or by case."""

    invited: dict[int, list[InvitedAgency]]
    criteria: dict[int, tuple[str, ...]]
    children: dict[int, int]
    kept_out: dict[int, int]
    references: dict[int, str]
    suggested: dict[int, tuple[Suggestion, ...]]


def _parts(
    session: Session, kind: Kind, bound: dict[str, Any], rows: list[Any], seat: Seat, conference_id: int
) -> _Parts:
    invited = _invited(session, kind, bound)
    earlier = [row.earlier_case_id for row in rows if row.earlier_case_id is not None]
    return _Parts(
        invited=invited,
        criteria={item_id: criteria_labels(kind, codes) for item_id, codes in session.rows(_CRITERIA, bound)},
        children=dict(tuple(row) for row in session.rows(_CHILDREN, bound)),
        kept_out=dict(tuple(row) for row in session.rows(_EXCLUDED_PEOPLE, bound)) if seat.is_office else {},
        references=references_of(session, earlier),
        suggested=_suggested(session, kind, rows, invited, conference_id) if seat.is_office and rows else {},
    )


def criteria_labels(kind: Kind, codes: str) -> tuple[str, ...]:
    """The referral criteria in a referral's JSON list, in words; a code of an older description stays."""
    known = {criterion.code: criterion.label for criterion in kind.criteria}
    return tuple(known.get(code, code) for code in json.loads(codes or "[]"))


def references_of(session: Session, case_ids: Iterable[int]) -> dict[int, str]:
    """The references of cases, as far as the viewer may see them."""
    wanted = list(case_ids)
    return dict(tuple(row) for row in session.rows(_REFERENCES, {"case_ids": wanted})) if wanted else {}


def _invited(session: Session, kind: Kind, bound: dict[str, Any]) -> dict[int, list[InvitedAgency]]:
    words = reasons(kind)
    asked = {**bound, "own_agency_id": session.viewer.agency_id}
    research = {(row.agenda_item_id, row.agency_id): row for row in session.rows(_RETURNS, asked)}
    invited: dict[int, list[InvitedAgency]] = defaultdict(list)
    for item_id, agency_id, name, reason, asked_at in session.rows(_INVITED, bound):
        state = state_of(research.get((item_id, agency_id)), asked_at)
        invited[item_id].append(InvitedAgency(agency_id, name, reason, words.get(reason, reason), state))
    return invited


def _suggested(
    session: Session,
    kind: Kind,
    rows: list[Any],
    invited: dict[int, list[InvitedAgency]],
    conference_id: int,
) -> dict[int, tuple[Suggestion, ...]]:
    ties = ties_of(session, rows)
    agencies = member_agencies(session, conference_id)
    kept_out = excluded_agencies(session, [row.id for row in rows])
    suggested = {}
    for row in rows:
        there = {agency.id for agency in invited[row.item_id]}
        free = [each for each in agencies if each.id not in there and (row.id, each.id) not in kept_out]
        suggested[row.item_id] = tuple(suggest(kind, row, free, ties, facts_of(row, ties)))
    return suggested


def _listed_case(row: Any, place: int, begins_at: datetime, parts: _Parts) -> ListedCase:
    return ListedCase(
        **row._asdict(),
        place=place,
        begins_at=begins_at,
        earlier=parts.references.get(row.earlier_case_id, ""),
        criteria=parts.criteria.get(row.item_id, ()),
        children=parts.children.get(row.id, 0),
        invited=tuple(parts.invited[row.item_id]),
        suggested=parts.suggested.get(row.item_id, ()),
        people_kept_out=parts.kept_out.get(row.id, 0),
    )
