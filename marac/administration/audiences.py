"""Deciding who is cleared for a class of sections in a conference: within its limits, at once, and for good on the
record. The clearance of every membership is derived anew in the same transaction, so it holds from the next request on.

A class that is an agency's to give (`agreed_by` of its limit) is widened by two: what the chair decides waits until a
representative of such an agency agrees (`agreeing`).
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.administration.clearances import derive_clearances, members_of
from marac.administration.proposals import is_waiting, keep_waiting, overtake
from marac.audit import events
from marac.conferences import get_common
from marac.conferences.audiences import (
    Audiences,
    Reader,
    Readers,
    codes_of,
    held_audiences,
    kinds_taking_part,
)
from marac.conferences.lookup import get_entry
from marac.conferences.shapes import AudienceLimit, SectionClass
from marac.db import Session
from marac.errors import Mistake, NotFound, StaleForm
from marac.records import AudienceDecision, AudienceProposal
from marac.records.base import columns

_D = columns(AudienceDecision)
_conference: Any = bindparam("conference_id")
_LAST = select(func.coalesce(func.max(_D.number), 0)).where(
    _D.conference_id == _conference, _D.section_class == bindparam("section_class")
)


@dataclass(frozen=True)
class Weighed:
    """A change that may be made. `gaining` and `losing` are the people whom it changes, by (agency, name);
    `token` stands for all of it, so that what was confirmed can be told from what would be done. `agreed_by`: the kinds
    of agency one of which must agree before anybody reads more."""

    section_class: SectionClass
    number: int
    before: Readers
    after: Readers
    gaining: tuple[tuple[str, str], ...]
    losing: tuple[tuple[str, str], ...]
    token: str
    agreed_by: tuple[str, ...] = ()

    @property
    def widened(self) -> tuple[str, ...]:
        """Who is cleared and was not, as codes."""
        return codes_of(self.after - self.before)

    @property
    def narrowed(self) -> tuple[str, ...]:
        """Who was cleared and is not, as codes."""
        return codes_of(self.before - self.after)

    @property
    def waits(self) -> bool:
        """Whether it takes the agreement of the agency whose information it is."""
        return bool(self.agreed_by) and bool(self.widened)


def last_number(session: Session, conference_id: int, section_class: str) -> int:
    """The number of the last decision on a class; 0 for none, which is the description's default."""
    bound = {"conference_id": conference_id, "section_class": section_class}
    return int(session.row(_LAST, bound)[0])


def weigh(session: Session, conference_id: int, key: str, readers: Readers, number: int | None) -> Weighed:
    """What it would mean to clear exactly `readers`, of the kinds of agency that take part, for a class.

    `number` is that of the last decision when the page was made. Kinds of agency that take no part stay as they are,
    unless somebody loses the class: then none that joins later reads it without a decision of its own. Raises
    NotFound without the chair's act in this conference or for an unknown class, StaleForm after another decision,
    and Mistake for what is beyond the limits.
    """
    audiences, section_class = _held(session, conference_id, key)
    last = last_number(session, conference_id, key)
    if number != last:
        raise StaleForm
    taking_part, before = kinds_taking_part(session, conference_id), audiences.readers(section_class)
    limit = audiences.limit(section_class)
    after = readers | _kept_elsewhere(audiences, limit, before, taking_part, readers)
    _check(audiences, limit, taking_part, readers)
    if after == before and not is_waiting(session, conference_id, key):
        raise Mistake("readers", "This is how it is already. Change something, or leave it as it is.")
    return weighed_up(session, conference_id, audiences, section_class, after)


def weighed_up(
    session: Session, conference_id: int, audiences: Audiences, section_class: SectionClass, after: Readers
) -> Weighed:
    """What it would mean to clear exactly `after` for a class; whether that may be is settled before."""
    key, before = section_class.key, audiences.readers(section_class)
    last = last_number(session, conference_id, key)
    rows = [row for row in members_of(session, conference_id) if _counts(row)]
    gaining, losing = _people(rows, after - before), _people(rows, before - after)
    return Weighed(
        section_class,
        last,
        before,
        after,
        tuple((row.agency, row.name) for row in gaining),
        tuple((row.agency, row.name) for row in losing),
        _token(key, last, after, gaining),
        audiences.limit(section_class).agreed_by,
    )


def decide_audience(
    session: Session,
    conference_id: int,
    key: str,
    readers: Readers,
    number: int | None,
    *,
    ground: str,
    agreed_on: date,
    confirmed: str = "",
) -> Weighed:
    """Clear exactly `readers` for a class of sections of a conference, from now on, or once another agency agrees.

    `ground` is a code of the shared description, `agreed_on` the day of the agreement behind it. A change that lets
    somebody read more is made only if it is `confirmed` by its token. Errors as for `weigh`, and Mistake for the
    ground, the day, and what was not confirmed as it stands.
    """
    weighed = weigh(session, conference_id, key, readers, number)
    _check_reason(ground, agreed_on)
    if weighed.widened and confirmed != weighed.token:
        raise Mistake("", "Confirm first who can read more from now on.")
    overtake(session, conference_id, key)
    if weighed.after == weighed.before:  # what waited is taken back, and all stays as it is
        return weighed
    put = propose if weighed.waits else put_in_force
    put(session, conference_id, weighed, ground, agreed_on)
    return weighed


