"""Who stands in for whom at which meeting, as the viewer may know it: the office all, others their own agency's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.access.viewer import Seat
from marac.db import Session
from marac.records import Agency, DeputyBar, Meeting, MeetingDeputy, User
from marac.records.base import columns

_D, _U, _G, _M, _R = (columns(record) for record in (MeetingDeputy, User, Agency, Meeting, DeputyBar))
_OVER = ("closed", "cancelled")
_BY = User.__table__.alias("named_by")  # type: ignore[attr-defined]
_today: Any = bindparam("today", type_=_D.opens_on.type)
_AT_MEETING = (
    select(
        _U.id,
        _U.name,
        _U.agency_id,
        _G.name.label("agency"),
        _BY.c.name.label("instead_of"),
        _D.named_by_id,
        _D.named_at,
        _D.closes_on,
        _M.status,
    )
    .join_from(MeetingDeputy, Meeting, _M.id == _D.meeting_id)
    .join(User, _U.id == _D.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .join(_BY, _BY.c.id == _D.named_by_id)
    .where(
        _D.meeting_id == bindparam("meeting_id"),
        or_(_U.agency_id == bindparam("agency_id"), bindparam("is_office", type_=_U.is_active.type)),
        see(Meeting),
    )
    .order_by(_G.name, _U.name)
)
_BARRED = (
    select(_U.id, _U.name, _G.name.label("agency"), _R.withdrawn_at)
    .join_from(DeputyBar, Meeting, _M.id == _R.meeting_id)
    .join(User, _U.id == _R.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(
        _R.meeting_id == bindparam("meeting_id"),
        or_(_U.agency_id == bindparam("agency_id"), bindparam("is_office", type_=_U.is_active.type)),
        see(Meeting),
    )
    .order_by(_G.name, _U.name)
)
_OWN = (
    select(_M.id, _M.reference, _M.starts_at, _M.status, _BY.c.name.label("instead_of"), _D.closes_on)
    .join_from(MeetingDeputy, Meeting, _M.id == _D.meeting_id)
    .join(_BY, _BY.c.id == _D.named_by_id)
    .where(
        _D.user_id == bindparam("user_id"),
        _D.opens_on <= _today,
        _D.closes_on >= _today,
        see(Meeting),
    )
    .order_by(_M.starts_at)
)


@dataclass(frozen=True, slots=True)
class Deputising:
    """Somebody who stands in at a meeting, for whom (`is_for_viewer`), and whether the viewer may withdraw them."""

    id: int
    name: str
    agency: str
    instead_of: str
    named_at: datetime
    until: date | None
    may_be_withdrawn: bool
    is_for_viewer: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody whom the office withdrew from a meeting, and whether the viewer may allow them again."""

    id: int
    name: str
    agency: str
    withdrawn_at: datetime
    may_be_allowed: bool


@dataclass(frozen=True, slots=True)
class OwnNaming:
    """A meeting at which the viewer stands in. `until` is the last day of sight, None while it is not over."""

    meeting_id: int
    reference: str
    starts_at: datetime
    status: str
    instead_of: str
    until: date | None


def deputies_at(session: Session, seat: Seat, meeting_id: int) -> list[Deputising]:
    """Who stands in at a meeting that the viewer sees: for the office all, for others those of their agency."""
    ours = session.viewer.agency_id
    bound = {"meeting_id": meeting_id, "agency_id": ours, "is_office": seat.is_office}
    may = session.viewer.may_in(Act.DEPUTY_WITHDRAW, seat.conference_id)
    return [
        Deputising(
            row.id, row.name, row.agency, row.instead_of, row.named_at, _last(row),
            may and (seat.is_office or row.agency_id == ours), row.named_by_id == session.viewer.id,
        )
        for row in session.rows(_AT_MEETING, bound)
    ]  # fmt: skip


def barred_at(session: Session, seat: Seat, meeting_id: int) -> list[Barred]:
    """Whom the office withdrew from a meeting that the viewer sees: for the office all, for others those of theirs."""
    bound = {
        "meeting_id": meeting_id,
        "agency_id": session.viewer.agency_id,
        "is_office": seat.is_office,
    }
    may = session.viewer.may_in(Act.DEPUTY_ALLOW, seat.conference_id)
    rows = session.rows(_BARRED, bound)
    return [Barred(row.id, row.name, row.agency, row.withdrawn_at, may) for row in rows]


def own_namings(session: Session) -> list[OwnNaming]:
    """The meetings at which the viewer stands in for a colleague, by date."""
    rows = session.rows(_OWN, {"user_id": session.viewer.id, "today": clock.today()})
    return [
        OwnNaming(row.id, row.reference, row.starts_at, row.status, row.instead_of, _last(row))
        for row in rows
    ]


def _last(row: Any) -> date | None:
    """The last day of sight once the meeting is over; before, only that it is not: nobody knows when it will be."""
    return row.closes_on if row.status in _OVER else None
