"""Fetching addresses as somebody and keeping what was seen: canaries, references, and what the ledger got."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, event

from tests.test_whole.addresses import Address
from tests.test_whole.canaries import words_in
from tests.test_whole.holdings import entries_after, last_seq, text_of
from tests.world import World

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_LINKS = re.compile(r'\b(?:href|action|src|hx-get|hx-post|hx-push-url|data-[a-z-]*url|name|id)="([^"]*)"')
_TARGETS = re.compile(r'hx-target="#([A-Za-z0-9_-]+)"')
_REFERENCE = re.compile(r"\bN[A-Z]{1,3}-[0-9A-Z]{4,8}\b")
MOST_BLOCKS = 4
MOST_REFUSED = 2


@dataclass
class Look:
    """One answer that somebody got, as far as it matters."""

    persona: str | None
    address: Address
    target: str
    status: int
    words: set[str]
    beside: set[str]
    references: set[str]
    entries: list[dict[str, Any]] = field(repr=False, default_factory=list)
    sort: str = ""

    @property
    def where(self) -> str:
        block = f" [{self.target}]" if self.target else ""
        return f"{self.persona}: {self.address.method} {self.address.endpoint}{block} -> {self.status}"


class Listener(logging.Handler):
    """Whatever the application writes into its logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.words: set[str] = set()
        self.records = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.records += 1
        trouble = record.exc_text or record.exc_info or ""
        self.words |= words_in(f"{record.getMessage()} {record.args!r} {trouble}")


@contextmanager
def listening() -> Iterator[Listener]:
    """Hear every logger, at every level of our own."""
    listener, root, ours = Listener(), logging.getLogger(), logging.getLogger("marac")
    before = ours.level
    root.addHandler(listener)
    ours.setLevel(logging.DEBUG)
    try:
        yield listener
    finally:
        root.removeHandler(listener)
        ours.setLevel(before)


def hurry(world: World) -> None:
    """Let SQLite answer before its disk does: these tests kill nothing."""
    if world.store.is_sqlite:
        event.listen(
            world.store.engine, "connect", lambda connection, _: connection.execute("pragma synchronous=off")
        )


def references_in(text: str) -> set[str]:
    return set(_REFERENCE.findall(text))


def beside_the_body(response: Any, text: str) -> set[str]:
    """The canaries in headers, cookies, the title and every address in the page."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers)
    title = "\n".join(_TITLE.findall(text))
    return words_in("\n".join([headers, title, *_LINKS.findall(text)]))


class Walker:
    """Somebody walking about, with the ledger open beside them."""

    def __init__(self, world: World, persona: str | None, beside: Connection) -> None:
        self.world, self.persona, self.beside = world, persona, beside
        browser = world.client(persona)
        self.client: FlaskClient = browser.client
        self.token = browser.csrf_token() if persona else ""
        self.seq = last_seq(beside)

    def look(self, address: Address, target: str = "", **posted: Any) -> tuple[Look, str]:
        """Fetch one address, whole or as one block of it."""
        headers = {"HX-Request": "true", "HX-Target": target} if target else {}
        form = (
            {"csrf_token": self.token, **dict(address.posted), **posted} if address.method == "POST" else None
        )
        response = self.client.open(address.path, method=address.method, data=form, headers=headers)
        text = text_of(response.data)
        entries = entries_after(self.beside, self.seq)
        self.seq = entries[-1]["seq"] if entries else self.seq
        look = Look(
            self.persona,
            address,
            target,
            response.status_code,
            words_in(text),
            beside_the_body(response, text),
            references_in(text),
            entries,
            response.mimetype or "",
        )
        return look, text

    def worth_a_look(self, found: Iterable[Address]) -> Iterator[Address]:
        """All that the walker's role may ask for, and a few of what it is refused whatever the number."""
        viewer = self.world.viewer(self.persona) if self.persona else None
        refused = Counter[str]()
        for address in found:
            if viewer is None or (address.act is not None and not viewer.may(address.act)):
                refused[address.endpoint] += 1
                if refused[address.endpoint] > MOST_REFUSED:
                    continue
            yield address

    def look_at_all_of(self, address: Address) -> Iterator[Look]:
        """The whole page, then every block of it that its own links ask for."""
        look, text = self.look(address)
        yield look
        if look.status == 200:
            for target in sorted(set(_TARGETS.findall(text)))[:MOST_BLOCKS]:
                yield self.look(address, target)[0]
