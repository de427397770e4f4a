"""What tests of actions can ask for."""

import pytest

from tests.test_actions.scenes import Scene
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    """A sitting meeting of Northtown Marac."""
    return Scene(world)
