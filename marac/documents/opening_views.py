"""The page on which the opening of a draft is amended."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, render_template, url_for

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.conferences import get_common
from marac.documents import operations
from marac.documents.blueprint import blueprint
from marac.documents.minutes_queries import version_of
from marac.documents.opening_amending import revision_of
from marac.documents.opening_form import OpeningForm, opening_form
from marac.documents.opening_people import known_people
from marac.documents.pages import enter, show_as
from marac.documents.reading import MinutesRead
from marac.errors import Mistake, NotFound, StaleForm
from marac.ui.htmx import go_to


def _draft(minutes_id: int) -> MinutesRead:
    read = version_of(desk(), minutes_id)
    if not read.is_draft:
        raise NotFound
    enter(read.conference_id)
    show_as("minutes-opening", read.meeting_id, read.conference_id)
    return read


def _form(read: MinutesRead, **settings: Any) -> OpeningForm:
    known = known_people(desk(), read.meeting_id, read.opening)
    states = get_common().attendance
    return opening_form(read.opening, known, states, needs_reason=read.number > 1, **settings)


def _page(
    read: MinutesRead, form: OpeningForm, status: int = 200, now: Mapping[str, Any] | None = None
) -> Response:
    if now is not None:
        form.version.data, form.version.raw_data = revision_of(now), None
    html = render_template("documents/opening.html", read=read, kind=read.kind, form=form, now=now)
    return make_response(html, status)


@blueprint.get("/minutes/<int:minutes_id>/opening")
@allows(Act.MINUTES_WRITE)
def opening(minutes_id: int) -> Response:
    """The opening of a draft, to be amended."""
    read = _draft(minutes_id)
    return _page(read, _form(read, formdata=None))


@blueprint.post("/minutes/<int:minutes_id>/opening")
@allows(Act.MINUTES_WRITE)
def amend_opening(minutes_id: int) -> Response:
    """Keep an amended opening."""
    read = _draft(minutes_id)
    form = _form(read)
    if not form.validate():
        return _page(read, form, 422)
    try:
        operations.amend_opening(desk(), minutes_id, form.version.data, form.words, form.why)
    except Mistake as mistake:
        form.mark(mistake)
        return _page(read, form, 422)
    except StaleForm:
        return _page(read, form, 409, now=_draft(minutes_id).opening)
    flash("The opening is amended.")
    return go_to(url_for("documents.current", meeting_id=read.meeting_id, _anchor="opening"))
