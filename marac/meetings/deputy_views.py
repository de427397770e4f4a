"""Pages on which somebody is named to stand in at one meeting, and withdrawn."""

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.errors import Mistake
from marac.meetings.blueprint import blueprint
from marac.meetings.deputising import allow_deputy, colleagues_to_name, name_deputy, withdraw_deputy
from marac.meetings.deputy_queries import deputies_at
from marac.meetings.listing_forms import DeputyForm
from marac.meetings.listing_pages import entered_meeting, plain_meeting, show_as
from marac.meetings.listing_rules import LIST_CHANGES, kind_of, seat_of, window_days
from marac.ui.htmx import go_to, page_or_block


@blueprint.get("/meetings/<int:meeting_id>/deputy")
@allows(Act.DEPUTY_NAME)
def deputy(meeting_id: int) -> Response:
    return _deputy_page(meeting_id, DeputyForm(formdata=None))


@blueprint.post("/meetings/<int:meeting_id>/deputy")
@allows(Act.DEPUTY_NAME)
def name_a_deputy(meeting_id: int) -> Response:
    form = DeputyForm()
    form.offer(colleagues_to_name(desk(), entered_meeting(meeting_id).conference_id))
    if not form.validate_on_submit():
        return _deputy_page(meeting_id, form, 422)
    try:
        name_deputy(desk(), meeting_id, form.user_id.data)
    except Mistake as mistake:
        form.mark(mistake)
        return _deputy_page(meeting_id, form, 422)
    flash("Your deputy for this meeting is named. They can see its cases from now on.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.post("/meetings/<int:meeting_id>/deputy/<int:user_id>/withdraw")
@allows(Act.DEPUTY_WITHDRAW)
def withdraw_a_deputy(meeting_id: int, user_id: int) -> Response:
    withdraw_deputy(desk(), meeting_id, user_id)
    flash("They stand in at this meeting no longer.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.post("/meetings/<int:meeting_id>/deputy/<int:user_id>/allow")
@allows(Act.DEPUTY_ALLOW)
def allow_a_deputy(meeting_id: int, user_id: int) -> Response:
    allow_deputy(desk(), meeting_id, user_id)
    flash("Their agency can name them for this meeting again.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


def _deputy_page(meeting_id: int, form: DeputyForm, status: int = 200) -> Response:
    desk().rollback()
    meeting = entered_meeting(meeting_id)
    seat = seat_of(desk(), meeting.conference_id)
    show_as("deputy", meeting)
    colleagues = colleagues_to_name(desk(), meeting.conference_id)
    form.offer(colleagues)
    may_be_named = bool(colleagues) and meeting.status in LIST_CHANGES
    if not may_be_named:  # there is no field beside which to say it
        form.form_errors, form.user_id.errors = [*form.form_errors, *form.user_id.errors], []
    return page_or_block(
        "meetings/deputy.html",
        status=status,
        form=form,
        meeting=plain_meeting(meeting),
        kind=kind_of(desk(), meeting.conference_id),
        deputies=deputies_at(desk(), seat, meeting_id),
        may_be_named=may_be_named,
        window=window_days(desk(), meeting.conference_id),
    )
