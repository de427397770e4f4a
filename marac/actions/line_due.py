"""Where a line of quick entry ends and its due date begins."""

import re
from datetime import date, datetime

from marac.actions.due import Due, RefusedDue, read_due
from marac.actions.due_answers import EXAMPLES

_MARKER = re.compile(r"\s(?:due by|due on|due|by|no later than|not later than)\s+", re.IGNORECASE)
# After these a day belongs to the action: a report for Friday, a list since 3 April.
_BINDING = frozenset((
    "for", "on", "of", "from", "since", "until", "till", "to", "after", "before", "about", "and", "or", "the",
    "every", "each", "last", "next", "this", "that", "between", "at", "a", "an", "with", "per",
))  # fmt: skip
_MOST_WORDS = 6
# Too common as last words of an action to be taken for a due date without "by" before them.
_WEAK = frozenset(("all", "none", "now", "soon", "a day", "a week", "an hour", "urgent", "na"))
_WANTED = f"Say when it is due, {EXAMPLES}, after the word “by”."


def split_due(
    text: str, now_utc: datetime, next_meeting_on: date | None = None
) -> tuple[str, Due | RefusedDue | None, str, tuple[str, ...]]:
    """The line without its due date, the due date, the problem with it ("" for none), words not read.

    With "by" the words after it are the due date. Without it, the last words are taken when they can
    be nothing else.
    """
    marked = _after_marker(text, now_utc, next_meeting_on)
    if marked is not None and not _is_unread(marked[1]):
        return (*marked, _problem(marked[1]), ())
    bare = _last_words(text, now_utc, next_meeting_on)
    if bare is not None:
        return (*bare, _problem(bare[1]), ())
    if marked is not None and isinstance(marked[1], RefusedDue):
        tail = text[len(marked[0]) :].strip().split(maxsplit=1)[-1]
        if len(tail.split()) <= 2:
            return text, marked[1], marked[1].message, (tail,)
    return text, None, _WANTED, ()


def _problem(due: Due | RefusedDue) -> str:
    return due.message if isinstance(due, RefusedDue) else ""


def _is_unread(due: Due | RefusedDue) -> bool:
    return isinstance(due, RefusedDue) and due.kind == "unread"


def _after_marker(
    text: str, now_utc: datetime, next_meeting_on: date | None
) -> tuple[str, Due | RefusedDue] | None:
    found = [*_MARKER.finditer(f" {text}")]
    if not found:
        return None
    last = found[-1]
    return text[: max(0, last.start() - 1)], read_due(text[last.end() - 1 :], now_utc, next_meeting_on)


def _last_words(
    text: str, now_utc: datetime, next_meeting_on: date | None
) -> tuple[str, Due | RefusedDue] | None:
    words = text.split()
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        tail = " ".join(words[-length:])
        if tail.lower() in _WEAK or words[-length].lower() in {"and", "or"}:
            continue
        due = read_due(tail, now_utc, next_meeting_on)
        if _is_unread(due):
            continue
        before = words[-length - 1].lower() if length < len(words) else ""
        return None if before in _BINDING else (" ".join(words[:-length]), due)
    return None
