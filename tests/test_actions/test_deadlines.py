from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions import deadlines
from marac.clock import LONDON

SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
DAYS = st.dates(date(1996, 1, 1), date(2090, 1, 1))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("due_on", "due_time", "expected"),
    [
        (date(2026, 1, 5), None, utc(2026, 1, 6, 0)),
        (date(2026, 7, 5), None, utc(2026, 7, 5, 23)),
        (date(2026, 7, 5), time(15), utc(2026, 7, 5, 14)),
        (SPRING - timedelta(days=1), None, utc(2026, 3, 29, 0)),
        (SPRING, None, utc(2026, 3, 29, 23)),
        (SPRING, time(1, 0), utc(2026, 3, 29, 1)),
        (SPRING, time(1, 30), utc(2026, 3, 29, 1)),
        (SPRING, time(2, 0), utc(2026, 3, 29, 1)),
        (AUTUMN, time(1, 30), utc(2026, 10, 25, 0, 30)),
        (AUTUMN, time(2, 0), utc(2026, 10, 25, 2)),
        (AUTUMN, None, utc(2026, 10, 26, 0)),
    ],
)
def test_the_deadline_follows_the_london_clock_and_errs_early(
    due_on: date, due_time: time | None, expected: datetime
) -> None:
    assert deadlines.deadline(due_on, due_time) == expected


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2027, 3, 28), date(2027, 10, 31)])
def test_every_quarter_hour_across_a_clock_change_is_in_order_and_never_late(day: date) -> None:
    start = datetime.combine(day - timedelta(days=1), time(12))
    walls = [start + timedelta(minutes=15 * step) for step in range(4 * 36)]
    due = [deadlines.deadline(wall.date(), wall.time()) for wall in walls]
    assert due == sorted(due)
    for wall, at in zip(walls, due, strict=True):
        shown = at.astimezone(LONDON)
        if deadlines.happens(wall.date(), wall.time()):
            assert shown.replace(tzinfo=None, fold=0) == wall
            assert shown.fold == 0
        else:
            assert at.hour == 1 and at.minute == 0


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_hour_of_a_day_of_change_is_in_time_until_london_midnight(day: date) -> None:
    first = datetime.combine(day, time(0), LONDON).astimezone(UTC)
    hours = 23 if day == SPRING else 25
    for hour in range(hours):
        at = first + timedelta(hours=hour)
        assert not deadlines.is_overdue(at, day)
        assert deadlines.in_words(at, day) == "due today"
    assert deadlines.is_overdue(first + timedelta(hours=hours), day)


@pytest.mark.parametrize("hours", [1, 24, 48])
def test_hours_are_real_hours_whatever_the_clocks_do(hours: int) -> None:
    for start in (utc(2026, 3, 28, 12), utc(2026, 10, 24, 12)):
        for step in range(48):
            at = start + timedelta(hours=step)
            assert deadlines.hours_from(at, hours) - at == timedelta(hours=hours)


def test_hours_need_a_zone_and_at_least_one() -> None:
    with pytest.raises(ValueError, match="zone"):
        deadlines.hours_from(datetime(2026, 1, 1), 4)  # noqa: DTZ001
    with pytest.raises(ValueError, match="at least one"):
        deadlines.hours_from(utc(2026, 1, 1), 0)
    with pytest.raises(ValueError, match="no zone"):
        deadlines.deadline(SPRING, time(1, tzinfo=UTC))


def test_the_hour_skipped_and_the_hour_repeated_are_known() -> None:
    assert not deadlines.happens(SPRING, time(1, 59))
    assert deadlines.happens(SPRING, time(2))
    assert deadlines.happens_twice(AUTUMN, time(1))
    assert not deadlines.happens_twice(AUTUMN, time(2))
    assert not deadlines.happens_twice(SPRING, time(1, 30))


@pytest.mark.parametrize(
    ("now", "due_on", "due_time", "words"),
    [
        (utc(2026, 4, 1, 9), date(2026, 4, 3), None, "due Friday 3 April (in 2 days)"),
        (utc(2026, 4, 1, 9), date(2026, 4, 3), time(17), "due Friday 3 April by 17:00 (in 2 days)"),
        (utc(2026, 4, 1, 9), date(2026, 4, 2), None, "due Thursday 2 April (tomorrow)"),
        (utc(2026, 4, 1, 9), date(2026, 4, 1), None, "due today"),
        (utc(2026, 4, 1, 9), date(2026, 4, 1), time(15), "due today by 15:00"),
        (utc(2026, 4, 1, 14, 1), date(2026, 4, 1), time(15), "overdue since 15:00 today"),
        (utc(2026, 4, 1, 9), date(2026, 3, 31), None, "1 day overdue"),
        (utc(2026, 4, 13, 9), date(2026, 4, 1), time(15), "12 days overdue"),
        (utc(2026, 12, 30, 9), date(2027, 1, 4), None, "due Monday 4 January 2027 (in 5 days)"),
    ],
)
def test_deadlines_are_said_in_words(now: datetime, due_on: date, due_time: time | None, words: str) -> None:
    assert deadlines.in_words(now, due_on, due_time) == words


def test_ages_fall_into_the_bands_of_the_configuration() -> None:
    bands = (7, 14, 28)
    assert deadlines.age_bands(bands) == ["up to 7 days", "8 to 14 days", "15 to 28 days", "29 days or more"]
    assert deadlines.age_bands((1, 2)) == ["up to 1 day", "2 days", "3 days or more"]
    for wrong in ((), (7, 7), (14, 7), (0, 7)):
        with pytest.raises(ValueError, match="age bands"):
            deadlines.age_bands(wrong)


@given(DAYS, st.none() | TIMES, st.integers(-2000, 2000))
def test_overdue_days_and_words_always_agree(due_on: date, due_time: time | None, hours: int) -> None:
    now = deadlines.deadline(due_on, due_time) + timedelta(hours=hours)
    is_overdue = deadlines.is_overdue(now, due_on, due_time)
    assert is_overdue is (hours >= 0)
    words = deadlines.in_words(now, due_on, due_time)
    assert ("overdue" in words) is is_overdue
    days = deadlines.days_over(now, due_on, due_time)
    assert days == 0 if not is_overdue else days >= 0
    if is_overdue and due_time is None:
        assert days >= 1


@given(DAYS, TIMES, TIMES)
def test_an_earlier_time_never_has_the_later_deadline(day: date, one: time, other: time) -> None:
    first, second = sorted((one, other))
    assert deadlines.deadline(day, first) <= deadlines.deadline(day, second) <= deadlines.deadline(day)


def test_under_a_heading_that_says_due_the_word_is_not_said_again() -> None:
    now = utc(2026, 4, 1, 9)
    assert deadlines.by_when(now, date(2026, 4, 3)) == "Friday 3 April (in 2 days)"
    assert deadlines.by_when(now, date(2026, 4, 1), time(15)) == "Today by 15:00"
    assert deadlines.by_when(now, date(2026, 3, 20)).endswith(" days overdue")
