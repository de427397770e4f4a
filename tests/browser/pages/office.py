"""The coordinator's pages: referrals, their review, meetings and their lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.pages.base import Screen, fill_day


class Referrals(Screen):
    """The forms that wait, and where files are received."""

    @classmethod
    def of(cls, page: Page, slug: str) -> Referrals:
        page.goto(f"/conferences/{slug}/referrals")
        return cls(page).expect_heading("Referrals")

    def receive(self, files: Sequence[FilePayload]) -> Received:
        """Upload files."""
        self.page.locator("input[type=file]").set_input_files(files)
        self.press_button("Receive these forms")
        return Received(self.page).expect_heading("received")


class Received(Screen):
    """What became of each file."""

    def outcome(self, name: str) -> str:
        """The line about one file."""
        return self.main.get_by_role("row").filter(has_text=name).inner_text()

    def address(self, name: str) -> str:
        """Where the form of one file is reviewed."""
        row = self.main.get_by_role("row").filter(has_text=name)
        return row.get_by_role("link").get_attribute("href") or ""


class Review(Screen):
    """One referral: the form as it arrived, and what was read."""

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self.page.get_by_role("heading", level=1).inner_text().strip()

    def decide_people(self, decision: str) -> Review:
        """Answer every question about who is the same person."""
        buttons = self.main.get_by_role("article").get_by_role("button", name=re.compile(f"^{decision}"))
        while count := self._asked(buttons):
            with self.page.expect_event("requestfinished", lambda each: each.method == "GET"):
                buttons.first.click()
            expect(buttons).not_to_have_count(count)
        return self

    def _asked(self, buttons: Locator) -> int:
        """How many questions the page asks, once it is there: a page that is being replaced asks none."""
        self.page.wait_for_load_state()
        expect(self.main.get_by_role("button", name="Accept and go to the next")).to_be_visible()
        return buttons.count()

    def accept(self) -> Review:
        """Accept it and go to the next."""
        here = self.page.url
        self.press_button("Accept and go to the next")
        expect(self.page).not_to_have_url(here)
        return Review(self.page)

    def case(self) -> str:
        """The address of the accepted case."""
        return self.main.get_by_role("link", name="Open the case").get_attribute("href") or ""


class Meetings(Screen):
    """The meetings of a conference."""

    @classmethod
    def of(cls, page: Page, slug: str) -> Meetings:
        page.goto(f"/conferences/{slug}/meetings")
        return cls(page)

    def plan(self) -> PlanMeeting:
        """Begin a new meeting."""
        self.follow(re.compile("Plan a"))
        return PlanMeeting(self.page)


class PlanMeeting(Screen):
    """When, how long and under whom."""

    def plan(self, day: date, time: str, chair: str, research_by: date) -> ListEditor:
        """Plan the meeting."""
        fill_day(self.main, "Day of the meeting", day)
        self.main.get_by_label("Time it begins").fill(time)
        self.main.get_by_label("Chair").select_option(label=chair)
        fill_day(self.main, "Research due by", research_by)
        self.press_button("Plan the meeting")
        return ListEditor(self.page)


class ListEditor(Screen):
    """The list of a meeting, while it is put together."""

    def list(self, reference: str) -> ListEditor:
        """Put a case on the list."""
        self.press_button(re.compile(f"^List {reference}"))
        expect(self.agenda.filter(has_text=reference)).to_have_count(1)
        return self

    @property
    def agenda(self) -> Locator:
        """The cases in order."""
        return self.main.locator("ol[data-reorder] > li")

    def order(self) -> list[str]:
        """The references in order."""
        return [row.get_attribute("data-name") or "" for row in self.agenda.all()]

    def move_up(self, reference: str) -> ListEditor:
        """Move a case one place up."""
        before = self.order()
        self.press_button(f"Move {reference} up")
        expect(self.agenda.nth(before.index(reference) - 1)).to_contain_text(reference)
        return self

    def publish(self) -> Preview:
        """See who will see what."""
        self.follow("See who will see what, then publish")
        return Preview(self.page).expect_heading("Who will see what")


class Preview(Screen):
    """Who will see what."""

    def publish(self) -> Screen:
        """Publish the list."""
        self.press_button("Publish the list")
        return Screen(self.page)
