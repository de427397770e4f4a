"""Pages on which somebody decides whom a form's words keep from its case."""

from flask import flash, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.loading import find
from marac.access.policy import allows
from marac.errors import Mistake, StaleForm
from marac.records import Case
from marac.referrals import operations
from marac.referrals.blueprint import blueprint
from marac.referrals.forms import RestrictionForm
from marac.referrals.restriction_page import RestrictionPage, restriction_page
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference


@blueprint.get("/referrals/<int:referral_id>/restriction")
@allows(Act.REFERRAL_REVIEW)
def restriction(referral_id: int) -> Response:
    page = restriction_page(desk(), referral_id)
    return _page(page, _form(page))


def _form(page: RestrictionPage) -> RestrictionForm:
    form = RestrictionForm(version=page.referral.version)
    form.people.choices, form.agencies.choices = page.people, page.agencies
    return form


def _page(page: RestrictionPage, form: RestrictionForm, status: int = 200) -> Response:
    enter_conference(page.seat)
    return page_or_block("referrals/restriction.html", status=status, page=page, form=form)


@blueprint.post("/referrals/<int:referral_id>/restriction")
@allows(Act.REFERRAL_REVIEW)
def decide_restriction(referral_id: int) -> Response:
    page = restriction_page(desk(), referral_id)
    form = _form(page)
    if not form.validate() or not _is_whole(form):
        return _page(page, form, 422)
    try:
        referral = operations.decide_restriction(
            desk(),
            referral_id,
            form.version.data,
            user_ids=form.people.data,
            agency_ids=form.agencies.data,
            reason=form.reason.data,
        )
    except StaleForm:
        form.form_errors.append("Somebody else has just changed this referral. Check it, then decide again.")
        form.version.raw_data, form.version.data = None, page.referral.version
        return _page(page, form, 409)
    except Mistake as mistake:
        form.mark(mistake)
        return _page(page, form, 422)
    return _decided(page, referral.case_id, referral_id)


def _is_whole(form: RestrictionForm) -> bool:
    """Either somebody is chosen or "nobody" is ticked, not both and not neither."""
    is_somebody = bool(form.people.data or form.agencies.data)
    if is_somebody == bool(form.nobody.data):
        form.nobody.errors = ["Choose who must not receive information, or tick that nobody here is meant."]
        return False
    return True


def _decided(page: RestrictionPage, case_id: int, referral_id: int) -> Response:
    flash(f"{page.reference}: it is decided who is kept from this case.")
    case = find(desk(), Case, case_id, afresh=True)
    if case is not None and case.is_sealed:
        flash("Somebody has sealed it besides, so only the people named on it can see it.")
    if case is None:  # they have kept themselves from it
        return go_to(url_for(".index", slug=page.seat.slug))
    return go_to(url_for(".show", referral_id=referral_id))
