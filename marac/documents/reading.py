"""Minutes as one reader may see them: plain values for pages and documents alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from marac.conferences import Kind, get_kind

# Parts whose words stay where they were given; the minutes only say that they belong there.
REFERENCED = ("views", "contributions", "disclosure")


@dataclass(frozen=True)
class Said:
    """One paragraph. `part` says what it is and `number` whose: risk 123, contribution 456.

    `section_id` is 0 for words that stand in the record of another agency and not in the minutes.
    `why` is the reason of an amendment. `frame` holds what stands beside the words: the owner and deadline of
    an action, the reason why a risk has none.
    """

    case_id: int
    item_id: int | None
    heading: str
    part: str
    number: int
    text: str
    class_bit: int
    agency_id: int | None = None
    agency: str = ""
    frame: Mapping[str, Any] = field(default_factory=dict)
    section_id: int = 0
    version: int = 0
    is_amended: bool = False
    why: str = ""
    nature: str = ""
    source: str = ""
    dated_on: date | None = None

    @property
    def is_own_record(self) -> bool:
        """Whether these are the meeting's own words, which its office may amend."""
        return self.section_id != 0 and self.agency_id is None


@dataclass(frozen=True)
class CaseRead:
    """One case of the minutes; `lines` stand in the order of the minutes."""

    item_id: int
    case_id: int
    reference: str
    lines: tuple[Said, ...]

    def part(self, *parts: str) -> tuple[Said, ...]:
        """The paragraphs of some parts, in order."""
        return tuple(line for line in self.lines if line.part in parts)


@dataclass(frozen=True)
class MinutesRead:
    """One version of the minutes of one meeting. `opening` is as it was drafted."""

    id: int
    meeting_id: int
    conference_id: int
    conference: str
    kind_key: str
    reference: str
    starts_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    number: int
    status: str
    version: int
    drafted_at: datetime
    approved_at: datetime | None
    approved_by: str
    opening: Mapping[str, Any]
    outstanding: tuple[Said, ...] = ()
    cases: tuple[CaseRead, ...] = ()

    @property
    def kind(self) -> Kind:
        """The description of the conference."""
        return get_kind(self.kind_key)

    @property
    def is_draft(self) -> bool:
        """Whether it still waits for the chair."""
        return self.status == "draft"

    @property
    def lines(self) -> tuple[Said, ...]:
        """Every paragraph."""
        return (*self.outstanding, *(line for case in self.cases for line in case.lines))


def under_headings(
    kind: Kind, lines: Iterable[Said], scope: str = "case"
) -> list[tuple[str, str, list[Said]]]:
    """The paragraphs by heading, as (key, text, paragraphs), in the kind's order; none without any."""
    by_key: dict[str, list[Said]] = {}
    for line in lines:
        by_key.setdefault(line.heading, []).append(line)
    return [
        (heading.key, heading.text, by_key[heading.key])
        for heading in kind.minutes_headings
        if heading.scope == scope and heading.key in by_key
    ]
