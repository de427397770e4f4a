"""A deputy for one meeting: sees its list, does what is done there, and nothing before, beside or after it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seats import reseat_meeting
from marac.actions.owners import owner_choices
from marac.administration import operations as administration
from marac.conferences import get_kind
from marac.meetings import listing
from marac.records import AgendaItem, Meeting, StandIn
from marac.records.base import columns
from tests.factories import MadeList, make_case, make_listing, make_meeting, make_published_list, publish
from tests.test_cases.breaking import ask
from tests.test_documents.held import words_in
from tests.test_meetings.deputies import colleague, may_see, name_on_page, withdraw_on_page
from tests.test_meetings.list_making import closed, exclude, seen_cases
from tests.world import MARAC, World

S = columns(StandIn)
WINDOW = get_kind("marac").rule("access_window_days", clock.today()).number


@pytest.fixture
def two(world: World) -> tuple[MadeList, MadeList]:
    """Two meetings with two cases each, and a colleague of Polly's who is named for the first."""
    made = make_published_list(world, cases=2), make_published_list(world, cases=2, days_ahead=14)
    colleague(world)
    assert name_on_page(world, made[0].meeting_id).status_code == 303
    return made


def cases_of(made: MadeList) -> set[int]:
    return {case.id for case in made.cases}


def test_they_see_the_cases_of_that_list_and_nothing_else(world: World, two: Any) -> None:
    here, there = two
    assert seen_cases(world, "polly") == cases_of(here) | cases_of(there)
    assert seen_cases(world, "pete") == cases_of(here)
    assert seen_cases(world, "pete", Act.ACTION_VIEW) == cases_of(here)
    browser = world.client("pete")
    listed = browser.get(f"/conferences/{MARAC}/cases").text
    found = browser.get(f"/conferences/{MARAC}/meetings").text
    for made, is_theirs in ((here, True), (there, False)):
        assert (made.reference in found) == is_theirs
        assert browser.get(f"/meetings/{made.meeting_id}").status_code == (200 if is_theirs else 404)
        for case in made.cases:
            assert (case.reference in listed) == is_theirs
            assert may_see(world, "pete", case.id) == is_theirs
            research = browser.get(f"/listings/{made.item_of(case)}/research").status_code
            assert research == (200 if is_theirs else 404)


def test_of_a_case_on_two_lists_they_learn_nothing_of_the_other_meeting(world: World) -> None:
    shared = make_case(world)
    here = make_published_list(world, cases=[shared])
    there = make_published_list(world, cases=[shared], days_ahead=14)
    colleague(world)
    name_on_page(world, here.meeting_id)
    browser = world.client("pete")
    for made, status in ((here, 200), (there, 404)):
        for path in ("/research", "", "/read-back"):
            answer = browser.get(f"/listings/{made.item_of(shared)}{path}")
            assert answer.status_code == status, (path, made.reference)
        assert browser.get(f"/meetings/{made.meeting_id}/documents").status_code == status
    for path in (f"/cases/{shared.id}", f"/cases/{shared.id}/sight", "/", "/research", "/actions"):
        assert there.reference not in browser.get(path).text, path


def test_before_they_are_named_a_colleague_sees_nothing(world: World) -> None:
    made = make_published_list(world)
    colleague(world)
    assert seen_cases(world, "pete") == set()
    assert world.client("pete").get(f"/meetings/{made.meeting_id}").status_code == 403


def test_their_first_page_says_for_whom_where_and_what_they_see(world: World, two: Any) -> None:
    page = world.client("pete").get("/").text
    assert "You stand in for Polly Testperson" in page and two[0].reference in page
    assert two[1].reference not in page
    assert (
        "You stand in here for Polly Testperson"
        in world.client("pete").get(f"/meetings/{two[0].meeting_id}").text
    )
    assert "You stand in" not in world.client("polly").get("/").text


@pytest.mark.parametrize("by", ["polly", "carol"])
def test_whoever_named_them_and_the_coordinator_withdraw_them_at_once(
    world: World, two: Any, by: str
) -> None:
    here = two[0]
    browser = world.client("pete")
    assert browser.get(f"/cases/{here.cases[0].id}").status_code == 200
    assert withdraw_on_page(world, here.meeting_id, by=by).status_code == 303
    assert browser.get(f"/cases/{here.cases[0].id}").status_code == 403
    assert browser.get(f"/meetings/{here.meeting_id}").status_code == 403
    assert "You stand in" not in browser.get("/").text
    assert [event for event, *_ in world.ledger()].count("DeputyWithdrawn") == 1


