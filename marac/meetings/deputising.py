"""Naming a deputy for one meeting, and withdrawing them: both hold from the next request on.

Whom the office withdraws stays withdrawn: their agency cannot name them for that meeting until the office allows it.
"""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import FOREVER
from marac.access.loading import get, hold
from marac.access.policy import PER_MEETING_BIT, acts_of
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.conferences.audiences import held_audiences
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.meetings.deputy_leaving import withdraw_from
from marac.meetings.listing_rules import LIST_CHANGES, kind_of, seat_of, window_days
from marac.records import DeputyBar, Meeting, MeetingDeputy, Membership, User
from marac.records.base import columns

_D, _U, _B, _R = (columns(record) for record in (MeetingDeputy, User, Membership, DeputyBar))
# Somebody who has, or had, a role of their own in the conference gets it from an administrator alone: a membership
# that was ended is not given back by a colleague.
_HAS_A_ROLE = select(_B.user_id).where(
    _B.conference_id == bindparam("conference_id"), _B.is_per_meeting.is_(False)
)
_COLLEAGUES = (
    select(_U.id, _U.name, _U.job_title)
    .where(
        _U.agency_id == bindparam("agency_id"),
        _U.id != bindparam("asking_id"),
        _U.is_active.is_(True),
        _U.is_administrator.is_(False),
        _U.password_hash != "",
        _U.id.not_in(_HAS_A_ROLE),
    )
    .order_by(_U.name, _U.id)
)
_NAMED = (
    select(_D.user_id, _D.named_by_id, _U.agency_id)
    .join_from(MeetingDeputy, User, _U.id == _D.user_id)
    .where(_D.meeting_id == bindparam("meeting_id"))
)
_of_both = (_R.meeting_id == bindparam("meeting_id"), _R.user_id == bindparam("user_id"))
_BAR = select(_R.user_id).where(*_of_both)
_ALLOW = delete(DeputyBar).where(*_of_both)
# Whoever asks as they are now: kept as they are, so that nobody who leaves at this moment leaves a deputy behind.
_ASKING = (
    select(_U.is_active, _B.role, _B.is_per_meeting)
    .join_from(User, Membership, _B.user_id == _U.id)
    .where(
        _U.id == bindparam("asking_id"),
        _B.conference_id == bindparam("conference_id"),
        _B.from_on <= bindparam("today", type_=_B.from_on.type),
        _B.until_on >= bindparam("today", type_=_B.from_on.type),
    )
    .with_for_update(read=True)
)


def colleagues_to_name(session: Session, conference_id: int) -> list[tuple[int, str]]:
    """Whom the viewer may name: colleagues with an open account and no role of their own in the conference."""
    asking = session.viewer
    bound = {"conference_id": conference_id, "agency_id": asking.agency_id, "asking_id": asking.id}
    rows = session.rows(_COLLEAGUES, bound)
    return [(row.id, f"{row.name}, {row.job_title}" if row.job_title else row.name) for row in rows]


def name_deputy(session: Session, meeting_id: int, user_id: int) -> None:
    """Let a colleague of the viewer's own agency stand in for the viewer at one meeting.

    They see the cases of its published list that their agency may see, and nothing else, until it is over and the
    window has passed. Raises NotFound, and Mistake for anybody but a colleague who can be named, for a second
    deputy, for one whom the office has withdrawn from this meeting, and once it is over.
    """
    conference_id = get(session, Meeting, meeting_id).conference_id
    kind = kind_of(session, conference_id)
    _hold_asking(session, conference_id)
    meeting = hold(session, Meeting, meeting_id)
    if meeting.status not in LIST_CHANGES:
        raise Mistake("", f"This meeting is {meeting.status}, so nobody can stand in at it any more.")
    if any(row.named_by_id == session.viewer.id for row in _named(session, meeting_id)):
        raise Mistake("user_id", "You have named a deputy for this meeting already. Withdraw them first.")
    if all(each != user_id for each, _ in colleagues_to_name(session, conference_id)):
        raise Mistake("user_id", "Choose one of the colleagues shown.")
    if any(row.user_id == user_id for row in _named(session, meeting_id)):
        raise Mistake("user_id", "This colleague stands in for somebody else at this meeting already.")
    if session.row(_BAR, {"meeting_id": meeting_id, "user_id": user_id}) is not None:
        words = f"The {kind.word('coordinator')} has withdrawn this colleague from this meeting."
        raise Mistake("user_id", f"{words} Name somebody else, or ask for them to be allowed again.")
    _add(session, meeting, user_id)
    session.record(events.DeputyNamed(record_id=meeting.id, conference_id=conference_id, user_id=user_id))
    reseat_meeting(session, meeting.id, window_days(session, conference_id))


