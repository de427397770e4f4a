"""What is printed is marked, and holds nothing that only a screen needs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.base import Screen
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def expect_fit_for_paper(page: Page) -> None:
    expect(page.locator("p.marking")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("p.marking")).to_contain_text("OFFICIAL-SENSITIVE")
    expect(page.locator("p.marking")).to_be_visible()
    for name in ("Hide this page", "Sign out"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_overdue_list_is_fit_for_paper(look_in: Callable[..., Person]) -> None:
    page = look_in("carol").page
    page.goto("/overdue")
    expect_fit_for_paper(page)
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def test_the_plan_of_a_case_is_fit_for_paper(look_in: Callable[..., Person]) -> None:
    page = look_in("carol").page
    page.goto("/conferences/northtown-marac/meetings")
    page.get_by_role("table", name="Past meetings").get_by_role("link").last.click()
    page.goto(page.url)
    Screen(page).follow(re.compile("^NM-[0-9A-Z]{5}$"))
    Screen(page).follow(re.compile("^The case at this meeting"))
    Screen(page).follow("Read back")
    expect_fit_for_paper(page)
    expect(page.locator(".read-back")).to_contain_text("Maria")