def test_withdrawn_from_one_meeting_they_keep_the_other(world: World, two: Any) -> None:
    here, there = two
    name_on_page(world, there.meeting_id)
    assert seen_cases(world, "pete") == cases_of(here) | cases_of(there)
    withdraw_on_page(world, here.meeting_id)
    assert seen_cases(world, "pete") == cases_of(there)
    assert world.client("pete").get(f"/meetings/{here.meeting_id}").status_code == 404


def test_closing_their_account_ends_it_at_the_next_request(world: World, two: Any) -> None:
    browser = world.client("pete")
    assert browser.get("/").status_code == 200
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.close_account(session, world.person("pete"))
    assert browser.get(f"/cases/{two[0].cases[0].id}").status_code == 302


def test_a_role_that_an_administrator_ended_is_not_given_back_by_a_colleague(world: World, two: Any) -> None:
    here, there = two
    yesterday = clock.today() - timedelta(days=1)
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        told = (world.person("pete"), world.conference(MARAC), "deputy", yesterday, yesterday)
        administration.grant_membership(session, *told)
    assert not may_see(world, "pete", here.cases[0].id)
    assert name_on_page(world, there.meeting_id).status_code == 422
    closed(world, here.meeting_id)  # derives how long its deputies stand in
    assert not may_see(world, "pete", here.cases[0].id)


def test_it_ends_with_the_window_after_the_meeting(world: World, two: Any) -> None:
    here, there = two
    closed(world, here.meeting_id)
    assert seen_cases(world, "pete") == cases_of(here)
    last = clock.now() + timedelta(days=WINDOW)
    with clock.at(last):
        assert seen_cases(world, "pete") == cases_of(here)
    with clock.at(last + timedelta(days=1)):
        assert world.viewer("pete").seats == ()
        assert cases_of(there) <= seen_cases(world, "polly")


def test_a_cancelled_meeting_shows_them_no_case_any_more(world: World, two: Any) -> None:
    here, there = two
    make_listing(world, there.meeting_id, here.cases[0])  # so that the police keep their seat
    version = {"version": 0, "reason": "nobody"}
    with world.looking("carol", Act.LIST_MANAGE) as session:
        version["version"] = get(session, Meeting, here.meeting_id).version
    world.client("carol").send(f"/meetings/{here.meeting_id}/cancel", **version)
    assert here.cases[0].id in seen_cases(world, "polly")
    assert seen_cases(world, "pete") == set()


@pytest.mark.parametrize("whom", [{"person": "pete"}, {"agency": "northtown-police"}])
def test_an_exclusion_beats_it(world: World, two: Any, whom: dict[str, str]) -> None:
    first, second = two[0].cases
    exclude(world, first, **whom)
    assert seen_cases(world, "pete") == {second.id}
    browser = world.client("pete")
    page = browser.get(f"/meetings/{two[0].meeting_id}").text
    assert first.reference not in page and second.reference in page
    missing = browser.get(f"/cases/{new_number(first.id)}")
    assert browser.get(f"/cases/{first.id}").status_code == missing.status_code == 404


def new_number(taken: int) -> int:
    return taken ^ 1


def test_they_see_no_list_before_it_is_published_and_a_case_from_the_moment_it_is_listed(
    world: World,
) -> None:
    shared = make_case(world)
    before = make_published_list(world, cases=[shared])  # the police see the case already
    meeting = make_meeting(world, days_ahead=14)
    item = make_listing(world, meeting.id, shared)
    colleague(world)
    name_on_page(world, meeting.id)
    assert shared.id in seen_cases(world, "polly") and seen_cases(world, "pete") == set()
    publish(world, meeting.id)
    assert seen_cases(world, "pete") == {shared.id}
    added = make_listing(world, meeting.id, make_case(world))
    assert seen_cases(world, "pete") == {shared.id, added.case_id}
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.unlist_case(session, item.id, get(session, AgendaItem, item.id).version)
    assert seen_cases(world, "pete") == {added.case_id}
    assert world.client("pete").get(f"/meetings/{before.meeting_id}").status_code == 404


