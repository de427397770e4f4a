"""Every template compiles, and every page of the common ground is fit to be shown."""

from __future__ import annotations

import pytest
from jinja2.exceptions import UndefinedError

from marac.ui.environment import TEMPLATES
from marac.ui.error_pages import STATUSES
from tests.page import CheckedClient
from tests.test_ui.sample import Sample

NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    sample = Sample()
    sample.app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_marks_text_as_safe_or_turns_escaping_off(name: str) -> None:
    source = (TEMPLATES / name).read_text("utf-8")
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_every_error_page_is_fit_to_be_shown(status: int) -> None:
    response = CheckedClient(Sample().app.test_client()).get(f"/error/{status}")
    assert response.status_code == status


def test_refusals_are_the_same_byte_for_byte_whoever_asks_and_whenever() -> None:
    sample = Sample()
    first, second = (sample.app.test_client().get("/error/404") for _ in range(2))
    assert first.data == second.data
    assert dict(first.headers) == dict(second.headers)


def test_an_error_answer_to_htmx_replaces_the_main_part_of_the_page() -> None:
    response = Sample().app.test_client().get("/error/503", headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == response.headers["HX-Reselect"] == "#main-content"


def test_a_page_says_to_whom_it_was_shown() -> None:
    page = CheckedClient(Sample().app.test_client()).get("/list").text
    assert "Shown to you as Northtown Probation, Northtown Marac." in page


def test_every_page_can_be_hidden_and_left_without_any_script() -> None:
    page = CheckedClient(Sample().app.test_client()).get("/list").text
    assert 'action="/lock"' in page
    assert 'action="/out"' in page


def test_htmx_may_not_keep_pages_run_text_or_leave_the_site() -> None:
    page = CheckedClient(Sample().app.test_client()).get("/list").text
    for setting in ("historyEnabled", "allowEval", "allowScriptTags", "includeIndicatorStyles"):
        assert f"&#34;{setting}&#34;: false" in page
    assert "&#34;historyCacheSize&#34;: 0" in page
    assert "&#34;selfRequestsOnly&#34;: true" in page


@pytest.mark.parametrize(
    "source", ["{{ nobody_passed_this }}", "{% for row in rows %}{% endfor %}", "{{ g.misspelt }}"]
)
def test_a_name_that_nobody_passed_is_an_error_in_tests(source: str) -> None:
    sample = Sample()
    with sample.app.test_request_context(), pytest.raises(UndefinedError):
        sample.app.jinja_env.from_string(source).render(g=sample)


def test_a_name_that_may_be_missing_can_be_asked_about() -> None:
    sample = Sample()
    assert sample.app.jinja_env.from_string("{% if flag %}yes{% else %}no{% endif %}").render() == "no"
