"""Break-glass: a case opened past the rule for an hour, and what became of that."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from marac.audit.events.event import Change, Event


@dataclass(frozen=True, kw_only=True)
class BreakGlassOpened(Change):
    """Somebody opened one case that they could not see, having typed their password again."""

    cause: str
    minutes: int
    review_by: date


@dataclass(frozen=True, kw_only=True)
class BreakGlassReviewed(Change):
    """Somebody else said whether an opening was justified."""

    user_id: int
    is_justified: bool


@dataclass(frozen=True, kw_only=True)
class BreakGlassRefused(Event):
    """Somebody asked to open a case and got none. What was typed is kept as a keyed hash, whatever it meant."""

    showing: ClassVar[bool] = True
    reference_hash: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class AccountHeld(Event):
    """Somebody was let into no page, because an opening of theirs was not reviewed in time."""

    showing: ClassVar[bool] = True
    opening_id: int
    review_by: date