def test_they_do_not_own_actions_that_they_would_lose_sight_of(world: World, two: Any) -> None:
    with world.looking("polly", Act.ACTION_DIRECT) as session:
        choices = owner_choices(session, two[0].cases[0].id, world.agency("northtown-police"))
    names = {choice.id for choice in choices}
    assert world.person("polly") in names and world.person("pete") not in names


def test_they_refer_nobody_open_nothing_by_break_glass_and_follow_no_record(world: World, two: Any) -> None:
    browser = world.client("pete")
    assert browser.get(f"/conferences/{MARAC}/referrals").status_code == 403
    assert browser.get("/record/ours").status_code == 403
    there = two[1].cases[0]
    assert ask(world, "pete", there.reference).status_code == 403
    assert not may_see(world, "pete", there.id)


def test_who_stands_in_is_told_to_the_office_and_to_their_own_agency_alone(world: World, two: Any) -> None:
    words = "Pete Testperson"
    address = f"/meetings/{two[0].meeting_id}"
    for who in ("carol", "chidi", "polly"):
        assert words in world.client(who).get(address).text, who
    assert words not in world.client("hana").get(address).text


def test_the_ledger_says_who_named_whom_for_which_meeting(world: World, two: Any) -> None:
    bodies = [body for event, _, body in world.ledger() if event == "DeputyNamed"]
    assert len(bodies) == 1
    assert str(world.person("pete")) in bodies[0] and str(two[0].meeting_id) in bodies[0]
    assert "Testperson" not in bodies[0]


def test_why_they_see_it_and_who_else_does(world: World, two: Any) -> None:
    here, there = two
    own = world.client("pete").get(f"/cases/{here.cases[0].id}/sight").text
    assert "You stand in for a colleague at a meeting on whose list it is" in own
    assert "Pete Testperson" in world.client("polly").get(f"/cases/{here.cases[0].id}/sight").text
    assert "Pete Testperson" not in world.client("polly").get(f"/cases/{there.cases[0].id}/sight").text


def test_stand_ins_are_derived_again_with_every_change(world: World, two: Any) -> None:
    """Nothing by hand: what a change leaves is what deriving everything anew would leave."""
    with world.store.writer.begin() as connection:
        before = sorted(connection.execute(select(S.case_id, S.user_id, S.opens_on, S.closes_on)).all())
    with world.acting("carol", Act.LIST_MANAGE) as session:
        for made in two:
            reseat_meeting(session, made.meeting_id, WINDOW)
    with world.store.engine.connect() as connection:
        after = sorted(connection.execute(select(S.case_id, S.user_id, S.opens_on, S.closes_on)).all())
    assert before == after and {row[0] for row in after} == cases_of(two[0])


def test_they_are_among_the_people_of_that_meeting_and_of_no_other(world: World) -> None:
    """Who will see what, who came, and for whom a copy is made: the office's pages of both meetings."""
    colleague(world)
    planned = [make_meeting(world, days_ahead=days) for days in (7, 14)]
    for meeting in planned:
        make_listing(world, meeting.id, make_case(world))
    name_on_page(world, planned[0].id)
    browser = world.client("carol")
    for meeting in planned:
        words = browser.get(f"/meetings/{meeting.id}/publish").text
        assert ("Pete Testperson" in words) == (meeting is planned[0])
        publish(world, meeting.id)
        for page in ("run/attendance", "copies"):
            words = browser.get(f"/meetings/{meeting.id}/{page}").text
            assert ("Pete Testperson" in words) == (meeting is planned[0]), page


def test_a_copy_for_them_holds_the_cases_on_which_they_stand_in(world: World, two: Any) -> None:
    here, there = two
    exclude(world, here.cases[0], person="pete")
    browser, asked = world.client("carol"), {"recipient": world.person("pete"), "document": "list"}
    asked["family_name"] = "Testperson"
    made = browser.send(f"/meetings/{here.meeting_id}/copies", **asked)
    words = words_in(made.data)
    assert here.cases[1].reference in words and here.cases[0].reference not in words
    assert browser.send(f"/meetings/{there.meeting_id}/copies", **asked).status_code == 422
    with world.store.writer.begin() as connection:
        connection.execute(delete(StandIn).where(S.case_id == here.cases[1].id))
    words = words_in(browser.send(f"/meetings/{here.meeting_id}/copies", **asked).data)
    assert here.cases[1].reference not in words
