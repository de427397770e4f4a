"""What every test can ask for."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import IS_POSTGRESQL, Databases
from tests.world import World, opened_world, people_this_world

# Nothing here is judged by the clock: a busy machine is slow, not wrong.
settings.register_profile("marac", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("marac")


def pytest_configure() -> None:
    """Let commands that tests start hear Ctrl-C, though the tests themselves may run where it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what touches no database, or would meet the same pages as on SQLite."""
    if not IS_POSTGRESQL:
        return
    kept = [each for each in items if _meets_the_database(each)]
    config.hook.pytest_deselected(items=[each for each in items if each not in set(kept)])
    items[:] = kept


def _meets_the_database(test: pytest.Item) -> bool:
    asks_for = getattr(test, "fixturenames", ())
    return "databases" in asks_for and test.get_closest_marker("one_engine") is None


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one browser of a run: a process cannot have two."""
    from tests.chromium import started_browser

    with started_browser() as started:
        yield started


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def peopled(databases: Databases) -> Iterator[tuple[str, dict[str, Any]]]:
    """The template that every test's world is copied from."""
    url = databases.empty()
    yield url, people_this_world(url)
    databases.drop(url)


@pytest.fixture
def world(databases: Databases, peopled: tuple[str, dict[str, Any]]) -> Iterator[World]:
    """Agencies, conferences and people; no case yet."""
    url, ids = peopled
    with databases.borrowed(url) as copied, opened_world(copied, ids) as opened:
        yield opened
