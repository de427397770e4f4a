"""Keys, moving rows, and the accessibility of the pages in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from marac.ui.static_files import STATIC
from tests.test_ui.sample import Sample

pytestmark = pytest.mark.browser

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def test_a_question_mark_lists_the_keys_of_the_page(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_contain_text("New action")
    expect(keys).to_contain_text("Hide the page at once")


def test_a_key_follows_its_link(page: Page) -> None:
    page.goto("/list")
    page.keyboard.press("n")
    page.wait_for_url("**/form")


def test_keys_do_nothing_while_somebody_types(page: Page) -> None:
    page.goto("/form")
    page.get_by_label("Name").press_sequentially("d?")
    expect(page.get_by_label("Name")).to_have_value("d?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("radio", name="Done", exact=True)).not_to_be_checked()


def test_a_key_chooses_an_answer_and_single_keys_can_be_turned_off(page: Page) -> None:
    page.goto("/form")
    done = page.get_by_role("radio", name="Done", exact=True)
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn single keys off on this page").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("d")
    expect(done).not_to_be_checked()
    page.get_by_role("button", name="Keys on this page").click()
    page.get_by_role("button", name="Turn single keys on").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("d")
    expect(done).to_be_checked()


def test_arrow_keys_move_among_the_rows(page: Page) -> None:
    page.goto("/list")
    page.get_by_role("button", name="Move case A down").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row=B]")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("[data-row=C]")).to_be_focused()


def test_the_buttons_move_a_row_and_keep_the_focus(page: Page, sample: Sample) -> None:
    page.goto("/list")
    page.get_by_role("button", name="Move case C up").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Case C is now 2 of 3.")).to_be_attached()
    expect(page.get_by_role("button", name="Move case C up")).to_be_focused()
    assert sample.order == ["A", "C", "B"]


def test_a_row_can_be_dragged(page: Page, sample: Sample) -> None:
    page.goto("/list")
    page.locator("[data-row=C] strong").drag_to(page.locator("[data-row=A] strong"))
    expect(page.locator("[data-row]").first).to_contain_text("Case C")
    assert sample.order == ["C", "A", "B"]


def test_rows_can_be_moved_without_any_script(browser: Browser, address: str, sample: Sample) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/list")
    page.get_by_role("button", name="Move case A down").click()
    assert sample.order == ["B", "A", "C"]
    context.close()


def test_fields_of_one_answer_appear_with_it_with_and_without_script(browser: Browser, address: str) -> None:
    for has_script in (True, False):
        context = browser.new_context(base_url=address, java_script_enabled=has_script)
        page = context.new_page()
        page.goto("/form")
        expect(page.get_by_label("Why not")).to_be_hidden()
        page.get_by_role("radio", name="Cannot do").check()
        expect(page.get_by_label("Why not")).to_be_visible()
        context.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/form", "/list", "/error/404"])
def test_pages_hold_to_the_accessibility_rules(browser: Browser, address: str, path: str, width: int) -> None:
    context = browser.new_context(base_url=address, bypass_csp=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(path)
    page.add_script_tag(path=STATIC / "vendor" / "checks" / "axe.min.js")
    found = page.evaluate("tags => axe.run({runOnly: tags})", AXE_TAGS)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
