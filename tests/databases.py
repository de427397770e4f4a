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

import psycopg
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from marac.schema import build_schema
from tests.put_back import Kept, keep

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
        # PostgreSQL takes a while to copy a database: copies are used again, by the name of their template.
        self._spare: dict[str, list[tuple[str, Future[bool]]]] = {}
        self._kept: dict[str, Kept] = {}
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
        name = f"marac_{uuid.uuid4().hex[:12]}"
        if IS_POSTGRESQL:
            at_once(f"CREATE DATABASE {name} TEMPLATE {source} OWNER {OWNER}")
            return _url_of(name)
        target = self.folder / f"{name}.db"
        shutil.copy(source, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """Remove a database made here."""
        name = str(make_url(url).database)
        if IS_POSTGRESQL:
            for unwanted in (name, *(spare for spare, _ in self._spare.pop(name, ()))):
                later(f"DROP DATABASE IF EXISTS {unwanted} WITH (FORCE)")
            self._kept.pop(name, None)
            return
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the copies that wait to be used again, and wait until everything is done."""
        for name in [name for spares in self._spare.values() for name, _ in spares]:
            later(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._spare.clear()
        if _engine is not None:
            at_once("SELECT 1")
            _engine.dispose()

    def restore(self, url: str, kept: str) -> None:
        """Make a database that nobody has open what another one is, of which it is a copy."""
        name, source = (str(make_url(each).database) for each in (url, kept))
        if IS_POSTGRESQL:
            assert _administering.submit(self._put_back, name, source).result(), "more than rows was changed"
            return
        for ending in ("-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)
        shutil.copy(source, name)

    @contextmanager
    def borrowed(self, url: str) -> Iterator[str]:
        """A copy of a template, which nobody opens as long as it is one, for a while."""
        source = str(make_url(url).database)
        copied = self._used_before(source) or self.copy(url)
        try:
            yield copied
        finally:
            if IS_POSTGRESQL:
                self._give_back(str(make_url(copied).database), source)
            else:
                self.drop(copied)

    def _used_before(self, source: str) -> str:
        """A copy that another test used, as new; none where it cannot be made new."""
        while self._spare.get(source):
            name, is_new = self._spare[source].pop(0)
            if is_new.result():
                return _url_of(name)
            later(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        return ""

    def _give_back(self, name: str, source: str) -> None:
        is_new = _administering.submit(self._put_back, name, source)
        self._spare.setdefault(source, []).append((name, is_new))

    def _put_back(self, name: str, source: str) -> bool:
        if source not in self._kept:
            self._kept[source] = keep(rogue(_url_of(source)))
        try:
            return self._kept[source].put_back(rogue(_url_of(name)))
        except psycopg.Error:
            # A test holds it, or has left it in a state in which it cannot be written.
            return False
