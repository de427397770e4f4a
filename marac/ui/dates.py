"""Days and times on the page: Europe/London, day first, in plain English."""

from datetime import date, datetime

from marac.clock import WrittenDay, day_in_words, london_today, month_number, to_london, written_day

__all__ = [
    "DayRefused", "clock", "day", "day_time", "london_today", "read_day", "read_day_parts", "to_london",
]  # fmt: skip

EARLIEST_YEAR = 1900
LATEST_YEAR = 2200


class DayRefused(ValueError):
    """A day that cannot be read. `message` is for the person; `parts` names the boxes to mark."""

    def __init__(self, message: str, parts: tuple[str, ...] = ("day", "month", "year")) -> None:
        super().__init__(message)
        self.message = message
        self.parts = parts


def day(value: date) -> str:
    """3 April 2026. An instant is first moved to London, so that its day is the day people saw."""
    return day_in_words(to_london(value).date() if isinstance(value, datetime) else value)


def day_time(at: datetime) -> str:
    """3 April 2026, 14:03, on the London clock."""
    wall = to_london(at)
    return f"{day_in_words(wall.date())}, {wall:%H:%M}"


def clock(at: datetime) -> str:
    """14:03:22, on the London clock, as in "Saved 14:03:22"."""
    return f"{to_london(at):%H:%M:%S}"


def read_day(text: str, name: str = "Date") -> date | None:
    """The day that a text box holds, day first; None when the box is blank.

    `name` is what the page calls the date. Raises DayRefused with a message for the person.
    """
    if not text.strip():
        return None
    written = written_day(text)
    if written is None:
        raise DayRefused(f"{name} must be written as day, month and year, for example 27 3 1984 or 27/3/1984")
    return _real_day(written, name)


def read_day_parts(day: str, month: str, year: str, name: str = "Date") -> date | None:
    """The day that three boxes hold; None when all three are blank.

    The month may be a number or a name. Raises DayRefused, naming the boxes to mark.
    """
    typed = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    if not any(typed.values()):
        return None
    missing = tuple(part for part, text in typed.items() if not text)
    if missing:
        raise DayRefused(f"{name} must include a {' and a '.join(missing)}", missing)
    written = WrittenDay(
        _figures(typed["day"], 2, "day", name),
        _month(typed["month"], name),
        _figures(typed["year"], 4, "year", name),
    )
    return _real_day(written, name)


def _figures(text: str, longest: int, part: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= longest):
        raise DayRefused(f"{name} must have a {part} in figures, for example 27 3 1984", (part,))
    return int(text)


def _month(text: str, name: str) -> int:
    month = month_number(text)
    if month is None:
        raise DayRefused(
            f"{name} must have a month from 1 to 12 or its name, for example 27 3 1984", ("month",)
        )
    return month


def _real_day(written: WrittenDay, name: str) -> date:
    if written.year is None or written.has_short_year:
        raise DayRefused(f"{name} must have a year of four figures, for example 1984", ("year",))
    if not EARLIEST_YEAR <= written.year <= LATEST_YEAR:
        raise DayRefused(f"{name} must have a year from {EARLIEST_YEAR} to {LATEST_YEAR}", ("year",))
    try:
        return date(written.year, written.month, written.day)
    except ValueError:
        raise DayRefused(f"{name} must be a real date, for example 27 3 1984") from None
