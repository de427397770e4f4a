"""Template filters: how days, times and numbers read on every page."""

from __future__ import annotations

from flask import Flask

from marac.clock import weekday_in_words
from marac.ui.dates import clock, day, day_time


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 action", "3 actions", "1,204 entries" (with `plural` "entries")."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def register_filters(app: Flask) -> None:
    """Make the filters known to every template."""
    app.jinja_env.filters.update(
        day=day, day_time=day_time, clock=clock, weekday=weekday_in_words, counted=counted
    )
