"""The notice of revealed safe addresses and contacts on the first page of those who are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.audit import events
from marac.audit.ledger import moment_of
from marac.audit.reveals import reveals_since
from marac.conferences import get_kind
from marac.db import Session

MOST_TOLD = 20


@dataclass(frozen=True)
class Reveal:
    """Somebody revealed a contact of a case: who and when, never what."""

    entry: int
    at: datetime | None
    case_id: int
    reference: str
    person: str
    agency: str
    may_ask: bool


@dataclass(frozen=True)
class Told:
    """The reveals that wait to be acknowledged, the newest first; `is_cut` when there are more."""

    reveals: tuple[Reveal, ...]
    is_cut: bool = False


def reveals_waiting(session: Session) -> Told | None:
    """The reveals that the viewer is told of and has not acknowledged, recorded; None where there are none."""
    if not session.viewer.may(Act.CASE_VIEW):
        return None
    with session.under(Act.CASE_VIEW):
        rows = reveals_since(session, told_since(session), MOST_TOLD + 1)
    if not rows:
        return None
    told = [_reveal(session, row) for row in rows[:MOST_TOLD]]
    entry = session.record(events.ListShown(page="reveals", rows=len(told)), is_list=True)
    entry.cases.update(each.case_id for each in told)
    return Told(tuple(told), len(rows) > MOST_TOLD)


def told_since(session: Session) -> datetime:
    """From when on reveals are told: the longest time that any conference of the viewer says."""
    today, seats = clock.today(), session.viewer.conferences(Act.CASE_VIEW)
    days = max(get_kind(seat.kind).rule("reveal_told_days", today).number for seat in seats)
    return clock.now() - timedelta(days=days)


def _reveal(session: Session, row: Any) -> Reveal:
    return Reveal(
        entry=row.seq,
        at=moment_of(row.at),
        case_id=row.case_id,
        reference=row.reference,
        person=row.person,
        agency=row.agency,
        may_ask=session.viewer.may_in(Act.AUDIT_CASE, row.conference_id),
    )
