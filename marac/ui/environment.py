"""The template environment: where templates come from, and what happens to a name nobody passed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, session
from flask_wtf.csrf import generate_csrf
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]

from marac.ui.form_display import answers_of, error_lines
from marac.ui.forms import new_form_key
from marac.ui.static_files import asset_url

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# htmx may not write styles, run text as code, or keep pages in the browser's storage. Answers that carry
# something to read (a conflict, a form to correct) are shown in place, other refusals as the whole page.
HTMX_CONFIG = json.dumps(
    {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyEnabled": False,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "scrollIntoViewOnBoost": False,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "409|422", "swap": True, "error": False},
            {
                "code": "[45]..",
                "swap": True,
                "error": True,
                "target": "#main-content",
                "select": "#main-content",
                "swapOverride": "outerHTML",
            },
        ],
    }
)


class StrictUndefined(ChainableUndefined):
    """For tests: printing or looping over a name that nobody passed is an error; so is a wrong attribute.

    Keys missing from a mapping stay silent: the GOV.UK macros read dozens of optional ones.
    """

    def _refuse_if_ours(self) -> None:
        if not isinstance(self._undefined_obj, Mapping) and self._undefined_name != "caller":
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._refuse_if_ours()
        return ""

    def __html__(self) -> str:
        return str(self)

    def __iter__(self) -> Any:
        self._refuse_if_ours()
        return iter(())

    def __len__(self) -> int:
        self._refuse_if_ours()
        return 0

    def __bool__(self) -> bool:
        return False


def textarea_value(text: str | None) -> Markup:
    """`text` for the inside of a textarea, safe from indenting by macros and from losing its first line.

    HTML drops one line break after the opening tag, so one is put there to be dropped.
    """
    return Markup("&#10;") + Markup(str(escape(text or "")).replace("\n", "&#10;"))  # noqa: S704


def csrf_token() -> str:
    """What every form carries against forgery: signed once for each session instead of for each page."""
    raw = session.get("csrf_token")
    return _signed(current_app.secret_key, raw) if isinstance(raw, str) else str(generate_csrf())


@lru_cache(maxsize=4096)
def _signed(_secret: str | bytes | None, _raw: str) -> str:
    return str(generate_csrf())


def escaped(value: object) -> str:
    """What `markupsafe.escape` makes of a value, without wrapping a plain text's result once more.

    A page joins its pieces and forgets what they were; the wrapping was a tenth of what a long list costs.
    """
    return str(_escape_inner(value)) if type(value) is str else escape(value)


class EscapingCodeGenerator(CodeGenerator):
    """Compiles templates to escape through `escaped`. Where Jinja escapes, this does; nowhere does it escape less."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def prepare_environment(app: Flask) -> None:
    """Set up autoescaping, the GOV.UK macros and our globals; strict about missing names in tests."""
    environment = app.jinja_env
    environment.code_generator_class = EscapingCodeGenerator
    environment.escaped = escaped  # type: ignore[attr-defined]
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.undefined = StrictUndefined if app.testing else ChainableUndefined
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), govuk])
    environment.filters["textarea_value"] = textarea_value
    environment.globals.update(
        asset_url=asset_url,
        csrf_token=csrf_token,
        error_lines=error_lines,
        answers_of=answers_of,
        new_form_key=new_form_key,
        htmx_config=HTMX_CONFIG,
    )
