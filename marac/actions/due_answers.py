"""The two answers to "when is it due?": a due date, or a refusal that says what to do."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

Kind = Literal["blank", "vague", "unclear", "past", "far", "impossible", "unread"]

EXAMPLES = "for example Fri 17:00, 3 April or 24 hours"


@dataclass(frozen=True)
class Due:
    """A due day, perhaps with a London time. `warning` is set when the reading deserves a look."""

    due_on: date
    due_time: time | None = None
    warning: str | None = None


@dataclass(frozen=True)
class RefusedDue:
    """Why a due date was not taken, in words for the person, and one that may be meant.

    Of the kinds, "unread" alone means that the words do not look like a date at all.
    """

    message: str
    kind: Kind
    suggestion: Due | None = None


class DueRefused(Exception):
    """Carries a refusal up to the function that answers; it never leaves this room."""

    def __init__(self, message: str, kind: Kind, suggestion: Due | None = None) -> None:
        super().__init__(message)
        self.refused = RefusedDue(message, kind, suggestion)
