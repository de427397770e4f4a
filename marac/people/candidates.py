"""Who in other cases may be somebody of this one: offered with reasons, for a person to decide."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, choose_from_list, open_list
from marac.audit import events
from marac.db import Entry, Session
from marac.people.matching import Match, PersonFacts, candidates
from marac.people.near import Near
from marac.people.party_lines import ROLES, PartyLine, born_in_words, name_of, party_line
from marac.records import Case, Party, PersonDecision, SealedText, Text, User
from marac.records.base import columns

_P, _C, _D, _S, _U = (columns(record) for record in (Party, Case, PersonDecision, SealedText, User))

_PEOPLE = (
    select(
        _P.id,
        _P.case_id.label("whose_case"),
        _P.person_id,
        _P.role,
        _P.position,
        _P.phone_token,
        _P.address_token,
        _C.reference,
        *SEALED_COLUMNS,
    )
    .join_from(Case, Party, _P.case_id == _C.id)
    .join(SealedText, and_(_S.owner_id == _P.id, _S.field == Text.PARTY_IDENTITY))
    .where(
        _P.conference_id == bindparam("conference_id"),
        or_(_C.status.in_(("received", "open", "closed")), _C.id == bindparam("here")),
        see(Case, Party, SealedText),
    )
)
_DECIDED = (
    select(_D.id, _D.party_id, _D.other_party_id, _D.decision, _D.decided_at, _U.name)
    .join_from(PersonDecision, Party, _P.id == _D.party_id)
    .join(User, _U.id == _D.decided_by_id)
    .where(
        _P.conference_id == bindparam("conference_id"),
        _D.undone_at.is_(None),
        see(PersonDecision, Party),
    )
    .order_by(_D.decided_at.desc(), _D.id)
)
_REASONS = (
    select(*SEALED_COLUMNS)
    .join_from(PersonDecision, SealedText, _S.owner_id == _D.id)
    .where(
        _D.id.in_(bindparam("decisions", expanding=True)),
        _S.field == Text.PERSON_REASON,
        see(PersonDecision, SealedText),
    )
)


@dataclass(frozen=True)
class Candidate:
    """Somebody of another case who may be somebody of this one.

    `decision` is what has been decided so far: same, unsure, or the empty string. One who has another role
    there is only ever possible, and never makes a repeat.
    """

    party_id: int
    other_party_id: int
    other_case_id: int
    reference: str
    role: str
    other_role: str
    name: str
    other_name: str
    born: str
    other_born: str
    strength: str
    reasons: tuple[str, ...]
    differences: tuple[str, ...]
    decision: str = ""

    @property
    def is_cross_role(self) -> bool:
        """Whether the other case knows the person in another role."""
        return self.role != self.other_role


@dataclass(frozen=True)
class Decided:
    """A decision that stands, between somebody of this case and somebody of another."""

    id: int
    party_id: int
    other_party_id: int
    name: str
    other_name: str
    other_case_id: int
    reference: str
    decision: str
    decided_by: str
    decided_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class CasePeople:
    """What the page of a case's people shows: who they are, who may be whom, and what was decided."""

    parties: tuple[PartyLine, ...]
    candidates: tuple[Candidate, ...]
    decided: tuple[Decided, ...]


@dataclass(frozen=True)
class _Someone:
    """One party with its identity opened."""

    row: Any
    identity: Mapping[str, Any]

    @property
    def facts(self) -> PersonFacts:
        row, identity = self.row, self.identity
        return PersonFacts(
            id=row.id,
            case_id=row.whose_case,
            role=row.role,
            name=identity.get("name") or "",
            aliases=tuple(identity.get("aliases") or ()),
            date_of_birth=_day(identity.get("date_of_birth")),
            birth_year=identity.get("birth_year"),
            age_stated=identity.get("age_stated"),
            phone_token=row.phone_token.hex() if row.phone_token else None,
            address_token=row.address_token.hex() if row.address_token else None,
            age_stated_on=_day(identity.get("age_stated_on")),
        )


def undecided_strong(offered: Iterable[Candidate]) -> list[Candidate]:
    """Of the people offered those whom somebody must decide on first: strong matches with no decision yet."""
    return [each for each in offered if each.strength == "strong" and not each.decision]


def undecided_strong_by_case(
    session: Session, shown: Entry, conference_id: int, case_ids: Iterable[int]
) -> dict[int, list[Candidate]]:
    """The same for several cases of one conference at once, in order to count them on a list.

    Nobody's identity is shown by it, so the entry `shown` names nobody for it.
    """
    bound = {"conference_id": conference_id, "here": 0}
    decisions = session.rows(_DECIDED, bound)
    found: dict[int, list[Candidate]] = {}

    def count(rows: list[Any], texts: Texts) -> set[int]:
        people = _people(rows, texts)
        near = Near(someone.facts for someone in people.values())
        for case_id in case_ids:
            offered = _offered(case_id, people, near.facts_near(case_id), decisions)
            found[case_id] = undecided_strong(offered)
        return set()

    choose_from_list(session, shown, _PEOPLE, bound, count)
    return found