def put_in_force(
    session: Session,
    conference_id: int,
    weighed: Weighed,
    ground: str,
    agreed_on: date,
    proposed_by_id: int | None = None,
) -> None:
    """Make a decision that was weighed, at once. `proposed_by_id`: who decided it, where the viewer only agrees."""
    session.add(_decision(session, conference_id, weighed, ground, agreed_on, proposed_by_id))
    session.flush()
    members = derive_clearances(session, conference_id)
    session.record(
        events.AudienceDecided(
            conference_id=conference_id,
            section_class=weighed.section_class.key,
            widened=weighed.widened,
            narrowed=weighed.narrowed,
            ground=ground,
            agreed_on=agreed_on,
            members=members,
            proposed_by_id=proposed_by_id,
        )
    )


def propose(session: Session, conference_id: int, weighed: Weighed, ground: str, agreed_on: date) -> None:
    """Keep a decision that was weighed until another agency agrees to it; nothing changes meanwhile."""
    proposal = AudienceProposal(
        conference_id=conference_id,
        section_class=weighed.section_class.key,
        number=weighed.number,
        readers=",".join(codes_of(weighed.after)),
        before=",".join(codes_of(weighed.before)),
        ground=ground,
        agreed_on=agreed_on,
        proposed_by_id=session.viewer.id,
    )
    keep_waiting(session, proposal, weighed.widened, weighed.narrowed)


def _kept_elsewhere(
    audiences: Audiences, limit: AudienceLimit, before: Readers, taking_part: frozenset[str], readers: Readers
) -> Readers:
    """Who of kinds of agency that take no part stays cleared."""
    elsewhere = frozenset(each for each in before if each[0] not in taking_part)
    if before - elsewhere <= readers:
        return elsewhere
    roles = {role.key: role for role in audiences.kind.roles}
    return frozenset(each for each in elsewhere if limit.requires(each[0], roles[each[1]]))


def _decision(
    session: Session,
    conference_id: int,
    weighed: Weighed,
    ground: str,
    agreed_on: date,
    proposed_by_id: int | None,
) -> AudienceDecision:
    return AudienceDecision(
        conference_id=conference_id,
        section_class=weighed.section_class.key,
        number=weighed.number + 1,
        readers=",".join(codes_of(weighed.after)),
        before=",".join(codes_of(weighed.before)),
        ground=ground,
        agreed_on=agreed_on,
        effective_on=clock.today(),
        decided_by_id=proposed_by_id or session.viewer.id,
        agreed_by_id=session.viewer.id if proposed_by_id else None,
    )


def _check_reason(ground: str, agreed_on: date) -> None:
    if ground not in {each.code for each in get_common().audience_grounds}:
        raise Mistake("ground", "Choose the reason for the change.")
    if agreed_on > clock.today():
        raise Mistake(
            "agreed_on",
            "This day has not come yet. A change takes effect at once: make it when it is agreed.",
        )


def _held(session: Session, conference_id: int, key: str) -> tuple[Audiences, SectionClass]:
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    audiences = held_audiences(session, conference_id)
    if all(each.key != key for each in audiences.kind.section_classes):
        raise NotFound
    return audiences, audiences.kind.section_class(key)


def _check(audiences: Audiences, limit: AudienceLimit, taking_part: frozenset[str], readers: Readers) -> None:
    kind = audiences.kind
    roles = {role.key: role for role in kind.roles if role.sits}
    if any(each not in taking_part or role not in roles for each, role in readers):
        raise Mistake("readers", "Choose from the agencies and roles shown.")
    for agency_kind in sorted(taking_part):
        label = get_entry(kind.agency_kinds, agency_kind, "kind of agency").label
        for role in roles.values():
            is_chosen = (agency_kind, role.key) in readers
            if is_chosen and not limit.allows(agency_kind, role):
                raise Mistake("readers", f"{label}, {role.label.lower()}: not for this class. {limit.why}")
            if not is_chosen and limit.requires(agency_kind, role):
                raise Mistake("readers", f"{label}, {role.label.lower()}: always for this class. {limit.why}")
    if not readers:
        raise Mistake(
            "readers", "Somebody must be able to read this class. Choose at least one role of an agency."
        )


def _counts(row: Any) -> bool:
    """Whether somebody belongs to the conference now or later, with an open account."""
    return bool(row.is_active) and row.until_on >= clock.today()


def _people(rows: list[Any], readers: frozenset[Reader]) -> list[Any]:
    return [row for row in rows if (row.kind, row.role) in readers]


def _token(key: str, number: int, after: Readers, gaining: list[Any]) -> str:
    said = "\n".join([key, str(number), *codes_of(after), *(str(row.id) for row in gaining)])
    return hashlib.sha256(said.encode()).hexdigest()[:32]
