"""What every page has: a heading, messages, the ways out."""

from __future__ import annotations

import re
from datetime import date
from typing import Self

from playwright.sync_api import Locator, Page, expect


class Screen:
    """A page as a person meets it. Methods that click answer with the page that follows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        """The page without its head and foot."""
        return self.page.get_by_role("main")

    def expect_heading(self, words: str | re.Pattern[str]) -> Self:
        """Make sure that this is the page that was meant."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)
        return self

    def expect_words(self, *sentences: str) -> Self:
        """Make sure that each sentence can be read somewhere on the page."""
        for sentence in sentences:
            expect(self.main).to_contain_text(sentence)
        return self

    def expect_without(self, *sentences: str) -> Self:
        """Make sure that none of these can be read."""
        for sentence in sentences:
            expect(self.main).not_to_contain_text(sentence)
        return self

    def press_button(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its whole name, or by a pattern."""
        self.main.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its whole name, or by a pattern."""
        self.main.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()

    def open_part(self, words: str | re.Pattern[str]) -> Locator:
        """Open a folded part of the page, unless it is open. Answers with it."""
        part = self.main.locator("details").filter(has=self.page.locator("summary", has_text=words)).first
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()
        return part


def fill_day(within: Locator, legend: str, day: date) -> None:
    """Type a date into its three boxes."""
    group = within.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))


def is_focused(element: Locator) -> bool:
    """Whether what is typed now goes into an element."""
    return bool(element.evaluate("(element) => element === document.activeElement"))
