"""The clearance of every membership, derived from the audiences of its conference.

A limit of the description may come into force on a day on which nobody decides anything, or with a new version of the
application: so everything is derived anew at each start, and before the first request of each day is answered.
"""

from typing import Any

from sqlalchemy import bindparam, select, update

from marac.audit import events
from marac.audit.commit import settings, working
from marac.conferences.audiences import Audiences, audiences_of, held_audiences
from marac.conferences.problems import UnknownName
from marac.db import Database, Session
from marac.records import Agency, Conference, Membership, User
from marac.records.base import columns

_M, _U, _G, _C = (columns(record) for record in (Membership, User, Agency, Conference))
_CONFERENCES = select(_C.id).order_by(_C.id)
_MEMBERS = (
    select(_U.id, _U.name, _G.name.label("agency"), _G.kind, _M.role, _M.clearance, _M.until_on, _U.is_active)
    .join_from(Membership, User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(_M.conference_id == bindparam("conference_id"))
    .order_by(_G.name, _U.name, _U.id)
)
_DERIVE = (
    update(Membership.__table__)  # type: ignore[attr-defined]
    .where(_M.conference_id == bindparam("of_conference"), _M.user_id == bindparam("of_user"))
    .values(clearance=bindparam("derived"))
)


def members_of(session: Session, conference_id: int) -> list[Any]:
    """Every membership of a conference, ended ones too: id and name, agency and its kind, role, clearance, last day,
    and whether the account is open."""
    return list(session.rows(_MEMBERS, {"conference_id": conference_id}))


def derive_clearances(session: Session, conference_id: int) -> int:
    """Derive the clearance of every membership of a conference anew; returns how many it changed."""
    derived = _stale(session, conference_id, held_audiences(session, conference_id))
    for each in derived:
        session.execute(_DERIVE, each, execution_options={"synchronize_session": False})
    return len(derived)


def derive_everywhere(store: Database) -> int:
    """Derive the clearances of every conference anew where they are not what its audiences say today, on the record;
    returns how many memberships it changed."""
    with settings(store) as session:
        stale = [
            conference_id
            for (conference_id,) in session.rows(_CONFERENCES)
            if _stale(session, conference_id, audiences_of(session, conference_id))
        ]
    return sum(_derive_one(store, conference_id) for conference_id in stale)


def _derive_one(store: Database, conference_id: int) -> int:
    with working(store) as session:
        members = derive_clearances(session, conference_id)
        if members:
            session.record(events.ClearancesDerived(conference_id=conference_id, members=members))
    return members


def _stale(session: Session, conference_id: int, audiences: Audiences) -> list[dict[str, int]]:
    return [
        {"of_conference": conference_id, "of_user": row.id, "derived": clearance}
        for row in members_of(session, conference_id)
        if (clearance := _clearance(audiences, row)) != row.clearance
    ]


def _clearance(audiences: Audiences, row: Any) -> int:
    try:
        return audiences.clearance(row.kind, row.role)
    except UnknownName:  # no longer described: nothing says that they may read anything
        return 0
