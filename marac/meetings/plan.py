"""Planning a meeting: when, how long, who takes the chair, by when research is due."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import claim
from marac.audit import events
from marac.conferences.references import prefix_of
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_rules import first_research_day, kind_of, new_reference
from marac.records import Meeting, Membership, User
from marac.records.base import columns

SHORTEST_MINUTES, LONGEST_MINUTES = 10, 600
MEETING_KINDS = {"scheduled": "In the cycle", "emergency": "Emergency meeting, outside the cycle"}
_LONGEST_AHEAD = timedelta(days=2 * 366)
# An emergency meeting called at night is often recorded only afterwards.
_LONGEST_BEHIND = timedelta(days=31)

_B, _U = columns(Membership), columns(User)
_CHAIRS = (
    select(_U.id, _U.name)
    .join_from(Membership, User, _U.id == _B.user_id)
    .where(
        _B.conference_id == bindparam("conference_id"),
        _B.role == "chair",
        _B.from_on <= bindparam("meeting_on", type_=_B.from_on.type),
        _B.until_on >= bindparam("meeting_on", type_=_B.from_on.type),
        _U.is_active.is_(True),
    )
    .order_by(_U.name)
)


def chairs_of(session: Session, conference_id: int, meeting_on: date) -> list[tuple[int, str]]:
    """Everyone who may take the chair of a conference on a London day: (user, name)."""
    rows = session.rows(_CHAIRS, {"conference_id": conference_id, "meeting_on": meeting_on})
    return [(user_id, name) for user_id, name in rows]


def plan_meeting(
    session: Session,
    conference_id: int,
    starts_at: datetime,
    *,
    minutes_available: int = 180,
    chair_id: int | None = None,
    kind: str = "scheduled",
    research_by: date | None = None,
) -> Meeting:
    """Plan a meeting of a conference. Without a research date the conference's rule proposes one.

    `starts_at` is an instant, `minutes_available` the minutes that the meeting has for cases. Raises NotFound
    for a conference that is not the viewer's to plan for, and Mistake for what cannot be.
    """
    described = kind_of(session, conference_id)
    _check_plan(session, conference_id, starts_at, minutes_available, chair_id, kind)
    due = research_by or first_research_day(described, starts_at)
    check_research_day(due, starts_at)
    meeting = Meeting(
        conference_id=conference_id,
        reference=new_reference(prefix_of(session, conference_id), starts_at),
        kind=kind,
        starts_at=starts_at,
        minutes_available=minutes_available,
        chair_id=chair_id,
        research_by=due,
    )
    session.record(events.MeetingPlanned(record_id=meeting.id, conference_id=conference_id, kind=kind))
    session.add(meeting)
    session.flush()
    return meeting


def change_plan(
    session: Session,
    meeting_id: int,
    version: int | None,
    *,
    starts_at: datetime,
    minutes_available: int,
    chair_id: int | None,
    research_by: date | None,
) -> Meeting:
    """Change when a meeting is, how long, under whom, or by when research is due (without a
    day, the conference's rule proposes one). It keeps its reference.

    Raises NotFound, StaleForm, and Mistake for what cannot be or once the meeting has been opened.
    """
    meeting = claim(session, Meeting, meeting_id, version)
    if meeting.status == "cancelled":
        raise Mistake("starts_at", "This meeting is cancelled. Plan another one.")
    if meeting.status not in ("planned", "published"):
        raise Mistake("starts_at", "This meeting has begun, so its date and length stay as they are.")
    _check_plan(session, meeting.conference_id, starts_at, minutes_available, chair_id, meeting.kind)
    due = research_by or first_research_day(kind_of(session, meeting.conference_id), starts_at)
    check_research_day(due, starts_at)
    changed = _change(
        meeting,
        {
            "starts_at": starts_at,
            "minutes_available": minutes_available,
            "chair_id": chair_id,
            "research_by": due,
        },
    )
    session.record(
        events.MeetingPlanned(
            record_id=meeting.id, conference_id=meeting.conference_id, kind=meeting.kind, fields=changed
        )
    )
    session.flush()
    return meeting


def _change(meeting: Meeting, values: dict[str, Any]) -> tuple[str, ...]:
    changed = tuple(name for name, value in values.items() if getattr(meeting, name) != value)
    for name in changed:
        setattr(meeting, name, values[name])
    return changed


def _check_plan(
    session: Session, conference_id: int, starts_at: datetime, minutes: int, chair_id: int | None, kind: str
) -> None:
    if kind not in MEETING_KINDS:
        raise Mistake("kind", "Choose one of the kinds of meeting shown.")
    _check_start(starts_at, kind)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Mistake(
            "minutes_available", f"Give the meeting between {SHORTEST_MINUTES} and {LONGEST_MINUTES} minutes."
        )
    if chair_id is not None:
        allowed = [user_id for user_id, _ in chairs_of(session, conference_id, clock.london_day(starts_at))]
        if chair_id not in allowed:
            raise Mistake("chair_id", "Choose somebody who chairs this conference on the day of the meeting.")


def _check_start(starts_at: datetime, kind: str) -> None:
    now = clock.now()
    if starts_at > now + _LONGEST_AHEAD:
        raise Mistake("starts_on", "This is more than two years ahead. Check the year.")
    if kind == "scheduled" and clock.london_day(starts_at) < clock.today():
        raise Mistake("starts_on", "This day has passed. Choose today or a day to come.")
    if starts_at < now - _LONGEST_BEHIND:
        raise Mistake("starts_on", "This is more than a month ago. Check the day and the month.")


def check_research_day(research_by: date, starts_at: datetime) -> None:
    """Raise Mistake unless research is due on or before the meeting's day, and not before today."""
    meeting_day = clock.london_day(starts_at)
    if research_by > meeting_day:
        raise Mistake("research_by", "Research is needed before the meeting. Choose an earlier day.")
    if research_by < min(clock.today(), meeting_day):
        raise Mistake("research_by", "This day has passed. Choose today or a day to come.")
