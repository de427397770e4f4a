"""Deciding who is who: the example forms, what is offered, what is refused, and what is on the ledger."""

import json
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.errors import Mistake, NotFound
from marac.people.operations import decide_persons
from marac.people.queries import candidates_for, earlier_cases_of_pair, linked_history
from marac.records import Exclusion
from marac.records.base import columns
from tests.test_people import folk
from tests.world import World

_X = columns(Exclusion)
_EXCLUSIONS = select(Exclusion).where(_X.case_id == bindparam("case_id"), see(Exclusion))


def offered(world: World, people: folk.Folk) -> dict[tuple[str, ...], set[str]]:
    """Every pair of forms between which somebody is offered, with the roles."""
    found: dict[tuple[str, ...], set[str]] = {}
    with world.looking("carol", Act.PERSON_DECIDE) as session:
        for form, case_id in people.cases.items():
            for candidate in candidates_for(session, case_id):
                pair = tuple(sorted((form, people.form_of(candidate.other_case_id))))
                found.setdefault(pair, set()).add(candidate.role)
                assert not candidate.is_cross_role
    return found


@pytest.fixture
def example(world: World) -> folk.Folk:
    return folk.all_forms(world)


def test_what_is_offered_among_all_example_forms_is_what_is_expected(
    world: World, example: folk.Folk
) -> None:
    found = offered(world, example)
    repeats = {tuple(sorted((pair["earlier"], pair["later"]))) for pair in folk.EXPECTED["repeat_pairs"]}
    linked = {tuple(sorted(pair["forms"])) for pair in folk.EXPECTED["linked_perpetrators"]}
    assert {pair for pair, roles in found.items() if "victim" in roles} == repeats
    assert {pair for pair, roles in found.items() if "perpetrator" in roles} == repeats | linked
    for pair in folk.EXPECTED["same_name_different_people"]:
        assert pair["role"] not in found.get(tuple(sorted(pair["forms"])), set())


def test_decided_pairs_are_found_as_earlier_cases_and_links_are_not(world: World, example: folk.Folk) -> None:
    for pair in folk.EXPECTED["repeat_pairs"]:
        decide_offered(world, example, pair["later"], pair["earlier"])
    for link in folk.EXPECTED["linked_perpetrators"]:
        decide_offered(world, example, *link["forms"])
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        for pair in folk.EXPECTED["repeat_pairs"]:
            earlier = earlier_cases_of_pair(session, example.cases[pair["later"]])
            assert example.cases[pair["earlier"]] in [each.case_id for each in earlier]
            dates = {str(each.referred_on) for each in earlier}
            assert pair["earlier_referral_date"] in dates
        for link in folk.EXPECTED["linked_perpetrators"]:
            one, other = (example.cases[form] for form in link["forms"])
            assert earlier_cases_of_pair(session, one) == []
            history = [each for each in linked_history(session, one) if each.case_id == other]
            assert [each.roles for each in history] == [(("perpetrator", "perpetrator"),)]
            assert not history[0].is_same_pair


def decide_offered(world: World, people: folk.Folk, form: str, other_form: str) -> None:
    """Say "same" to every candidate between two forms."""
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        for candidate in candidates_for(session, people.cases[form]):
            if candidate.other_case_id == people.cases[other_form] and candidate.decision != "same":
                decide_persons(session, candidate.party_id, candidate.other_party_id, "same")


THREE = [
    folk.form("1", "Vera Fiktiv", "Percy Madeup"),
    folk.form("2", "Vera Fiktiv", "Percy Madeup"),
    folk.form("3", "Una Invented", "Vera Fiktiv", perpetrator_born="1990-02-03"),
]


@pytest.fixture
def three(world: World) -> folk.Folk:
    """Vera is a victim twice with Percy, and perhaps the perpetrator of a third case."""
    return folk.receive(world, THREE)


def candidates(world: World, people: folk.Folk, form: str, who: str = "carol") -> list[Any]:
    with world.looking(who, Act.PERSON_DECIDE) as session:
        return candidates_for(session, people.cases[form])


def test_a_victim_who_is_a_perpetrator_elsewhere_is_only_possible(world: World, three: folk.Folk) -> None:
    found = {(each.role, three.form_of(each.other_case_id)): each for each in candidates(world, three, "1")}
    assert found["victim", "2"].strength == "strong"
    crossed = found["victim", "3"]
    assert (crossed.strength, crossed.is_cross_role) == ("possible", True)
    assert "victim here, perpetrator there" in crossed.differences


def test_a_person_in_two_roles_of_two_cases_makes_no_repeat(world: World, three: folk.Folk) -> None:
    folk.decide(world, three.party("1", "victim"), three.party("3", "perpetrator"))
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        assert earlier_cases_of_pair(session, three.cases["1"]) == []
        history = linked_history(session, three.cases["1"])
    assert [each.roles for each in history] == [(("victim", "perpetrator"),)]


def test_what_was_decided_is_shown_or_left_out(world: World, three: folk.Folk) -> None:
    folk.decide(world, three.party("1", "victim"), three.party("2", "victim"))
    folk.decide(world, three.party("1", "perpetrator"), three.party("2", "perpetrator"), "different")
    folk.decide(world, three.party("1", "victim"), three.party("3", "perpetrator"), "unsure")
    offered = candidates(world, three, "1")
    found = {(each.role, three.form_of(each.other_case_id)): each.decision for each in offered}
    assert found == {("victim", "2"): "same", ("victim", "3"): "unsure"}


