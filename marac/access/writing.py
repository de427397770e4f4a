"""Nobody writes where they cannot see: checked once, before a change is committed.

The doorman notes every case and conference that an insert touches. A case must have been loaded by the
viewer in this session, or created in it, or be visible to the viewer now; of a conference the viewer must be
a member whose role grants the act.
"""

from typing import Any

from sqlalchemy import bindparam, event, inspect, select

from marac.access.scope import see
from marac.db import Session
from marac.records import Case, Contribution
from marac.records.base import columns

_C = columns(Case)
_VISIBLE = select(_C.id).where(_C.id.in_(bindparam("cases", expanding=True)), see(Case))


class WroteUnseen(Exception):
    """A change inserts a record into a case or a conference that the viewer may not see for this act."""


class ChangedOthers(Exception):
    """A change of what another agency contributed."""


@event.listens_for(Session, "before_flush")
def _keep_to_own(session: Session, _context: Any, _instances: Any) -> None:
    for each in (*session.dirty, *session.deleted):
        if isinstance(each, Contribution) and _agencies(each) != {session.viewer.agency_id}:
            raise ChangedOthers("what another agency contributed is not the viewer's to change")


def _agencies(record: Contribution) -> set[Any]:
    """Whose it was, and whose it would be."""
    history = inspect(record).attrs.agency_id.history
    return {*history.deleted, *history.unchanged, *history.added}


def note_narrowing(session: Session, case_id: int) -> None:
    """Let a denial be written on a case that the viewer may not see: it follows a tie and only narrows."""
    session.met_cases.add(case_id)


def note_accounting(session: Session, case_id: int) -> None:
    """Let words on a case's opening by break-glass be left with it by somebody who may not see it otherwise."""
    session.met_cases.add(case_id)


def check_writes(session: Session) -> None:
    """Raise WroteUnseen if this session's inserts reach beyond what its viewer may see."""
    strange: set[Any] = session.written_cases - session.met_cases
    if strange:
        strange -= {row[0] for row in session.rows(_VISIBLE, {"cases": sorted(strange)})}
    if strange:
        raise WroteUnseen("a record was added to a case that the viewer may not see")
    if any(not session.viewer.may_in(session.act, each) for each in session.written_conferences):
        raise WroteUnseen("a record was added to a conference of others")
