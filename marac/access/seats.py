"""Seats: the one row that says between which days an agency may see a case, and the same for a stand-in.

An agency sees a case from the day a list that invites it is published (or an action is given to it), for as
long as the meeting is neither closed nor cancelled or it has an open action, and then until the window after
the last of these has passed. Who is invited to a repeat also sees the case before it, whose plan the meeting
asks about first; not while the repeat is sealed, for then being invited to it shows nothing of it either.
An invitation gives no seat to an agency that is kept from the case it was invited to.
The agency that is typing in a referral sees its own draft. Every operation that changes an
invitation, a meeting, an action, a draft, a seal or an agency's denial calls `reseat` in the same transaction.

A deputy who is named for single meetings stands in on the cases of these meetings' published lists, and on no case
before them: from the naming until the last of these namings ends (`access.deputies`); not for a meeting that was
cancelled, and not on a case that whoever named them is kept from. Then their row holds on no day: were there none, who
named them could tell by the work it saves that something is kept from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from marac import clock
from marac.access.deputies import FOREVER, end_namings
from marac.access.scope import upkeep
from marac.db import Session
from marac.records import (
    Action,
    AgendaItem,
    Case,
    Exclusion,
    Invitation,
    Meeting,
    MeetingDeputy,
    Referral,
    Seat,
    StandIn,
)
from marac.records.base import columns

_C, _I, _G, _M, _A, _R, _S, _X = (
    columns(record) for record in (Case, Invitation, AgendaItem, Meeting, Action, Referral, Seat, Exclusion)
)
_D, _N = columns(MeetingDeputy), columns(StandIn)
_case: Any = bindparam("case_id")
_KEPT_OUT = select(_X.case_id, _X.agency_id).where(
    _X.case_id.in_(bindparam("cases", expanding=True)),
    _X.agency_id.is_not(None),
    _X.lifted_at.is_(None),
    upkeep(Exclusion),
)

_INVITATIONS = (
    select(_I.case_id, _I.agency_id, _M.published_at, _M.closed_at)
    .join_from(Invitation, AgendaItem, _G.id == _I.agenda_item_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .join(Case, _C.id == _I.case_id)
    .where(
        or_(_I.case_id == _case, and_(_C.earlier_case_id == _case, _C.is_sealed.is_(False))),
        _M.published_at.is_not(None),
        _M.status != "cancelled",
        upkeep(Case, Invitation, AgendaItem, Meeting),
    )
)
# Two changes of one case at once must not both derive its seats from what they saw first.
_EARLIER = select(_C.earlier_case_id).where(_C.id == _case, upkeep(Case)).with_for_update()
_LISTED = (
    select(_G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), upkeep(AgendaItem))
    .order_by(_G.case_id)
)
_ACTIONS = select(_A.agency_id, _A.recorded_at, _A.is_open, _A.ended_at).where(
    _A.case_id == _case, upkeep(Action)
)
_DRAFTS = select(_R.agency_id, _R.received_at).where(
    _R.case_id == _case, _R.status == "draft", _R.agency_id.is_not(None), upkeep(Referral)
)
_NAMINGS = (
    select(_D.user_id, _D.named_by_id, _D.named_at, _D.closes_on, _M.published_at)
    .join_from(MeetingDeputy, Meeting, _M.id == _D.meeting_id)
    .join(AgendaItem, _G.meeting_id == _M.id)
    .where(
        _G.case_id == _case,
        _M.published_at.is_not(None),
        _M.status != "cancelled",
        upkeep(AgendaItem, Meeting),
    )
)
_KEPT_OUT_PEOPLE = select(_X.user_id).where(
    _X.case_id == _case, _X.user_id.is_not(None), _X.lifted_at.is_(None), upkeep(Exclusion)
)
_CLEAR = (delete(Seat).where(_S.case_id == _case), delete(StandIn).where(_N.case_id == _case))


_NO_DAY = (FOREVER, date.min)


@dataclass
class _Window:
    """What is known of one agency's reasons to see a case."""

    opens: list[date] = field(default_factory=list)
    ends: list[date] = field(default_factory=list)
    is_lasting: bool = False

    def add(self, since: datetime, until: datetime | None) -> None:
        self.opens.append(clock.london_day(since))
        if until is None:
            self.is_lasting = True
        else:
            self.ends.append(clock.london_day(until))

    def days(self, window: timedelta) -> dict[str, date]:
        last = FOREVER if self.is_lasting else max(self.ends) + window
        return {"opens_on": min(self.opens), "closes_on": last}


