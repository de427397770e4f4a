"""What people type about an action. Field names differ between forms, for several stand on one page."""

from datetime import date, time
from typing import Any

from marac import clock
from marac.actions.due import RefusedDue, read_due
from marac.errors import Mistake
from marac.ui.forms import BaseForm, DayField, DueField, LongText, OneOf, Pick
from marac.ui.typed_text import Required

_LONGEST = 4_000


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


def _chosen(label: str, message: str) -> Pick:
    """A person or an agency out of a list that the operation itself checks against."""
    return Pick(label, [Required(message)], coerce=_number, validate_choice=False, choices=[])


class ProgressForm(BaseForm):
    """What has been done so far."""

    progress_note = LongText(
        "What has been done so far", [Required("Say what has been done so far.")], max_length=_LONGEST
    )


class DoneForm(BaseForm):
    """What was done, when, and how anyone can tell."""

    done = LongText("What was done", [Required("Say what was done.")], max_length=_LONGEST)
    done_on = DayField("Day it was done", [Required("Give the day on which it was done.")])
    evidence = LongText(
        "Evidence",
        [Required("Say how anyone can tell that it was done, and where that is kept.")],
        description="How anyone can tell, and where it is kept. For example, the visit log of 3 April.",
        max_length=_LONGEST,
    )


class NotCompletedForm(BaseForm):
    """Why it will not be done, and what happens instead."""

    status = OneOf(
        "Why it will not be done",
        [Required("Choose whether circumstances changed or your agency did not do it.")],
        choices=[
            ("not_completed_circumstances", "Circumstances changed"),
            ("not_completed_not_done", "We did not do it"),
        ],
    )
    reason = LongText("The reason", [Required("Say why it was not done.")], max_length=_LONGEST)
    instead = LongText("What happens now (if anything)", max_length=_LONGEST)


class HandOverForm(BaseForm):
    """Who in the agency does it from now on."""

    owner_id = _chosen("Who will do it", "Choose who will do it.")
    hand_over_note = LongText("Note for them (if any)", max_length=_LONGEST)


class TransferForm(BaseForm):
    """Which other agency should have it."""

    agency_id = _chosen("Which agency should have it", "Choose an agency.")
    transfer_reason = LongText(
        "Why", [Required("Say why the other agency should have this action.")], max_length=_LONGEST
    )


class DecisionForm(BaseForm):
    """Whether a transfer is granted, and to whom."""

    grant = OneOf(
        "Decision",
        [Required("Choose whether the transfer is granted.")],
        choices=[("yes", "Grant the transfer"), ("no", "Decline it")],
    )
    owner_id = Pick("Who will do it there", coerce=_number, validate_choice=False, choices=[])
    decision_note = LongText("Note (compulsory when you decline)", max_length=_LONGEST)


class DeadlineForm(BaseForm):
    """Another deadline, and why."""

    due_on = DueField("New deadline", [Required("Give the new deadline, for example 3 April or Fri 17:00.")])
    due_reason = LongText("Why", [Required("Say why the deadline is changed.")], max_length=_LONGEST)


class ReopenForm(BaseForm):
    """Why an ended action is opened again, and by when it will be done."""

    due_on = DueField("New deadline", [Required("Give the new deadline, for example 3 April or Fri 17:00.")])
    reopen_reason = LongText("Why", [Required("Say why it is opened again.")], max_length=_LONGEST)


class CloseForm(BaseForm):
    """How the chair or the coordinator ends an action, and why."""

    close_as = OneOf(
        "How it ends",
        [Required("Choose how the action ends.")],
        choices=[
            ("superseded", "Superseded: something else is done instead"),
            ("complete", "Complete: the meeting heard that it was done"),
            ("not_completed_circumstances", "Not completed: circumstances changed"),
            ("not_completed_not_done", "Not completed: the agency did not act"),
        ],
    )
    close_reason = LongText(
        "Why, and for an action that was done how anyone can tell",
        [Required("Say why, and for an action that was done how anyone can tell.")],
        max_length=_LONGEST,
    )


def typed_due(text: str | None) -> tuple[date, time | None]:
    """The deadline that somebody typed. Raises Mistake on `due_on` with words that say what to type."""
    read = read_due(text or "", clock.now())
    if isinstance(read, RefusedDue):
        raise Mistake("due_on", read.message)
    return read.due_on, read.due_time
