"""One address answers the whole page or a block of it."""

from __future__ import annotations

import pytest

from tests.page import CheckedClient
from tests.test_ui.sample import Sample

BLOCK = {"HX-Request": "true", "HX-Target": "action-form"}


@pytest.fixture
def client() -> CheckedClient:
    return CheckedClient(Sample().app.test_client())


def test_a_browser_without_script_gets_the_whole_page(client: CheckedClient) -> None:
    page = client.get("/form").text
    assert page.lstrip().startswith("<!doctype html>")
    assert "Update the action" in page


def test_htmx_gets_the_block_that_it_asks_for_with_the_macros_of_the_page(client: CheckedClient) -> None:
    block = client.get("/form", headers=BLOCK).text
    assert block.lstrip().startswith("<form")
    assert 'name="done_on-day"' in block
    assert "Update the action" not in block


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true", "HX-Target": "content"},
        {"HX-Request": "true"},
        {"HX-Request": "forged", "HX-Target": "action-form"},
        BLOCK | {"HX-Boosted": "true"},
        BLOCK | {"HX-History-Restore-Request": "true"},
    ],
)
def test_anything_else_gets_the_whole_page(client: CheckedClient, headers: dict[str, str]) -> None:
    assert client.get("/form", headers=headers).text.lstrip().startswith("<!doctype html>")


def test_answers_are_told_apart_by_caches_and_never_pushed_to_history(client: CheckedClient) -> None:
    response = client.get("/form", headers=BLOCK)
    assert {"HX-Request", "HX-Target"} <= set(response.vary)
    assert response.headers["HX-Push-Url"] == "false"


def test_a_form_that_cannot_be_kept_comes_back_as_its_block_with_the_reason(client: CheckedClient) -> None:
    response = client.post("/form", data={"name": ""}, headers=BLOCK)
    assert response.status_code == 422
    assert "Enter the name" in response.text
