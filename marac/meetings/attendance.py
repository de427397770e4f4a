"""Who came to a meeting: by agency and name, and observers who have signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get, hold
from marac.access.scope import see
from marac.audit import events
from marac.conferences import get_common
from marac.db import Session
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings.sitting import sitting_meeting
from marac.records import Attendance, ConferenceAgency, Meeting, Membership, User
from marac.records.base import columns

_T, _U, _M, _F = columns(Attendance), columns(User), columns(Membership), columns(ConferenceAgency)
_OF_AGENCY = (
    select(Attendance)
    .where(
        _T.meeting_id == bindparam("meeting_id"),
        _T.agency_id == bindparam("agency_id"),
        _T.is_observer.is_(False),
        see(Attendance),
    )
    .order_by(_T.recorded_at, _T.id)
)
_MEMBER = (
    select(_U.name)
    .join_from(User, Membership, _M.user_id == _U.id)
    .where(
        _U.id == bindparam("user_id"),
        _U.agency_id == bindparam("agency_id"),
        _M.conference_id == bindparam("conference_id"),
    )
)
_BELONGS = select(_F.agency_id).where(
    _F.conference_id == bindparam("conference_id"), _F.agency_id == bindparam("agency_id")
)


@dataclass(frozen=True)
class Came:
    """How one agency took part: the code of its attendance, and who, as a member or by a typed name.

    `was` is the mark (`mark_of`) of what was recorded when the form was built.
    """

    agency_id: int
    status: str
    user_id: int | None = None
    name: str = ""
    was: str = ""

    @property
    def words(self) -> str:
        """What is said of the agency, as one mark."""
        return _words(self.status, self.user_id, self.name)

    @property
    def is_untouched(self) -> bool:
        """Whether it says what the form said when it was built."""
        return self.words == self.was.partition(" ")[2]


def _words(status: str, user_id: int | None, name: str) -> str:
    return f"{status} {user_id or 0} {'' if user_id else name.strip()}".strip()


def mark_of(rows: Sequence[Any]) -> str:
    """What is recorded of one agency, as a form keeps it to tell whether somebody changed it meanwhile.

    `rows` are its people, the one of the table's own row first; no row has the empty mark.
    """
    if not rows:
        return ""
    others = ".".join(str(row.id) for row in rows[1:])
    return f"+{others} {_words(rows[0].status, rows[0].user_id, rows[0].name)}"


def record_attendance(
    session: Session,
    meeting_id: int,
    agency_id: int,
    status: str,
    *,
    user_id: int | None = None,
    name: str = "",
) -> Attendance:
    """Record how an agency took part, in place of what was recorded before.

    `status` is an attendance state; somebody present is named, as a member of the agency (`user_id`) or by a
    typed name. Further people of an agency are added by `add_attender`. Raises NotFound and Mistake.
    """
    hold(session, Meeting, meeting_id)
    meeting = sitting_meeting(session, meeting_id)
    return _record(session, meeting, Came(agency_id, status, user_id, name))


def record_all_attendance(session: Session, meeting_id: int, lines: Iterable[Came]) -> None:
    """Record several agencies at once; what the form did not change is left as it is now.

    Raises NotFound, Mistake whose field is `agency-<id>`, and StaleForm, after which nothing may be kept, when
    somebody else has changed an agency that the form changes too.
    """
    hold(session, Meeting, meeting_id)
    meeting = sitting_meeting(session, meeting_id)
    changed = [line for line in lines if not line.is_untouched]
    if any(is_overtaken(line, mark_of(_rows(session, meeting, line.agency_id))) for line in changed):
        raise StaleForm
    for line in changed:
        try:
            _record(session, meeting, line)
        except Mistake as mistake:
            raise Mistake(f"agency-{line.agency_id}", mistake.message) from None


def is_overtaken(line: Came, now: str) -> bool:
    """Whether what was typed would replace, with something else, what somebody recorded meanwhile."""
    return not line.is_untouched and now != line.was and now.partition(" ")[2] != line.words


def _record(session: Session, meeting: Meeting, line: Came) -> Attendance:
    is_present = _is_present(line.status)
    name = _name_of(session, meeting, line)
    if is_present and not name:
        raise Mistake("name", "Say who came: choose a member of the agency or type the name.")
    rows = _rows(session, meeting, line.agency_id)
    first = (
        rows[0]
        if rows
        else Attendance(
            meeting_id=meeting.id, conference_id=meeting.conference_id, agency_id=line.agency_id, status=""
        )
    )
    for other in rows[1:] if not is_present else ():
        _take_off(session, meeting, other)
    if (first.status, first.user_id, first.name) != (line.status, line.user_id, name):
        first.status, first.user_id, first.name = line.status, line.user_id, name
        first.recorded_at = clock.now()
        _keep(session, meeting, first)
    return first


def add_attender(
    session: Session, meeting_id: int, agency_id: int, *, user_id: int | None = None, name: str = ""
) -> Attendance:
    """Record one more person of an agency that is present. Raises NotFound and Mistake."""
    hold(session, Meeting, meeting_id)
    meeting = sitting_meeting(session, meeting_id)
    rows = _rows(session, meeting, agency_id)
    named = _name_of(session, meeting, Came(agency_id, "present", user_id, name))
    if not named:
        raise Mistake("name", "Choose a member of the agency or type the name.")
    if not rows or not _is_present(rows[0].status):
        raise Mistake("agency", "Record the agency as present first.")
    if any(row.name == named for row in rows):
        raise Mistake("name", f"{named} is recorded already.")
    added = Attendance(
        meeting_id=meeting.id,
        conference_id=meeting.conference_id,
        agency_id=agency_id,
        user_id=user_id,
        name=named,
        status="present",
    )
    _keep(session, meeting, added)
    return added


def record_observer(
    session: Session, meeting_id: int, name: str, organisation: str, *, has_signed: bool
) -> Attendance:
    """Record an observer who has signed the confidentiality statement. Raises NotFound and Mistake."""
    hold(session, Meeting, meeting_id)
    meeting = sitting_meeting(session, meeting_id)
    if not name.strip():
        raise Mistake("name", "Type the observer's name.")
    if not organisation.strip():
        raise Mistake("organisation", "Say where the observer comes from.")
    if not has_signed:
        raise Mistake("has_signed", "An observer signs confidentiality first. Ask them to sign, then tick.")
    observer = Attendance(
        meeting_id=meeting.id,
        conference_id=meeting.conference_id,
        name=name.strip(),
        organisation=organisation.strip(),
        status="present",
        is_observer=True,
        has_signed=True,
    )
    _keep(session, meeting, observer)
    return observer


def remove_attender(session: Session, attendance_id: int) -> int:
    """Take off somebody who was recorded by mistake; returns the meeting. Raises NotFound and Mistake."""
    meeting_id = get(session, Attendance, attendance_id).meeting_id
    hold(session, Meeting, meeting_id)
    meeting = sitting_meeting(session, meeting_id)
    _take_off(session, meeting, hold(session, Attendance, attendance_id))
    return meeting_id


def _take_off(session: Session, meeting: Meeting, row: Attendance) -> None:
    session.delete(row)
    session.record(
        events.AttendanceRecorded(
            record_id=row.id, conference_id=meeting.conference_id, agency_id=row.agency_id, status="removed"
        )
    )


def _is_present(status: str) -> bool:
    state = next((state for state in get_common().attendance if state.code == status), None)
    if state is None:
        raise Mistake("status", "Choose how the agency took part.")
    return state.is_present


def _name_of(session: Session, meeting: Meeting, line: Came) -> str:
    place = {"conference_id": meeting.conference_id, "agency_id": line.agency_id}
    if session.row(_BELONGS, place) is None:
        raise NotFound
    if line.user_id is None:
        return line.name.strip()
    member = session.row(_MEMBER, {**place, "user_id": line.user_id})
    if member is None:
        raise Mistake("user_id", "Choose somebody of this agency, or type the name.")
    return str(member[0])


def _rows(session: Session, meeting: Meeting, agency_id: int) -> list[Attendance]:
    bound = {**session.see, "meeting_id": meeting.id, "agency_id": agency_id}
    return list(session.execute(_OF_AGENCY, bound).scalars())


def _keep(session: Session, meeting: Meeting, row: Attendance) -> None:
    session.add(row)
    session.record(
        events.AttendanceRecorded(
            record_id=row.id, conference_id=meeting.conference_id, agency_id=row.agency_id, status=row.status
        )
    )
    session.flush()
