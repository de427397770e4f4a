"""The only writer of the ledger: a chain of entries, each sealed with the hash of the one before.

Order of events: authorise, load, render fully into memory, append, commit, and only then send.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from marac import clock
from marac.access.policy import POLICY_VERSION
from marac.audit.events import ClockWentBack, Event, TextAltered
from marac.db import Database, Entry, Session
from marac.errors import RecordDamaged
from marac.records import ledger_detail, ledger_entry
from marac.records.base import LARGEST_ID

HASH_VERSION = 1
DOMAIN = b"marac ledger entry v1\0"
GENESIS = hashlib.sha256(b"marac ledger genesis v1").digest()
DETAIL_DOMAIN = b"marac ledger detail v1\0"
SALT_BYTES = 16
# Anything earlier is no time of an entry, and the first years of all are none in London.
EARLIEST_YEAR = 1970
_CHAIN_LOCK = 6_119_442
# Of the texts that would not open on one page: a key that is missing altogether would else fill the ledger.
MOST_ALTERED_TOLD = 20

# The clocks of two servers are never quite alike, and time is set right by steps of less than this.
CLOCK_TOLERANCE_SECONDS = 5
_E = ledger_entry.c
_HEAD = select(_E.seq, _E.hash, _E.at).order_by(_E.seq.desc()).limit(1)
_INSERT = insert(ledger_entry)
_INSERT_DETAIL = insert(ledger_detail)


class Notice(NamedTuple):
    """What was last appended here: how far the ledger came, and whether it is to be signed at once."""

    seq: int
    is_milestone: bool


class _Head(NamedTuple):
    """The last entry: its number, its hash, and its time as it is written there."""

    seq: int
    link: bytes
    at: Any


_tolerance = timedelta(seconds=CLOCK_TOLERANCE_SECONDS)
_notice: ContextVar[Notice | None] = ContextVar("notice", default=None)


def take_notice() -> Notice | None:
    """What was appended in this context since the last call; it may have been undone since."""
    notice = _notice.get()
    if notice is not None:
        _notice.set(None)
    return notice


def use_clock_tolerance(seconds: int) -> None:
    """How much earlier than the one before it an entry may be without an entry that tells of it."""
    global _tolerance
    _tolerance = timedelta(seconds=seconds)


def is_link(written: Any) -> bool:
    """Whether this can be an entry's hash. SQLite lets another type into a column."""
    return isinstance(written, bytes) and len(written) == len(GENESIS)


def _head(connection: Connection) -> _Head:
    """The entry that the next one follows. Raises RecordDamaged where none can."""
    row = connection.execute(_HEAD).one_or_none()
    if row is None:
        return _Head(0, GENESIS, "")
    if not is_link(row.hash) or not 0 < row.seq < LARGEST_ID:
        raise RecordDamaged(f"nothing can follow entry {row.seq}")
    return _Head(*row)


def _clock_steps(head: _Head, now: datetime) -> list[Entry]:
    """An entry of its own where the clock stands earlier than at the last entry; the rest is written all the same.

    Its time came with the last entry's hash, in one statement: it costs the comparison of two texts.
    """
    if not isinstance(head.at, str) or stamp(now) >= head.at:
        return []
    before = moment_of(head.at)
    if before is None or before - now <= _tolerance:
        return []
    return [Entry(ClockWentBack(entry=head.seq, seconds=int((before - now).total_seconds())))]


def size(connection: Connection | Session) -> int:
    """How many entries the ledger has."""
    head = connection.execute(_HEAD).one_or_none()
    return int(head[0]) if head else 0


def entry_hash(prev: bytes, body: str) -> bytes:
    """The hash of an entry: domain, then the previous hash (always 32 bytes), then the canonical body."""
    if len(prev) != len(GENESIS):
        raise ValueError("a hash is 32 bytes, or the body's first letters could pass for its last")
    return hashlib.sha256(DOMAIN + prev + body.encode()).digest()


def commitment(salt: bytes, detail: str) -> str:
    """What an entry tells of its erasable detail; without the salt nobody can try out guesses."""
    return hashlib.sha256(DETAIL_DOMAIN + salt + detail.encode()).hexdigest()


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
    if parts := _parts(entry):
        body["parts"] = parts
    if entry.shown:
        body["shown"] = {field: sorted(agencies) for field, agencies in sorted(entry.shown.items())}
    if entry.written:
        body["written"] = dict(sorted(entry.written.items()))
    return body


