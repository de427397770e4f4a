"""Checking that the ledger is whole, and when that was done last: told from the ledger's own entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from marac.audit import events
from marac.audit.ledger import body_of, moment_of
from marac.audit.verify import Verification, gather_for, verify
from marac.config import Settings
from marac.db import Session
from marac.errors import NotFound
from marac.records import User, ledger_entry
from marac.records.base import columns

_L, _U = ledger_entry.c, columns(User)
_users: Any = User.__table__  # type: ignore[attr-defined]
_LAST = (
    select(_L.at, _L.body, _U.name)
    .select_from(ledger_entry.outerjoin(_users, _U.id == _L.actor_id))
    .where(_L.event == events.LedgerChecked.__name__, _L.conference_id == bindparam("conference_id"))
    .order_by(_L.seq.desc())
    .limit(1)
)


@dataclass(frozen=True)
class LastCheck:
    """When the ledger was last checked from a conference's pages, by whom, and what was found.

    `at` is None where the time of the entry was altered; `is_witnessed`: it was compared with signed checkpoints.
    """

    at: datetime | None
    person: str
    entries: int
    is_whole: bool
    is_witnessed: bool


def check_ledger(
    session: Session, connection: Connection, settings: Settings, conference_id: int
) -> Verification:
    """Verify the whole ledger (AUDIT_LEDGER) and record what was found, for the auditors of a conference.

    `connection` reads for itself, so that the walk waits for no change. Raises NotFound for a conference that
    the viewer does not audit.
    """
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    found = verify(connection, gather_for(connection, settings))
    session.record(
        events.LedgerChecked(
            conference_id=conference_id,
            entries=found.entries,
            is_whole=found.is_whole,
            is_witnessed=found.is_whole and not found.lacking,
        )
    )
    return found


def in_words(found: Verification) -> str:
    """What a check found, for a page."""
    if not found.is_whole:
        return f"The record is NOT whole. After {found.entries:,} entries: {found.fault}."
    walked = f"{found.entries:,} entries checked, none missing and none altered"
    if not found.lacking:
        return f"The record is whole: {walked}, against {found.agreed:,} signed checkpoints."
    return f"The record is whole in itself: {walked}. But it could not be compared as it should: {found.lacking}."


def last_check(session: Session, conference_id: int) -> LastCheck | None:
    """The last check made from the pages of a conference, or None; that this was read is recorded.

    Raises NotFound for a conference that the viewer does not audit.
    """
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    row = session.row(_LAST, {"conference_id": conference_id})
    session.record(
        events.LedgerRead(
            page=events.Question.LAST_CHECK, conference_id=conference_id, rows=int(row is not None)
        )
    )
    if row is None:
        return None
    about = body_of(row.body).get("about", {})
    entries = about.get("entries")
    right = entries if isinstance(entries, int) else 0
    is_whole, is_witnessed = (about.get(name) is True for name in ("is_whole", "is_witnessed"))
    return LastCheck(moment_of(row.at), row.name or "", right, is_whole, is_witnessed)
