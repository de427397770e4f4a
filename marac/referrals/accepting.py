"""Accepting a referral as a case, or setting it aside."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from marac import clock
from marac.access.loading import claim, get
from marac.access.seal import seal
from marac.access.ties import hold_people
from marac.audit import events
from marac.conferences import Kind
from marac.db import Session
from marac.errors import Mistake
from marac.people.denials import accept_denials
from marac.people.queries import Candidate, candidates_for, earlier_cases_of_pair, undecided_strong
from marac.records import Case, Referral, Text
from marac.referrals.correcting import open_form, require_review
from marac.referrals.history import Standing, stand_of
from marac.referrals.points import Point, blocking_points, is_for_a_person, points_beyond_form
from marac.referrals.reviewed import KeptForm, leaf_of
from marac.referrals.standing import class_bit, kind_for

LONGEST_REASON = 2_000


def accept_referral(session: Session, referral_id: int, version: int | None) -> Case:
    """Accept a referral as an open case (REFERRAL_REVIEW); a repeat names the case before it.

    Whether it is a repeat follows from who was decided to be the same and from the repeat rule; where the
    dates cannot say, the repeat box as it now stands decides. Raises NotFound, StaleForm, and Mistake for the
    first thing that must be settled before.
    """
    referral = claim(session, Referral, referral_id, version)
    require_review(referral)
    hold_people(session, referral.conference_id)
    kind = kind_for(session, referral.conference_id)
    case = get(session, Case, referral.case_id)
    entry = session.record(
        events.ReferralAccepted(
            case_id=case.id, conference_id=case.conference_id, record_id=referral.id, version=referral.version
        )
    )
    form = open_form(session, entry, referral)
    standing = stand_of(kind, referral, earlier_cases_of_pair(session, case.id))
    for point in obstacles(kind, referral, form, standing, candidates_for(session, case.id)):
        raise Mistake("", point.message)
    _settle(session, case, referral, form, standing)
    entry.event = replace(entry.event, is_repeat=referral.is_repeat, joined_case_id=case.earlier_case_id)
    session.flush()
    return case


def obstacles(
    kind: Kind,
    referral: Referral,
    form: KeptForm,
    standing: Standing,
    candidates: Iterable[Candidate],
) -> Iterator[Point]:
    """What must be settled before a referral can be accepted, in words; being below a threshold is not."""
    repeat_answer = leaf_of(form.fields, "criteria.repeat")
    yield from points_beyond_form(referral, standing, undecided_strong(candidates), repeat_answer)
    yield from blocking_points(kind, referral, form)


def _settle(session: Session, case: Case, referral: Referral, form: KeptForm, standing: Standing) -> None:
    referral.is_repeat = _is_repeat(form, standing)
    referral.status = "accepted"
    referral.decided_by_id, referral.decided_at = session.viewer.id, clock.now()
    case.status = "open"
    case.referring_agency_id = referral.agency_id
    case.last_referred_on = referral.referred_on
    case.is_repeat = bool(referral.is_repeat)
    has_rule = standing.judgement is not None
    if standing.earlier is not None and (case.is_repeat or not has_rule):
        case.earlier_case_id = standing.earlier.case_id
    case.version += 1
    accept_denials(session, case.id)


def _is_repeat(form: KeptForm, standing: Standing) -> bool:
    if is_for_a_person(standing):
        return leaf_of(form.fields, "criteria.repeat") is True
    return standing.judgement is not None and standing.judgement.is_repeat is True


def set_aside_referral(session: Session, referral_id: int, version: int | None, reason: str) -> Referral:
    """Set a referral aside (REFERRAL_REVIEW), by a person and with a reason; nothing is deleted.

    Raises NotFound, StaleForm, and Mistake without a reason.
    """
    referral = claim(session, Referral, referral_id, version)
    require_review(referral)
    words = reason.strip()
    if not words:
        raise Mistake("reason", "Say why this referral is set aside.")
    if len(words) > LONGEST_REASON:
        raise Mistake("reason", f"Shorten the reason to {LONGEST_REASON:,} characters.")
    case = get(session, Case, referral.case_id)
    referral.status, case.status = "set_aside", "set_aside"
    referral.decided_by_id, referral.decided_at = session.viewer.id, clock.now()
    entry = session.record(
        events.ReferralSetAside(
            case_id=case.id, conference_id=case.conference_id, record_id=referral.id, version=referral.version
        )
    )
    office = class_bit(kind_for(session, case.conference_id), "office")
    seal(session, entry, referral.id, Text.REFERRAL_REASON, words, class_bit=office)
    session.flush()
    return referral
