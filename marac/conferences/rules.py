"""Rules of practice: a value with its unit, source and first day, chosen by date.

A rule of practice is never a constant in code. Sites replace a value by handing over rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marac.conferences.problems import RuleNotInForce, RuleOverrideRefused, UnknownName

RuleValue = int | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One value of one rule, from `effective_from` until a later value of the same name.

    `unit` says what the value counts. `verified_by` says who compared the value with its source; it is
    empty where nobody has. `note` tells administrators what else is in use.
    Raises ValueError when there is no name, unit or source.
    """

    name: str
    value: RuleValue
    unit: str
    source: str
    effective_from: date
    verified_by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for part in ("name", "unit", "source"):
            if not getattr(self, part).strip():
                raise ValueError(f"The rule {self.name!r} has no {part}.")

    @property
    def is_verified(self) -> bool:
        """Has someone compared the value with its source?"""
        return bool(self.verified_by.strip())

    @property
    def number(self) -> int:
        """The value as one whole number, in `unit`. Raises TypeError for a list."""
        if not isinstance(self.value, int):
            raise TypeError(f"The rule {self.name!r} holds a list, not one number.")
        return self.value

    @property
    def numbers(self) -> tuple[int, ...]:
        """The value as several whole numbers, in `unit`. Raises TypeError otherwise."""
        if isinstance(self.value, int):
            raise TypeError(f"The rule {self.name!r} holds one number, not a list.")
        return tuple(_whole(self.name, member) for member in self.value)

    @property
    def texts(self) -> tuple[str, ...]:
        """The value as a list of words or phrases. Raises TypeError otherwise."""
        if isinstance(self.value, int) or not all(isinstance(member, str) for member in self.value):
            raise TypeError(f"The rule {self.name!r} does not hold a list of words.")
        return tuple(str(member) for member in self.value)


def _whole(name: str, member: int | str) -> int:
    if not isinstance(member, int):
        raise TypeError(f"The rule {name!r} holds words, not numbers.")
    return member


def choose_rule(shipped: Sequence[Rule], name: str, on: date, overrides: Sequence[Rule] = ()) -> Rule:
    """The value of rule `name` in force on the London day `on`.

    A local value in force that day wins over every shipped one; among equals the latest `effective_from`
    wins, and on the same day the later in the sequence (so hand over the site's before the conference's).
    Raises UnknownName, RuleNotInForce, or RuleOverrideRefused when a local value has another unit or form.
    """
    values = tuple(rule for rule in shipped if rule.name == name)
    if not values:
        raise UnknownName("rule", name, tuple(sorted({rule.name for rule in shipped})))
    local = _latest((rule for rule in overrides if rule.name == name), on)
    if local is not None:
        check_override(values, local)
        return local
    chosen = _latest(values, on)
    if chosen is None:
        first = min(rule.effective_from for rule in values)
        raise RuleNotInForce(
            f"The rule {name!r} takes effect on {first.isoformat()}, after {on.isoformat()}."
        )
    return chosen


def check_override(shipped: Sequence[Rule], override: Rule) -> None:
    """Raise RuleOverrideRefused unless `override` counts the same thing as the shipped rule of its name."""
    values = [rule for rule in shipped if rule.name == override.name]
    if not values:
        raise UnknownName("rule", override.name, tuple(sorted({rule.name for rule in shipped})))
    if override.unit != values[0].unit:
        raise RuleOverrideRefused(
            f"Give the rule {override.name!r} in {values[0].unit}, not in {override.unit}."
        )
    if _form(override.value) != _form(values[0].value):
        raise RuleOverrideRefused(f"Give the rule {override.name!r} as {_form(values[0].value)}.")


def _latest(rules: Iterable[Rule], on: date) -> Rule | None:
    if isinstance(on, datetime):
        raise TypeError("Rules are chosen by the day in London, not by an instant.")
    chosen: Rule | None = None
    for rule in rules:
        if rule.effective_from <= on and (chosen is None or rule.effective_from >= chosen.effective_from):
            chosen = rule
    return chosen


def _form(value: RuleValue) -> str:
    if isinstance(value, int):
        return "one number"
    return "a list of words" if all(isinstance(member, str) for member in value) else "a list of numbers"


@dataclass(frozen=True)
class AgeBand:
    """Days overdue from `first_day` to `last_day`, both included; no `last_day` means without end."""

    first_day: int
    last_day: int | None

    @property
    def label(self) -> str:
        """The band in words."""
        if self.last_day is None:
            return f"{self.first_day} days or more"
        return f"{self.first_day} to {self.last_day} days"

    def holds(self, days: int) -> bool:
        """Does an action this many days overdue belong to the band?"""
        return self.first_day <= days and (self.last_day is None or days <= self.last_day)


def age_bands(rule: Rule) -> tuple[AgeBand, ...]:
    """The bands of `overdue_age_bands`, whose value lists the first day of each.

    Raises ValueError unless the days are positive and rising.
    """
    starts = rule.numbers
    if not starts or starts[0] < 1 or list(starts) != sorted(set(starts)):
        raise ValueError(f"The rule {rule.name!r} must list rising first days, 1 or more.")
    ends = [start - 1 for start in starts[1:]]
    return tuple(AgeBand(start, end) for start, end in zip(starts, [*ends, None], strict=True))
