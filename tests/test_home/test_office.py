"""The first pages of a conference's office: the coordinator's steps, the chair's meeting."""

import re
from collections.abc import Callable
from datetime import timedelta

import time_machine

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.meetings import running
from marac.meetings.listing_invitations import withdraw_all
from marac.records import Meeting
from tests.factories import (
    make_action,
    make_case,
    make_listing,
    make_meeting,
    make_published_list,
    make_running_meeting,
    open_at_once,
)
from tests.test_home.conftest import counted
from tests.test_meetings.list_making import exclude
from tests.test_meetings.run_steps import close, decide
from tests.world import MAPPA, MARAC, World

Words = Callable[[str], str]


def test_without_a_meeting_the_coordinator_is_led_to_planning_one(world: World, first_page: Words) -> None:
    page = first_page("carol")
    assert "No meeting is planned. Plan a meeting" in page
    assert "Review referrals Done: none waiting" in page and "Gather research" not in page


def test_each_step_says_what_blocks_it_until_the_list_is_published(world: World, first_page: Words) -> None:
    make_case(world, status="received")
    meeting = make_meeting(world)
    page = first_page("carol")
    assert "Review referrals To do: 1 to review" in page
    assert "Publish the list To do: no case listed yet" in page
    assert "Invite agencies To come: needs cases on the list" in page
    assert "Gather research To come: asked for once the list is published" in page
    make_listing(world, meeting.id, make_case(world))
    page = first_page("carol")
    assert "Publish the list To do: 1 case listed" in page
    assert re.search(r"Invite agencies To come: \d+ invitations go out with the list", page)
    assert "Who to chase" not in page


def test_each_step_leads_to_where_it_is_done(world: World) -> None:
    made = make_published_list(world)
    steps = world.client("carol").get("/").text.split('class="steps"')[1].split("</ol>")[0]
    for address in re.findall(r'href="([^"]+)"', steps):
        assert world.client("carol").get(address).status_code == 200
    assert steps.count(str(made.meeting_id)) == 3
    assert f"/conferences/{MARAC}/referrals" in steps


def test_the_chase_list_counts_and_leads_to_the_references(world: World, first_page: Words) -> None:
    made = make_published_list(world, cases=3)
    page = first_page("carol")
    assert re.search(r"Gather research Waiting: 0 of \d+ returned, due", page)
    assert "Who to chase" in page and "agencies, and which cases they owe" in page
    assert "late" not in page
    carol = world.client("carol")
    leads = re.search(r'href="([^"]+)">All \d+ agencies', carol.get("/").text)
    assert leads is not None
    which = carol.get(leads[1]).text
    for case in made.cases:
        assert case.reference not in page and case.reference in which


def test_what_is_late_is_said_and_comes_first(world: World, first_page: Words) -> None:
    make_published_list(world, days_ahead=7)
    with time_machine.travel(clock.now() + timedelta(days=6, hours=20)):
        page = first_page("carol")
    assert re.search(r"Gather research Waiting: 0 of \d+ returned, \d+ days? late", page)
    assert "1 late 1 1" in page


def test_a_case_with_nobody_invited_is_the_coordinators_to_do(world: World, first_page: Words) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    with world.acting("carol", Act.LIST_MANAGE) as session:
        withdraw_all(session, item)
    assert "Invite agencies To do: 1 case with nobody invited" in first_page("carol")


def test_minutes_wait_for_the_chair_on_both_pages(world: World, first_page: Words) -> None:
    made = make_running_meeting(world)
    decide(world, made.item_of(made.cases[0]), rationale="Enough is known.", summary="He follows her.")
    assert "None wait for you" in first_page("chidi")
    close(world, made)
    assert f"Minutes approved Waiting: {made.reference} for the chair to approve" in first_page("carol")
    page = first_page("chidi")
    assert f"Minutes of {made.reference} Meeting closed" in page and "To approve" in page
    assert f'href="/meetings/{made.meeting_id}/minutes"' in world.client("chidi").get("/").text


