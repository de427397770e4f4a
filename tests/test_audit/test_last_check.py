"""The auditor's first page says when the ledger was last checked, by whom, and what was found."""

import json
import re

import pytest
from sqlalchemy import insert

from marac.audit.ledger import GENESIS
from marac.records import ledger_entry
from tests.world import MAPPA, MARAC, World

ADDRESSES = ("/", f"/conferences/{MARAC}/record")


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_the_first_check_the_page_says_so(world: World, address: str) -> None:
    assert "Nobody has checked yet" in words_of(world.client("audley").get(address).text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_last_check_is_told_with_its_time_its_auditor_and_its_entries(world: World, address: str) -> None:
    auditor = world.client("audley")
    before = len(world.ledger())
    auditor.send(f"/conferences/{MARAC}/record/verified")
    body = next(json.loads(each) for name, _, each in world.ledger() if name == "LedgerChecked")
    found = {"is_whole": True, "is_witnessed": False}
    assert body["about"] == {"entries": body["about"]["entries"], **found}
    assert body["about"]["entries"] >= before
    told = words_of(auditor.get(address).text)
    assert "by Audley Testperson" in told and "none missing and none altered" in told
    assert f"{body['about']['entries']:,} entries" in told and "Whole in itself, not compared" in told


def test_a_broken_chain_is_told_on_the_first_page(world: World) -> None:
    body = json.dumps({"seq": 0})
    row = {
        "seq": 10_000,
        "at": "2026-01-01T00:00:00+00:00",
        "event": "CaseShown",
        "body": body,
        "prev": GENESIS,
        "hash": GENESIS,
    }
    with world.store.writer.begin() as connection:
        (last,) = connection.exec_driver_sql("SELECT max(seq) FROM ledger_entry").one()
        connection.execute(insert(ledger_entry), [{**row, "seq": last + 1}])
    auditor = world.client("audley")
    auditor.send(f"/conferences/{MARAC}/record/verified")
    told = words_of(auditor.get("/").text)
    assert "NOT whole" in told and "something was missing or altered" in told


def test_a_check_of_another_conference_is_not_told_here(world: World) -> None:
    assert world.client("audley").send(f"/conferences/{MAPPA}/record/verified").status_code == 404
    assert "Nobody has checked yet" in words_of(world.client("audley").get("/").text)


def test_others_first_pages_say_nothing_of_it(world: World) -> None:
    world.client("audley").send(f"/conferences/{MARAC}/record/verified")
    for person in ("carol", "polly", "mani", "adam"):
        assert "checked" not in words_of(world.client(person).get("/").text)
