"""Pages on which an agency types in a referral, comes back to it, checks it and sends it."""

from flask import abort, flash, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.referrals import operations
from marac.referrals.blueprint import blueprint
from marac.referrals.typed_page import STEPS, Draft, open_draft
from marac.referrals.typed_step import TypedStep, posted_step, shown_step
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference


@blueprint.post("/conferences/<slug>/referrals/drafts")
@allows(Act.REFERRAL_WRITE)
def start(slug: str) -> Response:
    referral = operations.start_draft(desk(), seat_or_404(slug).conference_id)
    return go_to(url_for(".step", referral_id=referral.id, name=next(iter(STEPS))))


@blueprint.get("/referrals/<int:referral_id>/draft/<name>")
@allows(Act.REFERRAL_WRITE)
def step(referral_id: int, name: str) -> Response:
    if name not in STEPS:
        abort(404)
    draft = open_draft(desk(), referral_id)
    return _step_page(draft, shown_step(draft, name))


def _step_page(
    draft: Draft, typed: TypedStep, status: int = 200, versions: tuple[str, str] | None = None
) -> Response:
    enter_conference(draft.seat)
    return page_or_block(
        "referrals/step.html",
        status=status,
        draft=draft,
        step=typed,
        form=typed.form,
        steps=list(STEPS),
        versions=versions,
    )


@blueprint.post("/referrals/<int:referral_id>/draft/<name>")
@allows(Act.REFERRAL_WRITE)
def save_step(referral_id: int, name: str) -> Response:
    if name not in STEPS:
        abort(404)
    draft = open_draft(desk(), referral_id)
    typed = posted_step(draft, name, request.form)
    if typed.is_about_people:
        return _step_page(draft, typed)
    if not typed.validate():
        return _step_page(draft, typed, 422)
    try:
        operations.save_draft(desk(), referral_id, typed.form.version.data, typed.fields)
    except StaleForm:
        now = open_draft(desk(), referral_id)
        return _step_page(now, typed.renewed(now), 409, typed.versions(now))
    if typed.order == "later":
        flash(f"{draft.reference} is kept. Come back to it from this page.")
        return go_to(url_for(".index", slug=draft.seat.slug))
    return go_to(_after(referral_id, name))


def _after(referral_id: int, name: str) -> str:
    names = list(STEPS)
    place = names.index(name) + 1
    if place == len(names):
        return url_for(".check", referral_id=referral_id)
    return url_for(".step", referral_id=referral_id, name=names[place])


@blueprint.get("/referrals/<int:referral_id>/draft")
@allows(Act.REFERRAL_WRITE)
def check(referral_id: int) -> Response:
    return _check_page(referral_id)


def _check_page(referral_id: int, status: int = 200, problem: str = "") -> Response:
    draft = open_draft(desk(), referral_id)
    enter_conference(draft.seat)
    return page_or_block(
        "referrals/check.html",
        status=status,
        draft=draft,
        problem=problem,
        problems=draft.problems_by_step(),
        steps=list(STEPS),
    )


@blueprint.post("/referrals/<int:referral_id>/send")
@allows(Act.REFERRAL_WRITE)
def send(referral_id: int) -> Response:
    draft = open_draft(desk(), referral_id)
    form = BaseForm()
    try:
        operations.send_draft(desk(), referral_id, form.version.data)
    except StaleForm:
        words = "Somebody of your agency has changed this referral. Check it, then send it."
        return _check_page(referral_id, 409, words)
    except Mistake as mistake:
        return _check_page(referral_id, 422, mistake.message)
    coordinator = draft.kind.word("coordinator")
    flash(f"{draft.reference} is sent. The {coordinator} reviews it; you see it again when it is listed.")
    return go_to(url_for(".index", slug=draft.seat.slug))


@blueprint.post("/referrals/<int:referral_id>/discard")
@allows(Act.REFERRAL_WRITE)
def discard(referral_id: int) -> Response:
    draft = open_draft(desk(), referral_id)
    form = BaseForm()
    try:
        operations.discard_draft(desk(), referral_id, form.version.data)
    except StaleForm:
        words = "Somebody of your agency has changed this referral. Check it before you throw it away."
        return _check_page(referral_id, 409, words)
    flash(f"{draft.reference} is thrown away.")
    return go_to(url_for(".index", slug=draft.seat.slug))
