"""Lists of cases: those of a conference, and those found by a search. Each row has its people by name."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, func, or_, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list
from marac.access.viewer import Seat
from marac.audit import events
from marac.cases.wording import STATUS_TAGS, STATUS_WORDS
from marac.db import Entry, Session
from marac.people.party_lines import name_of
from marac.records import Action, AgendaItem, Case, Meeting, Party, SealedText, Text
from marac.records.base import Utc, columns

PAGE = 30
_START = datetime(2000, 1, 1, tzinfo=UTC)
_END = datetime(9000, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

_C, _P, _S, _G, _M, _A = (
    columns(record) for record in (Case, Party, SealedText, AgendaItem, Meeting, Action)
)
_cases: Any = bindparam("cases", expanding=True)
_before: Any = bindparam("before", type_=Utc())

_ROWS = select(_C.id, _C.reference, _C.status, _C.is_repeat, _C.last_referred_on, _C.opened_at)
_PAGE_OF_CASES = (
    _ROWS.where(
        _C.conference_id == bindparam("conference_id"),
        _C.status == bindparam("status"),
        or_(_C.opened_at < _before, and_(_C.opened_at == _before, _C.id < bindparam("before_id"))),
        see(Case),
    )
    .order_by(_C.opened_at.desc(), _C.id.desc())
    .limit(PAGE + 1)
)
_THESE = _ROWS.where(_C.id.in_(_cases), see(Case)).order_by(_C.opened_at.desc(), _C.id.desc())
_COUNTS = (
    select(_C.status, func.count())
    .where(_C.conference_id == bindparam("conference_id"), see(Case))
    .group_by(_C.status)
)
_PEOPLE = (
    select(_P.role, _P.position, *SEALED_COLUMNS)
    .join_from(Party, SealedText, _S.owner_id == _P.id)
    .where(
        _P.case_id.in_(_cases),
        _P.role.in_(("victim", "perpetrator")),
        _S.field == Text.PARTY_IDENTITY,
        see(Party, SealedText),
    )
    .order_by(_P.role.desc(), _P.position)
)
_NEXT_MEETINGS = (
    select(_G.case_id, _M.reference, _M.starts_at)
    .join_from(AgendaItem, Meeting, _M.id == _G.meeting_id)
    .where(
        _G.case_id.in_(_cases),
        _M.status.not_in(("closed", "cancelled")),
        or_(_M.published_at.is_not(None), bindparam("is_office", type_=Boolean)),
        see(AgendaItem, Meeting),
    )
    .order_by(_M.starts_at.desc())
)
_OPEN_ACTIONS = (
    select(_A.case_id, func.count())
    .where(_A.case_id.in_(_cases), _A.is_open == 1, see(Action))
    .group_by(_A.case_id)
)


@dataclass(frozen=True)
class CaseRow:
    """One case in a list. `victims` and `perpetrators` are names, `meeting` and `meets_at` the next one's."""

    id: int
    reference: str
    status: str
    status_words: str
    status_tag: str
    is_repeat: bool
    victims: tuple[str, ...]
    perpetrators: tuple[str, ...]
    meeting: str = ""
    meets_at: datetime | None = None
    open_actions: int = 0


@dataclass(frozen=True)
class CaseList:
    """A page of cases. `counts` are by status; `older` is where the next page starts."""

    rows: tuple[CaseRow, ...]
    counts: dict[str, int]
    older: str = ""


def list_cases(session: Session, seat: Seat, status: str, before: str = "") -> CaseList:
    """The cases of one status that the viewer may see in a conference (CASE_VIEW), newest first.

    `before` is the `older` of the page before; anything else means the newest.
    """
    shown = session.record(events.ListShown(page="cases", conference_id=seat.conference_id), is_list=True)
    moment, case_id = _read_place(before)
    bound = {"conference_id": seat.conference_id, "status": status, "before": moment, "before_id": case_id}
    found = session.rows(_PAGE_OF_CASES, bound)
    counts = {each: int(count) for each, count in session.rows(_COUNTS, bound)}
    listed = found[:PAGE]
    older = _place(listed[-1]) if len(found) > PAGE else ""
    return CaseList(_with_people(session, shown, seat, listed), counts, older)


def these_cases(session: Session, shown: Entry, seat: Seat, case_ids: Iterable[int]) -> tuple[CaseRow, ...]:
    """These cases as rows, under a list receipt."""
    found = session.rows(_THESE, {"cases": list(case_ids)})
    return _with_people(session, shown, seat, found)


def _with_people(session: Session, shown: Entry, seat: Seat, found: Iterable[Any]) -> tuple[CaseRow, ...]:
    listed = list(found)
    numbers = [row.id for row in listed]
    bound = {"cases": numbers, "is_office": seat.is_office}
    shown.cases.update(numbers)
    people, texts = open_list(session, shown, _PEOPLE, bound)
    names = _names(people, texts)
    meetings = {row.case_id: row for row in session.rows(_NEXT_MEETINGS, bound)}
    actions = {case_id: int(count) for case_id, count in session.rows(_OPEN_ACTIONS, bound)}
    return tuple(
        CaseRow(
            id=row.id,
            reference=row.reference,
            status=row.status,
            status_words=STATUS_WORDS.get(row.status, row.status),
            status_tag=STATUS_TAGS.get(row.status, "plain"),
            is_repeat=row.is_repeat,
            victims=tuple(names.get((row.id, "victim"), ())),
            perpetrators=tuple(names.get((row.id, "perpetrator"), ())),
            meeting=meetings[row.id].reference if row.id in meetings else "",
            meets_at=meetings[row.id].starts_at if row.id in meetings else None,
            open_actions=actions.get(row.id, 0),
        )
        for row in listed
    )


def _names(people: Iterable[Any], texts: Texts) -> dict[tuple[int, str], list[str]]:
    names: dict[tuple[int, str], list[str]] = {}
    for row in people:
        identity = json.loads(texts[row.owner_id, row.field])
        names.setdefault((row.case_id, row.role), []).append(name_of(identity))
    return names


def _place(row: Any) -> str:
    """Where the next page starts: after this moment and, within it, after this case."""
    return f"{(row.opened_at - _START) // _TICK}-{row.id}"


def _read_place(text: str) -> tuple[datetime, int]:
    ticks, _, case_id = text.partition("-")
    is_place = all(part.isascii() and part.isdigit() and len(part) <= 16 for part in (ticks, case_id))
    return (_START + int(ticks) * _TICK, int(case_id)) if is_place else (_END, 0)
