"""The pages shown when something is refused or fails. They say nothing of what was asked for."""

from __future__ import annotations

from flask import Response, make_response, render_template

from marac.ui.htmx import htmx

STATUSES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def error_page(status: int, name: str = "") -> Response:
    """The page for `status`, a member of STATUSES. It holds nothing of the request, the person or the time.

    `name` is that of a page with other words.

    404 is for what does not exist and for what the viewer may not see; 403 only for a deed refused to
    somebody who may see the thing.
    """
    response = make_response(render_template(f"errors/{name or status}.html"), status)
    if htmx:
        response.headers["HX-Retarget"] = "#main-content"
        response.headers["HX-Reselect"] = "#main-content"
        response.headers["HX-Reswap"] = "outerHTML"
    response.vary.add("HX-Request")
    return response
