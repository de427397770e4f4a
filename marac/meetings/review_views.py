"""Going through outstanding actions: each gets an outcome, from the meeting's own page or from its case's."""

from flask import Response, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.actions.deadlines import in_words
from marac.actions.operations import review_action
from marac.actions.queries import outstanding
from marac.audit import events
from marac.errors import Mistake
from marac.meetings.blueprint import blueprint
from marac.meetings.case_pages import refused_to_case, to_case
from marac.meetings.outstanding import goes_through_all, unreviewed_actions
from marac.meetings.run_forms import ReviewForm, review_form
from marac.meetings.run_pages import enter
from marac.meetings.run_queries import show_running
from marac.records import Action, AgendaItem, Meeting
from marac.ui.form_display import OUT_OF_DATE
from marac.ui.htmx import go_to, page_or_block


def outstanding_page(meeting_id: int, *, status: int = 200, posted: ReviewForm | None = None) -> Response:
    """Every open action from before this meeting, once, with its history and its outcome."""
    running = show_running(desk(), meeting_id, "meeting-outstanding")
    enter(running)
    meeting = get(desk(), Meeting, meeting_id)
    is_here = goes_through_all(running.kind, meeting)
    shown = desk().record(
        events.ListShown(
            page="meeting-outstanding", conference_id=running.conference_id, meeting_id=meeting_id
        ),
        is_list=True,
    )
    waiting = {action_id for action_id, _ in unreviewed_actions(desk(), meeting)}
    opened_at = running.opened_at or clock.now()
    before = outstanding(desk(), shown, running.conference_id, opened_at) if is_here else []
    return page_or_block(
        "meetings/run_outstanding.html",
        status=status,
        form=posted or ReviewForm(formdata=None),
        posted=posted,
        meeting=running,
        is_here=is_here,
        waiting=waiting,
        lines=before,
        review_form=review_form,
        in_words=in_words,
        now=clock.now(),
    )


@blueprint.get("/meetings/<int:meeting_id>/run/actions")
@allows(Act.MEETING_RUN)
def show_outstanding(meeting_id: int) -> Response:
    return outstanding_page(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/run/actions/<int:action_id>")
@allows(Act.ACTION_SETTLE)
def review_outstanding(meeting_id: int, action_id: int) -> Response:
    get(desk(), Action, action_id)
    form = review_form(action_id, is_posted=True)
    if not form.validate_on_submit():
        return outstanding_page(meeting_id, status=422, posted=form)
    try:
        review_action(desk(), action_id, meeting_id, form.outcome.data, form.note.data or "")
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
        return outstanding_page(meeting_id, status=422, posted=form)
    return go_to(url_for("meetings.show_outstanding", meeting_id=meeting_id))


@blueprint.post("/listings/<int:item_id>/actions/<int:action_id>/review")
@allows(Act.ACTION_SETTLE)
def review_with_case(item_id: int, action_id: int) -> Response:
    form = review_form(action_id, is_posted=True)
    meeting_id = get(desk(), AgendaItem, item_id).meeting_id
    if not form.validate_on_submit():
        words = next((str(message) for field in form for message in field.errors), OUT_OF_DATE)
        return refused_to_case(item_id, Mistake("outcome", words))
    try:
        review_action(desk(), action_id, meeting_id, form.outcome.data or "", form.note.data or "")
    except Mistake as mistake:
        return refused_to_case(item_id, mistake)
    return to_case(item_id)
