"""The coming meeting of a conference, opened as far as its first case."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.pages.base import Screen
from tests.browser.pages.sitting import CaseAtMeeting, Run


def coming_meeting(page: Page) -> str:
    """The address of the next meeting, from the first page of the chair."""
    page.goto("/")
    Screen(page).follow(re.compile(r"^[A-Z]+-M-\d{4}"))
    return urlsplit(page.url).path


def opened_case(page: Page) -> CaseAtMeeting:
    """Open the chair's next meeting, read the statement, ask for conflicts and start the first case."""
    meeting = coming_meeting(page)
    Run.of(page, meeting).open().go_on().accept_confidentiality().everybody_was_asked()
    run = Run.of(page, meeting)
    run.press_button(re.compile("^Start "))
    return CaseAtMeeting(page).expect_words("Risks and plan")
