"""Who a session token belongs to, with the rights in force at this moment: one select."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Connection, and_, bindparam, exists, select, update

from marac import clock
from marac.access.viewer import Seat, Viewer
from marac.db import Session
from marac.records import Agency, BreakGlass, Conference, LoginSession, Membership, User
from marac.records.base import columns

_U, _G, _L, _M, _C, _B = (
    columns(record) for record in (User, Agency, LoginSession, Membership, Conference, BreakGlass)
)
_now, _today = bindparam("now", type_=_L.ends_at.type), bindparam("today", type_=_M.from_on.type)
SEEN_EVERY = timedelta(seconds=60)

_PERSON = (_U.id, _U.name, _U.agency_id, _G.name, _G.kind, _U.is_administrator)
_MEMBERSHIP = (_C.id, _C.slug, _C.kind, _C.name, _M.role, _M.clearance, _M.is_office, _M.is_per_meeting)
_JOINED = (
    User.__table__.join(Agency.__table__, _G.id == _U.agency_id)  # type: ignore[attr-defined]
    .outerjoin(
        Membership.__table__,  # type: ignore[attr-defined]
        and_(_M.user_id == _U.id, _M.from_on <= _today, _M.until_on >= _today),
    )
    .outerjoin(Conference.__table__, _C.id == _M.conference_id)  # type: ignore[attr-defined]
)
# A case that this person opened by break-glass, whose review is late.
IS_HELD = exists().where(_B.user_id == _U.id, _B.reviewed_at.is_(None), _B.review_by < _today)
_BY_TOKEN = (
    select(*_PERSON, *_MEMBERSHIP, _L.seen_at, _L.is_locked, _U.must_change_password, IS_HELD)
    .select_from(_JOINED.join(LoginSession.__table__, _L.user_id == _U.id))  # type: ignore[attr-defined]
    .where(
        _L.token_hash == bindparam("token_hash"),
        _L.ended_at.is_(None),
        _L.ends_at > _now,
        _L.seen_at > bindparam("idle_since", type_=_L.seen_at.type),
        _U.is_active.is_(True),
        _G.is_active.is_(True),
    )
    .order_by(_C.name)
)
_BY_ID = (
    select(*_PERSON, *_MEMBERSHIP)
    .select_from(_JOINED)
    .where(_U.id == bindparam("user_id"), _U.is_active.is_(True), _G.is_active.is_(True))
    .order_by(_C.name)
)
_SEEN = (
    update(LoginSession)
    .where(_L.token_hash == bindparam("this_token"))
    .values(seen_at=bindparam("new_seen_at"))
)


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login holds for a request: the session token and the viewer behind it.

    `must_change_password`: an administrator set the password, and its owner has yet to choose one. `is_held`: a
    case that they opened by break-glass has not been reviewed in time.
    """

    def __init__(
        self,
        token: str,
        viewer: Viewer,
        seen_at: datetime,
        is_locked: bool,
        must_change_password: bool,
        is_held: bool = False,
    ) -> None:
        self.id = token
        self.viewer = viewer
        self.seen_at = seen_at
        self.is_locked = is_locked
        self.must_change_password = must_change_password
        self.is_held = is_held


def token_hash(token: str) -> bytes:
    """What the database keeps of a session token."""
    return hashlib.sha256(b"marac session\0" + token.encode()).digest()


def _viewer(rows: list[Any], session_hash: str, client: str = "", request_id: str = "") -> Viewer:
    seats = tuple(Seat(*row[6:14]) for row in rows if row[6] is not None)
    user_id, name, agency_id, agency_name, agency_kind, is_administrator = rows[0][:6]
    return Viewer(
        id=user_id,
        name=name,
        agency_id=agency_id,
        agency_name=agency_name,
        agency_kind=agency_kind,
        is_administrator=is_administrator,
        seats=seats,
        today=clock.today(),
        session_hash=session_hash,
        client=client,
        request_id=request_id,
    )


def viewer_of(connection: Connection, user_id: int, session_hash: str = "") -> Viewer | None:
    """The viewer for an account, for commands; None if it is closed."""
    rows = connection.execute(_BY_ID, {"user_id": user_id, "today": clock.today()}).all()
    return _viewer(list(rows), session_hash) if rows else None


def signed_in(
    connection: Connection | Session, token: str, idle_seconds: int, client: str = "", request_id: str = ""
) -> SignedIn | None:
    """Who is signed in with a token, if the session is alive; rights are those of this moment."""
    now = clock.now()
    hashed = token_hash(token)
    bound = {
        "token_hash": hashed,
        "now": now,
        "today": clock.today(),
        "idle_since": now - timedelta(seconds=idle_seconds),
    }
    rows = connection.execute(_BY_TOKEN, bound).all()
    if not rows:
        return None
    viewer = _viewer(list(rows), hashed.hex()[:16], client, request_id)
    seen_at, *marks = rows[0][-4:]
    return SignedIn(token, viewer, seen_at, *map(bool, marks))


def mark_seen(connection: Connection, token: str) -> None:
    """Note that a session is in use; called at most once a minute."""
    connection.execute(_SEEN, {"this_token": token_hash(token), "new_seen_at": clock.now()})
