"""Somebody kept from a case gets, byte for byte, what they would get if it had never been."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import Connection, inspect

from marac.records.base import new_id
from tests.test_whole.addresses import Address, addresses
from tests.test_whole.conftest import Template, Walk
from tests.test_whole.holdings import raw_connection
from tests.test_whole.test_foreign_numbers import ENDS_SESSION, FILLED
from tests.test_whole.walking import Walker
from tests.world import World

EXCLUDED = ("horatio", "chidi", "cerys")
CASE = "kept"
NEW_EACH_TIME = frozenset(
    {
        "documents.make", "documents.make_copy", "oversight.case_copy", "oversight.own_copy",
        "oversight.person_copy", "oversight.mine_copy",
    }
)  # fmt: skip
# The length of a page goes with the length of its tokens; the bodies are compared.
NEW_HEADERS = ("Date", "Content-Length", "Set-Cookie")
ODD_NUMBERS = (7, 2**53 - 1, 2**63 - 1)
OTHER_METHODS = ("HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE")
BLOCK = {"HX-Request": "true", "HX-Target": "main-content"}
OF_NO_CASE = frozenset({"meeting_id", "minutes_id", "agency_id", "user_id", "conference_id"})
_TOKENS = re.compile(rb'(name="(?:[a-z0-9-]+-)?(?:csrf_token|form_key)"[^>]*value=")[^"]*')
_META = re.compile(rb'(csrf-token[^>]*content=")[^"]*')

# Every page has a number of its own on the record, whatever it shows.
_ENTRY = re.compile(rb"\(entry [0-9,]+\)|[0-9,]+ entries, root [0-9a-f ]+")


def plain(body: bytes) -> bytes:
    """A page without what is new on every page."""
    return _ENTRY.sub(b"", _META.sub(rb"\1", _TOKENS.sub(rb"\1", body)))


def answer_of(
    walker: Walker, address: Address, path: str, headers: Any = None, **posted: Any
) -> tuple[int, list[Any], bytes]:
    """Status, headers and body, but for what is new on every page."""
    form = {"csrf_token": walker.token, **posted} if address.method == "POST" else None
    sent = {**(headers or {}), "X-CSRFToken": walker.token}
    response = walker.client.open(path, method=address.method, data=form, headers=sent)
    headers = [each for each in response.headers if each[0] not in NEW_HEADERS]
    return response.status_code, headers, plain(response.data)


def nowhere(address: Address, number: int = 0) -> str:
    """The same address at numbers that are not there (a new one, or this), but for those that belong to no case."""
    path = address.path
    for name, value in address.arguments:
        if isinstance(value, int) and name not in OF_NO_CASE:
            path = path.replace(str(value), str(number or new_id()))
    return path


@dataclass
class Compared:
    """Answers for a hidden case beside answers for one that is not there."""

    tried: int = 0
    endpoints: set[str] = field(default_factory=set)
    differs: Counter[str] = field(default_factory=Counter)

    def compare(self, walker: Walker, address: Address, absent: str, **asked: Any) -> None:
        """Ask for both."""
        self.tried, self.endpoints = self.tried + 1, self.endpoints | {address.endpoint}
        there = answer_of(walker, address, address.path, **asked)
        not_there = answer_of(walker, address, absent, **asked)
        if there != not_there:
            self.differs[f"{address.method} {address.endpoint}: {there[0]} for {not_there[0]}"] += 1


def hidden_and_absent(name: str, template: Template) -> Compared:
    """Every address of a hidden case by every method, whole and as a block, against numbers of nothing."""
    found, case_id = Compared(), template.told.cases[CASE]
    with template.copied() as world, raw_connection(world.url) as beside:
        walker = Walker(world, name, beside)
        for address in addresses(world, ("GET", "POST")):
            if case_id not in address.cases or address.endpoint in ENDS_SESSION:
                continue
            forms = ({}, FILLED) if address.method == "POST" else ({},)
            for posted in forms:
                found.compare(walker, address, nowhere(address), **posted)
            found.compare(walker, address, nowhere(address), headers=BLOCK)
            # Numbers of nothing that look unlike any of ours: the length of an address must not count.
            for number in ODD_NUMBERS:
                found.compare(walker, address, nowhere(address, number))
        for address in _by_other_methods(addresses(world, ("GET",)), case_id):
            found.compare(walker, address, nowhere(address))
    return found


def _by_other_methods(listed: list[Address], case_id: int) -> Iterator[Address]:
    kept: dict[str, Address] = {}
    for address in listed:
        if case_id in address.cases:
            kept.setdefault(address.endpoint, address)
    for address in kept.values():
        yield from (replace(address, method=method) for method in OTHER_METHODS)


@pytest.mark.parametrize("name", EXCLUDED)
def test_a_hidden_case_is_answered_like_one_that_is_not_there(name: str, template: Template) -> None:
    found = hidden_and_absent(name, template)
    print(f"\n{name}: {found.tried} answers of {len(found.endpoints)} endpoints compared")
    assert found.tried > 500
    assert not found.differs, "\n".join(f"{number} {what}" for what, number in found.differs.most_common(40))


def _without_case(connection: Connection, case_id: int) -> None:
    """Take a case and all that hangs on it out of a database, as if it had never been."""
    is_sqlite = connection.dialect.name == "sqlite"
    run = connection.exec_driver_sql
    run("pragma foreign_keys=off" if is_sqlite else "SET session_replication_role = replica")
    for table in inspect(connection).get_table_names():
        names = {column["name"] for column in inspect(connection).get_columns(table)}
        if "case_id" in names and table != "ledger_entry":
            run(f"DELETE FROM {table} WHERE case_id = {case_id}")
    run(f"DELETE FROM case_file WHERE id = {case_id}")
    _close_gaps(connection)
    connection.commit()


def _close_gaps(connection: Connection) -> None:
    """Number the cases of every list anew."""
    rows = connection.exec_driver_sql(
        "SELECT id, meeting_id FROM agenda_item ORDER BY meeting_id, position"
    ).all()
    places = Counter[int]()
    for item_id, meeting_id in rows:
        places[meeting_id] += 1
        connection.exec_driver_sql(
            f"UPDATE agenda_item SET position = {places[meeting_id]} WHERE id = {item_id}"
        )


@contextmanager
def twins(template: Template) -> Iterator[tuple[World, World]]:
    """The world, and the world in which the case has never been."""
    with template.copied() as world, template.copied() as twin:
        with raw_connection(twin.url) as connection:
            _without_case(connection, template.told.cases[CASE])
        yield world, twin


@pytest.mark.parametrize("name", EXCLUDED)
def test_every_page_is_as_if_the_case_had_never_been(name: str, template: Template, walk: Walk) -> None:
    """Lists, counts, first page, record of who read what, minutes, numbers of places on a list."""
    pages = pages_of(walk, name)
    differs = _differences(template, name, pages)
    print(f"\n{name}: {len(pages)} pages compared with those of the twin world")
    assert len(pages) > 50
    assert not differs, "\n".join(f"{number} {what}" for what, number in differs.most_common(40))


def test_to_whoever_may_see_the_case_the_worlds_differ(template: Template, walk: Walk) -> None:
    """Without it two worlds without the case would pass."""
    endpoints = {what.split()[0] for what in _differences(template, "carol", pages_of(walk, "carol"))}
    assert {"home.show", "cases.index", "cases.found", "meetings.show", "documents.current"} <= endpoints


def pages_of(walk: Walk, name: str) -> list[Address]:
    """Every address that somebody got a page from, the search included; a Word copy is new each time."""
    found = [
        look.address for look in walk.looks if look.persona == name and look.status == 200 and not look.target
    ]
    return [each for each in found if each.endpoint not in NEW_EACH_TIME]


def _differences(template: Template, name: str, pages: list[Address]) -> Counter[str]:
    differs = Counter[str]()
    terms = ("zqx", template.told.references[CASE], template.told.references["main"])
    with (
        twins(template) as (world, twin),
        raw_connection(world.url) as one,
        raw_connection(twin.url) as other,
    ):
        here, there = Walker(world, name, one), Walker(twin, name, other)
        for address in pages:
            for term in terms if address.endpoint == "cases.found" else ("",):
                ours, theirs = (answer_of(each, address, address.path, terms=term) for each in (here, there))
                if ours != theirs:
                    differs[f"{address.endpoint} {_first_difference(ours[2], theirs[2])}"] += 1
    return differs


def _first_difference(ours: bytes, theirs: bytes) -> str:
    for one, other in zip(ours.splitlines(), theirs.splitlines(), strict=False):
        if one != other:
            return f"{one.strip()[:150]!r} for {other.strip()[:150]!r}"
    return f"{len(ours)} bytes for {len(theirs)}"
