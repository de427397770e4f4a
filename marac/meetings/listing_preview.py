"""Who will see what once a list is published: shown to the coordinator before, not after."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import counts_at
from marac.access.policy import ROLE_ACTS
from marac.access.scope import see
from marac.db import Session
from marac.meetings.listing_shapes import ListedCase
from marac.meetings.listing_suggestions import excluded_agencies
from marac.records import (
    Agency,
    AgendaItem,
    Case,
    Exclusion,
    Meeting,
    Membership,
    NamedViewer,
    Seat,
    User,
)
from marac.records.base import columns

_B, _U, _X, _C, _V, _G, _T, _A = (
    columns(record) for record in (Membership, User, Exclusion, Case, NamedViewer, AgendaItem, Seat, Agency)
)
_today: Any = bindparam("today", type_=_B.from_on.type)
_PEOPLE = (
    select(_U.id, _U.name, _U.agency_id, _B.role, _B.is_office)
    .join_from(Membership, User, _U.id == _B.user_id)
    .where(
        _B.conference_id == bindparam("conference_id"),
        _B.from_on <= _today,
        _B.until_on >= _today,
        counts_at(_B, bindparam("meeting_id"), _today),
        _U.is_active.is_(True),
    )
    .order_by(_U.name)
)
_KEPT_OUT = select(_X.case_id, _X.user_id).where(
    _X.case_id.in_(bindparam("case_ids", expanding=True)),
    _X.user_id.is_not(None),
    _X.lifted_at.is_(None),
    see(Exclusion),
)
_SEALED = select(_C.id).where(
    _C.id.in_(bindparam("case_ids", expanding=True)), _C.is_sealed.is_(True), see(Case)
)
_SEATED = (
    select(_T.case_id, _T.agency_id, _A.name)
    .join_from(Seat, Agency, _A.id == _T.agency_id)
    .where(
        _T.case_id.in_(bindparam("case_ids", expanding=True)), _T.opens_on <= _today, _T.closes_on >= _today
    )
)
_NAMED = select(_V.case_id, _V.user_id).where(_V.case_id.in_(bindparam("case_ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A member of the conference who will see the list, or only its lines (`reads_cases` False)."""

    id: int
    name: str
    agency_id: int
    reads_cases: bool
    is_office: bool


@dataclass(frozen=True, slots=True)
class AgencySight:
    """What one agency will see: its cases, its people, and who of them will not see which case.

    `already`: cases of this list that it sees without being invited to them, by an action or an earlier meeting.
    """

    name: str
    already: tuple[ListedCase, ...]
    cases: tuple[ListedCase, ...]
    people: tuple[Onlooker, ...]
    exceptions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Who will see a list: agency by agency, the conference's office, and what needs thinking about.

    `others` are agencies that are not invited and yet see a case of it.
    """

    agencies: tuple[AgencySight, ...]
    others: tuple[AgencySight, ...]
    office: tuple[Onlooker, ...]
    office_exceptions: tuple[tuple[str, str], ...]
    alone: tuple[str, ...]


def preview_of(session: Session, meeting: Meeting, cases: list[ListedCase]) -> Preview:
    """Who will see which of `cases` of a meeting's list. Counts the viewer's own cases only, as the list does."""
    people = _people(session, meeting)
    blind = _blind(session, [case.id for case in cases], people)
    kept_out = excluded_agencies(session, [case.id for case in cases])
    office = tuple(person for person in people if person.is_office)
    sights = list(_sights(cases, people, blind, kept_out, _seated(session, cases)))
    return Preview(
        agencies=tuple(sight for sight in sights if sight.cases),
        others=tuple(sight for sight in sights if not sight.cases),
        office=office,
        office_exceptions=_exceptions(cases, office, blind),
        alone=tuple(case.reference for case in cases if not case.invited),
    )


def _people(session: Session, meeting: Meeting) -> list[Onlooker]:
    bound = {"conference_id": meeting.conference_id, "meeting_id": meeting.id, "today": clock.today()}
    rows = session.rows(_PEOPLE, bound)
    return [
        Onlooker(user_id, name, agency_id, Act.CASE_VIEW in ROLE_ACTS[role], is_office)
        for user_id, name, agency_id, role, is_office in rows
        if Act.MEETING_VIEW in ROLE_ACTS[role]
    ]


def _blind(session: Session, case_ids: list[int], people: Iterable[Onlooker]) -> set[tuple[int, int]]:
    """The (case, person) pairs that an exclusion or the seal of a case keeps apart."""
    bound = {"case_ids": case_ids}
    apart = {tuple(row) for row in session.rows(_KEPT_OUT, bound)}
    sealed = [case_id for (case_id,) in session.rows(_SEALED, bound)]
    named = {tuple(row) for row in session.rows(_NAMED, {"case_ids": sealed})} if sealed else set()
    return apart | {
        (case_id, person.id) for case_id in sealed for person in people if (case_id, person.id) not in named
    }


def _seated(session: Session, cases: Iterable[ListedCase]) -> dict[tuple[int, int], str]:
    """The agencies that may see one of these cases today, as (case, agency), with their names."""
    bound = {"case_ids": [case.id for case in cases], "today": clock.today()}
    return {(row.case_id, row.agency_id): row.name for row in session.rows(_SEATED, bound)}


def _sights(
    cases: list[ListedCase],
    people: Collection[Onlooker],
    blind: set[tuple[int, int]],
    kept_out: set[tuple[int, int]],
    seated: dict[tuple[int, int], str],
) -> Iterable[AgencySight]:
    names = {agency.id: agency.name for case in cases for agency in case.invited}
    names |= {agency_id: name for (_, agency_id), name in seated.items()}
    for agency_id, name in sorted(names.items(), key=lambda pair: pair[1]):
        open_to = [case for case in cases if (case.id, agency_id) not in kept_out]
        invited = tuple(case for case in open_to if case.invitation_of(agency_id))
        already = tuple(case for case in open_to if case not in invited and (case.id, agency_id) in seated)
        theirs = tuple(each for each in people if each.agency_id == agency_id and not each.is_office)
        if invited or already:
            exceptions = _exceptions((*invited, *already), theirs, blind)
            yield AgencySight(name, already, invited, theirs, exceptions)


def _exceptions(
    cases: Iterable[ListedCase], people: Collection[Onlooker], blind: set[Any]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (person.name, case.reference) for case in cases for person in people if (case.id, person.id) in blind
    )
