"""When the ledger cannot be written nothing is shown, however that comes about; refusals stand."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event

from marac.audit.events import SignedOut
from marac.audit.ledger import _CHAIN_LOCK, append_alone
from marac.db import Entry
from tests.databases import IS_POSTGRESQL
from tests.test_whole.addresses import Address
from tests.test_whole.canaries import words_in
from tests.test_whole.conftest import Template, Walk
from tests.test_whole.holdings import LEDGER, raw_connection, table_hashes, text_of
from tests.test_whole.walking import Walker, references_in
from tests.world import World

WAYS_TO_SEE = ("carol", "chidi", "polly", "mabel", "mani")
# What may change meanwhile: the ledger, where a trouble has put it, and what fills the disk.
UNSTEADY = LEDGER | {"ledger_elsewhere", "sign_in_failure"}
Trouble = Callable[[World], AbstractContextManager[Any]]


def _run(world: World, *statements: str) -> None:
    with raw_connection(world.url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


@contextmanager
def a_trigger_refuses(world: World) -> Iterator[None]:
    if world.store.is_sqlite:
        _run(
            world,
            "CREATE TRIGGER refuse BEFORE INSERT ON ledger_entry BEGIN SELECT RAISE(ABORT, 'refused'); END",
        )
    else:
        _run(
            world,
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'refused'; END$$",
            "CREATE TRIGGER refuse BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
    yield


@contextmanager
def the_table_is_gone(world: World) -> Iterator[None]:
    _run(world, "ALTER TABLE ledger_entry RENAME TO ledger_elsewhere")
    yield


@contextmanager
def somebody_holds_the_lock(world: World) -> Iterator[None]:
    with raw_connection(world.url) as holder:
        if world.store.is_sqlite:
            holder.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
        yield
        holder.rollback()


@contextmanager
def the_commit_fails(world: World) -> Iterator[None]:
    def fail(_connection: Any) -> None:
        raise OSError("the commit did not reach the disk")

    event.listen(world.store.engine, "commit", fail)
    yield
    event.remove(world.store.engine, "commit", fail)


@contextmanager
def postgresql_says_the_disk_is_full(world: World) -> Iterator[None]:
    """What the server answers to a write that finds no room, by its own code for it."""
    _run(
        world,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END$$",
        "CREATE TRIGGER refuse BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    yield


@contextmanager
def the_disk_is_full(world: World) -> Iterator[None]:
    """No page more than there are; what is free in them is filled first."""
    with raw_connection(world.url) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    world.store.engine.dispose()
    event.listen(world.store.engine, "connect", limit)
    _fill(world)
    yield


def _fill(world: World) -> None:
    """Fill every free page, and then what room the ledger's own last page has for even the smallest entry."""
    with pytest.raises(Exception, match="full"), world.store.writer.connect() as connection:
        for number in range(10_000):
            connection.exec_driver_sql(
                "INSERT INTO sign_in_failure (id, email_hash, failed_at) VALUES (?, ?, '2026-01-01 00:00:00')",
                (number + 1, "x" * 200),
            )
            connection.commit()
    with pytest.raises(Exception, match="full"):
        for _ in range(1_000):
            append_alone(world.store, None, [Entry(SignedOut(manner="idle"))])


TROUBLES: tuple[Trouble, ...] = (
    a_trigger_refuses,
    the_table_is_gone,
    somebody_holds_the_lock,
    the_commit_fails,
    postgresql_says_the_disk_is_full if IS_POSTGRESQL else the_disk_is_full,
)


def be_impatient(world: World) -> None:
    """Give up on a lock at once."""
    statement = "pragma busy_timeout=20" if world.store.is_sqlite else "SET lock_timeout = '20ms'"

    def hasten(connection: Any, _record: Any) -> None:
        connection.execute(statement)
        if not world.store.is_sqlite:
            connection.commit()

    world.store.engine.dispose()
    event.listen(world.store.engine, "connect", hasten)


