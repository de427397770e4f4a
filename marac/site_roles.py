"""The two addresses of a PostgreSQL site, the owner's and the application's: that they lead to one database and to
two roles, and that the application's role is there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

POSTGRESQL_PORT = 5432
_ROLES_NAMED = text("SELECT count(*) FROM pg_roles WHERE rolname = :name")
# A server goes by several names and may not say any (a socket): the moment it was started is its own.
_STANDING = """
    SELECT current_user, datname, CAST(oid AS text), CAST(pg_postmaster_start_time() AS text)
    FROM pg_database WHERE datname = current_database()
"""


class NoRole(Exception):
    """Why the application's role cannot be let in, in a sentence."""


@dataclass(frozen=True)
class _Standing:
    """As whom one arrives at an address, and at which database of which server."""

    role: str
    database: str
    place: tuple[str, str]


def application_role(owner_url: str, url: str) -> str:
    """The role that `url` signs in as; made by the owner where there is none of that name.

    Raises NoRole where the addresses lead to two databases or to one role: building one database and using
    another, or taking from the owner what it owns.
    """
    owner = _arrive(owner_url)
    try:
        found = _arrive(url)
    except OperationalError:
        _make_role(make_url(owner_url), make_url(url))
        found = _arrive_made(url)
    if found.place != owner.place:
        raise NoRole(
            f"MARAC_OWNER_URL leads to the database {owner.database} and MARAC_DATABASE_URL to another, "
            f"{found.database}, or to another server. Name the same one in both."
        )
    if found.role == owner.role:
        raise NoRole(
            f"MARAC_OWNER_URL and MARAC_DATABASE_URL both sign in as {owner.role}. The application needs a role "
            "of its own that owns nothing."
        )
    return found.role


def _arrive(url: str) -> _Standing:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        role, database, *place = connection.exec_driver_sql(_STANDING).one()
    return _Standing(role, database, tuple(place))


def _arrive_made(url: str) -> _Standing:
    try:
        return _arrive(url)
    except OperationalError:
        name = make_url(url).username
        raise NoRole(
            f"The role {name} was made, but the server does not let it sign in: see its pg_hba.conf."
        ) from None


def _aim(url: URL) -> tuple[Any, ...]:
    return url.host or url.query.get("host"), url.port or POSTGRESQL_PORT, url.database


def _make_role(owner_url: URL, url: URL) -> None:
    if not url.database or _aim(owner_url) != _aim(url):
        raise NoRole(
            "Nobody can sign in at MARAC_DATABASE_URL, and it names another host, port or database than "
            "MARAC_OWNER_URL, so no role was made. Spell all three alike in both."
        )
    engine = create_engine(owner_url, poolclass=NullPool)
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
