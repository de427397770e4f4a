"""What a manager oversees: how late, whose, what nobody has acknowledged, and what waits for an answer."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam

from marac import clock
from marac.access.acts import Act
from marac.actions.counts import OverdueCounts, overdue_counts
from marac.actions.lines import LISTED, A, Listed, read_words, words_statement
from marac.actions.overdue import OverdueRow, Scope, in_rows, scope_of
from marac.audit import events
from marac.db import Session
from marac.home.own import counted

LATE_SHOWN, UNACKNOWLEDGED_SHOWN = 10, 5


@dataclass(frozen=True)
class Overseen:
    """The numbers, the actions that are longest overdue, and those in time that nobody has acknowledged."""

    counts: OverdueCounts
    late: list[OverdueRow]
    unacknowledged: list[OverdueRow]

    @property
    def greeting(self) -> str:
        """The state of the agency's actions in one line."""
        parts = [f"{counted(self.counts.overdue, 'action')} overdue"]
        if self.counts.unacknowledged:
            parts.append(f"{self.counts.unacknowledged} not acknowledged")
        if self.counts.transfer:
            parts.append(f"{counted(self.counts.transfer, 'transfer')} asked for")
        return " · ".join(parts)


@cache
def _statement(*, are_late: bool) -> Select[Any]:
    now = bindparam("now", type_=A.due_at.type)
    state = (A.due_at <= now,) if are_late else (A.due_at > now, A.acknowledged_at.is_(None))
    found = words_statement(LISTED, A.agency_id == bindparam("agency_id"), A.is_open == 1, *state)
    return found.order_by(A.due_at, A.id).limit(bindparam("most"))


def overseen(session: Session) -> Overseen | None:
    """What a manager oversees, recorded as shown, or None for somebody who manages nothing."""
    is_manager = any(seat.role == "manager" for seat in session.viewer.conferences(Act.ACTION_OVERSEE))
    if not is_manager:
        return None
    with session.under(Act.ACTION_OVERSEE):
        scope = scope_of(session.viewer)
        late = _rows(session, scope, LATE_SHOWN, are_late=True)
        waiting = _rows(session, scope, UNACKNOWLEDGED_SHOWN, are_late=False)
        return Overseen(overdue_counts(session, scope), late, waiting)


def _rows(session: Session, scope: Scope, most: int, *, are_late: bool) -> list[OverdueRow]:
    page = "overdue-first" if are_late else "unacknowledged-first"
    shown = session.record(events.ListShown(page=page), is_list=True)
    bound = {"agency_id": scope.number, "now": clock.now(), "most": most}
    found = read_words(session, shown, _statement(are_late=are_late), bound)
    return in_rows([Listed._make(row) for row in found])