def _parts(entry: Entry) -> dict[str, dict[str, list[int]]]:
    """Of a list: in which of its cases, by their places in `cases`, a kind of text was an agency's.

    What holds for every case is left out. Without it nobody could be told what was shown of one case of a list
    without being told of the others.
    """
    places = {case_id: place for place, case_id in enumerate(sorted(entry.cases))}
    parts: dict[str, dict[str, list[int]]] = {}
    for (field, agency_id), cases in sorted(entry.parts.items()):
        held = sorted(places[case_id] for case_id in cases if case_id in places)
        if len(held) < len(places):
            parts.setdefault(field, {})[str(agency_id)] = held
    return parts


def _detail(entry: Entry, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The row beside an entry whose event has a detail, which the entry's body then commits to."""
    detail = getattr(entry.event, "detail", "")
    if not detail:
        return []
    salt = secrets.token_bytes(SALT_BYTES)
    body["detail_commitment"] = commitment(salt, detail)
    return [{"seq": body["seq"], "salt": salt, "detail": detail}]


def sealed_row(body: dict[str, Any], prev: bytes) -> dict[str, Any]:
    """The row of a body that follows the entry with the hash `prev`."""
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


def moment_of(written: str) -> datetime | None:
    """The moment that the ledger wrote; None for anything else, which somebody else must have put there."""
    try:
        found = datetime.fromisoformat(written)
        return found if stamp(found) == written and found.year >= EARLIEST_YEAR else None
    except (TypeError, ValueError, OverflowError):
        return None


def body_of(text: str) -> dict[str, Any]:
    """What an entry says, for a page; empty where it was altered until it says nothing. Verifying tells that."""
    try:
        body = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) and isinstance(body.get("about", {}), dict) else {}


def take_lock(connection: Connection) -> None:
    """Take the chain's lock on PostgreSQL, held to the commit; on SQLite the transaction has the write lock."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_CHAIN_LOCK})")


def altered_texts(entries: Iterable[Entry]) -> list[Entry]:
    """An entry for each of the (first) texts that would not open with these receipts."""
    altered = sorted(set().union(*(entry.altered for entry in entries)))
    return [
        Entry(TextAltered(case_id=case_id, record_id=owner_id, section=field))
        for case_id, owner_id, field in altered[:MOST_ALTERED_TOLD]
    ]


def undo(session: Session) -> None:
    """Undo what a change began before it was refused, and drop its entries: nothing of it happened.

    For an answer that leads elsewhere and so shows nothing; what would not open under them is told all the same.
    """
    session.rollback()
    session.pending[:] = altered_texts(session.pending)


def append(connection: Connection, viewer: Any, entries: Iterable[Entry], *, outcome: str = "ok") -> int:
    """Append entries at the end of the chain, within the caller's transaction, as its last step.

    Returns the number of the last entry. The chain's lock is taken here and held to the commit.
    Raises RecordDamaged where nothing can follow the last entry.
    """
    take_lock(connection)
    head, now, told = _head(connection), clock.now(), list(entries)
    seq, prev, at = head.seq, head.link, stamp(now)
    rows, details, is_milestone = [], list[dict[str, Any]](), False
    steps = _clock_steps(head, now) if told else []
    for entry in [*steps, *told, *altered_texts(told)]:
        seq += 1
        # Nobody who asks for a page sets the server's clock.
        body = _body(seq, at, *((None, entry, "ok") if entry in steps else (viewer, entry, outcome)))
        details += _detail(entry, body)
        row = sealed_row(body, prev)
        prev = row["hash"]
        rows.append(row)
        is_milestone = is_milestone or entry.event.is_milestone
    if rows:
        connection.execute(_INSERT, rows)
        _notice.set(Notice(seq, is_milestone))
    if details:
        connection.execute(_INSERT_DETAIL, details)
    return seq


def append_alone(database: Database, viewer: Any, entries: list[Entry], *, outcome: str = "ok") -> int:
    """Append in a short transaction of its own; returns only when it is durable."""
    with database.turn(), database.writer.begin() as connection:
        return append(connection, viewer, entries, outcome=outcome)
