"""The first pages of those who do: a representative's own work, a manager's people."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import time_machine

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.records import Action, Text
from tests.factories import make_action, make_published_list, make_running_meeting
from tests.test_home.conftest import counted
from tests.world import World

Words = Callable[[str], str]
LATER = timedelta(days=20)


def test_a_reference_leads_to_its_case_and_the_owner_is_named_for_others_alone(world: World) -> None:
    made = make_running_meeting(world)
    item_id = made.item_of(made.cases[0])
    make_action(world, item_id)
    make_action(world, item_id, owner="petra", text="Ask the neighbours")
    page = world.client("polly").get("/").text
    mine, others = page.split("Actions of your colleagues")
    assert f'<a class="govuk-link" href="/cases/{made.cases[0].id}">{made.cases[0].reference}</a>' in mine
    assert 'data-label="Owner"' not in mine and "Owner</th>" not in mine
    assert 'data-label="Owner">Petra' in others
    assert world.client("polly").get(f"/cases/{made.cases[0].id}").status_code == 200


def test_the_greeting_counts_what_the_page_has_no_room_for(world: World, first_page: Words) -> None:
    made = make_running_meeting(world)
    for number in range(12):
        make_action(world, made.item_of(made.cases[0]), text=f"Step {number}", days=7 + number)
    page = first_page("polly")
    assert "12 actions to do" in page and "All 12 open actions of your agency" in page
    assert "Step 9" in page and "Step 11" not in page


def test_research_waits_under_its_meeting_and_what_is_returned_is_only_counted(
    world: World, first_page: Words
) -> None:
    made = make_published_list(world, cases=12)
    page = first_page("polly")
    assert "12 cases to research by" in page
    assert page.count(made.reference) == 2 and "and 2 more cases" in page
    shown = sum(case.reference in page for case in made.cases)
    assert shown == 10
    event, _, body = [entry for entry in world.ledger() if "research-queue" in entry[2]][-1]
    assert event == "ListShown" and len(json.loads(body)["cases"]) == shown


def test_a_manager_is_led_by_what_is_late_and_takes_it_over_from_the_row(
    world: World, first_page: Words
) -> None:
    made = make_running_meeting(world)
    action = make_action(world, made.item_of(made.cases[0]))
    make_action(world, made.item_of(made.cases[0]), text="Not late yet", days=60)
    with time_machine.travel(clock.now() + LATER):
        page = first_page("mani")
        assert page.startswith("What to do now 1 action overdue")
        assert "Overdue by age" in page and "Overdue by owner" in page and "13 days overdue" in page
        assert "Actions of your colleagues" not in page and "Your actions" not in page
        browser = world.client("mani")
        row = re.search(r'name="row" value="([^"]+)"', browser.get("/").text)
        assert row is not None
        assert browser.send("/overdue/take-over", row=row[1]).status_code in (302, 303)
        page = first_page("mani")
    with world.looking("mani", Act.ACTION_OVERSEE) as session:
        assert get(session, Action, action.id).owner_id == world.person("mani")
    assert "Your actions" in page and "Take over" not in page


def test_a_manager_sees_what_nobody_has_acknowledged(world: World, first_page: Words) -> None:
    made = make_running_meeting(world)
    make_action(world, made.item_of(made.cases[0]), text="Ask the neighbours")
    page = first_page("mani")
    assert "0 actions overdue · 1 not acknowledged" in page
    assert "Nobody has acknowledged, not yet overdue" in page and "Ask the neighbours" in page
    assert "Overdue by age" not in page
    assert "Ask the neighbours" not in first_page("manon")


def test_the_record_names_the_texts_that_a_managers_page_shows_and_no_others(
    world: World, first_page: Words
) -> None:
    made = make_running_meeting(world)
    make_action(world, made.item_of(made.cases[0]))
    with time_machine.travel(clock.now() + LATER):
        first_page("mani")
    shown = [json.loads(body) for event, _, body in world.ledger() if "overdue-first" in body]
    assert shown[-1]["cases"] == [made.cases[0].id]
    assert list(shown[-1]["shown"]) == [str(Text.ACTION_TEXT)]


def test_a_first_page_asks_as_often_for_many_actions_as_for_one(world: World) -> None:
    made = make_running_meeting(world)

    def asked() -> list[int]:
        numbers = []
        for name in ("polly", "mani"):
            browser = world.client(name)
            browser.get("/")
            with counted(world) as statements:
                browser.get("/")
            numbers.append(len(statements))
        return numbers

    make_action(world, made.item_of(made.cases[0]))
    few = asked()
    for _ in range(6):
        make_action(world, made.item_of(made.cases[0]))
    assert asked() == few


def test_no_tag_says_open_without_saying_what(world: World) -> None:
    for name in ("audley", "adam"):
        assert not re.search(r">\s*Open\s*<", world.client(name).get("/").text)
    accounts = world.client("adam").get("/administration").text
    assert "Account open" in accounts and not re.search(r">\s*Open\s*<", accounts)
