"""Pages on which a conference's members see who is cleared for which class, and its chair changes it."""

from flask import flash, render_template, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, seat_or_404, viewer
from marac.access.policy import allows
from marac.administration.audience_page import ClassPage, class_lines, class_page, history, proposals
from marac.administration.audiences import Weighed, decide_audience, weigh
from marac.administration.blueprint import blueprint
from marac.administration.forms import AudienceForm
from marac.conferences.audiences import readers_of
from marac.errors import Mistake, StaleForm
from marac.ui.htmx import go_to, page_or_block
from marac.ui.navigation import enter_conference


@blueprint.get("/conferences/<slug>/audiences")
@allows(Act.CONFERENCE_VIEW)
def audiences(slug: str) -> str:
    seat = seat_or_404(slug)
    enter_conference(seat)
    return render_template(
        "administration/audiences.html",
        seat=seat,
        lines=class_lines(desk(), seat.conference_id),
        proposals=proposals(desk(), seat.conference_id),
        history=history(desk(), seat.conference_id),
        may_decide=viewer().may_in(Act.AUDIENCE_DECIDE, seat.conference_id),
    )


@blueprint.get("/conferences/<slug>/audiences/<key>")
@allows(Act.AUDIENCE_DECIDE)
def audience(slug: str, key: str) -> Response:
    page = class_page(desk(), seat_or_404(slug).conference_id, key)
    form = AudienceForm(formdata=None, readers=page.cleared, version=page.number)
    return _class_page(slug, page, form)


@blueprint.post("/conferences/<slug>/audiences/<key>")
@allows(Act.AUDIENCE_DECIDE)
def decide(slug: str, key: str) -> Response:
    seat = seat_or_404(slug)
    page, form = class_page(desk(), seat.conference_id, key), AudienceForm()
    form.offer(page.codes)
    if not form.validate_on_submit():
        return _class_page(slug, page, form, 422)
    chosen = readers_of(",".join(form.readers.data)) | page.always
    try:
        weighed = weigh(desk(), seat.conference_id, key, chosen, form.version.data)
        if weighed.widened and form.confirmed.data != weighed.token:
            return _confirm_page(slug, page, form, weighed)
        told = {
            "ground": form.ground.data,
            "agreed_on": form.agreed_on.data,
            "confirmed": form.confirmed.data or "",
        }
        made = decide_audience(desk(), seat.conference_id, key, chosen, form.version.data, **told)
    except Mistake as mistake:
        form.mark(mistake)
        return _class_page(slug, page, form, 422)
    except StaleForm as stale:
        form.form_errors.append(f"{stale} Look at what it says now, then change it.")
        return _class_page(slug, page, form, 409)
    waits = f"{page.label}: nothing changes until a representative agrees ({page.agreed_by})."
    flash(waits if made.waits else f"{page.label}: the change holds from now on.")
    return go_to(url_for("administration.audiences", slug=slug))


def _class_page(slug: str, page: ClassPage, form: AudienceForm, status: int = 200) -> Response:
    desk().rollback()
    enter_conference(seat_or_404(slug))
    form.offer(page.codes)
    if status == 409:
        form.readers.data = list(page.cleared)
        form.version.data, form.version.raw_data = page.number, None
    return page_or_block("administration/audience.html", status=status, slug=slug, page=page, form=form)


def _confirm_page(slug: str, page: ClassPage, form: AudienceForm, weighed: Weighed) -> Response:
    """Who would read more, by name, before it is done. Nothing is: the answer is no success, and no key is used up."""
    desk().rollback()
    enter_conference(seat_or_404(slug))
    return page_or_block(
        "administration/audience_confirm.html",
        status=422,
        slug=slug,
        page=page,
        form=form,
        weighed=weighed,
        before=page.in_words(weighed.before),
        after=page.in_words(weighed.after),
    )
