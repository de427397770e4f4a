"""Closing a meeting: refused, in words, while anything that it owes is missing."""

from typing import Any

from sqlalchemy import bindparam, select, update

from marac import clock
from marac.access.loading import claim, get
from marac.access.scope import see
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.db import Session
from marac.documents.operations import draft_minutes
from marac.errors import Mistake
from marac.meetings.decisions import hanging_risks, hanging_words
from marac.meetings.listing_rules import window_days
from marac.meetings.outstanding import unreviewed_actions, waiting_words
from marac.meetings.sitting import sitting_meeting
from marac.records import AgendaItem, Case, Meeting
from marac.records.base import columns

_C, _G = columns(Case), columns(AgendaItem)
_LISTED = (
    select(_G.id, _C.reference, _G.status)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), _G.closed_at.is_(None), see(Case, AgendaItem))
    .order_by(_G.position)
)
_CLOSE_ITEMS = (
    update(AgendaItem.__table__)  # type: ignore[attr-defined]
    .where(_G.meeting_id == bindparam("of_meeting"), _G.closed_at.is_(None), see(AgendaItem))
    .values(closed_at=bindparam("moment"))
)


def missing_for_close(session: Session, meeting: Meeting) -> list[str]:
    """What the meeting still owes before it can close, one sentence for each; cases by reference."""
    listed = session.rows(_LISTED, {"meeting_id": meeting.id})
    hanging = hanging_risks(session, meeting.id)
    missing = [f"{row.reference}: no decision yet." for row in listed if row.status == "listed"]
    missing += [f"{row.reference}: {hanging_words(hanging[row.id])}." for row in listed if row.id in hanging]
    waiting = unreviewed_actions(session, meeting)
    if waiting:
        missing.append(waiting_words(waiting))
    return missing


def close_meeting(session: Session, meeting_id: int, version: int | None) -> Meeting:
    """Close a meeting, end the standing access of its agencies after the window, and draft its minutes.

    Raises NotFound, StaleForm, and Mistake that names every case and action that still lacks something.
    """
    _check(session, sitting_meeting(session, meeting_id))
    meeting = claim(session, Meeting, meeting_id, version)
    meeting.status, meeting.closed_at = "closed", clock.now()
    session.flush()
    _close(session, meeting)
    return meeting


def finish_closing(session: Session, meeting_id: int) -> Meeting:
    """Settle the cases that whoever closed the meeting was not allowed to see, and add them to the minutes.

    Raises NotFound, and Mistake when there is none or one lacks something.
    """
    meeting = get(session, Meeting, meeting_id)
    if meeting.status != "closed" or not session.rows(_LISTED, {"meeting_id": meeting_id}):
        raise Mistake("", "Nothing of this meeting is left to finish.")
    _check(session, meeting)
    _close(session, meeting)
    return meeting


def _check(session: Session, meeting: Meeting) -> None:
    missing = missing_for_close(session, meeting)
    if missing:
        raise Mistake("", f"The meeting cannot close yet. {' '.join(missing)}")


def _close(session: Session, meeting: Meeting) -> None:
    closed: Any = session.execute(
        _CLOSE_ITEMS,
        {**session.see, "of_meeting": meeting.id, "moment": clock.now()},
        execution_options={"synchronize_session": False},
    )
    session.record(
        events.MeetingClosed(record_id=meeting.id, conference_id=meeting.conference_id, cases=closed.rowcount)
    )
    reseat_meeting(session, meeting.id, window_days(session, meeting.conference_id))
    draft_minutes(session, meeting.id)
