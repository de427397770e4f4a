"""Deciding what a form means by "must not receive": nobody sees the case before that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import claim, get
from marac.access.seal import seal
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.people.denials import keep_from_case
from marac.records import Agency, Case, Membership, Referral, Text, User
from marac.records.base import columns
from marac.referrals.sealing import unseal_decided
from marac.referrals.standing import class_bit, conference_agencies, kind_for

LONGEST_REASON = 2_000
_M, _U, _G = columns(Membership), columns(User), columns(Agency)
_MEMBERS = (
    select(_U.id, _U.name, _U.agency_id, _G.name.label("agency"), _M.role)
    .join_from(Membership, User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(
        _M.conference_id == bindparam("conference_id"),
        _M.until_on >= bindparam("on", type_=_M.until_on.type),
        _M.role != "importer",
        _U.is_active.is_(True),
    )
    .order_by(_G.name, _U.name)
)


@dataclass(frozen=True)
class KeptFrom:
    """Whom a restriction can name: people and agencies of the conference."""

    people: list[Any]
    agencies: list[Any]


def whom_to_keep_from(session: Session, conference_id: int) -> KeptFrom:
    """Everybody of a conference, now or later, who could be kept from a case."""
    people = session.rows(_MEMBERS, {"conference_id": conference_id, "on": clock.today()})
    return KeptFrom(list(people), conference_agencies(session, conference_id))


def decide_restriction(
    session: Session,
    referral_id: int,
    version: int | None,
    *,
    user_ids: Sequence[int],
    agency_ids: Sequence[int],
    reason: str,
) -> Referral:
    """Decide whom the words of a form keep from its case (REFERRAL_REVIEW); no names: nobody here.

    The denials hold from this moment, for the person who decides as well and for every tied case; the case,
    sealed until now, is open to everybody else of its office. Raises NotFound, StaleForm, and
    Mistake without a reason, for somebody who is not of this conference, or when there is nothing to decide.
    """
    referral = claim(session, Referral, referral_id, version)
    if referral.restriction_state == "none":
        raise Mistake("", "This form asks for nothing to be kept from anybody.")
    people, agencies = _checked(session, referral, user_ids, agency_ids)
    words = _checked_reason(reason)
    kind = kind_for(session, referral.conference_id)
    case = get(session, Case, referral.case_id)
    entry = session.record(
        events.RestrictionDecided(
            case_id=referral.case_id,
            conference_id=referral.conference_id,
            record_id=referral.id,
            version=referral.version,
            excluded=len(people) + len(agencies),
        )
    )
    seal(session, entry, referral.id, Text.EXCLUSION_REASON, words, class_bit=class_bit(kind, "office"))
    if referral.restriction_state == "undecided":
        referral.restriction_state = "decided"
        session.flush()
        unseal_decided(session, case)
    denials = [{"user_id": each} for each in people] + [{"agency_id": each} for each in agencies]
    # The viewer's own last: after that they see nothing of the case, nor of what stands on it.
    own = ({"user_id": session.viewer.id}, {"agency_id": session.viewer.agency_id})
    for denial in sorted(denials, key=lambda each: each in own):
        keep_from_case(session, case, "form", words, **denial)
    return referral


def _checked(
    session: Session, referral: Referral, user_ids: Sequence[int], agency_ids: Sequence[int]
) -> tuple[list[int], list[int]]:
    possible = whom_to_keep_from(session, referral.conference_id)
    people, agencies = sorted(set(user_ids)), sorted(set(agency_ids))
    if not {row.id for row in possible.people}.issuperset(people):
        raise Mistake("people", "Choose people of this conference.")
    known = {row.id for row in possible.agencies} | {row.agency_id for row in possible.people}
    if not known.issuperset(agencies):
        raise Mistake("agencies", "Choose agencies of this conference.")
    return people, agencies


def _checked_reason(reason: str) -> str:
    words = reason.strip()
    if not words:
        raise Mistake("reason", "Say how you decided, so that others can follow it.")
    if len(words) > LONGEST_REASON:
        raise Mistake("reason", f"Shorten the reason to {LONGEST_REASON:,} characters.")
    return words