def test_unsure_can_become_same(world: World, three: folk.Folk) -> None:
    pair = three.party("1", "victim"), three.party("2", "victim")
    folk.decide(world, *pair, "unsure")
    folk.decide(world, *pair, "same")
    assert next(each.decision for each in candidates(world, three, "1") if each.role == "victim") == "same"


def test_victim_and_perpetrator_of_one_case_are_never_one_person(world: World, three: folk.Folk) -> None:
    with pytest.raises(Mistake, match="two roles in one case"):
        folk.decide(world, three.party("1", "victim"), three.party("1", "perpetrator"))


def test_nor_by_way_of_another_case(world: World, three: folk.Folk) -> None:
    folk.decide(world, three.party("1", "victim"), three.party("3", "perpetrator"))
    before = folk.persons(world)
    with pytest.raises(Mistake, match="two roles in one case"):
        folk.decide(world, three.party("3", "perpetrator"), three.party("1", "perpetrator"))
    assert folk.persons(world) == before


def test_a_decision_against_one_that_stands_is_refused(world: World, three: folk.Folk) -> None:
    pair = three.party("1", "victim"), three.party("2", "victim")
    decision_id = folk.decide(world, *pair, "different")
    with pytest.raises(Mistake, match="two people by an earlier decision"):
        folk.decide(world, *pair, "same")
    folk.undo(world, decision_id)
    folk.decide(world, *pair, "same")
    with pytest.raises(Mistake, match="one person by an earlier decision"):
        folk.decide(world, *pair, "different")
    with pytest.raises(Mistake, match="decided already"):
        folk.decide(world, *pair, "same")
    with pytest.raises(Mistake, match="undone before"):
        folk.undo(world, decision_id)


@pytest.mark.parametrize("decision", ["", "perhaps", "SAME"])
def test_only_three_answers_are_known(world: World, three: folk.Folk, decision: str) -> None:
    with pytest.raises(Mistake, match="Choose"):
        folk.decide(world, three.party("1", "victim"), three.party("2", "victim"), decision)


def test_deciding_and_undoing_are_on_the_record_of_both_cases_without_a_name(
    world: World, three: folk.Folk
) -> None:
    pair = three.party("1", "victim"), three.party("2", "victim")
    decision_id = folk.decide(world, *pair, "same", "Same mother, said Vera Fiktiv")
    folk.undo(world, decision_id)
    entries = [row for row in world.ledger() if row[0].startswith("PersonsDeci")]
    both = {three.cases["1"], three.cases["2"]}
    assert {case_id for event, case_id, _ in entries if event == "PersonsDecided"} == both
    assert {case_id for event, case_id, _ in entries if event == "PersonsDecisionUndone"} == both
    assert not any("Fiktiv" in body or "mother" in body for _, _, body in world.ledger())


def test_comparing_names_only_the_cases_that_were_offered(world: World, example: folk.Folk) -> None:
    candidates(world, example, "003")
    event, _, body = world.ledger()[-1]
    shown = json.loads(body)
    assert event == "ListShown"
    assert set(shown["cases"]) == {example.cases["003"], example.cases["003-v2"]}
    assert list(shown["shown"]) == ["party.identity"]


@pytest.mark.parametrize("who", ["polly", "chidi", "mani", "mabel", "adam"])
def test_only_the_coordinator_of_the_conference_decides(world: World, three: folk.Folk, who: str) -> None:
    with pytest.raises(NotFound), world.acting(who, Act.PERSON_DECIDE) as session:
        decide_persons(session, three.party("1", "victim"), three.party("2", "victim"), "same")
    with pytest.raises(NotFound), world.looking(who, Act.PERSON_DECIDE) as session:
        candidates_for(session, three.cases["1"])


def exclude(world: World, case_id: int, who: str) -> None:
    """Keep somebody from a case, as if it had been decided."""
    exclusion = Exclusion(case_id=case_id, user_id=world.person(who), decided_by_id=world.person("chidi"))
    with world.acting("chidi", Act.EXCLUSION_DECIDE) as session:
        session.add(exclusion)


def test_whoever_is_excluded_finds_nobody_of_that_case(world: World, three: folk.Folk) -> None:
    exclude(world, three.cases["2"], "carol")
    assert three.cases["2"] not in {each.other_case_id for each in candidates(world, three, "1")}
    with pytest.raises(NotFound):
        folk.decide(world, three.party("1", "victim"), three.party("2", "victim"))
    assert three.cases["2"] not in json.loads(world.ledger()[-1][2]).get("cases", [])


def test_a_merge_takes_along_a_case_hidden_from_whoever_merges(world: World, three: folk.Folk) -> None:
    people = [three.party("1", "victim"), three.party("2", "victim"), three.party("3", "perpetrator")]
    folk.decide(world, people[0], people[1])
    exclude(world, three.cases["1"], "carol")
    decision_id = folk.decide(world, people[1], people[2])
    lift_all(world, three.cases["1"])
    assert len({folk.persons(world)[party] for party in people}) == 1
    folk.undo(world, decision_id)
    found = folk.persons(world)
    assert found[people[0]] == found[people[1]] != found[people[2]]


def lift_all(world: World, case_id: int) -> None:
    with world.acting("chidi", Act.EXCLUSION_DECIDE) as session:
        for (exclusion,) in session.rows(_EXCLUSIONS, {"case_id": case_id}):
            exclusion.lifted_at = clock.now()
