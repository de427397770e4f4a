"""Pages of administration: founding a conference and admitting agencies to it."""

from flask import flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.administration import forms, operations, queries
from marac.administration.blueprint import blueprint
from marac.administration.pages import agency_choices, form_page
from marac.conferences import all_kinds
from marac.errors import Mistake
from marac.ui.htmx import go_to


def _conference_form() -> forms.ConferenceForm:
    form = forms.ConferenceForm()
    form.kind.choices = [("", "Choose"), *((kind.key, kind.name) for kind in all_kinds())]
    return form


@blueprint.get("/administration/conferences/new")
@allows(Act.ACCOUNT_ADMINISTER)
def new_conference() -> Response:
    return form_page(_conference_form(), "Found a conference", url_for("administration.found"))


@blueprint.post("/administration/conferences/new")
@allows(Act.ACCOUNT_ADMINISTER)
def found() -> Response:
    form = _conference_form()
    if form.validate():
        try:
            conference = operations.found_conference(
                desk(), form.kind.data, form.slug.data, form.name.data, form.area.data or ""
            )
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("The conference is founded. Admit its agencies next.")
            return go_to(url_for("administration.show_conference", conference_id=conference.id))
    return form_page(form, "Found a conference", url_for("administration.found"), 422)


def _admission_form() -> forms.AdmissionForm:
    form = forms.AdmissionForm()
    form.agency.choices = agency_choices()
    return form


def _conference_page(conference_id: int, form: forms.AdmissionForm, status: int = 200) -> Response:
    page = render_template(
        "administration/conference.html", form=form, **queries.conference(desk(), conference_id)
    )
    return make_response(page, status)


@blueprint.get("/administration/conferences/<int:conference_id>")
@allows(Act.ACCOUNT_ADMINISTER)
def show_conference(conference_id: int) -> Response:
    return _conference_page(conference_id, _admission_form())


@blueprint.post("/administration/conferences/<int:conference_id>/agencies")
@allows(Act.ACCOUNT_ADMINISTER)
def admit(conference_id: int) -> Response:
    form = _admission_form()
    queries.conference(desk(), conference_id)
    if not form.validate():
        return _conference_page(conference_id, form, 422)
    operations.admit_agency(desk(), conference_id, int(form.agency.data), is_standing=form.is_standing.data)
    flash("The agency takes part in this conference.")
    return go_to(url_for("administration.show_conference", conference_id=conference_id))
