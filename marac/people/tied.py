"""Tied cases: those of the same pair, however long ago, and those that name one another as the case before.

Whoever is kept from one of them is kept from all: a conflict of interest is with people, not with a referral,
and does not lapse with the repeat rule. Cases hidden from the viewer are tied like any other.
"""

from collections.abc import Collection, Iterable

from marac.access.ties import cases_sharing_people, people_of_cases, resting_on
from marac.conferences import Kind
from marac.db import Session
from marac.people.pairs import is_same_pair

TiedCases = frozenset[int]


def tied_cases(session: Session, kind: Kind, case_id: int) -> TiedCases:
    """A case, every case tied to it, and so on along the whole chain."""
    found, ahead = {case_id}, {case_id}
    while ahead:
        ahead = _beside(session, kind, ahead) - found
        found |= ahead
    return frozenset(found)


def _beside(session: Session, kind: Kind, case_ids: Collection[int]) -> set[int]:
    ties = resting_on(session, case_ids)
    named = {each for tie in ties for each in (tie.case_id, tie.earlier_case_id)}
    near = cases_sharing_people(session, case_ids)
    people = people_of_cases(session, near.union(case_ids))
    ours = [people.get(each, {}) for each in case_ids]
    return named | {each for each in near if any(is_same_pair(kind, people[each], one) for one in ours)}


def tied_groups(session: Session, kind: Kind, case_ids: Iterable[int]) -> list[TiedCases]:
    """The groups of tied cases in which these cases are."""
    groups: list[TiedCases] = []
    for case_id in sorted(set(case_ids)):
        if not any(case_id in group for group in groups):
            groups.append(tied_cases(session, kind, case_id))
    return groups
