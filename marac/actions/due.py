"""Reading when an action is due, as people type it in a meeting.

Never guesses between two meanings: what could be two days is refused with both of them named.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from marac.actions.deadlines import deadline, happens, happens_twice, hours_from
from marac.actions.due_answers import EXAMPLES, Due, DueRefused, RefusedDue
from marac.actions.due_day import read_day_words
from marac.actions.due_time import split_time
from marac.clock import day_in_words, london_today, months_later, to_london

__all__ = ["Due", "RefusedDue", "read_due"]

_NO_DATE = {
    "asap", "as soon as possible", "soon", "urgent", "urgently", "ongoing", "on going", "on-going",
    "continuing", "continuous", "rolling", "all", "none", "tbc", "tba", "tbd", "to be confirmed",
    "to be agreed", "n/a", "na", "as required", "as needed", "as necessary", "as appropriate",
    "when possible", "where possible", "when able", "in due course",
}  # fmt: skip
_AT_ONCE = {"immediately", "immediate", "now", "straight away", "straightaway", "right away", "at once"}
_CAPITALS = {"asap", "tbc", "tba", "tbd"}
_MEETING = re.compile(
    r"(?:(?:before|for|at) )?(?:the )?(?:next|following) (?:meeting|marac|mappa|masip|conference)"
)
_SPAN = re.compile(
    r"(?:next|this) (?:week|month|year)|(?:the )?end of (?:the |next |this )?(?:week|month|year)"
)
_PART_OF_DAY = re.compile(
    r".*\b(?:cob|close of (?:business|play)|morning|afternoon|evening|tonight|lunchtime)\b.*"
)
_LEAD = re.compile(r"^(?:(?:due|by|on|no later than|not later than) )+")
_WHOLE_DAY = re.compile(r"^(?:the )?(?:end of(?: day)?|eod)(?: on)?(?: |$)| (?:eod|end of day)$")
_ELAPSED = re.compile(
    r"(?:in |within )?(?:the next )?([0-9]{1,3}|an?|one|two|three) ?(h|hr|hrs|hours?|days?|weeks?)"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


def read_due(
    text: str, now_utc: datetime, next_meeting_on: date | None = None, months_ahead: int = 12
) -> Due | RefusedDue:
    """Read when an action is due: Fri, by Friday 5pm, tomorrow, 24h, 3 April, 03/04/2026, today 16:00.

    Refuses words that are not a date, what has passed, what is more than `months_ahead` months away
    (a setting of the conference) and days that do not exist, each with a message that says what to do.
    """
    try:
        return _read(_plain(text), now_utc, next_meeting_on, months_ahead)
    except DueRefused as refusal:
        return refusal.refused


def _plain(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().replace("@", " ")
    return _LEAD.sub("", " ".join(lowered.split()).strip(" .,;:!"))


def _read(plain: str, now_utc: datetime, next_meeting_on: date | None, months_ahead: int) -> Due:
    _refuse_words_without_a_date(plain, now_utc, next_meeting_on)
    if found := _ELAPSED.fullmatch(plain):
        due = _elapsed(found[1], found[2], now_utc)
    else:
        day_words, due_time = split_time(plain)
        day_words = _WHOLE_DAY.sub("", _LEAD.sub("", day_words)) or "today"
        due_on, warning = read_day_words(day_words, due_time, now_utc)
        due = Due(due_on, due_time, warning)
    _refuse_out_of_range(due, now_utc, months_ahead)
    return _with_clock_warning(due)


def _refuse_words_without_a_date(plain: str, now_utc: datetime, next_meeting_on: date | None) -> None:
    shown = plain.upper() if plain in _CAPITALS else plain.capitalize()
    if not plain:
        raise DueRefused(f"Say when it is due, {EXAMPLES}.", "blank")
    if plain in _AT_ONCE:
        raise _refused_at_once(shown, now_utc)
    if plain in _NO_DATE:
        raise DueRefused(f"“{shown}” is not a date. Give a day or an hour, {EXAMPLES}.", "vague")
    if _MEETING.fullmatch(plain):
        raise _refused_meeting(next_meeting_on, london_today(now_utc))
    if _SPAN.fullmatch(plain):
        raise DueRefused(f"“{shown}” could be any of several days. Give one, {EXAMPLES}.", "unclear")
    if _PART_OF_DAY.fullmatch(plain):
        raise DueRefused("Give the hour in figures, for example Fri 17:00.", "unclear")


def _refused_at_once(shown: str, now_utc: datetime) -> DueRefused:
    # The first full hour that leaves at least an hour to act in.
    wall = to_london(now_utc + timedelta(hours=2) - timedelta(microseconds=1))
    soon = Due(wall.date(), time(wall.hour))
    day = "today" if soon.due_on == london_today(now_utc) else "tomorrow"
    message = (
        f"“{shown}” is not an hour that anyone can be held to. Give one, for example {day} {wall.hour:02}:00."
    )
    return DueRefused(message, "vague", soon)


def _refused_meeting(next_meeting_on: date | None, today: date) -> DueRefused:
    if next_meeting_on is None or next_meeting_on < today:
        return DueRefused(f"A meeting may move, so give a date, {EXAMPLES}.", "vague")
    # The status of an action is due before the meeting that hears it, so the day before is offered.
    day_before = max(today, next_meeting_on - timedelta(days=1))
    message = (
        f"A meeting may move, so give a date. The next one is on {day_in_words(next_meeting_on)}: "
        f"write {day_in_words(day_before)} to have the answer ready for it."
    )
    return DueRefused(message, "vague", Due(day_before))


def _elapsed(count: str, unit: str, now_utc: datetime) -> Due:
    number = _COUNTS.get(count) or int(count)
    if number == 0:
        raise DueRefused(f"Give at least one hour, {EXAMPLES}.", "impossible")
    if unit.startswith("h"):
        wall = to_london(hours_from(now_utc, number))
        return Due(wall.date(), wall.time().replace(second=0, microsecond=0, fold=0))
    days = number * 7 if unit.startswith("w") else number
    return Due(london_today(now_utc) + timedelta(days=days))


def _refuse_out_of_range(due: Due, now_utc: datetime, months_ahead: int) -> None:
    today = london_today(now_utc)
    day = day_in_words(due.due_on)
    if due.due_on > months_later(today, months_ahead):
        months = "1 month" if months_ahead == 1 else f"{months_ahead} months"
        raise DueRefused(f"{day} is more than {months} away. Check the year or give a nearer day.", "far")
    if due.due_on < today:
        raise DueRefused(
            f"{day} has passed. Give today or a later day; add the year if it is next year.", "past"
        )
    if due.due_time is not None and deadline(due.due_on, due.due_time) <= now_utc:
        raise DueRefused(f"{due.due_time:%H:%M} today has passed. Give a later hour or another day.", "past")


def _with_clock_warning(due: Due) -> Due:
    if due.due_time is None:
        return due
    day, shown = day_in_words(due.due_on), f"{due.due_time:%H:%M}"
    if not happens(due.due_on, due.due_time):
        skipped = f"The clocks go forward on {day} and skip {shown}"
        return replace(
            due, warning=f"{skipped}, so it is overdue as soon as they do. Give another hour if you can."
        )
    if happens_twice(due.due_on, due.due_time):
        return replace(
            due, warning=f"The clocks go back on {day} and show {shown} twice: the first is taken."
        )
    return due
