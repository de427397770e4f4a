"""The ground, planted once for all probes: each of them is undone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import Databases
from tests.test_access.ground import Ground, prepare
from tests.world import opened_world


@pytest.fixture(scope="module")
def ground(databases: Databases, peopled: tuple[str, dict[str, Any]]) -> Iterator[Ground]:
    url, ids = peopled
    with databases.borrowed(url) as copied, opened_world(copied, ids) as world:
        yield prepare(world)
