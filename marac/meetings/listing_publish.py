"""Publishing a list: from that moment the invited agencies see their cases."""

from datetime import date

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import claim
from marac.access.scope import see
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_invitations import withdraw_excluded
from marac.meetings.listing_rules import window_days
from marac.meetings.plan import check_research_day
from marac.records import AgendaItem, Case, Meeting, Referral
from marac.records.base import columns

_C, _G, _R = columns(Case), columns(AgendaItem), columns(Referral)
_ITEMS = select(AgendaItem).where(_G.meeting_id == bindparam("meeting_id"), see(AgendaItem))
_UNDECIDED = (
    select(_C.reference)
    .join_from(Case, AgendaItem, _G.case_id == _C.id)
    .join(Referral, _R.case_id == _C.id)
    .where(
        _G.meeting_id == bindparam("meeting_id"),
        _R.restriction_state == "undecided",
        see(Case, AgendaItem, Referral),
    )
    .order_by(_C.reference)
)


def publish_list(session: Session, meeting_id: int, version: int | None, research_by: date) -> Meeting:
    """Publish a meeting's list: every invited agency may see its cases from now until the window has passed.

    `research_by` is the London day by which agencies return their research. Raises NotFound, StaleForm, and
    Mistake for an empty list, one published already, or one with an undecided restriction.
    """
    meeting = claim(session, Meeting, meeting_id, version)
    if meeting.status == "cancelled":
        raise Mistake("research_by", "This meeting is cancelled, so its list is not published.")
    if meeting.status != "planned":
        raise Mistake("research_by", "This list has been published already.")
    check_research_day(research_by, meeting.starts_at)
    items = [row[0] for row in session.rows(_ITEMS, {"meeting_id": meeting_id})]
    if not items:
        raise Mistake("research_by", "Put at least one case on the list before you publish it.")
    undecided = [reference for (reference,) in session.rows(_UNDECIDED, {"meeting_id": meeting_id})]
    if undecided:
        names = ", ".join(undecided)
        raise Mistake("research_by", f"Decide first who must not receive information on {names}.")
    withdraw_excluded(session, meeting, items)
    meeting.status, meeting.published_at, meeting.research_by = "published", clock.now(), research_by
    session.record(
        events.ListPublished(record_id=meeting.id, conference_id=meeting.conference_id, cases=len(items))
    )
    reseat_meeting(session, meeting.id, window_days(session, meeting.conference_id))
    return meeting
