"""Pictures of the screens that matter, for people to look at; made only where MARAC_SCREENSHOTS=1."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from marac.config import ROOT
from tests.browser.checks import resize
from tests.browser.openings import opened_case
from tests.browser.pages.base import Screen
from tests.browser.pages.office import Referrals
from tests.browser.person import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        os.environ.get("MARAC_SCREENSHOTS") != "1", reason="MARAC_SCREENSHOTS=1 makes pictures"
    ),
]

FOLDER = ROOT / "screenshots"
WIDE, NARROW = 1366, 390
WAYS = (("wide", WIDE, "screen"), ("narrow", NARROW, "screen"), ("print", WIDE, "print"))
FIRST_PAGES = ("carol", "chidi", "polly", "mani", "audley", "adam", "magnus", "theo")


def take(page: Page, name: str) -> list[Path]:
    """Wide, narrow and as printed."""
    FOLDER.mkdir(exist_ok=True)
    made = []
    for kind, width, media in WAYS:
        resize(page, width)
        page.emulate_media(media=media)
        made.append(FOLDER / f"{name}-{kind}.png")
        page.screenshot(path=made[-1], full_page=True)
    page.emulate_media(media="screen")
    resize(page, WIDE)
    return made


@pytest.mark.parametrize("key", FIRST_PAGES)
def test_first_pages(look_in: Callable[..., Person], key: str) -> None:
    assert all(path.stat().st_size for path in take(look_in(key).page, f"first-{key}"))


def test_referral_review(look_in: Callable[..., Person]) -> None:
    page = look_in("carol").page
    Referrals.of(page, "northtown-marac").follow(re.compile("^NM-"))
    assert take(page, "referral-review")


def test_case_at_the_meeting(come_in: Callable[..., Person]) -> None:
    page = come_in("chidi").page
    case = opened_case(page).name_risk("Entry to the house at night with keys he kept", by_keys=False)
    read = case.type_line("police Polly visit the school by Friday 17:00", "", by_keys=True)
    assert take(page, "action-read")
    read.add("Child").write(summary="He enters at night.")
    assert take(page, "case-at-meeting")


def test_overdue_list(look_in: Callable[..., Person]) -> None:
    for key in ("carol", "mani"):
        page = look_in(key).page
        page.goto("/overdue")
        Screen(page).expect_words("Days over")
        assert take(page, f"overdue-{key}")