def candidates_for(session: Session, case_id: int) -> list[Candidate]:
    """Everybody in the viewer's cases of this conference who may be somebody of this case, best first.

    Whoever has been decided to be different is left out; who is joined already comes with that decision. Only
    the cases offered are named on the entry that this records. Raises NotFound.
    """
    return list(people_of_case(session, case_id).candidates)


def people_of_case(session: Session, case_id: int) -> CasePeople:
    """The candidates of a case and the decisions on its people, under one entry. Raises NotFound."""
    case = get(session, Case, case_id)
    shown = session.record(events.ListShown(page="matches", conference_id=case.conference_id), is_list=True)
    bound = {"conference_id": case.conference_id, "here": case_id}
    decisions = session.rows(_DECIDED, bound)
    found: list[CasePeople] = []

    def choose(rows: list[Any], texts: Texts) -> set[int]:
        people = _people(rows, texts)
        compared = _compare(case_id, people, decisions)
        found.append(compared)
        here = {number for number, someone in people.items() if someone.row.whose_case == case_id}
        offered = {each.other_party_id for each in compared.candidates}
        return here | offered | {each.other_party_id for each in compared.decided}

    choose_from_list(session, shown, _PEOPLE, bound, choose)
    _, reasons = open_list(session, shown, _REASONS, {"decisions": [each.id for each in found[0].decided]})
    decided = (
        replace(each, reason=reasons.get((each.id, Text.PERSON_REASON), "")) for each in found[0].decided
    )
    return replace(found[0], decided=tuple(decided))


def _people(rows: Iterable[Any], texts: Texts) -> dict[int, _Someone]:
    return {row.id: _Someone(row, json.loads(texts[row.id, Text.PARTY_IDENTITY])) for row in rows}


def _compare(case_id: int, people: Mapping[int, _Someone], decisions: Iterable[Any]) -> CasePeople:
    facts = [someone.facts for someone in people.values() if someone.row.whose_case != case_id]
    offered = _offered(case_id, people, facts, decisions)
    parties = tuple(party_line(someone.row, someone.identity) for someone in _here(case_id, people))
    return CasePeople(parties, tuple(offered), tuple(_decided(case_id, people, decisions)))


def _here(case_id: int, people: Mapping[int, _Someone]) -> list[_Someone]:
    here = [someone for someone in people.values() if someone.row.whose_case == case_id]
    return sorted(here, key=lambda someone: (ROLES.index(someone.row.role), someone.row.position))


def _offered(
    case_id: int, people: Mapping[int, _Someone], others: Iterable[PersonFacts], decisions: Iterable[Any]
) -> list[Candidate]:
    standing, compared = _standing(people, decisions), list(others)
    return [
        _candidate(someone, people[each.other_id], each, decision)
        for someone in _here(case_id, people)
        for each in candidates(someone.facts, compared)
        if (decision := _decision(someone, people[each.other_id], standing)) != "different"
    ]


def _standing(people: Mapping[int, _Someone], decisions: Iterable[Any]) -> dict[frozenset[int], str]:
    """What was decided between two persons; newest first, and two people outweighs not sure."""
    standing: dict[frozenset[int], str] = {}
    for row in decisions:
        if row.party_id in people and row.other_party_id in people and row.decision != "same":
            pair = frozenset(people[each].row.person_id for each in (row.party_id, row.other_party_id))
            if standing.get(pair) != "different":
                standing[pair] = row.decision
    return standing


def _decision(one: _Someone, other: _Someone, standing: Mapping[frozenset[int], str]) -> str:
    if one.row.person_id == other.row.person_id:
        return "same"
    return standing.get(frozenset((one.row.person_id, other.row.person_id)), "")


def _candidate(one: _Someone, other: _Someone, found: Match, decision: str) -> Candidate:
    return Candidate(
        party_id=one.row.id,
        other_party_id=other.row.id,
        other_case_id=other.row.whose_case,
        reference=other.row.reference,
        role=one.row.role,
        other_role=other.row.role,
        name=name_of(one.identity),
        other_name=name_of(other.identity),
        born=born_in_words(one.identity),
        other_born=born_in_words(other.identity),
        strength=found.strength if one.row.role == other.row.role else "possible",
        reasons=found.reasons,
        differences=found.differences,
        decision=decision,
    )


def _decided(case_id: int, people: Mapping[int, _Someone], decisions: Iterable[Any]) -> Iterable[Decided]:
    for row in decisions:
        ends = [people.get(row.party_id), people.get(row.other_party_id)]
        cases = [end.row.whose_case if end else None for end in ends]
        if case_id not in cases or None in cases:
            continue
        one, other = ends if cases[0] == case_id else reversed(ends)
        if one is None or other is None:
            continue
        yield Decided(
            id=row.id,
            party_id=one.row.id,
            other_party_id=other.row.id,
            name=name_of(one.identity),
            other_name=name_of(other.identity),
            other_case_id=other.row.whose_case,
            reference=other.row.reference,
            decision=row.decision,
            decided_by=row.name,
            decided_at=row.decided_at,
        )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
