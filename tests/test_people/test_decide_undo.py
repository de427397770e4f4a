"""Undoing restores exactly, in any order, whatever else was decided; repeats that rested on it end."""

import random

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.errors import Mistake
from marac.records import Case
from tests.test_people import folk
from tests.world import World

VICTIMS = 7


class Model:
    """Who is one person, by decisions that stand: the plainest account of it."""

    def __init__(self, parties: list[int]) -> None:
        self.parties = parties
        self.standing: dict[int, tuple[int, int]] = {}

    def partition(self) -> set[frozenset[int]]:
        group = {party: frozenset((party,)) for party in self.parties}
        for one, other in self.standing.values():
            joined = group[one] | group[other]
            group.update(dict.fromkeys(joined, joined))
        return set(group.values())


@pytest.fixture
def victims(world: World) -> list[int]:
    names = [(str(number), f"Vera Fiktiv{number}", f"Percy Madeup{number}") for number in range(VICTIMS)]
    forms = [folk.form(*each) for each in names]
    people = folk.receive(world, forms)
    return [people.party(str(number), "victim") for number in range(VICTIMS)]


def seen(world: World, victims: list[int]) -> set[frozenset[int]]:
    found = folk.persons(world)
    return folk.partition({party: found[party] for party in victims})


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_merging_and_undoing_agrees_with_the_decisions_that_stand(
    world: World, victims: list[int], seed: int
) -> None:
    dice, model = random.Random(seed), Model(victims)
    first = folk.persons(world)
    for _ in range(30):
        if model.standing and dice.random() < 0.45:
            decision_id = dice.choice(list(model.standing))
            folk.undo(world, decision_id)
            del model.standing[decision_id]
        else:
            merge(world, model, *dice.sample(victims, 2))
        assert seen(world, victims) == model.partition()
    for decision_id in dice.sample(list(model.standing), len(model.standing)):
        folk.undo(world, decision_id)
    assert folk.partition(folk.persons(world)) == folk.partition(first)


def merge(world: World, model: Model, one: int, other: int) -> None:
    is_known = {one, other} in [set(pair) for pair in model.standing.values()]
    if is_known:
        with pytest.raises(Mistake, match="decided already"):
            folk.decide(world, one, other)
    else:
        model.standing[folk.decide(world, one, other)] = (one, other)


def test_undoing_in_turn_gives_everybody_the_very_person_they_were(world: World, victims: list[int]) -> None:
    before, made = [], []
    for one, other in ((0, 1), (2, 1), (3, 4), (4, 2), (0, 3), (5, 6), (6, 0)):
        before.append(folk.persons(world))
        made.append(folk.decide(world, victims[one], victims[other]))
    for decision_id in reversed(made):
        folk.undo(world, decision_id)
        assert folk.persons(world) == before.pop()


PAIR = [folk.form("1", "Vera Fiktiv", "Percy Madeup"), folk.form("2", "Vera Fiktiv", "Percy Madeup")]


@pytest.fixture
def repeat(world: World) -> folk.Folk:
    """The second case is accepted as a repeat of the first."""
    people = folk.receive(world, PAIR)
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        case = get(session, Case, people.cases["2"])
        case.earlier_case_id, case.is_repeat, case.status = people.cases["1"], True, "open"
    return people


def tie(world: World, people: folk.Folk, role: str) -> int:
    return folk.decide(world, people.party("2", role), people.party("1", role))


def is_repeat(world: World, people: folk.Folk) -> bool:
    with world.looking("carol", Act.CASE_VIEW) as session:
        case = get(session, Case, people.cases["2"])
        assert case.is_repeat == (case.earlier_case_id == people.cases["1"])
        return case.is_repeat


@pytest.mark.parametrize("role", ["victim", "perpetrator"])
def test_a_repeat_ends_when_victim_or_perpetrator_is_no_longer_the_same(
    world: World, repeat: folk.Folk, role: str
) -> None:
    decisions = {each: tie(world, repeat, each) for each in ("victim", "perpetrator")}
    assert is_repeat(world, repeat)
    folk.undo(world, decisions[role])
    assert not is_repeat(world, repeat)
    changed = [row for row in world.ledger() if row[0] == "CaseChanged"]
    assert [case_id for _, case_id, _ in changed] == [repeat.cases["2"]]


def test_a_repeat_held_by_another_decision_stays(world: World, repeat: folk.Folk) -> None:
    third = folk.receive(world, [folk.form("3", "Vera Fiktiv", "Otto Sham")])
    tie(world, repeat, "perpetrator")
    decision_id = tie(world, repeat, "victim")
    folk.decide(world, repeat.party("2", "victim"), third.party("3", "victim"))
    folk.decide(world, third.party("3", "victim"), repeat.party("1", "victim"))
    folk.undo(world, decision_id)
    assert is_repeat(world, repeat)
