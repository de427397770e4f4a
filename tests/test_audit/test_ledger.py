"""The chain: one spelling, no gap, no change, and every kind of tampering found."""

import json
import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from marac.audit import events, ledger
from marac.audit.verify import Verification, verify
from marac.audit.walls import lower_walls, raise_walls
from marac.db import Entry
from tests.databases import IS_POSTGRESQL, rogue
from tests.world import World

THREADS, COMMITS = 4, 15


def checked(world: World) -> Verification:
    with world.store.engine.connect() as connection:
        return verify(connection)


def tamper(world: World, *statements: str, with_walls: bool = False) -> None:
    """What an administrator of the database could do: the triggers are lowered and put back."""
    engine = create_engine(rogue(world.url), poolclass=NullPool)
    with engine.begin() as connection:
        if not with_walls:
            lower_walls(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        raise_walls(connection)


def add_entries(world: World, number: int = 3) -> int:
    for _ in range(number):
        ledger.append_alone(world.store, world.viewer("polly"), [Entry(events.ListShown(page="x"))])
    return len(world.ledger())


# --- the chain


def test_an_entry_says_who_as_what_from_where_and_for_which_request(world: World) -> None:
    event = events.CaseShown(case_id=7, conference_id=world.conference(), page="case")
    ledger.append_alone(world.store, world.viewer("polly"), [Entry(event)])
    body = json.loads(world.ledger()[-1][2])
    assert body["actor"] == world.person("polly")
    assert body["agency"] == world.agency("northtown-police")
    assert body["roles"] == ["northtown-marac:representative"]
    assert (body["event"], body["case"], body["about"]) == ("CaseShown", 7, {"page": "case"})
    assert body["request"] == "test" and body["outcome"] == "ok"
    assert datetime.fromisoformat(body["at"]).utcoffset() is not None


def test_numbers_are_contiguous_and_each_entry_seals_the_one_before(world: World) -> None:
    count = add_entries(world)
    with world.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT seq, prev, hash, body FROM ledger_entry ORDER BY seq").all()
    assert [row[0] for row in rows] == list(range(1, count + 1))
    previous = ledger.GENESIS
    for _, prev, sealed, body in rows:
        assert bytes(prev) == previous
        assert bytes(sealed) == ledger.entry_hash(previous, body)
        assert body == ledger.canonical(json.loads(body))
        previous = bytes(sealed)
    assert (checked(world).entries, checked(world).fault) == (count, "")


def test_a_body_has_one_spelling() -> None:
    assert ledger.canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"\\u00e9"}'
    assert ledger.canonical({"a": 1, "b": 2}) == ledger.canonical({"b": 2, "a": 1})
    with pytest.raises(ValueError, match="32 bytes"):
        ledger.entry_hash(ledger.GENESIS + b"a", "b")


def test_an_empty_ledger_is_whole(databases: Any) -> None:
    url = databases.empty()
    engine = create_engine(rogue(url))
    with engine.connect() as connection:
        found = verify(connection)
    assert (found.entries, found.fault) == (0, "")
    engine.dispose()
    databases.drop(url)


# --- the walls

REST = "at, event, actor_id, agency_id, conference_id, case_id"

BLOCKED = {
    "a change": "UPDATE ledger_entry SET body = 'x' WHERE seq = 1",
    "a change of a number": "UPDATE ledger_entry SET seq = seq + 1000",
    "a deletion": "DELETE FROM ledger_entry WHERE seq = 1",
    "a gap": f"INSERT INTO ledger_entry SELECT seq + 5, {REST}, "
    "body, prev, hash FROM ledger_entry WHERE seq = (SELECT max(seq) FROM ledger_entry)",
    "an entry before the first": "INSERT INTO ledger_entry SELECT 0, at, event, actor_id, agency_id, "
    "conference_id, case_id, body, prev, hash FROM ledger_entry WHERE seq = 1",
}
if IS_POSTGRESQL:
    BLOCKED["an emptying"] = "TRUNCATE ledger_entry"
    BLOCKED["an upsert"] = (
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 1 "
        "ON CONFLICT (seq) DO UPDATE SET body = 'x'"
    )
else:
    BLOCKED["a replacement"] = (
        f"INSERT OR REPLACE INTO ledger_entry SELECT seq, {REST}, "
        "'x', prev, hash FROM ledger_entry WHERE seq = 1"
    )
    BLOCKED["a replacing change"] = "UPDATE OR REPLACE ledger_entry SET seq = 1 WHERE seq = 2"


@pytest.mark.parametrize("way", BLOCKED)
def test_the_database_itself_refuses(way: str, world: World) -> None:
    add_entries(world)
    with pytest.raises(DBAPIError, match=r"append-only|no gap"):
        tamper(world, BLOCKED[way], with_walls=True)
    assert checked(world).is_whole


# --- tampering past the walls

