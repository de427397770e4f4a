"""A fresh database for every test, on SQLite or (MARAC_TEST_URL) on PostgreSQL, copied from one template.

On PostgreSQL an address is that of the application: its role owns nothing. `owned` is the owner's, and `rogue`
that of a database administrator who passes every wall.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from marac.schema import build_schema

POSTGRESQL = os.environ.get("MARAC_TEST_URL", "")
IS_POSTGRESQL = bool(POSTGRESQL)


OWNER, APPLICATION = "marac_test_owner", "marac_test_application"
_MAKE_ROLE = """
    DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{0}') THEN CREATE ROLE {0} {1}; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""
_administering = ThreadPoolExecutor(max_workers=1, thread_name_prefix="databases")
_engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", pool_size=1) if IS_POSTGRESQL else None


def _administer(statement: str) -> None:
    assert _engine is not None
    with _engine.connect() as connection:
        connection.exec_driver_sql(statement)


def later(statement: str) -> "Future[None]":
    """Run a statement about whole databases after those before it, while the tests go on."""
    return _administering.submit(_administer, statement)


def at_once(statement: str) -> None:
    """Run a statement about whole databases and wait for it."""
    later(statement).result()


def _as_role(url: str | URL, role: str) -> str:
    found = make_url(url)
    if found.get_backend_name() == "sqlite":
        return found.render_as_string(hide_password=False)
    query = {"options": f"-c role={role}"} if role else {}
    return found.set(query=query).render_as_string(hide_password=False)


def owned(url: str | URL) -> str:
    """The same database, as the owner of its tables."""
    return _as_role(url, OWNER)


def rogue(url: str | URL) -> str:
    """The same database, as somebody whom no wall keeps out."""
    return _as_role(url, "")


@contextmanager
def behind(url: str | URL) -> Iterator[Connection]:
    """One change that such a one makes behind the application's back."""
    engine = create_engine(rogue(url), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def _url_of(name: str) -> str:
    found = make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    return _as_role(found, APPLICATION)


class Databases:
    """Makes copies of a template; `folder` holds SQLite's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # PostgreSQL takes a while to copy a database: the next copy of each template is made beforehand.
        self._next: dict[str, tuple[str, Future[None]]] = {}
        if IS_POSTGRESQL:
            for role, right in ((OWNER, "CREATEDB"), (APPLICATION, "")):
                at_once(_MAKE_ROLE.format(role, right))

    def nowhere(self) -> str:
        """The address of a database with nothing in it, not even the schema."""
        name = f"marac_{uuid.uuid4().hex[:12]}"
        if IS_POSTGRESQL:
            at_once(f"CREATE DATABASE {name} OWNER {OWNER}")
            return _url_of(name)
        return f"sqlite:///{self.folder / name}.db"

    def empty(self) -> str:
        """The address of a database with the schema and nothing else."""
        url = self.nowhere()
        build_schema(owned(url), used_by=APPLICATION)
        return url

    def copy(self, url: str) -> str:
        """A copy of a database that nobody has open."""
        source = str(make_url(url).database)
        if IS_POSTGRESQL:
            name, made = self._begin_copy(source)
            made.result()
            return _url_of(name)
        name = f"marac_{uuid.uuid4().hex[:12]}"
        target = self.folder / f"{name}.db"
        shutil.copy(source, target)
        return f"sqlite:///{target}"

    def _begin_copy(self, source: str) -> tuple[str, "Future[None]"]:
        name = f"marac_{uuid.uuid4().hex[:12]}"
        return name, later(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {OWNER}")

    def copy_made_ahead(self, url: str) -> str:
        """On PostgreSQL, a copy of a template that will be asked for again: the next one is begun at once."""
        source = str(make_url(url).database)
        name, made = self._next.pop(source, None) or self._begin_copy(source)
        self._next[source] = self._begin_copy(source)
        made.result()
        return _url_of(name)

    def drop(self, url: str) -> None:
        """Remove a database made here."""
        name = str(make_url(url).database)
        if IS_POSTGRESQL:
            spare = self._next.pop(name, None)
            for unwanted in filter(None, (name, spare and spare[0])):
                later(f"DROP DATABASE IF EXISTS {unwanted} WITH (FORCE)")
            return
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the copies that nobody asked for, and wait until everything is done."""
        for name, _made in self._next.values():
            later(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._next.clear()
        if _engine is not None:
            at_once("SELECT 1")
            _engine.dispose()

    @contextmanager
    def borrowed(self, url: str) -> Iterator[str]:
        """A copy of a template, which nobody opens as long as it is one, that is removed at the end."""
        copied = self.copy_made_ahead(url) if IS_POSTGRESQL else self.copy(url)
        try:
            yield copied
        finally:
            self.drop(copied)
