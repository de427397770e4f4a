import random
import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marac.people.births import agree_at_a_glance
from marac.people.matching import Match, PersonFacts, candidates, match

BORN = date(1981, 4, 9)
FIRST = (
    "Ada", "Bella", "Cedric", "Dora", "Edwin", "Flora", "Gregor", "Hester",
    "Ivor", "Juno", "Kezia", "Lionel", "Mabel", "Nestor", "Odette", "Piers",
)  # fmt: skip
LAST = (
    "Ouse", "Wharfe", "Nidd", "Swale", "Severn", "Rother", "Hornbeam",
    "Hazel", "Linden", "Medlar", "Spindle", "Whitebeam", "Osier", "Aspen",
)  # fmt: skip


def facts(person_id: int, name: str, born: date | None = BORN, **more: object) -> PersonFacts:
    plain_facts = PersonFacts(person_id, person_id, "perpetrator", name, date_of_birth=born)
    return replace(plain_facts, **more)  # type: ignore[arg-type]


def matched(one: PersonFacts, other: PersonFacts) -> Match:
    found = match(one, other)
    assert found is not None
    return found


def test_a_spelling_with_the_same_date_of_birth_is_a_strong_match_and_says_why() -> None:
    found = matched(facts(1, "John Rowan"), facts(2, "Jon Rowan"))
    assert found == Match(
        2, 2, "strong", ("first name spelled John / Jon", "same date of birth, 9 April 1981"), ()
    )


def test_day_and_month_exchanged_is_possible_and_strong_with_the_same_address() -> None:
    other = facts(2, "James Arun", date(1981, 9, 4))
    found = matched(facts(1, "James Arun"), other)
    assert found.strength == "possible"
    assert found.reasons[1].startswith("day and month of birth exchanged")
    both = matched(facts(1, "James Arun", address_token="a"), replace(other, address_token="a"))
    assert both.strength == "strong" and "same address" in both.reasons


@pytest.mark.parametrize(
    "born", [date(1981, 4, 8), date(1982, 4, 9), date(1991, 4, 9), date(1918, 4, 9), date(1981, 5, 9)]
)
def test_one_slip_in_the_date_of_birth_is_possible(born: date) -> None:
    assert matched(facts(1, "James Arun"), facts(2, "James Arun", born)).strength == "possible"


@pytest.mark.parametrize(
    "born", [date(1993, 10, 17), date(1981, 10, 17), date(1998, 4, 10), date(1985, 6, 9)]
)
def test_the_same_name_with_a_clearly_different_date_of_birth_is_nobody(born: date) -> None:
    one = facts(1, "David Birch", phone_token="p", address_token="a")
    assert match(one, facts(2, "David Birch", born, phone_token="p", address_token="a")) is None


def test_two_of_three_parts_of_a_birth_count_only_with_the_same_phone_or_address() -> None:
    one, other = facts(1, "Sarah Hazel"), facts(2, "Sarah Hazel", date(1981, 4, 25))
    assert match(one, other) is None
    found = matched(replace(one, phone_token="p"), replace(other, phone_token="p"))
    assert found.strength == "possible"
    assert "date of birth 9 April 1981 / 25 April 1981" in found.differences


@pytest.mark.parametrize("born", [None, BORN, date(1984, 2, 1)])
def test_a_shared_phone_or_address_is_no_identity(born: date | None) -> None:
    victim = facts(1, "Lucy Avon", date(1979, 6, 21), phone_token="p", address_token="a", role="victim")
    assert match(victim, facts(2, "Oliver Wharfe", born, phone_token="p", address_token="a")) is None


def test_two_people_of_one_case_are_never_offered() -> None:
    one = facts(1, "Craig Thorn", None)
    assert match(one, facts(2, "Craig Thorn", None, case_id=1)) is None
    assert match(one, one) is None


def test_an_alias_that_equals_a_name_is_said() -> None:
    found = matched(facts(1, "Łukasz Odra", aliases=("Lucas Oder",)), facts(2, "Lucas Oder"))
    assert found.strength == "strong"
    assert "alias Lucas Oder equals the name Lucas Oder" in found.reasons
    assert "name Łukasz Odra / Lucas Oder" in found.differences


def test_an_alias_of_one_word_needs_a_date_of_birth_or_a_phone() -> None:
    one, other = facts(1, "Nathan Deben", aliases=("Baz",)), facts(2, "Terry Volta", aliases=("Baz",))
    assert matched(one, other).strength == "possible"
    undated = replace(other, date_of_birth=None)
    assert match(one, undated) is None
    assert match(replace(one, phone_token="p"), replace(undated, phone_token="p")) is not None


def test_a_new_surname_with_the_same_first_name_and_birth_is_possible() -> None:
    found = matched(facts(1, "Maria Jhelum"), facts(2, "Maria Deben"))
    assert found.strength == "possible"
    assert "surname Jhelum / Deben" in found.differences