LAST = "(SELECT max(seq) FROM ledger_entry)"
FORGED = "INSERT INTO ledger_entry SELECT {seq}, at, event, actor_id, agency_id, conference_id, case_id, body, prev, hash FROM ledger_entry WHERE seq = 2"  # noqa: E501
TAMPERINGS: dict[str, tuple[str, ...]] = {
    "an altered body": ("UPDATE ledger_entry SET body = replace(body, '\"ok\"', '\"no\"') WHERE seq = 2",),
    "an altered actor": ("UPDATE ledger_entry SET actor_id = 5 WHERE seq = 3",),
    "an altered agency": ("UPDATE ledger_entry SET agency_id = 5 WHERE seq = 3",),
    "an altered case": ("UPDATE ledger_entry SET case_id = 5 WHERE seq = 3",),
    "an altered conference": ("UPDATE ledger_entry SET conference_id = 5 WHERE seq = 3",),
    "an altered event": ("UPDATE ledger_entry SET event = 'SignedIn' WHERE seq = 3",),
    "an altered time": ("UPDATE ledger_entry SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 3",),
    "a deleted entry": ("DELETE FROM ledger_entry WHERE seq = 3",),
    "a deleted first entry": ("DELETE FROM ledger_entry WHERE seq = 1",),
    "a deleted entry, the rest renumbered": (
        "DELETE FROM ledger_entry WHERE seq = 2",
        f"UPDATE ledger_entry SET seq = 2 WHERE seq = {LAST}",
    ),
    "two entries in each other's place": (
        "UPDATE ledger_entry SET seq = -1 WHERE seq = 2",
        "UPDATE ledger_entry SET seq = 2 WHERE seq = 3",
        "UPDATE ledger_entry SET seq = 3 WHERE seq = -1",
    ),
    "an inserted entry": (FORGED.format(seq=f"{LAST} + 1"),),
    "an entry before the first": (FORGED.format(seq=0),),
    "an altered hash": ("UPDATE ledger_entry SET hash = prev WHERE seq = 3",),
    "an altered link": ("UPDATE ledger_entry SET prev = hash WHERE seq = 3",),
}


@pytest.mark.parametrize("way", TAMPERINGS)
def test_verification_finds(way: str, world: World) -> None:
    add_entries(world)
    tamper(world, *TAMPERINGS[way])
    found = checked(world)
    assert not found.is_whole
    assert found.fault


def test_a_rehashed_entry_breaks_the_link_of_the_next(world: World) -> None:
    add_entries(world)
    with world.store.engine.connect() as connection:
        prev, body = connection.exec_driver_sql("SELECT prev, body FROM ledger_entry WHERE seq = 2").one()
    forged = body.replace('"ok"', '"no"')
    sealed = ledger.entry_hash(bytes(prev), forged).hex()
    literal = f"decode('{sealed}', 'hex')" if IS_POSTGRESQL else f"x'{sealed}'"
    tamper(world, f"UPDATE ledger_entry SET body = '{forged}', hash = {literal} WHERE seq = 2")
    assert "3 does not follow" in checked(world).fault


def test_writers_at_once_leave_one_whole_chain(world: World) -> None:
    before = len(world.ledger())
    failures: list[Exception] = []

    def write(name: str) -> None:
        viewer = world.viewer(name)
        try:
            for _ in range(COMMITS):
                entries = [Entry(events.ListShown(page="x")), Entry(events.CaseShown(case_id=1, page="case"))]
                ledger.append_alone(world.store, viewer, entries)
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("polly", "hana", "carol", "ida")][
        :THREADS
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert (checked(world).entries, checked(world).fault) == (before + THREADS * COMMITS * 2, "")


# --- events

WRONG: dict[str, Callable[[], Any]] = {
    "a field that it does not have": lambda: events.CaseShown(case_id=1, page="case", name="x"),  # type: ignore[call-arg]
    "a missing field": lambda: events.CaseShown(case_id=1),  # type: ignore[call-arg]
    "free text": lambda: events.CaseShown(case_id=1, page="Vera Fiktiv was seen"),
    "a name as a number": lambda: events.CaseShown(case_id="Vera", page="case"),  # type: ignore[arg-type]
    "a line break": lambda: events.CaseShown(case_id=1, page="case\n"),
    "a long text": lambda: events.CaseShown(case_id=1, page="x" * 121),
    "free text among its fields": lambda: events.CaseChanged(case_id=1, record_id=1, fields=("she said no",)),
    "a list instead of a tuple": lambda: events.CaseChanged(case_id=1, record_id=1, fields=["a"]),  # type: ignore[arg-type]
    "a text as a date": lambda: events.MembershipChanged(
        user_id=1,
        role="chair",
        from_on="2026-01-01",  # type: ignore[arg-type]
        until_on=date(2026, 1, 1),
    ),
    "a text that stands for yes": lambda: events.SessionHidden(is_hidden="yes"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("way", WRONG)
def test_an_event_refuses(way: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        WRONG[way]()


def test_an_event_cannot_be_changed_after_it_was_made() -> None:
    event = events.CaseShown(case_id=1, page="case")
    with pytest.raises(AttributeError):
        event.case_id = 2  # type: ignore[misc]


def test_every_event_is_typed_and_documented() -> None:
    found = [
        each for each in vars(events).values() if isinstance(each, type) and issubclass(each, events.Event)
    ]
    assert len(found) > 40
    for each in found:
        assert each.__doc__ and not each.__doc__.startswith(f"{each.__name__}("), (
            f"{each.__name__} has no meaning"
        )
        assert each.__dataclass_params__.frozen  # type: ignore[attr-defined]
