"""Pages that come only while something is under way stand up to the same checks as all the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.checks import NARROW, WIDE, accessibility_faults, is_too_wide, resize
from tests.browser.openings import coming_meeting, opened_case
from tests.browser.pages.base import Screen
from tests.browser.pages.sitting import Run
from tests.browser.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]


def faults_here(page: Page) -> list[str]:
    """What is wrong with the page as it stands, wide and on a phone."""
    found = accessibility_faults(page)
    resize(page, NARROW)
    found += [*accessibility_faults(page), *(["scrolls sideways"] if is_too_wide(page) else [])]
    resize(page, WIDE)
    return [f"{urlsplit(page.url).path}: {fault}" for fault in found]


def test_a_meeting_in_progress(come_in: Callable[..., Person]) -> None:
    page = come_in("magnus").page
    case = opened_case(page).name_risk("He returns to the street of the victim", by_keys=False)
    here = urlsplit(page.url).path
    faults = faults_here(page)
    case.type_line("police somebody visit by ASAP", "", by_keys=True)
    faults += faults_here(page)
    for part in ("actions/new", "traits", "read-back"):
        page.goto(f"{here}/{part}")
        faults += faults_here(page)
    page.goto(here)
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").last.click()
    meeting = urlsplit(page.url).path
    for part in ("", "/attendance", "/conflicts", "/actions"):
        page.goto(f"{meeting}{part}")
        faults += faults_here(page)
    assert faults == []


def test_outstanding_actions_gone_through_one_by_one(come_in: Callable[..., Person]) -> None:
    page = come_in("chidi").page
    meeting = coming_meeting(page)
    Run.of(page, meeting).open()
    page.goto(f"{meeting}/run/actions")
    one = page.locator("tr[id^='action-']").first.get_attribute("id") or ""
    page.goto(f"{meeting}/run/actions/{one.removeprefix('action-')}")
    assert faults_here(page) == []


def test_minutes_that_are_amended(come_in: Callable[..., Person]) -> None:
    page = come_in("magnus").page
    page.goto("/conferences/northtown-mappa/meetings")
    page.get_by_role("table", name="Past meetings").get_by_role("link").first.click()
    Screen(page).follow("Minutes")
    Screen(page).press_button("Start an amendment")
    faults = faults_here(page)
    Screen(page).follow(re.compile("^Amend the opening"))
    faults += faults_here(page)
    page.go_back()
    page.locator("main a[href*='/sections/']").first.click()
    faults += faults_here(page)
    page.go_back()
    page.get_by_role("table", name="Versions").get_by_role("link").first.click()
    assert faults + faults_here(page) == []


def test_a_referral_that_is_typed_in(come_in: Callable[..., Person]) -> None:
    page = come_in("polly").page
    page.goto("/conferences/northtown-marac/referrals")
    Screen(page).press_button("Begin")
    faults = faults_here(page)
    page.goto("/conferences/northtown-marac/referrals")
    Screen(page).follow(re.compile("^NM-"))
    assert faults + faults_here(page) == []
