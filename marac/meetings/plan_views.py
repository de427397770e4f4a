"""A conference's meetings, and planning one."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, request, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.access.viewer import Seat
from marac.audit import events
from marac.conferences import get_kind
from marac.errors import Mistake, StaleForm
from marac.meetings import plan
from marac.meetings.blueprint import blueprint
from marac.meetings.listing_forms import PlanForm, plan_form_of
from marac.meetings.listing_pages import entered_meeting, plain_meeting, show_as
from marac.meetings.plan_queries import meetings_of, name_of
from marac.ui.dates import day, day_time
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference


@blueprint.get("/conferences/<slug>/meetings")
@allows(Act.MEETING_VIEW)
def index(slug: str) -> Response:
    seat = seat_or_404(slug)
    enter_conference(seat)
    desk().record(events.ListShown(page="meetings", conference_id=seat.conference_id), is_list=True)
    before = _instant(request.args.get("before", ""))
    coming, past, older = meetings_of(desk(), seat, before)
    return page_or_block(
        "meetings/index.html",
        seat=seat,
        coming=coming,
        past=past,
        is_first=before is None,
        older=url_for("meetings.index", slug=slug, before=older.isoformat()) if older else "",
        may_plan=viewer().may_in(Act.LIST_MANAGE, seat.conference_id),
        today=clock.today(),
    )


def _instant(text: str) -> datetime | None:
    """The instant a link carries; anything else starts from the newest."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


@blueprint.get("/conferences/<slug>/meetings/new")
@allows(Act.LIST_MANAGE)
def new(slug: str) -> Response:
    seat = seat_or_404(slug)
    form = PlanForm()
    if request.args.get("kind") == "emergency":
        form.kind.data = "emergency"
    return _plan_page(seat, form)


@blueprint.post("/conferences/<slug>/meetings")
@allows(Act.LIST_MANAGE)
def plan_meeting(slug: str) -> Response:
    seat = seat_or_404(slug)
    form = PlanForm()
    form.offer_chairs(_chairs(seat.conference_id, form))
    if not form.validate_on_submit():
        return _plan_page(seat, form, status=422)
    try:
        meeting = plan.plan_meeting(
            desk(),
            seat.conference_id,
            form.instant(),
            minutes_available=form.minutes_available.data or 0,
            chair_id=form.chair_id.data or None,
            kind=form.kind.data,
            research_by=form.research_by.data,
        )
    except Mistake as mistake:
        form.mark(mistake)
        return _plan_page(seat, form, status=422)
    flash("The meeting is planned. Put cases on its list next.")
    return go_to(url_for("meetings.edit_list", meeting_id=meeting.id))


def _chairs(conference_id: int, form: PlanForm) -> list[tuple[int, str]]:
    return plan.chairs_of(desk(), conference_id, form.starts_on.data or clock.today())


def _plan_page(seat: Seat, form: PlanForm, status: int = 200) -> Response:
    enter_conference(seat)
    form.offer_chairs(_chairs(seat.conference_id, form))
    days = get_kind(seat.kind).rule("research_days_before", clock.today()).number
    return page_or_block("meetings/new.html", status=status, seat=seat, form=form, days_before=days)


@blueprint.get("/meetings/<int:meeting_id>/change")
@allows(Act.LIST_MANAGE)
def change(meeting_id: int) -> Response:
    return _change_page(meeting_id, None)


@blueprint.post("/meetings/<int:meeting_id>/change")
@allows(Act.LIST_MANAGE)
def change_plan(meeting_id: int) -> Response:
    meeting = entered_meeting(meeting_id)
    form = PlanForm(kind=meeting.kind)
    form.offer_chairs(_chairs(meeting.conference_id, form))
    if not form.validate_on_submit():
        return _change_page(meeting_id, form, 422)
    try:
        _change_plan(meeting_id, form)
    except Mistake as mistake:
        form.mark(mistake)
        return _change_page(meeting_id, form, 422)
    except StaleForm:
        return _change_page(meeting_id, form, 409)
    flash("The plan is changed.")
    return go_to(url_for("meetings.show", meeting_id=meeting_id))


def _change_plan(meeting_id: int, form: PlanForm) -> None:
    plan.change_plan(
        desk(),
        meeting_id,
        form.version.data,
        starts_at=form.instant(),
        minutes_available=form.minutes_available.data or 0,
        chair_id=form.chair_id.data or None,
        research_by=form.research_by.data,
    )


def _change_page(meeting_id: int, form: PlanForm | None, status: int = 200) -> Response:
    desk().rollback()
    meeting = entered_meeting(meeting_id)
    show_as("plan", meeting)
    form = form or plan_form_of(meeting)
    form.offer_chairs(_chairs(meeting.conference_id, form))
    theirs = _in_words(meeting) if status == 409 else ""
    if theirs:
        form.version.data = meeting.version
        form.version.raw_data = None
    return page_or_block(
        "meetings/change.html", status=status, form=form, meeting=plain_meeting(meeting), theirs=theirs
    )


def _in_words(meeting: Any) -> str:
    chair = name_of(desk(), meeting.chair_id) or "no chair yet"
    research = day(meeting.research_by) if meeting.research_by else "no day yet"
    length = f"{meeting.minutes_available} minutes"
    return f"{day_time(meeting.starts_at)}, {length}, {chair}, research by {research}"
