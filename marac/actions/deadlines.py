"""When an action becomes overdue, on the London clock, and how that is said.

Where the clocks change every rule errs early: an alarm an hour too soon costs a telephone call,
one an hour too late may cost more.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from marac.clock import LONDON, london_today, weekday_in_words


def deadline(due_on: date, due_time: time | None = None) -> datetime:
    """The UTC instant from which an action is overdue.

    A day alone lasts until the London midnight that ends it. A time is London wall clock. A time
    that the clocks skip in spring becomes the instant of the change; one that comes twice in autumn
    is the first of the two. Raises ValueError for a time that carries a zone of its own.
    """
    if due_time is None:
        return _instant(due_on + timedelta(days=1), time(0))
    if due_time.tzinfo is not None:
        raise ValueError("a due time is a London wall-clock time and carries no zone")
    return _instant(due_on, due_time)


def _instant(day: date, at: time) -> datetime:
    wall = datetime.combine(day, at.replace(fold=0), LONDON)
    if not happens(day, at):
        # London skips one whole hour, on the hour: its first minute is the instant of the change.
        wall = wall.replace(minute=0, second=0, microsecond=0)
    return wall.astimezone(UTC)


def happens(day: date, at: time) -> bool:
    """Whether the London clock shows this time on this day; false in the hour skipped in spring."""
    wall = datetime.combine(day, at.replace(fold=0))
    return wall.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None, fold=0) == wall


def happens_twice(day: date, at: time) -> bool:
    """Whether the London clock shows this time twice on this day, as it does for an hour in autumn."""
    first = datetime.combine(day, at.replace(fold=0), LONDON)
    return happens(day, at) and first.utcoffset() != first.replace(fold=1).utcoffset()


def hours_from(now_utc: datetime, hours: int) -> datetime:
    """The UTC instant `hours` real hours on, whatever the clocks do between.

    Raises ValueError for a time without a zone or fewer than one hour.
    """
    if now_utc.tzinfo is None:
        raise ValueError("hours can be counted only from a time with a zone")
    if hours < 1:
        raise ValueError("a deadline in hours needs at least one hour")
    return now_utc.astimezone(UTC) + timedelta(hours=hours)


def is_overdue(now_utc: datetime, due_on: date, due_time: time | None = None) -> bool:
    """Whether the deadline has come."""
    return now_utc >= deadline(due_on, due_time)


def days_over(now_utc: datetime, due_on: date, due_time: time | None = None) -> int:
    """London calendar days since the due day, once overdue; 0 while in time or overdue only by hours."""
    if not is_overdue(now_utc, due_on, due_time):
        return 0
    return max(0, (london_today(now_utc) - due_on).days)


def in_words(now_utc: datetime, due_on: date, due_time: time | None = None) -> str:
    """The deadline in words: due Friday 3 April (in 2 days); due today by 15:00; 12 days overdue."""
    if is_overdue(now_utc, due_on, due_time):
        return _overdue_in_words(days_over(now_utc, due_on, due_time), due_time)
    today = london_today(now_utc)
    by = "" if due_time is None else f" by {due_time:%H:%M}"
    days_left = (due_on - today).days
    if days_left == 0:
        return f"due today{by}"
    year = "" if due_on.year == today.year else f" {due_on.year}"
    distance = "tomorrow" if days_left == 1 else f"in {days_left} days"
    return f"due {weekday_in_words(due_on)}{year}{by} ({distance})"


def by_when(now_utc: datetime, due_on: date, due_time: time | None = None) -> str:
    """The deadline in words, under a heading or beside a label that says "Due" already."""
    words = in_words(now_utc, due_on, due_time).removeprefix("due ")
    return words[0].upper() + words[1:]


def _overdue_in_words(days: int, due_time: time | None) -> str:
    if days == 0 and due_time is not None:
        return f"overdue since {due_time:%H:%M} today"
    return "1 day overdue" if days == 1 else f"{days} days overdue"


def age_bands(bands: Sequence[int]) -> list[str]:
    """The names of all bands in order. `bands` holds the last day of each, for example 7, 14, 28."""
    if not bands or list(bands) != sorted(set(bands)) or bands[0] < 1:
        raise ValueError("age bands must be whole days from 1, each larger than the one before")
    names = [f"up to {_days(bands[0])}"]
    for lower, upper in pairwise(bands):
        names.append(f"{_days(upper)}" if upper == lower + 1 else f"{lower + 1} to {_days(upper)}")
    return [*names, f"{bands[-1] + 1} days or more"]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
