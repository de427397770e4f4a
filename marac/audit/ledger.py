"""The only writer of the ledger: a chain of entries, each sealed with the hash of the one before.

Order of events: authorise, load, render fully into memory, append, commit, and only then send.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from marac import clock
from marac.access.policy import POLICY_VERSION
from marac.audit.events import Event
from marac.db import Database, Entry, Session
from marac.records import ledger_entry

HASH_VERSION = 1
DOMAIN = b"marac ledger entry v1\0"
GENESIS = hashlib.sha256(b"marac ledger genesis v1").digest()
_CHAIN_LOCK = 6_119_442

_HEAD = select(ledger_entry.c.seq, ledger_entry.c.hash).order_by(ledger_entry.c.seq.desc()).limit(1)
_INSERT = insert(ledger_entry)


def position(connection: Connection | Session) -> tuple[int, str]:
    """How far the ledger has come: its last entry's number and hash, to print as a receipt; 0 if empty."""
    head = connection.execute(_HEAD).one_or_none()
    return (head[0], bytes(head[1]).hex()) if head else (0, "")


def entry_hash(prev: bytes, body: str) -> bytes:
    """The hash of an entry: domain, then the previous hash (always 32 bytes), then the canonical body."""
    if len(prev) != len(GENESIS):
        raise ValueError("a hash is 32 bytes, or the body's first letters could pass for its last")
    return hashlib.sha256(DOMAIN + prev + body.encode()).digest()


def canonical(body: dict[str, Any]) -> str:
    """One spelling of a body: sorted keys, no spaces, ASCII."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _actor(viewer: Any, conference_id: int | None) -> dict[str, Any]:
    if viewer is None:
        return {}
    seats = [seat for seat in viewer.seats if conference_id in (None, seat.conference_id)]
    return {
        "actor": viewer.id or None,
        "agency": viewer.agency_id or None,
        "roles": [f"{seat.slug}:{seat.role}" for seat in seats],
        "session": viewer.session_hash,
        "client": viewer.client,
        "request": viewer.request_id,
    }


def _body(seq: int, at: str, viewer: Any, entry: Entry, outcome: str) -> dict[str, Any]:
    happening: Event = entry.event
    body: dict[str, Any] = {
        "v": HASH_VERSION,
        "policy": POLICY_VERSION,
        "seq": seq,
        "at": at,
        "event": type(happening).__name__,
        "outcome": outcome,
        "conference": happening.conference_id,
        "case": happening.case_id,
        "about": happening.about(),
        **_actor(viewer, happening.conference_id),
    }
    if entry.cases:
        body["cases"] = sorted(entry.cases)
    if entry.shown:
        body["shown"] = {field: sorted(agencies) for field, agencies in sorted(entry.shown.items())}
    if entry.written:
        body["written"] = dict(sorted(entry.written.items()))
    return body


def _row(body: dict[str, Any], prev: bytes) -> dict[str, Any]:
    text = canonical(body)
    return {
        "seq": body["seq"],
        "at": body["at"],
        "event": body["event"],
        "actor_id": body.get("actor"),
        "agency_id": body.get("agency"),
        "conference_id": body["conference"],
        "case_id": body["case"],
        "body": text,
        "prev": prev,
        "hash": entry_hash(prev, text),
    }


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def append(connection: Connection, viewer: Any, entries: Iterable[Entry], *, outcome: str = "ok") -> int:
    """Append entries at the end of the chain, within the caller's transaction, as its last step.

    Returns the number of the last entry. On PostgreSQL the chain's lock is taken here and held to the commit;
    on SQLite the transaction holds the write lock already.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")
    head = connection.execute(_HEAD).one_or_none()
    seq, prev = (head[0], bytes(head[1])) if head else (0, GENESIS)
    at = stamp(clock.now())
    rows = []
    for entry in entries:
        seq += 1
        row = _row(_body(seq, at, viewer, entry, outcome), prev)
        prev = row["hash"]
        rows.append(row)
    if rows:
        connection.execute(_INSERT, rows)
    return seq


def append_alone(database: Database, viewer: Any, entries: list[Entry], *, outcome: str = "ok") -> int:
    """Append in a short transaction of its own; returns only when it is durable."""
    with database.turn(), database.writer.begin() as connection:
        return append(connection, viewer, entries, outcome=outcome)
