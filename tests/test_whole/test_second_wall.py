"""PostgreSQL's own row-level security, with the application's own layer switched off: it holds alone, and lets
through what the see-rule lets through, row for row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from marac import clock
from marac.access.acts import Act
from marac.access.database_roles import NotKeeper
from marac.access.policy import OPENED_ACTS, roles_granting
from marac.access.scope import see
from marac.access.second_wall import protected_tables, tell
from marac.access.viewer import Viewer
from marac.administration.sealing_keys import check_keys, rotate_keys
from marac.config import Settings
from marac.db import Database, Session
from marac.records import BreakGlass
from marac.records.base import columns
from tests.databases import IS_POSTGRESQL, Databases, owned, rogue
from tests.test_whole.conftest import Template
from tests.world import MARAC, SEALING_KEY, World

pytestmark = pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no second wall")

# One act for each set of roles that any act is granted to: the wall knows no more of an act than that.
ACTS = tuple({(roles_granting(act), act in OPENED_ACTS): act for act in Act}.values())
OPENED = 4
NAMES = (
    "carol", "chidi", "polly", "petra", "pravin", "hana", "ida", "cerys", "cleo", "horatio", "sunny", "mani", "manon",
    "audley", "adam", "mabel", "magnus", "mira", "tess", "isaac", "importer",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(template: Template) -> Iterator[World]:
    """The whole story; and everybody who is in a conference has each of its cases open by break-glass."""
    with template.copied() as made:
        with create_engine(rogue(made.url), poolclass=NullPool).begin() as connection:
            connection.execute(_OPEN_ALL, {"now": clock.now(), "then": clock.now() + timedelta(hours=1)})
        yield made


@pytest.fixture
def bare(world: World) -> Iterator[Connection]:
    """A connection of the application's role, without doorman and see-rule; nobody has been told of."""
    engine = create_engine(world.url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
        connection.rollback()


_OPEN_ALL = text("""
    INSERT INTO break_glass (user_id, case_id, opens_at, id, conference_id, agency_id, cause, closes_at, review_by)
    SELECT u.id, c.id, :now, row_number() OVER (), c.conference_id, u.agency_id, 'other', :then, CURRENT_DATE
    FROM user_account u JOIN membership m ON m.user_id = u.id JOIN case_file c ON c.conference_id = m.conference_id
    WHERE NOT EXISTS (SELECT 1 FROM break_glass b WHERE b.user_id = u.id AND b.case_id = c.id)
""")


def keys_of(table: Any) -> list[Any]:
    return list(table.primary_key.columns)


def through_wall(connection: Connection, viewer: Viewer, act: Act) -> dict[str, set[Any]]:
    """What the wall alone lets somebody read, for an act: the keys of every protected table."""
    tell(connection, viewer.see_parameters(act), is_upkeep=False)
    found = {
        table.name: set(connection.execute(select(*keys_of(table))).all()) for table in protected_tables()
    }
    connection.rollback()
    return found


RULES = {table.name: select(*keys_of(table)).where(see(table)) for table in protected_tables()}


def through_rule(store: Database, viewer: Viewer, act: Act) -> dict[str, set[Any]]:
    """The same by the see-rule alone: asked as somebody whom no wall keeps out."""
    with Session(store.engine, viewer, act) as session:
        return {name: set(session.rows(rule)) for name, rule in RULES.items()}


def asking(world: World, name: str) -> Iterator[tuple[Viewer, Act]]:
    """Somebody for every act, and on the pages of a few cases that they opened."""
    viewer = world.viewer(name)
    yield from ((viewer, act) for act in ACTS)
    with create_engine(rogue(world.url), poolclass=NullPool).connect() as connection:
        opened = select(columns(BreakGlass).case_id).where(columns(BreakGlass).user_id == viewer.id)
        for (case_id,) in connection.execute(opened.order_by(columns(BreakGlass).id).limit(OPENED)).all():
            yield replace(viewer, asked_case_id=case_id), Act.CASE_VIEW


def test_both_walls_let_the_same_rows_through_for_everybody_and_every_act(
    world: World, bare: Connection
) -> None:
    store = Database(rogue(world.url))
    seen = dict.fromkeys(RULES, 0)
    try:
        for name in NAMES:
            for viewer, act in asking(world, name):
                rule, wall = through_rule(store, viewer, act), through_wall(bare, viewer, act)
                assert wall == rule, (name, act, viewer.asked_case_id)
                for table, rows in wall.items():
                    seen[table] += len(rows)
    finally:
        store.dispose()
    assert all(seen.values()), f"nobody sees anything of {[table for table in seen if not seen[table]]}"


def test_without_being_told_who_asks_no_row_is_there_and_none_can_be_added(
    world: World, bare: Connection
) -> None:
    for table in protected_tables():
        assert bare.execute(select(*keys_of(table))).all() == []
    with pytest.raises(DBAPIError, match="row-level security"):
        bare.exec_driver_sql(
            "INSERT INTO case_file (id, conference_id, reference, status, is_sealed, is_repeat, traits, opened_at, "
            f"version) VALUES (7, {world.conference(MARAC)}, 'X', 'open', false, false, '{{}}', now(), 1)"
        )


def test_who_asks_is_forgotten_with_the_transaction(world: World, bare: Connection) -> None:
    tell(bare, world.viewer("carol").see_parameters(Act.CASE_VIEW), is_upkeep=False)
    assert bare.exec_driver_sql("SELECT count(*) FROM case_file").scalar_one()
    bare.commit()
    assert not bare.exec_driver_sql("SELECT count(*) FROM case_file").scalar_one()


def test_what_cannot_be_seen_cannot_be_changed_or_removed(world: World, bare: Connection) -> None:
    """By a statement without any condition, which the see-rule would have to carry."""
    tell(bare, world.viewer("polly").see_parameters(Act.CASE_VIEW), is_upkeep=False)
    seen = bare.exec_driver_sql("SELECT count(*) FROM case_file").scalar_one()
    assert 0 < bare.exec_driver_sql("UPDATE case_file SET version = version").rowcount == seen
    bare.rollback()
    tell(bare, world.viewer("mabel").see_parameters(Act.CASE_VIEW), is_upkeep=False)
    whose = bare.exec_driver_sql("DELETE FROM contribution RETURNING case_id").scalars().all()
    bare.rollback()
    tell(bare, world.viewer("mabel").see_parameters(Act.CASE_VIEW), is_upkeep=False)
    assert set(whose) <= set(bare.exec_driver_sql("SELECT id FROM case_file").scalars().all())


def test_deriving_for_all_alike_opens_no_text(world: World, bare: Connection) -> None:
    tell(bare, world.viewer("audley").see_parameters(Act.AUDIT_LEDGER), is_upkeep=True)
    assert bare.exec_driver_sql("SELECT count(*) FROM case_file").scalar_one()
    for table in ("sealed_text", "contribution", "risk", "action_event", "minutes_section", "minutes"):
        assert not bare.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()


FORBIDDEN = (
    "UPDATE ledger_entry SET body = ''",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry",
    "UPDATE ledger_checkpoint SET size = 1",
    "UPDATE ledger_detail SET seq = 1",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "DROP POLICY seen ON sealed_text",
    "ALTER TABLE sealed_text NO FORCE ROW LEVEL SECURITY",
    "DELETE FROM user_account",
    "DELETE FROM action",
    "DELETE FROM exclusion",
    "CREATE TABLE membership_of_mine (id int)",
    "CREATE OR REPLACE FUNCTION marac_denied() RETURNS bigint[] LANGUAGE sql AS $$ SELECT '{}'::bigint[] $$",
    "UPDATE alembic_version SET version_num = '0'",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_can_change_neither_the_past_nor_the_walls(statement: str, bare: Connection) -> None:
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        bare.exec_driver_sql(statement)


def test_the_application_can_put_no_table_of_its_own_before_ours(databases: Databases) -> None:
    url = databases.empty()
    with create_engine(url, poolclass=NullPool).connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.exec_driver_sql("CREATE TEMPORARY TABLE membership (id int)")
        connection.rollback()
    databases.drop(url)


@pytest.mark.parametrize("setting", ["marac.keeping = 'on'", "row_security = off"])
def test_the_application_cannot_say_that_it_keeps_the_house(setting: str, bare: Connection) -> None:
    bare.exec_driver_sql(f"SET LOCAL {setting}")
    try:
        found = bare.exec_driver_sql("SELECT count(*) FROM sealed_text").scalar_one()
    except DBAPIError as error:
        assert "row-level security" in str(error)
    else:
        assert found == 0


def test_the_owner_is_bound_as_well_unless_it_keeps_the_house(world: World) -> None:
    with create_engine(owned(world.url), poolclass=NullPool).connect() as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM sealed_text").scalar_one()
        connection.exec_driver_sql("SET LOCAL marac.keeping = 'on'")
        assert connection.exec_driver_sql("SELECT count(*) FROM sealed_text").scalar_one()


def test_a_command_that_keeps_the_house_says_so_where_it_would_see_nothing(world: World) -> None:
    """To be told of no text under a key would be the advice to throw the key away."""
    settings = Settings(world.url, "a secret", {1: SEALING_KEY})
    for command in (check_keys, rotate_keys):
        with pytest.raises(NotKeeper, match="MARAC_OWNER_URL"):
            command(settings, print)
