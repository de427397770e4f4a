"""A meeting's own page, publishing its list, and who is invited to each case."""

from flask import Response, flash, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import get
from marac.access.policy import allows
from marac.errors import Mistake
from marac.meetings import listing
from marac.meetings.blueprint import blueprint
from marac.meetings.deputy_queries import barred_at, deputies_at
from marac.meetings.listing_forms import InviteForm, PublishForm, WithdrawForm
from marac.meetings.listing_invitations import WITHDRAWALS
from marac.meetings.listing_invited import choices_of, invited_page
from marac.meetings.listing_pages import entered_meeting, plain_meeting, show_as
from marac.meetings.listing_preview import preview_of
from marac.meetings.listing_queries import listed_cases
from marac.meetings.listing_rules import kind_of, seat_of
from marac.meetings.listing_shapes import load_in_words
from marac.meetings.listing_steps import steps_of
from marac.meetings.plan_queries import emergencies_before, may_see_list, name_of
from marac.records import AgendaItem
from marac.ui.htmx import go_to, page_or_block


@blueprint.get("/meetings/<int:meeting_id>")
@allows(Act.MEETING_VIEW)
def show(meeting_id: int) -> Response:
    meeting = entered_meeting(meeting_id)
    seat, kind = seat_of(desk(), meeting.conference_id), kind_of(desk(), meeting.conference_id)
    cases = listed_cases(desk(), show_as("meeting", meeting), meeting, seat)
    return page_or_block(
        "meetings/show.html",
        meeting=plain_meeting(meeting),
        kind=kind,
        seat=seat,
        cases=cases,
        chair=name_of(desk(), meeting.chair_id),
        load=load_in_words(cases, meeting.minutes_available, kind.word("case"), kind.plural("case")),
        shows_list=may_see_list(seat, meeting.published_at),
        agency_id=viewer().agency_id,
        viewer_id=viewer().id,
        deputies=deputies_at(desk(), seat, meeting_id),
        barred=barred_at(desk(), seat, meeting_id),
        may_name=viewer().may_in(Act.DEPUTY_NAME, meeting.conference_id),
        steps=steps_of(desk(), meeting, cases) if seat.is_office and meeting.status != "cancelled" else [],
        emergencies=emergencies_before(desk(), meeting) if meeting.status != "cancelled" else [],
        now=clock.now(),
    )


@blueprint.get("/meetings/<int:meeting_id>/publish")
@allows(Act.LIST_MANAGE)
def preview(meeting_id: int) -> Response:
    meeting = entered_meeting(meeting_id)
    return _preview_page(meeting_id, PublishForm(version=meeting.version, research_by=meeting.research_by))


@blueprint.post("/meetings/<int:meeting_id>/publish")
@allows(Act.LIST_MANAGE)
def publish(meeting_id: int) -> Response:
    form = PublishForm()
    if not form.validate_on_submit():
        return _preview_page(meeting_id, form, 422)
    try:
        listing.publish_list(desk(), meeting_id, form.version.data, form.research_by.data or clock.today())
    except Mistake as mistake:
        form.mark(mistake)
        return _preview_page(meeting_id, form, 422)
    flash("The list is published. The agencies invited can see their cases now.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


def _preview_page(meeting_id: int, form: PublishForm, status: int = 200) -> Response:
    desk().rollback()
    meeting = entered_meeting(meeting_id)
    seat = seat_of(desk(), meeting.conference_id)
    cases = listed_cases(desk(), show_as("publish", meeting), meeting, seat)
    return page_or_block(
        "meetings/preview.html",
        status=status,
        form=form,
        meeting=plain_meeting(meeting),
        kind=kind_of(desk(), meeting.conference_id),
        cases=cases,
        preview=preview_of(desk(), meeting, cases),
    )


@blueprint.get("/listings/<int:item_id>/invitations")
@allows(Act.LIST_MANAGE)
def invitations(item_id: int) -> Response:
    return _invitations_page(item_id, InviteForm())


@blueprint.post("/listings/<int:item_id>/invitations")
@allows(Act.LIST_MANAGE)
def invite(item_id: int) -> Response:
    form = InviteForm()
    form.agency_id.choices, form.reason.choices = choices_of(desk(), get(desk(), AgendaItem, item_id))
    if not form.validate_on_submit():
        return _invitations_page(item_id, form, 422)
    try:
        listing.invite(desk(), item_id, form.agency_id.data, form.reason.data, version=form.version.data)
    except Mistake as mistake:
        form.mark(mistake)
        return _invitations_page(item_id, form, 422)
    flash("The agency is invited.")
    return go_to(url_for("meetings.invitations", item_id=item_id))


@blueprint.post("/listings/<int:item_id>/invitations/withdraw")
@allows(Act.LIST_MANAGE)
def withdraw(item_id: int) -> Response:
    form = WithdrawForm()
    form.reason.choices = list(WITHDRAWALS.items())
    if not form.validate_on_submit():
        return _invitations_page(item_id, _marked("Choose why the invitation is withdrawn."), 422)
    try:
        agency_id = form.agency_id.data or 0
        listing.uninvite(desk(), item_id, agency_id, form.reason.data, version=form.version.data)
    except Mistake as mistake:
        return _invitations_page(item_id, _marked(mistake.message), 422)
    flash("The invitation is withdrawn.")
    return go_to(url_for("meetings.invitations", item_id=item_id))


def _marked(message: str) -> InviteForm:
    form = InviteForm(formdata=None)
    form.form_errors.append(message)
    return form


def _invitations_page(item_id: int, form: InviteForm, status: int = 200) -> Response:
    desk().rollback()
    item = get(desk(), AgendaItem, item_id)
    meeting = entered_meeting(item.meeting_id)
    form.agency_id.choices, form.reason.choices = choices_of(desk(), item)
    form.version.data = form.version.data or item.version
    if not form.agency_id.choices:
        form.form_errors, form.agency_id.errors = [*form.form_errors, *form.agency_id.errors], []
    return page_or_block(
        "meetings/invitations.html",
        status=status,
        form=form,
        meeting=plain_meeting(meeting),
        kind=kind_of(desk(), meeting.conference_id),
        page=invited_page(desk(), item),
        withdrawals=list(WITHDRAWALS.items()),
    )