def _hold_asking(session: Session, conference_id: int) -> None:
    found = session.row(
        _ASKING,
        {"asking_id": session.viewer.id, "conference_id": conference_id, "today": session.viewer.today},
    )
    if (
        found is None
        or not found.is_active
        or Act.DEPUTY_NAME not in acts_of(found.role, found.is_per_meeting)
    ):
        raise NotFound


def _add(session: Session, meeting: Meeting, user_id: int) -> None:
    asking, today = session.viewer, clock.today()
    clearance = held_audiences(session, meeting.conference_id).clearance(asking.agency_kind, "deputy")
    key = (user_id, meeting.conference_id)
    held = session.get(Membership, key, with_for_update=True, populate_existing=True)
    if held is not None and not held.is_per_meeting:
        raise Mistake("user_id", "Choose one of the colleagues shown.")
    membership = held or Membership(
        user_id=user_id,
        conference_id=meeting.conference_id,
        role="deputy",
        role_bit=PER_MEETING_BIT,
        is_per_meeting=True,
        from_on=today,
        until_on=FOREVER,
    )
    if membership.until_on < today:
        membership.from_on = today
    membership.clearance, membership.deputy_for_id = clearance, asking.id
    session.add(membership)
    session.flush()
    row: dict[str, Any] = {
        "user_id": user_id,
        "meeting_id": meeting.id,
        "conference_id": meeting.conference_id,
        "named_by_id": asking.id,
        "named_at": clock.now(),
        "opens_on": today,
        "closes_on": FOREVER,
    }
    session.execute(insert(MeetingDeputy.__table__), [row])  # type: ignore[attr-defined]


def withdraw_deputy(session: Session, meeting_id: int, user_id: int) -> None:
    """Let somebody stand in at a meeting no longer: for the office, and for representatives of their agency.

    Whom the office withdraws can be named for this meeting again only once the office allows it. Raises NotFound
    alike when they do not stand in there and when they are not the viewer's to withdraw.
    """
    meeting = hold(session, Meeting, meeting_id)
    seat = seat_of(session, meeting.conference_id)
    found = next((row for row in _named(session, meeting_id) if row.user_id == user_id), None)
    if found is None or not (seat.is_office or found.agency_id == session.viewer.agency_id):
        raise NotFound
    if seat.is_office:
        session.add(DeputyBar(meeting_id=meeting_id, user_id=user_id, withdrawn_by_id=session.viewer.id))
    days = window_days(session, meeting.conference_id)
    withdraw_from(session, meeting_id, meeting.conference_id, user_id, days, by_office=seat.is_office)


def allow_deputy(session: Session, meeting_id: int, user_id: int) -> None:
    """Let somebody whom the office withdrew from a meeting be named for it again: for the office alone.

    Raises NotFound alike for others and when they are not withdrawn there.
    """
    meeting = hold(session, Meeting, meeting_id)
    bound = {"meeting_id": meeting_id, "user_id": user_id}
    may = session.viewer.may_in(Act.DEPUTY_ALLOW, meeting.conference_id)
    if not may or session.row(_BAR, bound) is None:
        raise NotFound
    session.execute(_ALLOW, bound, execution_options={"synchronize_session": False})
    session.record(
        events.DeputyAllowed(record_id=meeting.id, conference_id=meeting.conference_id, user_id=user_id)
    )


def _named(session: Session, meeting_id: int) -> list[Any]:
    return list(session.rows(_NAMED, {"meeting_id": meeting_id}))
