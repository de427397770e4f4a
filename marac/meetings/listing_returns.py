"""Research that was begun for a listing: it waits with its case when the case is taken off a list.

Whoever takes a case off learns nothing of it: a draft is its agency's alone, and so is whether there is one.
"""

from sqlalchemy import bindparam, or_, select, update

from marac.access.scope import see
from marac.db import Session
from marac.records import AgendaItem, Meeting, ResearchReturn
from marac.records.base import columns

_G, _M, _T = columns(AgendaItem), columns(Meeting), columns(ResearchReturn)
_LET_GO = (
    update(ResearchReturn.__table__)  # type: ignore[attr-defined]
    .where(_T.agenda_item_id == bindparam("item_id"), see(ResearchReturn))
    .values(agenda_item_id=None)
)
_CANCELLED = (
    select(_G.id)
    .join_from(AgendaItem, Meeting, _M.id == _G.meeting_id)
    .where(_G.case_id == bindparam("case_id"), _M.status == "cancelled", see(AgendaItem, Meeting))
)
_WAITING = (
    select(_T.agency_id, _T.id)
    .where(
        _T.case_id == bindparam("case_id"),
        or_(_T.agenda_item_id.is_(None), _T.agenda_item_id.in_(_CANCELLED)),
        see(ResearchReturn),
    )
    .order_by(_T.started_at, _T.id)
)
_TAKE_ALONG = (
    update(ResearchReturn.__table__)  # type: ignore[attr-defined]
    .where(_T.id.in_(bindparam("returns", expanding=True)), see(ResearchReturn))
    .values(agenda_item_id=bindparam("item_id"))
)
_BY_STATEMENT = {"synchronize_session": False}


def let_returns_wait(session: Session, item_id: int) -> None:
    """Part the returns from a listing that is about to be taken away; nothing that was written is touched."""
    bound = {**session.see, "item_id": item_id}
    session.execute(_LET_GO, bound, execution_options=_BY_STATEMENT)


def take_returns_along(session: Session, item: AgendaItem) -> None:
    """Give a new listing the returns that wait with its case, or that were for a meeting now cancelled.

    An agency has one return on a listing: of several that wait, the one begun last.
    """
    last_of_each = dict(tuple(row) for row in session.rows(_WAITING, {"case_id": item.case_id}))
    bound = {**session.see, "returns": sorted(last_of_each.values()) or [0], "item_id": item.id}
    session.execute(_TAKE_ALONG, bound, execution_options=_BY_STATEMENT)
