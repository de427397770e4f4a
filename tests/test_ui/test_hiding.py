"""Somebody comes in: the page is gone at once, nothing typed is lost, and Back does not bring it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.test_ui.sample import Sample

pytestmark = pytest.mark.browser


def escape_twice(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_escape_twice_hides_the_page_and_locks_the_session(page: Page, sample: Sample) -> None:
    page.goto("/list")
    escape_twice(page)
    page.wait_for_url("**/hidden")
    assert sample.times_locked == 1


def test_escape_once_does_nothing(page: Page, sample: Sample) -> None:
    page.goto("/list")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1100)
    page.keyboard.press("Escape")
    assert page.url.endswith("/list")
    assert sample.times_locked == 0


def test_the_button_hides_as_well(page: Page) -> None:
    page.goto("/list")
    page.get_by_role("button", name="Hide this page").click()
    page.wait_for_url("**/hidden")


def test_the_hidden_page_takes_the_place_of_the_page_in_the_history(page: Page) -> None:
    page.goto("/form")
    page.goto("/list")
    page.get_by_role("button", name="Hide this page").click()
    page.wait_for_url("**/hidden")
    page.go_back()
    assert page.url.endswith("/form")


def test_nothing_can_be_seen_while_the_last_words_are_being_saved(page: Page, sample: Sample) -> None:
    sample.refuses_to_save = True
    page.goto("/form?autosave")
    page.get_by_label("What was done").fill("She is staying with her sister")
    escape_twice(page)
    expect(page.locator("main")).to_be_hidden()
    expect(page).to_have_title("Blank page")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    assert sample.times_locked == 0


def test_a_hidden_page_locks_by_itself_once_the_last_words_are_saved(page: Page, sample: Sample) -> None:
    sample.refuses_to_save = True
    page.goto("/form?autosave")
    page.get_by_label("What was done").fill("She is staying with her sister")
    escape_twice(page)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    sample.refuses_to_save = False
    page.wait_for_url("**/hidden")
    assert sample.saved[-1]["what"] == "She is staying with her sister"
    assert sample.times_locked == 1


def test_somebody_away_is_warned_and_can_stay(page: Page, sample: Sample) -> None:
    sample.idle_seconds = 122
    page.goto("/list")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_the_page_is_hidden_when_the_time_is_up(page: Page, sample: Sample) -> None:
    sample.idle_seconds = 2
    page.goto("/list")
    page.wait_for_url("**/hidden")
