"""Building and upgrading the schema, by the numbered migrations, on an engine without guards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from marac.access.database_roles import keeping, let_in
from marac.access.second_wall import lower_second_wall, raise_second_wall
from marac.config import ROOT, Settings

_ROLES_NAMED = text("SELECT count(*) FROM pg_roles WHERE rolname = :name")


class NoRole(Exception):
    """Why the application's role is not there, in a sentence."""


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def build_schema(url: str, revision: str = "head", *, used_by: str = "") -> None:
    """Bring the database at `url` up to `revision`; a database that is there already changes nothing.

    On PostgreSQL its second wall is raised, and `used_by` is the role that is let in to use the tables: it owns
    none of them.
    """
    with _keeper(url) as connection:
        _order(url, connection, command.upgrade, revision)
        raise_second_wall(connection)
        if used_by:
            let_in(connection, used_by)


def build_site(settings: Settings) -> None:
    """Build or upgrade the database of a site and let the application's role in.

    Raises NoRole when that role can neither sign in nor be made.
    """
    has_owner = settings.keeper_url != settings.database_url
    role = application_role(settings.keeper_url, settings.database_url) if has_owner else ""
    build_schema(settings.keeper_url, used_by=role)


def application_role(owner_url: str, url: str) -> str:
    """The role that `url` signs in as; made by the owner where there is none of that name. Raises NoRole."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql("SELECT current_user").scalar_one())
    except OperationalError:
        return _make_role(owner_url, make_url(url))
    finally:
        engine.dispose()


def _make_role(owner_url: str, url: URL) -> str:
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            if not url.username or connection.execute(_ROLES_NAMED, {"name": url.username}).scalar():
                raise NoRole(f"The role of MARAC_DATABASE_URL ({url.username or 'none'}) cannot sign in.")
            driver: Any = connection.connection.driver_connection
            # The server is given what it keeps of the password, so that no log of its own can hold it.
            secret = driver.pgconn.encrypt_password(str(url.password or "").encode(), url.username.encode())
            role = connection.dialect.identifier_preparer.quote(url.username)
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD '{secret.decode()}'")
    except ProgrammingError:
        raise NoRole(
            f"The owner may not make roles. Have a database administrator run: CREATE ROLE {url.username} LOGIN "
            "PASSWORD '…'; then run this again."
        ) from None
    finally:
        engine.dispose()
    return url.username


def unbuild_schema(url: str, revision: str = "base") -> None:
    """Take the schema down again to `revision`."""
    with _keeper(url) as connection:
        lower_second_wall(connection)
        _order(url, connection, command.downgrade, revision)


def _order(url: str, connection: Connection, order: Callable[[Config, str], None], revision: str) -> None:
    config = _config(url)
    config.attributes["connection"] = connection
    order(config, revision)


@contextmanager
def _keeper(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            keeping(connection)
            yield connection
    finally:
        engine.dispose()
