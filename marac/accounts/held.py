"""Why an account is let into no page: a case opened by break-glass that was not reviewed in time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.policy import roles_granting
from marac.access.viewer import Viewer
from marac.db import Database
from marac.records import BreakGlass, Conference, Membership, User
from marac.records.base import columns

_B, _C, _M, _U = (columns(record) for record in (BreakGlass, Conference, Membership, User))
_today = bindparam("today", type_=_M.from_on.type)
_LATE = (
    select(_B.id, _B.conference_id, _C.name, _B.opens_at, _B.review_by)
    .join_from(BreakGlass, Conference, _C.id == _B.conference_id)
    .where(_B.user_id == bindparam("user_id"), _B.reviewed_at.is_(None), _B.review_by < _today)
    .order_by(_B.opens_at)
)
_REVIEWERS = (
    select(_M.conference_id, _U.name)
    .join_from(Membership, User, _U.id == _M.user_id)
    .where(
        _M.conference_id.in_(bindparam("conferences", expanding=True)),
        _M.role_bit.op("&")(roles_granting(Act.OPENING_REVIEW)) != 0,
        _M.from_on <= _today,
        _M.until_on >= _today,
        _M.user_id != bindparam("user_id"),
        _U.is_active.is_(True),
    )
    .order_by(_U.name)
)


@dataclass(frozen=True)
class LateReview:
    """An opening whose review is late, in words that name no case, and whom to ask for it."""

    opening_id: int
    conference_id: int
    conference: str
    opened_at: datetime
    review_by: date
    reviewers: tuple[str, ...]


def late_reviews(store: Database, viewer: Viewer) -> list[LateReview]:
    """The viewer's openings whose reviews are late, the oldest first."""
    bound = {"user_id": viewer.id, "today": clock.today()}
    with store.engine.connect() as connection:
        late = connection.execute(_LATE, bound).all()
        conferences = [row.conference_id for row in late]
        people = connection.execute(_REVIEWERS, {**bound, "conferences": conferences}).all()
    return [
        LateReview(*row, tuple(each.name for each in people if each.conference_id == row.conference_id))
        for row in late
    ]
