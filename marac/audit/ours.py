"""Who has read what we shared: each case, reader and kind of text, then the entries.

An entry of a list is told of as far as it showed this agency's own texts of cases that the viewer may see: nothing
follows from a case that is hidden from them, not even a line or a number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from marac.access.scope import see
from marac.audit import events
from marac.audit.asking import (
    IN_TIME,
    OF_AGENCY,
    OF_SECTION,
    Group,
    Narrowed,
    Tally,
    grouped,
    groups_in,
    recipient_mark,
    times_by_agency,
    told_of,
)
from marac.audit.ledger import body_of, moment_of
from marac.audit.lines import (
    NEWEST,
    NOBODY,
    PAGE,
    ROWS,
    L,
    Line,
    Names,
    line_of,
    names_for,
    page_of,
    recipient_of,
)
from marac.audit.members import agencies_in
from marac.audit.telling import (
    LISTS,
    SHOWN_TEXT,
    Sections,
    cases_in,
    holds,
    number_in,
    place_in,
    sections_by_case,
    together,
)
from marac.db import Session
from marac.records import Case
from marac.records.base import columns

MOST_READ = 1000

_C = columns(Case)
_conferences: Any = bindparam("conferences", expanding=True)
_shows_ours = place_in(SHOWN_TEXT, bindparam("our_text")) > 0
_is_copy = L.event == "DocumentMade"
_NARROWED = (
    # A copy is told of whoever made it and of those for whom it was made, unless both are of our own agency.
    or_(L.agency_id != bindparam("our_agency"), and_(_is_copy, ~holds(bindparam("our_recipient")))),
    or_(L.conference_id.in_(_conferences), L.conference_id.is_(None)),
    *IN_TIME,
    OF_AGENCY,
    OF_SECTION,
    _shows_ours,
)
_SEEN = select(_C.id).where(_C.id == L.case_id, see(Case)).exists()
# What was shown of an earlier case on the page of its repeat is told to nobody who does not see the repeat.
_TOLD = or_(and_(L.case_id.is_(None), L.event.in_(LISTS)), _SEEN)
_GROUPS = grouped(told_of().where(*_NARROWED, _TOLD))
_ROWS = ROWS.where(*_NARROWED, _TOLD)
_REFERENCES = select(_C.id, _C.reference).where(_C.id.in_(bindparam("cases", expanding=True)), see(Case))


@dataclass(frozen=True)
class Reading:
    """What one person of another agency was shown of ours on one case: how often, and which sections in words."""

    reference: str
    case_id: int
    person: str
    agency: str
    agency_id: int
    first_at: datetime | None
    last_at: datetime | None
    times: int
    sections: tuple[str, ...]


@dataclass(frozen=True)
class OursAnswer:
    """Who has read what the viewer's agency shared: by agency, by case and person, and a page of the entries."""

    readings: tuple[Reading, ...]
    by_agency: tuple[tuple[str, int, int], ...]
    choices: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    older: int | None = None


def who_has_read_ours(
    session: Session, asked: Narrowed, before: int = NEWEST, *, most: int = PAGE
) -> OursAnswer:
    """Every time that another agency was shown what the viewer's agency shared (AUDIT_OWN), on the cases that the
    viewer may see. That this was asked is recorded, with the cases that were named."""
    entry = session.record(events.LedgerRead(page=events.Question.OWN, **asked.told()), is_list=True)
    ours = session.viewer.agency_id
    bound = {
        **asked.binds,
        "our_agency": ours,
        "our_text": str(ours),
        "our_recipient": recipient_mark(ours),
        "most": MOST_READ,
        "conferences": [seat.conference_id for seat in session.viewer.conferences(session.act)],
    }
    groups = groups_in(session, session.rows(_GROUPS, bound))
    named = _visible(session, (case_id for each in groups for case_id in each.cases_named))
    readings = _readings(groups, named, ours, asked)
    lines, older = page_of(
        lambda place: session.rows(_ROWS, {**bound, "before": place}),
        lambda rows: _lines(session, rows, ours, asked),
        before,
        most,
        batch=MOST_READ,
    )
    entry.cases.update(each.case_id for each in readings)
    return OursAnswer(
        readings=readings,
        by_agency=times_by_agency((each.agency, each.agency_id, each.times) for each in readings),
        choices=agencies_in(session, bound["conferences"], but=ours),
        lines=lines,
        older=older,
    )


def _visible(session: Session, cases: Iterable[int | None]) -> dict[int, str]:
    """The references of cases, of those that the viewer may see."""
    wanted = sorted({number_in(each) for each in cases} - {0})
    return dict(tuple(row) for row in session.rows(_REFERENCES, {"cases": wanted}))


def _of_ours(shown: Sections, ours: int, asked: Narrowed) -> Sections:
    return {
        name: [ours]
        for name, whose in shown.items()
        if ours in whose and (not asked.section or name == asked.section)
    }


def _readings(
    groups: Sequence[Group], named: Mapping[int, str], ours: int, asked: Narrowed
) -> tuple[Reading, ...]:
    found: dict[tuple[int, int | None, int | None], Tally] = {}
    for group in (each for each in groups if each.agency_id != ours and each.is_of(asked.agency_id)):
        for case_id, sections in group.by_case(named).items():
            if shown := _of_ours(sections, ours, asked):
                key = (case_id, group.actor_id, group.agency_id)
                found.setdefault(key, Tally(group)).add(group, shown)
    readings = [_reading(case_id, named[case_id], tally) for (case_id, _, _), tally in found.items()]
    return tuple(sorted(readings, key=lambda each: (each.reference, each.agency, each.person)))


def _reading(case_id: int, reference: str, tally: Tally) -> Reading:
    return Reading(
        reference=reference,
        case_id=case_id,
        person=tally.group.person or NOBODY,
        agency=tally.group.agency or "",
        agency_id=number_in(tally.group.agency_id),
        first_at=moment_of(tally.first),
        last_at=moment_of(tally.last),
        times=tally.times,
        sections=tally.sections,
    )


def _lines(session: Session, rows: Sequence[Any], ours: int, asked: Narrowed) -> Iterator[Line]:
    told = [(row, body_of(row.body)) for row in rows]
    named = _visible(session, (each for row, body in told for each in (row.case_id, *cases_in(body))))
    names = names_for(session, [recipient_of(row, body) for row, body in told])
    for row, body in told:
        line = _line(row, body, named, ours, asked, names)
        if line is not None:
            yield line


def _line(
    row: Any, body: dict[str, Any], named: Mapping[int, str], ours: int, asked: Narrowed, names: Names
) -> Line | None:
    """The entry if it showed something of ours on a case that the viewer may see; only our part of it."""
    by_case = {
        case_id: shown
        for case_id, sections in sections_by_case(body, row.case_id, named).items()
        if (shown := _of_ours(sections, ours, asked))
    }
    if not by_case:
        return None
    references = tuple(named[each] for each in by_case)
    return line_of(row, names, body=body, shown=together(by_case.values()), references=references)
