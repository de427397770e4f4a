"""Who has seen this case: one row for each person, then the entries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, false, or_, select

from marac.access.loading import get
from marac.access.scope import see
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
    line_of,
    names_for,
    page_of,
    recipient_of,
)
from marac.audit.members import agencies_in
from marac.audit.telling import (
    CASES_MARK,
    LISTS,
    OWN_TEXTS,
    PRIVATE_EVENTS,
    PRIVATE_PAGES,
    Sections,
    holds,
    number_in,
    sections_by_case,
)
from marac.db import Session
from marac.records import Case
from marac.records.base import columns

_C = columns(Case)
_ours: Any = bindparam("our_agency")
_case: Any = bindparam("case_id")
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
# Pages of a later case of the same people show texts of this one, and say so.
_LATER = select(_C.id).where(_C.earlier_case_id == _case, see(Case))
_ON_LATER = (
    L.case_id.in_(bindparam("later", expanding=True)),
    holds(CASES_MARK),
    holds(bindparam("case_text")),
    *_NARROWED,
)
_FIRST = select(L.seq).where(L.case_id == _case).order_by(L.seq).limit(1)
_GROUPS = grouped(told_of(is_private=_hides_texts).where(*_DIRECT))
_LIST_GROUPS = grouped(told_of(is_private=false()).where(*_IN_LISTS))
_LATER_GROUPS = grouped(told_of(is_private=_hides_texts).where(*_ON_LATER))
_ROWS, _LIST_ROWS, _LATER_ROWS = ROWS.where(*_DIRECT), ROWS.where(*_IN_LISTS), ROWS.where(*_ON_LATER)


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
    bound = _bound(session, case, asked, most)
    groups = groups_in(session, _found(session, (_GROUPS, _LIST_GROUPS, _LATER_GROUPS), bound))
    readers = _readers(groups, case_id, asked)
    lines, older = page_of(
        lambda place: _entries(session, {**bound, "before": place}),
        lambda rows: _lines(session, rows, case_id, asked),
        before,
        most,
        batch=most + 1,
    )
    return SeenAnswer(
        reference=case.reference,
        conference_id=case.conference_id,
        readers=readers,
        by_agency=times_by_agency((each.agency, each.agency_id, each.looks) for each in readers),
        choices=agencies_in(session, [case.conference_id]),
        lines=lines,
        older=older,
    )


def _bound(session: Session, case: Case, asked: Narrowed, most: int) -> dict[str, Any]:
    bound = {
        **asked.binds,
        "case_id": case.id,
        "case_text": str(case.id),
        "our_agency": session.viewer.agency_id,
        "most": most + 1,
    }
    first = session.row(_FIRST, bound)
    later = [row.id for row in session.rows(_LATER, bound)]
    return {**bound, "first_seq": first[0] if first else NEWEST, "later": later}


def _found(session: Session, statements: tuple[Any, Any, Any], bound: dict[str, Any]) -> list[Any]:
    """The rows of the statements over the case itself, over lists and over the pages of later cases."""
    asked = statements if bound["later"] else statements[:2]
    return [row for each in asked for row in session.rows(each, bound)]


def _entries(session: Session, bound: dict[str, Any]) -> list[Any]:
    found = _found(session, (_ROWS, _LIST_ROWS, _LATER_ROWS), bound)
    return sorted(found, key=lambda row: -row.seq)[: bound["most"]]


def _told_sections(
    shown: Mapping[int, Sections], case_id: int, asked: Narrowed, *, is_private: bool
) -> Sections | None:
    """What an entry showed of the case, or None where the case, or what was asked about, was not in it."""
    found = shown.get(case_id)
    if found is not None and is_private:
        found = {name: whose for name, whose in found.items() if name not in OWN_TEXTS}
    return found if found is not None and (not asked.section or asked.section in found) else None


def _readers(groups: list[Group], case_id: int, asked: Narrowed) -> tuple[Reader, ...]:
    found: dict[tuple[int | None, int | None], Tally] = {}
    for group in groups:
        shown = _told_sections(group.by_case((case_id,)), case_id, asked, is_private=bool(group.is_private))
        if shown is not None and group.is_of(asked.agency_id):
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


def _lines(session: Session, rows: Sequence[Any], case_id: int, asked: Narrowed) -> Iterator[Line]:
    told = [(row, *_as_told(row, session.viewer.agency_id)) for row in rows]
    names = names_for(session, [recipient_of(row, body) for row, body, _ in told])
    for row, body, is_private in told:
        by_case = sections_by_case(body, row.case_id, (case_id,))
        shown = _told_sections(by_case, case_id, asked, is_private=is_private)
        if shown is not None:
            yield line_of(row, names, body=body, shown=shown)


def _as_told(row: Any, ours: int) -> tuple[dict[str, Any], bool]:
    """What an entry says, and whether it tells of another agency's work on what it has not shared."""
    body = body_of(row.body)
    about = body.get("about", {})
    if row.agency_id == ours or about.get("page") not in PRIVATE_PAGES:
        return body, False
    return {**body, "about": {**about, "page": "case"}}, True
