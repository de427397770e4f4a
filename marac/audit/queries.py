"""Reading the ledger: who has seen this case, who has read what we shared, and everything for the auditor."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from marac.access.loading import get
from marac.access.scope import see
from marac.audit import events
from marac.audit.ledger import body_of, moment_of
from marac.audit.wording import event_in_words, page_in_words, section_in_words, way_in_words
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Case, Contribution, Membership, Referral, Text, User, ledger_entry
from marac.records.base import columns

PAGE = 50
_MOST_READ = 1000

_L, _U, _G = ledger_entry.c, columns(User), columns(Agency)
_M, _C, _N, _R = columns(Membership), columns(Case), columns(Contribution), columns(Referral)
_LISTS = ("ListShown", "SearchMade", "DocumentMade")
_before: Any = bindparam("before")

_ROWS = (
    select(_L.seq, _L.at, _L.event, _L.case_id, _L.body, _U.name, _G.name.label("agency"), _L.agency_id)
    .select_from(
        ledger_entry.outerjoin(User.__table__, _U.id == _L.actor_id).outerjoin(  # type: ignore[attr-defined]
            Agency.__table__,  # type: ignore[attr-defined]
            _G.id == _L.agency_id,
        )
    )
    .where(_L.seq < _before)
    .order_by(_L.seq.desc())
)
_OF_CASE = _ROWS.where(_L.case_id == bindparam("case_id")).limit(PAGE + 1)
_FIRST_OF_CASE = select(_L.seq).where(_L.case_id == bindparam("case_id")).order_by(_L.seq).limit(1)
_LISTS_WITH_CASE = _ROWS.where(
    _L.case_id.is_(None),
    _L.event.in_(_LISTS),
    _L.seq >= bindparam("since"),
    _L.body.like(bindparam("like")),
).limit(PAGE + 1)
_OWN_CASES = (
    select(_C.id, _C.reference)
    .join_from(Case, Contribution, _N.case_id == _C.id)
    .where(_N.agency_id == bindparam("our_agency"), see(Case, Contribution))
    .union(
        select(_C.id, _C.reference)
        .join_from(Case, Referral, _R.case_id == _C.id)
        .where(_R.agency_id == bindparam("our_agency"), see(Case, Referral))
    )
)
_BY_OTHERS = _ROWS.where(
    _L.agency_id != bindparam("our_agency"),
    _L.body.like(bindparam("like")),
    or_(
        _L.case_id.in_(bindparam("cases", expanding=True)),
        and_(
            _L.case_id.is_(None),
            _L.event.in_(_LISTS),
            _L.conference_id.in_(bindparam("conferences", expanding=True)),
        ),
    ),
).limit(_MOST_READ)
_OF_CONFERENCE = _ROWS.where(
    or_(
        _L.conference_id == bindparam("conference_id"),
        and_(
            _L.conference_id.is_(None),
            _L.actor_id.in_(select(_M.user_id).where(_M.conference_id == bindparam("conference_id"))),
        ),
    )
).limit(PAGE + 1)
_REFUSALS = _OF_CONFERENCE.where(_L.event == "AccessRefused")
_ONE_EVENT = _OF_CONFERENCE.where(_L.event == bindparam("event"))
_AGENCIES = select(_G.id, _G.name)

NEWEST = 2**62


@dataclass(frozen=True)
class Line:
    """One entry in words. `sections` pairs what was shown with whose it was."""

    seq: int
    at: datetime | None
    event: str
    way: str
    person: str
    agency: str
    outcome: str
    page: str
    case_number: str
    sections: tuple[tuple[str, str], ...] = ()
    cases: int = 0
    copy: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """A page of entries; `older` is where the next page starts, if there is one."""

    lines: tuple[Line, ...]
    older: int | None = None
    reference: str = ""
    conference_id: int | None = None
    own_cases: dict[int, str] = field(default_factory=dict)


def _agencies(session: Session) -> dict[int, str]:
    return dict(session.rows(_AGENCIES))


def _sections(shown: dict[str, list[int]], agencies: dict[int, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (section_in_words(name), ", ".join(agencies.get(each, "the meeting") for each in owners))
        for name, owners in shown.items()
    )


def _line(row: Any, agencies: dict[int, str], references: tuple[str, ...] = ()) -> Line:
    seq, at, event, case_id, text, person, agency, _agency_id = row
    body = body_of(text)
    about = body.get("about", {})
    return Line(
        seq=seq,
        at=moment_of(at),
        event=event_in_words(event),
        way=way_in_words(event),
        person=person or "Nobody signed in",
        agency=agency or "",
        outcome=body.get("outcome", ""),
        page=page_in_words(str(about.get("page") or about.get("document") or about.get("asked") or "")),
        case_number=f"…{case_id % 1_000_000:06d}" if case_id else "",
        sections=_sections(body.get("shown", {}), agencies),
        cases=len(body.get("cases", ())),
        copy=str(about.get("copy", "")),
        references=references,
    )


def _page(rows: Iterable[Any], agencies: dict[int, str]) -> tuple[tuple[Line, ...], int | None]:
    listed = sorted(rows, key=lambda row: -row[0])[: PAGE + 1]
    older = listed[PAGE - 1][0] if len(listed) > PAGE else None
    return tuple(_line(row, agencies) for row in listed[:PAGE]), older


# An agency's work on what it has not shared yet: others are not to know even that it goes on.
_PRIVATE_EVENTS = frozenset({"ContributionWritten", "ContributionRemoved"})
_PRIVATE_PAGES = frozenset({"research", "contribution", "autosave", "research_preview"})
_OWN_TEXTS = frozenset(
    {Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE, Text.CONTRIBUTION_WITHHELD, Text.RETURN_RECORDS}
)


def _without_drafts(row: Any, ours: int) -> Any | None:
    """An entry of a case as another agency may read it: without a trace of work that is not shared."""
    body = body_of(row.body)
    about = body.get("about", {})
    if row.agency_id == ours:
        return row
    is_draft = row.event == "ReturnMade" and about.get("status") == "draft"
    if row.event in _PRIVATE_EVENTS or is_draft:
        return None
    if about.get("page") in _PRIVATE_PAGES:
        body["about"] = {**about, "page": "case"}
        shown = body.get("shown", {})
        body["shown"] = {name: owners for name, owners in shown.items() if name not in _OWN_TEXTS}
    return (*row[:4], json.dumps(body), *row[5:])


def who_has_seen(session: Session, case_id: int, before: int = NEWEST) -> Record:
    """Every entry about a case, and every list that held it, newest first.

    Raises NotFound for a case that the viewer may not see. Reading this is itself recorded.
    """
    case = get(session, Case, case_id)
    session.record(events.LedgerRead(page="case", case_id=case_id, conference_id=case.conference_id))
    bound = {"case_id": case_id, "before": before, "like": f"%{case_id}%"}
    first = session.row(_FIRST_OF_CASE, bound)
    direct = session.rows(_OF_CASE, bound)
    lists = session.rows(_LISTS_WITH_CASE, {**bound, "since": first[0]}) if first else []
    held = [row for row in lists if case_id in body_of(row[4]).get("cases", ())]
    entries = sorted([*direct, *held], key=lambda row: -row.seq)[: PAGE + 1]
    older = entries[PAGE - 1].seq if len(entries) > PAGE else None
    agencies = _agencies(session)
    told = [_without_drafts(row, session.viewer.agency_id) for row in entries[:PAGE]]
    lines = tuple(_line(row, agencies) for row in told if row is not None)
    return Record(lines, older, reference=case.reference, conference_id=case.conference_id)


def who_has_read_ours(session: Session, before: int = NEWEST) -> Record:
    """Every time another agency was shown what the viewer's agency shared, newest first."""
    ours = session.viewer.agency_id
    own = dict(session.rows(_OWN_CASES, {"our_agency": ours}))
    entry = session.record(events.LedgerRead(page="own", rows=len(own)), is_list=True)
    entry.cases.update(own)
    bound = {
        "our_agency": ours,
        "before": before,
        "like": f"%{ours}%",
        "cases": list(own),
        "conferences": [seat.conference_id for seat in session.viewer.conferences(session.act)],
    }
    agencies = _agencies(session)
    lines: list[Line] = []
    last = None
    for row in session.rows(_BY_OTHERS, bound):
        line = _own_line(row, ours, own, agencies)
        if line is not None:
            lines.append(line)
        if len(lines) == PAGE:
            last = row[0]
            break
    return Record(tuple(lines), last)


def _own_line(row: Any, ours: int, own: dict[int, str], agencies: dict[int, str]) -> Line | None:
    """The entry if it showed something of ours on a case that the viewer may see; only our part of it."""
    body = body_of(row[4])
    cases = [case_id for case_id in (row[3], *body.get("cases", ())) if case_id in own]
    shown = {name: [ours] for name, owners in body.get("shown", {}).items() if ours in owners}
    if not cases or not shown:
        return None
    line = _line(row, agencies, tuple(own[case_id] for case_id in cases))
    return replace(line, sections=_sections(shown, agencies), cases=len(cases))


def conference_record(
    session: Session, conference_id: int, before: int = NEWEST, *, event: str = "", refusals: bool = False
) -> Record:
    """The ledger of a conference for its auditor: who, when and what kind, without case content."""
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    session.record(events.LedgerRead(page="conference", conference_id=conference_id))
    bound = {"conference_id": conference_id, "before": before, "event": event}
    statement: Select[Any] = _REFUSALS if refusals else _ONE_EVENT if event else _OF_CONFERENCE
    lines, older = _page(session.rows(statement, bound), _agencies(session))
    return Record(lines, older, conference_id=conference_id)
