"""Conflicts of interest: whoever declares one cannot see the case from the next request on."""

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.meetings.sitting import sitting_meeting
from marac.people.denials import SAME_PERSON, keep_from_case
from marac.records import AgendaItem, Case, Exclusion, Meeting, Membership, User
from marac.records.base import columns

_X, _G, _U, _M = columns(Exclusion), columns(AgendaItem), columns(User), columns(Membership)
_LISTED = select(_G.id).where(
    _G.meeting_id == bindparam("meeting_id"), _G.case_id == bindparam("case_id"), see(AgendaItem)
)
_AGENCY_EXCLUDED = select(_X.id).where(
    _X.case_id == bindparam("case_id"),
    _X.agency_id == bindparam("agency_id"),
    _X.lifted_at.is_(None),
    _X.origin != SAME_PERSON,
    see(Exclusion),
)
_DECLARED = select(func.count()).where(_X.meeting_id == bindparam("meeting_id"), see(Exclusion))
_MEMBER = (
    select(_U.name, _U.agency_id)
    .join_from(User, Membership, _M.user_id == _U.id)
    .where(_U.id == bindparam("user_id"), _M.conference_id == bindparam("conference_id"))
)


def declare_conflict(session: Session, meeting_id: int, user_id: int, case_id: int, reason: str) -> Exclusion:
    """Keep a member from a case on this meeting's list because of a conflict of interest, at once.

    It beats every role, the chair's and the viewer's own included, until somebody lifts it, and holds for
    every case tied to this one.
    Raises NotFound, and Mistake without a reason or when the member is kept from the case already.
    """
    meeting = sitting_meeting(session, meeting_id)
    if session.row(_LISTED, {"meeting_id": meeting_id, "case_id": case_id}) is None:
        raise NotFound
    member = session.row(_MEMBER, {"user_id": user_id, "conference_id": meeting.conference_id})
    if member is None:
        raise Mistake("user_id", "Choose a member of this conference.")
    if not reason.strip():
        raise Mistake("reason", "Say in a few words what the conflict is. Only the office reads it.")
    case, denial = get(session, Case, case_id), None
    if not session.rows(_AGENCY_EXCLUDED, {"case_id": case_id, "agency_id": member.agency_id}):
        about = {"user_id": user_id, "meeting_id": meeting_id}
        denial = keep_from_case(session, case, "conflict", reason.strip(), **about)
    if denial is None:
        raise Mistake("user_id", f"{member.name} is kept from this case already.")
    return denial


def ask_conflicts(session: Session, meeting_id: int) -> Meeting:
    """Record that conflicts of interest were asked for. Raises NotFound and Mistake."""
    meeting = sitting_meeting(session, meeting_id)
    if meeting.conflicts_asked_at is None:
        meeting.conflicts_asked_at = clock.now()
        (declared,) = session.row(_DECLARED, {"meeting_id": meeting_id})
        session.record(
            events.ConflictsAsked(
                record_id=meeting.id, conference_id=meeting.conference_id, declared=declared
            )
        )
    return meeting