def disclosures(walk: Walk, name: str) -> list[Address]:
    """One address of every endpoint, block and kind of text by which somebody was shown something."""
    found: dict[Any, Address] = {}
    for look in walk.looks:
        if look.persona == name and look.status == 200 and (look.words or look.entries) and not look.target:
            found.setdefault((look.address.endpoint, bool(look.words)), look.address)
    return list(found.values())


def may_also(address: Address) -> list[tuple[int, set[str]]]:
    return [(503, set())] if address.method == "POST" else []


def refusals(walk: Walk, name: str) -> list[tuple[Address, int]]:
    found: dict[Any, Any] = {}
    for look in walk.looks:
        if look.persona == name and look.status in (403, 404):
            found.setdefault((look.address.endpoint, look.status), (look.address, look.status))
    return list(found.values())


@dataclass
class Failing:
    """What came of asking for everything while the ledger could not be written."""

    disclosures: int = 0
    refusals: int = 0
    endpoints: set[str] = field(default_factory=set)
    content: int = 0
    may_fit: bool = False
    fitted: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    is_unchanged: bool = True

    def ask(self, walker: Walker, address: Address) -> None:
        """Ask for what would be shown."""
        entries = entries_in(walker) if self.may_fit else 0
        status, words = fetch(walker, address)
        self.disclosures, self.endpoints = self.disclosures + 1, self.endpoints | {address.endpoint}
        if self.may_fit and status == 200 and entries_in(walker) > entries:
            # On a full disk a page of the ledger may have had room for just this entry: then it is there.
            self.fitted += 1
            return
        self.content += sum(map(len, words))
        if (status, words) != (503, set()):
            self.wrong[f"{address.method} {address.endpoint}: {status}, {len(words)} words"] += 1

    def ask_in_vain(self, walker: Walker, address: Address, status: int) -> None:
        """Ask for what is refused."""
        self.refusals += 1
        answer = fetch(walker, address)
        self.content += sum(map(len, answer[1]))
        # A change that cannot even begin is no more than a 503.
        if answer not in ((status, set()), *may_also(address)):
            self.wrong[f"{address.method} {address.endpoint} was refused with {status}"] += 1


def everything_under(trouble: Trouble, template: Template, walk: Walk, people: Iterable[str]) -> Failing:
    """Ask for everything that these people were shown, and refused, while there is trouble."""
    found = Failing(may_fit=trouble is the_disk_is_full)
    with template.copied() as world, raw_connection(world.url) as beside:
        be_impatient(world)
        walkers = {name: Walker(world, name, beside) for name in people}
        before = table_hashes(beside, without=UNSTEADY)
        with trouble(world):
            for name, walker in walkers.items():
                for address in disclosures(walk, name):
                    found.ask(walker, address)
                for address, status in refusals(walk, name):
                    found.ask_in_vain(walker, address, status)
        found.is_unchanged = table_hashes(beside, without=UNSTEADY) == before
    return found


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_nothing_is_shown_without_the_ledger(trouble: Trouble, template: Template, walk: Walk) -> None:
    found = everything_under(trouble, template, walk, WAYS_TO_SEE)
    print(
        f"\n{trouble.__name__}: {found.disclosures} disclosures by {len(found.endpoints)} endpoints, "
        f"{found.refusals} refusals, {found.content} letters of case content"
    )
    assert not found.wrong, "\n".join(f"{number} {what}" for what, number in found.wrong.most_common(40))
    assert found.is_unchanged and found.content == 0
    assert found.fitted <= found.disclosures // 20


def entries_in(walker: Walker) -> int:
    """How many entries the ledger has."""
    found = walker.beside.exec_driver_sql("SELECT count(*) FROM ledger_entry").scalar_one()
    walker.beside.rollback()
    return int(found)


def fetch(walker: Walker, address: Address) -> tuple[int, set[str]]:
    """The status of an answer, and the canaries and references anywhere in it."""
    form = {"csrf_token": walker.token, **dict(address.posted)} if address.method == "POST" else None
    response = walker.client.open(address.path, method=address.method, data=form)
    text = f"{response.headers}\n{text_of(response.data)}"
    return response.status_code, words_in(text) | references_in(text)
