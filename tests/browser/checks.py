"""What every page must stand up to: axe-core, no sideways scrolling, a title that names nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from marac.ui.static_files import STATIC

AXE = STATIC / "vendor" / "checks" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const places = (rule) => rule.nodes.map((node) => node.target.join(" ")).join(" | ");
  return found.violations.map((rule) => `${rule.id}: ${places(rule)}`);
}"""
WIDE, NARROW = 1280, 375


def accessibility_faults(page: Page, axe: Path = AXE) -> list[str]:
    """What axe-core finds wrong, one line for each rule that is broken."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, RULES)
    return found


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.scrollingElement.scrollWidth > innerWidth + 1"))


def resize(page: Page, width: int) -> None:
    """Make the window so many pixels wide."""
    page.set_viewport_size({"width": width, "height": 900})


def keeps_nothing(kept: dict[str, Any]) -> bool:
    """Whether the browser's stores are empty."""
    return not any(kept.values())
