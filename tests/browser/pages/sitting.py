"""The chair's pages while a meeting sits."""

from __future__ import annotations

import re
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages.base import Screen, is_focused


class Run(Screen):
    """The meeting from its opening to its close."""

    @classmethod
    def of(cls, page: Page, meeting: str) -> Self:
        """The running page of a meeting, by its address `/meetings/…`."""
        page.goto(f"{meeting}/run")
        return cls(page)

    def open(self) -> Attendance:
        """Open the meeting."""
        self.press_button("Open the meeting")
        return Attendance(self.page).expect_heading("attendance")

    def accept_confidentiality(self) -> Conflicts:
        """Record that the statement was read."""
        self.press_button("The statement was read and accepted")
        return Conflicts(self.page).expect_heading("conflicts of interest")

    def start(self, reference: str) -> CaseAtMeeting:
        """Start the next case."""
        self.press_button(f"Start {reference}")
        return CaseAtMeeting(self.page).expect_heading(reference)

    def close(self) -> Screen:
        """Close the meeting."""
        self.press_button("Close the meeting and draft the minutes")
        return Screen(self.page)


class Attendance(Screen):
    """Who came."""

    def record(self, agency: str, status: str, who: str = "") -> Self:
        """Say how an agency took part; nothing is kept before `keep`."""
        self.main.get_by_label(f"{agency}: attendance").select_option(label=status)
        if who:
            self.main.get_by_label(f"{agency}: who").select_option(label=who)
        return self

    def keep(self) -> Run:
        """Record it and go on."""
        self.press_button("Record the attendance")
        self.expect_words("The attendance is recorded")
        return self.go_on()

    def go_on(self) -> Run:
        """Go on with the meeting."""
        self.follow("Go on with the meeting")
        return Run(self.page)


class Conflicts(Screen):
    """Who knows somebody in a case."""

    def declare(self, who: str, reference: str, reason: str) -> Self:
        """Keep somebody from a case."""
        form = self.main.locator("form").filter(has=self.page.get_by_label("What the conflict is"))
        form.get_by_label("Who").select_option(label=who)
        form.get_by_label("Case").select_option(label=reference)
        form.get_by_label("What the conflict is").fill(reason)
        form.get_by_role("button").click()
        return self.expect_words("The conflict is recorded")

    def everybody_was_asked(self) -> Outstanding:
        """Record that everybody was asked."""
        self.press_button("Everybody was asked")
        return Outstanding(self.page).expect_heading("outstanding actions")


class Outstanding(Screen):
    """Open actions of earlier meetings."""

    @property
    def waiting(self) -> Locator:
        """The rows that need an outcome."""
        return self.main.locator("[data-row]").filter(has=self.page.locator("form"))

    def carry_all_forward(self) -> Run:
        """Carry every action forward, one after the other."""
        count = self.waiting.count()
        if not count:
            self.follow("Go on with the meeting")
            return Run(self.page)
        self.follow("Go through them one by one")
        for left in range(count, 0, -1):
            self.expect_words(f"{left} still need")
            self.main.get_by_label("Outcome", exact=True).select_option(label="Carried forward")
            self.main.get_by_label("What was said").fill("Still to be done.")
            self.press_button(re.compile("^Record"))
        return Run(self.page).expect_words("Every outstanding action has an outcome")


class CaseAtMeeting(Screen):
    """A case while it is heard."""

    @property
    def plan(self) -> Locator:
        """Risks and their actions."""
        return self.page.get_by_role("region", name="Risks and plan")

    def name_risk(self, words: str, *, by_keys: bool) -> Self:
        """Name a risk."""
        box = self.plan.get_by_label("Name a risk", exact=True)
        if by_keys:
            self.page.keyboard.press("r")
            expect(box).to_be_focused()
            self.page.keyboard.type(words)
            self.page.keyboard.press("Enter")
            expect(self.plan.get_by_label("Add an action in one line")).to_be_focused()
        else:
            box.fill(words)
            self.plan.get_by_role("button", name="Add the risk").click()
        expect(self.plan.get_by_role("heading", name=words)).to_be_visible()
        return self

    def type_line(self, line: str, risk: str, *, by_keys: bool) -> ActionRead:
        """Type an action in one line."""
        box = self.plan.get_by_label("Add an action in one line")
        answers = self.plan.get_by_label("Answers risk")
        if by_keys:
            if not is_focused(box):
                self.page.keyboard.press("a")
            expect(box).to_be_focused()
            self.page.keyboard.type(line)
            self.page.keyboard.press("Enter")
        else:
            box.fill(line)
            answers.select_option(label=risk)
            self.plan.get_by_role("button", name="Read the line").click()
        expect(self.plan.get_by_role("heading", name="Is this right?")).to_be_visible()
        return ActionRead(self.page)

    def write(self, **words: str) -> Self:
        """Write into the boxes of the record, by their labels."""
        for label, text in words.items():
            self.main.get_by_label(LABELS[label], exact=True).fill(text)
        return self

    def decide(self, decision: str) -> Self:
        """Record the decision."""
        self.main.get_by_label(decision, exact=True).check()
        self.press_button("Record the decision")
        return self.expect_words("Decided")

    def read_back(self, *, by_keys: bool) -> ReadBack:
        """The plan alone."""
        if by_keys:
            self.page.keyboard.press("b")
        else:
            self.follow("Read back")
        return ReadBack(self.page).expect_heading("the plan")

    def next_case(self, reference: str, *, by_keys: bool) -> CaseAtMeeting:
        """Go on to the next case."""
        if by_keys:
            self.page.keyboard.press("n")
        else:
            self.press_button(f"Next case {reference}")
        return CaseAtMeeting(self.page).expect_heading(reference)


LABELS = {
    "summary": "The chair’s summary of risk",
    "rationale": "Rationale",
    "dissent": "Differing views",
}


class ActionRead(Screen):
    """What a line was understood to say."""

    @property
    def plan(self) -> Locator:
        """The part of the page that is exchanged."""
        return self.page.get_by_role("region", name="Risks and plan")

    def correct(self, **boxes: str) -> Self:
        """Type other words into `due` or `text`."""
        for label, words in boxes.items():
            self.plan.get_by_label({"due": "Due", "text": "Action"}[label], exact=True).fill(words)
        return self

    def choose(self, label: str, words: str) -> Self:
        """Choose out of a list."""
        self.plan.get_by_label(label, exact=True).select_option(label=words)
        return self

    def add(self, subject: str) -> CaseAtMeeting:
        """Say whom it is about, and add it."""
        self.plan.get_by_label(subject, exact=True).check()
        self.plan.get_by_role("button", name="Add the action").click()
        expect(self.plan.get_by_role("heading", name="Is this right?")).to_have_count(0)
        return CaseAtMeeting(self.page)


class ReadBack(Screen):
    """The plan in large type."""

    def back(self, *, by_keys: bool) -> CaseAtMeeting:
        """Back to the case."""
        if by_keys:
            self.page.keyboard.press("b")
        else:
            self.follow(re.compile("^Back to the"))
        case = CaseAtMeeting(self.page)
        expect(case.plan).to_be_visible()
        return case
