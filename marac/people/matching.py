"""Whether two records may be one person, with the reasons in plain English.

Offers, never merges: a person decides. A telephone number or an address alone says only that two
people know each other, and a name alone says nothing against a different date of birth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal

from marac.people.births import Agreement, Birth, agree_at_a_glance, compare_births
from marac.people.names import Comparison, Likeness, compare_names, shown, words

Strength = Literal["strong", "possible"]


@dataclass(frozen=True)
class PersonFacts:
    """What one case holds about a person. Tokens are equal when the telephone or the address is.

    `age_stated_on` is the day on which the stated age was true, usually that of the referral.
    """

    id: int
    case_id: int
    role: str
    name: str
    aliases: tuple[str, ...] = ()
    date_of_birth: date | None = None
    birth_year: int | None = None
    age_stated: int | None = None
    phone_token: str | None = None
    address_token: str | None = None
    age_stated_on: date | None = None

    @property
    def birth(self) -> Birth:
        """What the record says about the birth."""
        return Birth(self.date_of_birth, self.birth_year, self.age_stated, self.age_stated_on)


@dataclass(frozen=True)
class Match:
    """Another record that may be the same person, why, and what differs."""

    other_id: int
    case_id: int
    strength: Strength
    reasons: tuple[str, ...]
    differences: tuple[str, ...]


# What it takes, by likeness of the names (rows) and agreement of the births (columns): the strength
# as it is, and the strength when the telephone or the address is the same as well.
_Needs = tuple[Strength | None, Strength | None]
_NEVER: _Needs = (None, None)
_WITH_CONTACT: _Needs = (None, "possible")
_POSSIBLE: _Needs = ("possible", "possible")
_RISES: _Needs = ("possible", "strong")
_STRONG: _Needs = ("strong", "strong")

_STRENGTHS: dict[Likeness, dict[Agreement, _Needs]] = {
    Likeness.SAME: {
        Agreement.EQUAL: _STRONG, Agreement.SLIP: _RISES, Agreement.ROUGH: _RISES,
        Agreement.UNKNOWN: _RISES, Agreement.DOUBTFUL: _WITH_CONTACT,
    },
    Likeness.VARIANT: {
        Agreement.EQUAL: _STRONG, Agreement.SLIP: _RISES, Agreement.ROUGH: _RISES,
        Agreement.UNKNOWN: _RISES, Agreement.DOUBTFUL: _WITH_CONTACT,
    },
    Likeness.LOOSE: {
        Agreement.EQUAL: _RISES, Agreement.SLIP: _WITH_CONTACT, Agreement.ROUGH: _WITH_CONTACT,
        Agreement.UNKNOWN: _WITH_CONTACT,
    },
    Likeness.ONE_WORD: {
        Agreement.EQUAL: _POSSIBLE, Agreement.SLIP: _WITH_CONTACT, Agreement.ROUGH: _WITH_CONTACT,
        Agreement.UNKNOWN: _WITH_CONTACT,
    },
    Likeness.GIVEN_ONLY: {
        Agreement.EQUAL: _POSSIBLE, Agreement.SLIP: _WITH_CONTACT, Agreement.ROUGH: _WITH_CONTACT,
        Agreement.UNKNOWN: _WITH_CONTACT,
    },
    Likeness.DIFFERENT: {Agreement.EQUAL: _WITH_CONTACT},
}  # fmt: skip


def match(one: PersonFacts, other: PersonFacts) -> Match | None:
    """Judge whether `other` may be the same person as `one`; None when nothing speaks for it.

    Two people of one case are never offered: the referrer has told them apart.
    """
    if one.id == other.id or one.case_id == other.case_id or not _may_match(one, other):
        return None
    names = _closest_names(one, other)
    agreement, birth_words = compare_births(one.birth, other.birth)
    contact = _same_contact(one, other)
    strength = _STRENGTHS[names.likeness].get(agreement, _NEVER)[bool(contact)]
    if strength is None or (names.likeness == Likeness.DIFFERENT and _may_be_twins(one, other)):
        return None
    is_for = agreement > Agreement.UNKNOWN
    reasons = (*names.reasons, *((birth_words,) if is_for else ()), *contact)
    differences = (*names.differences, *(() if is_for or not birth_words else (birth_words,)))
    return Match(other.id, other.case_id, strength, reasons, (*differences, *_differences(one, other)))


def candidates(person: PersonFacts, others: Iterable[PersonFacts]) -> list[Match]:
    """All records that may be the same person, best first: strong before possible, then by reasons."""
    found = [candidate for other in others if (candidate := match(person, other))]
    return sorted(
        found,
        key=lambda one: (one.strength != "strong", -len(one.reasons), len(one.differences), one.other_id),
    )


def _may_match(one: PersonFacts, other: PersonFacts) -> bool:
    # Cheap enough for thousands of records; what it drops, the table above could never offer.
    if one.date_of_birth is not None and other.date_of_birth is not None:
        return agree_at_a_glance(one.date_of_birth, other.date_of_birth)
    return bool(_same_contact(one, other)) or not _all_words(one).isdisjoint(_all_words(other))


def _all_words(person: PersonFacts) -> set[str]:
    found = set(words(person.name))
    for alias in person.aliases:
        found.update(words(alias))
    return found


def _same_contact(one: PersonFacts, other: PersonFacts) -> tuple[str, ...]:
    reasons = []
    if one.phone_token is not None and one.phone_token == other.phone_token:
        reasons.append("same phone")
    if one.address_token is not None and one.address_token == other.address_token:
        reasons.append("same address")
    return tuple(reasons)


def _may_be_twins(one: PersonFacts, other: PersonFacts) -> bool:
    if one.role == "child" or other.role == "child":
        return True
    same_surname = words(one.name)[-1:] == words(other.name)[-1:]
    return same_surname and "same phone" not in _same_contact(one, other)


def _closest_names(one: PersonFacts, other: PersonFacts) -> Comparison:
    main = closest = compare_names(one.name, other.name)
    for name, other_name in product((one.name, *one.aliases), (other.name, *other.aliases)):
        found = compare_names(name, other_name)
        if found.likeness > closest.likeness:
            is_alias, other_is_alias = name is not one.name, other_name is not other.name
            reason = _alias_reason(name, is_alias, other_name, other_is_alias)
            closest = Comparison(found.likeness, (reason,), found.differences)
    if closest is main:
        return main
    names = f"name {shown(one.name)} / {shown(other.name)}"
    return Comparison(closest.likeness, closest.reasons, (*closest.differences, names))


def _alias_reason(name: str, is_alias: bool, other_name: str, other_is_alias: bool) -> str:
    if is_alias and other_is_alias and words(name) == words(other_name):
        return f"same alias {shown(name)}"
    if not is_alias:
        name, other_name, other_is_alias = other_name, name, False
    kind = "alias" if other_is_alias else "name"
    verb = "equals" if words(name) == words(other_name) else "is like"
    return f"alias {shown(name)} {verb} the {kind} {shown(other_name)}"


def _differences(one: PersonFacts, other: PersonFacts) -> tuple[str, ...]:
    found = []
    if one.phone_token and other.phone_token and one.phone_token != other.phone_token:
        found.append("different phone")
    if one.address_token and other.address_token and one.address_token != other.address_token:
        found.append("different address")
    ours, theirs = ({shown(alias) for alias in person.aliases} for person in (one, other))
    if ours != theirs:
        found.append(f"alias on one record only: {', '.join(sorted(ours ^ theirs))}")
    if one.role != other.role:
        found.append(f"{one.role} here, {other.role} there")
    return tuple(found)
