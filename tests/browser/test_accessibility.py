"""Every page as every role: WCAG 2.2 AA, wide and on a phone, no errors, nothing kept, nobody named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from marac.demonstration.referring import cases_folder
from tests.browser.checks import NARROW, WIDE, accessibility_faults, is_too_wide, keeps_nothing, resize
from tests.browser.crawling import Addresses, Reached, pages_within_reach
from tests.browser.person import Person
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]

# Every role of the Marac, and of the other conferences those whose pages differ most.
PEOPLE = ("carol", "chidi", "polly", "isla", "mani", "audley", "adam", "mabel", "percy", "theo", "ingrid")
# Pages that no link leads to, each with the reason.
NOT_BY_LINK = {
    "healthz": "a monitor asks it",
    "static": "styles and scripts",
    "accounts.sign_in": "seen by those who are not signed in; it has a test of its own",
    "accounts.hidden": "comes when a page is hidden; it has a test of its own",
    "accounts.held": "comes when the review of a case opened by break-glass is late",
    "cases.show_opening": "a case that was opened by break-glass, of which the demonstration has none",
    "meetings.new_action": "a meeting in progress, see test_pages_in_between",
    "meetings.show_attendance": "a meeting in progress, see test_pages_in_between",
    "meetings.show_conflicts": "a meeting in progress, see test_pages_in_between",
    "meetings.show_one_outstanding": "a meeting in progress, see test_pages_in_between",
    "meetings.show_outstanding": "a meeting in progress, see test_pages_in_between",
    "meetings.show_traits": "a meeting in progress, see test_pages_in_between",
    "documents.changes": "minutes that are amended, see test_pages_in_between",
    "documents.opening": "minutes that are amended, see test_pages_in_between",
    "documents.section": "minutes that are amended, see test_pages_in_between",
    "documents.show": "minutes that are amended, see test_pages_in_between",
    "referrals.check": "a referral that is typed in, see test_pages_in_between",
    "referrals.step": "a referral that is typed in, see test_pages_in_between",
    "referrals.restriction": "a referral that asks for it, see the tests of referrals",
    "meetings.preview": "a list that is put together, see test_marac_journey",
}


def names_of_parties() -> set[str]:
    """Every name in the open cases."""
    told = json.loads((cases_folder() / "expected.json").read_text("utf-8"))
    return names_in(told["forms"])


def names_in(told: object) -> set[str]:
    if isinstance(told, dict):
        own = {told["name"]} if isinstance(told.get("name"), str) else set()
        return own.union(*(names_in(each) for each in told.values()))
    if isinstance(told, list):
        return set().union(*(names_in(each) for each in told))
    return set()


NAMES = names_of_parties()


@pytest.fixture(scope="session")
def addresses(shared_site: Site) -> Addresses:
    return Addresses(shared_site)


def faults_of(page: Page, address: str, *, on_phone: bool) -> list[str]:
    """What is wrong with one page, each line beginning with its address."""
    page.goto(address)
    found = accessibility_faults(page)
    if any(name in page.title() for name in NAMES):
        found.append(f"a name in the title: {page.title()}")
    if on_phone:
        resize(page, NARROW)
        found += [f"on a phone: {fault}" for fault in accessibility_faults(page)]
        found += ["on a phone it scrolls sideways"] if is_too_wide(page) else []
        resize(page, WIDE)
    return [f"{address} {fault}" for fault in found]


@pytest.fixture
def reach(
    look_in: Callable[..., Person], shared_site: Site, addresses: Addresses, shared_folder: Path
) -> Callable[[str], tuple[Person, Reached]]:
    """What somebody reaches; followed once, for all copies of the demonstration have the same addresses."""

    def reached_by(key: str) -> tuple[Person, Reached]:
        person, note = look_in(key), shared_folder / f"reached-by-{key}.json"
        if note.exists():
            return person, Reached(**json.loads(note.read_text()))
        reached = pages_within_reach(person.context, shared_site, addresses)
        note.write_text(reached.written())
        return person, reached

    return reached_by


@pytest.mark.parametrize("key", PEOPLE)
def test_every_page_within_reach_can_be_used_by_everybody(
    key: str, reach: Callable[[str], tuple[Person, Reached]]
) -> None:
    person, reached = reach(key)
    faults, seen = [], set[str]()
    for address, endpoint in reached.pages:
        faults += faults_of(person.page, address, on_phone=endpoint not in seen)
        seen.add(endpoint)
    print(f"{key}: {len(reached.pages)} pages of {len(seen)} kinds")
    assert faults == []
    assert keeps_nothing(person.kept_by_the_browser())


def test_every_page_can_be_reached_by_links_and_no_link_leads_to_a_refusal(
    reach: Callable[[str], tuple[Person, Reached]], addresses: Addresses
) -> None:
    reached = {key: reach(key)[1] for key in PEOPLE}
    assert {key: each.refused for key, each in reached.items() if each.refused} == {}
    found = set[str]().union(*(each.endpoints() for each in reached.values()))
    assert addresses.pages - found == set(NOT_BY_LINK)


def test_the_pages_of_somebody_not_signed_in_can_be_used_by_everybody(
    browser: Browser, shared_site: Site
) -> None:
    page = browser.new_page(base_url=shared_site.address)
    faults = faults_of(page, "/sign-in", on_phone=True) + faults_of(page, "/no-such-page", on_phone=True)
    page.context.close()
    assert faults == []


def test_the_hidden_page_can_be_used_by_everybody(look_in: Callable[..., Person]) -> None:
    page = look_in("hana").page
    page.get_by_role("button", name="Hide this page").click()
    page.wait_for_url("**/hidden")
    assert faults_of(page, "/hidden", on_phone=True) == []
