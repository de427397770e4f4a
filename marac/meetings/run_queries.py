"""What the pages of a meeting in progress show."""

from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.deputies import counts_at
from marac.access.scope import see
from marac.audit import events
from marac.db import Session
from marac.errors import NotFound
from marac.meetings.listing_rules import kind_of
from marac.meetings.run_shapes import AgencyLine, Came, Member, RunCase, Running
from marac.records import Agency, AgendaItem, Attendance, Case, ConferenceAgency, Meeting, Membership, User
from marac.records.base import columns

_M, _G, _C, _T, _Y, _U, _B, _F = (
    columns(record)
    for record in (Meeting, AgendaItem, Case, Attendance, Agency, User, Membership, ConferenceAgency)
)
_today: Any = bindparam("today", type_=_B.from_on.type)
_MEETING = (
    select(
        _M.id,
        _M.conference_id,
        _M.reference,
        _M.kind.label("meeting_kind"),
        _M.status,
        _M.starts_at,
        _M.opened_at,
        _M.confidentiality_at,
        _U.name.label("confidentiality_by"),
        _M.conflicts_asked_at,
        _M.closed_at,
        _M.minutes_available,
        _M.version,
    )
    .select_from(Meeting.__table__.outerjoin(User.__table__, _U.id == _M.confidentiality_by_id))  # type: ignore[attr-defined]
    .where(_M.id == bindparam("meeting_id"), see(Meeting))
)
_CASES = (
    select(
        _G.id,
        _G.case_id,
        _C.reference,
        _G.minutes,
        _G.is_repeat,
        _G.status,
        _G.decision,
        _G.started_at,
        _G.closed_at,
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)
_CAME = (
    select(_T.id, _T.agency_id, _T.user_id, _T.name, _T.organisation, _T.status, _T.is_observer)
    .where(_T.meeting_id == bindparam("meeting_id"), see(Attendance))
    .order_by(_T.recorded_at, _T.id)
)
_MEMBERS = (
    select(_Y.id.label("agency_id"), _Y.name.label("agency"), _F.is_standing, _U.id, _U.name)
    .select_from(
        ConferenceAgency.__table__.join(Agency.__table__, _Y.id == _F.agency_id)  # type: ignore[attr-defined]
        .join(User.__table__, _U.agency_id == _Y.id)  # type: ignore[attr-defined]
        .join(Membership.__table__, (_B.user_id == _U.id) & (_B.conference_id == _F.conference_id))  # type: ignore[attr-defined]
    )
    .where(
        _F.conference_id == bindparam("conference_id"),
        _B.from_on <= _today,
        _B.until_on >= _today,
        counts_at(_B, bindparam("meeting_id"), _today),
        _U.is_active.is_(True),
        _Y.is_active.is_(True),
    )
    .order_by(_F.is_standing.desc(), _Y.name, _U.name)
)


def show_running(session: Session, meeting_id: int, page: str, *, with_cases: bool = True) -> Running:
    """A meeting and how far it has come, for the act MEETING_RUN; its cases are named on the entry.

    A page that shows none of them asks for none: nobody is then said to have seen them. Raises NotFound.
    """
    row = session.row(_MEETING, {"meeting_id": meeting_id})
    if row is None:
        raise NotFound
    is_closed = row.status == "closed"
    cases = [
        RunCase(
            item_id=each.id,
            case_id=each.case_id,
            reference=each.reference,
            minutes=each.minutes,
            is_repeat=each.is_repeat,
            status=each.status,
            decision=each.decision,
            is_started=each.started_at is not None,
            is_left_over=is_closed and each.closed_at is None,
        )
        for each in (session.rows(_CASES, {"meeting_id": meeting_id}) if with_cases else ())
    ]
    came = [Came(*each) for each in session.rows(_CAME, {"meeting_id": meeting_id})]
    shown = session.record(
        events.ListShown(page=page, conference_id=row.conference_id, meeting_id=meeting_id, rows=len(cases)),
        is_list=True,
    )
    shown.cases = {case.case_id for case in cases}
    kind = kind_of(session, row.conference_id)
    values = {**row._mapping, "confidentiality_by": row.confidentiality_by or ""}
    return Running(**values, kind=kind, cases=tuple(cases), came=tuple(came))


def conference_members(session: Session, conference_id: int, meeting_id: int) -> list[AgencyLine]:
    """The agencies of a conference and whoever comes to this meeting for them: standing agencies first, by name."""
    bound = {"conference_id": conference_id, "meeting_id": meeting_id, "today": clock.today()}
    rows = session.rows(_MEMBERS, bound)
    lines: dict[int, AgencyLine] = {}
    for row in rows:
        member = Member(row.id, row.name, row.agency_id, row.agency)
        before = lines.get(row.agency_id)
        members = (*before.members, member) if before else (member,)
        lines[row.agency_id] = AgencyLine(row.agency_id, row.agency, row.is_standing, members)
    return list(lines.values())
