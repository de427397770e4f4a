"""Pages of administration: accounts, agencies, conferences. None of them knows a case."""

from datetime import date
from typing import Any

from flask import flash, make_response, render_template, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.policy import ROLE_ACTS, allows
from marac.accounts.signing import settings
from marac.administration import forms, operations, queries
from marac.administration.blueprint import blueprint
from marac.administration.pages import agency_choices, form_page
from marac.conferences import get_common
from marac.errors import Mistake
from marac.ui.htmx import go_to


@blueprint.get("/administration")
@allows(Act.ACCOUNT_ADMINISTER)
def index() -> str:
    session = desk()
    return render_template(
        "administration/index.html",
        accounts=queries.accounts(session),
        agencies=queries.agencies(session),
        conferences=queries.conferences(session),
    )


def _account_form() -> forms.AccountForm:
    form = forms.AccountForm()
    form.agency.choices = agency_choices()
    return form


@blueprint.get("/administration/accounts/new")
@allows(Act.ACCOUNT_ADMINISTER)
def new_account() -> Response:
    return form_page(_account_form(), "Open an account", url_for("administration.open_account"))


@blueprint.post("/administration/accounts/new")
@allows(Act.ACCOUNT_ADMINISTER)
def open_account() -> Response:
    form = _account_form()
    if form.validate():
        try:
            user = operations.open_account(
                desk(),
                int(form.agency.data),
                form.name.data,
                form.email.data,
                form.password.data or " ",
                job_title=form.job_title.data or "",
                is_administrator=form.is_administrator.data,
                cost=settings().argon2_cost,
            )
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("The account is open. Give it a role in a conference next.")
            return go_to(url_for("administration.show_account", user_id=user.id))
    return form_page(form, "Open an account", url_for("administration.open_account"), 422)


def _chosen(day: date | None) -> date:
    """A day that the form has made sure of."""
    if day is None:
        raise Mistake("from_on", "Enter the first and the last day.")
    return day


def _membership_form() -> forms.MembershipForm:
    form = forms.MembershipForm(prefix="role")
    form.conference.choices = [
        ("", "Choose"),
        *((str(each.id), each.name) for each in queries.conferences(desk())),
    ]
    form.role.choices = [("", "Choose"), *((role, role.capitalize()) for role in ROLE_ACTS)]
    return form


def _account_page(user_id: int, status: int = 200, **shown: Any) -> Response:
    page = render_template(
        "administration/account.html",
        account=queries.account(desk(), user_id),
        is_own=user_id == viewer().id,
        role_form=shown.get("role_form") or _membership_form(),
        password_form=shown.get("password_form") or forms.PasswordForm(prefix="password"),
    )
    return make_response(page, status)


@blueprint.get("/administration/accounts/<int:user_id>")
@allows(Act.ACCOUNT_ADMINISTER)
def show_account(user_id: int) -> Response:
    return _account_page(user_id)


@blueprint.post("/administration/accounts/<int:user_id>/roles")
@allows(Act.ACCOUNT_ADMINISTER)
def grant(user_id: int) -> Response:
    form = _membership_form()
    if form.validate():
        try:
            operations.grant_membership(
                desk(),
                user_id,
                int(form.conference.data),
                form.role.data,
                _chosen(form.from_on.data),
                _chosen(form.until_on.data),
            )
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("The role is in force between its two days.")
            return go_to(url_for("administration.show_account", user_id=user_id))
    return _account_page(user_id, 422, role_form=form)


@blueprint.post("/administration/accounts/<int:user_id>/password")
@allows(Act.ACCOUNT_ADMINISTER)
def set_password(user_id: int) -> Response:
    form = forms.PasswordForm(prefix="password")
    queries.account(desk(), user_id)
    try:
        operations.set_password(desk(), user_id, form.password.data or "", settings().argon2_cost)
    except Mistake as mistake:
        form.mark(mistake)
        return _account_page(user_id, 422, password_form=form)
    flash(
        "The new password is set, and the person is signed out everywhere. They must choose another when they sign in."
    )
    return go_to(url_for("administration.show_account", user_id=user_id))


@blueprint.post("/administration/accounts/<int:user_id>/closed")
@allows(Act.ACCOUNT_ADMINISTER)
def close(user_id: int) -> Response:
    queries.account(desk(), user_id)
    operations.close_account(desk(), user_id)
    flash("The account is closed. Its next request is refused.")
    return go_to(url_for("administration.show_account", user_id=user_id))


@blueprint.post("/administration/accounts/<int:user_id>/reopened")
@allows(Act.ACCOUNT_ADMINISTER)
def reopen(user_id: int) -> Response:
    queries.account(desk(), user_id)
    operations.reopen_account(desk(), user_id)
    flash("The account is open again.")
    return go_to(url_for("administration.show_account", user_id=user_id))


def _agency_form() -> forms.AgencyForm:
    form = forms.AgencyForm()
    form.kind.choices = [("", "Choose"), *((each.key, each.label) for each in get_common().agency_kinds)]
    return form


@blueprint.get("/administration/agencies/new")
@allows(Act.ACCOUNT_ADMINISTER)
def new_agency() -> Response:
    return form_page(_agency_form(), "Add an agency", url_for("administration.add_agency"))


@blueprint.post("/administration/agencies/new")
@allows(Act.ACCOUNT_ADMINISTER)
def add_agency() -> Response:
    form = _agency_form()
    if form.validate():
        try:
            operations.add_agency(desk(), form.slug.data, form.name.data, form.kind.data)
        except Mistake as mistake:
            form.mark(mistake)
        else:
            flash("The agency is added.")
            return go_to(url_for("administration.index"))
    return form_page(form, "Add an agency", url_for("administration.add_agency"), 422)
