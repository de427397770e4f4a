"""Cancelling a meeting that has not been opened: its cases wait for another one."""

from marac import clock
from marac.access.loading import claim, get
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_rules import window_days
from marac.records import Meeting

CANCELLABLE = frozenset({"planned", "published"})
# Codes, not words of one's own: every member of the conference reads why, and a reason must name nobody.
CANCELLATIONS = {
    "moved": "It is held on another day",
    "nobody": "Too few agencies can come",
    "no_chair": "Nobody can take the chair",
    "no_cases": "There is no case to hear",
    "mistake": "It was planned by mistake",
}


def cancel_meeting(session: Session, meeting_id: int, version: int | None, reason: str) -> Meeting:
    """Cancel a meeting before it is opened; `reason` is a code of CANCELLATIONS.

    Its list stays as it was, but asks for nothing more: agencies that saw a case only because of it see the
    case no longer, and their research goes with the case to its next listing. Open actions stay as they are.
    Raises NotFound, StaleForm, and Mistake once it has been opened or for another reason.
    """
    before = get(session, Meeting, meeting_id)
    if before.status not in CANCELLABLE:
        raise Mistake("", f"This meeting is {before.status} already, so it cannot be cancelled.")
    if reason not in CANCELLATIONS:
        raise Mistake("reason", "Choose why the meeting is cancelled.")
    meeting = claim(session, Meeting, meeting_id, version)
    meeting.status, meeting.cancelled_at, meeting.cancelled_reason = "cancelled", clock.now(), reason
    session.record(
        events.MeetingCancelled(record_id=meeting.id, conference_id=meeting.conference_id, reason=reason)
    )
    reseat_meeting(session, meeting.id, window_days(session, meeting.conference_id))
    return meeting
