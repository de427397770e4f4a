"""Why somebody sees a case or does not: the conditions of the see-rule one by one, by the rule's own parts.

It tells of exclusions, so it is for the operator's command alone, which has an engine without the doorman.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.policy import EVERYONE, ROLE_ACTS
from marac.access.scope import _excluded, _membership, _named, _opened, see
from marac.access.viewer import Viewer
from marac.records import Agency, Case, Conference, Membership, Seat, StandIn, User
from marac.records.base import LARGEST_ID, columns

_A, _C, _F, _M, _S, _U, _I = (
    columns(record) for record in (Agency, Case, Conference, Membership, Seat, User, StandIn)
)
_case_id: Any = bindparam("case_id")
_PERSON = (
    select(_U.id, _U.name, _U.email, _U.is_active, _A.id.label("agency_id"), _A.name.label("agency"))
    .add_columns(_A.kind, _A.is_active.label("agency_is_active"), _U.is_administrator)
    .join_from(User, Agency, _A.id == _U.agency_id)
)
_BY_EMAIL = _PERSON.where(_U.email == bindparam("named"))
_BY_NUMBER = _PERSON.where(_U.id == bindparam("numbered"))
_CASE = select(_C.id, _C.reference, _C.conference_id, _F.kind, _F.name.label("conference")).join_from(
    Case, Conference, _F.id == _C.conference_id
)
_BY_REFERENCE = _CASE.where(_C.reference == bindparam("named"))
_BY_CASE_NUMBER = _CASE.where(_C.id == bindparam("numbered"))
_ROLE = select(_M.role, _M.from_on, _M.until_on, _M.clearance, _M.is_office, _M.is_per_meeting).where(
    _M.user_id == bindparam("user_id"), _M.conference_id == bindparam("conference_id")
)
_SEAT = select(_S.opens_on, _S.closes_on).where(
    _S.case_id == _case_id, _S.agency_id == bindparam("agency_id")
)
_STAND_IN = select(_I.opens_on, _I.closes_on).where(
    _I.case_id == _case_id, _I.user_id == bindparam("user_id")
)
_CONDITIONS = select(
    _membership(_C.conference_id).label("holds_role"),
    _excluded(_C.id).label("is_excluded"),
    _C.is_sealed,
    _named(_C.id).label("is_named"),
    _opened(_C).label("is_opened"),
).where(_C.id == _case_id)
_SEES = select(see(Case).label("sees")).where(_C.id == _case_id)


@dataclass(frozen=True)
class Window:
    """The days between which something holds, both included."""

    opens_on: date
    closes_on: date

    def holds(self, today: date) -> bool:
        """Whether it holds on a day."""
        return self.opens_on <= today <= self.closes_on


@dataclass(frozen=True)
class Explained:
    """The conditions one by one, and what the see-rule itself answers for each act.

    `holds_role`: a role in force today that grants reading the case. `clearance`: the classes, as a mask.
    `stand_in`: of somebody who `is_per_meeting`, a deputy for single meetings, whose agency's seat is not enough.
    `is_opened`: by break-glass, at this moment; it stands for an invitation and for being named.
    """

    person: Any
    case: Any
    role: str
    membership: Window | None
    is_office: bool
    clearance: int
    seat: Window | None
    is_per_meeting: bool
    stand_in: Window | None
    holds_role: bool
    is_excluded: bool
    is_sealed: bool
    is_named: bool
    is_opened: bool
    acts: dict[Act, bool]

    @property
    def can_sign_in(self) -> bool:
        """Whether the account and its agency are active."""
        return bool(self.person.is_active and self.person.agency_is_active)

    @property
    def sees(self) -> bool:
        """Whether they can read the case today."""
        return self.acts[Act.CASE_VIEW]


def _is_number(named: str) -> bool:
    return named.isdecimal() and int(named) <= LARGEST_ID


def find_person(connection: Connection, named: str) -> Any:
    """The account by e-mail address or number, as a row, or None."""
    if _is_number(named):
        return connection.execute(_BY_NUMBER, {"numbered": int(named)}).one_or_none()
    return connection.execute(_BY_EMAIL, {"named": named.strip().casefold()}).one_or_none()


def find_case(connection: Connection, named: str) -> Any:
    """The case by reference or number, as a row, or None; also None when several have the reference."""
    if _is_number(named):
        return connection.execute(_BY_CASE_NUMBER, {"numbered": int(named)}).one_or_none()
    rows = connection.execute(_BY_REFERENCE, {"named": named.strip()}).all()
    return rows[0] if len(rows) == 1 else None


def explain(connection: Connection, person: Any, case: Any) -> Explained:
    """Every condition for one person and one case, today."""
    asking = _as_viewer(person, case.id)
    bound = {"case_id": case.id, "agency_id": person.agency_id}
    about = {"user_id": person.id, "conference_id": case.conference_id}
    role = connection.execute(_ROLE, about).one_or_none()
    seat = connection.execute(_SEAT, bound).one_or_none()
    stand_in = connection.execute(_STAND_IN, {**bound, **about}).one_or_none()
    conditions = connection.execute(_CONDITIONS, {**asking.see_parameters(Act.CASE_VIEW), **bound}).one()
    can_sign_in = bool(person.is_active and person.agency_is_active)
    return Explained(
        person=person,
        case=case,
        role=role.role if role else "",
        membership=Window(role.from_on, role.until_on) if role else None,
        is_office=bool(role and role.is_office),
        clearance=role.clearance if role else 0,
        seat=Window(*seat) if seat else None,
        is_per_meeting=bool(role and role.is_per_meeting),
        stand_in=Window(*stand_in) if stand_in else None,
        holds_role=bool(conditions.holds_role),
        is_excluded=bool(conditions.is_excluded),
        is_sealed=bool(conditions.is_sealed),
        is_named=bool(conditions.is_named),
        is_opened=bool(conditions.is_opened),
        acts={
            act: can_sign_in
            and bool(connection.execute(_SEES, {**asking.see_parameters(act), **bound}).scalar())
            for act in Act
            if act not in EVERYONE and any(act in granted for granted in ROLE_ACTS.values())
        },
    )


def _as_viewer(person: Any, case_id: int) -> Viewer:
    """Whoever is asked about, as the see-rule knows them; the rule looks their membership up by itself."""
    return Viewer(
        id=person.id,
        name=person.name,
        agency_id=person.agency_id,
        agency_name=person.agency,
        agency_kind=person.kind,
        is_administrator=person.is_administrator,
        seats=(),
        today=clock.today(),
        asked_case_id=case_id,
    )
