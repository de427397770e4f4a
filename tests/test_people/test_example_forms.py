"""Every person of the example referral forms against every other: what is expected, and nothing else."""

import json
from datetime import date
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import marac
from marac.people.contact import address_key, phone_digits
from marac.people.matching import PersonFacts, match
from marac.people.repeat import judge_repeat

EXPECTED = Path(marac.__file__).parent / "demonstration" / "cases" / "expected.json"


@cache
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return loaded


def people(role: str) -> list[tuple[str, PersonFacts]]:
    found: list[tuple[str, PersonFacts]] = []
    for case_id, form in enumerate(expected()["forms"]):
        fields = form["fields"]
        for person in [fields["victim"]] if role == "victim" else fields["perpetrators"]:
            person_id = len(found) + (1 if role == "victim" else 1001)
            found.append((form["form_id"], facts(person_id, case_id, role, person, fields["referral_date"])))
    return found


def facts(person_id: int, case_id: int, role: str, person: dict[str, Any], referred_on: str) -> PersonFacts:
    born = person["date_of_birth"]
    return PersonFacts(
        person_id,
        case_id,
        role,
        person["name"],
        tuple(person.get("aliases", ())),
        date.fromisoformat(born) if born else None,
        person.get("birth_year"),
        person.get("age_stated"),
        phone_digits(person.get("phone")),
        address_key(person["address"]),
        date.fromisoformat(referred_on),
    )


def offered(role: str) -> set[tuple[str, str]]:
    return {
        tuple(sorted((form, other_form)))  # type: ignore[misc]
        for (form, one), (other_form, other) in combinations(people(role), 2)
        if match(one, other)
    }


def repeats() -> set[tuple[str, str]]:
    return {tuple(sorted((pair["earlier"], pair["later"]))) for pair in expected()["repeat_pairs"]}


def test_the_victims_offered_are_those_of_the_repeats_and_no_others() -> None:
    assert offered("victim") == repeats()


def test_the_perpetrators_offered_are_those_of_repeats_and_links_and_no_others() -> None:
    linked = {tuple(sorted(pair["forms"])) for pair in expected()["linked_perpetrators"]}
    assert offered("perpetrator") == repeats() | linked


def test_no_victim_is_taken_for_a_perpetrator() -> None:
    crossed = [
        (form, other_form)
        for (form, one), (other_form, other) in product(people("victim"), people("perpetrator"))
        if match(one, other)
    ]
    assert crossed == []


def test_people_who_share_a_name_stay_apart() -> None:
    for pair in expected()["same_name_different_people"]:
        assert tuple(sorted(pair["forms"])) not in offered(pair["role"])


def test_the_repeat_rule_agrees_with_every_pair() -> None:
    for pair in expected()["repeat_pairs"]:
        judged = judge_repeat(
            date.fromisoformat(pair["new_incident_date"]),
            date.fromisoformat(pair["later_referral_date"]),
            [date.fromisoformat(pair["earlier_referral_date"])],
        )
        assert judged.is_repeat is pair["within_12_months"], judged.sentence
