"""What an administrator, and the command line, may know of a site: no case."""

from typing import Any

from sqlalchemy import bindparam, select

from marac.config import Settings
from marac.db import Database, Session
from marac.errors import NotFound
from marac.records import Agency, Conference, ConferenceAgency, Membership, User
from marac.records.base import columns

_C, _U, _G, _M, _A = (columns(record) for record in (Conference, User, Agency, Membership, ConferenceAgency))
_CONFERENCES = select(_C.id, _C.slug, _C.kind, _C.name, _C.area, _C.reference_prefix).order_by(_C.name)


def conferences_of_site(settings: Settings) -> list[dict[str, Any]]:
    """Every conference: id, slug, kind, name, area and the letters its references begin with."""
    store = Database(settings.database_url)
    try:
        with store.engine.connect() as connection:
            rows = connection.execute(_CONFERENCES).all()
    finally:
        store.dispose()
    return [dict(row._mapping) for row in rows]


_ACCOUNTS = (
    select(_U.id, _U.name, _U.email, _U.job_title, _U.is_active, _U.is_administrator, _G.name.label("agency"))
    .join_from(User, Agency, _G.id == _U.agency_id)
    .where(_U.password_hash != "")
)
_ALL_ACCOUNTS = _ACCOUNTS.order_by(_G.name, _U.name)
_ONE_ACCOUNT = _ACCOUNTS.where(_U.id == bindparam("user_id"))
_MEMBERSHIPS = (
    select(_M.user_id, _C.name, _C.slug, _M.role, _M.from_on, _M.until_on, _M.is_per_meeting)
    .join_from(Membership, Conference, _C.id == _M.conference_id)
    .order_by(_C.name)
)
_AGENCIES = select(_G.id, _G.name, _G.slug, _G.kind, _G.is_active).order_by(_G.name)


def accounts(session: Session) -> list[dict[str, Any]]:
    """Every account with its memberships, by agency and name."""
    held: dict[int, list[Any]] = {}
    for row in session.rows(_MEMBERSHIPS):
        held.setdefault(row.user_id, []).append(row)
    return [{**row._mapping, "memberships": held.get(row.id, [])} for row in session.rows(_ALL_ACCOUNTS)]


def account(session: Session, user_id: int) -> dict[str, Any]:
    """One account with its memberships. Raises NotFound."""
    found = session.row(_ONE_ACCOUNT, {"user_id": user_id})
    if found is None:
        raise NotFound
    held = [row for row in session.rows(_MEMBERSHIPS) if row.user_id == user_id]
    return {**found._mapping, "memberships": held}


def agencies(session: Session) -> list[Any]:
    """Every agency: id, name, short name, kind, whether active."""
    return list(session.rows(_AGENCIES))


def conferences(session: Session) -> list[Any]:
    """Every conference: id, slug, kind, name, area and the letters its references begin with."""
    return list(session.rows(_CONFERENCES))


_ONE_CONFERENCE = _CONFERENCES.order_by(None).where(_C.id == bindparam("conference_id"))
_ADMITTED = (
    select(_G.name, _A.is_standing)
    .join_from(ConferenceAgency, Agency, _G.id == _A.agency_id)
    .where(_A.conference_id == bindparam("conference_id"))
    .order_by(_G.name)
)
_MEMBERS = (
    select(_U.id, _U.name, _G.name.label("agency"), _M.role, _M.from_on, _M.until_on, _M.is_per_meeting)
    .join_from(Membership, User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(_M.conference_id == bindparam("conference_id"))
    .order_by(_G.name, _U.name)
)


def conference(session: Session, conference_id: int) -> dict[str, Any]:
    """A conference with its agencies and members. Raises NotFound."""
    bound = {"conference_id": conference_id}
    found = session.row(_ONE_CONFERENCE, bound)
    if found is None:
        raise NotFound
    return {
        "conference": found,
        "agencies": session.rows(_ADMITTED, bound),
        "members": session.rows(_MEMBERS, bound),
    }
