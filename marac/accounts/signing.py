"""Flask-Login over server-side sessions: the cookie holds a token, the database everything else."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from flask_login import LoginManager
from sqlalchemy import Connection

from marac import clock
from marac.access.gate import READING, database, waiting_session
from marac.accounts.loading import SEEN_EVERY, SignedIn, mark_seen, signed_in
from marac.config import Settings
from marac.db import Database, Session


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["marac.settings"]
    return found


def init_signing(app: Flask) -> None:
    """Let Flask-Login find out who is signed in, afresh at each request."""
    # No page asks Flask-Login who is there: the page that says the database is away must not ask the database.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load)


@contextmanager
def _desk(store: Database) -> Iterator[Connection | Session]:
    """Where the page itself will go on reading; a form's is given back, for a form queues to write."""
    if request.method in READING:
        yield waiting_session(store)
        return
    with store.engine.connect() as connection:
        yield connection


def _load(token: str) -> SignedIn | None:
    store = database()
    with _desk(store) as desk:
        found = signed_in(
            desk,
            token,
            settings().idle_seconds,
            client=request.remote_addr or "",
            request_id=g.get("request_id", ""),
        )
    if found is not None and clock.now() - found.seen_at > SEEN_EVERY:
        with store.turn(), store.writer.begin() as connection:
            mark_seen(connection, token)
    return found
