"""Ties: which parties are the same human being, and which cases rest on that.

A decision on two parties moves everybody tied to them, also in cases that whoever decides may not see:
otherwise one person would fall into two by an exclusion. Like seats, ties are derived for all alike and shown
to nobody; who may decide, and on what, is settled by the see-rule before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from marac.access.scope import upkeep
from marac.access.writing import note_narrowing
from marac.db import Session
from marac.records import AgendaItem, Case, Conference, Exclusion, Party, PersonDecision, Referral
from marac.records.base import columns

_P, _D, _C, _F, _R, _G, _X = (
    columns(record) for record in (Party, PersonDecision, Case, Conference, Referral, AgendaItem, Exclusion)
)
_HERE, _THERE = (Party.__table__.alias(name) for name in ("here", "there"))  # type: ignore[attr-defined]
_cases: Any = bindparam("cases", expanding=True)
_parties: Any = bindparam("parties", expanding=True)

# Two merges of one conference at once could each move what the other has just moved.
_HOLD = select(_F.id).where(_F.id == bindparam("conference_id")).with_for_update(key_share=True)
_TIED = select(_P.id, _P.case_id).where(_P.person_id == bindparam("person_id"), upkeep(Party)).order_by(_P.id)
_EDGES = select(_D.party_id, _D.other_party_id).where(
    _D.decision == "same",
    _D.undone_at.is_(None),
    or_(_D.party_id.in_(_parties), _D.other_party_id.in_(_parties)),
    upkeep(PersonDecision),
)
_ON_PARTIES = select(_D.id, _D.undone_at).where(
    or_(_D.party_id.in_(_parties), _D.other_party_id.in_(_parties)), upkeep(PersonDecision)
)
_MOVE = (
    update(Party.__table__)  # type: ignore[attr-defined]
    .where(_P.id.in_(_parties), upkeep(Party))
    .values(person_id=bindparam("to_person"))
)
_REPEATS = (
    select(_C.id, _C.earlier_case_id)
    .where(
        _C.earlier_case_id.is_not(None),
        or_(_C.id.in_(_cases), _C.earlier_case_id.in_(_cases)),
        upkeep(Case),
    )
    .order_by(_C.id)
)
_PEOPLE = select(_P.case_id, _P.role, _P.person_id).where(_P.case_id.in_(_cases), upkeep(Party))
_SHARING = (
    select(_THERE.c.case_id)
    .join_from(_HERE, _THERE, _THERE.c.person_id == _HERE.c.person_id)
    .where(_HERE.c.case_id.in_(_cases), upkeep(_HERE), upkeep(_THERE))
    .distinct()
)
_DENIALS = (
    select(_X.id, _X.case_id, _X.user_id, _X.agency_id, _X.origin)
    .where(_X.case_id.in_(_cases), _X.lifted_at.is_(None), upkeep(Exclusion))
    .order_by(_X.decided_at, _X.id)
)
_LIFT = (
    update(Exclusion.__table__)  # type: ignore[attr-defined]
    .where(_X.id.in_(bindparam("denials", expanding=True)), upkeep(Exclusion))
    .values(lifted_at=bindparam("at", type_=_X.lifted_at.type))
)
_NAME_CASE = (
    update(Case.__table__)  # type: ignore[attr-defined]
    .where(_C.id == bindparam("later"), upkeep(Case))
    .values(
        earlier_case_id=bindparam("earlier"),
        is_repeat=bindparam("repeats", type_=_C.is_repeat.type),
        version=_C.version + 1,
    )
)
_NAME_REFERRAL = (
    update(Referral.__table__)  # type: ignore[attr-defined]
    .where(_R.case_id == bindparam("later"), _R.status == "accepted", upkeep(Referral))
    .values(is_repeat=bindparam("repeats", type_=_C.is_repeat.type))
)
_NAME_LISTING = (
    update(AgendaItem.__table__)  # type: ignore[attr-defined]
    .where(_G.case_id == bindparam("later"), _G.status == "listed", upkeep(AgendaItem))
    .values(is_repeat=bindparam("repeats", type_=_C.is_repeat.type))
)
_PART_CASES = (
    update(Case.__table__)  # type: ignore[attr-defined]
    .where(_C.id.in_(_cases), upkeep(Case))
    .values(earlier_case_id=None, is_repeat=False, version=_C.version + 1)
)
_PART_REFERRALS = (
    update(Referral.__table__)  # type: ignore[attr-defined]
    .where(_R.case_id.in_(_cases), _R.status == "accepted", upkeep(Referral))
    .values(is_repeat=False)
)
_PART_LISTINGS = (
    update(AgendaItem.__table__)  # type: ignore[attr-defined]
    .where(_G.case_id.in_(_cases), _G.status == "listed", upkeep(AgendaItem))
    .values(is_repeat=False)
)


@dataclass(frozen=True)
class RestingCase:
    """A case that names an earlier one of the same pair."""

    case_id: int
    earlier_case_id: int


@dataclass(frozen=True)
class Denial:
    """A denial that stands, of one user or of one agency."""

    id: int
    case_id: int
    user_id: int | None
    agency_id: int | None
    origin: str

    @property
    def whom(self) -> tuple[int | None, int | None]:
        """Whom it keeps out: the number of a user, or of an agency."""
        return self.user_id, self.agency_id


def hold_people(session: Session, conference_id: int) -> None:
    """Let nobody else tie or part people of this conference before this change is done."""
    session.row(_HOLD, {"conference_id": conference_id})


def tied_to(session: Session, person_id: int) -> dict[int, int]:
    """Every party that is this person, and its case."""
    rows = session.rows(_TIED, {"person_id": person_id})
    return {row.id: row.case_id for row in rows}


def still_tied(session: Session, start: int, parties: Collection[int]) -> set[int]:
    """The parties that decisions not undone tie to `start`, which is one of them."""
    neighbours: dict[int, set[int]] = {}
    for one, other in session.rows(_EDGES, {"parties": list(parties)}):
        neighbours.setdefault(one, set()).add(other)
        neighbours.setdefault(other, set()).add(one)
    reached, ahead = {start}, [start]
    while ahead:
        found = neighbours.get(ahead.pop(), set()) - reached
        reached |= found
        ahead += found
    return reached


def decisions_on(session: Session, party_ids: Collection[int]) -> dict[int, bool]:
    """Every decision on these parties, standing or undone, and whether it stands."""
    rows = session.rows(_ON_PARTIES, {"parties": list(party_ids)})
    return {row.id: row.undone_at is None for row in rows}


def move_to_person(session: Session, parties: Iterable[int], person_id: int) -> None:
    """Make these parties that person."""
    session.execute(
        _MOVE,
        {"parties": list(parties), "to_person": person_id},
        execution_options={"synchronize_session": False},
    )


def resting_on(session: Session, case_ids: Iterable[int]) -> list[RestingCase]:
    """The repeats among these cases, or of them."""
    return [RestingCase(*row) for row in session.rows(_REPEATS, {"cases": list(case_ids)})]


def people_of_cases(session: Session, case_ids: Iterable[int]) -> dict[int, dict[str, set[int]]]:
    """Who is who in each case: case, role, persons."""
    found: dict[int, dict[str, set[int]]] = {}
    for case_id, role, person_id in session.rows(_PEOPLE, {"cases": list(case_ids)}):
        found.setdefault(case_id, {}).setdefault(role, set()).add(person_id)
    return found


def cases_sharing_people(session: Session, case_ids: Iterable[int]) -> set[int]:
    """Every case in which anybody of these cases is, these among them."""
    return {case_id for (case_id,) in session.rows(_SHARING, {"cases": list(case_ids)})}


def standing_denials(session: Session, case_ids: Iterable[int]) -> list[Denial]:
    """Whoever is kept from each of these cases, in the order in which it was decided."""
    return [Denial(*row) for row in session.rows(_DENIALS, {"cases": list(case_ids)})]


def add_denial(session: Session, denial: Exclusion) -> None:
    """Keep a denial that a tie carries into a case, though the case is hidden from whoever made the tie."""
    note_narrowing(session, denial.case_id)
    session.add(denial)
    session.flush()


def lift_denials(session: Session, denial_ids: Iterable[int], at: datetime) -> None:
    """Lift denials that rested on a tie."""
    bound = {"denials": list(denial_ids), "at": at}
    session.execute(_LIFT, bound, execution_options={"synchronize_session": False})


def name_earlier(session: Session, case_id: int, earlier_case_id: int, *, is_repeat: bool) -> None:
    """An accepted case names the one before it from now on; what a meeting has heard stays as it was heard."""
    bound = {"later": case_id, "earlier": earlier_case_id, "repeats": is_repeat}
    for statement in (_NAME_CASE, _NAME_REFERRAL, _NAME_LISTING):
        session.execute(statement, bound, execution_options={"synchronize_session": False})


def part_repeats(session: Session, case_ids: Iterable[int]) -> None:
    """These cases are repeats no longer; what a meeting has heard stays as it was heard."""
    bound = {"cases": list(case_ids)}
    for statement in (_PART_CASES, _PART_REFERRALS, _PART_LISTINGS):
        session.execute(statement, bound, execution_options={"synchronize_session": False})
