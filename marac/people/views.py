"""Pages on who is who: the people of a case, what is offered, deciding and undoing."""

from collections.abc import Iterable

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import find, get
from marac.access.policy import allows
from marac.audit import ledger
from marac.conferences import get_kind
from marac.errors import Mistake, NotFound
from marac.people import operations, queries
from marac.people.forms import CHOICES, DecisionForm, party_number, way_back
from marac.people.said import words_on_decision, words_on_undoing
from marac.records import Case, Party
from marac.ui.htmx import go_to
from marac.ui.navigation import enter_conference

blueprint = Blueprint("people", __name__)


@blueprint.get("/cases/<int:case_id>/people")
@allows(Act.PERSON_DECIDE)
def show(case_id: int) -> str:
    case = get(desk(), Case, case_id)
    seat = viewer().seat_in(case.conference_id)
    if seat is None:
        raise NotFound
    enter_conference(seat)
    return render_template(
        "people/show.html",
        people=queries.people_of_case(desk(), case_id),
        kind=get_kind(seat.kind),
        choices=CHOICES,
        case={"id": case.id, "reference": case.reference},
    )


@blueprint.post("/people/decisions")
@allows(Act.PERSON_DECIDE)
def decide() -> Response:
    form = DecisionForm()
    back = way_back(form.back.data, url_for("home.show"))
    party, other = party_number(form.party.data), party_number(form.other.data)
    try:
        if not form.validate():
            raise Mistake("decision", "Choose same person, not the same, or not sure.")
        kept = operations.decide_persons(desk(), party, other, form.decision.data, form.reason.data or "")
        _say(words_on_decision(form.decision.data, kept.ties))
        # They may have tied the case to one that they are kept from.
        back = back if find(desk(), Party, party, afresh=True) else url_for("home.show")
    except Mistake as mistake:
        ledger.undo(desk())
        flash(mistake.message, "error")
    return go_to(back)


@blueprint.post("/people/decisions/<int:decision_id>/undone")
@allows(Act.PERSON_DECIDE)
def undo(decision_id: int) -> Response:
    try:
        _say(words_on_undoing(operations.undo_decision(desk(), decision_id)))
    except Mistake as mistake:
        ledger.undo(desk())
        flash(mistake.message, "error")
    return go_to(way_back(request.form.get("back"), url_for("home.show")))


def _say(messages: Iterable[str]) -> None:
    for message in messages:
        flash(message)
