"""Undoing a decision on who is who, and what rested on it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.access.ties import (
    RestingCase,
    move_to_person,
    part_repeats,
    people_of_cases,
    resting_on,
    still_tied,
    tied_to,
)
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.errors import Mistake
from marac.people.decisions import SAME, end_decisions, held_pair
from marac.people.denials import give_back_denials, seat_anew
from marac.people.late_repeats import LateTie, tie_accepted
from marac.people.pairs import is_same_pair
from marac.people.tied import tied_groups
from marac.records import Case, Person, PersonDecision
from marac.records.base import columns

_C = columns(Case)
_REFERENCES = (
    select(_C.reference)
    .where(_C.id.in_(bindparam("cases", expanding=True)), see(Case))
    .order_by(_C.reference)
)


@dataclass(frozen=True)
class Undone:
    """A decision that was undone: references of the cases that ended being repeats, and what still ties them.

    `lifted` counts the denials that rested on the decision alone.
    """

    id: int
    parted: tuple[str, ...] = ()
    ties: tuple[LateTie, ...] = ()
    lifted: int = 0


def undo_decision(session: Session, decision_id: int) -> Undone:
    """Undo a decision: whoever it alone held together falls apart again, and so do repeats that rested on it.

    Raises NotFound unless the viewer may see both cases, and Mistake when it was undone before.
    """
    found = get(session, PersonDecision, decision_id)
    one, other = held_pair(session, found.party_id, found.other_party_id)
    if end_decisions(session, [decision_id]) != 1:
        raise Mistake("", "This decision was undone before. Nothing has changed.")
    set_committed_value(found, "undone_at", clock.now())
    for here in (one, other):
        session.record(
            events.PersonsDecisionUndone(
                case_id=here.case_id, conference_id=here.conference_id, record_id=decision_id
            )
        )
    return _part(session, found, one) if found.decision == SAME else Undone(decision_id)


def _part(session: Session, undone: PersonDecision, one: Any) -> Undone:
    """Let the side of the first party be a person of its own again, unless other decisions hold it."""
    tied = tied_to(session, one.person_id)
    side = still_tied(session, undone.party_id, tied)
    if undone.other_party_id in side:
        return Undone(undone.id)
    kind = get_kind(session.viewer.seat_in(one.conference_id).kind)
    before = tied_groups(session, kind, tied.values())
    move_to_person(session, side, _free_person(session, undone.from_person_id, one.conference_id))
    parted = _part_repeats(session, undone.id, one.conference_id, set(tied.values()))
    after = tied_groups(session, kind, frozenset[int]().union(*before))
    return replace(parted, lifted=give_back_denials(session, one.conference_id, before, after))


def _free_person(session: Session, before: int, conference_id: int) -> int:
    """The person that the side was before, or a new one when others have become that person since."""
    if not tied_to(session, before):
        return before
    person = Person(conference_id=conference_id)
    session.add(person)
    session.flush()
    return person.id


def _part_repeats(session: Session, decision_id: int, conference_id: int, case_ids: set[int]) -> Undone:
    """Repeats whose victim or perpetrator is no longer the same person stand alone, and seats follow.

    One that other decisions hold to another earlier case becomes a repeat of that.
    """
    kind = get_kind(session.viewer.seat_in(conference_id).kind)
    resting = resting_on(session, case_ids)
    numbers = {each.case_id for each in resting} | {each.earlier_case_id for each in resting}
    people = people_of_cases(session, numbers)
    parted = [
        each
        for each in resting
        if not is_same_pair(kind, people.get(each.case_id, {}), people.get(each.earlier_case_id, {}))
    ]
    if not parted:
        return Undone(decision_id)
    numbers = {each.case_id for each in parted}
    part_repeats(session, numbers)
    for each in parted:
        _stand_alone(session, kind, conference_id, each)
    others = {case_id for people in _persons_of(session, numbers) for case_id in people}
    ties = tie_accepted(session, decision_id, conference_id, others, lambda later, _: later in numbers)
    parted_words = tuple(row.reference for row in session.rows(_REFERENCES, {"cases": list(numbers)}))
    return Undone(decision_id, parted_words, tuple(ties))


def _persons_of(session: Session, case_ids: set[int]) -> list[set[int]]:
    """The cases of everybody in these cases, one set for each person."""
    people = people_of_cases(session, case_ids).values()
    persons = {person for roles in people for each in roles.values() for person in each}
    return [set(tied_to(session, person).values()) for person in persons]


def _stand_alone(session: Session, kind: Kind, conference_id: int, parted: RestingCase) -> None:
    """Record that a case names none before it any more, and let the seats follow."""
    session.record(
        events.CaseChanged(
            case_id=parted.case_id,
            conference_id=conference_id,
            record_id=parted.case_id,
            fields=("earlier_case_id", "is_repeat"),
        )
    )
    seat_anew(session, kind, (parted.case_id, parted.earlier_case_id))
