"""Pages on who must not see a case, and on the only people who may."""

from typing import Any

from flask import flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import find, get
from marac.access.policy import allows
from marac.cases import exclusions, operations, queries
from marac.cases.blueprint import blueprint
from marac.cases.case_views import enter
from marac.cases.forms import ExclusionForm, LiftForm, NamedForm
from marac.conferences import get_common
from marac.errors import Mistake
from marac.records import Case, Exclusion
from marac.referrals.restrictions import KeptFrom, whom_to_keep_from
from marac.ui.htmx import go_to


def _exclusion_form(people: KeptFrom, **settings: Any) -> ExclusionForm:
    form = ExclusionForm(**settings)
    form.whom.choices = [
        ("", "Choose"),
        *((f"user-{row.id}", f"{row.name}, {row.agency}") for row in people.people),
        *((f"agency-{row.id}", f"Everybody at {row.name}") for row in people.agencies),
    ]
    return form


def _named_form(people: KeptFrom, case: Case, named: set[int], **settings: Any) -> NamedForm:
    form = NamedForm(
        prefix="named",
        version=case.version,
        is_sealed=case.is_sealed,
        people=[str(user_id) for user_id in named],
        **settings,
    )
    form.people.choices = [
        (str(row.id), f"{row.name}, {row.agency} ({get_common().role(row.role).label.lower()})")
        for row in people.people
    ]
    return form


def _page(case_id: int, status: int = 200, **marked: Any) -> Response:
    """The page, with the form that was marked (`form`, `named_form`, or `lift` by number) shown again.

    The other forms are built from the record alone: what was posted was not theirs.
    """
    session = desk()
    case = get(session, Case, case_id)
    heading = queries.heading_of(session, case)
    enter(heading)
    people = whom_to_keep_from(session, case.conference_id)
    lines = exclusions.exclusions_of(session, case)
    lifts = {line.id: LiftForm(None, prefix=f"lift-{line.id}") for line in lines if not line.lifted_at}
    may_decide = session.viewer.may_in(Act.PERSON_DECIDE, case.conference_id)
    page = render_template(
        "cases/exclusions.html",
        case=heading,
        may=["exclude", "seen"] + (["people"] if may_decide else []),
        lines=lines,
        tied=exclusions.references_of_tied(session, case),
        lifts={**lifts, **marked.get("lift", {})},
        form=marked.get("form") or _exclusion_form(people, formdata=None),
        named_form=marked.get("named_form")
        or _named_form(people, case, operations.named_viewers(session, case), formdata=None),
    )
    return make_response(page, status)


def _back(case_id: int) -> Response:
    """To the page again, or to the first page for somebody who has just shut themselves out."""
    is_seen = find(desk(), Case, case_id, afresh=True) is not None
    return go_to(url_for("cases.show_exclusions", case_id=case_id) if is_seen else url_for("home.show"))


@blueprint.get("/cases/<int:case_id>/exclusions")
@allows(Act.EXCLUSION_DECIDE)
def show_exclusions(case_id: int) -> Response:
    return _page(case_id)


@blueprint.post("/cases/<int:case_id>/exclusions")
@allows(Act.EXCLUSION_DECIDE)
def exclude(case_id: int) -> Response:
    case = get(desk(), Case, case_id)
    form = _exclusion_form(whom_to_keep_from(desk(), case.conference_id))
    if not form.validate():
        return _page(case_id, 422, form=form)
    whom, _, number = form.whom.data.partition("-")
    try:
        left = exclusions.exclude(desk(), case_id, reason=form.reason.data, **{f"{whom}_id": int(number)})
    except Mistake as mistake:
        form.mark(mistake)
        return _page(case_id, 422, form=form)
    flash("They cannot see this case from their next request on.")
    if not left:
        flash("Nobody of the office can see this case now. Ask for another coordinator or chair.", "error")
    return _back(case_id)


@blueprint.post("/exclusions/<int:exclusion_id>/lifted")
@allows(Act.EXCLUSION_DECIDE)
def lift(exclusion_id: int) -> Response:
    exclusion = get(desk(), Exclusion, exclusion_id)
    form = LiftForm(prefix=f"lift-{exclusion_id}")
    if form.validate():
        try:
            exclusions.lift_exclusion(desk(), exclusion_id, form.reason.data)
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("They may see this case again, as far as they are otherwise allowed.")
            return _back(exclusion.case_id)
    return _page(exclusion.case_id, 422, lift={exclusion_id: form})


@blueprint.post("/cases/<int:case_id>/named")
@allows(Act.CASE_MANAGE)
def name_viewers(case_id: int) -> Response:
    case = get(desk(), Case, case_id)
    form = _named_form(whom_to_keep_from(desk(), case.conference_id), case, set())
    if form.validate():
        try:
            named = [int(user_id) for user_id in form.people.data or ()]
            operations.name_viewers(desk(), case_id, form.version.data, form.is_sealed.data, named)
        except Mistake as mistake:
            form.mark(mistake)
        else:
            is_sealed = form.is_sealed.data
            flash("Only the people named can see this case." if is_sealed else "This case is not sealed now.")
            return _back(case_id)
    return _page(case_id, 422, named_form=form)
