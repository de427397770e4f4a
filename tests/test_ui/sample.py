"""A small application with one page of each kind, to try the screens' common ground on."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, redirect, request
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.wrappers import Response as AnyResponse

from marac.ui import init_ui
from marac.ui.chrome import Chrome, NavigationLink
from marac.ui.error_pages import error_page
from marac.ui.forms import (
    BaseForm,
    DayField,
    DueField,
    Files,
    LongText,
    OneOf,
    Pick,
    ShortText,
    SomeOf,
    WholeNumber,
    YesTick,
)
from marac.ui.htmx import page_or_block
from marac.ui.static_files import static_file
from marac.ui.typed_text import NoHiddenCharacters, Required

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

FORM_PAGE = """
{% extends "layout/page.html" %}
{% from "components/form.html" import day, error_summary, files, form_close, form_open, long_text, pick %}
{% from "components/form.html" import button, radios, text, tick, ticks %}
{% block title %}NT-2026-0042{% endblock %}
{% block errors %}{% endblock %}
{% block content %}
<h1>Update the action</h1>
<div id="action-form">{% block action_form %}
{{ error_summary(form) }}
{{ form_open(form, "/form", files=true, autosave_url=autosave_url,
             attributes={"hx-post": "/form", "hx-target": "#action-form"}) }}
{{ text(form.name) }}{{ day(form.done_on) }}{{ long_text(form.what, count=true) }}
{% set why %}{{ long_text(form.reason) }}{% endset %}
{{ radios(form.outcome, inside={"cannot": why}, keys={"done": "d"}) }}
{{ ticks(form.criteria) }}{{ pick(form.agency) }}{{ text(form.due) }}{{ text(form.minutes, width=3) }}
{{ tick(form.agreed) }}{{ files(form.papers) }}{{ button("Save") }}
{{ form_close() }}
{% endblock %}</div>
{% endblock %}
"""

LIST_PAGE = """
{% extends "layout/page.html" %}
{% from "components/reorder.html" import move_buttons %}
{% block title %}The list{% endblock %}
{% block content %}
<h1>The list</h1>
<ol id="running-order" data-reorder data-rows>{% block running_order %}
{% for row in order %}
<li data-row="{{ row }}"><strong>Case {{ row }}</strong>
{{ move_buttons("/list", row, loop.index, order | length, "case " ~ row) }}</li>
{% endfor %}
{% endblock %}</ol>
<a href="/form" data-key="n" data-key-help="New action">New</a>
{% endblock %}
"""


class SampleForm(BaseForm):
    """A field of every kind."""

    name = ShortText("Name", [Required("Enter the name"), NoHiddenCharacters()])
    done_on = DayField("Day it was done", [Required("Enter the day it was done")])
    what = LongText("What was done", max_length=400, description="In the words used.")
    outcome = OneOf(
        "Outcome", [Required("Choose an outcome")], choices=[("done", "Done"), ("cannot", "Cannot do")]
    )
    reason = LongText("Why not")
    criteria = SomeOf("Criteria", choices=[("high", "Visible high risk"), ("repeat", "Repeat")])
    agency = Pick("Agency", choices=[("", "Choose…"), ("police", "Northtown Police")])
    due = DueField()
    minutes = WholeNumber("Minutes", most=60)
    agreed = YesTick("I have read the statement")
    papers = Files("Papers")


class Sample:
    """The application, and what a test needs to know of what it was sent."""

    def __init__(self) -> None:
        self.app = Flask("sample", static_folder=None)
        self.app.config.update(SECRET_KEY="for this test alone", TESTING=True)
        init_ui(self.app)
        loader = DictLoader({"form.html": FORM_PAGE, "list.html": LIST_PAGE})
        self.app.jinja_env.loader = ChoiceLoader([loader, self.app.jinja_env.loader])
        self.order = ["A", "B", "C"]
        self.saved: list[dict[str, Any]] = []
        self.refuses_to_save = False
        self.refusal = 503
        self.times_refused = 0
        self.times_locked = 0
        self.idle_seconds = 0
        self.app.context_processor(lambda: {"chrome": self.chrome()})
        self.app.after_request(self.guard)
        self.add_pages()

    def chrome(self) -> Chrome:
        nav = (NavigationLink("Today", "/list", True), NavigationLink("Actions", "/form"))
        return Chrome(
            "Northtown Marac", "Northtown Probation", "Alice Archer", nav, "/list", "/out", "/lock",
            idle_seconds=self.idle_seconds, stay_url="/stay",
        )  # fmt: skip

    def guard(self, response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def add_pages(self) -> None:
        self.app.add_url_rule("/static/<path:name>", "static_file", static_file)
        self.app.add_url_rule("/error/<int:status>", "error", error_page)
        self.app.add_url_rule("/form", "form", self.form, methods=["GET", "POST"])
        self.app.add_url_rule("/list", "list", self.list, methods=["GET", "POST"])
        self.app.add_url_rule("/save", "save", self.save, methods=["POST"])
        self.app.add_url_rule("/lock", "lock", self.lock, methods=["POST"])
        self.app.add_url_rule("/stay", "stay", lambda: ("", 204), methods=["POST"])
        self.app.add_url_rule("/hidden", "hidden", lambda: error_page(404))

    def form(self) -> AnyResponse:
        form = SampleForm(version=3)
        if form.validate_on_submit():
            return redirect("/list", 303)
        status = 422 if form.is_submitted() else 200
        address = "/save" if "autosave" in request.args else ""
        return page_or_block("form.html", "action_form", status=status, form=form, autosave_url=address)

    def list(self) -> Response:
        if request.method == "POST":
            self.move(request.form["row"], request.form["move"])
        return page_or_block("list.html", "running_order", order=self.order)

    def move(self, row: str, move: str) -> None:
        place = self.order.index(row)
        self.order.remove(row)
        step = {"up": place - 1, "down": place + 1}
        self.order.insert(step[move] if move in step else int(request.form["position"]) - 1, row)

    def save(self) -> tuple[dict[str, str], int]:
        if self.refuses_to_save:
            self.times_refused += 1
            return {}, self.refusal
        self.saved.append(request.form.to_dict())
        return {"saved_at": "14:03:22"}, 200

    def lock(self) -> AnyResponse:
        self.times_locked += 1
        return redirect("/hidden", 303)
