"""The full world, made once, and one walk through all of it by everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.databases import Databases
from tests.test_whole.addresses import Address, showing
from tests.test_whole.canaries import words_in
from tests.test_whole.dumps import Dump, dump_of
from tests.test_whole.holdings import raw_connection, sealed_texts, table_hashes
from tests.test_whole.oracle import PERSONAS
from tests.test_whole.plot import full_world
from tests.test_whole.story import Told
from tests.test_whole.walking import Look, Walker, hurry, listening
from tests.world import World, opened_world

NOT_WALKED = frozenset({"static"})


@dataclass(frozen=True)
class Template:
    """The finished story and the database that it is in, which nobody has open."""

    databases: Databases
    url: str
    ids: dict[str, dict[str, int]]
    told: Told
    # word -> every (kind of text, case, agency or 0) that holds it
    stored: dict[str, set[tuple[str, int, int]]]
    # The same of texts in which no canary stands, such as a paragraph that says "New case".
    bare: frozenset[tuple[str, int, int]]

    @contextmanager
    def copied(self) -> Iterator[World]:
        """A copy of the full world of one's own."""
        with self.databases.borrowed(self.url) as url, opened_world(url, self.ids) as world:
            hurry(world)
            yield world


def _bare(url: str) -> frozenset[tuple[str, int, int]]:
    texts = sealed_texts(url)
    return frozenset(
        (each.field, each.case_id, each.agency_id or 0) for each in texts if not words_in(each.text)
    )


def _stored(url: str) -> dict[str, set[tuple[str, int, int]]]:
    found: dict[str, set[tuple[str, int, int]]] = {}
    for held in sealed_texts(url):
        for word in words_in(held.text):
            found.setdefault(word, set()).add((held.field, held.case_id, held.agency_id or 0))
    return found


def tell(databases: Databases, peopled: tuple[str, dict[str, Any]]) -> Template:
    """Let the whole story happen in a copy of the peopled world."""
    url, ids = peopled
    made = databases.copy(url)
    with opened_world(made, ids) as world:
        hurry(world)
        told = full_world(world)
    return Template(databases, made, told.world.ids, told, _stored(made), _bare(made))


@pytest.fixture(scope="session")
def template(databases: Databases, peopled: tuple[str, dict[str, Any]]) -> Iterator[Template]:
    made = tell(databases, peopled)
    yield made
    databases.drop(made.url)


@pytest.fixture
def full(template: Template) -> Iterator[World]:
    with template.copied() as world:
        yield world


@dataclass
class Walk:
    """Everything that anybody saw, and which tables changed meanwhile."""

    looks: list[Look] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    logged: set[str] = field(default_factory=set)
    records: int = 0
    dump: Dump = field(default_factory=Dump)
    addresses: list[Address] = field(default_factory=list)


def walk_through(template: Template) -> Walk:
    """Every address that shows something, whole and in blocks, by everybody and by nobody."""
    made = Walk()
    with template.copied() as world, listening() as listener, raw_connection(world.url) as beside:
        made.addresses = [each for each in showing(world) if each.endpoint not in NOT_WALKED]
        for name in (*PERSONAS, None):
            walker = Walker(world, name, beside)
            before = table_hashes(beside)
            for address in walker.worth_a_look(made.addresses):
                made.looks.extend(walker.look_at_all_of(address))
            after = table_hashes(beside)
            made.changed[name or "nobody"] = [table for table in after if after[table] != before[table]]
        made.logged, made.records = listener.words, listener.records
        made.dump = dump_of(world.url)
    return made


@pytest.fixture(scope="session")
def walk(template: Template) -> Walk:
    return walk_through(template)
