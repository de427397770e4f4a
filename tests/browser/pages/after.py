"""Pages of the time after a meeting: minutes, copies, actions, what is overdue, the record."""

from __future__ import annotations

import re
from datetime import date
from typing import Self

from playwright.sync_api import Download, Page

from tests.browser.pages.base import Screen, fill_day


class Minutes(Screen):
    """The minutes of a meeting."""

    @classmethod
    def of(cls, page: Page, meeting: str) -> Self:
        """The minutes of a meeting, by its address `/meetings/…`."""
        page.goto(f"{meeting}/minutes")
        return cls(page)

    def approve(self) -> Self:
        """Approve the draft."""
        self.press_button("Approve these minutes")
        return self.expect_words("Approved, version 1")

    def documents(self) -> Documents:
        """Go to the Word documents."""
        self.follow(re.compile("^Word documents"))
        return Documents(self.page).expect_heading("Word documents")


class Documents(Screen):
    """Numbered copies for oneself."""

    def make(self, name: str) -> Download:
        """Make a copy for oneself."""
        with self.page.expect_download() as download:
            self.press_button(re.compile(f"^Make my copy {name}", re.IGNORECASE))
        return download.value


class ActionPage(Screen):
    """One action and what can be done about it."""

    @classmethod
    def owned(cls, page: Page, words: str) -> Self:
        """From one's first page to an action of one's own."""
        page.goto("/")
        Screen(page).follow(words)
        return cls(page).expect_heading("Action in")

    def acknowledge(self) -> Self:
        """Say that it was seen."""
        self.press_button("Acknowledge")
        return self.expect_without("Not yet")

    def progress(self, words: str) -> Self:
        """Note what was done so far."""
        part = self.open_part(re.compile("^Progress$"))
        part.get_by_label("What has been done so far").fill(words)
        part.get_by_role("button", name="Note progress").click()
        return self.expect_words(words)

    def done(self, words: str, day: date, evidence: str) -> Self:
        """Mark it as done, with evidence."""
        part = self.open_part(re.compile("^Done$"))
        part.get_by_label("What was done").fill(words)
        fill_day(part, "Day it was done", day)
        part.get_by_label("Evidence").fill(evidence)
        part.get_by_role("button", name="Mark as done").click()
        return self.expect_words("Complete", evidence)


class Overdue(Screen):
    """Actions that are late."""

    @classmethod
    def of(cls, page: Page) -> Self:
        """What the person oversees."""
        page.goto("/overdue")
        return cls(page)

    def take_over_first(self) -> Screen:
        """Take the first action over."""
        self.press_button(re.compile("^Take over"))
        return Screen(self.page)


class Record(Screen):
    """Who has seen what."""

    @classmethod
    def of_conference(cls, page: Page, slug: str) -> Self:
        """The ledger of a conference."""
        page.goto(f"/conferences/{slug}/record")
        return cls(page).expect_heading("Record of who has seen what")

    @classmethod
    def of_case(cls, page: Page, case: str) -> Self:
        """Who has seen a case, by its address `/cases/…`."""
        page.goto(f"{case}/seen")
        return cls(page).expect_heading("who has seen this")

    def expect_names(self, *names: str) -> Self:
        """Read back through older pages until everybody has been named."""
        missing = set(names)
        while missing:
            words = self.main.inner_text()
            missing -= {name for name in missing if name in words}
            if missing:
                self.main.locator("a[rel=next]").click()
                self.page.wait_for_load_state()
        return self

    def verify(self) -> Self:
        """Have the ledger walked."""
        self.press_button("Check that the record is whole")
        return self
