from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from marac.conferences.kinds import all_kinds, get_kind
from marac.conferences.problems import RuleNotInForce, RuleOverrideRefused, UnknownName
from marac.conferences.rules import Rule, age_bands, choose_rule

TODAY = date(2026, 4, 3)

UNCHECKED = "professional knowledge, to be verified locally"

every_kind = pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.key)


def months(value: int, effective_from: date, unit: str = "months") -> Rule:
    return Rule("repeat_months", value, unit, "Northtown protocol", effective_from)


def test_the_value_in_force_on_the_day_is_chosen():
    values = (months(12, date(2020, 1, 1)), months(18, date(2026, 4, 1)))
    assert choose_rule(values, "repeat_months", date(2026, 3, 31)).number == 12
    assert choose_rule(values, "repeat_months", date(2026, 4, 1)).number == 18


def test_the_order_in_the_file_does_not_matter():
    values = (months(18, date(2026, 4, 1)), months(12, date(2020, 1, 1)))
    assert choose_rule(values, "repeat_months", date(2026, 3, 31)).number == 12
    assert choose_rule(values, "repeat_months", date(2027, 1, 1)).number == 18


def test_no_value_is_invented_for_a_day_before_the_first():
    with pytest.raises(RuleNotInForce, match="takes effect on 2025-02-03"):
        get_kind("mappa").rule("coercive_control_automatic_months", date(2025, 2, 2))
    assert get_kind("mappa").rule("coercive_control_automatic_months", date(2025, 2, 3)).number == 12


def test_a_local_value_wins_from_its_first_day():
    local = [months(6, date(2026, 1, 1))]
    marac = get_kind("marac")
    assert marac.rule("repeat_months", date(2025, 12, 31), local).number == 12
    assert marac.rule("repeat_months", date(2026, 1, 1), local).number == 6


def test_a_local_value_wins_over_a_later_shipped_one():
    shipped = (months(12, date(2020, 1, 1)), months(18, date(2026, 4, 1)))
    local = [months(6, date(2025, 1, 1))]
    assert choose_rule(shipped, "repeat_months", date(2027, 1, 1), local).number == 6


def test_the_conference_has_the_last_word_after_the_site():
    site, conference = months(6, date(2026, 1, 1)), months(9, date(2026, 1, 1))
    assert get_kind("marac").rule("repeat_months", TODAY, [site, conference]).number == 9


def test_a_local_value_of_another_rule_changes_nothing():
    other = Rule("flag_months", 3, "months", "Northtown protocol", date(2026, 1, 1))
    assert get_kind("marac").rule("repeat_months", TODAY, [other]).number == 12


def test_a_local_value_in_another_unit_is_refused():
    with pytest.raises(RuleOverrideRefused, match="in months, not in days"):
        get_kind("marac").rule("repeat_months", TODAY, [months(365, date(2026, 1, 1), unit="days")])


def test_a_local_list_cannot_replace_a_number():
    listed = replace(months(6, date(2026, 1, 1)), value=(6, 12))
    with pytest.raises(RuleOverrideRefused, match="as one number"):
        get_kind("marac").rule("repeat_months", TODAY, [listed])


def test_a_rule_without_a_source_cannot_be_made():
    with pytest.raises(ValueError, match="has no source"):
        Rule("repeat_months", 6, "months", "  ", date(2026, 1, 1))


def test_an_unknown_rule_is_an_error_and_not_a_default():
    with pytest.raises(UnknownName):
        get_kind("mappa").rule("high_risk_ticks", TODAY)
    assert not get_kind("mappa").has_rule("high_risk_ticks")
    assert get_kind("marac").has_rule("high_risk_ticks")


def test_a_rule_is_chosen_by_the_london_day_and_not_by_an_instant():
    with pytest.raises(TypeError):
        get_kind("marac").rule("repeat_months", datetime(2026, 4, 3, tzinfo=UTC))


@every_kind
def test_every_rule_names_its_source_and_its_unit(kind):
    assert all(rule.source and rule.unit for rule in kind.rules)


@every_kind
def test_what_nobody_has_checked_is_not_called_verified(kind):
    unchecked = [rule for rule in kind.rules if "to be" in rule.source]
    assert unchecked
    assert not [rule.name for rule in unchecked if rule.is_verified]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("review_weeks_level_2", 16),
        ("review_weeks_level_3", 8),
        ("minutes_due_working_days", 10),
        ("minutes_due_working_days_level_3", 5),
        ("action_list_due_working_days", 1),
    ],
)
def test_mappa_deadlines_are_offered_as_professional_knowledge(name: str, value: int):
    rule = get_kind("mappa").rule(name, TODAY)
    assert (rule.number, rule.source, rule.is_verified) == (value, UNCHECKED, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("repeat_months", 12), ("high_risk_ticks", 14), ("escalation_events", 3), ("escalation_months", 12)],
)
def test_the_marac_thresholds_are_those_of_the_published_criteria(name: str, value: int):
    rule = get_kind("marac").rule(name, TODAY)
    assert rule.number == value
    assert rule.is_verified


@every_kind
@pytest.mark.parametrize("name", ["asap", "ongoing", "all"])
def test_no_due_date_is_a_wish(kind, name: str):
    assert name in kind.rule("refused_due_words", TODAY).texts


def test_every_overdue_day_falls_in_one_band():
    bands = age_bands(get_kind("marac").rule("overdue_age_bands", TODAY))
    assert [band.label for band in bands] == [
        "1 to 7 days",
        "8 to 28 days",
        "29 to 91 days",
        "92 days or more",
    ]
    assert all(sum(band.holds(days) for band in bands) == 1 for days in range(1, 500))
    assert not any(band.holds(0) for band in bands)


@pytest.mark.parametrize("starts", [(0, 8), (8, 1), (1, 1)])
def test_bands_that_overlap_are_refused(starts: tuple[int, ...]):
    with pytest.raises(ValueError, match="rising"):
        age_bands(Rule("overdue_age_bands", starts, "days", "Northtown protocol", TODAY))


def test_a_value_is_read_in_its_own_form():
    marac = get_kind("marac")
    with pytest.raises(TypeError):
        _ = marac.rule("vague_verbs", TODAY).number
    with pytest.raises(TypeError):
        _ = marac.rule("vague_verbs", TODAY).numbers
    with pytest.raises(TypeError):
        _ = marac.rule("repeat_months", TODAY).texts