def test_the_chair_has_the_next_meeting_and_none_of_the_coordinators_work(
    world: World, first_page: Words
) -> None:
    make_case(world, status="received")
    made = make_published_list(world, cases=2)
    page = first_page("chidi")
    assert f"Next: {made.reference}" in page and "2 cases, 90 minutes each" in page
    assert re.search(r"Research (\d+) of \1 still missing, due", page)
    for word in (
        "Review referrals",
        "Who to chase",
        "Publish the list",
        "Invite agencies",
        "Run the meeting",
    ):
        assert word not in page


def test_on_the_day_the_chair_is_one_press_from_the_meeting(world: World, first_page: Words) -> None:
    made = make_published_list(world, days_ahead=7)
    with world.looking("chidi", Act.LIST_MANAGE) as session:
        starts_at = get(session, Meeting, made.meeting_id).starts_at
    with time_machine.travel(starts_at - timedelta(minutes=1)):
        assert "Run the meeting" in first_page("chidi")
    open_at_once(world, made)
    assert "Go on with the meeting" in first_page("chidi")


def test_conflicts_are_counted_and_nothing_else_is_said_of_them(world: World, first_page: Words) -> None:
    made = make_running_meeting(world, cases=2)
    assert "Conflicts of interest declared None so far" in first_page("chidi")
    with world.acting("carol", Act.MEETING_RUN) as session:
        running.declare_conflict(
            session, made.meeting_id, world.person("hana"), made.cases[0].id, "Her neighbour."
        )
    page = first_page("chidi")
    assert "Conflicts of interest declared 1" in page
    for word in ("Hana", "neighbour", made.cases[0].reference):
        assert word not in page


def test_a_case_hidden_from_the_chair_counts_nowhere(world: World, first_page: Words) -> None:
    made = make_running_meeting(world, cases=2)
    make_action(world, made.item_of(made.cases[0]), days=1)
    with world.acting("carol", Act.MEETING_RUN) as session:
        running.declare_conflict(
            session, made.meeting_id, world.person("hana"), made.cases[0].id, "Her neighbour."
        )
    exclude(world, made.cases[0], person="chidi", by="carol")
    page = first_page("chidi")
    assert "1 case, " in page and "Conflicts of interest declared None so far" in page
    assert "No action is open" in page


def test_outstanding_actions_are_counted_by_agency(world: World, first_page: Words) -> None:
    made = make_running_meeting(world)
    item_id = made.item_of(made.cases[0])
    make_action(world, item_id, days=1)
    make_action(world, item_id, days=9)
    make_action(world, item_id, owner="pravin", agency="eastvale-probation", days=9)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        page = first_page("chidi")
    assert "Northtown Police 2 1" in page and "Eastvale Probation 1 0" in page
    assert "1 overdue action" in page and "Visit the school" not in page


def test_another_conferences_office_sees_nothing_of_it(world: World, first_page: Words) -> None:
    made = make_published_list(world)
    assert made.reference not in first_page("mabel")
    other = make_published_list(world, MAPPA)
    assert other.reference in first_page("mabel") and other.reference not in first_page("carol")


def test_an_office_page_asks_as_often_for_ten_cases_as_for_one(world: World) -> None:
    def asked() -> dict[str, int]:
        numbers = {}
        for name in ("carol", "chidi"):
            browser = world.client(name)
            browser.get("/")
            with counted(world) as statements:
                browser.get("/")
            numbers[name] = len(statements)
        return numbers

    made = make_running_meeting(world, cases=1)
    make_action(world, made.item_of(made.cases[0]))
    few = asked()
    for _ in range(4):
        make_listing(world, made.meeting_id, make_case(world))
        make_action(world, made.item_of(made.cases[0]), owner="pravin", agency="eastvale-probation")
    assert asked() == few
