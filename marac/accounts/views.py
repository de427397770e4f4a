"""Signing in and out, hiding the screen, looking after one's sessions."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from marac.access.acts import Act
from marac.access.gate import database, desk, viewer
from marac.access.policy import allows, public
from marac.accounts import choosing, operations
from marac.accounts.forms import PasswordForm, ShowAgainForm, SignInForm
from marac.accounts.held import late_reviews
from marac.accounts.known_browsers import COOKIE, LASTS_SECONDS, browser_known_to, remembering
from marac.accounts.loading import SignedIn, signed_in
from marac.accounts.queries import password_setting, sessions_of
from marac.accounts.signing import settings
from marac.accounts.throttling import Origin
from marac.audit import events
from marac.errors import Mistake

blueprint = Blueprint("accounts", __name__)


def _safe_next(target: str | None) -> str:
    """A path of ours, or the first page: never another site's."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or len(target) > 500:
        return url_for("home.show")
    parts = urlsplit(target.replace("\\", "/"))
    has_controls = any(ord(letter) < 33 for letter in target)
    return url_for("home.show") if parts.netloc or parts.scheme or has_controls else target


@blueprint.get("/sign-in")
@public("where people sign in")
def sign_in() -> AnyResponse:
    if current_user.is_authenticated:
        return redirect(url_for("home.show"))
    asked = request.args.get("next", "")
    return make_response(render_template("accounts/sign_in.html", form=SignInForm(), next=asked))


@blueprint.post("/sign-in")
@public("where people sign in; throttled, and alike for accounts that do not exist")
def sign_in_post() -> AnyResponse:
    form = SignInForm()
    email = operations.normal_address(form.email.data or "")
    cookie = request.cookies.get(COOKIE, "")
    origin = Origin(request.remote_addr or "", browser_known_to(settings(), cookie, email))
    try:
        token = operations.sign_in(
            database(), settings(), email, form.password.data or "", request.user_agent.string, origin
        )
    except Mistake as mistake:
        form.password.errors = [mistake.message]
        page = render_template("accounts/sign_in.html", form=form, next=request.form.get("next", ""))
        return make_response(page, 422)
    if current_user.is_authenticated:
        operations.sign_out(database(), current_user.viewer, current_user.id, "replaced")
    session.clear()
    with database().engine.connect() as connection:
        login_user(_known(signed_in(connection, token, settings().idle_seconds)))
    answer = redirect(_safe_next(request.form.get("next")), code=303)
    _remember(answer, remembering(settings(), cookie, email))
    return answer


def _remember(answer: AnyResponse, known: str) -> None:
    """Let the browser be known the next time; the cookie goes to the page for signing in alone."""
    answer.set_cookie(
        COOKIE,
        known,
        max_age=LASTS_SECONDS,
        path=url_for("accounts.sign_in"),
        secure=settings().is_secure,
        httponly=True,
        samesite="Lax",
    )


def _known(found: SignedIn | None) -> SignedIn:
    if found is None:
        raise Mistake("email", operations.REFUSED)
    return found


@blueprint.post("/sign-out")
@allows(Act.ACCOUNT_USE)
def sign_out() -> AnyResponse:
    operations.sign_out(database(), viewer(), current_user.id)
    return _signed_out()


@blueprint.post("/sign-out-everywhere")
@allows(Act.ACCOUNT_USE)
def sign_out_everywhere() -> AnyResponse:
    operations.sign_out_everywhere(database(), viewer())
    return _signed_out()


def _signed_out() -> AnyResponse:
    logout_user()
    session.clear()
    answer = redirect(url_for("accounts.sign_in"), code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.post("/hide")
@allows(Act.ACCOUNT_USE)
def hide() -> AnyResponse:
    operations.hide(database(), viewer(), current_user.id, True)
    return redirect(url_for("accounts.hidden"), code=303)


@blueprint.route("/hidden", methods=["GET", "POST"])
@allows(Act.ACCOUNT_USE)
def hidden() -> AnyResponse:
    form = ShowAgainForm()
    if not current_user.is_locked:
        return redirect(url_for("home.show"))
    if request.method == "POST":
        try:
            password = form.password.data or ""
            operations.show_again(database(), settings(), viewer(), current_user.id, password)
        except Mistake as mistake:
            form.password.errors = [mistake.message]
            return make_response(render_template("accounts/hidden.html", form=form), 422)
        return redirect(url_for("home.show"), code=303)
    return make_response(render_template("accounts/hidden.html", form=form))


@blueprint.route("/account/password", methods=["GET", "POST"])
@allows(Act.ACCOUNT_USE)
def choose_password() -> AnyResponse:
    form = PasswordForm()
    if request.method == "POST":
        typed = (each.data or "" for each in (form.password, form.new_password, form.repeated_password))
        try:
            choosing.choose_password(database(), settings(), viewer(), current_user.id, *typed)
        except Mistake as mistake:
            form[mistake.field].errors = [mistake.message]
            return _password_page(form, 422)
        flash("Your new password is in force. You are signed out everywhere else.")
        return redirect(url_for("home.show"), code=303)
    return _password_page(form)


def _password_page(form: PasswordForm, status: int = 200) -> AnyResponse:
    """The page for a new password; whoever must choose one is told who set the present one, and when."""
    setting = password_setting(database(), viewer())
    must = current_user.must_change_password
    if setting and must:
        told = events.PasswordNoticeShown(user_id=viewer().id, set_by_id=setting["set_by_id"])
        desk().record(told)
    html = render_template("accounts/password.html", form=form, setting=setting, must=must)
    return make_response(html, status)


@blueprint.get("/waiting-for-review")
@allows(Act.ACCOUNT_USE)
def held() -> AnyResponse:
    late = late_reviews(database(), viewer())
    if not late:
        return redirect(url_for("home.show"))
    for each in late:
        desk().record(
            events.AccountHeld(
                conference_id=each.conference_id, opening_id=each.opening_id, review_by=each.review_by
            )
        )
    return make_response(render_template("accounts/held.html", late=late))


@blueprint.post("/stay")
@allows(Act.ACCOUNT_USE)
def stay() -> Response:
    return make_response("", 204)


@blueprint.get("/account")
@allows(Act.ACCOUNT_USE)
def show() -> str:
    return render_template(
        "accounts/show.html",
        sessions=sessions_of(database(), viewer()),
        setting=password_setting(database(), viewer()),
    )
