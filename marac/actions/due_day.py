"""The day in what people type for a due date: Fri, tomorrow, 3 April, 03/04/2026."""

import re
from datetime import date, datetime, time, timedelta

from marac.actions.deadlines import deadline
from marac.actions.due_answers import EXAMPLES, Due, DueRefused
from marac.clock import WEEKDAYS, WrittenDay, day_in_words, london_today, written_day

_WEEKDAY_NUMBERS = {
    name: number for number, weekday in enumerate(WEEKDAYS) for name in (weekday.lower(), weekday[:3].lower())
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_WEEKDAY_NAMES = "|".join(sorted(_WEEKDAY_NUMBERS, key=len, reverse=True))
_WEEKDAY = re.compile(rf"(this |next )?({_WEEKDAY_NAMES})\b[ ,]*(.*)")

# In December "5 January" is next month; in April it is a slip for a day that has passed.
_ROLLS_OVER_DAYS = 183


def read_day_words(words: str, due_time: time | None, now_utc: datetime) -> tuple[date, str | None]:
    """The London day that lower-case words name, and a warning when it deserves a look.

    Raises DueRefused. Days that have passed are returned all the same: refusing them is the caller's.
    """
    today = london_today(now_utc)
    if words == "today":
        return today, None
    if words == "tomorrow":
        return today + timedelta(days=1), None
    if found := _WEEKDAY.fullmatch(words):
        return _from_weekday(found[1], _WEEKDAY_NUMBERS[found[2]], found[3], due_time, now_utc)
    return _written(words, today), None


def _from_weekday(
    which: str | None, number: int, rest: str, due_time: time | None, now_utc: datetime
) -> tuple[date, str | None]:
    today = london_today(now_utc)
    if rest:
        return _checked_weekday(number, rest, today), None
    if which == "next ":
        raise _two_weekdays(number, today)
    ahead = (number - today.weekday()) % 7
    if ahead:
        return today + timedelta(days=ahead), None
    next_week = today + timedelta(days=7)
    week = f"For next week write {day_in_words(next_week)}."
    if due_time is not None and deadline(today, due_time) <= now_utc:
        raise DueRefused(f"{due_time:%H:%M} today has passed. {week}", "past", Due(next_week, due_time))
    return today, f"Read as today, {day_in_words(today)}. {week}"


def _two_weekdays(number: int, today: date) -> DueRefused:
    first = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    either = f"{day_in_words(first)} or {day_in_words(first + timedelta(days=7))}"
    return DueRefused(f"“Next {WEEKDAYS[number]}” could be {either}. Write the date.", "unclear")


def _checked_weekday(number: int, words: str, today: date) -> date:
    due_on = _written(words, today)
    if due_on.weekday() != number:
        is_a = f"{day_in_words(due_on)} is a {WEEKDAYS[due_on.weekday()]}"
        raise DueRefused(f"{is_a}, not a {WEEKDAYS[number]}. Check the day.", "unclear")
    return due_on


def _written(words: str, today: date) -> date:
    written = written_day(words)
    if written is None:
        raise DueRefused(f"“{words}” could not be read as a day. Write the date, {EXAMPLES}.", "unread")
    if written.year is None:
        return _in_coming_year(written, today)
    return _real(written, written.year + 2000 if written.has_short_year else written.year)


def _in_coming_year(written: WrittenDay, today: date) -> date:
    this_year, next_year = (_day_or_none(written, year) for year in (today.year, today.year + 1))
    if this_year is not None and this_year >= today:
        return this_year
    if next_year is not None and (next_year - today).days <= _ROLLS_OVER_DAYS:
        return next_year
    return this_year or _real(written, today.year)


def _real(written: WrittenDay, year: int) -> date:
    day = _day_or_none(written, year)
    if day is None:
        shown = f"{written.day}/{written.month}/{year}"
        raise DueRefused(
            f"There is no such day as {shown}. Write it day first, then the month.", "impossible"
        )
    return day


def _day_or_none(written: WrittenDay, year: int) -> date | None:
    try:
        return date(year, written.month, written.day)
    except ValueError:
        return None
