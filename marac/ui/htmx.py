"""One address answers the whole page, or the named block of it that htmx asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template
from flask_htmx import HTMX
from jinja2 import Template

htmx = HTMX()


def page_or_block(template: str, *blocks: str, status: int = 200, **values: Any) -> Response:
    """Render `template` whole, or only the block that the request's target names.

    A block `action_rows` answers requests whose target is the element `action-rows`. Anything else,
    a forged header included, gets the whole page. Nothing is ever pushed to the browser's history.
    """
    block = _wanted(blocks)
    html = render_block(template, block, **values) if block else render_template(template, **values)
    response = Response(html, status, {"Vary": "HX-Request, HX-Target"})
    if block:
        response.headers["HX-Push-Url"] = "false"
    return response


def render_block(template: str, block: str, **values: Any) -> str:
    """The text of one named `block` of `template`; KeyError if the template has no such block."""
    current_app.update_template_context(values)
    source: Template = current_app.jinja_env.get_template(template)
    context = source.new_context(values)
    _run_imports(source.root_render_func(context))
    return "".join(context.blocks[block][0](context))


def _run_imports(page: Iterator[str]) -> None:
    # A page's imports run before its first word. Without them the block would not know its macros.
    next((part for part in page if part.strip()), None)


def _wanted(blocks: tuple[str, ...]) -> str | None:
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return None
    target = (htmx.target or "").replace("-", "_")
    return target if target in blocks else None


def go_to(address: str) -> Response:
    """Send the person to `address`, a path of ours: a redirect, or a whole-page move for htmx."""
    if htmx:
        return make_response("", 200, {"HX-Redirect": address})
    return make_response(redirect(address, code=303))
