"""What state an action can be in, what can happen to it, and how both are said."""

OPEN = ("open", "in_progress")
NOT_COMPLETED = ("not_completed_circumstances", "not_completed_not_done")
# What the chair or the coordinator may close an action as, apart from a transfer.
CLOSED_BY_OFFICE = ("superseded", "complete", *NOT_COMPLETED)

STATUS_WORDS = {
    "open": "Open",
    "in_progress": "In progress",
    "complete": "Complete",
    "not_completed_circumstances": "Not completed: circumstances changed",
    "not_completed_not_done": "Not completed: agency did not act",
    "superseded": "Superseded",
    "transferred": "Transferred",
}

# What a meeting finds of an outstanding action, and the status that follows ("" keeps it).
OUTCOME_STATUS = {
    "done": "complete",
    "progress": "in_progress",
    "circumstances": "not_completed_circumstances",
    "not_done": "not_completed_not_done",
    "carried_forward": "",
}
OUTCOME_WORDS = {
    "done": "Done",
    "progress": "In progress",
    "circumstances": "Not completed: circumstances changed",
    "not_done": "Not completed: agency did not act",
    "carried_forward": "Carried forward",
}

HAPPENING_WORDS = {
    "recorded": "Recorded",
    "received": "Received by transfer",
    "acknowledged": "Acknowledged",
    "progress": "Progress",
    "completed": "Completed",
    "not_completed": "Not completed",
    "reassigned": "Given to another owner",
    "transfer_asked": "Transfer asked for",
    "transfer_declined": "Transfer declined",
    "transferred": "Transferred",
    "reopened": "Reopened",
    "settled": "Closed by the chair or coordinator",
    "due_changed": "Deadline changed",
    "reviewed": "Reviewed at a meeting",
}


def is_open(status: str) -> bool:
    """Whether an action of that status still waits to be done."""
    return status in OPEN
