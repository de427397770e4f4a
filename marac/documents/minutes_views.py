"""Reading minutes, approving them, starting an amendment, comparing versions."""

from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.documents import operations
from marac.documents.blueprint import blueprint
from marac.documents.minutes_queries import version_of
from marac.documents.opening_reasons import why_amended
from marac.documents.pages import (
    SOURCES,
    changes_page,
    closed_meeting,
    current_version,
    minutes_page,
)
from marac.documents.reading import MinutesRead
from marac.errors import Mistake, StaleForm
from marac.records import Meeting
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to

CHANGED = "Somebody changed these minutes after you opened this page. Read them as they are now, then decide."


def _page(bare: MinutesRead, status: int = 200, notice: str = "") -> Response:
    page = minutes_page(bare)
    why = why_amended(page.read.opening)
    html = render_template("documents/minutes.html", page=page, sources=SOURCES, notice=notice, why=why)
    return make_response(html, status)


@blueprint.get("/meetings/<int:meeting_id>/minutes")
@allows(Act.MINUTES_READ)
def current(meeting_id: int) -> Response:
    """The version of a meeting's minutes that there is for the viewer."""
    bare = current_version(meeting_id)
    if bare is not None:
        return _page(bare)
    meeting = closed_meeting(meeting_id)
    return make_response(render_template("documents/no_minutes.html", reference=meeting.reference))


@blueprint.get("/minutes/<int:minutes_id>")
@allows(Act.MINUTES_READ)
def show(minutes_id: int) -> Response:
    """One version."""
    return _page(version_of(desk(), minutes_id))


@blueprint.get("/minutes/<int:minutes_id>/changes")
@allows(Act.MINUTES_WRITE)
def changes(minutes_id: int) -> str:
    """What differs from the version before, or from another."""
    other = request.args.get("from", "")
    other_id = int(other) if other.isascii() and other.isdigit() and len(other) < 19 else 0
    older, newer, found = changes_page(minutes_id, other_id)
    return render_template("documents/changes.html", older=older, newer=newer, differences=found)


def _done(minutes_id: int, operation: Any, words: str) -> Response:
    form = BaseForm()
    try:
        minutes = operation(desk(), minutes_id, form.version.data)
    except Mistake as mistake:
        return _page(version_of(desk(), minutes_id), 422, mistake.message)
    except StaleForm:
        return _page(version_of(desk(), minutes_id), 409, CHANGED)
    flash(words)
    return go_to(url_for("documents.current", meeting_id=minutes.meeting_id))


@blueprint.post("/minutes/<int:minutes_id>/approve")
@allows(Act.MINUTES_APPROVE)
def approve(minutes_id: int) -> Response:
    """Approve a draft."""
    return _done(
        minutes_id, operations.approve_minutes, "The minutes are approved. The agencies can read them."
    )


@blueprint.post("/minutes/<int:minutes_id>/drop")
@allows(Act.MINUTES_APPROVE)
def drop(minutes_id: int) -> Response:
    """Give up an amendment."""
    return _done(
        minutes_id, operations.drop_amendment, "The amendment is dropped. The approved minutes stand."
    )


@blueprint.post("/meetings/<int:meeting_id>/minutes/amendment")
@allows(Act.MINUTES_APPROVE)
def start(meeting_id: int) -> Response:
    """Start a new version of approved minutes."""
    try:
        minutes = operations.start_amendment(desk(), meeting_id)
    except Mistake as mistake:
        get(desk(), Meeting, meeting_id)
        bare = current_version(meeting_id)
        if bare is None:
            raise
        return _page(bare, 422, mistake.message)
    flash(f"Version {minutes.number} is a draft. Change its paragraphs and say why, then approve it.")
    return go_to(url_for("documents.current", meeting_id=meeting_id))
