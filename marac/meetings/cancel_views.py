"""The page on which a meeting is cancelled."""

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.meetings.blueprint import blueprint
from marac.meetings.cancelling import CANCELLABLE, CANCELLATIONS, cancel_meeting
from marac.meetings.listing_forms import CancelForm
from marac.meetings.listing_pages import entered_meeting, plain_meeting, show_as
from marac.meetings.listing_rules import kind_of
from marac.ui.htmx import go_to, page_or_block


@blueprint.get("/meetings/<int:meeting_id>/cancel")
@allows(Act.LIST_MANAGE)
def cancel(meeting_id: int) -> Response:
    return _cancel_page(meeting_id, CancelForm(formdata=None))


@blueprint.post("/meetings/<int:meeting_id>/cancel")
@allows(Act.LIST_MANAGE)
def cancel_planned(meeting_id: int) -> Response:
    form = CancelForm()
    if not form.validate_on_submit():
        return _cancel_page(meeting_id, form, 422)
    try:
        cancel_meeting(desk(), meeting_id, form.version.data, form.reason.data)
    except Mistake as mistake:
        form.mark(mistake)
        return _cancel_page(meeting_id, form, 422)
    except StaleForm as stale:
        form.form_errors.append(f"{stale} This is how the meeting stands now: look again, then cancel it.")
        return _cancel_page(meeting_id, form, 409)
    flash("The meeting is cancelled. Its cases wait for another meeting.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


def _cancel_page(meeting_id: int, form: CancelForm, status: int = 200) -> Response:
    """What cancelling does, and why it is asked; after it was overtaken, with the plan as it is now."""
    desk().rollback()
    meeting = entered_meeting(meeting_id)
    show_as("cancel", meeting)
    if status != 422:
        form.version.data, form.version.raw_data = meeting.version, None
    return page_or_block(
        "meetings/cancel.html",
        status=status,
        form=form,
        meeting=plain_meeting(meeting),
        kind=kind_of(desk(), meeting.conference_id),
        may_be_cancelled=meeting.status in CANCELLABLE,
        reasons=CANCELLATIONS,
    )
