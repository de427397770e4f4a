"""A fresh database for every test, on SQLite or (MARAC_TEST_URL) on PostgreSQL, copied from one template."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from marac.schema import build_schema

POSTGRESQL = os.environ.get("MARAC_TEST_URL", "")
IS_POSTGRESQL = bool(POSTGRESQL)


def _admin(statement: str) -> None:
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _url_of(name: str) -> str:
    return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


class Databases:
    """Makes copies of a template; `folder` holds SQLite's files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def nowhere(self) -> str:
        """The address of a database with nothing in it, not even the schema."""
        name = f"marac_{uuid.uuid4().hex[:12]}"
        if IS_POSTGRESQL:
            _admin(f"CREATE DATABASE {name}")
            return _url_of(name)
        return f"sqlite:///{self.folder / name}.db"

    def empty(self) -> str:
        """The address of a database with the schema and nothing else."""
        url = self.nowhere()
        build_schema(url)
        return url

    def copy(self, url: str) -> str:
        """A copy of a database that nobody has open."""
        name = f"marac_{uuid.uuid4().hex[:12]}"
        source = str(make_url(url).database)
        if IS_POSTGRESQL:
            _admin(f"CREATE DATABASE {name} TEMPLATE {source}")
            return _url_of(name)
        target = self.folder / f"{name}.db"
        shutil.copy(source, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """Remove a database made here."""
        name = str(make_url(url).database)
        if IS_POSTGRESQL:
            _admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        for ending in ("", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)

    @contextmanager
    def borrowed(self, url: str) -> Iterator[str]:
        """A copy that is removed at the end."""
        copied = self.copy(url)
        try:
            yield copied
        finally:
            self.drop(copied)
