"""Everything that can be done with actions, in one place for the other slices."""

from marac.actions.recording import record_action
from marac.actions.settling import (
    change_deadline,
    decide_transfer,
    reopen,
    review_action,
    settle_action,
)
from marac.actions.updating import (
    acknowledge,
    ask_transfer,
    complete,
    mark_not_completed,
    note_progress,
    reassign,
)

__all__ = [
    "acknowledge",
    "ask_transfer",
    "change_deadline",
    "complete",
    "decide_transfer",
    "mark_not_completed",
    "note_progress",
    "reassign",
    "record_action",
    "reopen",
    "review_action",
    "settle_action",
]
