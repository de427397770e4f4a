"""What a conference's office has to do: its coordinator's next steps, and what its chair is to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, case, func, select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.access.viewer import Seat
from marac.actions.counts import OverdueCounts, overdue_counts
from marac.actions.mine import OwnCounts
from marac.actions.overdue import scope_of
from marac.audit import events
from marac.contributions.chase import ReturnState, return_state
from marac.db import Session
from marac.meetings.plan_queries import MeetingLine, meetings_of
from marac.records import Action, Agency, AgendaItem, Exclusion, Meeting, Minutes, Referral, User
from marac.records.base import columns

CHASED_SHOWN = 5

_M, _N, _R, _A, _G, _X, _U, _Y = (
    columns(record) for record in (Meeting, Minutes, Referral, Action, AgendaItem, Exclusion, User, Agency)
)
_TO_REVIEW = select(func.count()).where(
    _R.conference_id == bindparam("conference_id"), _R.status == "to_review", see(Referral)
)
_DRAFT_MINUTES = (
    select(_M.id, _M.reference, _M.closed_at, _N.number, func.coalesce(_U.name, ""))
    .join_from(Minutes, Meeting, _M.id == _N.meeting_id)
    .outerjoin(User, _U.id == _M.chair_id)
    .where(_N.conference_id == bindparam("conference_id"), _N.status == "draft", see(Minutes, Meeting))
    .order_by(_M.closed_at)
)
_REPEATS = select(func.count()).where(
    _G.meeting_id == bindparam("meeting_id"), _G.is_repeat.is_(True), see(AgendaItem)
)
# Denials that only follow from who is who are nobody's declaration.
_CONFLICTS = (
    select(func.count())
    .select_from(Exclusion)
    .join(AgendaItem, _G.case_id == _X.case_id)
    .where(
        _G.meeting_id == bindparam("meeting_id"),
        _X.origin == "conflict",
        _X.lifted_at.is_(None),
        see(AgendaItem, Exclusion),
    )
)
_IS_LATE = case((_A.due_at <= bindparam("now", type_=_A.due_at.type), 1), else_=0)
_BY_AGENCY = (
    select(_Y.name, func.count(), func.sum(_IS_LATE, type_=Integer))
    .join_from(Action, Agency, _Y.id == _A.agency_id)
    .where(_A.conference_id == bindparam("conference_id"), _A.is_open == 1, see(Action))
    .group_by(_Y.id, _Y.name)
)


@dataclass(frozen=True)
class DraftMinutes:
    """Minutes that nobody has approved yet."""

    meeting_id: int
    reference: str
    closed_at: datetime | None
    number: int
    chair: str


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting of a conference, with the state of its research."""

    line: MeetingLine
    repeats: int
    returns: ReturnState

    @property
    def minutes_each(self) -> int:
        """Minutes for each case, rounded down."""
        return self.line.minutes_available // self.line.cases if self.line.cases else 0

    @property
    def is_today(self) -> bool:
        """Whether the meeting is on this London day."""
        return clock.london_day(self.line.starts_at) == clock.today()

    @property
    def missing(self) -> int:
        """How many returns are still to come."""
        return self.returns.asked - self.returns.returned

    @property
    def uninvited(self) -> int:
        """How many cases nobody is invited to."""
        return sum(all(cell.status == "not_asked" for cell in row.cells) for row in self.returns.rows)


@dataclass(frozen=True)
class Owing:
    """An agency that owes returns: how many of how many it was asked for, and how many of them are late."""

    agency: str
    out: int
    asked: int
    late: int


@dataclass(frozen=True)
class CoordinatorWork:
    """What a coordinator has to do for one conference."""

    seat: Seat
    meeting: NextMeeting | None
    to_review: int
    drafts: list[DraftMinutes]
    owing: list[Owing]
    overdue: OverdueCounts


@dataclass(frozen=True)
class ChairWork:
    """What a chair is to know of one conference. `agencies` pairs a name with its open actions."""

    seat: Seat
    meeting: NextMeeting | None
    conflicts: int
    drafts: list[DraftMinutes]
    agencies: list[tuple[str, OwnCounts]]

    @property
    def overdue(self) -> int:
        """How many actions of the conference are overdue."""
        return sum(counts.overdue for _, counts in self.agencies)


def coordinated(session: Session) -> Iterator[CoordinatorWork]:
    """The work of each conference that the viewer coordinates."""
    for seat in session.viewer.conferences(Act.REFERRAL_REVIEW):
        with session.under(Act.LIST_MANAGE):
            session.record(events.ListShown(page="office", conference_id=seat.conference_id), is_list=True)
            bound = {"conference_id": seat.conference_id}
            meeting = _next_meeting(session, seat)
            yield CoordinatorWork(
                seat=seat,
                meeting=meeting,
                to_review=session.row(_TO_REVIEW, bound)[0],
                drafts=[DraftMinutes(*row) for row in session.rows(_DRAFT_MINUTES, bound)],
                owing=_owing(meeting.returns) if meeting and meeting.returns.is_published else [],
                overdue=overdue_counts(session, scope_of(session.viewer, seat.slug)),
            )


def chaired(session: Session) -> Iterator[ChairWork]:
    """What each conference that the viewer chairs has before it."""
    for seat in session.viewer.conferences(Act.MINUTES_APPROVE):
        with session.under(Act.LIST_MANAGE):
            session.record(events.ListShown(page="chair", conference_id=seat.conference_id), is_list=True)
            bound = {"conference_id": seat.conference_id}
            meeting = _next_meeting(session, seat)
            yield ChairWork(
                seat=seat,
                meeting=meeting,
                conflicts=session.row(_CONFLICTS, {"meeting_id": meeting.line.id})[0] if meeting else 0,
                drafts=[DraftMinutes(*row) for row in session.rows(_DRAFT_MINUTES, bound)],
                agencies=_by_agency(session, seat.conference_id),
            )


def _next_meeting(session: Session, seat: Seat) -> NextMeeting | None:
    coming, _past, _older = meetings_of(session, seat, None)
    line = next((each for each in coming if each.status != "cancelled"), None)
    if line is None:
        return None
    repeats = session.row(_REPEATS, {"meeting_id": line.id})[0]
    return NextMeeting(line, repeats, return_state(session, line.id))


def _owing(returns: ReturnState) -> list[Owing]:
    """Who owes returns, those with late ones first, then those that owe most."""
    owing = []
    for place, agency in enumerate(returns.agencies):
        asked = [row.cells[place] for row in returns.rows if row.cells[place].status != "not_asked"]
        out = [cell for cell in asked if cell.is_missing]
        owing.append(Owing(agency, len(out), len(asked), sum(cell.is_late for cell in out)))
    return sorted((each for each in owing if each.out), key=lambda each: (-each.late, -each.out, each.agency))


def _by_agency(session: Session, conference_id: int) -> list[tuple[str, OwnCounts]]:
    """The open actions of each agency, the agency with most overdue first."""
    rows = session.rows(_BY_AGENCY, {"conference_id": conference_id, "now": clock.now()})
    counted = [(name, OwnCounts(number, late)) for name, number, late in rows]
    return sorted(counted, key=lambda each: (-each[1].overdue, -each[1].open, each[0]))
