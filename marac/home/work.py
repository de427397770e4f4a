"""What somebody has to do now, by the parts they play: each part asks under the act that it is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.access.viewer import Seat
from marac.actions.counts import OverdueCounts, overdue_counts
from marac.actions.mine import OwnRow, first_actions
from marac.actions.overdue import scope_of
from marac.audit import events
from marac.audit.checking import LastCheck, last_check
from marac.contributions.asked import Asked, research_queue
from marac.contributions.chase import ReturnState, return_state
from marac.db import Session
from marac.meetings.plan_queries import MeetingLine, meetings_of
from marac.records import Action, AgendaItem, Meeting, Minutes, Referral
from marac.records.base import columns

ROWS_SHOWN = 10

_M, _N, _R, _A, _G = (columns(record) for record in (Meeting, Minutes, Referral, Action, AgendaItem))
_TO_REVIEW = select(func.count()).where(
    _R.conference_id == bindparam("conference_id"), _R.status == "to_review", see(Referral)
)
_DRAFT_MINUTES = (
    select(_M.id, _M.reference, _M.closed_at, _N.number)
    .join_from(Minutes, Meeting, _M.id == _N.meeting_id)
    .where(_N.conference_id == bindparam("conference_id"), _N.status == "draft", see(Minutes, Meeting))
    .order_by(_M.closed_at)
)
_TRANSFERS = select(func.count()).where(
    _A.conference_id == bindparam("conference_id"),
    _A.is_open == 1,
    _A.transfer_to_id.is_not(None),
    see(Action),
)
_REPEATS = select(func.count()).where(
    _G.meeting_id == bindparam("meeting_id"), _G.is_repeat.is_(True), see(AgendaItem)
)


@dataclass(frozen=True)
class OwnWork:
    """A representative's work: the agency's actions and the research it is asked for."""

    mine: list[OwnRow] = field(default_factory=list)
    others: list[OwnRow] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    is_asked: bool = False

    @property
    def overdue(self) -> int:
        """How many of the actions shown are overdue."""
        return sum(row.is_late for row in (*self.mine, *self.others))

    @property
    def unanswered(self) -> list[Asked]:
        """The research that is still to be returned."""
        return [each for each in self.asked if not each.is_returned]


@dataclass(frozen=True)
class DraftMinutes:
    """Minutes that nobody has approved yet."""

    meeting_id: int
    reference: str
    closed_at: datetime | None
    number: int


@dataclass(frozen=True)
class OfficeWork:
    """The work of a conference's office: the next meeting and what stands in its way."""

    seat: Seat
    meeting: MeetingLine | None
    repeats: int
    returns: ReturnState | None
    to_review: int | None
    drafts: list[DraftMinutes]
    transfers: int
    overdue: OverdueCounts

    @property
    def minutes_each(self) -> int:
        """Minutes for each case of the next meeting, rounded down."""
        if self.meeting is None or not self.meeting.cases:
            return 0
        return self.meeting.minutes_available // self.meeting.cases


def own_work(session: Session) -> OwnWork | None:
    """The actions of the viewer's agency and its research queue, or None for somebody without either."""
    if not session.viewer.may(Act.ACTION_UPDATE):
        return None
    with session.under(Act.ACTION_UPDATE):
        page = first_actions(session, ROWS_SHOWN)
    asked: list[Asked] = []
    is_asked = session.viewer.may(Act.RESEARCH_CONTRIBUTE)
    if is_asked:
        with session.under(Act.RESEARCH_CONTRIBUTE):
            asked = research_queue(session)
            entry = session.record(events.ListShown(page="research-queue", rows=len(asked)), is_list=True)
            entry.cases.update(each.case_id for each in asked)
    return OwnWork(page.mine, page.others, asked, is_asked)


def office_work(session: Session) -> Iterator[OfficeWork]:
    """The work of each conference to whose office the viewer belongs."""
    for seat in session.viewer.conferences(Act.LIST_MANAGE):
        with session.under(Act.LIST_MANAGE):
            yield _office(session, seat)


def _office(session: Session, seat: Seat) -> OfficeWork:
    bound = {"conference_id": seat.conference_id}
    coming, _past, _older = meetings_of(session, seat, None)
    meeting = next((line for line in coming if line.status != "cancelled"), None)
    shown = session.record(events.ListShown(page="office", conference_id=seat.conference_id), is_list=True)
    returns = _returns(session, meeting)
    shown.cases.update(_chased_cases(returns))
    may_review = session.viewer.may_in(Act.REFERRAL_REVIEW, seat.conference_id)
    return OfficeWork(
        seat=seat,
        meeting=meeting,
        repeats=session.row(_REPEATS, {"meeting_id": meeting.id})[0] if meeting else 0,
        returns=returns,
        to_review=session.row(_TO_REVIEW, bound)[0] if may_review else None,
        drafts=[DraftMinutes(*row) for row in session.rows(_DRAFT_MINUTES, bound)],
        transfers=session.row(_TRANSFERS, bound)[0],
        overdue=overdue_counts(session, scope_of(session.viewer, seat.slug)),
    )


def _returns(session: Session, meeting: MeetingLine | None) -> ReturnState | None:
    if meeting is None or get(session, Meeting, meeting.id).published_at is None:
        return None
    return return_state(session, meeting.id)


def _chased_cases(returns: ReturnState | None) -> set[int]:
    """The cases that the page names because somebody owes a return on them."""
    if returns is None:
        return set()
    named = {reference for chased in returns.chase_list for reference in chased.references}
    return {row.case_id for row in returns.rows if row.reference in named}


def overseen(session: Session) -> OverdueCounts | None:
    """What a manager oversees, or None for somebody who manages nothing."""
    is_manager = any(seat.role == "manager" for seat in session.viewer.conferences(Act.ACTION_OVERSEE))
    if not is_manager:
        return None
    with session.under(Act.ACTION_OVERSEE):
        return overdue_counts(session, scope_of(session.viewer))


def audited(session: Session) -> Iterator[tuple[Seat, LastCheck | None]]:
    """Each conference that the viewer audits, and when its ledger was last checked."""
    for seat in session.viewer.conferences(Act.AUDIT_LEDGER):
        with session.under(Act.AUDIT_LEDGER):
            yield seat, last_check(session, seat.conference_id)


def greeting(work: OwnWork) -> str:
    """The work in one line: "3 actions to do · 1 overdue · 12 cases to research by Tuesday"."""
    actions = len(work.mine) + len(work.others)
    parts = [_counted(actions, "action") + " to do"]
    if work.overdue:
        parts.append(f"{work.overdue} overdue")
    if work.unanswered:
        first = min((each.research_by for each in work.unanswered if each.research_by), default=None)
        by = f" by {clock.weekday_in_words(first)}" if first else ""
        parts.append(f"{_counted(len(work.unanswered), 'case')} to research{by}")
    return " · ".join(parts)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def everything(session: Session) -> dict[str, Any]:
    """All the parts of somebody's first page."""
    own = own_work(session)
    return {
        "own": own,
        "greeting": greeting(own) if own else "",
        "offices": list(office_work(session)),
        "overseen": overseen(session),
        "audited": list(audited(session)),
        "administers": session.viewer.may(Act.ACCOUNT_ADMINISTER),
    }
