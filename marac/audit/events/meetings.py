"""Changes to lists, contributions, meetings and their minutes."""

from dataclasses import dataclass
from typing import ClassVar

from marac.audit.events.event import Change


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Change):
    """A meeting was planned, or its time changed."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Change):
    """A meeting was cancelled before it was opened; its cases wait for another one."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseListed(Change):
    """A case was put on a meeting's list."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class CaseUnlisted(Change):
    """A case was taken off a list before it was heard."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Change):
    """A case's place or time on the list was changed."""

    meeting_id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class AgencyInvited(Change):
    """An agency was invited to one listing."""

    agency_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AgencyUninvited(Change):
    """An agency's invitation to one listing was withdrawn."""

    agency_id: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ListPublished(Change):
    """A meeting's list was published: the invited agencies may see their cases from now on."""

    cases: int


@dataclass(frozen=True, kw_only=True)
class ContributionWritten(Change):
    """An item was written or changed."""


@dataclass(frozen=True, kw_only=True)
class ContributionShared(Change):
    """An item was shared with the meeting, or taken back before anyone else had seen it."""

    is_shared: bool


@dataclass(frozen=True, kw_only=True)
class ContributionRemoved(Change):
    """A draft item was removed by its own agency."""


@dataclass(frozen=True, kw_only=True)
class ReturnMade(Change):
    """An agency returned its research, or said that nothing is known."""

    status: str


@dataclass(frozen=True, kw_only=True)
class MeetingOpened(Change):
    """The chair opened a meeting."""


@dataclass(frozen=True, kw_only=True)
class DeputyNamed(Change):
    """Somebody was named to stand in for a colleague of their agency at one meeting."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class DeputyWithdrawn(Change):
    """Somebody stands in at a meeting no longer. `is_barred`: nor again, until the office allows them."""

    user_id: int
    is_barred: bool = False


@dataclass(frozen=True, kw_only=True)
class DeputyAllowed(Change):
    """The office lets somebody be named again whom it had withdrawn from a meeting."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class AttendanceRecorded(Change):
    """Attendance of an agency or an observer was recorded."""

    agency_id: int | None = None
    status: str


@dataclass(frozen=True, kw_only=True)
class ConfidentialityRecorded(Change):
    """The confidentiality statement was read and recorded."""


@dataclass(frozen=True, kw_only=True)
class ConflictsAsked(Change):
    """Conflicts of interest were asked for."""

    declared: int


@dataclass(frozen=True, kw_only=True)
class CaseStarted(Change):
    """The meeting turned to a case."""


@dataclass(frozen=True, kw_only=True)
class RiskNamed(Change):
    """A risk was named, changed, or left without action for a reason."""


@dataclass(frozen=True, kw_only=True)
class CaseSummarised(Change):
    """The chair's summary, rationale or dissent was written."""


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Change):
    """The meeting decided on a case, or deferred it."""

    decision: str


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(Change):
    """A meeting was closed."""

    is_milestone: ClassVar[bool] = True
    cases: int


@dataclass(frozen=True, kw_only=True)
class MinutesDrafted(Change):
    """Minutes were drafted from the record of a meeting."""

    meeting_id: int
    sections: int


@dataclass(frozen=True, kw_only=True)
class MinutesAmended(Change):
    """A section of the minutes was amended."""

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MinutesApproved(Change):
    """The chair approved a version of the minutes."""

    meeting_id: int
    number: int
