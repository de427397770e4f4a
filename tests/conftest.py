"""What every test can ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Databases
from tests.world import World, opened_world, people_this_world

# Nothing here is judged by the clock: a busy machine is slow, not wrong.
settings.register_profile("marac", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("marac")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("databases"))


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
