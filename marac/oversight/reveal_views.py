"""Acknowledging the notice of a revealed safe address or contact."""

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.audit.reveals import acknowledge_reveal
from marac.oversight.blueprint import blueprint
from marac.oversight.reveals import told_since
from marac.ui.htmx import go_to

_LONGEST = 18


@blueprint.post("/reveals/seen")
@allows(Act.CASE_VIEW)
def reveal_seen() -> Response:
    text = request.form.get("entry", "")
    entry = int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else 0
    if acknowledge_reveal(desk(), entry, told_since(desk())):
        flash("It is noted that you have seen this.")
    return go_to(url_for("home.show"))
