"""Setting up on PostgreSQL: one database, two roles, and a role that signs in and owns nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from marac.access.wall_holes import holes_in_wall
from marac.administration.first import found_site
from marac.config import Settings
from marac.schema import build_site
from marac.site_roles import NoRole
from tests.databases import IS_POSTGRESQL, Databases, at_once, owned, rogue
from tests.world import SEALING_KEY, World

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no roles")
SIGNS_IN = "marac_test_signs_in"


@pytest.fixture
def nowhere(databases: Databases) -> Iterator[str]:
    """The address of a database with nothing in it."""
    url = databases.nowhere()
    yield url
    databases.drop(url)


@pytest.fixture
def unmade() -> Iterator[str]:
    """The name of a role that is not there."""
    at_once(f"DROP ROLE IF EXISTS {SIGNS_IN}")
    yield SIGNS_IN
    at_once(f"DROP ROLE IF EXISTS {SIGNS_IN}")


def site(url: str, owner_url: str) -> Settings:
    return Settings(url, "a secret", {1: SEALING_KEY}, owner_url=owner_url)


def signing_in(url: str, name: str) -> str:
    return rogue(url).replace(":///", f"://{name}:several-words@/")


def is_there(role: str) -> bool:
    with create_engine(rogue("postgresql+psycopg:///postgres"), poolclass=NullPool).connect() as connection:
        return bool(
            connection.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = :r"), {"r": role}).scalar()
        )


def has_tables(url: str) -> bool:
    with create_engine(rogue(url), poolclass=NullPool).connect() as connection:
        return bool(connection.exec_driver_sql("SELECT to_regclass('public.case_file')").scalar_one())


def test_setting_up_makes_the_role_that_signs_in_and_lets_it_in(unmade: str, nowhere: str) -> None:
    url = signing_in(nowhere, unmade)
    for _ in range(2):
        build_site(site(url, rogue(nowhere)))
    engine = create_engine(url, poolclass=NullPool)
    assert not holes_in_wall(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT session_user").scalar_one() == unmade
        assert connection.exec_driver_sql("SELECT count(*) FROM sealed_text").scalar_one() == 0
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.exec_driver_sql("SET ROLE marac_test_owner")


def test_an_owner_who_may_make_no_role_says_who_must(unmade: str, nowhere: str) -> None:
    with pytest.raises(NoRole, match=f"CREATE ROLE {unmade} LOGIN"):
        build_site(site(signing_in(nowhere, unmade), owned(nowhere)))


def test_a_site_is_not_built_in_one_database_and_founded_in_another(nowhere: str, world: World) -> None:
    """Else the administrator would be put where the owner never built anything."""
    with pytest.raises(SystemExit, match="Name the same one in both"):
        found_site(
            site(world.url, owned(nowhere)),
            "Ada",
            "ada@example.org",
            "An agency",
            "some long password",
            print,
        )
    assert not has_tables(nowhere)


def test_a_mistyped_name_of_a_database_makes_no_role(unmade: str, nowhere: str) -> None:
    mistyped = signing_in(f"{rogue(nowhere)}_mistyped", unmade)
    with pytest.raises(NoRole, match="Spell all three alike"):
        build_site(site(mistyped, rogue(nowhere)))
    assert not is_there(unmade) and not has_tables(nowhere)


def test_the_owner_in_another_spelling_is_not_the_application(nowhere: str) -> None:
    """It would lose its own rights to what it owns."""
    other_spelling = owned(nowhere) + "&application_name=again"
    with pytest.raises(NoRole, match="both sign in as marac_test_owner"):
        build_site(site(other_spelling, owned(nowhere)))


def test_a_role_that_could_walk_round_the_wall_is_not_let_in(unmade: str, nowhere: str) -> None:
    """And nothing is built for it: the owner puts that right and runs the same again."""
    at_once(f"CREATE ROLE {unmade} LOGIN CREATEROLE")
    with pytest.raises(NoRole, match="may make roles"):
        build_site(site(signing_in(nowhere, unmade), owned(nowhere)))
    assert not has_tables(nowhere)
    at_once(f"ALTER ROLE {unmade} NOCREATEROLE")
    build_site(site(signing_in(nowhere, unmade), owned(nowhere)))
    assert has_tables(nowhere)
