"""A conference's meetings, and what surrounds one of them, as the viewer may see them.

A list that is not published is the office's alone, even to an agency that already sees a case on it for
another reason (an open action, an earlier meeting).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, not_, or_, select

from marac import clock
from marac.access.scope import see
from marac.access.viewer import Seat
from marac.db import Session
from marac.records import AgendaItem, Meeting, Minutes, User
from marac.records.base import columns

PAST_SHOWN = 20
_FAR_AHEAD = timedelta(days=3660)

_M, _U, _G, _N = (columns(record) for record in (Meeting, User, AgendaItem, Minutes))
_MEETING_COLUMNS = (
    _M.id, _M.reference, _M.kind, _M.status, _M.starts_at, _M.minutes_available, _M.research_by,
    _M.published_at, func.coalesce(_U.name, "").label("chair"),
)  # fmt: skip
_MEETINGS = (
    select(*_MEETING_COLUMNS)
    .join_from(Meeting, User, _U.id == _M.chair_id, isouter=True)
    .where(_M.conference_id == bindparam("conference_id"), see(Meeting))
)
# A cancelled meeting stays where it was looked for until the moment at which it would have begun.
_HAS_PASSED = _M.starts_at < bindparam("now", type_=_M.starts_at.type)
_COMING = _MEETINGS.where(
    or_(_M.status.in_(("planned", "published", "open")), and_(_M.status == "cancelled", not_(_HAS_PASSED)))
).order_by(_M.starts_at, _M.id)
_PAST = (
    _MEETINGS.where(
        or_(_M.status == "closed", and_(_M.status == "cancelled", _HAS_PASSED)),
        _M.starts_at < bindparam("before", type_=_M.starts_at.type),
    )
    .order_by(_M.starts_at.desc(), _M.id)
    .limit(PAST_SHOWN + 1)
)
_COUNTS = (
    select(_G.meeting_id, func.count(), func.sum(_G.minutes))
    .where(_G.meeting_id.in_(bindparam("meeting_ids", expanding=True)), see(AgendaItem))
    .group_by(_G.meeting_id)
)


_NAME = select(_U.name).where(_U.id == bindparam("user_id"))
_BEFORE = select(func.max(_M.starts_at)).where(
    _M.conference_id == bindparam("conference_id"),
    _M.kind == "scheduled",
    _M.status != "cancelled",
    _M.starts_at < bindparam("until", type_=_M.starts_at.type),
    see(Meeting),
)
_EMERGENCIES = (
    select(_M.id, _M.reference, _M.starts_at)
    .where(
        _M.conference_id == bindparam("conference_id"),
        _M.kind == "emergency",
        _M.status != "cancelled",
        _M.starts_at >= bindparam("since", type_=_M.starts_at.type),
        _M.starts_at < bindparam("until", type_=_M.starts_at.type),
        see(Meeting),
    )
    .order_by(_M.starts_at)
)
_MINUTES = (
    select(_N.status)
    .where(_N.meeting_id == bindparam("meeting_id"), _N.status != "superseded", see(Minutes))
    .order_by(_N.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list of meetings. `cases` and `minutes` count what the viewer sees of its list."""

    id: int
    reference: str
    kind: str
    status: str
    starts_at: datetime
    minutes_available: int
    research_by: Any
    published_at: datetime | None
    chair: str
    cases: int
    minutes: int
    shows_list: bool


def may_see_list(seat: Seat, published_at: datetime | None) -> bool:
    """Whether a member sees a list at all: the office always, everybody else once it is published."""
    return seat.is_office or published_at is not None


def meetings_of(
    session: Session, seat: Seat, before: datetime | None
) -> tuple[list[MeetingLine], list[MeetingLine], datetime | None]:
    """A conference's meetings: those to come by date, those past newest first, and where to go on.

    `before` is the start of the last past meeting already shown.
    """
    now = clock.now()
    bound = {"conference_id": seat.conference_id, "before": before or now + _FAR_AHEAD, "now": now}
    coming = [] if before else session.rows(_COMING, bound)
    past = session.rows(_PAST, bound)
    shown = [*coming, *past[:PAST_SHOWN]]
    counts = _counts(session, [row.id for row in shown if may_see_list(seat, row.published_at)])
    lines = {row.id: _line(row, seat, counts.get(row.id, (0, 0))) for row in shown}
    older = past[PAST_SHOWN - 1].starts_at if len(past) > PAST_SHOWN else None
    return [lines[row.id] for row in coming], [lines[row.id] for row in past[:PAST_SHOWN]], older


def _counts(session: Session, meeting_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = session.rows(_COUNTS, {"meeting_ids": list(meeting_ids)})
    return {meeting_id: (cases, int(minutes)) for meeting_id, cases, minutes in rows}


def _line(row: Any, seat: Seat, counted: tuple[int, int]) -> MeetingLine:
    cases, minutes = counted
    shows_list = may_see_list(seat, row.published_at)
    return MeetingLine(**row._asdict(), cases=cases, minutes=minutes, shows_list=shows_list)


@dataclass(frozen=True, slots=True)
class EmergencyMeeting:
    """A meeting outside the cycle, to be reported at the next one in it."""

    id: int
    reference: str
    starts_at: datetime


def emergencies_before(session: Session, meeting: Meeting) -> list[EmergencyMeeting]:
    """The emergency meetings since the scheduled meeting before this one; none for an emergency meeting."""
    if meeting.kind != "scheduled":
        return []
    bound = {"conference_id": meeting.conference_id, "until": meeting.starts_at}
    since = session.row(_BEFORE, bound)[0] or meeting.starts_at - _FAR_AHEAD
    return [EmergencyMeeting(*row) for row in session.rows(_EMERGENCIES, {**bound, "since": since})]


def name_of(session: Session, user_id: int | None) -> str:
    """A member's name, or nothing."""
    found = session.row(_NAME, {"user_id": user_id}) if user_id is not None else None
    return str(found[0]) if found else ""


def minutes_state(session: Session, meeting_id: int) -> str:
    """Where the minutes of a meeting stand: draft, approved, or nothing yet."""
    found = session.row(_MINUTES, {"meeting_id": meeting_id})
    return str(found[0]) if found else ""
