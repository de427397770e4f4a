"""Somebody inside tries to have more of a deputy for one meeting than there is."""

import secrets
from typing import Any

import pytest

from marac.access.acts import Act
from marac.administration import operations as administration
from tests.factories import MadeList, make_meeting, make_published_list
from tests.test_meetings.deputies import colleague, may_see, name_on_page, withdraw_on_page
from tests.test_meetings.list_making import closed, seen_cases
from tests.world import MAPPA, World


@pytest.fixture
def made(world: World) -> MadeList:
    colleague(world)
    return make_published_list(world)


def names_nobody(world: World) -> bool:
    return not any(event == "DeputyNamed" for event, *_ in world.ledger())


@pytest.mark.parametrize("who", ["hana", "petra", "mani", "chidi", "polly", "adam", "pravin"])
def test_nobody_can_be_named_but_a_colleague_without_a_role(world: World, made: MadeList, who: str) -> None:
    answer = name_on_page(world, made.meeting_id, who)
    assert answer.status_code == 422 and names_nobody(world)
    assert "Put this right" in answer.text


def test_nor_an_administrator_a_closed_account_or_another_agencys_newcomer(
    world: World, made: MadeList
) -> None:
    colleague(world, "ruth", is_administrator=True)
    colleague(world, "noor", "eastvale-health")
    colleague(world, "gone")
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.close_account(session, world.person("gone"))
    page = world.client("polly").get(f"/meetings/{made.meeting_id}/deputy").text
    assert "Pete Testperson" in page
    for who in ("ruth", "noor", "gone"):
        assert f"{who.title()} Testperson" not in page
        assert name_on_page(world, made.meeting_id, who).status_code == 422
    assert names_nobody(world)


@pytest.mark.parametrize("user_id", ["", "0", "-1", "x", "9" * 23, "1e3", "True"])
def test_a_senseless_number_is_refused_in_words(world: World, made: MadeList, user_id: str) -> None:
    answer = world.client("polly").send(f"/meetings/{made.meeting_id}/deputy", user_id=user_id)
    assert answer.status_code == 422 and names_nobody(world)


@pytest.mark.parametrize("by", ["carol", "chidi", "petra", "mani", "audley", "pete"])
def test_only_a_representative_names(world: World, made: MadeList, by: str) -> None:
    assert name_on_page(world, made.meeting_id, by=by).status_code == 403
    assert world.client(by).get(f"/meetings/{made.meeting_id}/deputy").status_code == 403
    assert names_nobody(world)


def test_not_at_another_conferences_meeting_nor_one_that_is_not_there(world: World, made: MadeList) -> None:
    theirs = make_meeting(world, MAPPA)
    for meeting_id in (theirs.id, made.meeting_id ^ 1):
        assert name_on_page(world, meeting_id, by="pravin").status_code == 404
        assert withdraw_on_page(world, meeting_id, by="pravin").status_code == 404
    assert names_nobody(world)


def test_a_deputy_names_nobody_further_and_withdraws_nobody(world: World, made: MadeList) -> None:
    colleague(world, "paul")
    name_on_page(world, made.meeting_id)
    assert name_on_page(world, made.meeting_id, "paul", by="pete").status_code == 403
    assert withdraw_on_page(world, made.meeting_id, by="pete").status_code == 403


def test_another_agencys_representative_withdraws_nobody(world: World, made: MadeList) -> None:
    name_on_page(world, made.meeting_id)
    assert withdraw_on_page(world, made.meeting_id, by="hana").status_code == 404
    assert withdraw_on_page(world, made.meeting_id, by="mabel").status_code == 404
    assert may_see(world, "pete", made.cases[0].id)


def test_one_deputy_for_each_representative(world: World, made: MadeList) -> None:
    colleague(world, "paul")
    name_on_page(world, made.meeting_id)
    assert name_on_page(world, made.meeting_id, "paul").status_code == 422
    typed: dict[str, Any] = {"user_id": [world.person("paul"), world.person("pete")]}
    assert world.client("polly").send(f"/meetings/{made.meeting_id}/deputy", **typed).status_code == 422
    assert seen_cases(world, "pete") and world.viewer("paul").seats == ()


def test_the_form_sent_again_after_a_withdrawal_names_nobody(world: World, made: MadeList) -> None:
    key = secrets.token_hex(8)
    browser = world.client("polly")
    typed = {"form_key": key, "user_id": world.person("pete")}
    path = f"/meetings/{made.meeting_id}/deputy"
    assert browser.send(path, **typed).status_code == 303
    withdraw_on_page(world, made.meeting_id)
    assert browser.send(path, **typed).status_code == 303
    assert not may_see(world, "pete", made.cases[0].id)


def test_a_withdrawal_sent_twice_or_for_a_stranger_is_no_page(world: World, made: MadeList) -> None:
    name_on_page(world, made.meeting_id)
    assert withdraw_on_page(world, made.meeting_id).status_code == 303
    assert withdraw_on_page(world, made.meeting_id).status_code == 404
    assert withdraw_on_page(world, made.meeting_id, "hana").status_code == 404
    assert name_on_page(world, made.meeting_id).status_code == 303  # and may be named once more
    assert may_see(world, "pete", made.cases[0].id)


def test_nobody_is_named_once_the_meeting_is_over(world: World, made: MadeList) -> None:
    closed(world, made.meeting_id)
    assert name_on_page(world, made.meeting_id).status_code == 422
    page = world.client("polly").get(f"/meetings/{made.meeting_id}/deputy").text
    assert "nobody can stand in at it any more" in page and "Name this deputy" not in page


def test_without_a_token_nothing_happens(world: World, made: MadeList) -> None:
    typed = {"user_id": world.person("pete"), "csrf_token": "forged"}
    answer = world.client("polly").post(f"/meetings/{made.meeting_id}/deputy", data=typed)
    assert answer.status_code in (400, 422) and names_nobody(world)
