"""The page of one action, and how its forms are answered."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.actions.blueprint import blueprint
from marac.actions.forms import (
    CloseForm,
    DeadlineForm,
    DecisionForm,
    DoneForm,
    HandOverForm,
    NotCompletedForm,
    ProgressForm,
    ReopenForm,
    TransferForm,
)
from marac.actions.overdue import due_day
from marac.actions.pages import ActionPage, action_page
from marac.actions.queries import HistoryLine
from marac.actions.written import say_at_the_top, written_words
from marac.errors import Mistake, StaleForm
from marac.ui.dates import day_time
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference

FORMS: dict[str, type[BaseForm]] = {
    "progress": ProgressForm,
    "done": DoneForm,
    "not-completed": NotCompletedForm,
    "hand-over": HandOverForm,
    "transfer": TransferForm,
    "decide": DecisionForm,
    "deadline": DeadlineForm,
    "reopen": ReopenForm,
    "close": CloseForm,
}


@blueprint.get("/actions/<int:action_id>")
@allows(Act.ACTION_VIEW)
def show(action_id: int) -> Response:
    """An action, its history and what can be done with it; `do` in the address opens one of the forms."""
    return action_answer(action_id, opened=request.args.get("do", ""))


def action_answer(
    action_id: int, *, opened: str = "", posted: BaseForm | None = None, status: int = 200
) -> Response:
    """The page of an action, with the form `opened` unfolded and, if it was posted, as it was typed."""
    page = action_page(desk(), action_id)
    enter_conference(page.seat)
    forms = {name: form(formdata=None, version=page.action.version) for name, form in FORMS.items()}
    if posted is not None:
        forms[opened] = _rebased(posted, page) if status == 409 else posted
    _offer(forms, page)
    offered, written = page.offered, written_words(posted)
    is_homeless = posted is not None and bool(written) and opened not in offered
    if posted is not None and is_homeless:
        say_at_the_top(posted)
        opened = _note_instead(forms["progress"], written) if "progress" in offered else opened
    return page_or_block(
        "actions/show.html",
        status=status,
        form=posted or BaseForm(formdata=None),
        page=page,
        forms=forms,
        opened=opened,
        offered=offered,
        is_stale=status == 409,
        is_homeless=is_homeless,
        written=written,
        due_day=due_day(page.action.due_on, page.action.due_time),
        takes_over=any(one.id == desk().viewer.id != page.action.owner_id for one in page.owners),
        history=[_timeline_entry(line) for line in page.history],
    )


def _timeline_entry(line: HistoryLine) -> dict[str, str]:
    return {
        "title": line.title,
        "by": f"{line.by}, {line.agency}",
        "at": day_time(line.at),
        "at_machine": line.at.isoformat(timespec="seconds"),
        "text": line.text,
    }


def _rebased(posted: BaseForm, page: ActionPage) -> BaseForm:
    """A form that was overtaken, to be sent again on top of what the action says now."""
    posted.version.data, posted.version.raw_data = page.action.version, None
    return posted


def _note_instead(form: Any, written: str) -> str:
    """Put what was written into the form that still takes it; returns the name of that form."""
    form.progress_note.data = written
    return "progress"


def _offer(forms: dict[str, Any], page: ActionPage) -> None:
    forms["hand-over"].owner_id.choices = [("", "Choose who will do it"), *_people(page.owners, page)]
    forms["transfer"].agency_id.choices = [("", "Choose an agency"), *page.agencies]
    forms["decide"].owner_id.choices = [("", "Choose who will do it"), *_people(page.receivers, page)]


def _people(choices: Any, page: ActionPage) -> list[tuple[int, str]]:
    others = (one for one in choices if one.id != page.action.owner_id)
    return [(one.id, f"{one.name}, {one.job_title}" if one.job_title else one.name) for one in others]


def answer(action_id: int, opened: str, form: BaseForm, change: Callable[[], Any], done: str) -> Response:
    """Make a posted change and go back to the action; or show the page again with what was typed and why.

    422 for what cannot be kept, 409 when the action was changed since the form was shown.
    """
    status = 422
    if form.validate_on_submit():
        try:
            change()
        except Mistake as mistake:
            form.mark(mistake)
        except StaleForm:
            status = 409
        else:
            flash(done)
            return go_to(url_for("actions.show", action_id=action_id))
    return action_answer(action_id, opened=opened, posted=form, status=status)
