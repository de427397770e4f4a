"""What the pages of a conference's audiences show: each class with its default beside it, and every change before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.administration.audiences import last_number
from marac.conferences import Kind, get_common
from marac.conferences.audience_words import readers_in_words
from marac.conferences.audiences import (
    Audiences,
    Readers,
    audiences_of,
    codes_of,
    default_readers,
    kinds_taking_part,
    readers_of,
)
from marac.conferences.shapes import AudienceLimit, SectionClass
from marac.db import Session
from marac.errors import NotFound
from marac.records import AudienceDecision, AudienceProposal, User
from marac.records.base import columns

_D, _U, _P = columns(AudienceDecision), columns(User), columns(AudienceProposal)
_BY = User.__table__.alias("second")  # type: ignore[attr-defined]
_HISTORY = (
    select(
        _D.section_class, _D.readers, _D.before, _D.ground, _D.agreed_on, _D.effective_on, _D.decided_at, _U.name,
        _BY.c.name.label("second"),
    )
    .join_from(AudienceDecision, User, _U.id == _D.decided_by_id)
    .outerjoin(_BY, _BY.c.id == _D.agreed_by_id)
    .where(_D.conference_id == bindparam("conference_id"))
    .order_by(_D.decided_at.desc(), _D.number.desc())
)  # fmt: skip

_PROPOSED = (
    select(
        _P.section_class, _P.readers, _P.before, _P.proposed_at, _P.answer, _P.refusal, _U.name,
        _BY.c.name.label("answered_by"),
    )
    .join_from(AudienceProposal, User, _U.id == _P.proposed_by_id)
    .outerjoin(_BY, _BY.c.id == _P.answered_by_id)
    .where(_P.conference_id == bindparam("conference_id"), _P.answer.in_(("", "refused")))
    .order_by(_P.proposed_at.desc(), _P.id)
)  # fmt: skip


@dataclass(frozen=True)
class ClassLine:
    """One class: who reads it in this conference, who would by default, and why it cannot change, if it cannot.

    `forbidden`: who reads it no longer though it was decided, because a limit forbids it, and `limit`, why.
    """

    key: str
    label: str
    description: str
    readers: str
    default: str
    is_own: bool
    fixed: str
    forbidden: str
    limit: str


@dataclass(frozen=True)
class Decided:
    """One change of the past in words."""

    label: str
    before: str
    after: str
    decided_by: str
    decided_at: datetime
    effective_on: date
    agreed_on: date
    ground: str


@dataclass(frozen=True)
class Proposed:
    """One change that waits for the agency whose information it is, or that it refused."""

    label: str
    before: str
    after: str
    proposed_by: str
    proposed_at: datetime
    is_waiting: bool
    refusal: str
    answered_by: str


@dataclass(frozen=True)
class Cell:
    """One kind of agency in one role. `fixed`: whether it is always or never cleared, whatever is decided."""

    code: str
    words: str
    is_cleared: bool
    is_default: bool
    fixed: str


@dataclass(frozen=True)
class ClassPage:
    """The page on which one class is changed: a row for each kind of agency, a cell for each role that sits."""

    key: str
    label: str
    description: str
    limit: str
    agreed_by: str
    number: int
    roles: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    default: str
    kind: Kind
    taking_part: frozenset[str]

    def in_words(self, readers: Readers) -> str:
        """Who that is, of the agencies that take part."""
        return readers_in_words(self.kind, readers, self.taking_part)

    @property
    def always(self) -> Readers:
        """Who stays cleared whatever is chosen."""
        cells = (cell for _, row in self.rows for cell in row if cell.fixed == "Always")
        return readers_of(",".join(cell.code for cell in cells))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every agency kind and role of the page."""
        return tuple(cell.code for _, row in self.rows for cell in row)

    @property
    def cleared(self) -> tuple[str, ...]:
        """Those that are cleared today."""
        return tuple(cell.code for _, row in self.rows for cell in row if cell.is_cleared)


def class_lines(session: Session, conference_id: int) -> list[ClassLine]:
    """Every class of a conference with who is cleared for it."""
    audiences, taking_part = audiences_of(session, conference_id), kinds_taking_part(session, conference_id)
    kind = audiences.kind

    def words(readers: Readers) -> str:
        return readers_in_words(kind, readers, taking_part)

    return [
        ClassLine(
            key=each.key,
            label=each.label,
            description=each.description,
            readers=words(audiences.readers(each)),
            default=words(default_readers(kind, each)),
            is_own=each.key in audiences.decided,
            fixed=_why_fixed(kind, each, audiences.limit(each), taking_part),
            forbidden=words(beyond) if (beyond := _beyond(audiences, each, taking_part)) else "",
            limit=audiences.limit(each).why,
        )
        for each in kind.section_classes
    ]


