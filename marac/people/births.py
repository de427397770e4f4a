"""Comparing what two records say about a birth: a full date, a year, an age, or nothing."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from marac.clock import day_in_words


class Agreement(IntEnum):
    """How far two births agree, weakest first."""

    CLASH = 0  # cannot be one person without two mistakes
    DOUBTFUL = 1  # two of day, month and year agree, the third is far off
    UNKNOWN = 2  # one record or both say nothing to compare
    ROUGH = 3  # a year or an age fits
    SLIP = 4  # one figure off, two figures changed round, or day and month exchanged
    EQUAL = 5


@dataclass(frozen=True)
class Birth:
    """What one record says. `age_on` is the day for which an age in years was stated."""

    day: date | None = None
    year: int | None = None
    age: int | None = None
    age_on: date | None = None


# Ages are often remembered a year or two out, and a later form repeats an earlier one.
_YEARS_OUT = 2


def compare_births(one: Birth, other: Birth) -> tuple[Agreement, str]:
    """How far two births agree, and that in words; the words are empty when nothing can be said."""
    if one.day is not None and other.day is not None:
        return _compare_days(one.day, other.day)
    years = _years(one), _years(other)
    if years[0] is not None and years[1] is not None:
        return _compare_years(years[0], years[1])
    if one.age is not None and other.age is not None:
        fits = abs(one.age - other.age) <= _YEARS_OUT
        words = f"age {one.age} / {other.age}"
        return (Agreement.ROUGH if fits else Agreement.CLASH), words
    return Agreement.UNKNOWN, ""


def agree_at_a_glance(one: date, other: date) -> bool:
    """Whether two dates of birth could belong to one person at all; cheap, for thousands of pairs."""
    if one == other:
        return True
    parts = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return parts == 2 or (one.month == other.day and one.day == other.month)


def _compare_days(one: date, other: date) -> tuple[Agreement, str]:
    if one == other:
        return Agreement.EQUAL, f"same date of birth, {day_in_words(one)}"
    both = f"{day_in_words(one)} / {day_in_words(other)}"
    if not agree_at_a_glance(one, other):
        return Agreement.CLASH, f"date of birth {both}"
    if one.year == other.year and one.month == other.day and one.day == other.month:
        return Agreement.SLIP, f"day and month of birth exchanged: {both}"
    figures, other_figures = f"{one:%d%m%Y}", f"{other:%d%m%Y}"
    off = [place for place in range(8) if figures[place] != other_figures[place]]
    if len(off) == 1:
        return Agreement.SLIP, f"one figure of the date of birth differs: {both}"
    if len(off) == 2 and sorted(figures) == sorted(other_figures):
        return Agreement.SLIP, f"two figures of the date of birth changed round: {both}"
    parts = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return (Agreement.DOUBTFUL if parts == 2 else Agreement.CLASH), f"date of birth {both}"


def _years(birth: Birth) -> tuple[int, int] | None:
    if birth.day is not None:
        return birth.day.year, birth.day.year
    if birth.year is not None:
        return birth.year, birth.year
    if birth.age is not None and birth.age_on is not None:
        latest = birth.age_on.year - birth.age
        return latest - 1 - _YEARS_OUT, latest + _YEARS_OUT
    return None


def _compare_years(one: tuple[int, int], other: tuple[int, int]) -> tuple[Agreement, str]:
    words = f"year of birth {_span(one)} / {_span(other)}"
    if one[0] > other[1] or other[0] > one[1]:
        return Agreement.CLASH, words
    if one == other:
        return Agreement.ROUGH, f"same year of birth, {_span(one)}"
    return Agreement.ROUGH, words


def _span(years: tuple[int, int]) -> str:
    if years[0] == years[1]:
        return str(years[0])
    return f"about {(years[0] + years[1]) // 2}"
