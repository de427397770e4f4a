"""Going through a page with Tab alone, making sure at each stop that the focus can be seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.pages.base import is_focused

MOST_STOPS = 150
# A radio button shows its focus on the label drawn over it.
SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "nothing";
  const drawn = [[at, null], ...(at.labels ?? []).values().map((label) => [label, "::before"])];
  const shows = drawn.some(([element, part]) => {
    const style = getComputedStyle(element, part);
    const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return hasOutline || style.boxShadow !== "none";
  });
  return shows ? "" : at.outerHTML.slice(0, 200);
}"""


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until an element has the focus."""
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            unseen = self.page.evaluate(SEEN)
            assert unseen in {"", "nothing"}, f"the focus cannot be seen on {unseen}"
            if is_focused(wanted):
                return
        raise AssertionError(f"{wanted} is not reached with Tab")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Go to an element and press a key on it."""
        self.tab_to(wanted)
        self.page.keyboard.press(key)

    def type(self, wanted: Locator, words: str) -> None:
        """Go to a box and type."""
        self.tab_to(wanted)
        self.page.keyboard.type(words)
