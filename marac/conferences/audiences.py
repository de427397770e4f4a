"""Who is cleared for which class of sections in one conference: the description's default, or what was decided there.

A decision says, for one class, which kinds of agency are cleared in which of the roles that sit. What other roles may
read is never up for decision. The latest decision of a conference is the one in force: none is dated ahead. The limits
of the description bind whenever an audience is derived, not only when it is decided: one that came into force since
narrows what was decided before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.conferences.kind import Kind
from marac.conferences.kinds import get_kind
from marac.conferences.lookup import get_entry
from marac.conferences.shapes import AudienceLimit, Role, SectionClass
from marac.db import Session
from marac.records import Agency, AudienceDecision, Conference, ConferenceAgency, Membership, User
from marac.records.base import columns

# A kind of agency and a role, such as ("police", "representative").
Reader = tuple[str, str]
Readers = frozenset[Reader]

_D, _C, _G, _J, _M, _U = (
    columns(record) for record in (AudienceDecision, Conference, Agency, ConferenceAgency, Membership, User)
)
_conference: Any = bindparam("conference_id")
_KIND = select(_C.kind).where(_C.id == bindparam("conference_id"))
# Apart from whoever else derives or decides; what only refers to the conference need not wait.
_HELD = _KIND.with_for_update(key_share=True)
_DECIDED = (
    select(_D.section_class, _D.readers)
    .where(_D.conference_id == bindparam("conference_id"))
    .order_by(_D.section_class, _D.number)
)
_TAKING_PART = (
    select(_G.kind)
    .join_from(ConferenceAgency, Agency, _G.id == _J.agency_id)
    .where(_J.conference_id == _conference)
    .union(
        select(_G.kind)
        .join_from(Membership, User, _U.id == _M.user_id)
        .join(Agency, _G.id == _U.agency_id)
        .where(_M.conference_id == _conference)
    )
)


def default_readers(kind: Kind, section_class: SectionClass) -> Readers:
    """Who is cleared for a class by the description, of the roles that sit."""
    return frozenset(
        (agency.key, role.key)
        for agency in kind.agency_kinds
        for role in kind.roles
        if role.sits and section_class.is_cleared(agency.key, role)
    )


def codes_of(readers: Iterable[Reader]) -> tuple[str, ...]:
    """Readers as codes, such as "police/representative", in the order of the alphabet."""
    return tuple(sorted(f"{agency_kind}/{role}" for agency_kind, role in readers))


def readers_of(codes: str) -> Readers:
    """Readers from their codes with commas between, as they are stored."""
    return frozenset(
        (kind, role) for kind, _, role in (each.partition("/") for each in codes.split(",") if each)
    )


@dataclass(frozen=True)
class Audiences:
    """The audiences of one conference. `decided` holds the classes whose audience is its own."""

    kind: Kind
    decided: Mapping[str, Readers] = field(default_factory=dict)

    def readers(self, section_class: SectionClass) -> Readers:
        """Who is cleared for a class today, of the roles that sit."""
        if section_class.key not in self.decided:
            return default_readers(self.kind, section_class)
        return frozenset(
            (agency.key, role.key)
            for agency in self.kind.agency_kinds
            for role in self.kind.roles
            if role.sits and self._is_cleared(section_class, agency.key, role)
        )

    def limit(self, section_class: SectionClass) -> AudienceLimit:
        """How far the audience of a class may change today."""
        found = self.kind.audience_limit(section_class.key, clock.today())
        return found or AudienceLimit(section_class.key, "", "", clock.today())

    def beyond(self, section_class: SectionClass) -> Readers:
        """Who was decided to be cleared for a class and is not, because its limit forbids it today."""
        return self.decided.get(section_class.key, frozenset()) - self.readers(section_class)

    def clearance(self, agency_kind: str, role: str) -> int:
        """The classes that such a member is cleared for, as the OR of their masks; 0 is none.

        Raises UnknownName for a kind of agency or a role that is not described.
        """
        agency = get_entry(self.kind.agency_kinds, agency_kind, "kind of agency")
        member_role = get_entry(self.kind.roles, role, "role")
        classes = self.kind.section_classes
        return sum(entry.mask for entry in classes if self._is_cleared(entry, agency.key, member_role))

    def _is_cleared(self, entry: SectionClass, agency_kind: str, role: Role) -> bool:
        if not role.sits or entry.key not in self.decided:
            return entry.is_cleared(agency_kind, role)
        limit, is_decided = self.limit(entry), (agency_kind, role.key) in self.decided[entry.key]
        return limit.allows(agency_kind, role) and (is_decided or limit.requires(agency_kind, role))


def audiences_of(session: Session, conference_id: int) -> Audiences:
    """The audiences in force in a conference. Raises UnknownName when there is no such conference."""
    return _read(session, conference_id, session.row(_KIND, {"conference_id": conference_id}))


def held_audiences(session: Session, conference_id: int) -> Audiences:
    """The same, kept from being decided anew until this transaction ends: for whoever derives a clearance."""
    return _read(session, conference_id, session.row(_HELD, {"conference_id": conference_id}))


def _read(session: Session, conference_id: int, found: tuple[str] | None) -> Audiences:
    rows = session.rows(_DECIDED, {"conference_id": conference_id})
    return Audiences(get_kind(found[0] if found else ""), {row[0]: readers_of(row[1]) for row in rows})


def kinds_taking_part(session: Session, conference_id: int) -> frozenset[str]:
    """The kinds of the agencies of a conference, and of those that its members come from."""
    return frozenset(row[0] for row in session.rows(_TAKING_PART, {"conference_id": conference_id}))
