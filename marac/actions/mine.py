"""My agency's actions: mine first, due soonest, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, case, func, select, tuple_

from marac import clock
from marac.access.scope import see
from marac.actions.deadlines import by_when, deadline
from marac.actions.filters import Cursor
from marac.actions.lines import LISTED, A, Listed, action_statement, read_actions, read_words, words_statement
from marac.actions.overdue import EARLIEST, LATEST
from marac.actions.statuses import STATUS_WORDS, is_open
from marac.audit import events
from marac.db import Entry, Session
from marac.records import Action

PAGE_ROWS = 40
_LARGEST_ID = 2**53
_AFTER_AT = bindparam("after_at", type_=A.due_at.type)
_AFTER_ID: Any = bindparam("after_id", type_=A.id.type)


@dataclass(frozen=True)
class OwnRow:
    """One of my agency's actions, in words."""

    action: Listed
    due: str
    is_late: bool
    is_open: bool
    is_mine: bool
    status: str


@dataclass(frozen=True)
class OwnPage:
    """A page of my agency's actions. `mine` is empty on later pages; `following` starts the next one."""

    mine: list[OwnRow]
    others: list[OwnRow]
    following: Cursor | None
    has_more_mine: bool = False


@cache
def _statement(*, are_open: bool, are_mine: bool) -> Select[Any]:
    owner = A.owner_id == bindparam("owner_id") if are_mine else A.owner_id != bindparam("owner_id")
    place, after = tuple_(A.due_at, A.id), tuple_(_AFTER_AT, _AFTER_ID)
    conditions = (A.agency_id == bindparam("agency_id"), A.is_open == int(are_open), owner)
    if are_open:
        return _page(place > after, *conditions).order_by(A.due_at, A.id)
    return _page(place < after, *conditions).order_by(A.due_at.desc(), A.id.desc())


def _page(*conditions: Any) -> Select[Any]:
    return action_statement(LISTED, *conditions).limit(bindparam("most"))


def my_actions(
    session: Session, *, are_open: bool = True, only_mine: bool = False, after: Cursor | None = None
) -> OwnPage:
    """The actions of the viewer's agency that the viewer may see, recorded as shown.

    Open ones by due date, the soonest first; ended ones by due date, the latest first. The first page has the
    viewer's own in full (at most a page) and then the colleagues'; `only_mine` pages through the own ones.
    """
    shown = session.record(events.ListShown(page="my-actions"), is_list=True)
    if only_mine:
        rows, following = _read(session, shown, after, are_open=are_open, are_mine=True)
        return OwnPage(rows, [], following)
    mine, more = ([], None) if after else _read(session, shown, None, are_open=are_open, are_mine=True)
    others, following = _read(session, shown, after, are_open=are_open, are_mine=False)
    return OwnPage(mine, others, following, more is not None)


@cache
def _first(*, are_mine: bool) -> Select[Any]:
    owner = A.owner_id == bindparam("owner_id") if are_mine else A.owner_id != bindparam("owner_id")
    found = words_statement(LISTED, A.agency_id == bindparam("agency_id"), A.is_open == 1, owner)
    return found.order_by(A.due_at, A.id).limit(bindparam("most"))


def first_actions(session: Session, most: int, *, only_mine: bool = False) -> OwnPage:
    """The open actions that are due soonest, at most so many of the viewer's own and of the colleagues' each.

    For a first page: what else was written on them is not opened. `only_mine` leaves the colleagues' out.
    """
    shown = session.record(events.ListShown(page="my-actions"), is_list=True)
    bound = {"agency_id": session.viewer.agency_id, "owner_id": session.viewer.id, "most": most}
    mine, others = (
        [
            own_row(Listed._make(row), session.viewer.id, clock.now())
            for row in (read_words(session, shown, _first(are_mine=are_mine), bound) if is_wanted else ())
        ]
        for are_mine, is_wanted in ((True, True), (False, not only_mine))
    )
    return OwnPage(mine, others, None)


class OwnCounts(NamedTuple):
    """How many actions are open, and how many of those are overdue."""

    open: int
    overdue: int


_IS_LATE = case((A.due_at <= bindparam("now", type_=A.due_at.type), 1), else_=0)
_COUNTS = select(func.count(), func.coalesce(func.sum(_IS_LATE, type_=Integer), 0)).where(
    A.agency_id == bindparam("agency_id"), A.is_open == 1, see(Action)
)
_COUNTS_OF_MINE = _COUNTS.where(A.owner_id == bindparam("owner_id"))


def own_counts(session: Session, *, only_mine: bool = False) -> OwnCounts:
    """The open actions of the viewer's agency that the viewer may see, or of the viewer alone, counted."""
    bound = {"agency_id": session.viewer.agency_id, "now": clock.now()}
    if only_mine:
        return OwnCounts(*session.row(_COUNTS_OF_MINE, {**bound, "owner_id": session.viewer.id}))
    return OwnCounts(*session.row(_COUNTS, bound))


def _read(
    session: Session, shown: Entry, after: Cursor | None, *, are_open: bool, are_mine: bool
) -> tuple[list[OwnRow], Cursor | None]:
    start = after or Cursor("", EARLIEST if are_open else LATEST, _LARGEST_ID)
    bound = {
        "agency_id": session.viewer.agency_id,
        "owner_id": session.viewer.id,
        "after_at": start.due_at,
        "after_id": start.action_id,
        "most": PAGE_ROWS + 1,
    }
    statement = _statement(are_open=are_open, are_mine=are_mine)
    found = [Listed._make(row) for row in read_actions(session, shown, statement, bound)]
    now = clock.now()
    rows = [own_row(one, session.viewer.id, now) for one in found[:PAGE_ROWS]]
    if len(found) <= PAGE_ROWS:
        return rows, None
    last = rows[-1].action
    return rows, Cursor("", deadline(last.due_on, last.due_time), last.id)


def own_row(action: Listed, viewer_id: int, now: datetime) -> OwnRow:
    """An action in words, judged at `now`."""
    waits = is_open(action.status)
    return OwnRow(
        action,
        due=by_when(now, action.due_on, action.due_time) if waits else "",
        is_late=waits and deadline(action.due_on, action.due_time) <= now,
        is_open=waits,
        is_mine=action.owner_id == viewer_id,
        status=STATUS_WORDS[action.status],
    )
