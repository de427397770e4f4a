"""The page on which an agency agrees that others read what is its own to give, or refuses it."""

from flask import flash, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404
from marac.access.policy import allows
from marac.administration.agreeing import agree, proposal_page, refuse
from marac.administration.blueprint import blueprint
from marac.administration.forms import AgreementForm
from marac.errors import Mistake
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference


@blueprint.get("/conferences/<slug>/audiences/waiting/<int:proposal_id>")
@allows(Act.AUDIENCE_AGREE)
def proposal(slug: str, proposal_id: int) -> Response:
    return _proposal_page(slug, proposal_id, AgreementForm(formdata=None))


@blueprint.post("/conferences/<slug>/audiences/waiting/<int:proposal_id>")
@allows(Act.AUDIENCE_AGREE)
def answer_proposal(slug: str, proposal_id: int) -> Response:
    form, conference_id = AgreementForm(), seat_or_404(slug).conference_id
    form.offer()
    if not form.validate_on_submit():
        return _proposal_page(slug, proposal_id, form, 422)
    try:
        if form.answer.data == "agree":
            agree(desk(), conference_id, proposal_id, form.confirmed.data or "")
        else:
            refuse(desk(), conference_id, proposal_id, form.refusal.data or "")
    except Mistake as mistake:
        form.mark(mistake)
        return _proposal_page(slug, proposal_id, form, 422)
    agreed = "You agreed: the change holds from now on."
    flash(agreed if form.answer.data == "agree" else "You refused it: nothing changes.")
    return go_to(url_for("administration.audiences", slug=slug))


def _proposal_page(slug: str, proposal_id: int, form: AgreementForm, status: int = 200) -> Response:
    desk().rollback()
    seat = seat_or_404(slug)
    enter_conference(seat)
    page = proposal_page(desk(), seat.conference_id, proposal_id)
    form.offer()
    form.confirmed.data = page.weighed.token
    return page_or_block(
        "administration/proposal.html", status=status, slug=slug, seat=seat, page=page, form=form
    )
