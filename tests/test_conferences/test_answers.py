from datetime import UTC, date, datetime

import pytest

from marac.conferences.answers import (
    problems_with,
    problems_with_case,
    problems_with_considerations,
    problems_with_decision,
)
from marac.conferences.kinds import get_kind
from marac.conferences.problems import UnknownName

MAPPA, MASIP, MARAC = get_kind("mappa"), get_kind("masip"), get_kind("marac")

LEVEL_2 = {
    "category": "2",
    "level": "2",
    "level_rationale": "Housing and probation must move together.",
    "level_decided_on": date(2026, 4, 3),
    "lead_agency": "northtown-probation",
}


def keys(problems) -> list[str]:
    return [problem.key for problem in problems]


def test_a_whole_set_of_answers_passes():
    assert problems_with_case(MAPPA, LEVEL_2) == ()
    assert problems_with_case(MASIP, {"tier": "consultation"}) == ()
    assert problems_with_case(MARAC, {}) == ()


@pytest.mark.parametrize("level", ["1", "2", "3"])
@pytest.mark.parametrize("category", ["1", "2", "3", "4"])
def test_category_3_is_the_only_one_refused_and_only_at_level_1(category: str, level: str):
    problems = problems_with_case(MAPPA, {**LEVEL_2, "category": category, "level": level})
    assert keys(problems) == (["level"] if (category, level) == ("3", "1") else [])


def test_a_meeting_cannot_move_category_3_to_level_1():
    answers = {**LEVEL_2, "category": "3"}
    assert keys(problems_with_decision(MAPPA, "move_to_level_1", "Risk is lower.", answers)) == ["level"]
    assert problems_with_decision(MAPPA, "move_to_level_3", "Press interest.", answers) == ()
    assert problems_with_decision(MAPPA, "move_to_level_1", "Risk is lower.", LEVEL_2) == ()


def test_a_decision_that_needs_a_rationale_is_refused_without():
    assert keys(problems_with_decision(MARAC, "no_further_action", " ", {})) == ["rationale"]
    assert problems_with_decision(MARAC, "actions_agreed", "", {}) == ()


def test_a_decision_of_another_kind_of_conference_is_unknown():
    with pytest.raises(UnknownName):
        problems_with_decision(MARAC, "move_to_level_1", "Because.", {})


@pytest.mark.parametrize("missing", sorted(LEVEL_2))
def test_each_required_answer_is_asked_for(missing: str):
    assert keys(problems_with_case(MAPPA, {**LEVEL_2, missing: " "})) == [missing]


def test_a_choice_outside_the_list_is_refused():
    problems = problems_with_case(MAPPA, {**LEVEL_2, "category": "5"})
    assert [problem.message for problem in problems] == ["Choose from the list: Category."]


@pytest.mark.parametrize("answer", ["03/04/2026", datetime(2026, 4, 3, tzinfo=UTC)])
def test_a_date_is_a_day(answer: object):
    assert keys(problems_with_case(MAPPA, {**LEVEL_2, "level_decided_on": answer})) == ["level_decided_on"]


@pytest.mark.parametrize("answer", [["1", "2"], date(2026, 4, 3)])
def test_one_question_takes_one_answer(answer: object):
    assert "category" in keys(problems_with_case(MAPPA, {**LEVEL_2, "category": answer}))


def test_several_other_victims_can_be_linked():
    assert problems_with_case(MASIP, {"tier": "panel_case", "linked_victims": ["p1", "p2"]}) == ()


def test_a_typology_needs_its_assessor_and_its_date():
    problems = problems_with_case(MASIP, {"tier": "panel_case", "typology": "rejected"})
    assert keys(problems) == ["typology_assessor", "typology_assessed_on"]
    whole = {
        "tier": "panel_case",
        "typology": "rejected",
        "typology_assessor": "Dr Sample, Eastvale Health Trust",
        "typology_assessed_on": date(2026, 4, 3),
    }
    assert problems_with_case(MASIP, whole) == ()


def test_an_answer_to_a_question_not_asked_is_an_error():
    with pytest.raises(KeyError, match="role"):
        problems_with_case(MARAC, {"role": "chair"})


def test_a_mappa_action_without_a_pillar_is_refused():
    assert keys(problems_with(MAPPA.action_fields, (), {"subject": "victim"})) == ["pillar"]
    assert problems_with(MARAC.action_fields, (), {"subject": "child"}) == ()


@pytest.mark.parametrize("kind", [MARAC, MAPPA, MASIP], ids=lambda kind: kind.key)
def test_views_of_a_victim_carry_their_source_and_date(kind):
    assert keys(
        problems_with(kind.victim_views, kind.victim_views_rules, {"views": "Afraid of the weekend."})
    ) == [
        "views_from",
        "views_on",
    ]
    assert problems_with(kind.victim_views, kind.victim_views_rules, {"views_from": "not_obtained"}) == ()


@pytest.mark.parametrize(
    ("recorded", "is_refused"),
    [
        ({}, True),
        ({"third_party_disclosure": ("not_disclosed", "")}, True),
        ({"third_party_disclosure": ("disclosed", " ")}, True),
        ({"third_party_disclosure": ("perhaps", "Because.")}, True),
        (
            {"third_party_disclosure": ("not_disclosed", "The employer is told by his probation officer.")},
            False,
        ),
    ],
)
def test_disclosure_is_considered_on_every_mappa_case_with_a_reason(recorded, is_refused: bool):
    assert bool(problems_with_considerations(MAPPA, recorded)) is is_refused


def test_a_consideration_that_is_not_required_may_be_left_out_but_not_half_given():
    assert problems_with_considerations(MASIP, {}) == ()
    half = {"stalking_protection_order": ("not_sought", "")}
    assert keys(problems_with_considerations(MASIP, half)) == ["stalking_protection_order"]
    assert problems_with_considerations(MARAC, {}) == ()
