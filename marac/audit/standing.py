"""How far the newest checkpoint reaches, and whether the next is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from marac import clock
from marac.audit import events, ledger
from marac.audit.growing import last_checkpoint
from marac.config import Settings
from marac.db import Session
from marac.records import ledger_entry

_E = ledger_entry.c
_FIRST_SINCE = (
    select(_E.at)
    .where(_E.seq > bindparam("size"), _E.event != events.CheckpointMade.__name__)
    .order_by(_E.seq)
    .limit(1)
)


@dataclass(frozen=True)
class Standing:
    """The newest checkpoint: how many entries it holds, when it was made, how many came since."""

    size: int
    made_at: datetime | None
    since: int
    is_late: bool


def checkpoint_standing(connection: Connection | Session, settings: Settings) -> Standing:
    """How the checkpoints stand. One is late once twice its time, or twice its entries, have gone by."""
    last, total = last_checkpoint(connection), ledger.size(connection)
    size = last.size if last is not None else 0
    first = connection.execute(_FIRST_SINCE, {"size": size}).scalar_one_or_none()
    waited = clock.now() - datetime.fromisoformat(first) if first is not None else timedelta(0)
    is_late = (
        waited > timedelta(minutes=2 * settings.checkpoint_minutes)
        or total - size > 2 * settings.checkpoint_entries
    )
    made_at = datetime.fromisoformat(last.made_at) if last is not None else None
    return Standing(size, made_at, total - size, is_late)


def in_words(standing: Standing) -> str:
    """A sentence for whoever verifies at a terminal."""
    if standing.made_at is None:
        return "There is no checkpoint in the database yet."
    when = clock.to_london(standing.made_at)
    late = " The next one is LATE: look into the log of the server." if standing.is_late else ""
    return (
        f"The newest checkpoint reaches entry {standing.size:,} and was made on "
        f"{clock.day_in_words(when.date())} at {when:%H:%M}.{late}"
    )