def _collect(invitations: Iterable[Any], actions: Iterable[Any], drafts: Iterable[Any]) -> dict[int, _Window]:
    windows: dict[int, _Window] = {}
    for _, agency_id, published_at, closed_at in invitations:
        windows.setdefault(agency_id, _Window()).add(published_at, closed_at)
    for agency_id, recorded_at, is_open, ended_at in actions:
        ended = None if is_open else ended_at or recorded_at
        windows.setdefault(agency_id, _Window()).add(recorded_at, ended)
    for agency_id, received_at in drafts:
        windows.setdefault(agency_id, _Window()).add(received_at, None)
    return windows


def seat_draft(session: Session, case_id: int, agency_id: int) -> None:
    """Let the agency that starts a referral see its own draft."""
    session.execute(
        insert(Seat.__table__),  # type: ignore[attr-defined]
        [{"case_id": case_id, "agency_id": agency_id, "opens_on": clock.today(), "closes_on": FOREVER}],
    )


def reseat(session: Session, case_id: int, window_days: int) -> None:
    """Derive the seats of a case, and of the case before it, anew.

    `window_days`: how long sight lasts after closure (a configured rule of the conference).
    """
    session.flush()
    found = session.row(_EARLIER, {"case_id": case_id})
    _reseat_one(session, case_id, window_days)
    earlier = found[0] if found else None
    if earlier is not None:
        session.row(_EARLIER, {"case_id": earlier})
        _reseat_one(session, earlier, window_days)


def reseat_meeting(session: Session, meeting_id: int, window_days: int) -> None:
    """Derive the seats of every case on a meeting's list anew, and how long its deputies stand in: when it is
    published, opened, closed or cancelled, and when a deputy is named or withdrawn.

    Cases that the viewer may not see are seated as well. `window_days` as for `reseat`.
    """
    end_namings(session, meeting_id, window_days)
    for (case_id,) in session.rows(_LISTED, {"meeting_id": meeting_id}):
        reseat(session, case_id, window_days)


def _invitations(session: Session, case_id: int) -> list[Any]:
    rows = session.rows(_INVITATIONS, {"case_id": case_id})
    cases = {row.case_id for row in rows}
    kept_out = {tuple(row) for row in session.rows(_KEPT_OUT, {"cases": list(cases)})} if cases else set()
    return [row for row in rows if (row.case_id, row.agency_id) not in kept_out]


def _reseat_one(session: Session, case_id: int, window_days: int) -> None:
    bound = {"case_id": case_id}
    others = (session.rows(each, bound) for each in (_ACTIONS, _DRAFTS))
    windows = _collect(_invitations(session, case_id), *others)
    length = timedelta(days=window_days)
    for clear in _CLEAR:
        session.execute(clear, bound, execution_options={"synchronize_session": False})
    rows = [
        {"case_id": case_id, "agency_id": agency_id, **w.days(length)} for agency_id, w in windows.items()
    ]
    if rows:
        session.execute(insert(Seat.__table__), rows)  # type: ignore[attr-defined]
    rows = [{"case_id": case_id, **row} for row in _stand_ins(session, bound)]
    if rows:
        session.execute(insert(StandIn.__table__), rows)  # type: ignore[attr-defined]


def _stand_ins(session: Session, bound: dict[str, Any]) -> list[dict[str, Any]]:
    kept_out = {user_id for (user_id,) in session.rows(_KEPT_OUT_PEOPLE, bound)}
    found: dict[int, list[tuple[date, date]]] = {}
    for user_id, named_by_id, named_at, closes_on, published_at in session.rows(_NAMINGS, bound):
        days = found.setdefault(user_id, [])
        if named_by_id not in kept_out:
            days.append((clock.london_day(max(named_at, published_at)), closes_on))
    return [{"user_id": user_id, **_days_of(days)} for user_id, days in found.items()]


def _days_of(namings: list[tuple[date, date]]) -> dict[str, date]:
    first_days, last_days = zip(*(namings or [_NO_DAY]), strict=True)
    return {"opens_on": min(first_days), "closes_on": max(last_days)}
