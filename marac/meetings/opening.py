"""Opening a meeting, the confidentiality statement, and turning to a case."""

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.loading import claim, get
from marac.access.scope import see
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_rules import window_days
from marac.meetings.sitting import sitting_case, sitting_meeting
from marac.records import AgendaItem, Meeting
from marac.records.base import columns

_G = columns(AgendaItem)
_LISTED = select(func.count()).where(_G.meeting_id == bindparam("meeting_id"), see(AgendaItem))


def open_meeting(session: Session, meeting_id: int, version: int | None) -> Meeting:
    """Open a published meeting; an emergency one is published by being opened.

    Raises NotFound, StaleForm, and Mistake when its list has not been published or it was opened before.
    """
    before = get(session, Meeting, meeting_id)
    is_emergency = before.kind == "emergency" and before.status == "planned"
    if before.status in ("open", "closed", "cancelled"):
        raise Mistake("", f"This meeting is {before.status} already.")
    if before.status == "planned" and not is_emergency:
        raise Mistake("", "Publish the list of this meeting first, so that every agency knows its cases.")
    (cases,) = session.row(_LISTED, {"meeting_id": meeting_id})
    if is_emergency and not cases:
        raise Mistake("", "List the case of this emergency meeting first.")
    meeting = claim(session, Meeting, meeting_id, version)
    if is_emergency:
        _publish_at_once(session, meeting, cases)
    meeting.status, meeting.opened_at = "open", clock.now()
    session.record(events.MeetingOpened(record_id=meeting.id, conference_id=meeting.conference_id))
    session.flush()
    return meeting


def _publish_at_once(session: Session, meeting: Meeting, cases: int) -> None:
    meeting.published_at = clock.now()
    reseat_meeting(session, meeting.id, window_days(session, meeting.conference_id))
    session.record(
        events.ListPublished(record_id=meeting.id, conference_id=meeting.conference_id, cases=cases)
    )


def record_confidentiality(session: Session, meeting_id: int) -> Meeting:
    """Record that the confidentiality statement was read. A second press changes nothing.

    Raises NotFound and Mistake.
    """
    meeting = sitting_meeting(session, meeting_id)
    if meeting.confidentiality_at is None:
        meeting.confidentiality_at, meeting.confidentiality_by_id = clock.now(), session.viewer.id
        session.record(
            events.ConfidentialityRecorded(record_id=meeting.id, conference_id=meeting.conference_id)
        )
    return meeting


def start_case(session: Session, item_id: int) -> AgendaItem:
    """Turn to a case; the clock of its minutes runs from the first time.

    Raises NotFound, and Mistake until the statement is recorded and conflicts have been asked for.
    """
    listed, meeting = sitting_case(session, item_id)
    if meeting.confidentiality_at is None:
        raise Mistake("", "Record the confidentiality statement before any case is heard.")
    if meeting.conflicts_asked_at is None:
        raise Mistake("", "Ask for conflicts of interest before any case is heard.")
    if listed.started_at is None:
        listed.started_at = clock.now()
        session.record(
            events.CaseStarted(
                record_id=listed.id, case_id=listed.case_id, conference_id=meeting.conference_id
            )
        )
    return listed
