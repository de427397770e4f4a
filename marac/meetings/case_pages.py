"""What the pages of a case at the meeting are made of: each reads, records that it was shown, and renders."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, request, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.actions.line import AgencyChoice, PersonChoice
from marac.actions.owners import OwnerChoice, owner_choices
from marac.actions.written import say_at_the_top, written_words
from marac.audit.ledger import undo
from marac.conferences import get_common
from marac.errors import Mistake
from marac.meetings.case_choices import agency_kinds
from marac.meetings.case_forms import ActionForm, LineForm, ReasonForm, RiskForm, record_form, risk_choices
from marac.meetings.case_queries import kind_for, show_case, show_plan
from marac.meetings.case_shapes import CaseAtMeeting, Listed, NamedRisk
from marac.meetings.run_forms import ReviewForm, review_form
from marac.ui.forms import BaseForm
from marac.ui.htmx import htmx, page_or_block
from marac.ui.navigation import enter_conference

TEMPLATE = "meetings/case.html"
PLAN = "case-plan"


def enter(listed: Listed) -> None:
    """Set the page in the conference of the listing."""
    seat = viewer().seat_in(listed.conference_id)
    if seat is not None:
        enter_conference(seat)


def may_write(listed: Listed) -> bool:
    """Whether the viewer records on this case now."""
    return listed.is_recordable and viewer().may_in(Act.MEETING_RUN, listed.conference_id)


def case_page(item_id: int, *, status: int = 200, **forms: Any) -> Response:
    """The page of a case at the meeting; only its plan when that is all that was asked for.

    `forms` are those that were posted, to be shown again: `risk`; `change` or `reason` (of the risk
    `of_risk`); `review` (of the action `of_action`); `line`; `action`, with the line it was `typed` as and
    the `warnings` about it; `record`.
    """
    if htmx and htmx.target == PLAN and "record" not in forms:
        listed, risks = show_plan(desk(), item_id, PLAN)
        return _answer(listed, risks, status, forms)
    return shown_case(show_case(desk(), item_id), status=status, **forms)


def shown_case(case: CaseAtMeeting, *, status: int = 200, **forms: Any) -> Response:
    """The whole page of a case that has been read; `versions` are (label, theirs, yours) that differ."""
    part = "record" if "record" in forms else "plan"
    filled = {"record": record_form(case), **forms, "case": case, "errors_in": part}
    return _answer(case.listed, case.risks, status, filled)


def _answer(listed: Listed, risks: Sequence[NamedRisk], status: int, forms: dict[str, Any]) -> Response:
    enter(listed)
    posted = [form for form in forms.values() if isinstance(form, BaseForm) and form.errors]
    values = {
        "errors_in": "plan",
        "goes_on": "risk" in request.args,
        "risk": RiskForm(formdata=None),
        "line": line_form(risks),
        "change": None,
        "reason": None,
        "of_risk": None,
        "review": None,
        "of_action": None,
        "not_kept": "",
        "action": None,
        "typed": "",
        "warnings": (),
        "versions": (),
        **forms,
    }
    return page_or_block(
        TEMPLATE,
        "case_plan",
        status=status,
        form=next(iter(posted), BaseForm(formdata=None)),
        listed=listed,
        risks=risks,
        kind=kind_for(desk(), listed),
        may_write=may_write(listed) and listed.started_at is not None,
        may_run=may_write(listed),
        may_see_case=viewer().may_in(Act.CASE_VIEW, listed.conference_id),
        is_office=viewer().may_in(Act.MEETING_RUN, listed.conference_id),
        change_form=change_form,
        reason_form=reason_form,
        review_form=review_form,
        now=clock.now(),
        words=page_words(),
        **values,
    )


def change_form(risk: NamedRisk) -> RiskForm:
    """The risk's words, to be changed."""
    form = RiskForm(formdata=None, prefix=f"risk-{risk.id}-", risk=risk.text, version=risk.version)
    form.risk.label.text = f"Other words for risk {risk.number}"
    return form


def reason_form(risk: NamedRisk) -> ReasonForm:
    """Why no action answers it."""
    prefix = f"reason-{risk.id}-"
    return ReasonForm(formdata=None, prefix=prefix, reason=risk.reason, version=risk.version)


def page_words() -> dict[str, Any]:
    """Labels that every kind of conference shares."""
    common = get_common()
    return {
        "attendance": {state.code: state.label for state in common.attendance},
        "is_present": {state.code for state in common.attendance if state.is_present},
    }


def line_form(risks: Sequence[NamedRisk]) -> LineForm:
    """An empty line for the risk that was worked on, or else the last one named."""
    form = LineForm(formdata=None)
    form.risk_id.choices = risk_choices(risks)
    chosen = request.args.get("risk", type=int)
    known = [risk.id for risk in risks]
    form.risk_id.data = chosen if chosen in known else next(iter(reversed(known)), None)
    return form


def action_choices(item_id: int) -> tuple[Listed, tuple[NamedRisk, ...], list[OwnerChoice]]:
    """The risks of a listing and those who may be given its actions."""
    listed, risks = show_plan(desk(), item_id, "case-action")
    return listed, risks, owner_choices(desk(), listed.case_id)


def action_form(
    listed: Listed, risks: Sequence[NamedRisk], owners: Sequence[OwnerChoice], *, is_posted: bool = True
) -> ActionForm:
    """The parts of an action, as posted or still empty, with what can be chosen for this case."""
    form = ActionForm() if is_posted else ActionForm(formdata=None)
    form.offer(kind_for(desk(), listed), risks, owners)
    return form


def line_choices(owners: Sequence[OwnerChoice]) -> tuple[list[AgencyChoice], list[PersonChoice]]:
    """The same people as a line of quick entry knows them."""
    names = {kind.key: kind.short_names for kind in get_common().agency_kinds}
    kinds = agency_kinds(desk(), {owner.agency_id for owner in owners})
    agencies = {owner.agency_id: owner.agency for owner in owners}
    known = [AgencyChoice(id, name, names.get(kinds[id], ())) for id, name in agencies.items()]
    return known, [PersonChoice(owner.id, owner.agency_id, owner.name, owner.job_title) for owner in owners]


def to_case(item_id: int, anchor: str = "", **arguments: Any) -> Response:
    """On to the page of the case: a whole page, or for htmx the block it asked for, at the same address."""
    address = url_for("meetings.show_case_at_meeting", item_id=item_id, _anchor=anchor or None, **arguments)
    answer: Response = redirect(address, code=303)  # type: ignore[assignment]
    return answer


def refused_review(item_id: int, action_id: int, form: ReviewForm) -> Response:
    """The case once more with the outcome of an earlier action as it was typed, beside what is wrong.

    If the action can no longer be given one, what was typed is shown to read and to copy.
    """
    desk().rollback()
    case = show_case(desk(), item_id)
    is_asked = any(action.id == action_id and action.is_open for action in case.last_plan)
    if is_asked and may_write(case.listed) and case.listed.started_at is not None:
        return shown_case(case, status=422, review=form, of_action=action_id)
    say_at_the_top(form)
    return shown_case(case, status=422, review=form, not_kept=written_words(form))


def refused_to_case(item_id: int, mistake: Mistake) -> Response:
    """Back to the case with why a button did nothing."""
    undo(desk())
    flash(mistake.message, "error")
    return to_case(item_id)
