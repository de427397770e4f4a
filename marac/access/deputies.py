"""Deputies for single meetings: until when they stand in, and the membership that this gives them.

Somebody stands in from the day they are named until their meeting is over and the window has passed. Their membership
holds for as long as the last of their namings does; without any it ended yesterday. It is derived anew whenever a
meeting opens, closes or is cancelled and whenever somebody is named or withdrawn, and never of somebody who belongs to
the conference in their own right.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, update

from marac import clock
from marac.access.scope import upkeep
from marac.db import Session
from marac.records import Meeting, MeetingDeputy, Membership
from marac.records.base import columns

FOREVER = date(9999, 12, 31)

_D, _M, _B = columns(MeetingDeputy), columns(Meeting), columns(Membership)
_OVER = select(_M.closed_at, _M.cancelled_at).where(_M.id == bindparam("meeting_id"), upkeep(Meeting))
_NAMED = select(_D.user_id, _D.conference_id).where(_D.meeting_id == bindparam("meeting_id"))
_END_NAMINGS = (
    update(MeetingDeputy.__table__)  # type: ignore[attr-defined]
    .where(_D.meeting_id == bindparam("of_meeting"))
    .values(closes_on=bindparam("last_day"))
)
_LAST_DAY = select(func.max(_D.closes_on)).where(
    _D.user_id == bindparam("user_id"), _D.conference_id == bindparam("conference_id")
)
_END_MEMBERSHIP = (
    update(Membership.__table__)  # type: ignore[attr-defined]
    .where(
        _B.user_id == bindparam("of_user"),
        _B.conference_id == bindparam("of_conference"),
        _B.is_per_meeting.is_(True),
    )
    .values(until_on=bindparam("last_day"))
)
_BY_HAND = {"synchronize_session": False}


def counts_at(member: Any, meeting_id: Any, today: Any) -> Any:
    """Whether a membership, by its columns, counts at a meeting: of those for single meetings, only its deputies'."""
    theirs = exists().where(
        _D.user_id == member.user_id,
        _D.meeting_id == meeting_id,
        _D.opens_on <= today,
        _D.closes_on >= today,
    )
    return or_(member.is_per_meeting.is_(False), theirs)


def end_namings(session: Session, meeting_id: int, window_days: int) -> None:
    """Derive until when a meeting's deputies stand in. `window_days`: as for `seats.reseat`."""
    session.flush()
    named = session.rows(_NAMED, {"meeting_id": meeting_id})
    if not named:
        return
    last_day = _last_day(session, meeting_id, timedelta(days=window_days))
    bound = {"of_meeting": meeting_id, "last_day": last_day}
    session.execute(_END_NAMINGS, bound, execution_options=_BY_HAND)
    for row in named:
        end_membership(session, row.user_id, row.conference_id)


def end_membership(session: Session, user_id: int, conference_id: int) -> None:
    """Derive until when somebody belongs to a conference as a deputy for single meetings."""
    session.flush()
    found = session.row(_LAST_DAY, {"user_id": user_id, "conference_id": conference_id})
    last_day = found[0] or clock.today() - timedelta(days=1)
    bound = {"of_user": user_id, "of_conference": conference_id, "last_day": last_day}
    session.execute(_END_MEMBERSHIP, bound, execution_options=_BY_HAND)


def _last_day(session: Session, meeting_id: int, window: timedelta) -> date:
    closed_at, cancelled_at = session.row(_OVER, {"meeting_id": meeting_id})
    over_at = closed_at or cancelled_at
    return clock.london_day(over_at) + window if over_at else FOREVER
