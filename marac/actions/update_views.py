"""What the owning agency posts about its action."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.actions import operations
from marac.actions.blueprint import blueprint
from marac.actions.forms import DoneForm, HandOverForm, NotCompletedForm, ProgressForm, TransferForm
from marac.actions.show_views import answer
from marac.audit.ledger import undo
from marac.errors import Mistake, NotFound, StaleForm
from marac.records.base import LARGEST_ID
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to


@blueprint.post("/actions/<int:action_id>/acknowledge")
@allows(Act.ACTION_UPDATE)
def acknowledge(action_id: int) -> Response:
    form = BaseForm()
    return answer(
        action_id,
        "acknowledge",
        form,
        lambda: operations.acknowledge(desk(), action_id, form.version.data),
        "Action acknowledged.",
    )


def answer_row(change: Callable[[int, int], Any], done: str, address: str) -> Response:
    """Make the change that a button in a row asks for, and go on to `address`.

    What cannot be done, or changed since the list was shown, leads to the action itself with the words why.
    Raises NotFound for a button that no page of ours holds.
    """
    action_id, version = _row_pressed()
    try:
        change(action_id, version)
    except Mistake as mistake:
        undo(desk())
        flash(mistake.message, "error")
    except StaleForm:
        undo(desk())
        flash("This action was changed since the list was shown. This is how it stands now.", "error")
    else:
        flash(done)
        return go_to(address)
    return go_to(url_for("actions.show", action_id=action_id))


def _row_pressed() -> tuple[int, int]:
    action_id, _, version = request.form.get("row", "").partition(".")
    if not (action_id.isascii() and action_id.isdigit() and version.isascii() and version.isdigit()):
        raise NotFound
    return min(int(action_id[:20]), LARGEST_ID), min(int(version[:10]), 2**31 - 1)


@blueprint.post("/actions/acknowledge")
@allows(Act.ACTION_UPDATE)
def acknowledge_row() -> Response:
    return answer_row(
        lambda action_id, version: operations.acknowledge(desk(), action_id, version),
        "Action acknowledged.",
        url_for("actions.index"),
    )


@blueprint.post("/actions/<int:action_id>/progress")
@allows(Act.ACTION_UPDATE)
def progress(action_id: int) -> Response:
    form = ProgressForm()
    return answer(
        action_id,
        "progress",
        form,
        lambda: operations.note_progress(desk(), action_id, form.version.data, form.progress_note.data or ""),
        "Progress noted.",
    )


@blueprint.post("/actions/<int:action_id>/done")
@allows(Act.ACTION_UPDATE)
def done(action_id: int) -> Response:
    form = DoneForm()
    return answer(
        action_id,
        "done",
        form,
        lambda: operations.complete(
            desk(),
            action_id,
            form.version.data,
            form.done.data or "",
            form.evidence.data or "",
            form.done_on.data,
        ),
        "Action marked as done.",
    )


@blueprint.post("/actions/<int:action_id>/not-completed")
@allows(Act.ACTION_UPDATE)
def not_completed(action_id: int) -> Response:
    form = NotCompletedForm()
    return answer(
        action_id,
        "not-completed",
        form,
        lambda: operations.mark_not_completed(
            desk(),
            action_id,
            form.version.data,
            form.status.data or "",
            form.reason.data or "",
            form.instead.data or "",
        ),
        "The reason is kept and the action has ended.",
    )


@blueprint.post("/actions/<int:action_id>/hand-over")
@allows(Act.ACTION_DIRECT)
def hand_over(action_id: int) -> Response:
    form = HandOverForm()
    return answer(
        action_id,
        "hand-over",
        form,
        lambda: operations.reassign(
            desk(),
            action_id,
            form.version.data,
            form.owner_id.data or 0,
            form.hand_over_note.data or "",
        ),
        "The action has a new owner, who has not acknowledged it yet.",
    )


@blueprint.post("/actions/<int:action_id>/take-over")
@allows(Act.ACTION_DIRECT)
def take_over(action_id: int) -> Response:
    form = BaseForm()
    return answer(
        action_id,
        "take-over",
        form,
        lambda: operations.reassign(desk(), action_id, form.version.data, desk().viewer.id),
        "The action is yours now.",
    )


@blueprint.post("/actions/<int:action_id>/transfer")
@allows(Act.ACTION_DIRECT)
def ask_transfer(action_id: int) -> Response:
    form = TransferForm()
    return answer(
        action_id,
        "transfer",
        form,
        lambda: operations.ask_transfer(
            desk(),
            action_id,
            form.version.data,
            form.agency_id.data or 0,
            form.transfer_reason.data or "",
        ),
        "The coordinator has been asked. Until the decision the action stays with you.",
    )
