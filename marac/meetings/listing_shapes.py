"""A list as it is shown: plain values for pages, with its length and its research in words and numbers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marac.meetings.listing_suggestions import Suggestion

RETURNED = frozenset({"shared", "nothing_known"})


@dataclass(frozen=True, slots=True)
class InvitedAgency:
    """An agency invited to a case, why in words, and what has become of its research."""

    id: int
    name: str
    reason: str
    words: str
    research: str


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case on a list. `place` counts only what the viewer sees; `suggested` is for the office alone."""

    item_id: int
    version: int
    minutes: int
    status: str
    decision: str
    is_repeat: bool
    id: int
    reference: str
    earlier_case_id: int | None
    referring_agency_id: int | None
    lead_agency_id: int | None
    traits: str
    referrer: str
    place: int
    begins_at: datetime
    earlier: str
    criteria: tuple[str, ...]
    children: int
    invited: tuple[InvitedAgency, ...]
    suggested: tuple[Suggestion, ...]
    people_kept_out: int

    @property
    def returned(self) -> int:
        """How many of the invited agencies have returned their research."""
        return sum(agency.research in RETURNED for agency in self.invited)

    def invitation_of(self, agency_id: int) -> InvitedAgency | None:
        """The invitation of one agency, if it is invited."""
        return next((agency for agency in self.invited if agency.id == agency_id), None)


def load_in_words(
    cases: Iterable[Any], minutes_available: int, one: str = "case", many: str = "cases"
) -> str:
    """How a list fits its meeting: "16 cases, 200 minutes: 20 minutes more than the meeting has"."""
    lengths = [case.minutes for case in cases]
    used = sum(lengths)
    opening = f"{len(lengths)} {one if len(lengths) == 1 else many}, {_minutes(used)}"
    if used > minutes_available:
        return f"{opening}: {_minutes(used - minutes_available)} more than the meeting has"
    if used == minutes_available:
        return f"{opening}: exactly the time that the meeting has"
    return f"{opening}: {_minutes(minutes_available - used)} to spare"


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"


def research_count(cases: Iterable[ListedCase]) -> Counter[str]:
    """How many returns are due on a list (`due`), and how many have come (`returned`)."""
    counted: Counter[str] = Counter()
    for case in cases:
        counted["due"] += len(case.invited)
        counted["returned"] += case.returned
    return counted
