"""Working days in England and Wales: not Saturday, not Sunday, and no bank holiday.

The bank holidays are a rule of practice like any other: one list for each year, with its source, which a site
can replace. A year without a list has none, so a deadline counted in working days errs early.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from marac.conferences.problems import RuleNotInForce
from marac.conferences.rules import Rule

if TYPE_CHECKING:
    from marac.conferences.kind import Kind

HOLIDAYS = "bank_holidays"
_SATURDAY = 5


def holidays_of(rule: Rule) -> frozenset[date]:
    """The days that a list of bank holidays names. Raises ValueError for a text that is no date."""
    return frozenset(date.fromisoformat(text) for text in rule.texts)


def is_working_day(kind: Kind, day: date, overrides: Sequence[Rule] = ()) -> bool:
    """Whether people work on a day, by the list of its year that the conference goes by."""
    if day.weekday() >= _SATURDAY:
        return False
    try:
        return day not in holidays_of(kind.rule(HOLIDAYS, day, overrides))
    except RuleNotInForce:
        return True


def working_days_later(kind: Kind, day: date, count: int, overrides: Sequence[Rule] = ()) -> date:
    """The day so many working days after `day`, which itself need not be one."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(kind, day, overrides)
    return day
