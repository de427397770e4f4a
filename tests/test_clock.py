from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from marac import clock


def test_now_is_utc_and_follows_a_travelled_clock() -> None:
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        assert clock.today() == date(2026, 7, 1)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.to_london(datetime(2026, 1, 1, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 11, 30), 12, date(2026, 11, 30)),
    ],
)
def test_months_later_keeps_the_day_or_takes_the_last_of_the_month(
    day: date, months: int, expected: date
) -> None:
    assert clock.months_later(day, months) == expected


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_months_later_lands_in_the_right_month_and_never_on_a_later_day(day: date, months: int) -> None:
    later = clock.months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    "text",
    [
        "3 April 2026", "3rd April 2026", "the 3rd of April 2026", "3 Apr 2026", "April 3, 2026",
        "03/04/2026", "3.4.2026", "03-04-2026", "3 / 4 / 2026", "3 4 2026", "2026-04-03", "3-Apr-2026",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert clock.written_day(text) == clock.WrittenDay(3, 4, 2026)


def test_a_year_of_two_figures_is_kept_as_written() -> None:
    written = clock.written_day("3.4.26")
    assert written is not None and written.has_short_year and written.year == 26


@pytest.mark.parametrize("text", ["", "April", "3", "Friday", "3 Aprember", "3/4/202", "1/2/3/4", "NK"])
def test_what_is_not_a_day_is_not_read_as_one(text: str) -> None:
    assert clock.written_day(text) is None


@given(st.dates(date(1000, 1, 1)))
def test_a_day_survives_being_written_and_read(day: date) -> None:
    for text in (clock.day_in_words(day), day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        written = clock.written_day(text)
        assert written is not None
        assert (written.day, written.month, written.year) == (day.day, day.month, day.year)
