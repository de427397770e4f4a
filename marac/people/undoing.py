"""Undoing a decision on who is who, and what rested on it."""

from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from marac import clock
from marac.access.loading import get
from marac.access.seats import reseat
from marac.access.ties import (
    move_to_person,
    part_repeats,
    people_of_cases,
    resting_on,
    still_tied,
    tied_to,
)
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake
from marac.people.decisions import SAME, end_decisions, held_pair
from marac.people.pairs import is_same_pair
from marac.records import Person, PersonDecision


def undo_decision(session: Session, decision_id: int) -> PersonDecision:
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
    if found.decision == SAME:
        _part(session, found, one)
    return found


def _part(session: Session, undone: PersonDecision, one: Any) -> None:
    """Let the side of the first party be a person of its own again, unless other decisions hold it."""
    tied = tied_to(session, one.person_id)
    side = still_tied(session, undone.party_id, tied)
    if undone.other_party_id in side:
        return
    move_to_person(session, side, _free_person(session, undone.from_person_id, one.conference_id))
    _part_repeats(session, one.conference_id, set(tied.values()))


def _free_person(session: Session, before: int, conference_id: int) -> int:
    """The person that the side was before, or a new one when others have become that person since."""
    if not tied_to(session, before):
        return before
    person = Person(conference_id=conference_id)
    session.add(person)
    session.flush()
    return person.id


def _part_repeats(session: Session, conference_id: int, case_ids: set[int]) -> None:
    """Repeats whose victim or perpetrator is no longer the same person stand alone, and seats follow."""
    kind = get_kind(session.viewer.seat_in(conference_id).kind)
    resting = resting_on(session, case_ids)
    numbers = {each.case_id for each in resting} | {each.earlier_case_id for each in resting}
    people = people_of_cases(session, numbers)
    parted = [
        each
        for each in resting
        if not is_same_pair(kind, people.get(each.case_id, {}), people.get(each.earlier_case_id, {}))
    ]
    if parted:
        part_repeats(session, [each.case_id for each in parted])
    days = kind.rule("access_window_days", clock.today()).number
    for each in parted:
        session.record(
            events.CaseChanged(
                case_id=each.case_id,
                conference_id=conference_id,
                record_id=each.case_id,
                fields=("earlier_case_id", "is_repeat"),
            )
        )
        reseat(session, each.case_id, days)
        reseat(session, each.earlier_case_id, days)