def _beyond(audiences: Audiences, each: SectionClass, taking_part: frozenset[str]) -> Readers:
    return frozenset(reader for reader in audiences.beyond(each) if reader[0] in taking_part)


def _why_fixed(kind: Kind, each: SectionClass, limit: AudienceLimit, taking_part: frozenset[str]) -> str:
    """Why nothing of a class can be changed, or nothing if something can."""
    cells = [
        _fixed(limit, agency_kind, role) for agency_kind in taking_part for role in kind.roles if role.sits
    ]
    return limit.why if all(cells) else ""


def _fixed(limit: AudienceLimit, agency_kind: str, role: Any) -> str:
    if limit.requires(agency_kind, role):
        return "Always"
    return "" if limit.allows(agency_kind, role) else "Never"


def history(session: Session, conference_id: int) -> list[Decided]:
    """Every decision of a conference on its audiences, newest first."""
    audiences, taking_part = audiences_of(session, conference_id), kinds_taking_part(session, conference_id)
    labels = {each.key: each.label for each in audiences.kind.section_classes}
    grounds = {each.code: each.label for each in get_common().audience_grounds}
    return [
        Decided(
            label=labels.get(row.section_class, row.section_class),
            before=readers_in_words(audiences.kind, readers_of(row.before), taking_part),
            after=readers_in_words(audiences.kind, readers_of(row.readers), taking_part),
            decided_by=f"{row.name}, with the agreement of {row.second}" if row.second else row.name,
            decided_at=row.decided_at,
            effective_on=row.effective_on,
            agreed_on=row.agreed_on,
            ground=grounds.get(row.ground, row.ground),
        )
        for row in session.rows(_HISTORY, {"conference_id": conference_id})
    ]


def proposals(session: Session, conference_id: int) -> list[Proposed]:
    """What was decided and waits for another agency, or was refused by it, newest first."""
    audiences, taking_part = audiences_of(session, conference_id), kinds_taking_part(session, conference_id)
    labels = {each.key: each.label for each in audiences.kind.section_classes}
    refusals = {each.code: each.label for each in get_common().audience_refusals}
    return [
        Proposed(
            label=labels.get(row.section_class, row.section_class),
            before=readers_in_words(audiences.kind, readers_of(row.before), taking_part),
            after=readers_in_words(audiences.kind, readers_of(row.readers), taking_part),
            proposed_by=row.name,
            proposed_at=row.proposed_at,
            is_waiting=not row.answer,
            refusal=refusals.get(row.refusal, ""),
            answered_by=row.answered_by or "",
        )
        for row in session.rows(_PROPOSED, {"conference_id": conference_id})
    ]


def class_page(session: Session, conference_id: int, key: str) -> ClassPage:
    """The page on which a class is changed. Raises NotFound for a class that is not one, or cannot change."""
    audiences, taking_part = audiences_of(session, conference_id), kinds_taking_part(session, conference_id)
    kind = audiences.kind
    each = next((entry for entry in kind.section_classes if entry.key == key), None)
    if each is None or _why_fixed(kind, each, audiences.limit(each), taking_part):
        raise NotFound
    limit, readers, default = audiences.limit(each), audiences.readers(each), default_readers(kind, each)
    roles = [role for role in kind.roles if role.sits]
    rows = tuple(
        (
            agency.label,
            tuple(
                Cell(
                    code=codes_of([(agency.key, role.key)])[0],
                    words=f"{agency.label}, {role.label.lower()}",
                    is_cleared=(agency.key, role.key) in readers,
                    is_default=(agency.key, role.key) in default,
                    fixed=_fixed(limit, agency.key, role),
                )
                for role in roles
            ),
        )
        for agency in kind.agency_kinds
        if agency.key in taking_part
    )
    return ClassPage(
        key=key,
        label=each.label,
        description=each.description,
        limit=limit.why,
        agreed_by=" or ".join(agency.label for agency in kind.agency_kinds if agency.key in limit.agreed_by),
        number=last_number(session, conference_id, key),
        roles=tuple(role.label for role in roles),
        rows=rows,
        default=readers_in_words(kind, default, taking_part),
        kind=kind,
        taking_part=taking_part,
    )