def test_twins_at_one_address_are_not_one_person_but_a_changed_name_on_one_phone_may_be() -> None:
    one, other = facts(1, "Chloe Clwyd", address_token="a"), facts(2, "Adam Clwyd", address_token="a")
    assert match(one, other) is None
    assert match(replace(one, phone_token="p"), replace(other, phone_token="p")) is not None
    child, twin = (replace(person, role="child", phone_token="p") for person in (one, other))
    assert match(child, twin) is None


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"birth_year": 1981}, True),
        ({"birth_year": 1983}, False),
        ({"age_stated": 44, "age_stated_on": date(2026, 1, 5)}, True),
        ({"age_stated": 47, "age_stated_on": date(2026, 1, 5)}, True),
        ({"age_stated": 30, "age_stated_on": date(2026, 1, 5)}, False),
        ({}, True),
    ],
)
def test_a_year_or_an_age_is_weighed_against_a_date_of_birth(more: dict[str, object], found: bool) -> None:
    other = facts(2, "James Arun", None, **more)
    assert (match(facts(1, "James Arun"), other) is not None) is found


def test_two_ages_without_dates_are_weighed_against_each_other() -> None:
    one = facts(1, "Robert Kennet", None, age_stated=48)
    assert match(one, facts(2, "Bob Kennet", None, age_stated=49)) is not None
    assert match(one, facts(2, "Bob Kennet", None, age_stated=30)) is None


def test_an_unknown_name_matches_nobody_by_itself() -> None:
    assert match(facts(1, "Unknown", None), facts(2, "Unknown", None)) is None
    assert match(facts(1, "Not known", None, phone_token="p"), facts(2, "NK", None, phone_token="p")) is None


def test_a_victim_who_is_a_perpetrator_elsewhere_is_offered_and_the_roles_are_said() -> None:
    found = matched(facts(1, "Dawn Tisza", role="victim"), facts(2, "Dawn Tisza"))
    assert "victim here, perpetrator there" in found.differences


def test_candidates_come_best_first() -> None:
    others = [
        facts(2, "James Arun", None),
        facts(3, "Jim Arun", phone_token="p"),
        facts(4, "Paul Wye"),
        facts(5, "James Arun", phone_token="p", address_token="a"),
    ]
    found = candidates(facts(1, "James Arun", phone_token="p", address_token="a"), others)
    assert [candidate.other_id for candidate in found] == [5, 3, 2]


def test_nobody_is_offered_in_a_crowd_of_strangers() -> None:
    chance = random.Random(11)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    crowd = [
        facts(number, name, date(1955, 1, 1) + timedelta(days=chance.randrange(18_000)))
        for number, name in enumerate(chance.sample(names, 200))
    ]
    assert [candidates(person, crowd) for person in crowd] == [[]] * 200


PEOPLE = st.builds(
    facts,
    st.just(1),
    st.builds("{} {}".format, st.sampled_from(FIRST), st.sampled_from(LAST)),
    st.dates(date(1940, 1, 1), date(2010, 12, 31)),
)
CHANGES = {
    "capitals": lambda one: replace(one, name=one.name.upper()),
    "order": lambda one: replace(one, name=" ".join(reversed(one.name.split()))),
    "decomposed": lambda one: replace(one, name=unicodedata.normalize("NFD", one.name)),
    "middle name": lambda one: replace(one, name=one.name.replace(" ", " Xavier ")),
    "double barrel": lambda one: replace(one, name=f"{one.name}-Quill"),
    "doubled letter": lambda one: replace(one, name=one.name + one.name[-1]),
    "birth not known": lambda one: replace(one, date_of_birth=None),
    "year only": lambda one: replace(one, date_of_birth=None, birth_year=one.date_of_birth.year),
    "one year out": lambda one: replace(one, date_of_birth=one.date_of_birth.replace(day=1)),
}


@given(PEOPLE, st.sampled_from(sorted(CHANGES)))
def test_one_person_written_differently_is_always_offered(person: PersonFacts, change: str) -> None:
    person = replace(person, phone_token="p")
    other = replace(CHANGES[change](person), id=2, case_id=2)
    assert match(person, other) is not None
    assert match(other, person) is not None


@given(PEOPLE, st.dates(date(1940, 1, 1), date(2010, 12, 31)), st.none() | st.just("p"))
def test_a_clearly_different_birth_is_never_offered(
    person: PersonFacts, born: date, phone: str | None
) -> None:
    assert person.date_of_birth is not None
    assume(not agree_at_a_glance(person.date_of_birth, born))
    one = replace(person, phone_token=phone)
    assert match(one, replace(one, id=2, case_id=2, date_of_birth=born)) is None


@given(PEOPLE, PEOPLE, st.none() | st.just("p"))
def test_a_match_is_mutual(one: PersonFacts, other: PersonFacts, phone: str | None) -> None:
    one, other = replace(one, phone_token=phone), replace(other, id=2, case_id=2, phone_token=phone)
    there, back = match(one, other), match(other, one)
    assert (there is None) is (back is None)
    assert there is None or back is None or there.strength == back.strength
