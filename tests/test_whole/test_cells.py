"""Every endpoint and method by everybody: whoever should be let in is, and nobody else."""

from tests.proofs.cells import EVERYBODY, RULES, ask_for
from tests.proofs.people import ODD
from tests.proofs.weaker_policy import changed_stamp, killed_by_table, stamps_of, strays
from tests.test_whole.conftest import Template
from tests.world import MAPPA, MARAC, World

# `python -m tests.proofs.cells` asks at all records and by all methods.
RECORDS = ("main", "kept", "coming", "offender", "draft", "word", "recent", "amended", MARAC, MAPPA)


def test_every_endpoint_and_method_is_promised_to_somebody_by_hand(world: World) -> None:
    """A new page needs a row in tests/proofs/grants.py, and a page that is gone leaves none."""
    found = {
        (rule.endpoint, method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if rule.endpoint != "static"
    }
    assert found == set(RULES)


def test_everybody_is_let_in_where_they_should_be_and_nowhere_else(template: Template) -> None:
    cells = ask_for(template, RECORDS, is_short=True)
    print(f"\n{cells}")
    assert len(EVERYBODY) > 30 and cells.people == set(EVERYBODY) >= {odd.name for odd in ODD}
    assert cells.endpoints == {endpoint for endpoint, _ in RULES}
    assert not cells.failures
    assert not cells.grants
    assert not cells.refusals


def test_every_stamp_is_for_the_roles_that_are_promised(world: World) -> None:
    assert strays(world) == []


def test_every_change_of_the_policy_and_of_a_stamp_is_noticed(world: World) -> None:
    """`python -m tests.proofs.weaker_policy` has people ask the pages besides."""
    policies = killed_by_table()
    assert policies.total > 200 and policies.survivors == []
    stamps = list(stamps_of(world))
    for endpoint, act in stamps:
        with changed_stamp(world, endpoint, act):
            assert strays(world) == [endpoint]
    print(f"\n{policies.total} changed grants and denials and {len(stamps)} weaker stamps are noticed")
