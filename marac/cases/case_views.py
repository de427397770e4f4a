"""Pages of cases: the list, the search, one case, one contact; closing and reopening."""

from collections.abc import Callable

from flask import flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.access.viewer import Seat
from marac.actions.statuses import STATUS_WORDS as ACTION_WORDS
from marac.audit.ledger import undo
from marac.cases import listing, operations, queries, search
from marac.cases.blueprint import blueprint
from marac.cases.forms import SearchForm
from marac.cases.shapes import Heading
from marac.cases.wording import STATUS_WORDS
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake
from marac.records import Case
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to
from marac.ui.navigation import enter_conference


def enter(heading: Heading) -> None:
    """The page belongs to the conference of its case."""
    seat = viewer().seat_in(heading.conference_id)
    if seat is not None:
        enter_conference(seat)


@blueprint.get("/conferences/<slug>/cases")
@allows(Act.CASE_VIEW)
def index(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    chosen = request.args.get("status", "")
    status = chosen if chosen in STATUS_WORDS else "open"
    found = listing.list_cases(desk(), seat, status, request.args.get("before", ""))
    return render_template(
        "cases/index.html",
        found=found,
        form=SearchForm(),
        kind=get_kind(seat.kind),
        slug=slug,
        filters=_filters(seat, found.counts, status),
    )


def _filters(seat: Seat, counts: dict[str, int], status: str) -> list[tuple[str, int, str, bool]]:
    shown = [each for each in STATUS_WORDS if counts.get(each) or each in ("open", status)]
    return [
        (
            STATUS_WORDS[each],
            counts.get(each, 0),
            url_for("cases.index", slug=seat.slug, status=each),
            each == status,
        )
        for each in shown
    ]


@blueprint.post("/conferences/<slug>/cases/found")
@allows(Act.CASE_VIEW)
def found(slug: str) -> Response:
    seat = seat_or_404(slug)
    enter_conference(seat)
    form, result, status = SearchForm(), None, 422
    if form.validate():
        try:
            result, status = search.find_cases(desk(), seat, form.terms.data), 200
        except Mistake as mistake:
            form.mark(mistake)
    page = render_template("cases/found.html", result=result, form=form, kind=get_kind(seat.kind), slug=slug)
    return make_response(page, status)


@blueprint.get("/cases/<int:case_id>")
@allows(Act.CASE_VIEW)
def show(case_id: int) -> str:
    page = queries.show_case(desk(), case_id)
    enter(page.heading)
    return render_template(
        "cases/show.html",
        page=page,
        case=page.heading,
        kind=page.heading.kind,
        action_words=ACTION_WORDS,
    )


@blueprint.get("/cases/<int:case_id>/contact/<int:party_id>")
@allows(Act.CONTACT_REVEAL)
def contact(case_id: int, party_id: int) -> str:
    heading, party, rows = queries.reveal_contact(desk(), case_id, party_id)
    enter(heading)
    return render_template("cases/contact.html", case=heading, kind=heading.kind, party=party, rows=rows)


@blueprint.post("/cases/<int:case_id>/closed")
@allows(Act.CASE_MANAGE)
def close(case_id: int) -> Response:
    words = "The case is closed. Actions still open stay open until they are done."
    return _pressed(case_id, operations.close_case, words)


@blueprint.post("/cases/<int:case_id>/reopened")
@allows(Act.CASE_MANAGE)
def reopen(case_id: int) -> Response:
    return _pressed(case_id, operations.reopen_case, "The case is open again.")


def _pressed(case_id: int, change: Callable[[Session, int, int | None], Case], done: str) -> Response:
    """Make the change that a button asks for and go back to the case; a refused one leaves nothing behind."""
    try:
        change(desk(), case_id, BaseForm().version.data)
        flash(done)
    except Mistake as mistake:
        undo(desk())
        flash(mistake.message, "error")
    return go_to(url_for("cases.show", case_id=case_id))
