"""How many actions are late, how late and whose: the numbers beside the overdue list.

Counting reads every open action of the scope under the see-rule, which the list never does; so the numbers
have an address of their own, and the list asks for them once it is on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, case, func, select

from marac import clock
from marac.access.scope import see
from marac.actions.deadlines import age_bands
from marac.actions.lines import A, C, G, U
from marac.actions.overdue import Scope, band_days, band_starts, due_range
from marac.audit import events
from marac.db import Session
from marac.records import Action, Agency, Case, User

STATES = ("overdue", "soon", "unacknowledged", "transfer")


@dataclass(frozen=True)
class OwnerCount:
    """One owner's open actions: overdue by age band, all overdue, due soon, not acknowledged."""

    owner_id: int
    owner: str
    agency: str
    bands: tuple[int, ...]
    overdue: int
    soon: int
    unacknowledged: int
    transfer: int


@dataclass(frozen=True)
class OverdueCounts:
    """The numbers of one scope: in all, by age band (with its name) and by owner, the latest first."""

    scope: Scope
    bands: tuple[tuple[str, int], ...]
    overdue: int
    soon: int
    unacknowledged: int
    transfer: int
    owners: tuple[OwnerCount, ...]


def _number(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


@cache
def _statement(scope: str, bands: int, *, is_narrowed: bool) -> Select[Any]:
    now, soon = bindparam("now", type_=A.due_at.type), bindparam("soon", type_=A.due_at.type)
    ages = [
        _number(
            and_(
                A.due_at <= now,
                A.due_on.between(bindparam(f"oldest_{number}"), bindparam(f"newest_{number}")),
            )
        )
        for number in range(bands)
    ]
    states = (
        _number(A.due_at <= now),
        _number(and_(A.due_at > now, A.due_at <= soon)),
        _number(A.acknowledged_at.is_(None)),
        _number(A.transfer_to_id.is_not(None)),
    )
    place = A.conference_id if scope == "conference" else A.agency_id
    statement = (
        select(U.id, U.name, G.name, *ages, *states)
        .join_from(Action, Case, C.id == A.case_id)
        .join(User, U.id == A.owner_id)
        .join(Agency, G.id == A.agency_id)
        .where(place == bindparam("scope_id"), A.is_open == 1, see(Case, Action))
        .group_by(U.id, U.name, G.name)
    )
    return statement.where(A.conference_id == bindparam("conference_id")) if is_narrowed else statement


def overdue_counts(session: Session, scope: Scope) -> OverdueCounts:
    """Count the open actions of a scope that the viewer may see; recorded as shown.

    The bands are the conference's rule `overdue_age_bands`, in London days.
    """
    starts = band_starts(scope)
    binds = {
        "scope_id": scope.number,
        "conference_id": scope.seat.conference_id,
        "now": clock.now(),
        "soon": due_range(scope, "soon")[1],
    }
    for number in range(len(starts)):
        binds[f"oldest_{number}"], binds[f"newest_{number}"] = band_days(starts, number)
    office_id = scope.seat.conference_id if scope.name == "conference" else None
    session.record(events.ListShown(page="overdue-counts", conference_id=office_id), is_list=True)
    rows = session.rows(_statement(scope.name, len(starts), is_narrowed=scope.is_narrowed), binds)
    owners = [_owner(row[0], row[1], row[2], tuple(row[3:-4]), row[-4:]) for row in rows]
    return _summed(scope, starts, owners)


def _owner(
    owner_id: int, owner: str, agency: str, bands: tuple[int, ...], states: Sequence[int]
) -> OwnerCount:
    overdue, soon, unacknowledged, transfer = states
    return OwnerCount(owner_id, owner, agency, bands, overdue, soon, unacknowledged, transfer)


def _summed(scope: Scope, starts: Sequence[int], owners: list[OwnerCount]) -> OverdueCounts:
    names = age_bands([following - 1 for _, following in pairwise(starts)])
    bands = tuple((name, sum(owner.bands[place] for owner in owners)) for place, name in enumerate(names))
    totals = {state: sum(getattr(owner, state) for owner in owners) for state in STATES}
    latest_first = sorted(owners, key=lambda owner: (-owner.overdue, -owner.soon, owner.owner))
    return OverdueCounts(scope, bands, **totals, owners=tuple(latest_first))
