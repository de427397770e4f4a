"""Somebody at a browser: a window of their own, and everything that went wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from marac.demonstration.people import ACCOUNTS, PASSWORD

EMAILS = {account.key: account.email for account in ACCOUNTS}
# What a browser says by itself about an answer, or the want of one, that the test asked for.
OWN_WORDS = "Failed to load resource:"
KEPT = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((each) => each.name),
  caches: await caches.keys(),
})"""


@dataclass
class Person:
    """A signed-in person: `page` is their window, `faults` what scripts and the policy complained of."""

    key: str
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every script error and every word on the console from now on."""
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("console", self._hear)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"} and not line.text.startswith(OWN_WORDS):
            self.faults.append(f"{line.type}: {line.text}")

    def another_window(self) -> Page:
        """A second window of the same person, signed in as in the first."""
        return self.context.new_page()

    def kept_by_the_browser(self) -> dict[str, list[str]]:
        """What the browser keeps of the site besides its cookie."""
        kept: dict[str, list[str]] = self.page.evaluate(KEPT)
        return kept


def sign_in(browser: Browser, address: str, key: str, *, with_script: bool = True) -> Person:
    """Open a window, sign in and stand on one's first page."""
    context = browser.new_context(
        base_url=address,
        java_script_enabled=with_script,
        locale="en-GB",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(30_000)
    person = Person(key, context, context.new_page())
    person.watch()
    page = person.page
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(EMAILS[key])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return person
