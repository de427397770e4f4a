"""The see-rule and a second telling of it in plain Python agree over facts made at random."""

import random

import pytest

from tests.test_access.rule_asked import STATEMENTS, disagreements, given
from tests.test_access.rule_model import Facts
from tests.test_whole.holdings import raw_connection
from tests.world import MAPPA, MARAC, World


@pytest.mark.parametrize("seed", range(3))
def test_the_rule_and_the_model_agree_for_everybody(seed: int, world: World) -> None:
    agencies = [world.agency(slug) for slug in ("northtown-police", "eastvale-health", "westford-housing")]
    facts = Facts(random.Random(seed), agencies, [world.conference(MARAC), world.conference(MAPPA)])
    with raw_connection(world.url) as connection:
        facts.put(connection)
    assert list(disagreements(world.store, facts)) == []
    seen = [given(world.store, asker) for asker in facts.askers()]
    assert {name for each in seen for name, pairs in each.items() if pairs} == set(STATEMENTS)
