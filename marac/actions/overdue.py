"""Overdue and due soon, for those who oversee: the list, one page at a time.

An action is overdue from the instant `due_at`: the London midnight that ends its day, or its hour that day.
The viewer, this list and the ledger's head are the page's only selects, however many actions there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select, tuple_

from marac import clock
from marac.access.acts import Act
from marac.access.viewer import Seat, Viewer
from marac.actions.deadlines import deadline
from marac.actions.filters import Cursor, Filters
from marac.actions.lines import LISTED, A, C, Listed, U, action_numbers, action_statement, read_actions
from marac.audit import events
from marac.clock import day_in_words
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.errors import NotFound
from marac.records import User

PAGE_ROWS = 40
SHEET_ROWS = 5_000
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_LARGEST_ID = 2**53

_AFTER_AT = bindparam("after_at", type_=A.due_at.type)
_UNTIL = bindparam("until", type_=A.due_at.type)
_AFTER_ID: Any = bindparam("after_id", type_=A.id.type)
_OWNERS = User.__table__.alias()  # type: ignore[attr-defined]
_AFTER_NAME = select(_OWNERS.c.name).where(_OWNERS.c.id == bindparam("after_lead")).scalar_subquery()

_SCOPES: dict[str, Any] = {
    "conference": A.conference_id == bindparam("scope_id"),
    "agency": A.agency_id == bindparam("scope_id"),
}
_STATES: dict[str, tuple[Any, ...]] = {
    "unacknowledged": (A.acknowledged_at.is_(None),),
    "transfer": (A.transfer_to_id.is_not(None),),
}
_LEADS: dict[str, tuple[Any, Any]] = {
    "owner": (U.name, _AFTER_NAME),
    "reference": (C.reference, bindparam("after_lead", type_=C.reference.type)),
}


class Scope(NamedTuple):
    """Whose actions: those of one conference (for its office), or of one agency (for its managers)."""

    name: str
    number: int
    seat: Seat
    is_narrowed: bool

    @property
    def kind(self) -> Kind:
        """The description whose rules say what soon and old mean."""
        return get_kind(self.seat.kind)


def scope_of(viewer: Viewer, slug: str = "") -> Scope:
    """What the viewer oversees: the conference named, or without a name as much as one page can show.

    A manager oversees the agency's actions in every conference; chair and coordinator those of a conference
    of theirs. Raises NotFound for a conference that is not the viewer's to oversee.
    """
    seats = viewer.conferences(Act.ACTION_OVERSEE)
    if slug:
        seats = tuple(seat for seat in seats if seat.slug == slug)
    managed = next((seat for seat in seats if not seat.is_office), None)
    chosen = managed or (seats[0] if seats else None)
    if chosen is None:
        raise NotFound
    if chosen.is_office:
        return Scope("conference", chosen.conference_id, chosen, False)
    return Scope("agency", viewer.agency_id, chosen, bool(slug))


@cache
def list_statement(
    scope: str, state: str, sort: str, *, is_later: bool, is_narrowed: bool, has_owner: bool, has_age: bool
) -> Select[Any]:
    """The statement of one shape of list; each shape is built once."""
    conditions = [_SCOPES[scope], A.is_open == 1, A.due_at <= _UNTIL, *_STATES.get(state, ())]
    if is_narrowed:
        conditions.append(A.conference_id == bindparam("conference_id"))
    if has_owner:
        conditions.append(A.owner_id == bindparam("owner_id"))
    if has_age:
        conditions.append(A.due_on.between(bindparam("oldest_on"), bindparam("newest_on")))
    if sort == "due":
        conditions.append(tuple_(A.due_at, A.id) > tuple_(_AFTER_AT, _AFTER_ID))
        return action_statement(LISTED, *conditions).order_by(A.due_at, A.id).limit(bindparam("most"))
    lead, after = _LEADS[sort]
    conditions.append(A.due_at > bindparam("since", type_=A.due_at.type))
    if is_later:
        conditions.append(tuple_(lead, A.due_at, A.id) > tuple_(after, _AFTER_AT, _AFTER_ID))
    # No index has this order: the page is chosen first, so that only its own texts are read.
    order = (lead, A.due_at, A.id)
    chosen = action_numbers(*conditions).order_by(*order).limit(bindparam("most")).correlate(None)
    return action_statement(LISTED, A.id.in_(chosen)).order_by(*order)


def due_range(scope: Scope, state: str) -> tuple[datetime, datetime]:
    """The deadlines of a state: later than the first, up to and with the second."""
    now = clock.now()
    if state == "overdue":
        return EARLIEST, now
    if state == "soon":
        days = scope.kind.rule("due_soon_days", clock.today()).number
        return now, deadline(clock.today() + timedelta(days=days))
    return EARLIEST, LATEST


def band_starts(scope: Scope) -> tuple[int, ...]:
    """The first day of each age band; an action overdue by hours belongs to the first."""
    return (0, *scope.kind.rule("overdue_age_bands", clock.today()).numbers[1:])


def band_days(starts: Sequence[int], number: int) -> tuple[date, date]:
    """The oldest and the newest due day of an age band; the last band has no end."""
    today = clock.today()
    is_last = number + 1 >= len(starts)
    oldest = EARLIEST.date() if is_last else today - timedelta(days=starts[number + 1] - 1)
    return oldest, today - timedelta(days=starts[min(number, len(starts) - 1)])


def _binds(scope: Scope, filters: Filters, most: int) -> dict[str, Any]:
    since, until = due_range(scope, filters.state)
    after = filters.after or Cursor("", since, _LARGEST_ID)
    oldest, newest = band_days(band_starts(scope), filters.age or 0)
    lead: Any = int(after.lead) if filters.sort == "owner" and after.lead else after.lead
    return {
        "scope_id": scope.number,
        "conference_id": scope.seat.conference_id,
        "owner_id": filters.owner,
        "since": since,
        "until": until,
        "oldest_on": oldest,
        "newest_on": newest,
        "after_at": max(after.due_at, since),
        "after_id": after.action_id,
        "after_lead": lead,
        "most": most,
    }


@dataclass(frozen=True)
class OverduePage:
    """One page of the list. `following` is where the next one starts, if there is one."""

    scope: Scope
    filters: Filters
    rows: list["OverdueRow"]
    following: Cursor | None


class OverdueRow(NamedTuple):
    """A row in words. `over` is the days over, or nothing while the action is in time."""

    id: int
    version: int
    reference: str
    text: str
    risk: str
    owner_id: int
    owner: str
    agency: str
    due: str
    over: str
    is_late: bool
    last_word: str
    is_acknowledged: bool
    is_transfer_asked: bool


def overdue_page(
    session: Session, filters: Filters, *, most: int = PAGE_ROWS, page: str = "overdue"
) -> OverduePage:
    """One page of what the viewer oversees, recorded as shown. Raises NotFound as `scope_of`."""
    scope = scope_of(session.viewer, filters.conference)
    statement = list_statement(
        scope.name,
        filters.state,
        filters.sort,
        is_later=filters.after is not None,
        is_narrowed=scope.is_narrowed,
        has_owner=filters.owner is not None,
        has_age=filters.age is not None,
    )
    office_id = scope.seat.conference_id if scope.name == "conference" else None
    shown = session.record(events.ListShown(page=page, conference_id=office_id), is_list=True)
    found = [
        Listed._make(row) for row in read_actions(session, shown, statement, _binds(scope, filters, most + 1))
    ]
    kept = found[:most]
    following = _cursor(kept[-1], filters.sort) if len(found) > most else None
    return OverduePage(scope, filters, in_rows(kept), following)


def _cursor(last: Listed, sort: str) -> Cursor:
    lead = {"due": "", "owner": str(last.owner_id), "reference": last.reference}[sort]
    return Cursor(lead, deadline(last.due_on, last.due_time), last.id)


def in_rows(actions: Sequence[Listed]) -> list[OverdueRow]:
    """The actions in words, judged at this moment."""
    days = _Days(clock.now())
    rows = []
    for one in actions:
        due, over, is_late = days.words(one.due_on, one.due_time)
        rows.append(
            OverdueRow(
                one.id,
                one.version,
                one.reference,
                one.text,
                one.risk,
                one.owner_id,
                one.owner,
                one.agency,
                due,
                over,
                is_late,
                one.last_word,
                one.is_acknowledged,
                one.transfer_to_id is not None,
            )
        )
    return rows


def due_day(due_on: date, due_time: time | None) -> str:
    """A deadline as a day, with its hour if it has one."""
    return day_in_words(due_on) if due_time is None else f"{day_in_words(due_on)}, {due_time:%H:%M}"


class _Days:
    """Deadlines in words, each day worked out once for a page."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, clock.london_today(now)
        self.known: dict[tuple[date, time | None], tuple[str, str, bool]] = {}

    def words(self, due_on: date, due_time: time | None) -> tuple[str, str, bool]:
        found = self.known.get((due_on, due_time))
        if found is None:
            found = self.known[due_on, due_time] = self._words(due_on, due_time)
        return found

    def _words(self, due_on: date, due_time: time | None) -> tuple[str, str, bool]:
        due = due_day(due_on, due_time)
        if due_on < self.today:
            return due, str((self.today - due_on).days), True
        is_late = due_on == self.today and deadline(due_on, due_time) <= self.now
        return due, "0" if is_late else "", is_late
