"""Adding an action to the plan: in one line, shown for correction, or in its parts."""

from flask import Response, request

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.actions.line import read_line
from marac.actions.operations import record_action
from marac.actions.wording import warnings_for
from marac.errors import Mistake
from marac.meetings.blueprint import blueprint
from marac.meetings.case_choices import next_meeting_on
from marac.meetings.case_forms import ActionForm, LineForm, risk_choices
from marac.meetings.case_pages import action_choices, action_form, case_page, line_choices, to_case
from marac.meetings.case_queries import kind_for


@blueprint.post("/listings/<int:item_id>/line")
@allows(Act.ACTION_RECORD)
def read_action_line(item_id: int) -> Response:
    listed, risks, owners = action_choices(item_id)
    line = LineForm()
    line.risk_id.choices = risk_choices(risks)
    if not line.validate_on_submit():
        return case_page(item_id, status=422, line=line)
    due_before = next_meeting_on(desk(), listed.conference_id)
    read = read_line(line.line.data, *line_choices(owners), clock.now(), due_before)
    vague = kind_for(desk(), listed).rule("vague_verbs", clock.today()).texts
    planned = [action.text for risk in risks for action in risk.actions]
    warnings = warnings_for(read.text, planned, vague) if read.text else []
    form = action_form(listed, risks, owners, is_posted=False)
    form.fill(read, line.risk_id.data, warnings)
    status = 422 if read.problems else 200
    return case_page(item_id, status=status, action=form, warnings=warnings, typed=line.line.data)


@blueprint.get("/listings/<int:item_id>/actions/new")
@allows(Act.ACTION_RECORD)
def new_action(item_id: int) -> Response:
    listed, risks, owners = action_choices(item_id)
    form = action_form(listed, risks, owners, is_posted=False)
    form.risk_id.data = request.args.get("risk", type=int)
    return case_page(item_id, action=form)


@blueprint.post("/listings/<int:item_id>/actions")
@allows(Act.ACTION_RECORD)
def record_new_action(item_id: int) -> Response:
    listed, risks, owners = action_choices(item_id)
    form = action_form(listed, risks, owners)
    if not form.validate_on_submit():
        return case_page(item_id, status=422, action=form)
    try:
        _record(item_id, form, listed.conference_id)
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
        if mistake.field == "text":
            form.warned.data = form.text.data
        return case_page(item_id, status=422, action=form)
    return to_case(item_id, "add-action", risk=form.risk_id.data)


def _record(item_id: int, form: ActionForm, conference_id: int) -> None:
    due = form.due_read(next_meeting_on(desk(), conference_id))
    record_action(
        desk(),
        item_id,
        form.risk_id.data,
        agency_id=form.agency_id.data,
        owner_id=form.owner_id.data,
        text=form.text.data,
        subject=form.subject.data,
        due_on=due.due_on,
        due_time=due.due_time,
        pillar=form.pillar.data if "pillar" in form else "",
        form_warnings_accepted=form.warned.data == form.text.data,
    )
