"""A case at the meeting: its page, its risks, and the plan read back."""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import get
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.meetings import running
from marac.meetings.blueprint import blueprint
from marac.meetings.case_forms import ReasonForm, RiskForm, rebase
from marac.meetings.case_pages import case_page, enter, refused_to_case, to_case
from marac.meetings.case_queries import kind_for, show_plan
from marac.records import Risk
from marac.ui.forms import BaseForm

CHANGED = "Somebody else changed this risk. What it says now stands above what you typed: look at both."


@blueprint.get("/listings/<int:item_id>")
@allows(Act.CASE_VIEW)
def show_case_at_meeting(item_id: int) -> Response:
    return case_page(item_id)


@blueprint.get("/listings/<int:item_id>/read-back")
@allows(Act.CASE_VIEW)
def read_back(item_id: int) -> str:
    listed, risks = show_plan(desk(), item_id, "read-back")
    enter(listed)
    kind = kind_for(desk(), listed)
    return render_template(
        "meetings/case_read_back.html", listed=listed, risks=risks, kind=kind, now=clock.now()
    )


@blueprint.post("/listings/<int:item_id>/start")
@allows(Act.MEETING_RUN)
def start_case(item_id: int) -> Response:
    try:
        running.start_case(desk(), item_id)
    except Mistake as mistake:
        return refused_to_case(item_id, mistake)
    return to_case(item_id)


@blueprint.post("/listings/<int:item_id>/risks")
@allows(Act.MEETING_RUN)
def name_risk(item_id: int) -> Response:
    form = RiskForm()
    return _recorded(item_id, {"risk": form}, lambda: running.name_risk(desk(), item_id, form.risk.data))


@blueprint.post("/listings/<int:item_id>/risks/<int:risk_id>")
@allows(Act.MEETING_RUN)
def change_risk(item_id: int, risk_id: int) -> Response:
    form = RiskForm(prefix=f"risk-{risk_id}-")
    return _recorded(
        item_id,
        {"change": form, "of_risk": risk_id},
        lambda: running.change_risk(desk(), risk_id, form.version.data, form.risk.data),
    )


@blueprint.post("/listings/<int:item_id>/risks/<int:risk_id>/reason")
@allows(Act.MEETING_RUN)
def leave_risk(item_id: int, risk_id: int) -> Response:
    form = ReasonForm(prefix=f"reason-{risk_id}-")
    return _recorded(
        item_id,
        {"reason": form, "of_risk": risk_id},
        lambda: running.leave_risk(desk(), risk_id, form.version.data, form.reason.data),
    )


def _recorded(item_id: int, forms: dict[str, Any], change: Callable[[], Any]) -> Response:
    form: BaseForm = next(iter(forms.values()))
    if not form.validate_on_submit():
        return case_page(item_id, status=422, **forms)
    try:
        risk = change()
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
        return case_page(item_id, status=422, **forms)
    except StaleForm:
        desk().rollback()
        form.form_errors.append(CHANGED)
        rebase(form, get(desk(), Risk, forms["of_risk"]).version)
        return case_page(item_id, status=409, **forms)
    return to_case(item_id, "add-action", risk=risk.id)
