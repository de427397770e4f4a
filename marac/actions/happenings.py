"""What every change to an action leaves behind: an event with its note, and the status that follows."""

from datetime import date, time
from typing import Any

from marac import clock
from marac.access.seal import seal
from marac.access.seats import reseat
from marac.access.viewer import Seat
from marac.actions.deadlines import deadline
from marac.actions.statuses import is_open
from marac.clock import day_in_words
from marac.conferences import Kind, get_kind
from marac.db import Entry, Session
from marac.errors import Mistake, NotFound
from marac.records import Action, ActionEvent, Text

LONGEST_ACTION = 2_000
LONGEST_NOTE = 10_000


def kind_of(session: Session, conference_id: int) -> Kind:
    """The description of the conference. Raises NotFound for one that the viewer does not belong to."""
    seat: Seat | None = session.viewer.seat_in(conference_id)
    if seat is None:
        raise NotFound
    return get_kind(seat.kind)


def summary_mask(kind: Kind) -> int:
    """The class of actions, risks and what is said about them."""
    return kind.section_class("summary").mask


def said(field: str, text: str | None, message: str, longest: int = LONGEST_NOTE) -> str:
    """What somebody wrote, trimmed. Raises Mistake when it is missing or too long."""
    kept = (text or "").strip()
    if not kept:
        raise Mistake(field, message)
    if len(kept) > longest:
        raise Mistake(field, f"This is {len(kept) - longest:,} characters too long. Shorten it.")
    return kept


def check_due(kind: Kind, due_on: date | None, due_time: time | None) -> date:
    """The due day, if an action may be given it now.

    Raises Mistake when there is none, when it has passed, or when it lies further ahead than the
    conference's rule `due_ahead_days` allows (a slip in the year).
    """
    if due_on is None:
        raise Mistake("due_on", "Give the day by which it will be done, for example 3 April.")
    most = kind.rule("due_ahead_days", clock.today()).number
    if (due_on - clock.today()).days > most:
        raise Mistake("due_on", f"{day_in_words(due_on)} is more than {most} days away. Check the year.")
    if deadline(due_on, due_time) <= clock.now():
        hour = "" if due_time is None else f", {due_time:%H:%M},"
        raise Mistake("due_on", f"{day_in_words(due_on)}{hour} has passed. Give a later day or hour.")
    return due_on


def happened(
    session: Session, entry: Entry, action: Action, kind: str, note: str = "", **details: Any
) -> ActionEvent:
    """Keep one event of an action and its note, under the entry of the change.

    `details` are the event's own fields (from_status, to_owner_id …). The action's last event stays the last
    one that said something, so that "last word" is never hidden by a mere acknowledgement.
    """
    event = ActionEvent(
        case_id=action.case_id,
        action_id=action.id,
        kind=kind,
        by_id=session.viewer.id,
        by_agency_id=session.viewer.agency_id,
        happened_at=clock.now(),
        **{"to_status": action.status, **details},
    )
    session.add(event)
    session.flush()
    if note:
        mask = summary_mask(kind_of(session, action.conference_id))
        agency_id = session.viewer.agency_id
        seal(session, entry, event.id, Text.ACTION_NOTE, note, class_bit=mask, agency_id=agency_id)
    if note or action.last_event_id is None:
        action.last_event_id = event.id
        session.flush()
    return event


def change_status(session: Session, action: Action, status: str) -> str:
    """Move an action to a status, open or ended, and return the one before. Seats follow."""
    before, was_open = action.status, is_open(action.status)
    action.status = status
    if is_open(status) != was_open:
        action.ended_at = None if is_open(status) else clock.now()
        action.transfer_to_id = None
        reseat_case(session, action)
    return before


def reseat_case(session: Session, action: Action) -> None:
    """Derive anew who may see the action's case."""
    rule = kind_of(session, action.conference_id).rule("access_window_days", clock.today())
    reseat(session, action.case_id, rule.number)
