"""The running of a meeting, as plain values for its pages."""

from dataclasses import dataclass
from datetime import datetime

from marac.conferences import Kind


@dataclass(frozen=True)
class RunCase:
    """One case on the list of the meeting."""

    item_id: int
    case_id: int
    reference: str
    minutes: int
    is_repeat: bool
    status: str
    decision: str
    is_started: bool
    is_left_over: bool


@dataclass(frozen=True)
class Came:
    """How an agency, or an observer, took part."""

    id: int
    agency_id: int | None
    user_id: int | None
    name: str
    organisation: str
    status: str
    is_observer: bool


@dataclass(frozen=True)
class Running:
    """A meeting and how far it has come."""

    id: int
    conference_id: int
    reference: str
    kind: Kind
    meeting_kind: str
    status: str
    starts_at: datetime
    opened_at: datetime | None
    confidentiality_at: datetime | None
    confidentiality_by: str
    conflicts_asked_at: datetime | None
    closed_at: datetime | None
    minutes_available: int
    version: int
    cases: tuple[RunCase, ...]
    came: tuple[Came, ...]

    @property
    def is_open(self) -> bool:
        """Whether the meeting sits."""
        return self.status == "open"

    @property
    def has_left_over(self) -> bool:
        """Whether it was closed by somebody who could not see one of these cases."""
        return any(case.is_left_over for case in self.cases)


@dataclass(frozen=True)
class Member:
    """Somebody who belongs to the conference today."""

    id: int
    name: str
    agency_id: int
    agency: str


@dataclass(frozen=True)
class AgencyLine:
    """One agency of the conference with its members, for the attendance."""

    id: int
    name: str
    is_standing: bool
    members: tuple[Member, ...]
