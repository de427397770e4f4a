"""The ledger of a conference for its auditor: who, when and what kind, without anything of a case.

Of a case that the auditor is kept from there is no entry, and in no list is it counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from marac.access.scope import tellable
from marac.audit import events
from marac.audit.ledger import body_of
from marac.audit.lines import (
    NEWEST,
    PAGE,
    ROWS,
    L,
    Line,
    Names,
    line_of,
    names_for,
    page_of,
    recipient_of,
    terms_of,
)
from marac.audit.telling import (
    NEVER_EMPTY,
    cases_in,
    number_in,
    sections_by_case,
    sections_in,
    together,
)
from marac.db import Session
from marac.errors import NotFound
from marac.records import Case, Membership
from marac.records.base import columns

_C, _M = columns(Case), columns(Membership)
_conference: Any = bindparam("conference_id")
_TELLABLE = select(_C.id).where(_C.conference_id == _conference, tellable(Case))
_OF_CONFERENCE = ROWS.where(
    or_(
        L.conference_id == _conference,
        L.conference_id.is_(None)
        & or_(
            L.actor_id.in_(select(_M.user_id).where(_M.conference_id == _conference)),
            L.event == events.ClockWentBack.__name__,
        ),
    ),
    or_(L.case_id.is_(None), _TELLABLE.where(_C.id == L.case_id).exists()),
)
_ONE_EVENT = _OF_CONFERENCE.where(L.event == bindparam("event"))
_CASES = _TELLABLE.where(_C.id.in_(bindparam("cases", expanding=True)))


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
    bound = {"conference_id": conference_id, "event": event, "most": PAGE + 1}
    lines, older = page_of(
        lambda place: session.rows(_ONE_EVENT if event else _OF_CONFERENCE, {**bound, "before": place}),
        lambda rows: _lines(session, rows, conference_id),
        before,
        PAGE,
        batch=PAGE + 1,
    )
    return Record(lines, older)


def _lines(session: Session, rows: Sequence[Any], conference_id: int) -> Iterator[Line]:
    told = [(row, body_of(row.body)) for row in rows]
    named = {each for row, body in told for each in (row.case_id, *cases_in(body)) if number_in(each)}
    found = session.rows(_CASES, {"conference_id": conference_id, "cases": sorted(named)})
    tellable_here, names = (
        {row.id for row in found},
        names_for(session, [recipient_of(*each) for each in told]),
    )
    for row, body in told:
        line = _line(row, body, tellable_here, names)
        if line is not None:
            yield line


def _line(row: Any, body: dict[str, Any], cases: set[int], names: Names) -> Line | None:
    """An entry with what it showed of the cases that may be told of, and how many those are."""
    by_case = sections_by_case(body, row.case_id, cases)
    if not by_case and (row.case_id is not None or body.get("about", {}).get("page") in NEVER_EMPTY):
        return None
    return line_of(
        row,
        names,
        body=body,
        shown=together(by_case.values()) if row.case_id or "cases" in body else sections_in(body),
        cases=0 if row.case_id else len(by_case),
        case_number=f"…{row.case_id % 1_000_000:06d}" if row.case_id in cases else "",
        terms=terms_of(row, body),
    )
