"""Amending one paragraph of a draft; it saves itself while it is written."""

from flask import Response, flash, jsonify, make_response, render_template, url_for

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.documents import operations
from marac.documents.blueprint import blueprint
from marac.documents.forms import AmendmentForm, SectionForm
from marac.documents.section_page import SectionPage, section_page
from marac.errors import Mistake, StaleForm
from marac.ui.dates import clock as clock_words
from marac.ui.htmx import go_to


def _form(page: SectionPage, **settings: object) -> SectionForm:
    if page.needs_reason:
        return AmendmentForm(version=page.version, text=page.text, reason=page.why, **settings)
    return SectionForm(version=page.version, text=page.text, **settings)


def _page(page: SectionPage, form: SectionForm, status: int = 200) -> Response:
    yours = form.text.data or ""
    if status == 409:
        form.version.data, form.version.raw_data = page.version, None
    html = render_template(
        "documents/section.html",
        page=page,
        form=form,
        is_stale=status == 409,
        yours=yours,
        client_seq=page.saved_seq if page.saved_key == form.form_key.data else 0,
    )
    return make_response(html, status)


@blueprint.get("/sections/<int:section_id>")
@allows(Act.MINUTES_WRITE)
def section(section_id: int) -> Response:
    """A paragraph to be amended."""
    page = section_page(section_id)
    return _page(page, _form(page, formdata=None))


@blueprint.post("/sections/<int:section_id>")
@allows(Act.MINUTES_WRITE)
def amend(section_id: int) -> Response:
    """Keep an amended paragraph."""
    page = section_page(section_id)
    form = _form(page)
    if not form.validate():
        return _page(page, form, 422)
    try:
        _amend(section_id, form)
    except Mistake as mistake:
        form.mark(mistake)
        return _page(page, form, 422)
    except StaleForm:
        return _page(section_page(section_id), form, 409)
    flash("The paragraph is amended.")
    return go_to(url_for("documents.current", meeting_id=page.meeting_id, _anchor=f"section-{section_id}"))


@blueprint.post("/sections/<int:section_id>/autosave")
@allows(Act.MINUTES_WRITE)
def amend_by_itself(section_id: int) -> Response:
    """A paragraph saving itself."""
    form = AmendmentForm()
    status = 422
    try:
        if form.save_itself():
            _amend(section_id, form)
            return jsonify(saved_at=clock_words(clock.now()))
    except Mistake:
        status = 422
    except StaleForm:
        status = 409
    # The script is told nothing of the case, but an answer after reading it must have its entry.
    section_page(section_id)
    return make_response(jsonify(saved=False), status)


def _amend(section_id: int, form: SectionForm) -> None:
    reason = form.reason.data or "" if isinstance(form, AmendmentForm) else ""
    operations.amend_section(
        desk(), section_id, form.version.data, form.text.data or "", reason, saving=form.saving
    )
