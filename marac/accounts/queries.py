"""One's own sessions."""

from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.viewer import Viewer
from marac.db import Database
from marac.records import Conference, LoginSession, Membership, User
from marac.records.base import columns

_L, _M, _C, _U = (columns(record) for record in (LoginSession, Membership, Conference, User))
_IMPORTER = (
    select(_M.user_id)
    .join_from(Membership, Conference, _C.id == _M.conference_id)
    .where(_C.slug == bindparam("slug"), _M.role == "importer")
    .limit(1)
)
_SESSIONS = (
    select(_L.started_at, _L.seen_at, _L.browser, _L.token_hash)
    .where(
        _L.user_id == bindparam("user_id"),
        _L.ended_at.is_(None),
        _L.ends_at > bindparam("now", type_=_L.ends_at.type),
    )
    .order_by(_L.seen_at.desc())
    .limit(50)
)
_BY = User.__table__.alias("administrator")  # type: ignore[attr-defined]
_PASSWORD_SETTING = (
    select(_BY.c.name.label("set_by"), _BY.c.id.label("set_by_id"), _U.password_set_at.label("set_at"))
    .select_from(User.__table__.join(_BY, _BY.c.id == _U.password_set_by_id))  # type: ignore[attr-defined]
    .where(_U.id == bindparam("user_id"))
)

# What browsers and systems call themselves, the narrower word first: Edge calls itself Chrome and Safari as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def sessions_of(store: Database, viewer: Viewer) -> list[dict[str, Any]]:
    """The viewer's living sessions, the most recent first; `is_this` marks the one that asks."""
    with store.engine.connect() as connection:
        rows = connection.execute(_SESSIONS, {"user_id": viewer.id, "now": clock.now()}).all()
    return [
        {
            "started_at": started_at,
            "seen_at": seen_at,
            "browser": _in_words(browser),
            "is_this": bytes(token_hash).hex()[:16] == viewer.session_hash,
        }
        for started_at, seen_at, browser, token_hash in rows
    ]


def _in_words(agent: str) -> str:
    """What somebody would call the browser that they sit at; words it never said are left out."""
    browser, system = (
        next((words for mark, words in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)
    )
    return " on ".join(filter(None, (browser, system))) or agent[:40]


def password_setting(store: Database, viewer: Viewer) -> dict[str, Any] | None:
    """Which administrator last set the viewer's password, and when: set_by, set_by_id, set_at; None if none."""
    with store.engine.connect() as connection:
        found = connection.execute(_PASSWORD_SETTING, {"user_id": viewer.id}).one_or_none()
    return None if found is None else dict(found._mapping)


def importer_of(store: Database, slug: str) -> int | None:
    """The account under which the command line imports into a conference, or None."""
    with store.engine.connect() as connection:
        found = connection.execute(_IMPORTER, {"slug": slug}).scalar_one_or_none()
    return None if found is None else int(found)
