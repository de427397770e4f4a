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
    """The newest checkpoint: how many entries it holds, when it was made, how many came since.

    Below 0 it speaks of more than there are: entries were cut, or somebody else put it there.
    `made_at` is None where its time was altered; without any checkpoint the `size` is 0.
    """

    size: int
    made_at: datetime | None
    since: int
    is_late: bool


def checkpoint_standing(connection: Connection | Session, settings: Settings) -> Standing:
    """How the checkpoints stand. One is late once twice its time, or twice its entries, have gone by.

    Times that were altered stop nobody from verifying; a checkpoint whose lateness cannot be told is late.
    """
    last, total = last_checkpoint(connection), ledger.size(connection)
    size = last.size if last is not None else 0
    first = connection.execute(_FIRST_SINCE, {"size": size}).scalar_one_or_none()
    is_late = total < size or total - size > 2 * settings.checkpoint_entries
    if first is not None:
        since, longest = ledger.moment_of(first), timedelta(minutes=2 * settings.checkpoint_minutes)
        is_late = is_late or since is None or clock.now() - since > longest
    made_at = ledger.moment_of(last.made_at) if last is not None else None
    return Standing(size, made_at, total - size, is_late)


def in_words(standing: Standing) -> str:
    """A sentence for whoever verifies at a terminal."""
    if not standing.size:
        return "There is no checkpoint in the database yet."
    if standing.since < 0:
        there = standing.size + standing.since
        return f"A checkpoint in the database speaks of {standing.size:,} entries, and there are {there:,}."
    late = " The next one is LATE: look into the log of the server." if standing.is_late else ""
    return f"The newest checkpoint reaches entry {standing.size:,} and was made {_made(standing)}.{late}"


def _made(standing: Standing) -> str:
    if standing.made_at is None:
        return "at a time that was altered"
    when = clock.to_london(standing.made_at)
    return f"on {clock.day_in_words(when.date())} at {when:%H:%M}"
