"""A role that could walk round PostgreSQL's second wall, or that the wall does not know, is told of at the start."""

import contextlib
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from marac import create_app
from marac.access.wall_holes import holes_of
from marac.config import Settings
from marac.schema import build_schema
from tests.databases import APPLICATION, IS_POSTGRESQL, OWNER, at_once, owned, rogue
from tests.world import SEALING_KEY, World

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no second wall")


@contextlib.contextmanager
def tried(world: World) -> Iterator[Connection]:
    """A connection of a database administrator; nothing of what is done with it lasts."""
    with create_engine(rogue(world.url), poolclass=NullPool).connect() as connection:
        yield connection
        connection.rollback()


def secure(url: str) -> Settings:
    return Settings(url, "a secret", {1: SEALING_KEY}, is_secure=True, allowed_hosts=("localhost",))


def test_the_role_that_serves_has_no_hole(world: World) -> None:
    with tried(world) as connection:
        assert holes_of(connection, APPLICATION) == []


@pytest.mark.parametrize(
    ("address", "words"), [(rogue, "passes every policy"), (owned, "owns the tables or functions")]
)
def test_a_real_site_is_not_served_by_a_role_that_passes_the_wall(
    address: object, words: str, world: World
) -> None:
    with pytest.raises(RuntimeError, match=words):
        create_app(secure(address(world.url)))  # type: ignore[operator]


def test_a_real_site_is_not_served_by_whoever_only_took_on_the_right_role(world: World) -> None:
    """From there it is one `RESET ROLE` back to the role that signed in, which passes every policy."""
    with pytest.raises(RuntimeError, match="passes every policy"):
        create_app(secure(world.url))


WIDER = {
    "passes every policy": "ALTER ROLE {role} BYPASSRLS",
    "passes every policy, by another": "GRANT {super} TO {role}",
    "owns the tables": f"GRANT {OWNER} TO {{role}}",
    "owns the tables, by another": f"GRANT {OWNER} TO {{other}}; GRANT {{other}} TO {{role}}",
    "may create in the database": "GRANT CREATE ON SCHEMA public TO {role}",
    "may make roles": "ALTER ROLE {role} CREATEROLE",
    "may make roles, by another": "ALTER ROLE {other} CREATEROLE; GRANT {other} TO {role}",
    "may copy the whole database": "ALTER ROLE {role} REPLICATION",
    "may read or write past": "GRANT pg_read_all_data TO {role}",
    "may read or write past, rows": "GRANT pg_write_all_data TO {role}",
    "may read or write past, files": "GRANT pg_read_server_files TO {role}",
    "may read or write past, other files": "GRANT pg_write_server_files TO {role}",
    "may read or write past, programs": "GRANT pg_execute_server_program TO {other}; GRANT {other} TO {role}",
    "may change the ledger's past": "GRANT DELETE ON ledger_entry TO {role}",
    "may change the ledger's past, by a column": "GRANT UPDATE (body) ON ledger_entry TO {role}",
    "may do more to tables": "GRANT TRUNCATE ON sealed_text TO {role}",
    "may do more to tables, by another": "GRANT DELETE ON action TO {other}; GRANT {other} TO {role}",
    "may not use every table": f"REVOKE UPDATE ON action FROM {APPLICATION}",
    "may not ask what the policies ask": f"REVOKE EXECUTE ON FUNCTION marac_sees FROM {APPLICATION}",
    "may not ask what the policies ask, another's": "ALTER FUNCTION marac_sees OWNER TO {other}",
    "run `marac upgrade`": "DROP POLICY changed ON sealed_text",
    "run `marac upgrade`, for one more": "CREATE POLICY besides ON sealed_text USING (true)",
    "run `marac upgrade`, for one switched off": "ALTER TABLE sealed_text NO FORCE ROW LEVEL SECURITY",
}


