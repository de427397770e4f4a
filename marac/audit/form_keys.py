"""One key for each form: the second post of the same form has no effect and gets the first one's result."""

import re
from urllib.parse import urlsplit

from flask import Response, g, request
from sqlalchemy import bindparam, insert, select

from marac import clock
from marac.access.gate import database
from marac.db import Session
from marac.records import FormKey
from marac.records.base import columns

_F = columns(FormKey)
_USED_KEY = select(_F.location).where(
    _F.user_id == bindparam("user_id"), _F.form_key == bindparam("form_key")
)
_NAME = re.compile(r"([A-Za-z0-9_-]+-)?form_key")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _form_key() -> str:
    """The key of the form that was posted; a form with a prefix carries it under its own name."""
    if request.method != "POST":
        return ""
    typed = next((text for name, text in request.form.items() if _NAME.fullmatch(name)), "")
    return typed if _KEY.fullmatch(typed) else ""


def _page_before() -> str:
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # a header that no browser sends
        return "/"
    return came_from.path if came_from.netloc == request.host and came_from.path else "/"


def told_again(address: str) -> None:
    """Where the same form leads if it is sent again, when the answer to this one is a file and leads nowhere."""
    g.told_again = address


def keep_form_key(session: Session, response: Response) -> None:
    """Note the form's key and where its post led, in the transaction of the change.

    A form that saves itself (it counts its savings as `client_seq`) is not finished, so its key is not used up.
    """
    key = _form_key()
    if not key or g.get("is_repeated_form") or "client_seq" in request.form:
        return
    led_to = response.headers.get("Location") or response.headers.get("HX-Redirect") or g.get("told_again")
    address = led_to or _page_before()
    row = {"user_id": session.viewer.id, "form_key": key, "location": address, "used_at": clock.now()}
    session.execute(insert(FormKey.__table__), [row])  # type: ignore[attr-defined]


def earlier_result(user_id: int) -> str | None:
    """Where the first post of this request's form led, if there was one."""
    key = _form_key()
    if not key:
        return None
    with database().engine.connect() as connection:
        found = connection.execute(_USED_KEY, {"user_id": user_id, "form_key": key}).scalar_one_or_none()
        return str(found) if found is not None else None


def lead_to(response: Response, address: str) -> Response:
    """Turn a response into one that leads to `address`, its headers kept: a redirect, or htmx's own."""
    is_htmx = bool(request.headers.get("HX-Request"))
    response.set_data(b"")
    response.status_code = 200 if is_htmx else 303
    for name in ("Location", "HX-Redirect", "HX-Retarget", "HX-Reselect", "HX-Reswap"):
        response.headers.pop(name, None)
    response.headers["HX-Redirect" if is_htmx else "Location"] = address
    return response


def answer_repeated_form() -> Response | None:
    """Before any view runs: a form that was posted already is answered with its first result."""
    if request.method != "POST" or g.get("desk") is None:
        return None
    earlier = earlier_result(g.desk.viewer.id)
    if earlier is None:
        return None
    g.is_repeated_form = True
    return lead_to(Response(), earlier)
