"""What every operation at a meeting asks first: does the meeting sit, and has it turned to the case?"""

from marac.access.loading import get
from marac.db import Session
from marac.errors import Mistake
from marac.records import AgendaItem, Meeting


def sitting_meeting(session: Session, meeting_id: int) -> Meeting:
    """The meeting, if it is open. Raises NotFound, and Mistake before it opens and after it closes."""
    meeting = get(session, Meeting, meeting_id)
    if meeting.status == "closed":
        raise Mistake("", "This meeting is closed. Its record is changed by amending the minutes.")
    if meeting.status == "cancelled":
        raise Mistake("", "This meeting is cancelled, so nothing happens at it.")
    if meeting.status != "open":
        raise Mistake("", "This meeting has not been opened. Open it, then record what happens.")
    return meeting


def sitting_case(session: Session, item_id: int) -> tuple[AgendaItem, Meeting]:
    """A listed case and its meeting, while it can be recorded on. Raises NotFound and Mistake.

    A case that whoever closed the meeting was not allowed to see stays open to those who are.
    """
    listed = get(session, AgendaItem, item_id)
    meeting = get(session, Meeting, listed.meeting_id)
    if meeting.status == "closed" and listed.closed_at is None:
        return listed, meeting
    return listed, sitting_meeting(session, listed.meeting_id)


def started_case(session: Session, item_id: int) -> tuple[AgendaItem, Meeting]:
    """The same, once the meeting has turned to the case. Raises NotFound and Mistake."""
    listed, meeting = sitting_case(session, item_id)
    if listed.started_at is None:
        raise Mistake("", "Start the case first.")
    return listed, meeting
