"""Copies that the office makes for others: never more than both the office and the recipient may see."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import counts_at
from marac.access.policy import ROLE_ACTS
from marac.access.scope import see
from marac.conferences import Kind
from marac.db import Session
from marac.documents.audience import Audience, audience_of
from marac.documents.copying import Recipient
from marac.documents.making import For
from marac.errors import NotFound
from marac.records import (
    Agency,
    AgendaItem,
    Case,
    Contribution,
    Exclusion,
    Meeting,
    Membership,
    Minutes,
    MinutesSection,
    NamedViewer,
    ResearchReturn,
    Seat,
    StandIn,
    User,
)
from marac.records.base import columns

_O, _G, _C, _K, _X, _B, _N, _Q, _V, _R, _T, _U, _I = (
    columns(record)
    for record in (
        Agency, AgendaItem, Case, Contribution, Exclusion, Membership, Minutes, MinutesSection, NamedViewer,
        ResearchReturn, Seat, User, StandIn,
    )
)  # fmt: skip
READERS = tuple(role for role, acts in ROLE_ACTS.items() if Act.MINUTES_READ in acts)
_today: Any = bindparam("today", type_=_B.from_on.type)
_MEMBERS = (
    select(
        _U.id, _U.name, _U.agency_id, _O.name.label("agency"), _B.role, _B.is_office, _B.clearance,
        _B.is_per_meeting,
    )
    .join_from(Membership, User, _U.id == _B.user_id)
    .join(Agency, _O.id == _U.agency_id)
    .where(
        _B.conference_id == bindparam("conference_id"),
        _B.role.in_(READERS),
        _B.from_on <= _today,
        _B.until_on >= _today,
        counts_at(_B, bindparam("meeting_id"), _today),
        _U.is_active.is_(True),
        _O.is_active.is_(True),
    )
    .order_by(_O.name, _U.name)
)  # fmt: skip
_MEMBER = _MEMBERS.where(_U.id == bindparam("user_id"))
_LISTED = (
    select(_C.id, _C.reference, _C.is_sealed)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Case, AgendaItem))
    .order_by(_G.position)
)
_OTHERS = (
    select(_C.id, _C.reference, _C.is_sealed)
    .join_from(MinutesSection, Minutes, _N.id == _Q.minutes_id)
    .join(Case, _C.id == _Q.case_id)
    .where(_N.meeting_id == bindparam("meeting_id"), see(Case, MinutesSection, Minutes))
    .distinct()
)
_SEATED = select(_T.case_id).where(
    _T.case_id.in_(bindparam("cases", expanding=True)),
    _T.agency_id == bindparam("agency_id"),
    _T.opens_on <= _today,
    _T.closes_on >= _today,
)
_STANDING_IN = select(_I.case_id).where(
    _I.case_id.in_(bindparam("cases", expanding=True)),
    _I.user_id == bindparam("user_id"),
    _I.opens_on <= _today,
    _I.closes_on >= _today,
)
_EXCLUDED = select(_X.case_id).where(
    _X.case_id.in_(bindparam("cases", expanding=True)),
    _X.lifted_at.is_(None),
    or_(_X.user_id == bindparam("user_id"), _X.agency_id == bindparam("agency_id")),
    see(Exclusion),
)
_NAMED = select(_V.case_id).where(_V.user_id == bindparam("user_id"))
_SHARED = (
    select(_K.case_id, _K.class_bit, _K.agency_id)
    .join_from(Contribution, ResearchReturn, _R.id == _K.return_id)
    .join(AgendaItem, _G.id == _R.agenda_item_id)
    .where(
        _G.meeting_id == bindparam("meeting_id"),
        _K.is_shared.is_(True),
        _K.section_class != "safe_contact",
        see(Contribution, ResearchReturn, AgendaItem),
    )
)
_CONSIDERED = select(_G.case_id).where(
    _G.meeting_id == bindparam("meeting_id"), _G.disclosure != "", see(AgendaItem)
)


@dataclass(frozen=True)
class Member:
    """Somebody of the conference for whom a copy can be made."""

    user_id: int
    name: str
    agency_id: int
    agency: str
    role: str
    is_office: bool
    clearance: int
    is_per_meeting: bool


@dataclass(frozen=True)
class LeftOut:
    """What a copy would leave out: cases by reference, and information by class, as (class, how much)."""

    cases: tuple[str, ...]
    classes: tuple[tuple[str, int], ...]
    case_ids: frozenset[int] = frozenset()


def members_to_copy_to(session: Session, meeting: Meeting) -> list[Member]:
    """Whoever of a conference may read the minutes of a meeting, by agency and name; not the viewer."""
    rows = session.rows(_MEMBERS, _asked(meeting))
    return [Member(*row) for row in rows if row.id != session.viewer.id]


def copy_for(session: Session, kind: Kind, meeting: Meeting, user_id: int) -> tuple[For, LeftOut]:
    """For whom a copy is, and what it leaves out. Raises NotFound for somebody who may not read minutes.

    What the viewer may not see is neither in the copy nor counted.
    """
    row = session.row(_MEMBER, {**_asked(meeting), "user_id": user_id})
    if row is None:
        raise NotFound
    member = Member(*row)
    cases = _cases(session, meeting.id)
    audience = audience_of(_seen_by(session, member, cases), member.agency_id, member.clearance)
    withheld, classes = _withheld(session, kind, meeting.id, audience)
    left_out = {case_id: ref for case_id, (ref, _) in cases.items() if not audience.may_see(case_id)}
    recipient = Recipient(member.user_id, member.name, member.agency_id, member.agency)
    whom = For(recipient, audience, withheld, len(left_out))
    return whom, LeftOut(tuple(left_out.values()), classes, frozenset(left_out))


def _asked(meeting: Meeting) -> dict[str, Any]:
    return {"conference_id": meeting.conference_id, "meeting_id": meeting.id, "today": clock.today()}


def _cases(session: Session, meeting_id: int) -> dict[int, tuple[str, bool]]:
    rows = [
        *session.rows(_LISTED, {"meeting_id": meeting_id}),
        *session.rows(_OTHERS, {"meeting_id": meeting_id}),
    ]
    return {row.id: (row.reference, row.is_sealed) for row in rows}


def _seen_by(session: Session, member: Member, cases: dict[int, tuple[str, bool]]) -> list[int]:
    """The cases that a member may see today, of those that the viewer sees."""
    bound = {
        "cases": list(cases),
        "agency_id": member.agency_id,
        "user_id": member.user_id,
        "today": clock.today(),
    }
    seated = set(cases) if member.is_office else {row[0] for row in session.rows(_SEATED, bound)}
    if member.is_per_meeting:
        seated &= {row[0] for row in session.rows(_STANDING_IN, bound)}
    excluded = {row[0] for row in session.rows(_EXCLUDED, bound)}
    named = {row[0] for row in session.rows(_NAMED, bound)}
    sealed = {case_id for case_id, (_, is_sealed) in cases.items() if is_sealed}
    return sorted(seated - excluded - (sealed - named))


def _withheld(
    session: Session, kind: Kind, meeting_id: int, audience: Audience
) -> tuple[dict[int, int], tuple[tuple[str, int], ...]]:
    """What is left out of cases that the recipient may see: by case, and by class in words."""
    bound = {"meeting_id": meeting_id}
    shared = [tuple(row) for row in session.rows(_SHARED, bound)]
    if kind.considerations:
        mask = kind.section_class(kind.considerations[0].section_class).mask
        shared += [(row[0], mask, None) for row in session.rows(_CONSIDERED, bound)]
    kept = [
        (case_id, class_bit)
        for case_id, class_bit, agency_id in shared
        if audience.may_see(case_id) and not audience.may_read(class_bit, agency_id)
    ]
    labels = {entry.mask: entry.label for entry in kind.section_classes}
    counted = Counter(labels.get(class_bit, "Other") for _, class_bit in kept)
    return dict(Counter(case_id for case_id, _ in kept)), tuple(sorted(counted.items()))
