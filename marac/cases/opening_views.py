"""Pages of break-glass: opening a case, and saying whether that was justified."""

from typing import Any

from flask import flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import database, desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.access.viewer import Seat
from marac.accounts.operations import check_own_password
from marac.accounts.signing import settings
from marac.cases import opening, openings
from marac.cases.blueprint import blueprint
from marac.cases.forms import OpeningForm, ReviewForm
from marac.conferences import get_kind
from marac.errors import Mistake
from marac.ui.htmx import go_to
from marac.ui.navigation import enter_conference


def _form(seat: Seat, **given: Any) -> OpeningForm:
    form = OpeningForm(**given)
    form.cause.choices = list(opening.causes_of(get_kind(seat.kind)).items())
    return form


def _opening_page(seat: Seat, form: OpeningForm, status: int = 200) -> Response:
    minutes = opening.minutes_of(get_kind(seat.kind))
    page = render_template("cases/break_glass.html", form=form, slug=seat.slug, minutes=minutes)
    return make_response(page, status)


@blueprint.get("/conferences/<slug>/break-glass")
@allows(Act.CASE_OPEN)
def break_glass(slug: str) -> Response:
    seat = seat_or_404(slug)
    enter_conference(seat)
    return _opening_page(seat, _form(seat, formdata=None))


@blueprint.post("/conferences/<slug>/break-glass")
@allows(Act.CASE_OPEN)
def open_case(slug: str) -> Response:
    seat = seat_or_404(slug)
    enter_conference(seat)
    form = _form(seat)
    if not form.validate():
        return _opening_page(seat, form, 422)
    asked = opening.Asking(form.reference.data, form.cause.data, form.words.data)
    try:
        check_own_password(database(), settings(), viewer(), form.password.data)
        case_id = opening.open_case(desk(), seat, asked)
    except Mistake as mistake:
        form.mark(mistake)
        return _opening_page(seat, form, 422)
    return go_to(url_for("cases.show", case_id=case_id))


def _review_page(opening_id: int, form: ReviewForm, status: int = 200) -> Response:
    page = openings.show_opening(desk(), opening_id)
    seat = viewer().seat_in(page.opening.conference_id)
    if seat is not None:
        enter_conference(seat)
    return make_response(render_template("cases/opening.html", page=page, form=form), status)


@blueprint.get("/openings/<int:opening_id>")
@allows(Act.OPENING_REVIEW)
def show_opening(opening_id: int) -> Response:
    return _review_page(opening_id, ReviewForm(formdata=None))


@blueprint.post("/openings/<int:opening_id>/reviewed")
@allows(Act.OPENING_REVIEW)
def review_opening(opening_id: int) -> Response:
    form = ReviewForm()
    if form.validate():
        try:
            is_justified = form.outcome.data == "justified"
            openings.review_opening(desk(), opening_id, is_justified, form.words.data)
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("Your review is on the record.")
            return go_to(url_for("cases.show_opening", opening_id=opening_id))
    return _review_page(opening_id, form, 422)
