"""Whatever somebody made of an entry, the questions to the record are answered from the others."""

import json

import pytest
from sqlalchemy import text

from marac.audit.walls import lower_walls
from tests.databases import behind
from tests.factories import make_published_list
from tests.test_contributions.making import share
from tests.test_oversight.asked import asked_of, rows_of
from tests.world import MARAC, World

BODIES = [
    "",
    "no JSON",
    '"shown":{"case.summary":[1],"v":1',
    ',"v":1 "shown":{',
    '{"about":[],"cases":7,"client":"","shown":[1],"v":1}',
    '{"about":{},"cases":[[1],{"a":2},"x",null,%CASE%],"client":"","outcome":1,"parts":[1],"policy":2,'
    '"shown":{"contribution.text":[%AGENCY%,[1],null,"x"],"case.summary":"x"},"v":1}',
    '{"about":{"page":7,"found":"x","terms_hash":null},"cases":[%CASE%],"client":"",'
    '"parts":{"contribution.text":{"%AGENCY%":[99,-1,"x"]}},"policy":2,"shown":{"contribution.text":[%AGENCY%]},"v":1}',
]


@pytest.mark.parametrize("body", BODIES)
def test_an_altered_entry_keeps_nobody_from_the_rest(world: World, body: str) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    share(world, "ida", made.item_of(case))
    polly, hana = world.client("polly"), world.client("hana")
    polly.get(f"/cases/{case.id}")
    polly.get(f"/conferences/{MARAC}/cases")
    polly.send(f"/conferences/{MARAC}/cases/found", terms="hana testperson")
    hana.get(f"/cases/{case.id}")
    told = body.replace("%CASE%", str(case.id)).replace("%AGENCY%", str(world.agency("northtown-idva")))
    with behind(world.url) as connection:
        lower_walls(connection)
        connection.execute(
            text("UPDATE ledger_entry SET body = :body WHERE actor_id = :who"),
            {"body": told, "who": world.person("polly")},
        )
    assert "Hana Testperson" in asked_of(world, "carol", f"/cases/{case.id}/seen")
    assert "Hana Testperson" in asked_of(world, "ida", "/record/ours")
    polly_page = f"/conferences/{MARAC}/record/people/{world.person('polly')}"
    for who, path in (
        ("audley", polly_page),
        ("polly", "/account/looked"),
        ("audley", f"/conferences/{MARAC}/record"),
    ):
        asked_of(world, who, path)
    assert world.client("carol").send(f"/cases/{case.id}/seen/copy").status_code == 200
    assert world.client("ida").send("/record/ours/copy").status_code == 200
    assert json.loads(world.ledger()[-1].body)["event"] == "DocumentMade"


def test_an_entry_whose_time_was_altered_is_told_among_those_who_have_seen_the_case(world: World) -> None:
    case = make_published_list(world).cases[0]
    world.client("polly").get(f"/cases/{case.id}")
    with behind(world.url) as connection:
        lower_walls(connection)
        connection.execute(
            text("UPDATE ledger_entry SET at = 'z later' WHERE actor_id = :who"),
            {"who": world.person("polly")},
        )
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    row = next(row for row in rows_of(page, "Who has seen") if "Polly" in row[0])
    assert row[-2:] == ["Altered", "Altered"]
