"""Going through outstanding actions: each gets an outcome, from the meeting's own pages or from its case's."""

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.actions.operations import review_action
from marac.errors import Mistake, StaleForm
from marac.meetings.blueprint import blueprint
from marac.meetings.case_pages import refused_review, to_case
from marac.meetings.outstanding import next_waiting
from marac.meetings.outstanding_pages import one_outstanding_page, outstanding_page
from marac.meetings.run_forms import ReviewForm, review_form
from marac.records import Action, AgendaItem, Meeting
from marac.ui.htmx import go_to


@blueprint.get("/meetings/<int:meeting_id>/run/actions")
@allows(Act.MEETING_RUN)
def show_outstanding(meeting_id: int) -> Response:
    return outstanding_page(meeting_id)


@blueprint.get("/meetings/<int:meeting_id>/run/actions/<int:action_id>")
@allows(Act.MEETING_RUN)
def show_one_outstanding(meeting_id: int, action_id: int) -> Response:
    return one_outstanding_page(meeting_id, action_id)


@blueprint.post("/meetings/<int:meeting_id>/run/actions/<int:action_id>")
@allows(Act.ACTION_SETTLE)
def review_outstanding(meeting_id: int, action_id: int) -> Response:
    get(desk(), Action, action_id)
    form = review_form(action_id, is_posted=True)
    if not _is_reviewed(form, action_id, meeting_id):
        return one_outstanding_page(meeting_id, action_id, status=422, posted=form)
    meeting, action = get(desk(), Meeting, meeting_id), get(desk(), Action, action_id)
    following = next_waiting(desk(), meeting, action)
    if following is None:
        flash("Every outstanding action has an outcome.")
        return go_to(url_for("meetings.run_meeting", meeting_id=meeting_id))
    flash("The outcome is recorded. This is the next action.")
    return go_to(url_for("meetings.show_one_outstanding", meeting_id=meeting_id, action_id=following))


@blueprint.post("/listings/<int:item_id>/actions/<int:action_id>/review")
@allows(Act.ACTION_SETTLE)
def review_with_case(item_id: int, action_id: int) -> Response:
    form = review_form(action_id, is_posted=True)
    meeting_id = get(desk(), AgendaItem, item_id).meeting_id
    if not _is_reviewed(form, action_id, meeting_id):
        return refused_review(item_id, action_id, form)
    return to_case(item_id)


def _is_reviewed(form: ReviewForm, action_id: int, meeting_id: int) -> bool:
    """Record the outcome that was posted; if it cannot be, undo what was begun and mark the form."""
    if not form.validate_on_submit():
        return False
    try:
        review_action(desk(), action_id, meeting_id, form.outcome.data, form.note.data or "")
    except (Mistake, StaleForm) as refusal:
        desk().rollback()
        form.mark(refusal if isinstance(refusal, Mistake) else Mistake("", f"{refusal} Look again."))
        return False
    return True
