"""What the pages of a meeting in progress are made of: each reads, records that it was shown, and renders."""

from collections.abc import Sequence
from typing import Any

from flask import Response, url_for

from marac import clock
from marac.access.gate import desk
from marac.access.loading import get
from marac.audit import events
from marac.conferences import get_common
from marac.meetings.closing import missing_for_close
from marac.meetings.listing_rules import seat_of
from marac.meetings.outstanding import goes_through_all, unreviewed_actions, waiting_cases
from marac.meetings.plan_queries import emergencies_before
from marac.meetings.run_forms import AttenderForm, ConflictForm, ObserverForm, attendance_form
from marac.meetings.run_queries import conference_members, show_running
from marac.meetings.run_shapes import AgencyLine, Running
from marac.records import Meeting
from marac.ui.forms import BaseForm
from marac.ui.htmx import page_or_block
from marac.ui.navigation import enter_conference

DONE, CURRENT, AHEAD = "done", "current", "ahead"


def enter(running: Running) -> None:
    """Set the page in the conference of the meeting."""
    enter_conference(seat_of(desk(), running.conference_id))


def run_page(meeting_id: int, *, status: int = 200, mistake: str = "") -> Response:
    """Where the meeting stands: its steps, its cases, and what stands in the way of closing it."""
    running = show_running(desk(), meeting_id, "meeting-run")
    enter(running)
    meeting = get(desk(), Meeting, meeting_id)
    form = BaseForm(formdata=None, version=running.version)
    if mistake:
        form.form_errors.append(mistake)
    is_open = running.is_open
    if is_open or running.has_left_over:
        _name_waiting(running, meeting)
    return page_or_block(
        "meetings/run.html",
        status=status,
        form=form,
        meeting=running,
        steps=_steps(running, meeting),
        missing=missing_for_close(desk(), meeting) if is_open or running.has_left_over else [],
        emergencies=emergencies_before(desk(), meeting),
        goes_through_all=goes_through_all(running.kind, meeting),
        decisions={decision.code: decision.label for decision in running.kind.decisions},
        next_case=next((case for case in running.cases if case.status == "listed"), None),
        now=clock.now(),
    )


def _name_waiting(running: Running, meeting: Meeting) -> None:
    """Enter the cases that are named because an action of theirs still waits for an outcome."""
    cases = waiting_cases(desk(), meeting)
    if cases:
        happening = events.ListShown(
            page="meeting-waiting",
            conference_id=running.conference_id,
            meeting_id=running.id,
            rows=len(cases),
        )
        desk().record(happening, is_list=True).cases = cases


def _steps(running: Running, meeting: Meeting) -> list[tuple[str, str, str, str]]:
    agencies = {came.agency_id for came in running.came if came.agency_id}
    decided = sum(case.status != "listed" for case in running.cases)
    waiting = len(unreviewed_actions(desk(), meeting)) if running.is_open else 0
    places = {
        name: url_for(f"meetings.{name}", meeting_id=running.id) if running.is_open else ""
        for name in ("show_attendance", "show_conflicts", "show_outstanding")
    }
    steps = [
        ("Attendance", bool(agencies), _counted(len(agencies)), places["show_attendance"]),
        (running.kind.confidentiality_title, running.confidentiality_at is not None, "", ""),
        ("Conflicts of interest", running.conflicts_asked_at is not None, "", places["show_conflicts"]),
        (
            "Outstanding actions",
            running.opened_at is not None and not waiting,
            f"{waiting} without an outcome" if waiting else "",
            places["show_outstanding"],
        ),
        (
            running.kind.plural("case").capitalize(),
            bool(running.cases) and decided == len(running.cases),
            f"{decided} of {len(running.cases)} decided",
            "",
        ),
        ("Closed", running.closed_at is not None, "", ""),
    ]
    return with_states(steps)


def _counted(agencies: int) -> str:
    return f"{agencies} {'agency' if agencies == 1 else 'agencies'}" if agencies else ""


def with_states(steps: Sequence[tuple[str, bool, str, str]]) -> list[tuple[str, str, str, str]]:
    """The steps with done, current or ahead; the first that is not done is the current one."""
    current = next((place for place, step in enumerate(steps) if not step[1]), len(steps))
    return [
        (words, DONE if is_done else CURRENT if place == current else AHEAD, detail, url)
        for place, (words, is_done, detail, url) in enumerate(steps)
    ]


def attendance_page(meeting_id: int, *, status: int = 200, **forms: Any) -> Response:
    """Who came. `forms` are those that were posted: `attendance`, `person`, `observer`.

    409: the attendance was changed meanwhile, so the page shows what both wrote.
    """
    running = show_running(desk(), meeting_id, "meeting-attendance", with_cases=False)
    enter(running)
    lines = conference_members(desk(), running.conference_id, meeting_id)
    posted = next(iter(forms.values()), None)
    versions = forms["attendance"].renew(running.came) if status == 409 else []
    return page_or_block(
        "meetings/run_attendance.html",
        status=status,
        form=posted or BaseForm(formdata=None),
        meeting=running,
        lines=lines,
        versions=versions,
        attendance=forms.get("attendance") or attendance_form(lines, running.came, is_posted=False),
        person=forms.get("person") or _person_form(lines),
        observer=forms.get("observer") or ObserverForm(formdata=None, prefix="observer-"),
        more=_more(running),
        observers=[came for came in running.came if came.is_observer],
        states={state.code: state.label for state in get_common().attendance},
    )


def _person_form(lines: Sequence[AgencyLine]) -> AttenderForm:
    form = AttenderForm(formdata=None, prefix="person-")
    form.offer(lines)
    return form


def _more(running: Running) -> dict[int, list[Any]]:
    """Everybody of an agency after the first, who is in the table's own row."""
    of_agency: dict[int, list[Any]] = {}
    for came in running.came:
        if came.agency_id is not None and not came.is_observer:
            of_agency.setdefault(came.agency_id, []).append(came)
    return {agency_id: came[1:] for agency_id, came in of_agency.items()}


def conflicts_page(meeting_id: int, *, status: int = 200, form: ConflictForm | None = None) -> Response:
    """Conflicts of interest: who may not see what. The references stand here, so that people can be asked."""
    running = show_running(desk(), meeting_id, "meeting-conflicts")
    enter(running)
    if form is None:
        form = ConflictForm(formdata=None)
        form.offer(conference_members(desk(), running.conference_id, meeting_id), running.cases)
    return page_or_block("meetings/run_conflicts.html", status=status, form=form, meeting=running)
