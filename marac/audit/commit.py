"""Committing outside a request: commands and the demonstration keep the same order as a page does."""

from collections.abc import Iterator
from contextlib import contextmanager

from marac.access.acts import Act
from marac.access.viewer import Viewer
from marac.access.writing import check_writes
from marac.audit import ledger
from marac.db import Database, Session


@contextmanager
def working(store: Database, viewer: Viewer | None = None, act: Act | None = None) -> Iterator[Session]:
    """A session for one change: what happened is appended to the ledger and both are committed together.

    Without a viewer nothing scoped can be touched (setting up a site). Any error undoes everything.
    """
    with store.turn(), Session(store.writer, viewer, act) as session:
        try:
            yield session
            session.flush()
            if viewer is not None:
                check_writes(session)
            if session.pending:
                ledger.append(session.connection(), viewer, session.pending)
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def settings(store: Database) -> Iterator[Session]:
    """A session that only reads how the site is set up: nobody is asking, so nothing scoped can be read."""
    with Session(store.engine) as session:
        yield session
        session.rollback()


@contextmanager
def reading(store: Database, viewer: Viewer, act: Act) -> Iterator[Session]:
    """A session that only shows; what it showed is on the ledger before the block ends."""
    with Session(store.engine, viewer, act) as session:
        yield session
        session.rollback()
        if session.pending:
            ledger.append_alone(store, viewer, session.pending)
