"""Deputies for single meetings: until when they stand in, and the membership that this gives them.

Somebody stands in from the day they are named until their meeting is over and the window has passed, and never longer
than whoever named them belongs to the conference. Their membership holds for as long as the last of their namings does;
without any it ended yesterday. It is derived anew whenever a meeting opens, closes or is cancelled, whenever somebody
is named or withdrawn and whenever the role of whoever named them changes, and never of somebody who belongs to the
conference in their own right.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select, update

from marac import clock
from marac.access.scope import upkeep
from marac.db import Session
from marac.records import Conference, Meeting, MeetingDeputy, Membership
from marac.records.base import columns

FOREVER = date(9999, 12, 31)

_D, _M, _B, _C = (columns(record) for record in (MeetingDeputy, Meeting, Membership, Conference))
_OVER = select(_M.closed_at, _M.cancelled_at).where(_M.id == bindparam("meeting_id"), upkeep(Meeting))
_NAMED = (
    select(_D.user_id, _D.conference_id, _B.until_on)
    .outerjoin_from(
        MeetingDeputy,
        Membership,
        and_(_B.user_id == _D.named_by_id, _B.conference_id == _D.conference_id),
    )
    .where(_D.meeting_id == bindparam("meeting_id"))
    .order_by(_D.user_id)
)
_END_NAMING = (
    update(MeetingDeputy.__table__)  # type: ignore[attr-defined]
    .where(_D.meeting_id == bindparam("of_meeting"), _D.user_id == bindparam("of_user"))
    .values(closes_on=bindparam("last_day"))
)
# Two changes at once must not both derive the same membership from what they saw first.
_HELD = (
    select(_B.user_id)
    .where(_B.user_id == bindparam("user_id"), _B.conference_id == bindparam("conference_id"))
    .with_for_update()
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
_today: Any = bindparam("today", type_=_D.closes_on.type)
_WITH = (
    select(_D.meeting_id, _D.user_id, _D.named_by_id, _D.conference_id, _C.kind)
    .join_from(MeetingDeputy, Conference, _C.id == _D.conference_id)
    .where(
        or_(_D.named_by_id == bindparam("whose"), _D.user_id == bindparam("whose")),
        _D.closes_on >= _today,
    )
    .order_by(_D.meeting_id, _D.user_id)
)
# Whoever names, withdraws or closes holds the meeting first.
_HOLD_MEETINGS = (
    select(_M.id)
    .where(_M.id.in_(bindparam("meetings", expanding=True)), upkeep(Meeting))
    .order_by(_M.id)
    .with_for_update()
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


def held_namings(session: Session, user_id: int) -> list[Any]:
    """The namings by somebody, and of them, that still hold, kept from being changed until this transaction ends.

    Rows of meeting, user, who named them, conference and its kind, whether or not the viewer sees these meetings.
    """
    bound = {"whose": user_id, "today": clock.today()}
    meetings = {row.meeting_id for row in session.rows(_WITH, bound)}
    if not meetings:
        return []
    session.rows(_HOLD_MEETINGS, {"meetings": sorted(meetings)})
    return [row for row in session.rows(_WITH, bound) if row.meeting_id in meetings]


def end_namings(session: Session, meeting_id: int, window_days: int) -> None:
    """Derive until when a meeting's deputies stand in. `window_days`: as for `seats.reseat`."""
    session.flush()
    named = session.rows(_NAMED, {"meeting_id": meeting_id})
    if not named:
        return
    last_day = _last_day(session, meeting_id, timedelta(days=window_days))
    for row in named:
        # Whoever named them without belonging to the conference names nobody.
        until = min(last_day, row.until_on or _yesterday())
        bound = {"of_meeting": meeting_id, "of_user": row.user_id, "last_day": until}
        session.execute(_END_NAMING, bound, execution_options=_BY_HAND)
        end_membership(session, row.user_id, row.conference_id)


def end_membership(session: Session, user_id: int, conference_id: int) -> None:
    """Derive until when somebody belongs to a conference as a deputy for single meetings."""
    session.flush()
    whose = {"user_id": user_id, "conference_id": conference_id}
    session.row(_HELD, whose)
    last_day = session.row(_LAST_DAY, whose)[0] or _yesterday()
    bound = {"of_user": user_id, "of_conference": conference_id, "last_day": last_day}
    session.execute(_END_MEMBERSHIP, bound, execution_options=_BY_HAND)


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


def _last_day(session: Session, meeting_id: int, window: timedelta) -> date:
    closed_at, cancelled_at = session.row(_OVER, {"meeting_id": meeting_id})
    over_at = closed_at or cancelled_at
    return clock.london_day(over_at) + window if over_at else FOREVER
