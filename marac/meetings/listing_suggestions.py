"""Whom to invite to a case, and why: standing agencies, those tied to the case, and those its facts suggest.

The rules by fact are configuration (`invitation_rules` of the kind of conference); the coordinator decides.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.conferences import Kind
from marac.db import Session
from marac.records import Action, Agency, ConferenceAgency, Exclusion, Invitation, Party
from marac.records.base import columns

STANDING, REFERRER, LEAD = "standing", "referrer", "lead"
EARLIER, ACTION, ASKED = "earlier", "action", "asked"
ADULT_AT = 18

_A, _N, _P, _I, _X, _K = (
    columns(record) for record in (Agency, ConferenceAgency, Party, Invitation, Exclusion, Action)
)
_AGENCIES = (
    select(_A.id, _A.name, _A.kind, _N.is_standing)
    .join_from(ConferenceAgency, Agency, _A.id == _N.agency_id)
    .where(_N.conference_id == bindparam("conference_id"), _A.is_active.is_(True))
    .order_by(_A.name)
)
_EXCLUDED = select(_X.case_id, _X.agency_id).where(
    _X.case_id.in_(bindparam("case_ids", expanding=True)),
    _X.agency_id.is_not(None),
    _X.lifted_at.is_(None),
    see(Exclusion),
)
_CHILDREN = (
    select(_P.case_id)
    .where(_P.case_id.in_(bindparam("case_ids", expanding=True)), _P.role == "child", see(Party))
    .distinct()
)
_EARLIER = select(_I.case_id, _I.agency_id).where(
    _I.case_id.in_(bindparam("case_ids", expanding=True)), see(Invitation)
)
_OPEN_ACTIONS = select(_K.case_id, _K.agency_id).where(
    _K.case_id.in_(bindparam("case_ids", expanding=True)), _K.is_open == 1, see(Action)
)


@dataclass(frozen=True, slots=True)
class MemberAgency:
    """An agency that takes part in a conference."""

    id: int
    name: str
    kind: str
    is_standing: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency not invited yet, with the code of the reason and the reason in words."""

    agency_id: int
    name: str
    reason: str
    words: str


def reasons(kind: Kind) -> dict[str, str]:
    """Every reason for an invitation: its code, and its words after "invited because"."""
    word = kind.word
    fixed = {
        STANDING: "it is a standing member",
        REFERRER: f"it referred the {word('case')}",
        LEAD: f"it is the {word('lead_agency')}",
        EARLIER: f"it was invited to the {word('case')} before this one",
        ACTION: f"it has an {word('action')} open on this {word('case')}",
        ASKED: f"the {word('coordinator')} asked for it",
    }
    return fixed | {rule.code: rule.reason for rule in kind.invitation_rules}


def member_agencies(session: Session, conference_id: int) -> list[MemberAgency]:
    """The active agencies of a conference, by name."""
    return [MemberAgency(*row) for row in session.rows(_AGENCIES, {"conference_id": conference_id})]


def excluded_agencies(session: Session, case_ids: Collection[int]) -> set[tuple[int, int]]:
    """The (case, agency) pairs that an exclusion keeps apart today."""
    rows = session.rows(_EXCLUDED, {"case_ids": list(case_ids)})
    return {(case_id, agency_id) for case_id, agency_id in rows}


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties agencies to cases without opening any text: (case, agency) pairs, and cases with a child."""

    invited_before: frozenset[tuple[int, int]]
    with_action: frozenset[tuple[int, int]]
    with_child: frozenset[int]


def ties_of(session: Session, cases: Collection[Any]) -> Ties:
    """The ties of cases (anything with `id` and `earlier_case_id`), in three selects."""
    later = {case.earlier_case_id: case.id for case in cases if case.earlier_case_id is not None}
    case_ids = [case.id for case in cases]
    before = session.rows(_EARLIER, {"case_ids": list(later)}) if later else []
    return Ties(
        frozenset((later[earlier_id], agency_id) for earlier_id, agency_id in before),
        frozenset(tuple(row) for row in session.rows(_OPEN_ACTIONS, {"case_ids": case_ids})),
        frozenset(case_id for (case_id,) in session.rows(_CHILDREN, {"case_ids": case_ids})),
    )


def facts_of(case: Any, ties: Ties) -> dict[str, str]:
    """A case's facts that no confidential text is opened for: a child in it, and the kind's own answers."""
    traits: dict[str, Any] = json.loads(case.traits or "{}")
    facts = {key: answer for key, answer in traits.items() if isinstance(answer, str)}
    return facts | ({"child": ""} if case.id in ties.with_child else {})


def facts_from_identities(identities: Iterable[tuple[str, Mapping[str, Any]]], on: date) -> dict[str, str]:
    """Facts that only the opened identities tell: (role, identity) of each party, on a London day."""
    facts = {}
    for role, identity in identities:
        if identity.get("is_unborn"):
            facts["unborn_child"] = ""
        if identity.get("no_fixed_abode"):
            facts["no_fixed_abode"] = ""
        if role in ("victim", "perpetrator") and _is_young(identity, on):
            facts[f"young_{role}"] = ""
    return facts


def _is_young(identity: Mapping[str, Any], on: date) -> bool:
    try:
        born = date.fromisoformat(str(identity.get("date_of_birth") or ""))
    except ValueError:
        return False
    return clock.months_later(born, ADULT_AT * 12) > on


def suggest(
    kind: Kind, case: Any, agencies: Iterable[MemberAgency], ties: Ties, facts: Mapping[str, str]
) -> list[Suggestion]:
    """An agency once each, for the strongest reason there is, in the order of the agencies' names."""
    words = reasons(kind)
    found = []
    for agency in agencies:
        code = _tie(case, agency, ties) or _reason_by_fact(kind, agency.kind, facts)
        if code:
            found.append(Suggestion(agency.id, agency.name, code, words[code]))
    return found


def _tie(case: Any, agency: MemberAgency, ties: Ties) -> str:
    held = {
        REFERRER: agency.id == case.referring_agency_id,
        LEAD: agency.id == case.lead_agency_id,
        EARLIER: (case.id, agency.id) in ties.invited_before,
        ACTION: (case.id, agency.id) in ties.with_action,
    }
    return next((code for code, holds in held.items() if holds), "")


def _reason_by_fact(kind: Kind, agency_kind: str, facts: Mapping[str, str]) -> str:
    today = clock.today()
    for rule in kind.invitation_rules:
        holds = rule.fact in facts and (not rule.answers or facts[rule.fact] in rule.answers)
        if holds and agency_kind in rule.agency_kinds and rule.effective_from <= today:
            return rule.code
    return ""
