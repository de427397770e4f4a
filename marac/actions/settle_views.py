"""What the chair and the coordinator post about an action."""

from flask import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.actions import operations
from marac.actions.blueprint import blueprint
from marac.actions.forms import CloseForm, DeadlineForm, DecisionForm, ReopenForm, typed_due
from marac.actions.show_views import answer
from marac.records import Action


@blueprint.post("/actions/<int:action_id>/decide")
@allows(Act.ACTION_SETTLE)
def decide_transfer(action_id: int) -> Response:
    form = DecisionForm()
    is_granted = form.grant.data == "yes"
    return answer(
        action_id,
        "decide",
        form,
        lambda: operations.decide_transfer(
            desk(),
            action_id,
            form.version.data,
            is_granted,
            form.owner_id.data,
            form.decision_note.data or "",
        ),
        "The action was transferred." if is_granted else "The transfer was declined.",
    )


@blueprint.post("/actions/<int:action_id>/deadline")
@allows(Act.ACTION_SETTLE)
def change_deadline(action_id: int) -> Response:
    form = DeadlineForm()

    def change() -> Action:
        due_on, due_time = typed_due(form.due_on.data)
        reason = form.due_reason.data or ""
        return operations.change_deadline(desk(), action_id, form.version.data, due_on, due_time, reason)

    return answer(action_id, "deadline", form, change, "The deadline was changed.")


@blueprint.post("/actions/<int:action_id>/reopen")
@allows(Act.ACTION_SETTLE)
def reopen(action_id: int) -> Response:
    form = ReopenForm()

    def change() -> Action:
        due_on, due_time = typed_due(form.due_on.data)
        reason = form.reopen_reason.data or ""
        return operations.reopen(desk(), action_id, form.version.data, reason, due_on, due_time)

    return answer(action_id, "reopen", form, change, "The action is open again.")


@blueprint.post("/actions/<int:action_id>/close")
@allows(Act.ACTION_SETTLE)
def close(action_id: int) -> Response:
    form = CloseForm()
    return answer(
        action_id,
        "close",
        form,
        lambda: operations.settle_action(
            desk(),
            action_id,
            form.version.data,
            form.close_as.data or "",
            form.close_reason.data or "",
        ),
        "The action has ended.",
    )
