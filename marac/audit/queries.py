"""The ledger of a conference for its auditor: who, when and what kind, without anything of a case."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from marac.audit import events
from marac.audit.ledger import body_of
from marac.audit.lines import NEWEST, PAGE, ROWS, L, Line, agency_names, line_of
from marac.audit.telling import cases_in
from marac.db import Session
from marac.errors import NotFound
from marac.records import Membership
from marac.records.base import columns

_M = columns(Membership)
_conference: Any = bindparam("conference_id")
_OF_CONFERENCE = ROWS.where(
    or_(
        L.conference_id == _conference,
        L.conference_id.is_(None)
        & or_(
            L.actor_id.in_(select(_M.user_id).where(_M.conference_id == _conference)),
            L.event == events.ClockWentBack.__name__,
        ),
    )
).limit(PAGE + 1)
_ONE_EVENT = _OF_CONFERENCE.where(L.event == bindparam("event"))


@dataclass(frozen=True)
class Record:
    """A page of entries; `older` is where the next page starts, if there is one."""

    lines: tuple[Line, ...]
    older: int | None = None


def conference_record(
    session: Session, conference_id: int, before: int = NEWEST, *, event: str = ""
) -> Record:
    """The ledger of a conference for its auditor (AUDIT_LEDGER), recorded. Raises NotFound."""
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    session.record(events.LedgerRead(page=events.Question.CONFERENCE, conference_id=conference_id))
    bound = {"conference_id": conference_id, "before": before, "event": event}
    rows = session.rows(_ONE_EVENT if event else _OF_CONFERENCE, bound)
    agencies = agency_names(session)
    lines = tuple(_line(row, agencies) for row in rows[:PAGE])
    return Record(lines, rows[PAGE - 1].seq if len(rows) > PAGE else None)


def _line(row: Any, agencies: dict[int, str]) -> Line:
    body = body_of(row.body)
    return line_of(row, agencies, body=body, cases=len(cases_in(body)))
