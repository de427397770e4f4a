"""A Marac from the first form to the record of who has seen it: with keys, and without any script."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from marac import clock
from marac.demonstration.people import MARAC
from tests.browser.pages.after import ActionPage, Minutes, Overdue, Record
from tests.browser.pages.base import Screen
from tests.browser.pages.office import Meetings, Referrals, Review
from tests.browser.pages.research import Research
from tests.browser.pages.sitting import CaseAtMeeting, Run
from tests.browser.papers import broken_form, form_again
from tests.browser.person import Person

pytestmark = pytest.mark.browser

KNOWN = "Seen at the surgery twice in May with bruised arms"
PRIVATE = "A note that the practice keeps to itself"
VIEWS = "She wants the locks changed and no calls in the evening"
RISK = "Entry to the house at night with keys he kept"
LINE = "police DC Tamar visit the school and agree a collection list by ASAP"
DONE = "Visited the school; three names are on the list"


@dataclass
class Journey:
    """Who takes part, how, and what the journey has come to so far."""

    come_in: Callable[..., Person]
    with_script: bool
    meeting: str = ""
    references: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    def person(self, key: str) -> Page:
        return self.come_in(key, with_script=self.with_script).page


def receive_review_and_accept(journey: Journey, carol: Page) -> None:
    received = Referrals.of(carol, MARAC).receive(
        [form_again("002", "first.docx"), form_again("005", "second.docx"), broken_form("torn.docx")]
    )
    received.expect_heading("2 forms received")
    assert "Not taken in" in received.outcome("torn.docx")
    reviews = [received.address(name) for name in ("first.docx", "second.docx")]
    for address in reviews:
        carol.goto(address)
        review = Review(carol)
        journey.references += (review.reference,)
        review.decide_people("Same person").accept()
        carol.goto(address)
        review.expect_words("Accepted")
        journey.cases += (review.case(),)


def put_the_list_together(journey: Journey, carol: Page) -> None:
    first, second = journey.references
    today = clock.today()
    editor = (
        Meetings.of(carol, MARAC)
        .plan()
        .plan(today + timedelta(days=7), "10:00", "Chidi Chair", today + timedelta(days=3))
    )
    journey.meeting = urlsplit(carol.url).path.removesuffix("/list")
    editor.list(first).list(second)
    assert editor.order() == [first, second]
    editor.move_up(second)
    assert editor.order() == [second, first]
    editor.move_up(first)
    preview = editor.publish()
    preview.expect_words("Northtown Police: 2 cases")
    preview.publish().expect_words("List published")


def contribute(journey: Journey) -> None:
    first, second = journey.references
    today = clock.today()
    research = Research.on(journey.person("hana"), first)
    research.write("Fact", KNOWN, "GP record", today, "Health")
    research.write("Fact", PRIVATE, "Practice note", today, "Standard")
    research.share(KNOWN).withhold(PRIVATE, "It concerns somebody else")
    research.make_return("Summary care record").expect_words("Shared")
    ida = journey.person("ida")
    views = Research.on(ida, first)
    views.bring_views(VIEWS, "The victim", today, "Standard").share(VIEWS).make_return("Case file")
    Research.on(ida, second).make_return("Case file", nothing_known=True).expect_words("Nothing known")


def open_the_meeting(journey: Journey, chidi: Page) -> Run:
    cleo = journey.person("cleo")
    assert cleo.goto(journey.cases[1]).status == 200
    attendance = Run.of(chidi, journey.meeting).open()
    run = attendance.record("Northtown Police", "Present", "Polly Police").keep()
    conflicts = run.accept_confidentiality()
    conflicts.declare("Cleo Crown, Northtown CPS", journey.references[1], "A cousin of the family")
    assert cleo.goto(journey.cases[1]).status == 404
    assert cleo.goto(journey.cases[0]).status == 200
    return conflicts.everybody_was_asked().carry_all_forward()


def hear_the_first(journey: Journey, run: Run) -> CaseAtMeeting:
    keys = journey.with_script
    case = run.start(journey.references[0])
    case.expect_words(KNOWN, VIEWS).expect_without(PRIVATE)
    case.name_risk(RISK, by_keys=keys)
    read = case.type_line(LINE, f"1. {RISK}", by_keys=keys)
    read.expect_words("Give a day")
    case = read.correct(due="in 3 days").add("Child")
    case.expect_words("visit the school and agree a collection list", "Tamar Constable")
    case.write(summary="He enters at night.", rationale="Entry is the risk to end.").decide("Actions agreed")
    case.read_back(by_keys=keys).expect_words(RISK, "Tamar Constable").back(by_keys=keys)
    return case


def hear_the_second_and_close(journey: Journey, case: CaseAtMeeting, chidi: Page) -> None:
    case = case.next_case(journey.references[1], by_keys=journey.with_script)
    case.write(summary="Nothing new.", rationale="Each agency goes on.")
    case.decide("No further Marac action: each agency continues its own work")
    Run.of(chidi, journey.meeting).close()
    Minutes.of(chidi, journey.meeting).expect_words("Draft, version 1").approve()


def read_and_copy_the_minutes(journey: Journey) -> None:
    minutes = Minutes.of(journey.person("hana"), journey.meeting)
    minutes.expect_words("Approved, version 1", KNOWN)
    copy = minutes.documents().make("minutes")
    with zipfile.ZipFile(copy.path()) as package:
        assert package.testzip() is None
        assert "word/document.xml" in package.namelist()


def do_the_action(journey: Journey) -> None:
    tamar = journey.person("tamar")
    action = ActionPage.owned(tamar, "visit the school and agree a collection list")
    action.acknowledge().progress("Rang the school office").done(DONE, clock.today(), "Visit log of today")
    Screen(tamar).expect_words(DONE)


def oversee_and_inspect(journey: Journey, carol: Page) -> None:
    Overdue.of(journey.person("mani")).take_over_first().expect_words("Mani Manager")
    Record.of_case(carol, journey.cases[0]).expect_names("Tamar Constable", "Hana Health", "Ida Idva")
    record = Record.of_conference(journey.person("audley"), MARAC)
    record.verify().expect_words("whole")


@pytest.mark.parametrize("with_script", [True, False], ids=["keys", "no-script"])
def test_a_marac_from_the_first_form_to_the_record(come_in: Callable[..., Person], with_script: bool) -> None:
    journey = Journey(come_in, with_script)
    carol, chidi = journey.person("carol"), journey.person("chidi")
    receive_review_and_accept(journey, carol)
    put_the_list_together(journey, carol)
    contribute(journey)
    case = hear_the_first(journey, open_the_meeting(journey, chidi))
    hear_the_second_and_close(journey, case, chidi)
    read_and_copy_the_minutes(journey)
    do_the_action(journey)
    oversee_and_inspect(journey, carol)
