"""What the pages of administration share."""

from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from marac.access.gate import desk
from marac.administration import queries


def agency_choices() -> list[tuple[str, str]]:
    """The agencies, for a list to choose from."""
    return [("", "Choose"), *((str(each.id), each.name) for each in queries.agencies(desk()))]


def form_page(form: Any, heading: str, action: str, status: int = 200) -> Response:
    """A page that is one form."""
    page = render_template("administration/form.html", form=form, heading=heading, action=action)
    return make_response(page, status)
