from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.people.repeat import judge_repeat, repeat_until

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("last", "months", "until"),
    [
        (date(2025, 7, 21), 12, date(2026, 7, 21)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_the_limit_is_the_calendar_anniversary(last: date, months: int, until: date) -> None:
    assert repeat_until(last, months) == until


def test_an_incident_on_the_anniversary_is_a_repeat_though_the_form_came_a_day_later() -> None:
    judged = judge_repeat(date(2026, 7, 21), date(2026, 7, 22), [date(2025, 7, 21)])
    assert judged.is_repeat is True
    assert judged.sentence == (
        "Repeat: the incident of 21 July 2026 is on or before 21 July 2026, "
        "one year after the last referral of 21 July 2025."
    )


def test_an_incident_the_day_after_the_anniversary_is_a_new_referral() -> None:
    judged = judge_repeat(date(2026, 7, 22), date(2026, 7, 22), [date(2025, 7, 21)])
    assert judged.is_repeat is False
    assert "is after 21 July 2026" in judged.sentence
    assert "new referral" in judged.sentence


def test_the_last_referral_counts_and_not_the_first() -> None:
    earlier = [date(2024, 1, 10), date(2025, 6, 1), date(2024, 9, 9)]
    judged = judge_repeat(date(2026, 3, 1), date(2026, 3, 4), earlier)
    assert judged.is_repeat is True
    assert (judged.last_referral_on, judged.until) == (date(2025, 6, 1), date(2026, 6, 1))


def test_a_referral_dated_after_this_one_is_not_an_earlier_referral() -> None:
    judged = judge_repeat(date(2026, 3, 1), date(2026, 3, 4), [date(2026, 5, 1)])
    assert judged.is_repeat is False
    assert judged.last_referral_on is None


def test_without_an_earlier_referral_there_is_no_repeat_even_when_the_incident_is_undated() -> None:
    assert judge_repeat(None, date(2026, 3, 4), []).is_repeat is False


def test_an_undated_incident_cannot_be_decided_and_says_what_to_ask() -> None:
    judged = judge_repeat(None, date(2026, 3, 4), [date(2025, 6, 1)])
    assert judged.is_repeat is None
    assert "1 June 2026" in judged.sentence
    assert "Ask the referrer" in judged.sentence
    late = judge_repeat(None, date(2027, 3, 4), [date(2025, 6, 1)])
    assert late.is_repeat is None
    assert "came in time" not in late.sentence


def test_an_incident_before_the_last_referral_may_be_the_one_already_referred() -> None:
    judged = judge_repeat(date(2025, 5, 30), date(2025, 6, 3), [date(2025, 6, 1)])
    assert judged.is_repeat is None
    assert "further incident" in judged.sentence


def test_an_incident_after_its_own_referral_is_a_slip_to_check() -> None:
    judged = judge_repeat(date(2026, 3, 9), date(2026, 3, 4), [date(2025, 6, 1)])
    assert judged.is_repeat is None
    assert "Check both dates" in judged.sentence


def test_another_number_of_months_is_said_in_the_sentence() -> None:
    judged = judge_repeat(date(2026, 1, 2), date(2026, 1, 4), [date(2025, 7, 1)], months=6)
    assert judged.is_repeat is False
    assert "6 months after the last referral" in judged.sentence
    with pytest.raises(ValueError, match="month"):
        repeat_until(date(2026, 1, 1), 0)


@given(DAYS, st.integers(0, 800), st.integers(0, 30))
def test_a_further_incident_is_a_repeat_exactly_until_the_anniversary(
    last: date, gap: int, delay: int
) -> None:
    incident = last + timedelta(days=gap)
    judged = judge_repeat(incident, incident + timedelta(days=delay), [last])
    anniversary_passed = (incident.year, incident.month, incident.day) > (last.year + 1, last.month, last.day)
    assert judged.is_repeat is (not anniversary_passed)


@given(DAYS, DAYS, st.lists(DAYS))
def test_the_order_of_earlier_referrals_changes_nothing(
    incident: date, referred: date, earlier: list[date]
) -> None:
    judged = judge_repeat(incident, referred, earlier)
    assert judged == judge_repeat(incident, referred, sorted(earlier, reverse=True))
    assert judged.sentence
