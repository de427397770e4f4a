"""`marac ledger selftest` catches every way of tampering, touches nothing, and would say what it missed."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect

from marac.audit import selftest
from marac.audit.planting import every_way
from marac.db import Database
from tests.databases import IS_POSTGRESQL, owned, rogue
from tests.test_audit.signed import Signed
from tests.test_audit.test_ledger import tamper

WAYS = {way.name: way for way in every_way() if not (IS_POSTGRESQL and way.needs_sqlite)}


@pytest.fixture
def copy(signed: Signed) -> Any:
    signed.sign()
    store = Database(owned(signed.world.url))
    with selftest.copied(store) as made:
        yield made
    store.dispose()


def test_it_ends_with_0_names_every_way_and_touches_nothing(signed: Signed, marac: Any) -> None:
    signed.sign()
    before = signed.world.ledger(), sorted(path.name for path in signed.folder.iterdir())
    answer = marac("ledger", "selftest")
    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert sum(line.startswith("caught") for line in lines) == len(WAYS) >= 12
    assert f"{len(WAYS)} of {len(WAYS)} caught on {'PostgreSQL' if IS_POSTGRESQL else 'SQLite'}" in lines[-1]
    assert (signed.world.ledger(), sorted(path.name for path in signed.folder.iterdir())) == before
    assert marac("ledger", "verify").exit_code == 0


def test_every_way_is_caught_for_what_it_is_and_undone_before_the_next(copy: selftest.Copy) -> None:
    for name, way in WAYS.items():
        assert copy.tampered(way).code in way.codes, name
        with copy.store.engine.connect() as connection:
            assert copy.verified(connection).code == 0, f"after {name}"


def test_what_is_not_caught_is_said_and_ends_with_1(
    signed: Signed, marac: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.sign()
    harmless = replace(WAYS["the tail cut"], name="nothing at all", apply=lambda connection: None)
    monkeypatch.setattr(selftest, "every_way", lambda: iter([harmless]))
    answer = marac("ledger", "selftest")
    assert answer.exit_code == 1
    assert "MISSED" in answer.output and "0 of 1 caught" in answer.output


def test_a_copy_of_what_was_altered_already_is_no_good_start(signed: Signed, marac: Any) -> None:
    signed.sign()
    tamper(signed.world, "UPDATE ledger_entry SET actor_id = 5 WHERE seq = 2")
    answer = marac("ledger", "selftest")
    assert answer.exit_code == 1
    assert "WRONG     2  nothing touched" in answer.output


def test_a_scratch_database_can_be_given_and_is_left_empty(
    signed: Signed, marac: Any, databases: Any
) -> None:
    signed.sign()
    url = databases.nowhere()
    assert marac("ledger", "selftest", "--scratch", owned(url)).exit_code == 0
    engine = create_engine(rogue(url))
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    databases.drop(url)


def test_a_database_that_holds_something_is_never_the_scratch(signed: Signed, marac: Any) -> None:
    signed.sign()
    count = len(signed.world.ledger())
    answer = marac("ledger", "selftest", "--scratch", signed.world.url)
    assert answer.exit_code == 1 and "not empty" in answer.output
    assert len(signed.world.ledger()) == count
