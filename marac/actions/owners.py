"""Who may own an action: one person of one agency who takes part in the conference and may see the case."""

from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, select

from marac import clock
from marac.access.scope import see
from marac.db import Session
from marac.errors import Mistake
from marac.records import Agency, Case, ConferenceAgency, Exclusion, Membership, NamedViewer, Seat, User
from marac.records.base import columns

OWNING_ROLES = ("representative", "deputy", "manager")

_C, _U, _G, _M, _S = (columns(record) for record in (Case, User, Agency, Membership, Seat))
_J, _N, _X = (columns(record) for record in (ConferenceAgency, NamedViewer, Exclusion))
_today: Any = bindparam("today", type_=_M.from_on.type)


class OwnerChoice(NamedTuple):
    """Somebody who may be given an action of a case."""

    id: int
    name: str
    job_title: str
    agency_id: int
    agency: str


_seated = and_(
    _S.case_id == _C.id, _S.agency_id == _U.agency_id, _S.opens_on <= _today, _S.closes_on >= _today
)
_MEMBERS = (
    select(_U.id, _U.name, _U.job_title, _U.agency_id, _G.name, _C.is_sealed)
    .join_from(Case, Membership, _M.conference_id == _C.conference_id)
    .join(User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .join(ConferenceAgency, and_(_J.conference_id == _C.conference_id, _J.agency_id == _U.agency_id))
    .where(
        _C.id == bindparam("case_id"),
        _M.role.in_(OWNING_ROLES),
        # A deputy for single meetings would lose sight of it, and the action its owner.
        _M.is_per_meeting.is_(False),
        _M.from_on <= _today,
        _M.until_on >= _today,
        _U.is_active.is_(True),
        _G.is_active.is_(True),
        see(Case),
    )
    .order_by(_G.name, _U.name, _U.id)
)
_INVITED = _MEMBERS.join(Seat, _seated)
_EXCLUDED = select(_X.user_id, _X.agency_id).where(
    _X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion)
)
_NAMED = select(_N.user_id).where(_N.case_id == bindparam("case_id"))


def excluded_from(session: Session, case_id: int) -> tuple[frozenset[int], frozenset[int]]:
    """The users and the agencies that are kept from the case."""
    rows = session.rows(_EXCLUDED, {"case_id": case_id})
    users, agencies = ({row[place] for row in rows} - {None} for place in (0, 1))
    return frozenset(users), frozenset(agencies)


def _choices(
    session: Session, statement: Select[Any], case_id: int, agency_id: int | None
) -> list[OwnerChoice]:
    rows = session.rows(statement, {"case_id": case_id, "today": clock.today()})
    users, agencies = excluded_from(session, case_id)
    named = {row[0] for row in session.rows(_NAMED, {"case_id": case_id})}
    return [
        OwnerChoice(*person)
        for *person, is_sealed in rows
        if agency_id in (None, person[3])
        and person[0] not in users
        and person[3] not in agencies
        and (not is_sealed or person[0] in named)
    ]


def owner_choices(session: Session, case_id: int, agency_id: int | None = None) -> list[OwnerChoice]:
    """Everybody who may own an action of the case today, by agency and name; of one agency if it is given.

    Members of the conference as representative, standing deputy or manager, with an account that is open, of an
    agency that may see the case; never somebody excluded from it, and on a sealed case only the named.
    """
    return _choices(session, _INVITED, case_id, agency_id)


def receiving_choices(session: Session, case_id: int, agency_id: int | None = None) -> list[OwnerChoice]:
    """Everybody to whom an action of the case may be transferred.

    As `owner_choices`, but the agency need not have been invited: a transfer lets it see the case.
    """
    return _choices(session, _MEMBERS, case_id, agency_id)


def check_owner(choices: list[OwnerChoice], agency_id: int, owner_id: int) -> None:
    """Raise Mistake unless the agency and the person are among the choices, together.

    Somebody kept from the case and somebody unknown get the same words.
    """
    if all(choice.agency_id != agency_id for choice in choices):
        raise Mistake("agency_id", "Choose one agency that takes part in this case.")
    if all((choice.agency_id, choice.id) != (agency_id, owner_id) for choice in choices):
        raise Mistake("owner_id", "Choose one person of that agency who takes part in this case.")
