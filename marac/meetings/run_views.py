"""Running a meeting, step by step: opening, attendance, confidentiality, conflicts, actions, close."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.meetings import case_action_views, case_record_views, case_views, review_views, running
from marac.meetings.blueprint import blueprint
from marac.meetings.run_forms import AttenderForm, ConflictForm, ObserverForm, attendance_form
from marac.meetings.run_pages import attendance_page, conflicts_page, run_page
from marac.meetings.run_queries import conference_members, show_running
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to

__all__ = ["case_action_views", "case_record_views", "case_views", "review_views"]


@blueprint.get("/meetings/<int:meeting_id>/run")
@allows(Act.MEETING_RUN)
def run_meeting(meeting_id: int) -> Response:
    return run_page(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/run/open")
@allows(Act.MEETING_RUN)
def open_meeting(meeting_id: int) -> Response:
    form = BaseForm()
    form.validate_on_submit()
    return _done(
        meeting_id,
        lambda: running.open_meeting(desk(), meeting_id, form.version.data),
        "The meeting is open. Record who is here.",
        "meetings.show_attendance",
    )


@blueprint.post("/meetings/<int:meeting_id>/run/confidentiality")
@allows(Act.MEETING_RUN)
def record_confidentiality(meeting_id: int) -> Response:
    return _done(
        meeting_id,
        lambda: running.record_confidentiality(desk(), meeting_id),
        "The confidentiality statement is recorded.",
        "meetings.show_conflicts",
    )


@blueprint.post("/meetings/<int:meeting_id>/run/close")
@allows(Act.MEETING_RUN)
def close_meeting(meeting_id: int) -> Response:
    form = BaseForm()
    form.validate_on_submit()
    return _done(
        meeting_id,
        lambda: running.close_meeting(desk(), meeting_id, form.version.data),
        "The meeting is closed and its minutes are drafted.",
    )


@blueprint.post("/meetings/<int:meeting_id>/run/finish")
@allows(Act.MEETING_RUN)
def finish_closing(meeting_id: int) -> Response:
    return _done(
        meeting_id,
        lambda: running.finish_closing(desk(), meeting_id),
        "The remaining cases are closed and in the minutes.",
    )


def _done(
    meeting_id: int, change: Callable[[], Any], words: str, following: str = "meetings.run_meeting"
) -> Response:
    """What a single button does: change, say so and go on; or the page once more with why not."""
    try:
        change()
    except Mistake as mistake:
        desk().rollback()
        return run_page(meeting_id, status=422, mistake=mistake.message)
    except StaleForm as stale:
        desk().rollback()
        return run_page(meeting_id, status=409, mistake=f"{stale} Look again, then go on.")
    flash(words)
    return go_to(url_for(following, meeting_id=meeting_id))


@blueprint.get("/meetings/<int:meeting_id>/run/attendance")
@allows(Act.MEETING_RUN)
def show_attendance(meeting_id: int) -> Response:
    return attendance_page(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/run/attendance")
@allows(Act.MEETING_RUN)
def record_attendance(meeting_id: int) -> Response:
    meeting = show_running(desk(), meeting_id, "meeting-attendance", with_cases=False)
    form = attendance_form(conference_members(desk(), meeting.conference_id, meeting_id), meeting.came)
    try:
        if form.validate_on_submit():
            running.record_all_attendance(desk(), meeting_id, form.typed())
            flash("The attendance is recorded.")
            return go_to(url_for("meetings.show_attendance", meeting_id=meeting_id))
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
    except StaleForm:
        desk().rollback()
        return attendance_page(meeting_id, status=409, attendance=form)
    return attendance_page(meeting_id, status=422, attendance=form)


@blueprint.post("/meetings/<int:meeting_id>/run/attendance/person")
@allows(Act.MEETING_RUN)
def add_attender(meeting_id: int) -> Response:
    meeting = show_running(desk(), meeting_id, "meeting-attendance", with_cases=False)
    form = AttenderForm(prefix="person-")
    form.offer(conference_members(desk(), meeting.conference_id, meeting_id))
    try:
        if form.validate_on_submit():
            running.add_attender(desk(), meeting_id, form.agency.data, name=form.name.data)
            return go_to(url_for("meetings.show_attendance", meeting_id=meeting_id))
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
    return attendance_page(meeting_id, status=422, person=form)


@blueprint.post("/meetings/<int:meeting_id>/run/observers")
@allows(Act.MEETING_RUN)
def record_observer(meeting_id: int) -> Response:
    form = ObserverForm(prefix="observer-")
    try:
        if form.validate_on_submit():
            signed = bool(form.has_signed.data)
            running.record_observer(
                desk(), meeting_id, form.name.data, form.organisation.data, has_signed=signed
            )
            return go_to(url_for("meetings.show_attendance", meeting_id=meeting_id))
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
    return attendance_page(meeting_id, status=422, observer=form)


@blueprint.post("/attendance/<int:attendance_id>/remove")
@allows(Act.MEETING_RUN)
def remove_attender(attendance_id: int) -> Response:
    meeting_id = running.remove_attender(desk(), attendance_id)
    return go_to(url_for("meetings.show_attendance", meeting_id=meeting_id))


@blueprint.get("/meetings/<int:meeting_id>/run/conflicts")
@allows(Act.MEETING_RUN)
def show_conflicts(meeting_id: int) -> Response:
    return conflicts_page(meeting_id)


@blueprint.post("/meetings/<int:meeting_id>/run/conflicts")
@allows(Act.MEETING_RUN)
def declare_conflict(meeting_id: int) -> Response:
    meeting = show_running(desk(), meeting_id, "meeting-conflicts")
    form = ConflictForm()
    form.offer(conference_members(desk(), meeting.conference_id, meeting_id), meeting.cases)
    try:
        if form.validate_on_submit():
            running.declare_conflict(
                desk(), meeting_id, form.user_id.data, form.case_id.data, form.reason.data
            )
            flash("The conflict is recorded. They cannot see the case from now on.")
            return go_to(url_for("meetings.show_conflicts", meeting_id=meeting_id))
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
    return conflicts_page(meeting_id, status=422, form=form)


@blueprint.post("/meetings/<int:meeting_id>/run/conflicts/asked")
@allows(Act.MEETING_RUN)
def ask_conflicts(meeting_id: int) -> Response:
    return _done(
        meeting_id,
        lambda: running.ask_conflicts(desk(), meeting_id),
        "It is recorded that conflicts of interest were asked for.",
        "meetings.show_outstanding",
    )
