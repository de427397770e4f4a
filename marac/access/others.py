"""Who else can see a case: the see-rule itself, asked for every member of the conference at once.

The statement carries the rule twice: as it is, for whoever asks, and with the asker's binds replaced by the columns
of an account, for everybody else. There is no second telling of the rule that could differ from it. Whoever is kept
from the case does not pass and so is not in it, just as somebody without a role.
"""

from typing import Any

from sqlalchemy import bindparam, exists, literal, select
from sqlalchemy.sql import elements, visitors

from marac.access.policy import ROLE_BITS
from marac.access.scope import see
from marac.db import Session
from marac.records import Agency, Case, Membership, NamedViewer, Seat, StandIn, User
from marac.records.base import columns

_A, _C, _M, _N, _S, _U, _I = (
    columns(record) for record in (Agency, Case, Membership, NamedViewer, Seat, User, StandIn)
)


def _asked_by(account: Any, predicate: Any, **more: Any) -> Any:
    """The same rule with each account of the statement as the asker; `more` stands in place of other binds."""
    instead = {"viewer_id": account.id, "viewer_agency_id": account.agency_id, **more}

    def replaced(part: Any, **_settings: Any) -> Any:
        return instead.get(part.key) if isinstance(part, elements.BindParameter) else None

    traverse: Any = visitors.replacement_traverse
    return traverse(predicate, {}, replaced)


def has_coordinator(case: Any) -> Any:
    """Whether some coordinator sees a case without opening it, as a part of a statement over cases that are seen."""
    account, agency = User.__table__.alias(), Agency.__table__.alias()  # type: ignore[attr-defined]
    role = literal(ROLE_BITS["coordinator"])
    sees = _asked_by(account.c, see(case), viewer_roles=role, viewer_case_id=literal(0))
    there = (account.c.is_active.is_(True), agency.c.is_active.is_(True), agency.c.id == account.c.agency_id)
    return exists().where(*there, sees).correlate_except(account, agency)


_WHO = (
    select(_U.id, _U.name, _A.name.label("agency"), _M.role, _M.clearance)
    .join_from(Case, Membership, _M.conference_id == _C.conference_id)
    .join(User, _U.id == _M.user_id)
    .join(Agency, _A.id == _U.agency_id)
    .where(
        _C.id == bindparam("case_id"),
        _U.is_active.is_(True),
        _A.is_active.is_(True),
        see(Case),
        _asked_by(_U, see(Case)),
    )
    .order_by(_A.name, _U.name, _U.id)
)
_SEAT = select(_S.opens_on, _S.closes_on).where(
    _S.case_id == bindparam("case_id"),
    _S.agency_id == bindparam("agency_id"),
    _S.opens_on <= bindparam("today", type_=_S.opens_on.type),
    _S.closes_on >= bindparam("today", type_=_S.opens_on.type),
)
_STAND_IN = select(_I.opens_on, _I.closes_on).where(
    _I.case_id == bindparam("case_id"),
    _I.user_id == bindparam("user_id"),
    _I.opens_on <= bindparam("today", type_=_I.opens_on.type),
    _I.closes_on >= bindparam("today", type_=_I.opens_on.type),
)
_NAMED = select(_N.user_id).where(_N.case_id == bindparam("case_id"), _N.user_id == bindparam("user_id"))


def who_can_see(session: Session, case_id: int) -> list[Any]:
    """Everybody who could do today what this request does with a case that the viewer sees, the viewer among them.

    Rows of id, name, agency, role and clearance, by agency.
    """
    return list(session.rows(_WHO, {"case_id": case_id}))


def own_seat(session: Session, case_id: int) -> Any:
    """The days between which the viewer's agency sees the case, if it does today, as a row, or None."""
    asking = session.viewer
    bound = {"case_id": case_id, "agency_id": asking.agency_id, "today": asking.today}
    return session.row(_SEAT, bound)


def own_stand_in(session: Session, case_id: int) -> Any:
    """The days between which the viewer stands in on the case at single meetings, as a row, or None."""
    asking = session.viewer
    bound = {"case_id": case_id, "user_id": asking.id, "today": asking.today}
    return session.row(_STAND_IN, bound)


def is_named(session: Session, case_id: int) -> bool:
    """Whether the viewer is named on the case."""
    return session.row(_NAMED, {"case_id": case_id, "user_id": session.viewer.id}) is not None
