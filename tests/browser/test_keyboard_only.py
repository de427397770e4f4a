"""No mouse: Tab, Enter, Space and typed keys are enough, and the focus can always be seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from marac.demonstration.people import PASSWORD
from tests.browser.keyboard import Keyboard
from tests.browser.openings import opened_case
from tests.browser.person import EMAILS, Person

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

NOTE = "Rang the school; they will send their list on Monday"
RISK = "He waits outside the school"


def sign_in_by_keys(page: Page, key: str) -> Keyboard:
    keys = Keyboard(page)
    keys.type(page.get_by_label("E-mail address"), EMAILS[key])
    keys.type(page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/$"))
    return keys


def test_a_representative_updates_an_action(come_in: Callable[..., Person]) -> None:
    page = come_in("polly").page
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in")
    keys = sign_in_by_keys(page, "polly")
    actions = page.get_by_role("table", name="Your actions")
    keys.press(actions.get_by_role("row").nth(1).get_by_role("link").nth(1))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Action in")
    summary = page.locator("summary", has_text=re.compile(r"^\s*Progress\s*$"))
    part = page.locator("details").filter(has=summary)
    if part.get_attribute("open") is None:
        keys.press(part.locator("summary"), "Space")
    keys.type(part.get_by_label("What has been done so far"), NOTE)
    keys.press(part.get_by_role("button", name="Note progress"))
    expect(page.get_by_role("main")).to_contain_text(NOTE)


def test_a_row_of_the_first_page_opens_its_action_and_not_its_case(come_in: Callable[..., Person]) -> None:
    page = come_in("polly").page
    actions = page.get_by_role("table", name="Your actions")
    actions.get_by_role("link").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Action in")


def test_a_chair_records_an_action(come_in: Callable[..., Person]) -> None:
    page = come_in("chidi").page
    case = opened_case(page)
    page.reload()
    keys = Keyboard(page)
    keys.type(case.plan.get_by_label("Name a risk", exact=True), RISK)
    page.keyboard.press("Enter")
    expect(case.plan.get_by_role("heading", name=RISK)).to_be_visible()
    expect(case.plan.get_by_label("Add an action in one line")).to_be_focused()
    page.keyboard.type("police Polly visit the school by Friday 17:00")
    page.keyboard.press("Enter")
    expect(case.plan.get_by_role("heading", name="Is this right?")).to_be_visible()
    keys.press(case.plan.get_by_label("Victim", exact=True), "2")
    expect(case.plan.get_by_label("Child", exact=True)).to_be_checked()
    keys.press(case.plan.get_by_role("button", name="Add the action"))
    expect(case.plan.get_by_role("heading", name="Is this right?")).to_have_count(0)
    case.expect_words("Polly Police", "visit the school")


def test_the_keys_of_a_page_are_listed_at_a_question_mark_and_arrows_move_among_rows(
    look_in: Callable[..., Person],
) -> None:
    page = look_in("polly").page
    page.goto("/actions")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys on this page")
    expect(dialog).to_contain_text("Move between rows")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    rows = page.locator("[data-row]")
    rows.first.get_by_role("link").first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
