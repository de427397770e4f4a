"""Whoever has the database but not the key can flip no column of a sealed row without its being noticed."""

from typing import Any

import pytest
from sqlalchemy import create_engine, text

from marac.access.seal import WITHHELD
from marac.contributions.operations import change_contribution, decide_sharing
from marac.errors import Altered, Mistake
from marac.records import Text
from tests.databases import rogue
from tests.factories import make_action, make_published_list, make_running_meeting
from tests.test_contributions.making import WRITE, keep_back, share, words
from tests.world import World

WORDS = "CANARY-OF-THE-SERVICE"
FLIPS = {
    "shown to other agencies": "is_shared = NOT is_shared",
    "of a class that more may read": "class_bit = class_bit + 1024",
    "of another agency": "agency_id = (SELECT id FROM agency WHERE slug = 'eastvale-health')",
    "of no agency": "agency_id = NULL",
    "other words": "body = substr(body, 1, 40)",
    "another key": "body = written_key",
    "no words": "body = substr(body, 1, 3)",
}


def tamper(world: World, flip: str, owner_id: int, field: Text) -> None:
    """What a database administrator can do behind the application's back."""
    if "written_key" in flip:
        prefix = "decode('ffff', 'hex')" if world.store.url.get_backend_name() == "postgresql" else "x'ffff'"
        flip = f"body = CAST({prefix} || substr(body, 3) AS {'bytea' if 'decode' in prefix else 'blob'})"
    engine = create_engine(rogue(world.store.url))
    with engine.begin() as connection:
        done = connection.execute(
            text(f"UPDATE sealed_text SET {flip} WHERE owner_id = :owner AND field = :field"),
            {"owner": owner_id, "field": str(field)},
        )
    engine.dispose()
    assert done.rowcount == 1


def altered(world: World) -> list[Any]:
    return [entry for entry in world.ledger() if entry.event == "TextAltered"]


@pytest.mark.parametrize("flip", FLIPS.values(), ids=list(FLIPS))
def test_a_flipped_column_withholds_the_text_from_everybody_and_is_on_the_ledger(
    world: World, flip: str
) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    item = share(world, "ida", item_id, WORDS)
    tamper(world, flip, item.id, Text.CONTRIBUTION_TEXT)
    own = world.client("ida").get(f"/listings/{item_id}/research")
    others = world.client("polly").get(f"/cases/{case.id}")
    assert own.status_code == others.status_code == 200
    assert WORDS not in own.text + others.text
    is_seen = "is_shared" not in flip
    assert (WITHHELD in own.text) and (WITHHELD in others.text) == is_seen
    told = altered(world)
    assert told and {entry.case_id for entry in told} == {case.id}


def test_a_private_text_that_is_made_to_look_shared_is_not_shown(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    item = keep_back(world, "ida", item_id, WORDS, "She asked for it.")
    for field in (Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE):
        tamper(world, FLIPS["shown to other agencies"], item.id, field)
    engine = create_engine(rogue(world.store.url))
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE contribution SET is_shared = NOT is_shared WHERE id = :id"), {"id": item.id}
        )
    engine.dispose()
    page = world.client("polly").get(f"/cases/{made.cases[0].id}")
    assert page.status_code == 200 and WORDS not in page.text and altered(world)


def test_one_altered_row_does_not_take_the_list_of_actions_with_it(world: World) -> None:
    made = make_running_meeting(world)
    item_id = made.item_of(made.cases[0])
    one = make_action(world, item_id, text="Fit the alarm.")
    make_action(world, item_id, text="Change the locks.")
    tamper(world, "class_bit = class_bit + 1024", one.id, Text.ACTION_TEXT)
    page = world.client("carol").get(f"/cases/{made.cases[0].id}")
    assert page.status_code == 200 and WITHHELD in page.text and "Change the locks." in page.text


def test_a_page_that_cannot_do_without_the_text_is_withheld_whole_in_plain_words(world: World) -> None:
    made = make_published_list(world)
    party = made.cases[0].victim_id
    tamper(world, "class_bit = class_bit + 1024", party, Text.PARTY_IDENTITY)
    page = world.client("carol").get(f"/cases/{made.cases[0].id}")
    assert page.status_code == 503 and "could not be opened" in page.text
    assert ['"outcome":"refused"' in entry.body for entry in altered(world)] == [True]


def test_nothing_is_changed_on_the_strength_of_an_altered_text(world: World) -> None:
    made = make_published_list(world)
    item = keep_back(world, "ida", made.item_of(made.cases[0]), WORDS, "She asked for it.")
    tamper(world, "class_bit = class_bit + 1024", item.id, Text.CONTRIBUTION_TEXT)
    with pytest.raises(Altered), world.acting("ida", WRITE) as session:
        decide_sharing(session, item.id, item.version, True)
    with pytest.raises(Mistake), world.acting("ida", WRITE) as session:
        change_contribution(session, item.id, item.version, words(WITHHELD))
