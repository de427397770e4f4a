"""Walk the chain: recompute every hash from the rows and compare every column with the hashed body."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from marac.audit.ledger import GENESIS, entry_hash
from marac.records import ledger_entry

_PAGE = 10_000
_C = ledger_entry.c
_ROWS = select(
    _C.seq,
    _C.at,
    _C.event,
    _C.actor_id,
    _C.agency_id,
    _C.conference_id,
    _C.case_id,
    _C.body,
    _C.prev,
    _C.hash,
)
_COLUMNS = ("seq", "at", "event", "actor", "agency", "conference", "case")


@dataclass(frozen=True)
class Verification:
    """How the walk ended: entries walked, and the first thing that is wrong, if any."""

    entries: int
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.fault


def _pages(connection: Connection) -> Iterator[Any]:
    last = None
    while True:
        statement = _ROWS.order_by(_C.seq).limit(_PAGE)
        rows = connection.execute(statement if last is None else statement.where(_C.seq > last)).all()
        yield from rows
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


def _fault(row: Any, expected_seq: int, prev: bytes) -> str:
    seq, *_, body, written_prev, written_hash = row
    if seq != expected_seq:
        return f"entry {expected_seq} is missing (the next one is {seq})"
    if bytes(written_prev) != prev:
        return f"entry {seq} does not follow the one before it"
    if entry_hash(prev, body) != bytes(written_hash):
        return f"entry {seq} was altered"
    return _column_fault(row, body)


def _column_fault(row: Any, body: str) -> str:
    told = json.loads(body)
    for name, value in zip(_COLUMNS, row, strict=False):
        if told.get(name) != value:
            return f"entry {row[0]}: the column for {name} differs from what was hashed"
    return ""


def verify(connection: Connection, report: Callable[[int], None] | None = None) -> Verification:
    """Walk the whole ledger in pages of bounded memory; stops at the first fault.

    `report` is told the number of entries walked after each page.
    """
    prev, count = GENESIS, 0
    for row in _pages(connection):
        fault = _fault(row, count + 1, prev)
        if fault:
            return Verification(count, fault)
        prev, count = bytes(row[-1]), count + 1
        if report is not None and count % _PAGE == 0:
            report(count)
    return Verification(count)
