"""Keeping a person or an agency from one case: a denial that beats every role until it is lifted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import open_texts, seal
from marac.access.ties import hold_people, standing_denials
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake
from marac.people.denials import keep_from_case, seat_anew
from marac.people.tied import tied_cases
from marac.records import Agency, Case, Exclusion, Membership, Text, User
from marac.records.base import columns
from marac.referrals.restrictions import whom_to_keep_from

LONGEST_REASON = 2_000
_ORIGINS = {
    "decision": "Decided by the coordinator or the chair",
    "form": "Asked for on the referral form",
    "earlier": "Taken over from a tied case, before this one was accepted",
    "same_person": "Taken over from a tied case, one of the same people",
    "conflict": "Conflict of interest",
}

_X, _U, _G, _M, _C = (columns(record) for record in (Exclusion, User, Agency, Membership, Case))
_REFERENCES = (
    select(_C.id, _C.reference)
    .where(_C.id.in_(bindparam("cases", expanding=True)), see(Case))
    .order_by(_C.reference)
)
_DECIDER = User.__table__.alias()  # type: ignore[attr-defined]
_OF_CASE = (
    select(
        _X.id,
        _X.user_id,
        _X.agency_id,
        _X.origin,
        _X.decided_at,
        _X.lifted_at,
        _U.name.label("person"),
        _G.name.label("agency"),
        _DECIDER.c.name.label("decided_by"),
    )
    .join_from(Exclusion, _DECIDER, _DECIDER.c.id == _X.decided_by_id)
    .outerjoin(User, _U.id == _X.user_id)
    .outerjoin(Agency, _G.id == _X.agency_id)
    .where(_X.case_id == bindparam("case_id"), see(Exclusion))
    .order_by(_X.decided_at.desc(), _X.id)
)
_OFFICE = (
    select(_U.id, _U.agency_id)
    .join_from(Membership, User, _U.id == _M.user_id)
    .where(
        _M.conference_id == bindparam("conference_id"),
        _M.is_office.is_(True),
        _M.role != "importer",
        _M.from_on <= bindparam("on", type_=_M.from_on.type),
        _M.until_on >= bindparam("on", type_=_M.until_on.type),
        _U.is_active.is_(True),
    )
)


@dataclass(frozen=True)
class ExclusionLine:
    """One denial in words: whom, why, by whom, and since when; lifted or still in force.

    `also` are the references of the tied cases that the viewer may see and from which they are kept as well.
    """

    id: int
    whom: str
    origin: str
    reason: str
    decided_by: str
    decided_at: datetime
    lifted_at: datetime | None
    lifted_for: str
    also: tuple[str, ...] = ()


def members_of(session: Session, conference_id: int) -> list[Any]:
    """The people of a conference who could be kept from a case, or named on one: id, name, agency, role."""
    return whom_to_keep_from(session, conference_id).people


def exclusions_of(session: Session, case: Case) -> list[ExclusionLine]:
    """Every denial on a case that the viewer has loaded (EXCLUSION_DECIDE), with reasons, newest first."""
    shown = session.record(
        events.CaseShown(case_id=case.id, conference_id=case.conference_id, page="exclusions")
    )
    texts = open_texts(session, shown, Text.EXCLUSION_REASON, Text.EXCLUSION_LIFTED)
    names = _tied_names(session, case)
    there = [(each.whom, names[each.case_id]) for each in standing_denials(session, names)]
    return [
        ExclusionLine(
            id=row.id,
            whom=row.person or f"Everybody at {row.agency}",
            origin=_ORIGINS.get(row.origin, row.origin),
            reason=texts.get((row.id, Text.EXCLUSION_REASON), ""),
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            lifted_at=row.lifted_at,
            lifted_for=texts.get((row.id, Text.EXCLUSION_LIFTED), ""),
            also=tuple(sorted(name for whom, name in there if whom == (row.user_id, row.agency_id))),
        )
        for row in session.rows(_OF_CASE, {"case_id": case.id})
    ]


def references_of_tied(session: Session, case: Case) -> list[str]:
    """The tied cases that the viewer may see, by reference: what is decided here holds for them as well."""
    names = _tied_names(session, case)
    if names:
        happening = events.ListShown(
            page="case-neighbours", conference_id=case.conference_id, rows=len(names)
        )
        session.record(happening, is_list=True).cases = set(names)
    return list(names.values())


def _tied_names(session: Session, case: Case) -> dict[int, str]:
    kind = get_kind(session.viewer.seat_in(case.conference_id).kind)
    tied = tied_cases(session, kind, case.id) - {case.id}
    rows = session.rows(_REFERENCES, {"cases": list(tied)}) if tied else []
    return {row.id: row.reference for row in rows}


def exclude(
    session: Session, case_id: int, *, user_id: int | None = None, agency_id: int | None = None, reason: str
) -> int:
    """Keep one person, or everybody of one agency, from a case (EXCLUSION_DECIDE), from their next request.

    It holds for every tied case as well. Where they were kept from this one only because of a tied case, it
    is from now on decided for this one too. Returns how many of the conference's office may still see the
    case: none is allowed, but worth a warning. Raises NotFound, and Mistake without a reason, unless exactly
    one is named, for somebody who is not of this conference, or who is kept from the case already.
    """
    case = get(session, Case, case_id)
    # Two people deciding at once must each see what the other has decided.
    hold_people(session, case.conference_id)
    words = _reason(reason, "Say why, so that others can follow it.")
    _check_whom(session, case, user_id, agency_id)
    denied = {
        (row.user_id, row.agency_id)
        for row in session.rows(_OF_CASE, {"case_id": case_id})
        if row.lifted_at is None
    }
    if keep_from_case(session, case, "decision", words, user_id=user_id, agency_id=agency_id) is None:
        raise Mistake("whom", "They are kept from this case already.")
    return _office_left(session, case, {*denied, (user_id, agency_id)})


def lift_exclusion(session: Session, exclusion_id: int, reason: str) -> Exclusion:
    """Let somebody back to this case (EXCLUSION_DECIDE); what was decided for a tied case is lifted there.

    Raises NotFound, and Mistake without a reason or twice.
    """
    exclusion = get(session, Exclusion, exclusion_id)
    words = _reason(reason, "Say why they may see the case again.")
    case = get(session, Case, exclusion.case_id)
    hold_people(session, case.conference_id)
    exclusion = get(session, Exclusion, exclusion_id, afresh=True)
    if exclusion.lifted_at is not None:
        raise Mistake("", "This has been lifted already, by somebody else or in another window.")
    exclusion.lifted_at = clock.now()
    session.flush()
    kind = get_kind(session.viewer.seat_in(case.conference_id).kind)
    seat_anew(session, kind, [case.id])
    happening = events.ExclusionLifted(
        case_id=case.id, conference_id=case.conference_id, record_id=exclusion.id
    )
    office = kind.section_class("office").mask
    seal(session, session.record(happening), exclusion.id, Text.EXCLUSION_LIFTED, words, class_bit=office)
    return exclusion


def _office_left(session: Session, case: Case, denied: set[tuple[int | None, int | None]]) -> int:
    office = session.rows(_OFFICE, {"conference_id": case.conference_id, "on": clock.today()})
    return sum(
        1
        for user_id, agency_id in office
        if (user_id, None) not in denied and (None, agency_id) not in denied
    )


def _check_whom(session: Session, case: Case, user_id: int | None, agency_id: int | None) -> None:
    possible = whom_to_keep_from(session, case.conference_id)
    if (user_id is None) == (agency_id is None):
        raise Mistake("whom", "Choose one person or one agency.")
    if user_id is not None and user_id not in {row.id for row in possible.people}:
        raise Mistake("whom", "Choose somebody of this conference.")
    known = {row.id for row in possible.agencies} | {row.agency_id for row in possible.people}
    if agency_id is not None and agency_id not in known:
        raise Mistake("whom", "Choose an agency of this conference.")


def _reason(reason: str, message: str) -> str:
    words = reason.strip()
    if not words:
        raise Mistake("reason", message)
    if len(words) > LONGEST_REASON:
        raise Mistake("reason", f"Shorten the reason to {LONGEST_REASON:,} characters.")
    return words
