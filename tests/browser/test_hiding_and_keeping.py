"""Somebody comes in, two write at once, the network goes: nothing is seen and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from marac.demonstration.people import PASSWORD
from tests.browser.openings import opened_case
from tests.browser.pages.base import Screen
from tests.browser.person import Person
from tests.browser.site import Site

pytestmark = pytest.mark.browser

SAVED = re.compile(r"Saved \d\d:\d\d:\d\d")


def first_research(page: Page) -> str:
    """Open the first case that one's agency is asked about. Answers with its heading."""
    page.goto("/research")
    Screen(page).follow(re.compile("^NM-"))
    return page.get_by_role("heading", level=1).inner_text()


def test_escape_twice_hides_everything_until_the_password_is_typed(look_in: Callable[..., Person]) -> None:
    page = look_in("hana").page
    heading = first_research(page)
    address = page.url
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/hidden")
    assert "NM-" not in page.content()
    assert "NM-" not in page.title()
    page.go_back()
    expect(page.get_by_role("main")).not_to_contain_text("NM-")
    page.goto(address)
    expect(page.get_by_text(heading)).to_have_count(0)
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button").first.click()
    expect(page.get_by_text(heading)).to_have_count(0)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button").first.click()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_the_back_button_always_leads_to_the_page_before(look_in: Callable[..., Person]) -> None:
    page = look_in("carol").page
    for address in ("referrals", "cases", "meetings"):
        page.goto(f"/conferences/northtown-marac/{address}")
    page.go_back()
    assert page.url.endswith("/cases")
    page.go_back()
    assert page.url.endswith("/referrals")
    page.go_forward()
    assert page.url.endswith("/cases")


def test_of_two_who_write_on_one_case_neither_loses_a_word(come_in: Callable[..., Person]) -> None:
    chidi, carol = come_in("chidi"), come_in("carol", with_script=False)
    case = opened_case(chidi.page)
    carol.page.goto(case.page.url)
    summary = carol.page.get_by_label("The chair’s summary of risk")
    case.write(summary="He has keys and comes at night.")
    case.press_button("Save without deciding")
    case.page.wait_for_url("**#record")
    summary.fill("The children saw it.")
    carol.page.get_by_role("button", name="Save without deciding").click()
    Screen(carol.page).expect_words("He has keys and comes at night.", "The children saw it.")
    expect(summary).to_have_value("The children saw it.")
    summary.fill("He has keys and comes at night. The children saw it.")
    carol.page.get_by_role("button", name="Save without deciding").click()
    case.page.reload()
    expect(case.page.get_by_label("The chair’s summary of risk")).to_have_value(
        "He has keys and comes at night. The children saw it."
    )


def test_saving_by_itself_stops_once_somebody_else_has_saved(come_in: Callable[..., Person]) -> None:
    chidi, carol = come_in("chidi"), come_in("carol", with_script=False)
    case = opened_case(chidi.page)
    summary = chidi.page.get_by_label("The chair’s summary of risk")
    expect(summary).to_have_value("")
    carol.page.goto(case.page.url)
    carol.page.get_by_label("The chair’s summary of risk").fill("He has keys and comes at night.")
    carol.page.get_by_role("button", name="Save without deciding").click()
    summary.fill("The children saw it.")
    summary.blur()
    status = chidi.page.locator("form", has=summary).get_by_role("status")
    expect(status).to_contain_text("NOT SAVED - somebody else saved this in between")
    expect(summary).to_have_value("The children saw it.")
    case.press_button("Save without deciding")
    Screen(chidi.page).expect_words("He has keys and comes at night.", "The children saw it.")
    expect(summary).to_have_value("The children saw it.")


def test_text_saves_itself_and_says_so_when_it_cannot(come_in: Callable[..., Person], site: Site) -> None:
    page = come_in("hana").page
    first_research(page)
    form = page.locator("form").filter(has=page.get_by_label("What your agency knows"))
    words = form.get_by_label("What your agency knows")
    words.fill("Seen in May.")
    expect(form.get_by_role("status")).to_have_text(SAVED)
    site.stop()
    words.fill("Seen in May. Seen again in June.")
    expect(form.get_by_role("status")).to_contain_text("NOT SAVED - kept on this page, trying again")
    expect(words).to_have_value("Seen in May. Seen again in June.")
    site.start()
    expect(form.get_by_role("status")).to_have_text(SAVED, timeout=60_000)
    first_research(page)
    Screen(page).expect_words("Seen in May. Seen again in June.")
