"""The opening of the minutes: who came, what was read out, and nothing about any case."""

import json
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.scope import see
from marac.conferences import Kind, get_common
from marac.db import Session
from marac.records import Agency, Attendance, Exclusion, Meeting, User
from marac.records.base import columns

_T, _O, _U, _M, _X = (columns(record) for record in (Attendance, Agency, User, Meeting, Exclusion))
_CAME = (
    select(
        _O.name.label("agency"),
        _T.name,
        _U.name.label("member"),
        _T.status,
        _T.is_observer,
        _T.organisation,
    )
    .select_from(
        Attendance.__table__.outerjoin(  # type: ignore[attr-defined]
            Agency.__table__,  # type: ignore[attr-defined]
            _O.id == _T.agency_id,
        ).outerjoin(
            User.__table__,  # type: ignore[attr-defined]
            _U.id == _T.user_id,
        )
    )
    .where(_T.meeting_id == bindparam("meeting_id"), see(Attendance))
    .order_by(_O.name, _T.recorded_at, _T.id)
)
_NEXT = select(func.min(_M.starts_at)).where(
    _M.conference_id == bindparam("conference_id"),
    _M.starts_at > bindparam("after", type_=_M.starts_at.type),
    _M.kind == "scheduled",
    _M.status != "cancelled",
    see(Meeting),
)
_PERSON = (
    select(_U.name, _O.name.label("agency"))
    .join_from(User, Agency, _O.id == _U.agency_id)
    .where(_U.id == bindparam("user_id"))
)
_CONFLICTS = select(func.count()).where(
    _X.meeting_id == bindparam("meeting_id"), _X.origin == "conflict", see(Exclusion)
)


def opening_of(session: Session, kind: Kind, meeting: Meeting) -> str:
    """The opening as JSON: practitioners, statement, count of conflicts, next meeting."""
    came = session.rows(_CAME, {"meeting_id": meeting.id})
    conflicts = session.row(_CONFLICTS, {"meeting_id": meeting.id})[0] if meeting.conflicts_asked_at else None
    return json.dumps(
        {
            "chair": _named(session, meeting.chair_id),
            "is_emergency": meeting.kind == "emergency",
            "attendance": [_attendance(row) for row in came if not row.is_observer],
            "observers": [_observer(row) for row in came if row.is_observer],
            "confidentiality": _confidentiality(session, kind, meeting),
            "conflicts": conflicts,
            "next": _next(session, meeting),
        },
        ensure_ascii=False,
    )


def _attendance(row: Any) -> dict[str, str]:
    state = get_common().attendance_state(row.status)
    return {
        "agency": row.agency or row.organisation,
        "name": row.name or row.member or "",
        "status": state.code,
        "status_words": state.label,
        "is_present": "yes" if state.is_present else "",
    }


def _observer(row: Any) -> dict[str, str]:
    return {"name": row.name, "organisation": row.organisation}


def _named(session: Session, user_id: int | None) -> str:
    person = session.row(_PERSON, {"user_id": user_id}) if user_id is not None else None
    return f"{person.name}, {person.agency}" if person is not None else ""


def _confidentiality(session: Session, kind: Kind, meeting: Meeting) -> dict[str, str] | None:
    if meeting.confidentiality_at is None:
        return None
    return {
        "title": kind.confidentiality_title,
        "text": kind.confidentiality_statement,
        "by": _named(session, meeting.confidentiality_by_id),
        "at": meeting.confidentiality_at.isoformat(),
    }


def _next(session: Session, meeting: Meeting) -> str:
    bound = {"conference_id": meeting.conference_id, "after": max(meeting.starts_at, clock.now())}
    (starts_at,) = session.row(_NEXT, bound)
    return starts_at.isoformat() if starts_at is not None else ""
