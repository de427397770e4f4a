"""What an agency contributed is its own: whoever sees it cannot change it, remove it or take it over."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from marac.access.acts import Act
from marac.access.scope import see
from marac.access.second_wall import tell
from marac.access.writing import ChangedOthers
from marac.records import Contribution
from marac.records.base import columns
from tests.databases import IS_POSTGRESQL
from tests.test_whole.conftest import Template
from tests.world import World

on_postgresql = pytest.mark.skipif(not IS_POSTGRESQL, reason="an embedded database has no second wall")
_K = columns(Contribution)


@pytest.fixture(scope="module")
def world(template: Template) -> Iterator[World]:
    """The whole story."""
    with template.copied() as made:
        yield made


@pytest.fixture
def bare(world: World) -> Iterator[Connection]:
    """A connection of the application's role, told that a police representative asks, without the doorman."""
    with create_engine(world.url, poolclass=NullPool).connect() as connection:
        tell(connection, world.viewer("polly").see_parameters(Act.CASE_VIEW), is_upkeep=False)
        yield connection
        connection.rollback()


OTHERS = {
    "contribution": "agency_id <> {own}",
    "sealed_text": "agency_id <> {own}",
    "research_return": "agency_id <> {own}",
    "minutes_section": "true",
}


@on_postgresql
@pytest.mark.parametrize("table", OTHERS)
def test_what_others_own_is_seen_and_neither_changed_nor_removed(
    table: str, world: World, bare: Connection
) -> None:
    where = OTHERS[table].format(own=world.agency("northtown-police"))
    assert bare.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {where}").scalar_one()
    assert bare.exec_driver_sql(f"UPDATE {table} SET case_id = case_id WHERE {where}").rowcount == 0
    if table != "minutes_section":
        assert bare.exec_driver_sql(f"DELETE FROM {table} WHERE {where}").rowcount == 0


@on_postgresql
def test_nobody_takes_over_what_others_contributed(world: World, bare: Connection) -> None:
    own = world.agency("northtown-police")
    mine = bare.exec_driver_sql(f"SELECT count(*) FROM contribution WHERE agency_id = {own}").scalar_one()
    taken = bare.exec_driver_sql(f"UPDATE contribution SET is_shared = false, agency_id = {own}")
    assert 0 < taken.rowcount == mine


@on_postgresql
@pytest.mark.parametrize("table", ["contribution", "sealed_text"])
def test_nobody_passes_what_is_theirs_off_as_somebody_elses(
    table: str, world: World, bare: Connection
) -> None:
    own, other = world.agency("northtown-police"), world.agency("eastvale-health")
    with pytest.raises(DBAPIError, match="row-level security"):
        bare.exec_driver_sql(f"UPDATE {table} SET agency_id = {other} WHERE agency_id = {own}")


def test_the_application_itself_saves_no_change_of_what_others_contributed(world: World) -> None:
    """On every engine: somebody who holds it, because it is shared with them, cannot save it or throw it away."""
    others = select(Contribution).where(_K.agency_id != world.agency("northtown-police"), see(Contribution))
    for is_removed in (False, True):
        with pytest.raises(ChangedOthers), world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
            held = session.execute(others, session.see).scalars().first()
            assert held is not None
            if is_removed:
                session.delete(held)
            else:
                held.agency_id = world.agency("northtown-police")
            session.flush()
