"""Signing in and out. These run before a viewer is known, so each is a transaction of its own."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from marac import clock
from marac.access.viewer import Viewer
from marac.accounts.loading import token_hash, viewer_of
from marac.accounts.passwords import is_right
from marac.accounts.throttling import (
    FAILURES_ALLOWED,
    Origin,
    count_failure,
    hashed,
    is_open,
    limits_for,
)
from marac.audit import events, ledger
from marac.config import Settings
from marac.db import Database, Entry
from marac.errors import Mistake
from marac.records import LoginSession, SignInFailure, User
from marac.records.base import columns

_U, _L, _F = columns(User), columns(LoginSession), columns(SignInFailure)

NOWHERE = Origin()
REFUSED = (
    "The e-mail address or the password is not right, or there were too many attempts. "
    "Try again in 15 minutes, or ask your administrator."
)

_BY_EMAIL = select(_U.id, _U.password_hash, _U.is_active).where(_U.email == bindparam("email"))
_END = (
    update(LoginSession)
    .where(_L.token_hash == bindparam("this_token"), _L.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)
_END_ALL = (
    update(LoginSession)
    .where(_L.user_id == bindparam("this_user"), _L.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)
_LOCK = (
    update(LoginSession).where(_L.token_hash == bindparam("this_token")).values(is_locked=bindparam("locked"))
)
_FORGET = delete(SignInFailure).where(_F.failed_at < bindparam("kept_since", type_=_F.failed_at.type))
_PASSWORD = select(_U.password_hash).where(_U.id == bindparam("user_id"))


def normal_address(email: str) -> str:
    """An e-mail address as accounts are known by it."""
    # PostgreSQL refuses U+0000, and no address holds it.
    return email.replace("\0", "").strip().casefold()[:254]


def _fail(connection: Connection, email: str, counted: Iterable[str], reason: str) -> None:
    count_failure(connection, counted)
    entry = Entry(events.SignInFailed(address_hash=hashed(email), reason=reason))
    ledger.append(connection, None, [entry], outcome="refused")


def _forget_old_failures(connection: Connection, settings: Settings) -> None:
    """Remove what is too old to be kept, whoever it was: with each sign-in, for nothing else runs by itself."""
    kept_since = clock.now() - timedelta(hours=settings.failure_hours)
    connection.execute(_FORGET, {"kept_since": kept_since})


def _start(connection: Connection, user_id: int, settings: Settings, browser: str) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    row = {
        "token_hash": token_hash(token),
        "user_id": user_id,
        "started_at": now,
        "seen_at": now,
        "ends_at": now + timedelta(seconds=settings.absolute_seconds),
        "is_locked": False,
        "browser": browser[:120],
    }
    connection.execute(insert(LoginSession.__table__), [row])  # type: ignore[attr-defined]
    viewer = viewer_of(connection, user_id, session_hash=token_hash(token).hex()[:16])
    ledger.append(connection, viewer, [Entry(events.SignedIn(user_id=user_id))])
    return token


def sign_in(
    store: Database,
    settings: Settings,
    email: str,
    password: str,
    browser: str = "",
    origin: Origin = NOWHERE,
) -> str:
    """Start a session and return its token.

    Raises Mistake with one message for every reason, after the same work, so that nothing tells whether an
    account exists. How many failures close what for a quarter of an hour: see `accounts.throttling`.
    """
    email = normal_address(email)
    with store.engine.connect() as connection:
        found = connection.execute(_BY_EMAIL, {"email": email}).one_or_none()
    right = is_right(found.password_hash if found else "", password, settings.argon2_cost)
    limits = limits_for(email, origin)
    with store.turn(), store.writer.begin() as connection:
        may_try = is_open(connection, limits)
        _forget_old_failures(connection, settings)
        if found and right and may_try and found.is_active:
            return _start(connection, found.id, settings, browser)
        _fail(connection, email, limits, "refused" if may_try else "throttled")
    raise Mistake("password", REFUSED)


def sign_out(store: Database, viewer: Viewer, token: str, manner: str = "choice") -> None:
    """End one session."""
    with store.turn(), store.writer.begin() as connection:
        connection.execute(_END, {"this_token": token_hash(token), "at": clock.now()})
        ledger.append(connection, viewer, [Entry(events.SignedOut(manner=manner))])


def sign_out_everywhere(store: Database, viewer: Viewer) -> None:
    """End every session of the account."""
    with store.turn(), store.writer.begin() as connection:
        connection.execute(_END_ALL, {"this_user": viewer.id, "at": clock.now()})
        ledger.append(connection, viewer, [Entry(events.SignedOut(manner="everywhere"))])


def hide(store: Database, viewer: Viewer, token: str, is_hidden: bool) -> None:
    """Hide the screen: the session answers nothing until the password is typed again; or show it again."""
    with store.turn(), store.writer.begin() as connection:
        connection.execute(_LOCK, {"this_token": token_hash(token), "locked": is_hidden})
        ledger.append(connection, viewer, [Entry(events.SessionHidden(is_hidden=is_hidden))])


def show_again(store: Database, settings: Settings, viewer: Viewer, token: str, password: str) -> None:
    """Show a hidden screen again. Raises Mistake when the password is wrong or too many were tried."""
    check_own_password(store, settings, viewer, password)
    hide(store, viewer, token, False)


def check_own_password(store: Database, settings: Settings, viewer: Viewer, password: str) -> None:
    """Raise Mistake unless this is the viewer's password, or when too many were tried."""
    throttle = f"hidden {viewer.id}"
    limits = {hashed(throttle): FAILURES_ALLOWED}
    with store.engine.connect() as connection:
        known = connection.execute(_PASSWORD, {"user_id": viewer.id}).scalar_one()
        may_try = is_open(connection, limits)
    if is_right(known, password, settings.argon2_cost) and may_try:
        return
    with store.turn(), store.writer.begin() as connection:
        _fail(connection, throttle, limits, "hidden")
    raise Mistake("password", "That password is not right. Try again, or sign out.")
