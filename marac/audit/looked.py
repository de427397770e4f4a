"""What one person saw: each case by its reference, searches, copies, reveals and refusals, then the entries.

The auditor asks it of a member of their conference and is told references, sections and numbers, never what a
section says: an auditor reads no case. Everybody may ask it of themselves, of the cases that they may see today.
Managers may not ask it of their people: no act of theirs goes beyond actions and what their agency shared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Select, bindparam, or_, select, true

from marac.access.acts import Act
from marac.access.scope import see, tellable
from marac.audit import events
from marac.audit.asking import IN_TIME, Group, Narrowed, Tally, grouped, groups_in, told_of
from marac.audit.ledger import body_of, moment_of
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
from marac.audit.members import get_member
from marac.audit.telling import (
    NEVER_EMPTY,
    cases_in,
    holds,
    number_in,
    sections_by_case,
    sections_in,
    together,
)
from marac.db import Session
from marac.records import Case
from marac.records.base import columns

# What the entries can be narrowed to, by name.
KINDS: dict[str, tuple[str, ...]] = {
    "searches": ("SearchMade",),
    "copies": ("DocumentMade", "FileShown", "LedgerExported"),
    "reveals": ("ContactRevealed",),
    "refusals": ("AccessRefused", "BreakGlassRefused", "AccountHeld"),
}

_C = columns(Case)
_person: Any = bindparam("person_id")
_conference: Any = bindparam("conference_id")
_of_kind = or_(bindparam("any_kind", type_=Boolean()), L.event.in_(bindparam("kinds", expanding=True)))
_needs_a_case = or_(L.case_id.is_not(None), *[holds(f'"page":"{page}"') for page in NEVER_EMPTY])
_here = or_(L.conference_id == _conference, L.conference_id.is_(None))
_COPIES_FOR = (
    L.event == "DocumentMade",
    L.actor_id != _person,
    L.conference_id.in_(bindparam("conferences", expanding=True)),
    holds(bindparam("recipient")),
    *IN_TIME,
)


class _Asking(NamedTuple):
    """The statements of one way of asking: by the auditor of a conference, or of oneself.

    `received` are the copies that others made for the person.
    """

    groups: Select[Any]
    received_groups: Select[Any]
    rows: Select[Any]
    received_rows: Select[Any]
    references: Select[Any]


def _asking(rule: ColumnElement[bool], here: ColumnElement[bool], case_here: ColumnElement[bool]) -> _Asking:
    is_seen = select(_C.id).where(_C.id == L.case_id, case_here, rule).exists()
    is_told = or_(L.case_id.is_(None), is_seen)
    mine, received = (L.actor_id == _person, here, *IN_TIME, is_told), (*_COPIES_FOR, is_told)
    wanted: Any = bindparam("cases", expanding=True)
    return _Asking(
        groups=grouped(told_of(is_private=_needs_a_case).where(*mine)),
        received_groups=grouped(told_of(is_private=_needs_a_case).where(*received)),
        rows=ROWS.where(*mine, _of_kind),
        received_rows=ROWS.where(*received, _of_kind),
        references=select(_C.id, _C.reference).where(_C.id.in_(wanted), case_here, rule),
    )


_BY_AUDITOR = _asking(tellable(Case), _here, _C.conference_id == _conference)
_OF_ONESELF = _asking(see(Case), true(), true())


@dataclass(frozen=True)
class Looked:
    """What somebody saw of one case and did on it; `sections` are in words."""

    reference: str
    case_id: int
    first_at: datetime | None
    last_at: datetime | None
    looks: int
    copies: int
    changes: int
    sections: tuple[str, ...]


@dataclass(frozen=True)
class LookedAnswer:
    """What somebody saw: the numbers as (words, number), each case, and a page of the entries."""

    person: str
    agency: str
    numbers: tuple[tuple[str, int], ...]
    cases: tuple[Looked, ...]
    lines: tuple[Line, ...]
    older: int | None = None


def what_somebody_saw(
    session: Session,
    conference_id: int,
    user_id: int,
    asked: Narrowed,
    before: int = NEWEST,
    *,
    kind: str = "",
    most: int = PAGE,
) -> LookedAnswer:
    """What a member of a conference saw there (AUDIT_LEDGER), by reference, without content; recorded.

    Cases from which the auditor is kept, and forms that are not accepted yet, are not in it and not counted.
    Raises NotFound for a conference that the viewer does not audit, and for somebody who was never a member.
    """
    person = get_member(session, conference_id, user_id)
    bound = {"conference_id": conference_id, "person_id": user_id, "conferences": [conference_id]}
    happening = events.LedgerRead(
        page=events.Question.PERSON, conference_id=conference_id, user_id=user_id, **asked.told()
    )
    entry = session.record(happening, is_list=True)
    found = _answer(session, _BY_AUDITOR, bound, asked, kind, before, most, with_terms=True)
    entry.cases.update(each.case_id for each in found.cases)
    return replace(found, person=person.name, agency=person.agency)


def what_i_saw(
    session: Session, asked: Narrowed, before: int = NEWEST, *, kind: str = "", most: int = PAGE
) -> LookedAnswer:
    """What the viewer saw, of the cases that they may see today (ACCOUNT_USE); recorded."""
    asking = session.viewer
    happening = events.LedgerRead(page=events.Question.MYSELF, user_id=asking.id, **asked.told())
    entry = session.record(happening, is_list=True)
    act = next((act for act in (Act.CASE_VIEW, Act.ACTION_VIEW) if asking.may(act)), Act.ACCOUNT_USE)
    with session.under(act):
        bound = {"person_id": asking.id, "conferences": [seat.conference_id for seat in asking.seats]}
        found = _answer(session, _OF_ONESELF, bound, asked, kind, before, most, with_terms=False)
    entry.cases.update(each.case_id for each in found.cases)
    return replace(found, person=asking.name, agency=asking.agency_name)


def _answer(
    session: Session,
    asking: _Asking,
    bound: dict[str, Any],
    asked: Narrowed,
    kind: str,
    before: int,
    most: int,
    *,
    with_terms: bool,
) -> LookedAnswer:
    kinds = KINDS.get(kind, ())
    more = {"most": most + 1, "any_kind": not kinds, "kinds": list(kinds)}
    recipient = f'"recipient_id":{bound["person_id"]},'
    bound = {**asked.binds, **bound, **more, "recipient": recipient}
    found = [*session.rows(asking.groups, bound), *session.rows(asking.received_groups, bound)]
    groups = groups_in(session, found)
    named = _named(session, asking, bound, (case_id for each in groups for case_id in each.cases_named))
    groups = [each for each in groups if not each.is_private or not named.keys().isdisjoint(each.cases_named)]
    theirs = [each for each in groups if each.actor_id == bound["person_id"]]
    cases = _cases(theirs, named)
    lines, older = page_of(
        lambda place: _entries(session, asking, {**bound, "before": place}),
        lambda rows: _lines(session, asking, bound, rows, with_terms=with_terms),
        before,
        most,
        batch=most + 1,
    )
    return LookedAnswer(
        person="",
        agency="",
        numbers=_numbers(theirs, [each for each in groups if each.is_handed and each not in theirs], cases),
        cases=cases,
        lines=lines,
        older=older,
    )


def _named(
    session: Session, asking: _Asking, bound: dict[str, Any], cases: Iterable[int | None]
) -> dict[int, str]:
    """The references of cases, of those that the reader may be told of."""
    wanted = sorted({number_in(each) for each in cases} - {0})
    return dict(tuple(row) for row in session.rows(asking.references, {**bound, "cases": wanted}))


def _entries(session: Session, asking: _Asking, bound: dict[str, Any]) -> list[Any]:
    rows = [*session.rows(asking.rows, bound), *session.rows(asking.received_rows, bound)]
    return sorted(rows, key=lambda row: -row.seq)[: bound["most"]]


def _cases(groups: list[Group], named: Mapping[int, str]) -> tuple[Looked, ...]:
    found: dict[int, Tally] = {}
    for group in groups:
        for case_id, sections in group.by_case(named).items():
            found.setdefault(case_id, Tally(group)).add(group, sections)
    looked = [_looked(case_id, named[case_id], tally) for case_id, tally in found.items()]
    return tuple(sorted(looked, key=lambda each: (-each.looks - each.changes, each.reference)))


def _looked(case_id: int, reference: str, tally: Tally) -> Looked:
    return Looked(
        reference=reference,
        case_id=case_id,
        first_at=moment_of(tally.first),
        last_at=moment_of(tally.last),
        looks=tally.looks,
        copies=tally.copies,
        changes=tally.changes,
        sections=tally.sections,
    )


def _numbers(
    groups: list[Group], handed: list[Group], cases: tuple[Looked, ...]
) -> tuple[tuple[str, int], ...]:
    """How much of each, in words. A list counts once, however many cases were in it."""

    def number(*wanted: str) -> int:
        return sum(each.number for each in groups if each.event in wanted)

    return (
        ("Cases seen or worked on", len(cases)),
        ("Pages of one case", number("CaseShown")),
        ("Lists", number("ListShown")),
        ("Searches", number(*KINDS["searches"])),
        ("Word copies and files", number(*KINDS["copies"])),
        ("Word copies made for somebody else", sum(each.number for each in handed)),
        ("Safe contacts revealed", number(*KINDS["reveals"])),
        ("Refused", number(*KINDS["refusals"])),
    )


def _lines(
    session: Session, asking: _Asking, bound: dict[str, Any], rows: Sequence[Any], *, with_terms: bool
) -> Iterator[Line]:
    told = [(row, body_of(row.body)) for row in rows]
    cases = (each for row, body in told for each in (row.case_id, *cases_in(body)))
    named = _named(session, asking, bound, cases)
    names = names_for(session, [recipient_of(row, body) for row, body in told])
    for row, body in told:
        line = _line(row, body, named, names, with_terms=with_terms)
        if line is not None:
            yield line


def _line(
    row: Any, body: dict[str, Any], named: Mapping[int, str], names: Names, *, with_terms: bool
) -> Line | None:
    """An entry with the cases that the reader may be told of, and what it showed of those."""
    by_case = sections_by_case(body, row.case_id, named)
    if not by_case and (row.case_id is not None or body.get("about", {}).get("page") in NEVER_EMPTY):
        return None
    shown = together(by_case.values()) if row.case_id or "cases" in body else sections_in(body)
    references = tuple(named[each] for each in by_case)
    terms = terms_of(row, body) if with_terms else ""
    return line_of(row, names, body=body, shown=shown, references=references, terms=terms)