@pytest.mark.parametrize("case", WIDER)
def test_a_role_that_could_reach_round_the_wall_is_told_of(case: str, world: World) -> None:
    """By what it is, by the roles that it is in, by what it may do to tables, or by what the wall has lost."""
    named = {
        name: f"marac_test_{name}_{world.url[-4:]}".replace("-", "") for name in ("role", "other", "super")
    }
    with tried(world) as connection:
        for name, right in (("role", ""), ("other", "NOINHERIT"), ("super", "SUPERUSER")):
            connection.exec_driver_sql(f"CREATE ROLE {named[name]} {right}")
        connection.exec_driver_sql(f"GRANT {APPLICATION} TO {named['role']}")
        assert holes_of(connection, named["role"]) == []
        for statement in WIDER[case].format(**named).split("; "):
            connection.exec_driver_sql(statement)
        assert case.split(",")[0] in " ".join(holes_of(connection, named["role"]))


def test_whoever_upgrades_without_naming_the_application_leaves_it_let_in(world: World) -> None:
    """With the owner's address alone, or a database administrator's: pages are served as before."""
    for address in (owned, rogue):
        build_schema(address(world.url))
        with tried(world) as connection:
            assert holes_of(connection, APPLICATION) == []
    assert world.client("carol").get("/").status_code == 200


def test_a_function_that_now_takes_something_else_is_made_anew_and_still_asked(world: World) -> None:
    with create_engine(rogue(world.url), poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("ALTER FUNCTION marac_sees RENAME TO marac_before")
        connection.exec_driver_sql(
            f"CREATE FUNCTION marac_sees(of_case text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
            f"ALTER FUNCTION marac_sees OWNER TO {OWNER}; GRANT EXECUTE ON FUNCTION marac_sees TO {APPLICATION}"
        )
    build_schema(owned(world.url))
    with tried(world) as connection:
        assert holes_of(connection, APPLICATION) == []


def test_a_role_in_whose_place_another_serves_is_let_out(world: World) -> None:
    other = f"marac_test_next_{world.url[-4:]}".replace("-", "")
    at_once(f"CREATE ROLE {other}")
    try:
        build_schema(owned(world.url), used_by=other)
        with tried(world) as connection:
            assert holes_of(connection, other) == []
            granted = "SELECT has_table_privilege(%(role)s, 'public.sealed_text', 'SELECT')"
            assert not connection.exec_driver_sql(granted, {"role": APPLICATION}).scalar_one()
        build_schema(owned(world.url), used_by=APPLICATION)
    finally:
        at_once(f"DROP ROLE {other}")


def test_policies_and_functions_of_others_stay_where_they_are(world: World) -> None:
    """An upgrade takes away what it puts in place anew, and nothing that a site has beside it."""
    with create_engine(owned(world.url), poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE of_the_site (id int); ALTER TABLE of_the_site ENABLE ROW LEVEL SECURITY"
        )
        connection.exec_driver_sql("CREATE POLICY theirs ON of_the_site USING (false)")
        connection.exec_driver_sql(
            "CREATE FUNCTION marac_of_the_site() RETURNS int LANGUAGE sql AS 'SELECT 7'"
        )
    build_schema(owned(world.url))
    with tried(world) as connection:
        assert connection.exec_driver_sql("SELECT marac_of_the_site()").scalar_one() == 7
        assert (
            connection.exec_driver_sql("SELECT count(*) FROM pg_policy WHERE polname = 'theirs'").scalar_one()
            == 1
        )


def test_what_a_database_administrator_upgrades_stays_the_owners(world: World) -> None:
    """Else the owner's own commands would find nothing, or be refused, afterwards."""
    with create_engine(rogue(world.url), poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql("ALTER FUNCTION marac_sees OWNER TO CURRENT_USER")
    build_schema(rogue(world.url))
    build_schema(owned(world.url), used_by=APPLICATION)
    with create_engine(owned(world.url), poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("SET LOCAL marac.keeping = 'on'")
        owners = "SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc WHERE proname LIKE 'marac%%'"
        assert connection.exec_driver_sql(owners).scalars().all() == [OWNER]
        roles = "SELECT DISTINCT roles::text FROM pg_policies WHERE policyname = 'kept'"
        assert connection.exec_driver_sql(roles).scalars().all() == [f"{{{OWNER}}}"]
