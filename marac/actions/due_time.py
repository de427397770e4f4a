"""The time of day in what people type for a due date: 17:00, 5pm, 5.30pm, 1700hrs, noon."""

import re
from datetime import time

from marac.actions.due_answers import DueRefused

_CLOCK = (
    r"[0-9]{1,2}:[0-9]{2}(?: ?[ap]\.?m\.?)?"
    r"|[0-9]{1,2}(?:\.[0-9]{2})? ?[ap]\.?m\.?"
    r"|[0-9]{4} ?h(?:ou)?rs?"
    r"|noon|midday|midnight"
)
_ALONE = re.compile(rf"(?:at )?({_CLOCK})")
_LAST = re.compile(rf"(.+?),? (?:at |by )?({_CLOCK}|[0-9]{{2}}\.[0-9]{{2}})")
_FIRST = re.compile(rf"(?:at )?({_CLOCK}),? (?:on )?(.+)")
_FIGURES = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})?(am|pm)?")


def split_time(words: str) -> tuple[str, time | None]:
    """The words that are left for the day, and the time written before or after them, if any.

    `words` is lower case. Raises DueRefused for a time that no clock shows, and for one that could
    be either morning or afternoon.
    """
    if found := _ALONE.fullmatch(words):
        return "today", _time(found[1])
    if found := _LAST.fullmatch(words):
        return found[1], _time(found[2])
    if found := _FIRST.fullmatch(words):
        return found[2], _time(found[1])
    return words, None


def _time(words: str) -> time:
    if words in {"noon", "midday"}:
        return time(12)
    if words == "midnight":
        raise DueRefused(
            "Midnight could be either end of the day. Write 00:01 or 23:59 with the day.", "unclear"
        )
    bare = re.sub(r" ?([ap])\.?m\.?$", r"\1m", re.sub(r" ?h(?:ou)?rs?$", "", words))
    found = _FIGURES.fullmatch(bare)
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (24, 0, None)
    if found and half is None and len(found[1]) == 1 and 1 <= hour <= 6:
        raise DueRefused(f"“{words}” could be morning or afternoon. Write it like 05:30 or 17:30.", "unclear")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half:
        hour = 24
    if hour > 23 or minute > 59:
        raise DueRefused(f"“{words}” is not a time of day. Write it like 09:30 or 5pm.", "impossible")
    return time(hour, minute)
