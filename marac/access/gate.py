"""One gate before every request. It reads the act stamped on the view, puts the viewer on the session, and
lets nothing else through; `check_policy` refuses to start an application with an unstamped view."""

from dataclasses import replace
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.viewer import Seat, Viewer
from marac.db import Database, Session
from marac.errors import NotFound
from marac.records.base import LARGEST_ID

# What stays open while the screen is hidden, or until a password that somebody else set is changed.
HIDDEN_OPENS = ("accounts.hidden", "accounts.sign_out")
UNCHANGED_OPENS = ("accounts.choose_password", "accounts.hide", *HIDDEN_OPENS)
# What stays open to somebody who opened a case by break-glass until that has been reviewed, once it is late.
HELD_OPENS = ("accounts.held", *UNCHANGED_OPENS)
READING = ("GET", "HEAD", "OPTIONS")


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["marac.db"]
    return found


def waiting_session(store: Database) -> Session:
    """The session of a request that only reads, before anybody is known to be asking: whoever it is, is read on
    it, and `pass_gate` seats them there. Nothing scoped can be read on it until then."""
    found: Session | None = g.get("waiting")
    if found is None:
        found = g.waiting = Session(store.engine)
    return found


def desk() -> Session:
    """The session of this request, with its viewer. Raises RuntimeError before the gate was passed."""
    found: Session | None = g.get("desk")
    if found is None:
        raise RuntimeError("no view may ask before the gate has decided")
    return found


def viewer() -> Viewer:
    """Whoever is asking."""
    found: Viewer = desk().viewer
    return found


def _stamp_of(endpoint: str) -> tuple[Act | None, str | None]:
    view = current_app.view_functions[endpoint]
    return getattr(view, "act", None), getattr(view, "public_reason", None)


def pass_gate() -> Response | None:
    """Decide on this request before any view runs."""
    if request.url_rule is None or request.endpoint is None:
        return None
    act, reason = _stamp_of(request.endpoint)
    if reason is not None:
        return None
    if act is None:
        abort(404)
    account = current_user._get_current_object()
    if not account.is_authenticated:
        return _to_sign_in()
    asking: Viewer = account.viewer
    g.asking = asking
    if account.is_locked and request.endpoint not in HIDDEN_OPENS:
        return _send_to(url_for("accounts.hidden"))
    if account.must_change_password and request.endpoint not in UNCHANGED_OPENS:
        return _send_to(url_for("accounts.choose_password"))
    if account.is_held and request.endpoint not in HELD_OPENS:
        return _send_to(url_for("accounts.held"))
    if any(isinstance(each, int) and each > LARGEST_ID for each in (request.view_args or {}).values()):
        abort(404)
    if not asking.may(act):
        g.refusal = "role"
        abort(403)
    g.desk = _seated(asking, act)
    return None


def _seated(asking: Viewer, act: Act) -> Session:
    if request.method not in READING:
        return Session(database().writer, asking, act)
    session = waiting_session(database())
    g.pop("waiting", None)
    session.seat(replace(asking, asked_case_id=_asked_case()), act)
    return session


def _asked_case() -> int:
    """The one case that the address names: all that break-glass can show on this request."""
    return int((request.view_args or {}).get("case_id", 0))


def _to_sign_in() -> Response:
    if request.headers.get("HX-Request"):
        return _send_to(url_for("accounts.sign_in"))
    target = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return _send_to(url_for("accounts.sign_in", next=target))


def _send_to(address: str) -> Response:
    """Send the whole page elsewhere; htmx would put a redirect's page into the part it asked for."""
    if not request.headers.get("HX-Request"):
        return redirect(address)
    answer = Response(status=204)
    answer.headers["HX-Redirect"] = address
    return answer


def routes(app: Flask) -> list[dict[str, Any]]:
    """Every endpoint and method, with the act it needs or the reason it is public."""
    listed = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        view = app.view_functions[rule.endpoint]
        listed.append(
            {
                "endpoint": rule.endpoint,
                "rule": rule.rule,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "act": getattr(view, "act", None),
                "public": getattr(view, "public_reason", None),
            }
        )
    return listed


def check_policy(app: Flask) -> None:
    """Refuse to start unless every endpoint has exactly one act, or a reason to be public."""
    for route in routes(app):
        if (route["act"] is None) == (route["public"] is None):
            raise RuntimeError(
                f"{route['endpoint']} {route['methods']} needs exactly one act, or a reason to be public"
            )
        if "*" in route["rule"]:
            raise RuntimeError(f"{route['endpoint']}: a rule may not be a wildcard")


def install_gate(app: Flask) -> None:
    """Put the gate first."""
    app.before_request_funcs.setdefault(None, []).insert(0, pass_gate)


def seat_or_404(slug: str) -> Seat:
    """The viewer's membership in the conference named in the address, if its role grants this request's act.

    Raises NotFound alike for an unknown conference and for one that is not the viewer's.
    """
    session = desk()
    for seat in session.viewer.conferences(session.act):
        if seat.slug == slug:
            found: Seat = seat
            return found
    raise NotFound
