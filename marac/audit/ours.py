"""Who has read what we shared: each case, reader and kind of text, then the entries.

An entry of a list is told of as far as it showed this agency's own texts of cases that the viewer may see: nothing
follows from a case that is hidden from them, not even a line or a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

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
    told_of,
)
from marac.audit.ledger import body_of, moment_of
from marac.audit.lines import NEWEST, NOBODY, PAGE, ROWS, G, L, Line, U, agency_names, line_of
from marac.audit.telling import (
    LISTS,
    SHOWN_TEXT,
    Sections,
    cases_in,
    number_in,
    place_in,
    read_texts,
    sections_by_case,
    sections_in,
    together,
)
from marac.db import Session
from marac.records import Agency, Case, Membership, User
from marac.records.base import columns

MOST_READ = 1000

_C, _M = columns(Case), columns(Membership)
_conferences: Any = bindparam("conferences", expanding=True)
_shows_ours = place_in(SHOWN_TEXT, bindparam("our_text")) > 0
_NARROWED = (
    L.agency_id != bindparam("our_agency"),
    or_(L.conference_id.in_(_conferences), L.conference_id.is_(None)),
    *IN_TIME,
    OF_AGENCY,
    OF_SECTION,
    _shows_ours,
)
_IN_LISTS = (L.case_id.is_(None), L.event.in_(LISTS), *_NARROWED)
_GROUPS = grouped(
    told_of(_C.id.label("about_id"), _C.reference).join(Case, _C.id == L.case_id).where(*_NARROWED, see(Case))
)
_LIST_GROUPS = grouped(told_of().where(*_IN_LISTS))
_SEEN = select(_C.id).where(_C.id == L.case_id, see(Case)).exists()
_ROWS = ROWS.where(*_NARROWED, or_(L.case_id.is_(None) & L.event.in_(LISTS), _SEEN)).limit(bindparam("most"))
_REFERENCES = select(_C.id, _C.reference).where(_C.id.in_(bindparam("cases", expanding=True)), see(Case))
_AGENCIES_HERE = (
    select(G.id, G.name)
    .join_from(Agency, User, U.agency_id == G.id)
    .join(Membership, _M.user_id == U.id)
    .where(_M.conference_id.in_(_conferences), G.id != bindparam("our_agency"))
    .distinct()
    .order_by(G.name)
)


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
        "before": before,
        "most": MOST_READ,
        "conferences": [seat.conference_id for seat in session.viewer.conferences(session.act)],
    }
    direct, lists = groups_in(session.rows(_GROUPS, bound)), groups_in(session.rows(_LIST_GROUPS, bound))
    rows = session.rows(_ROWS, bound)
    named = {each.about_id: each.reference for each in direct}
    named |= _visible(session, lists, rows)
    readings = _readings(direct, lists, named, ours, asked)
    lines, older = _lines(session, rows, named, ours, asked, most)
    entry.cases.update(each.case_id for each in readings)
    return OursAnswer(
        readings=readings,
        by_agency=_by_agency(readings),
        choices=tuple(tuple(row) for row in session.rows(_AGENCIES_HERE, bound)),
        lines=lines,
        older=older,
    )


def _visible(session: Session, lists: list[Group], rows: list[Any]) -> dict[int, str]:
    """The references of the cases in lists and entries, of those that the viewer may see."""
    cases = {case_id for each in lists for case_id in cases_in(read_texts(each.cases))}
    cases |= {row.case_id for row in rows if row.case_id is not None}
    cases |= {case_id for row in rows if row.case_id is None for case_id in cases_in(body_of(row.body))}
    return dict(tuple(row) for row in session.rows(_REFERENCES, {"cases": sorted(cases)}))


def _of_ours(shown: Sections, ours: int, asked: Narrowed) -> Sections:
    return {
        name: [ours]
        for name, whose in shown.items()
        if ours in whose and (not asked.section or name == asked.section)
    }


def _readings(
    direct: list[Group], lists: list[Group], named: Mapping[int, str], ours: int, asked: Narrowed
) -> tuple[Reading, ...]:
    found: dict[tuple[int, int | None, int | None], Tally] = {}

    def add(case_id: int, group: Group, sections: Sections) -> None:
        if shown := _of_ours(sections, ours, asked):
            key = (case_id, group.actor_id, group.agency_id)
            if key not in found:
                found[key] = Tally(group)
            found[key].add(group, shown)

    for group in direct:
        add(group.about_id, group, sections_in(read_texts(group.shown)))
    for group in lists:
        body = read_texts(group.cases, group.parts, group.shown)
        for case_id, sections in sections_by_case(body, named).items():
            add(case_id, group, sections)
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


def _by_agency(readings: tuple[Reading, ...]) -> tuple[tuple[str, int, int], ...]:
    times: dict[tuple[str, int], int] = {}
    for each in readings:
        key = (each.agency, each.agency_id)
        times[key] = times.get(key, 0) + each.times
    ordered = sorted(times.items(), key=lambda each: (-each[1], each[0]))
    return tuple((name or NOBODY, number, agency_id) for (name, agency_id), number in ordered)


def _lines(
    session: Session, rows: list[Any], named: Mapping[int, str], ours: int, asked: Narrowed, most: int
) -> tuple[tuple[Line, ...], int | None]:
    agencies, lines = agency_names(session), list[Line]()
    for row in rows:
        line = _line(row, named, ours, asked, agencies)
        if line is not None and len(lines) == most:
            return tuple(lines), lines[-1].seq
        if line is not None:
            lines.append(line)
    return tuple(lines), (rows[-1].seq if len(rows) == MOST_READ else None)


def _line(
    row: Any, named: Mapping[int, str], ours: int, asked: Narrowed, agencies: Mapping[int, str]
) -> Line | None:
    """The entry if it showed something of ours on a case that the viewer may see; only our part of it."""
    body = body_of(row.body)
    if row.case_id is not None:
        shown, cases = _of_ours(sections_in(body), ours, asked), [row.case_id]
    else:
        by_case = {
            each: shown
            for each, sections in sections_by_case(body, named).items()
            if (shown := _of_ours(sections, ours, asked))
        }
        shown, cases = together(by_case.values()), list(by_case)
    if not shown:
        return None
    return line_of(row, agencies, body=body, shown=shown, references=[named[each] for each in cases])
