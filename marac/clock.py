"""The clock and the calendar: London time, and days as people here write them.

Times are kept as UTC datetimes; people read and write London days and hours. Everything below is
day first, and needs neither a request nor a database.
"""

import calendar
import contextlib
import re
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(MONTHS, start=1)
    for name in (month.lower(), month[:3].lower())
} | {"sept": 9}
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})(?:\s*[/.\-]\s*([0-9]{4}|[0-9]{2}))?")
_DAY_FIRST_SPACED = re.compile(r"([0-9]{1,2}) ([0-9]{1,2}) ([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_DAY_THEN_MONTH = re.compile(
    r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)?[ .\-]*(?:of )?([a-z]{3,9})\.?(?:[ ,\-]*([0-9]{4}|[0-9]{2}))?"
)
_MONTH_THEN_DAY = re.compile(r"([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")


@dataclass(frozen=True)
class WrittenDay:
    """The figures of a day as someone wrote them; they may not form a real date.

    `year` is None when none was written; a year of two figures is kept as written (26, not 2026).
    """

    day: int
    month: int
    year: int | None

    @property
    def has_short_year(self) -> bool:
        """Whether the year was written with two figures, so that the century is a guess."""
        return self.year is not None and self.year < 100


_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present instant in UTC; the only place where the system clock is read."""
    return _pretended.get() or datetime.now(UTC)


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live through a past moment, to build a demonstration's history. Used nowhere else."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def london_day(moment: datetime) -> date:
    """The calendar day in London at a moment."""
    return to_london(moment).date()


def today() -> date:
    """The present day in London."""
    return to_london(now()).date()


def to_london(at: datetime) -> datetime:
    """The same instant on the London wall clock. Raises ValueError for a time without a zone."""
    return _aware(at).astimezone(LONDON)


def london_today(now_utc: datetime) -> date:
    """The London day at `now_utc`. Raises ValueError for a time without a zone."""
    return to_london(now_utc).date()


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be placed on the London clock")
    return at


def months_later(day: date, months: int) -> date:
    """The same day of the month `months` calendar months on, or the last day of a shorter month.

    29 February and 12 months give 28 February, or 29 February when that exists.
    """
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def day_in_words(day: date) -> str:
    """A day as pages and sentences write it: 3 April 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_in_words(day: date) -> str:
    """A day with its weekday and no year: Friday 3 April."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def month_number(text: str) -> int | None:
    """The month that a number, a name or a short name stands for; None when it is none of them."""
    month = text.strip().strip(".").lower()
    if month.isascii() and month.isdigit():
        return int(month) if 1 <= int(month) <= 12 else None
    return _MONTH_NUMBERS.get(month)


def written_day(text: str) -> WrittenDay | None:
    """The day, month and perhaps year that a text writes, day first; None when it writes no day.

    Reads 3 April, 3rd April 2026, April 3, 03/04/2026, 3.4.26, 03-04-2026, 3 4 2026, 3/4 and 2026-04-03.
    Whether the date exists is left to the caller, who can say so in words that fit the question.
    """
    plain = " ".join(text.lower().split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return WrittenDay(int(found[3]), int(found[2]), int(found[1]))
    if found := _DAY_FIRST.fullmatch(plain) or _DAY_FIRST_SPACED.fullmatch(plain):
        return WrittenDay(int(found[1]), int(found[2]), _year(found[3]))
    if (found := _DAY_THEN_MONTH.fullmatch(plain)) and found[2] in _MONTH_NUMBERS:
        return WrittenDay(int(found[1]), _MONTH_NUMBERS[found[2]], _year(found[3]))
    if (found := _MONTH_THEN_DAY.fullmatch(plain)) and found[1] in _MONTH_NUMBERS:
        return WrittenDay(int(found[2]), _MONTH_NUMBERS[found[1]], _year(found[3]))
    return None


def _year(figures: str | None) -> int | None:
    return None if figures is None else int(figures)
