"""What one person saw: each case by its reference, searches, copies, reveals and refusals, then the entries.

The auditor asks it of a member of their conference and is told references, sections and numbers, never what a
section says: an auditor reads no case. Everybody may ask it of themselves, of the cases that they may see today.
Managers may not ask it of their people: no act of theirs goes beyond actions and what their agency shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, ColumnElement, Select, bindparam, or_, select, true

from marac.access.acts import Act
from marac.access.scope import openable, see
from marac.audit import events
from marac.audit.asking import IN_TIME, Group, Narrowed, Tally, grouped, groups_in, told_of
from marac.audit.ledger import body_of, moment_of
from marac.audit.lines import NEWEST, PAGE, ROWS, G, L, Line, U, agency_names, line_of
from marac.audit.telling import cases_in, holds, read_texts, sections_by_case, sections_in, together
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Case, Membership, User
from marac.records.base import columns

# What the entries can be narrowed to, by name.
KINDS: dict[str, tuple[str, ...]] = {
    "searches": ("SearchMade",),
    "copies": ("DocumentMade", "FileShown", "LedgerExported"),
    "reveals": ("ContactRevealed",),
    "refusals": ("AccessRefused", "BreakGlassRefused", "AccountHeld"),
}

_C, _M = columns(Case), columns(Membership)
_person: Any = bindparam("person_id")
_conference: Any = bindparam("conference_id")
_of_kind = or_(bindparam("any_kind", type_=Boolean()), L.event.in_(bindparam("kinds", expanding=True)))
# Lists that are made only where there is a case to put in them: without one that may be told they are not told.
_NEVER_EMPTY = ("history", "break-glass", "reveals")
_needs_a_case = or_(*[holds(f'"page":"{page}"') for page in _NEVER_EMPTY])
_here = or_(L.conference_id == _conference, L.conference_id.is_(None))


class _Asking(NamedTuple):
    """The statements of one way of asking: by the auditor of a conference, or of oneself."""

    cases: Select[Any]
    others: Select[Any]
    rows: Select[Any]
    references: Select[Any]


def _asking(rule: ColumnElement[bool], here: ColumnElement[bool], case_here: ColumnElement[bool]) -> _Asking:
    mine = (L.actor_id == _person, here, *IN_TIME)
    is_seen = select(_C.id).where(_C.id == L.case_id, case_here, rule).exists()
    return _Asking(
        cases=grouped(
            told_of(_C.id.label("about_id"), _C.reference)
            .join(Case, _C.id == L.case_id)
            .where(*mine, case_here, rule)
        ),
        others=grouped(told_of(is_private=_needs_a_case).where(*mine, L.case_id.is_(None))),
        rows=ROWS.where(*mine, _of_kind, or_(L.case_id.is_(None), is_seen)).limit(bindparam("most")),
        references=select(_C.id, _C.reference).where(
            _C.id.in_(bindparam("cases", expanding=True)), case_here, rule
        ),
    )


_BY_AUDITOR = _asking(openable(Case), _here, _C.conference_id == _conference)
_OF_ONESELF = _asking(see(Case), true(), true())
_MEMBER = (
    select(U.id, U.name, U.job_title, G.name.label("agency"), _M.role, _M.until_on)
    .join_from(Membership, User, U.id == _M.user_id)
    .join(Agency, G.id == U.agency_id)
    .where(_M.conference_id == _conference)
    .order_by(G.name, U.name, U.id)
)
_ONE_MEMBER = _MEMBER.where(U.id == _person)


class Member(NamedTuple):
    """Somebody who is or was a member of a conference."""

    id: int
    name: str
    job_title: str
    agency: str
    role: str
    until_on: date


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


def members(session: Session, conference_id: int) -> list[Member]:
    """The people of a conference, past members too, for its auditor (AUDIT_LEDGER), recorded. Raises NotFound."""
    if not session.viewer.may_in(Act.AUDIT_LEDGER, conference_id):
        raise NotFound
    session.record(events.LedgerRead(page=events.Question.PEOPLE, conference_id=conference_id))
    return [Member(*row) for row in session.rows(_MEMBER, {"conference_id": conference_id})]


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
    bound = {"conference_id": conference_id, "person_id": user_id}
    is_auditor = session.viewer.may_in(Act.AUDIT_LEDGER, conference_id)
    person = session.row(_ONE_MEMBER, bound) if is_auditor else None
    if person is None:
        raise NotFound
    happening = events.LedgerRead(
        page=events.Question.PERSON, conference_id=conference_id, user_id=user_id, **asked.told()
    )
    entry = session.record(happening, is_list=True)
    found = _answer(session, _BY_AUDITOR, {**bound, "before": before}, asked, kind, most)
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
        bound = {"person_id": asking.id, "before": before}
        found = _answer(session, _OF_ONESELF, bound, asked, kind, most)
    entry.cases.update(each.case_id for each in found.cases)
    return replace(found, person=asking.name, agency=asking.agency_name)


def _answer(
    session: Session, asking: _Asking, bound: dict[str, Any], asked: Narrowed, kind: str, most: int
) -> LookedAnswer:
    kinds = KINDS.get(kind, ())
    bound = {**asked.binds, **bound, "most": most + 1, "any_kind": not kinds, "kinds": list(kinds)}
    direct = groups_in(session.rows(asking.cases, bound))
    others = groups_in(session.rows(asking.others, bound))
    rows = session.rows(asking.rows, bound)
    named = {each.about_id: each.reference for each in direct}
    listed = {case_id for each in others for case_id in cases_in(read_texts(each.cases))}
    references = session.rows(asking.references, {**bound, "cases": sorted(listed)})
    named |= dict(tuple(row) for row in references)
    others = [each for each in others if not each.is_private or _has_any(each, named)]
    agencies = agency_names(session)
    lines = [_line(row, named, agencies) for row in rows[:most]]
    return LookedAnswer(
        person="",
        agency="",
        numbers=_numbers([*direct, *others], named),
        cases=_cases(direct, others, named),
        lines=tuple(line for line in lines if line is not None),
        older=rows[most - 1].seq if len(rows) > most else None,
    )


def _has_any(group: Group, named: Mapping[int, str]) -> bool:
    return any(case_id in named for case_id in cases_in(read_texts(group.cases)))


def _cases(direct: list[Group], others: list[Group], named: Mapping[int, str]) -> tuple[Looked, ...]:
    found: dict[int, Tally] = {}
    for group in direct:
        found.setdefault(group.about_id, Tally(group)).add(group, sections_in(read_texts(group.shown)))
    for group in others:
        body = read_texts(group.cases, group.parts, group.shown)
        for case_id, sections in sections_by_case(body, named).items():
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


def _numbers(groups: list[Group], named: Mapping[int, str]) -> tuple[tuple[str, int], ...]:
    """How much of each, in words. A list counts once, however many cases were in it."""

    def number(*wanted: str) -> int:
        return sum(each.number for each in groups if each.event in wanted)

    return (
        ("Cases met", len(named)),
        ("Pages of one case", number("CaseShown")),
        ("Lists", number("ListShown")),
        ("Searches", number(*KINDS["searches"])),
        ("Word copies and files", number(*KINDS["copies"])),
        ("Safe contacts revealed", number(*KINDS["reveals"])),
        ("Refused", number(*KINDS["refusals"])),
    )


def _line(row: Any, named: Mapping[int, str], agencies: Mapping[int, str]) -> Line | None:
    """An entry with the cases that the reader may be told of, and what it showed of those."""
    body = body_of(row.body)
    if row.case_id is not None:
        return line_of(row, agencies, body=body, references=[named.get(row.case_id, "")])
    cases = [each for each in cases_in(body) if each in named]
    if not cases and body.get("about", {}).get("page") in _NEVER_EMPTY:
        return None
    shown = together(sections_by_case(body, cases).values()) if "cases" in body else sections_in(body)
    return line_of(row, agencies, body=body, shown=shown, references=[named[each] for each in cases])
