"""MAPPA and the stalking panel: their own words and questions, and a wall between the conferences."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from marac import clock
from marac.demonstration.people import MAPPA, MARAC, MASIP
from tests.browser.openings import coming_meeting, opened_case
from tests.browser.pages.base import fill_day
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def test_mappa_plans_in_four_pillars_and_considers_disclosure(come_in: Callable[..., Person]) -> None:
    page = come_in("magnus").page
    case = opened_case(page).expect_words("Offender:", "Category", "Level")
    case.name_risk("He returns to the street of the victim", by_keys=True)
    read = case.type_line("police Percy visit the address by Friday 17:00", "", by_keys=True)
    read.choose("Part of the plan", "Monitoring and control")
    case = read.add("Offender").expect_words("Monitoring and control", "Percy Publicprotection")
    case.write(summary="He is out on licence.", rationale="Level 2 adds value.")
    page.get_by_label("Manage at Level 2", exact=True).check()
    case.press_button("Record the decision")
    case.expect_words("Disclosure to a third party considered").expect_without("Decided")
    page.get_by_label("Considered, not disclosed", exact=True).check()
    page.get_by_label("Reason: disclosure to a third party").fill("Nobody outside is at risk.")
    case.decide("Manage at Level 2")


def test_the_stalking_panel_asks_for_tier_and_typology(come_in: Callable[..., Person]) -> None:
    page = come_in("theo").page
    case = opened_case(page)
    case.follow(re.compile("^(Change|Answer)"))
    page.get_by_label("Tier", exact=True).select_option(index=1)
    page.get_by_label("Typology, as a working hypothesis").select_option(index=2)
    case.press_button("Keep these answers")
    case.expect_words("Say who assessed the typology, and on which day.")
    page.get_by_label("Typology assessed by").fill("Theo Panelchair, Northtown Police")
    fill_day(case.main, "Typology assessed on", clock.today())
    case.press_button("Keep these answers")
    case.expect_words("Tier:", "Typology, as a working hypothesis:")
    case.expect_words("Stalking protection order considered")
    expect(page.get_by_role("banner")).to_contain_text("Northtown stalking panel")


def test_people_of_one_conference_see_nothing_of_another(look_in: Callable[..., Person]) -> None:
    chairs = {MARAC: "chidi", MAPPA: "magnus", MASIP: "theo"}
    outsiders = {MARAC: "percy", MAPPA: "stella", MASIP: "polly"}
    for slug, chair in chairs.items():
        inside, outside = look_in(chair).page, look_in(outsiders[slug])
        meeting = coming_meeting(inside)
        case = inside.get_by_role("main").get_by_role("link", name=re.compile(r"^[A-Z]+-[0-9A-Z]{5}$")).first
        addresses = [meeting, urlsplit(str(case.get_attribute("href"))).path]
        addresses += [f"/conferences/{slug}/{part}" for part in ("cases", "meetings", "referrals")]
        found = {address: outside.context.request.get(address).status for address in addresses}
        assert set(found.values()) == {404}, found
        assert slug not in outside.page.content()
