"""Changes to actions."""

from dataclasses import dataclass

from marac.audit.events.event import Change


@dataclass(frozen=True, kw_only=True)
class ActionRecorded(Change):
    """An action was recorded for one owner."""

    agency_id: int
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionAcknowledged(Change):
    """An action was acknowledged by its agency."""


@dataclass(frozen=True, kw_only=True)
class ActionProgressed(Change):
    """Progress was noted on an action."""


@dataclass(frozen=True, kw_only=True)
class ActionCompleted(Change):
    """An action was completed, with evidence."""


@dataclass(frozen=True, kw_only=True)
class ActionNotCompleted(Change):
    """An action ended without being done, for a stated reason."""

    status: str


@dataclass(frozen=True, kw_only=True)
class ActionReassigned(Change):
    """An action was given to another owner in the same agency."""

    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ActionTransferAsked(Change):
    """An agency asked the coordinator to transfer an action."""

    agency_id: int


@dataclass(frozen=True, kw_only=True)
class ActionTransferred(Change):
    """An action was transferred to another agency, or the request was declined."""

    agency_id: int
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class ActionReopened(Change):
    """The chair or the coordinator reopened an action."""


@dataclass(frozen=True, kw_only=True)
class ActionSettled(Change):
    """The chair or the coordinator closed an action otherwise, or changed its deadline."""

    status: str


@dataclass(frozen=True, kw_only=True)
class ActionReviewed(Change):
    """A meeting recorded the outcome of an outstanding action."""

    meeting_id: int
    outcome: str
