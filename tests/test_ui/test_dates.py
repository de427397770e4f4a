from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.ui import dates


def test_days_and_times_are_shown_on_the_london_clock() -> None:
    summer = datetime(2026, 4, 3, 13, 3, 22, tzinfo=UTC)
    winter = datetime(2026, 1, 3, 13, 3, 22, tzinfo=UTC)
    assert dates.day(date(2026, 4, 3)) == "3 April 2026"
    assert dates.day_time(summer) == "3 April 2026, 14:03"
    assert dates.day_time(winter) == "3 January 2026, 13:03"
    assert dates.clock(summer) == "14:03:22"


def test_an_instant_late_on_a_summer_evening_belongs_to_the_next_london_day() -> None:
    at = datetime(2026, 6, 30, 23, 15, tzinfo=UTC)
    assert dates.london_today(at) == date(2026, 7, 1)
    assert dates.day(at) == "1 July 2026"


@pytest.mark.parametrize("text", ["27 3 1984", "27/3/1984", "27 March 1984", "27.03.1984", "1984-03-27"])
def test_a_date_of_birth_is_read_day_first(text: str) -> None:
    assert dates.read_day(text) == date(1984, 3, 27)


def test_a_date_of_birth_is_read_from_three_boxes() -> None:
    assert dates.read_day_parts("27", "3", "1984") == date(1984, 3, 27)
    assert dates.read_day_parts(" 27 ", "Mar", "1984") == date(1984, 3, 27)


def test_a_blank_box_is_no_day_and_no_error() -> None:
    assert dates.read_day("  ") is None
    assert dates.read_day_parts("", " ", "") is None


@pytest.mark.parametrize(
    ("parts", "message", "marked"),
    [
        (
            ("31", "2", "1984"),
            "Date of birth must be a real date, for example 27 3 1984",
            ("day", "month", "year"),
        ),
        (("27", "", "1984"), "Date of birth must include a month", ("month",)),
        (("", "", "1984"), "Date of birth must include a day and a month", ("day", "month")),
        (("27", "3", "84"), "Date of birth must have a year of four figures, for example 1984", ("year",)),
        (("27", "13", "1984"), "Date of birth must have a month from 1 to 12", ("month",)),
        (("2x", "3", "1984"), "Date of birth must have a day in figures", ("day",)),
        (("27", "3", "1084"), "Date of birth must have a year from 1900 to 2200", ("year",)),
        (("27", "3", "١٩٨٤"), "Date of birth must have a year in figures", ("year",)),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_date_is_said_and_the_box_named(
    parts: tuple[str, str, str], message: str, marked: tuple[str, ...]
) -> None:
    with pytest.raises(dates.DayRefused) as refused:
        dates.read_day_parts(*parts, name="Date of birth")
    assert refused.value.message.startswith(message)
    assert refused.value.parts == marked


@pytest.mark.parametrize("text", ["31/02/2001", "yesterday", "3/4", "3/4/26", "00/00/2020"])
def test_text_that_is_not_a_full_real_day_is_refused_in_plain_english(text: str) -> None:
    with pytest.raises(dates.DayRefused, match=r"^Incident date must"):
        dates.read_day(text, "Incident date")


def test_a_month_may_be_written_by_name() -> None:
    assert dates.read_day_parts("27", "Sept", "1984") == date(1984, 9, 27)


@given(st.text(), st.text(), st.text())
def test_whatever_is_typed_gives_a_day_or_a_message(day: str, month: str, year: str) -> None:
    try:
        found = dates.read_day_parts(day, month, year)
    except dates.DayRefused as refused:
        assert refused.message.startswith("Date must")
    else:
        assert found is None or isinstance(found, date)
