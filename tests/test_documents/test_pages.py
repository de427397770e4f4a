"""What comes out of the printer: every page is marked, numbered and names its recipient."""

import dataclasses
import re

import pytest

from marac.documents.model import ActionPlan, PlanGroup
from marac.documents.word import write_action_plan, write_list, write_minutes
from tests.office import read_with_libreoffice
from tests.test_documents.specimens import COPY, MEETING, action, action_plan, meeting_list, minutes

pytestmark = pytest.mark.libreoffice


def assert_every_page_is_marked(pages: list[str]) -> None:
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.split())
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of {len(pages)}" in text
        assert "Copy 7, for Housing Testperson, Northtown Housing. Made 3 April 2026 at 14:03." in text
        assert "Record of who has seen what: after entry 10,482." in text


def test_minutes_of_thirty_cases_are_marked_on_every_page_and_each_case_starts_its_own() -> None:
    pages = read_with_libreoffice(write_minutes(minutes(30), COPY))
    assert_every_page_is_marked(pages)
    openings = [re.findall(r"^ *Case (NT-2026-\d{4})$", page, re.MULTILINE) for page in pages]
    assert [case for page in openings for case in page] == [f"NT-2026-{number:04}" for number in range(1, 31)]
    assert all(len(page) <= 1 for page in openings)
    assert "Strictly confidential" in pages[0]
    assert "End of copy 7." in pages[-1]


def test_a_plan_of_a_thousand_actions_loses_none_and_repeats_its_header() -> None:
    pages = read_with_libreoffice(write_action_plan(action_plan(1000), COPY))
    assert_every_page_is_marked(pages)
    assert all(
        re.search(r"Case +Action +Risk", page) for page in pages if "NT-2026-" in page.replace("NT-M", "")
    )
    printed = re.findall(r"NT-2026-(\d{4})", "".join(pages))
    assert sorted(map(int, printed)) == list(range(1, 1001))


def test_a_list_is_marked_on_every_page() -> None:
    pages = read_with_libreoffice(write_list(meeting_list(30), COPY))
    assert_every_page_is_marked(pages)
    assert len(pages) > 2


def test_an_action_longer_than_a_page_is_printed_to_its_last_word() -> None:
    told = " ".join(f"word{number}" for number in range(3000))
    plan = ActionPlan(
        meeting=MEETING, groups=(PlanGroup("Northtown Housing", (action(1, action=told), action(2))),)
    )
    pages = read_with_libreoffice(write_action_plan(plan, COPY))
    assert_every_page_is_marked(pages)
    assert set(told.split()) <= set(" ".join(pages).split())


def test_no_row_is_cut_off_whatever_its_length() -> None:
    lengths = range(20, 500, 23)
    rows = tuple(
        action(number, action=f"{'Wide ' * length} end{number}.", outcome=f"{'Wide ' * length} last{number}.")
        for number, length in enumerate(lengths)
    )
    plan = ActionPlan(meeting=MEETING, groups=(PlanGroup("Northtown Housing", rows),))
    text = " ".join(read_with_libreoffice(write_action_plan(plan, COPY)))
    assert text.count("Wide") == 2 * sum(lengths)
    assert all(f"end{number}." in text and f"last{number}." in text for number in range(len(rows)))


def test_a_very_long_recipient_still_leaves_the_page_readable() -> None:
    copy = dataclasses.replace(COPY, recipient_name="Longname " * 22, recipient_agency="Agency " * 28)
    pages = read_with_libreoffice(write_minutes(minutes(1), copy))
    assert all(page.count("Longname") == 22 and "entry 10,482" in " ".join(page.split()) for page in pages)
    assert any("He knows where she lives" in page for page in pages)
