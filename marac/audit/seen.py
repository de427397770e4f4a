"""Who has seen this case: one row for each person, then the entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, false, or_, select

from marac.access.loading import get
from marac.audit import events
from marac.audit.asking import (
    IN_ANY_TIME,
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
    OWN_TEXTS,
    PRIVATE_EVENTS,
    PRIVATE_PAGES,
    Sections,
    holds,
    number_in,
    read_texts,
    sections_by_case,
    sections_in,
)
from marac.db import Session
from marac.records import Agency, Case, Membership, User
from marac.records.base import columns

_M = columns(Membership)
_ours: Any = bindparam("our_agency")
_case: Any = bindparam("case_id")
_most: Any = bindparam("most")
_is_ours = and_(L.agency_id.is_not(None), L.agency_id == _ours)
_on_private_page = or_(*[holds(f'"page":"{page}"') for page in PRIVATE_PAGES])
_is_private = or_(
    L.event.in_(PRIVATE_EVENTS),
    and_(L.event == "ReturnMade", holds('"status":"draft"')),
    and_(L.event == "ContactRevealed", holds('"is_draft":true')),
)
_told = or_(_is_ours, ~_is_private)
_hides_texts = and_(~_is_ours, _on_private_page)
_NARROWED = (*IN_ANY_TIME, OF_AGENCY, OF_SECTION, _told)
_DIRECT = (L.case_id == _case, *_NARROWED)
_IN_LISTS = (
    L.case_id.is_(None),
    L.event.in_(LISTS),
    L.seq >= bindparam("first_seq"),
    holds(bindparam("case_text")),
    *_NARROWED,
)
_FIRST = select(L.seq).where(L.case_id == _case).order_by(L.seq).limit(1)
_GROUPS = grouped(told_of(is_private=_hides_texts).where(*_DIRECT))
_LIST_GROUPS = grouped(told_of(is_private=false()).where(*_IN_LISTS))
_ROWS = ROWS.where(*_DIRECT).limit(_most)
_LIST_ROWS = ROWS.where(*_IN_LISTS).limit(_most)
_AGENCIES_HERE = (
    select(G.id, G.name)
    .join_from(Agency, User, U.agency_id == G.id)
    .join(Membership, _M.user_id == U.id)
    .where(_M.conference_id == bindparam("conference_id"))
    .distinct()
    .order_by(G.name)
)


@dataclass(frozen=True)
class Reader:
    """What one person of one agency has seen of a case and done on it; `sections` are in words."""

    person: str
    agency: str
    agency_id: int
    first_at: datetime | None
    last_at: datetime | None
    looks: int
    copies: int
    changes: int
    sections: tuple[str, ...]


@dataclass(frozen=True)
class SeenAnswer:
    """Who has seen a case: by agency, by person, and one page of the entries, the newest first."""

    reference: str
    conference_id: int
    readers: tuple[Reader, ...]
    by_agency: tuple[tuple[str, int, int], ...]
    choices: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    older: int | None = None


def who_has_seen(
    session: Session, case_id: int, asked: Narrowed, before: int = NEWEST, *, most: int = PAGE
) -> SeenAnswer:
    """Everybody to whom anything of a case was shown, or who changed it (AUDIT_CASE). That this was asked is recorded.

    Of a list only what it showed of this case is told, and never which or how many others were in it. What another
    agency does on its own unshared items is not told at all. Raises NotFound for a case that the viewer may not see.
    """
    case = get(session, Case, case_id)
    session.record(
        events.LedgerRead(
            page=events.Question.CASE, case_id=case_id, conference_id=case.conference_id, **asked.told()
        )
    )
    bound = {
        **asked.binds,
        "case_id": case_id,
        "case_text": str(case_id),
        "our_agency": session.viewer.agency_id,
        "before": before,
        "conference_id": case.conference_id,
        "most": most + 1,
    }
    first = session.row(_FIRST, bound)
    bound["first_seq"] = first[0] if first else NEWEST
    groups = groups_in([*session.rows(_GROUPS, bound), *session.rows(_LIST_GROUPS, bound)])
    readers = _readers(groups, case_id, asked)
    lines, older = _lines(session, bound, case_id, asked, most)
    return SeenAnswer(
        reference=case.reference,
        conference_id=case.conference_id,
        readers=readers,
        by_agency=_by_agency(readers),
        choices=tuple(tuple(row) for row in session.rows(_AGENCIES_HERE, bound)),
        lines=lines,
        older=older,
    )


def _told_sections(body: dict[str, Any], case_id: int, *, is_private: bool) -> Sections | None:
    """What an entry showed of the case, or None where the case was not in it."""
    if "cases" in body:
        return sections_by_case(body, (case_id,)).get(case_id)
    shown = sections_in(body)
    return {name: whose for name, whose in shown.items() if name not in OWN_TEXTS} if is_private else shown


def _is_wanted(shown: Sections | None, asked: Narrowed) -> bool:
    return shown is not None and (not asked.section or asked.section in shown)


def _readers(groups: list[Group], case_id: int, asked: Narrowed) -> tuple[Reader, ...]:
    found: dict[tuple[int | None, int | None], Tally] = {}
    for group in groups:
        body = read_texts(group.cases, group.parts, group.shown)
        shown = _told_sections(body, case_id, is_private=bool(group.is_private))
        if shown is not None and _is_wanted(shown, asked):
            found.setdefault((group.actor_id, group.agency_id), Tally(group)).add(group, shown)
    readers = [_reader(each) for each in found.values()]
    return tuple(sorted(readers, key=lambda reader: (reader.agency, reader.person)))


def _reader(tally: Tally) -> Reader:
    return Reader(
        person=tally.group.person or NOBODY,
        agency=tally.group.agency or "",
        agency_id=number_in(tally.group.agency_id),
        first_at=moment_of(tally.first),
        last_at=moment_of(tally.last),
        looks=tally.looks,
        copies=tally.copies,
        changes=tally.changes,
        sections=tally.sections,
    )


def _by_agency(readers: Iterable[Reader]) -> tuple[tuple[str, int, int], ...]:
    """The agencies with how often each has looked, and their numbers; those that looked most first."""
    looks: dict[tuple[str, int], int] = {}
    for reader in readers:
        key = (reader.agency, reader.agency_id)
        looks[key] = looks.get(key, 0) + reader.looks
    ordered = sorted(looks.items(), key=lambda each: (-each[1], each[0]))
    return tuple((name or NOBODY, number, agency_id) for (name, agency_id), number in ordered)


def _lines(
    session: Session, bound: dict[str, Any], case_id: int, asked: Narrowed, most: int
) -> tuple[tuple[Line, ...], int | None]:
    rows = [*session.rows(_ROWS, bound), *session.rows(_LIST_ROWS, bound)]
    entries = sorted(rows, key=lambda row: -row.seq)
    older = entries[most - 1].seq if len(entries) > most else None
    agencies, lines = agency_names(session), []
    for row in entries[:most]:
        body, is_private = _as_told(row, session.viewer.agency_id)
        shown = _told_sections(body, case_id, is_private=is_private)
        if shown is not None and _is_wanted(shown, asked):
            lines.append(line_of(row, agencies, body=body, shown=shown))
    return tuple(lines), older


def _as_told(row: Any, ours: int) -> tuple[dict[str, Any], bool]:
    """What an entry says, and whether it tells of another agency's work on what it has not shared."""
    body = body_of(row.body)
    about = body.get("about", {})
    if row.agency_id == ours or about.get("page") not in PRIVATE_PAGES:
        return body, False
    return {**body, "about": {**about, "page": "case"}}, True
