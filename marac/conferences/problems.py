"""What can be wrong with the description of a conference, or with a question put to it."""

from __future__ import annotations


class ConferenceDataError(ValueError):
    """A description file cannot be used; the message names the file and the entry."""


class UnknownName(LookupError):
    """A name (kind, word, rule, decision, role …) that the description does not hold."""

    def __init__(self, what: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no {what} called {name!r}. Known: {', '.join(known) or 'none'}.")
        self.what = what
        self.name = name


class RuleNotInForce(LookupError):
    """The rule exists, but its first value takes effect after the day asked about."""


class RuleOverrideRefused(ValueError):
    """A local value has another unit or form than the rule that it would replace."""
