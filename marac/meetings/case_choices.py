"""What quick entry must know besides the people: kinds of agencies, and the next meeting."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.scope import see
from marac.db import Session
from marac.records import Agency, Meeting
from marac.records.base import columns

_Y, _M = columns(Agency), columns(Meeting)
_KINDS = select(_Y.id, _Y.kind).where(_Y.id.in_(bindparam("agency_ids", expanding=True)))
_NEXT = select(func.min(_M.starts_at)).where(
    _M.conference_id == bindparam("conference_id"),
    _M.kind == "scheduled",
    _M.starts_at > bindparam("now", type_=_M.starts_at.type),
    _M.status.in_(("planned", "published")),
    see(Meeting),
)


def agency_kinds(session: Session, agency_ids: Collection[int]) -> dict[int, str]:
    """The kind of each agency."""
    rows = session.rows(_KINDS, {"agency_ids": list(agency_ids)})
    return {row.id: row.kind for row in rows}


def next_meeting_on(session: Session, conference_id: int) -> date | None:
    """The London day of the conference's next meeting in the cycle, if one is planned."""
    (starts_at,) = session.row(_NEXT, {"conference_id": conference_id, "now": clock.now()})
    return clock.london_day(starts_at) if starts_at is not None else None
