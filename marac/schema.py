"""Building and upgrading the schema, by the numbered migrations, on an engine without guards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from marac.access.database_roles import as_owner, keeping, let_in, let_out, roles_let_in
from marac.access.second_wall import lower_second_wall, raise_second_wall
from marac.access.wall_holes import holes_of
from marac.config import ROOT, Settings
from marac.site_roles import NoRole, application_role


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def build_schema(url: str, revision: str = "head", *, used_by: str = "") -> None:
    """Bring the database at `url` up to `revision`; a database that is there already changes nothing.

    On PostgreSQL its second wall is raised, and `used_by` is the role that is let in to use the tables, alone: it
    owns none of them. Without it, whoever was let in before still is. Raises NoRole, and nothing was changed,
    where that role could reach round the wall.
    """
    with _keeper(url) as connection:
        before = roles_let_in(connection)
        _order(url, connection, command.upgrade, revision)
        raise_second_wall(connection)
        for role in before:
            if used_by and role != used_by:
                let_out(connection, role)
        for role in [used_by] if used_by else before:
            let_in(connection, role)
        _weigh(connection)
        if used_by:
            _check(connection, used_by)


def _check(connection: Connection, role: str) -> None:
    holes = holes_of(connection, role) if connection.dialect.name == "postgresql" else []
    if holes:
        raise NoRole(" ".join(holes))


def _weigh(connection: Connection) -> None:
    """Have PostgreSQL count what is there: what it plans by must not be from when the tables were empty."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ANALYZE {', '.join(SQLModel.metadata.tables)}")


def build_site(settings: Settings) -> None:
    """Build or upgrade the database of a site and let the application's role in.

    Raises NoRole when that role can neither sign in nor be made, or should not be let in.
    """
    has_owner = settings.keeper_url != settings.database_url
    role = application_role(settings.keeper_url, settings.database_url) if has_owner else ""
    build_schema(settings.keeper_url, used_by=role)


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
            as_owner(connection)
            yield connection
    finally:
        engine.dispose()
