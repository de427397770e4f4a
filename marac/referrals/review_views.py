"""Pages of one referral that waits for review: check, correct, accept, set aside, download."""

from flask import Response as PlainResponse
from flask import flash, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import get
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.records import Referral
from marac.referrals import operations
from marac.referrals.blueprint import blueprint
from marac.referrals.deciding import MatchAnswer, answer_match
from marac.referrals.forms import ReasonForm
from marac.referrals.original import original_file
from marac.referrals.posting import PostedReview, posted_review, review_form
from marac.referrals.review import Review, next_to_review, review
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/referrals/<int:referral_id>")
@allows(Act.REFERRAL_REVIEW)
def show(referral_id: int) -> Response:
    page = review(desk(), referral_id)
    return _review_page(page, review_form(page))


def _review_page(
    page: Review,
    form: BaseForm,
    status: int = 200,
    *,
    posted: PostedReview | None = None,
    aside: ReasonForm | None = None,
    versions: tuple[str, str] | None = None,
) -> Response:
    enter_conference(page.seat)
    return page_or_block(
        "referrals/show.html",
        status=status,
        page=page,
        form=form,
        groups=posted.groups if posted else page.groups,
        aside=aside or ReasonForm(formdata=None, version=page.referral.version),
        versions=versions,
        not_decided=posted is not None and posted.match is not None,
    )


@blueprint.post("/referrals/<int:referral_id>")
@allows(Act.REFERRAL_REVIEW)
def save(referral_id: int) -> Response:
    posted = posted_review(desk(), referral_id, request.form)
    if posted.is_about_people:
        return _review_page(review(desk(), referral_id), posted.form, posted=posted)
    if posted.form.validate():
        try:
            return _keep(referral_id, posted)
        except StaleForm:
            page = review(desk(), referral_id)
            versions = posted.versions(page)
            return _review_page(page, posted.renewed(page), 409, posted=posted, versions=versions)
        except Mistake as mistake:
            posted.form.mark(mistake)
    return _review_page(review(desk(), referral_id), posted.form, 422, posted=posted)


def _keep(referral_id: int, posted: PostedReview) -> Response:
    """Keep the corrections; with another button, answer a match as well, or accept and go on."""
    referral = operations.correct_referral(
        desk(), referral_id, posted.version, posted.fields, **posted.decisions
    )
    if posted.match:
        return _answered(referral, posted.match)
    if posted.order != "accept":
        flash("The corrections are kept.")
        return go_to(url_for(".show", referral_id=referral_id))
    following = next_to_review(desk(), referral.conference_id, referral_id)
    case = operations.accept_referral(desk(), referral_id, referral.version)
    flash(f"{case.reference} is accepted{' as a repeat' if case.is_repeat else ''}.")
    return _go_on(referral.conference_id, following)


def _answered(referral: Referral, match: MatchAnswer) -> Response:
    conference_id, referral_id = referral.conference_id, referral.id
    outcome = answer_match(desk(), referral, match)
    for message in outcome.said:
        flash(message, "error" if outcome.is_refused else "message")
    if outcome.is_hidden:  # they have tied it to a case that they are kept from
        return _go_on(conference_id, 0)
    # Back to the cards, which show the answer, unless the top of the page has more to say.
    is_plain = len(outcome.said) == 1 and not outcome.is_refused
    return go_to(url_for(".show", referral_id=referral_id, _anchor="people-heading" if is_plain else None))


def _go_on(conference_id: int, following: int) -> Response:
    if following:
        return go_to(url_for(".show", referral_id=following))
    seat = viewer().seat_in(conference_id)
    return go_to(url_for(".index", slug=seat.slug if seat else ""))


@blueprint.post("/referrals/<int:referral_id>/set-aside")
@allows(Act.REFERRAL_REVIEW)
def set_aside(referral_id: int) -> Response:
    aside = ReasonForm()
    conference_id = get(desk(), Referral, referral_id).conference_id
    status = 422
    if aside.validate():
        following = next_to_review(desk(), conference_id, referral_id)
        try:
            operations.set_aside_referral(desk(), referral_id, aside.version.data, aside.reason.data)
        except Mistake as mistake:
            aside.mark(mistake)
        except StaleForm:
            aside.reason.errors = [
                "Somebody else has just changed this referral. Check it, then decide again."
            ]
            aside.version.raw_data, status = None, 409
        else:
            flash("The referral is set aside. It stays on the list of those set aside.")
            return _go_on(conference_id, following)
    page = review(desk(), referral_id)
    aside.version.data = page.referral.version if status == 409 else aside.version.data
    return _review_page(page, review_form(page), status, aside=aside)


@blueprint.get("/referrals/<int:referral_id>/file")
@allows(Act.REFERRAL_REVIEW)
def download(referral_id: int) -> PlainResponse:
    original = original_file(desk(), referral_id)
    answer = PlainResponse(original.content, mimetype=WORD)
    answer.headers["Content-Disposition"] = f'attachment; filename="{original.name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
