"""What is known of the people of a case beyond it: earlier referrals of the pair, and linked history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Boolean, bindparam, or_, select

from marac.access.loading import get
from marac.access.scope import see
from marac.clock import london_day
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.people.candidates import (
    Candidate,
    CasePeople,
    candidates_for,
    people_of_case,
    undecided_strong,
    undecided_strong_by_case,
)
from marac.people.pairs import pair_roles
from marac.people.party_lines import PartyLine, case_parties
from marac.records import AgendaItem, Case, Meeting, Party, Referral
from marac.records.base import columns

__all__ = [
    "Candidate",
    "CasePeople",
    "EarlierCase",
    "LinkedCase",
    "LinkedListing",
    "PartyLine",
    "candidates_for",
    "case_parties",
    "earlier_cases_of_pair",
    "earlier_cases_of_pairs",
    "history_in",
    "linked_history",
    "people_of_case",
    "undecided_strong",
    "undecided_strong_by_case",
]

COUNTED = ("received", "open", "closed")

_C, _G, _M, _R = (columns(record) for record in (Case, AgendaItem, Meeting, Referral))
_MINE, _OTHER = (Party.__table__.alias(name) for name in ("mine", "other"))  # type: ignore[attr-defined]

_SHARED = (
    select(
        _MINE.c.case_id.label("here_id"),
        _OTHER.c.case_id,
        _C.reference,
        _C.status,
        _R.referred_on,
        _MINE.c.role.label("role"),
        _OTHER.c.role.label("other_role"),
    )
    .join_from(_MINE, _OTHER, _OTHER.c.person_id == _MINE.c.person_id)
    .join(Case, _C.id == _OTHER.c.case_id)
    .join(Referral, _R.case_id == _C.id)
    .where(
        _MINE.c.case_id.in_(bindparam("cases", expanding=True)),
        _OTHER.c.case_id != _MINE.c.case_id,
        _C.status.in_(COUNTED),
        see(_MINE),
        see(Case, _OTHER, Referral),
    )
    .order_by(_C.id)
)
_LISTINGS = (
    select(_G.case_id, _M.reference, _M.starts_at, _G.status, _G.decision)
    .join_from(AgendaItem, Meeting, _M.id == _G.meeting_id)
    .where(
        _G.case_id.in_(bindparam("cases", expanding=True)),
        or_(_M.published_at.is_not(None), bindparam("is_office", type_=Boolean)),
        _M.status != "cancelled",
        see(AgendaItem, Meeting),
    )
    .order_by(_M.starts_at.desc())
)


@dataclass(frozen=True)
class EarlierCase:
    """Another referral of the same people. `referred_on` is the date of its last referral, if known."""

    case_id: int
    reference: str
    referred_on: date | None
    status: str


@dataclass(frozen=True)
class LinkedListing:
    """When a linked case was listed, whether it was heard, and what was decided (a code of its kind)."""

    meeting: str
    on: date
    status: str
    decision: str


@dataclass(frozen=True)
class LinkedCase:
    """A case that shares somebody with this one. `roles` pairs their role here with their role there."""

    case_id: int
    reference: str
    status: str
    referred_on: date | None
    roles: tuple[tuple[str, str], ...]
    listings: tuple[LinkedListing, ...] = ()
    is_same_pair: bool = False


def earlier_cases_of_pair(session: Session, case_id: int) -> list[EarlierCase]:
    """Other cases, earlier or later, of the same victim and one same perpetrator, as people decided it.

    Newest referral first, only those that the viewer may see. Raises NotFound.
    """
    conference_id = get(session, Case, case_id).conference_id
    return earlier_cases_of_pairs(session, conference_id, [case_id])[case_id]


def earlier_cases_of_pairs(
    session: Session, conference_id: int, case_ids: Iterable[int]
) -> dict[int, list[EarlierCase]]:
    """The same for several cases of one conference of the viewer's, loaded as the viewer already."""
    return {
        case_id: [
            EarlierCase(each.case_id, each.reference, each.referred_on, each.status)
            for each in linked
            if each.is_same_pair
        ]
        for case_id, linked in _linked(session, conference_id, list(case_ids)).items()
    }


def linked_history(session: Session, case_id: int) -> list[LinkedCase]:
    """Other cases that name anybody of this one, newest referral first, only those that the viewer may see.

    Before a list is published only the office learns that a case is on it. The page that shows them names
    their cases on an entry of its own. Raises NotFound.
    """
    return history_in(session, get(session, Case, case_id).conference_id, case_id)


def history_in(session: Session, conference_id: int, case_id: int) -> list[LinkedCase]:
    """The same for a case that was loaded as the viewer already, in a conference of theirs."""
    linked = _linked(session, conference_id, [case_id])[case_id]
    if not linked:
        return []
    listings: dict[int, list[LinkedListing]] = {}
    seat = session.viewer.seat_in(conference_id)
    bound = {"cases": [each.case_id for each in linked], "is_office": seat.is_office}
    for row in session.rows(_LISTINGS, bound):
        listing = LinkedListing(row.reference, london_day(row.starts_at), row.status, row.decision)
        listings.setdefault(row.case_id, []).append(listing)
    return [replace(each, listings=tuple(listings.get(each.case_id, ()))) for each in linked]


def _linked(session: Session, conference_id: int, case_ids: list[int]) -> dict[int, list[LinkedCase]]:
    """Of each case those that share somebody with it, newest referral first."""
    kind = get_kind(session.viewer.seat_in(conference_id).kind)
    found: dict[int, dict[int, list[Any]]] = {case_id: {} for case_id in case_ids}
    for row in session.rows(_SHARED, {"cases": case_ids}):
        found[row.here_id].setdefault(row.case_id, []).append(row)
    return {
        case_id: sorted(
            (_linked_case(kind, rows) for rows in others.values()),
            key=lambda each: (each.referred_on or date.min, each.case_id),
            reverse=True,
        )
        for case_id, others in found.items()
    }


def _linked_case(kind: Kind, rows: Iterable[Any]) -> LinkedCase:
    listed = list(rows)
    roles = tuple(sorted({(row.role, row.other_role) for row in listed}))
    return LinkedCase(
        case_id=listed[0].case_id,
        reference=listed[0].reference,
        status=listed[0].status,
        referred_on=max((row.referred_on for row in listed if row.referred_on), default=None),
        roles=roles,
        is_same_pair=all((role, role) in roles for role in pair_roles(kind)),
    )
