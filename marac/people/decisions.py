"""Saying that two parties are the same person, are not, or that it is unsure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from marac import clock
from marac.access.scope import see
from marac.access.seal import seal
from marac.access.ties import hold_people, move_to_person, tied_to
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.people.denials import carry_denials
from marac.people.late_repeats import LateTie, tie_accepted
from marac.people.tied import tied_groups
from marac.records import Case, Party, PersonDecision, Text
from marac.records.base import columns

SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
DECISIONS = (SAME, DIFFERENT, UNSURE)
LONGEST_REASON = 2_000

_P, _C, _D = columns(Party), columns(Case), columns(PersonDecision)
_parties: Any = bindparam("parties", expanding=True)

_PAIR = (
    select(_P.id, _P.case_id, _P.person_id, _P.role, _C.conference_id, _C.status)
    .join_from(Party, Case, _C.id == _P.case_id)
    .where(_P.id.in_(_parties), see(Case, Party))
)
_MEMBERS = select(_P.id, _P.case_id, _P.person_id, _P.role).where(
    _P.person_id.in_(bindparam("persons", expanding=True)), see(Party)
)
_STANDING = select(_D.id, _D.party_id, _D.other_party_id, _D.decision).where(
    _D.undone_at.is_(None),
    or_(_D.party_id.in_(_parties), _D.other_party_id.in_(_parties)),
    see(PersonDecision),
)
_END = (
    update(PersonDecision.__table__)  # type: ignore[attr-defined]
    .where(_D.id.in_(bindparam("decisions", expanding=True)), _D.undone_at.is_(None), see(PersonDecision))
    .values(undone_at=bindparam("ended_at"), undone_by_id=bindparam("ended_by"))
)


@dataclass(frozen=True)
class Kept:
    """A decision that was kept, and the accepted cases that name an earlier one since."""

    id: int
    ties: tuple[LateTie, ...] = ()


def decide_persons(
    session: Session, party_id: int, other_party_id: int, decision: str, reason: str = ""
) -> Kept:
    """Keep what somebody decided on two parties: same, different or unsure.

    Same: everybody tied to the first becomes the person that the second is, and a case accepted before that
    thereby is a repeat becomes one. Whoever is kept from a case is kept from those that are then of the same
    pair, whoever decides included. Raises NotFound unless both are in cases of one conference that the viewer
    may see, and Mistake where one person would have two roles in a case or the decision goes against one that
    stands.
    """
    _check_words(decision, reason)
    one, other = held_pair(session, party_id, other_party_id)
    members = session.rows(_MEMBERS, {"persons": [one.person_id, other.person_id]})
    replaced = _check_standing(session, (one, other), members, decision)
    if decision == SAME:
        _check_roles(members)
    end_decisions(session, replaced)
    made = PersonDecision(
        case_id=one.case_id,
        party_id=party_id,
        other_party_id=other_party_id,
        decision=decision,
        from_person_id=one.person_id,
        to_person_id=other.person_id,
        decided_by_id=session.viewer.id,
        decided_at=clock.now(),
    )
    session.add(made)
    session.flush()
    _record_decision(session, made, one, other, reason)
    if decision != SAME or one.person_id == other.person_id:
        return Kept(made.id)
    return Kept(made.id, tuple(_join(session, made.id, one, other)))


def _join(session: Session, decision_id: int, one: Any, other: Any) -> list[LateTie]:
    """Make one person of two, repeats of the accepted cases that thereby are, and let denials follow."""
    kind = get_kind(session.viewer.seat_in(one.conference_id).kind)
    ours, theirs = (tied_to(session, each.person_id) for each in (one, other))
    here, there = set(ours.values()), set(theirs.values())
    before = tied_groups(session, kind, here | there)
    move_to_person(session, ours, other.person_id)

    def is_across(case_id: int, earlier_id: int) -> bool:
        return (case_id in here and earlier_id in there) or (case_id in there and earlier_id in here)

    ties = tie_accepted(session, decision_id, one.conference_id, here | there, is_across)
    # Last, for it may take a case from the sight of whoever decides.
    carry_denials(session, one.conference_id, before, tied_groups(session, kind, here | there))
    return ties


def _check_words(decision: str, reason: str) -> None:
    if decision not in DECISIONS:
        raise Mistake("decision", "Choose same person, not the same, or not sure.")
    if len(reason) > LONGEST_REASON:
        raise Mistake("reason", f"Shorten the reason to {LONGEST_REASON:,} characters.")


def held_pair(session: Session, party_id: int, other_party_id: int) -> tuple[Any, Any]:
    """Two parties as they stand, with nobody else changing who is who meanwhile.

    Rows with id, case_id, person_id, role, conference_id. Raises NotFound unless the viewer may see both, in
    one conference.
    """
    hold_people(session, _pair(session, party_id, other_party_id)[0].conference_id)
    return _pair(session, party_id, other_party_id)


def _pair(session: Session, party_id: int, other_party_id: int) -> tuple[Any, Any]:
    if party_id == other_party_id:
        raise Mistake("other", "Choose two records to compare.")
    found = {row.id: row for row in session.rows(_PAIR, {"parties": [party_id, other_party_id]})}
    if len(found) != 2 or found[party_id].conference_id != found[other_party_id].conference_id:
        raise NotFound
    return found[party_id], found[other_party_id]


def end_decisions(session: Session, decision_ids: Sequence[int]) -> int:
    """End decisions that stand; returns how many did."""
    if not decision_ids:
        return 0
    bound = {"decisions": list(decision_ids), "ended_at": clock.now(), "ended_by": session.viewer.id}
    done: Any = session.execute(
        _END, {**session.see, **bound}, execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)


def _check_standing(
    session: Session, pair: tuple[Any, Any], members: Sequence[Any], decision: str
) -> list[int]:
    """The decisions that this one replaces: those still unsure. Raises Mistake if one is against it."""
    person_of = {row.id: row.person_id for row in members}
    wanted, persons = {each.id for each in pair}, {each.person_id for each in pair}
    replaced = []
    for row in session.rows(_STANDING, {"parties": list(person_of)}):
        ends = {row.party_id, row.other_party_id}
        between = {person_of.get(end) for end in ends}
        if row.decision == UNSURE and ends == wanted:
            replaced.append(row.id)
        elif row.decision == decision and ends == wanted:
            raise Mistake("decision", "This has been decided already. Nothing has changed.")
        elif decision == SAME and row.decision == DIFFERENT and between == persons:
            raise Mistake("decision", "They are two people by an earlier decision. Undo that decision first.")
    if decision == DIFFERENT and len(persons) == 1:
        raise Mistake("decision", "These are one person by an earlier decision. Undo that decision first.")
    return replaced


def _check_roles(members: Sequence[Any]) -> None:
    roles: dict[int, str] = {}
    for row in members:
        if roles.setdefault(row.case_id, row.role) != row.role:
            raise Mistake(
                "decision",
                "These cannot be one person: they would have two roles in one case, such as victim and "
                "perpetrator. Look at both forms again.",
            )


def _record_decision(session: Session, made: PersonDecision, one: Any, other: Any, reason: str) -> None:
    entries = [
        session.record(
            events.PersonsDecided(
                case_id=here.case_id,
                conference_id=here.conference_id,
                record_id=made.id,
                decision=made.decision,
                other_party_id=there.id,
                other_case_id=there.case_id,
            )
        )
        for here, there in ((one, other), (other, one))
    ]
    if reason.strip():
        office = get_kind(session.viewer.seat_in(one.conference_id).kind).section_class("office").mask
        seal(session, entries[0], made.id, Text.PERSON_REASON, reason.strip(), class_bit=office)
