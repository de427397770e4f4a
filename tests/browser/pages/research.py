"""A representative's pages before the meeting: what the agency knows, and its return."""

from __future__ import annotations

import re
from datetime import date
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages.base import Screen, fill_day


class Research(Screen):
    """An agency's own page on one case."""

    @classmethod
    def on(cls, page: Page, reference: str) -> Self:
        """From one's first page to the research on a case."""
        page.goto("/research")
        Screen(page).follow(re.compile(reference))
        return cls(page).expect_heading(f"Research on {reference}")

    def write(self, kind: str, words: str, source: str, seen_on: date, section_class: str) -> Self:
        """Write an item, which only the agency can read."""
        form = self.main.locator("form").filter(has=self.page.get_by_label("What your agency knows"))
        form.get_by_label(kind, exact=True).check()
        form.get_by_label("What your agency knows").fill(words)
        form.get_by_label("Source", exact=True).fill(source)
        fill_day(form, "Date", seen_on)
        form.get_by_label(section_class, exact=True).check()
        form.get_by_role("button", name="Keep as a private draft").click()
        return self.expect_words(words)

    def bring_views(self, words: str, source: str, given_on: date, section_class: str) -> Self:
        """Write the victim's views."""
        form = self.open_part(re.compile("views")).locator("form")
        form.get_by_role("textbox").first.fill(words)
        form.get_by_role("combobox").select_option(label=source)
        fill_day(form, "", given_on)
        form.get_by_label(section_class, exact=True).check()
        form.get_by_role("button", name="Keep as a private draft").click()
        return self.expect_words(words)

    def _item(self, words: str) -> Locator:
        return self.main.locator("[data-row]").filter(has_text=words)

    def share(self, words: str) -> Self:
        """Share an item with the meeting."""
        self._item(words).get_by_role("button", name=re.compile("^Share with the meeting")).click()
        expect(self._item(words).get_by_text("Shared", exact=True)).to_be_visible()
        return self

    def withhold(self, words: str, reason: str) -> Self:
        """Say why an item is not shared."""
        item = self._item(words)
        item.locator("summary").click()
        item.get_by_label("Why it is not shared").fill(reason)
        item.get_by_role("button", name="Do not share").click()
        expect(self._item(words)).to_contain_text(f"Not shared because: {reason}")
        return self

    def make_return(self, records: str, *, nothing_known: bool = False) -> Self:
        """Answer for the agency."""
        self.main.get_by_label("Records checked").fill(records)
        if nothing_known:
            self.main.get_by_label("Nothing is known").check()
        self.press_button("Make the return")
        return self.expect_words(records)
