"""The people and agencies of a conference, about whom the record can be asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from marac.access.acts import Act
from marac.audit import events
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Membership, User
from marac.records.base import columns

_U, _G, _M = columns(User), columns(Agency), columns(Membership)
_MEMBER = (
    select(_U.id, _U.name, _U.job_title, _G.name.label("agency"), _M.role, _M.until_on)
    .join_from(Membership, User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(_M.conference_id == bindparam("conference_id"))
    .order_by(_G.name, _U.name, _U.id)
)
_ONE = _MEMBER.where(_U.id == bindparam("person_id"))
_AGENCIES = (
    select(_G.id, _G.name)
    .join_from(Agency, User, _U.agency_id == _G.id)
    .join(Membership, _M.user_id == _U.id)
    .where(_M.conference_id.in_(bindparam("conferences", expanding=True)), _G.id != bindparam("but"))
    .distinct()
    .order_by(_G.name)
)


class Member(NamedTuple):
    """Somebody who is or was a member of a conference."""

    id: int
    name: str
    job_title: str
    agency: str
    role: str
    until_on: date


def _check_auditor(session: Session, conference_id: int) -> None:
    if not session.viewer.may_in(Act.AUDIT_LEDGER, conference_id):
        raise NotFound


def members(session: Session, conference_id: int) -> list[Member]:
    """The people of a conference, past members too, for its auditor (AUDIT_LEDGER), recorded. Raises NotFound."""
    _check_auditor(session, conference_id)
    session.record(events.LedgerRead(page=events.Question.PEOPLE, conference_id=conference_id))
    return [Member(*row) for row in session.rows(_MEMBER, {"conference_id": conference_id})]


def get_member(session: Session, conference_id: int, user_id: int) -> Member:
    """One of the people of a conference, for its auditor (AUDIT_LEDGER). Raises NotFound, also for anybody else."""
    _check_auditor(session, conference_id)
    row: Any = session.row(_ONE, {"conference_id": conference_id, "person_id": user_id})
    if row is None:
        raise NotFound
    return Member(*row)


def agencies_in(session: Session, conferences: Sequence[int], *, but: int = 0) -> tuple[tuple[int, str], ...]:
    """The agencies whose people are or were members of these conferences, with their numbers; one may be left out."""
    rows = session.rows(_AGENCIES, {"conferences": list(conferences), "but": but})
    return tuple((row.id, row.name) for row in rows)
