"""The record of a case: saved as it is written, decided, and the kind's own questions about it."""

from typing import Any

from flask import Response, flash, jsonify, request, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.audit import events
from marac.conferences.answers import Answer
from marac.contributions.forms import MOST_SAVINGS
from marac.contributions.wording import Saving
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings import running
from marac.meetings.blueprint import blueprint
from marac.meetings.case_forms import RecordForm, rebase, traits_form
from marac.meetings.case_pages import case_page, enter, shown_case, to_case
from marac.meetings.case_queries import get_listed, kind_for, show_answers, show_case
from marac.meetings.case_record import consideration_of, may_record
from marac.meetings.case_shapes import Listed
from marac.meetings.run_queries import conference_members
from marac.meetings.traits import answer_words
from marac.ui.dates import clock as clock_words
from marac.ui.htmx import go_to, page_or_block


def posted_record(listed: Listed) -> RecordForm:
    """The form as it was posted, with the answers that this viewer was offered."""
    kind = kind_for(desk(), listed)
    consideration = consideration_of(kind)
    form = RecordForm()
    may_consider = consideration is not None and may_record(desk(), listed.conference_id, consideration)
    form.offer(kind, may_consider=may_consider)
    return form


@blueprint.post("/listings/<int:item_id>/record")
@allows(Act.MEETING_RUN)
def write_record(item_id: int) -> Response:
    form = posted_record(get_listed(desk(), item_id))
    if not form.validate_on_submit():
        return case_page(item_id, status=422, record=form)
    try:
        _write(item_id, form, Saving(form.form_key.data))
    except StaleForm:
        return stale_record(item_id, form)
    except Mistake as mistake:
        return refused_record(item_id, form, mistake)
    return to_case(item_id, "record")


@blueprint.post("/listings/<int:item_id>/record/autosave")
@allows(Act.MEETING_RUN)
def autosave_record(item_id: int) -> Response:
    listed = get_listed(desk(), item_id)
    form = posted_record(listed)
    number = request.form.get("client_seq", type=int)
    if not form.validate_on_submit() or not 0 <= (number or 0) <= MOST_SAVINGS:
        return _not_saved(listed, 422)
    try:
        _write(item_id, form, Saving(form.form_key.data, number))
    except (StaleForm, Mistake) as refusal:
        return _not_saved(listed, 409 if isinstance(refusal, StaleForm) else 422)
    return jsonify(saved_at=clock_words(clock.now()))


@blueprint.post("/listings/<int:item_id>/decision")
@allows(Act.MEETING_RUN)
def decide_case(item_id: int) -> Response:
    form = posted_record(get_listed(desk(), item_id))
    if not form.validate_on_submit():
        return case_page(item_id, status=422, record=form)
    try:
        _decide(item_id, form)
    except StaleForm:
        return stale_record(item_id, form)
    except Mistake as mistake:
        return refused_record(item_id, form, mistake)
    return to_case(item_id)


def _write(item_id: int, form: RecordForm, saving: Saving) -> None:
    running.write_case_record(
        desk(),
        item_id,
        form.version.data,
        form.summary.data or "",
        form.rationale.data or "",
        form.dissent.data or "",
        saving=saving,
        **form.considered(),
    )


def _decide(item_id: int, form: RecordForm) -> None:
    running.decide_case(
        desk(),
        item_id,
        form.version.data,
        form.decision.data or "",
        form.rationale.data or "",
        form.dissent.data or "",
        summary=form.summary.data or "",
        saving=Saving(form.form_key.data),
        **form.considered(),
    )


def _not_saved(listed: Listed, status: int) -> Response:
    desk().rollback()
    seen = events.CaseShown(case_id=listed.case_id, conference_id=listed.conference_id, page="case-not-saved")
    desk().record(seen)
    answer = jsonify(saved_at=None)
    answer.status_code = status
    return answer


def refused_record(item_id: int, form: RecordForm, mistake: Mistake) -> Response:
    """The page once more, with what is missing beside its field and everything typed kept."""
    desk().rollback()
    form.mark(mistake)
    return case_page(item_id, status=422, record=form)


def stale_record(item_id: int, form: RecordForm) -> Response:
    """Both texts, side by side: what somebody else wrote meanwhile, and what was typed here."""
    desk().rollback()
    case = show_case(desk(), item_id, "case-both-versions")
    rebase(form, case.listed.version)
    pairs = [
        (form.summary, case.record.summary),
        (form.rationale, case.record.rationale),
        (form.dissent, case.record.dissent),
    ]
    if "reason" in form:
        pairs.append((form.reason, case.record.reason))
    typed = [(field.label.text, theirs, field.data or "") for field, theirs in pairs]
    versions = [(label, theirs, yours) for label, theirs, yours in typed if theirs != yours]
    return shown_case(case, status=409, record=form, versions=versions)


@blueprint.get("/listings/<int:item_id>/traits")
@allows(Act.MEETING_RUN)
def show_traits(item_id: int) -> Response:
    return _traits_page(item_id, None)


@blueprint.post("/listings/<int:item_id>/traits")
@allows(Act.MEETING_RUN)
def write_traits(item_id: int) -> Response:
    listed = get_listed(desk(), item_id)
    form = _traits_form(listed, {})
    if not form.validate_on_submit():
        return _traits_page(item_id, form, status=422)
    answers = {question.key: form[question.key].data for question in kind_for(desk(), listed).case_fields}
    try:
        running.write_traits(desk(), item_id, form.version.data, answers)
    except Mistake as mistake:
        desk().rollback()
        form.mark(mistake)
        return _traits_page(item_id, form, status=422)
    except StaleForm:
        desk().rollback()
        return _traits_page(item_id, form, status=409)
    flash("The answers are kept.")
    return go_to(url_for("meetings.show_case_at_meeting", item_id=item_id))


def _traits_form(listed: Listed, answers: dict[str, Answer]) -> Any:
    agencies = [line.name for line in conference_members(desk(), listed.conference_id, listed.meeting_id)]
    kind = kind_for(desk(), listed)
    if not kind.case_fields:
        raise NotFound
    return traits_form(kind, answers, agencies, version=listed.case_version)


def _traits_page(item_id: int, form: Any, *, status: int = 200) -> Response:
    listed, answers = show_answers(desk(), item_id)
    enter(listed)
    kind = kind_for(desk(), listed)
    kept = [
        (question.label, answer_words(question, answers[question.key]))
        for question in kind.case_fields
        if status == 409 and answers.get(question.key)
    ]
    if status == 409:
        rebase(form, listed.case_version)
    shown = form or _traits_form(listed, answers)
    return page_or_block(
        "meetings/case_traits.html", status=status, form=shown, listed=listed, kind=kind, kept=kept
    )
