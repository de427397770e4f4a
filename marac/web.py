"""Wiring: settings, database, guards, headers and the few routes that belong to no slice."""

import secrets
from datetime import date
from typing import Any

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from marac import clock
from marac.access.crypt import Keys
from marac.access.doorman import check_no_views, install_doorman
from marac.access.gate import database, install_gate
from marac.access.policy import public
from marac.access.seal import use_keys
from marac.access.wall_holes import holes_in_wall
from marac.accounts.signing import init_signing
from marac.administration.clearances import derive_everywhere
from marac.audit.checkpoints import checkpoints_of
from marac.audit.due import Watch
from marac.audit.form_keys import answer_repeated_form
from marac.audit.growing import trust
from marac.audit.ledger import take_notice, use_clock_tolerance
from marac.audit.settle import close_desk, log, what_broke
from marac.config import NotReady, Settings
from marac.db import Database
from marac.errors import Altered, DomainError, Mistake, NotFound, RecordDamaged, Refused, StaleForm
from marac.ui.environment import csrf_token
from marac.ui.error_pages import STATUSES, error_page
from marac.ui.static_files import static_file

# A form of 1,001 parts is refused by Werkzeug before any view; text fields may hold long minutes.
MOST_FORM_PARTS = 1000
LARGEST_FIELD = 4 * 1024 * 1024

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# The database is not there, is locked, gave up waiting, or has lost a table: nothing the asker did, worth another try.
AWAY = (OperationalError, ProgrammingError, InternalError, NoConnectionFree)
_STATUS = {NotFound: 404, Refused: 403, StaleForm: 409, Mistake: 422}


def configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings."""
    app.extensions["marac.settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="marac_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        MAX_CONTENT_LENGTH=settings.largest_request,
        MAX_FORM_MEMORY_SIZE=LARGEST_FIELD,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        TRUSTED_HOSTS=list(settings.allowed_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_secure,
    )
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies
        )


def connect(app: Flask, settings: Settings) -> None:
    """The database, its doorman, its checkpoints and the sealing keys."""
    store = Database(settings.database_url)
    try:
        check_no_views(store.engine)
        _check_wall(store, settings)
    finally:
        # A server may fork after this: no process may inherit a connection.
        store.engine.dispose()
    app.extensions["marac.doorman"] = install_doorman(store.engine)
    app.extensions["marac.db"] = store
    checkpoints = checkpoints_of(settings, store)
    app.extensions["marac.watch"] = checkpoints and Watch(
        checkpoints, settings.checkpoint_entries, settings.checkpoint_minutes
    )
    trust(checkpoints.own if checkpoints else {})
    use_clock_tolerance(settings.clock_tolerance)
    use_keys(Keys(settings.sealing_keys, settings.sealing_keys_now))
    app.extensions["marac.derived_on"] = _derive_at_start(store)


def _derive_at_start(store: Database) -> date | None:
    """The day for which clearances are derived; None for a database that is not built or away, to be asked later."""
    try:
        derive_everywhere(store)
    except (*AWAY, RecordDamaged) as error:
        log.error("clearances were not derived at the start: %s", type(error).__name__)
        return None
    finally:
        store.engine.dispose()
    return clock.today()


def _check_wall(store: Database, settings: Settings) -> None:
    """Refuse to serve a real site whose second wall does not hold, or with the key to it; elsewhere say so."""
    if settings.is_secure and settings.owner_url:
        raise NotReady(
            "A server is not given MARAC_OWNER_URL: whoever runs code in it could take the second wall down. "
            "Set it for the one command that needs it."
        )
    holes = holes_in_wall(store.engine)
    if holes and settings.is_secure:
        raise NotReady(f"{' '.join(holes)} Set MARAC_OWNER_URL and run `marac upgrade`.")
    for hole in holes:
        log.warning("the second wall does not hold: %s", hole)


def guard(app: Flask) -> None:
    """The request's name, gate, CSRF, repeated forms, error pages, headers: in that order."""
    init_signing(app)
    install_gate(app)
    app.before_request_funcs[None][:0] = [_name_request, _bound_words, _derive_clearances]
    CSRFProtect(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.before_request(answer_repeated_form)
    app.register_error_handler(DomainError, _domain_page)
    app.register_error_handler(CSRFError, _csrf_page)
    app.register_error_handler(HTTPException, _http_page)
    app.register_error_handler(Exception, _failure_page)
    app.after_request(_set_headers)
    # Flask runs the last of these first: the page's own connection is given back before a checkpoint is made.
    app.teardown_request(_heed_checkpoints)
    app.teardown_request(close_desk)


def _heed_checkpoints(_error: BaseException | None = None) -> None:
    """After the page's own commit: see whether what it put on the ledger makes a checkpoint due."""
    notice, watch = take_notice(), current_app.extensions["marac.watch"]
    if watch is not None:
        watch.heed(notice)


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    if request.method == "TRACE":
        abort(405)


def _bound_words() -> None:
    """Only files may be large: a form without them is read in one piece, whatever a field may hold."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = min(LARGEST_FIELD, request.max_content_length or LARGEST_FIELD)


def _derive_clearances() -> None:
    """Before anybody is known to be asking, on the first request of a day: a limit on who reads what binds from the day
    on which it is in force."""
    if (
        request.endpoint in ("static", "healthz")
        or current_app.extensions["marac.derived_on"] == clock.today()
    ):
        return
    derive_everywhere(database())
    current_app.extensions["marac.derived_on"] = clock.today()


def _plain_page(status: int, name: str = "") -> Response:
    """An error page; settling knows by its bytes that it holds nothing of the request."""
    answer = error_page(status, name)
    g.plain_error = answer.get_data()
    return answer


def _domain_page(error: DomainError) -> Response:
    if isinstance(error, Altered):
        return _plain_page(503, "altered")
    if isinstance(error, RecordDamaged):
        log.error("a page was withheld: the record is damaged: %s", error)
        return _plain_page(503, "damaged")
    return _plain_page(next((s for kind, s in _STATUS.items() if isinstance(error, kind)), 500))


def _csrf_page(_error: CSRFError) -> Response:
    return _plain_page(400)


def _http_page(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    answer = _plain_page(code if code in STATUSES else 400 if code < 500 else 500)
    if code == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    return answer


def _failure_page(error: Exception) -> Response:
    if g.get("raise_failures"):
        raise error
    log.error("a page failed: %s", what_broke())
    if not isinstance(error, AWAY):
        return _plain_page(500)
    answer = _plain_page(503)
    answer.headers["Retry-After"] = "5"
    return answer


def _set_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    if not request.path.startswith("/static/") or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000"
    return response


def add_common_routes(app: Flask) -> None:
    """Static files and the health check."""

    @app.get("/static/<path:name>", endpoint="static")
    @public("styles, scripts and pictures hold nothing confidential")
    def static(name: str) -> Response:
        return static_file(name)

    @app.get("/healthz", endpoint="healthz")
    @public("a monitor asks it; it says only that the database answers")
    def healthz() -> tuple[dict[str, str], int]:
        try:
            with database().engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception:
            return {"status": "unavailable"}, 503
        return {"status": "ok"}, 200
