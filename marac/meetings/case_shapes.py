"""A case at the meeting, as plain values for its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marac.conferences import Kind
from marac.contributions.queries import CaseContributions
from marac.people.queries import LinkedCase, PartyLine


@dataclass(frozen=True)
class Turn:
    """One case on the list of the meeting, for the way from case to case."""

    id: int
    case_id: int
    reference: str
    status: str


@dataclass(frozen=True)
class Listed:
    """The listing itself, its case and its meeting, without any confidential text."""

    id: int
    case_id: int
    conference_id: int
    reference: str
    referring_agency_id: int | None
    referred_by: str
    is_repeat: bool
    earlier_case_id: int | None
    minutes: int
    status: str
    decision: str
    disclosure: str
    started_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    version: int
    case_version: int
    traits: str
    meeting_id: int
    meeting_reference: str
    meeting_kind: str
    meeting_status: str
    place: int
    places: int
    next_turn: Turn | None

    @property
    def is_recordable(self) -> bool:
        """Whether the record of the case can still be written."""
        is_left_over = self.meeting_status == "closed" and self.closed_at is None
        return self.meeting_status == "open" or is_left_over


@dataclass(frozen=True)
class PlannedAction:
    """One action of the plan, or of the last one with its outcome."""

    id: int
    text: str
    agency: str
    owner: str
    subject: str
    pillar: str
    status: str
    due: str
    is_late: bool
    is_open: bool
    risk: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class NamedRisk:
    """A risk, the actions that answer it, or the reason why none does."""

    id: int
    number: int
    text: str
    reason: str
    version: int
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True)
class Present:
    """Somebody at the meeting."""

    agency: str
    name: str
    status: str


@dataclass(frozen=True)
class SafeContact:
    """What must be known before anybody tries to reach the victim."""

    may_not_call: bool
    notes: str
    not_safe_with: str
    safe_with: str


@dataclass(frozen=True)
class CaseRecord:
    """What the meeting keeps of the case besides its plan."""

    summary: str = ""
    rationale: str = ""
    dissent: str = ""
    reason: str = ""


@dataclass(frozen=True)
class CaseAtMeeting:
    """Everything that the page of a case at the meeting shows."""

    listed: Listed
    kind: Kind
    parties: tuple[PartyLine, ...]
    referral: dict[str, Any]
    criteria: tuple[str, ...]
    safe_contact: SafeContact | None
    traits: tuple[tuple[str, str], ...]
    said: CaseContributions
    present: tuple[Present, ...]
    excluded: int
    risks: tuple[NamedRisk, ...]
    last_plan: tuple[PlannedAction, ...]
    linked: tuple[LinkedCase, ...]
    record: CaseRecord
    may_read_disclosure: bool
