"""Right requests at the wrong time, by the wrong agency or about the wrong person: nothing changes."""

from datetime import date
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.actions import operations as actions
from marac.meetings import running
from marac.records import Action
from tests.factories import make_case, make_meeting, make_running_meeting
from tests.world import MARAC, Browser, World


@pytest.fixture
def action_id(world: World) -> int:
    """An action of the police, agreed today."""
    made = make_running_meeting(world)
    item_id = made.item_of(made.cases[0])
    with world.acting("carol", Act.MEETING_RUN) as session:
        risk_id = running.name_risk(session, item_id, "He knows where she works.").id
    with world.acting("carol", Act.ACTION_RECORD) as session:
        recorded = actions.record_action(
            session,
            item_id,
            risk_id,
            agency_id=world.agency("northtown-police"),
            owner_id=world.person("polly"),
            text="Visit the school and agree the collection list",
            subject="victim",
            due_on=clock.today(),
            form_warnings_accepted=True,
        )
        return recorded.id


def version_of(world: World, action_id: int) -> int:
    with world.looking("polly", Act.ACTION_VIEW) as session:
        return get(session, Action, action_id).version


def day(on: date, name: str = "done_on") -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def complete(world: World, client: Browser, action_id: int, **more: Any) -> Any:
    version = more.pop("version", version_of(world, action_id))
    typed = {"done": "Visited.", "evidence": "The visit log.", **day(clock.today()), **more}
    return client.send(f"/actions/{action_id}/done", version=str(version), **typed)


def test_an_action_is_completed_once(world: World, action_id: int) -> None:
    client = world.client("polly")
    before = version_of(world, action_id)
    assert complete(world, client, action_id).status_code == 303
    entries = len([event for event, _, _ in world.ledger() if event == "ActionCompleted"])
    assert complete(world, client, action_id, version=before).status_code in (409, 422)
    again = complete(world, client, action_id, done="Visited a second time.")
    assert again.status_code == 422 and "govuk-error-summary" in again.text
    assert len([event for event, _, _ in world.ledger() if event == "ActionCompleted"]) == entries == 1


def test_an_action_that_was_reopened_is_not_completed_from_the_page_of_before(
    world: World, action_id: int
) -> None:
    client, office = world.client("polly"), world.client("carol")
    old = version_of(world, action_id)
    assert complete(world, client, action_id).status_code == 303
    version = version_of(world, action_id)
    opened = office.send(
        f"/actions/{action_id}/reopen", version=str(version), due_on="Friday", reopen_reason="Not so."
    )
    assert opened.status_code == 303
    for stale in (old, version):
        answer = complete(world, client, action_id, version=stale, done="From the old page.")
        assert answer.status_code == 409 and "From the old page." in answer.text
    assert complete(world, client, action_id).status_code == 303


@pytest.mark.parametrize("who", ["pravin", "hana", "cerys", "horatio", "cleo"])
def test_another_agency_completes_nothing(world: World, action_id: int, who: str) -> None:
    answer = complete(world, world.client(who), action_id, done="By somebody else.")
    assert answer.status_code in (403, 404, 422)
    with world.looking("polly", Act.ACTION_VIEW) as session:
        assert get(session, Action, action_id).is_open == 1


@pytest.mark.parametrize(
    ("on", "word"),
    [
        (("1", "1", "1899"), "1900"),
        (("1", "1", "2190"), "still to come"),
        (("29", "2", "2025"), "real date"),
        (("31", "6", "2026"), "real date"),
        (("", "", ""), "Give the day"),
        (("1", "1", "2001"), "recorded on"),
    ],
)
def test_a_day_on_which_nothing_can_have_been_done_is_asked_for_again(
    world: World, action_id: int, on: tuple[str, str, str], word: str
) -> None:
    typed = dict(zip(("done_on-day", "done_on-month", "done_on-year"), on, strict=True))
    answer = complete(world, world.client("polly"), action_id, done="Kept in the box.", **typed)
    assert answer.status_code == 422
    assert word in answer.text and "Kept in the box." in answer.text
    assert "invalid" not in answer.text.lower()


@pytest.mark.parametrize(
    "due", ["ASAP", "ongoing", "31 June", "29 February 2027", "yesterday", "1 January 1899", "soon"]
)
def test_a_deadline_that_is_no_day_is_asked_for_again(world: World, action_id: int, due: str) -> None:
    version = str(version_of(world, action_id))
    answer = world.client("carol").send(
        f"/actions/{action_id}/deadline", version=version, due_on=due, due_reason="Kept."
    )
    assert answer.status_code == 422 and due in answer.text and "invalid" not in answer.text.lower()


def plan(world: World, **typed: str) -> Any:
    fields = {
        "kind": "scheduled",
        **day(date(2027, 3, 28), "starts_on"),
        "starts_at": "09:30",
        "minutes_available": "180",
        "chair_id": "0",
        **typed,
    }
    return world.client("carol").send(f"/conferences/{MARAC}/meetings", **fields)


def test_the_hour_that_does_not_exist_is_named(world: World) -> None:
    answer = plan(world, starts_at="01:30")
    assert answer.status_code == 422 and "clocks go forward" in answer.text
    assert plan(world, starts_at="02:30").status_code == 303


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (day(date(2028, 1, 1), "research_by"), "research"),
        ({"starts_at": "25:00"}, "like 09:30"),
        ({"minutes_available": "-5"}, "between"),
        ({"minutes_available": "9" * 40}, "whole number"),
        ({"chair_id": str(10**23)}, "answers shown"),
        ({"kind": "party"}, "answers shown"),
        (day(date(2020, 1, 1), "starts_on"), "passed"),
    ],
)
def test_a_plan_that_cannot_be_is_asked_for_again(world: World, typed: dict[str, str], word: str) -> None:
    answer = plan(world, **typed)
    assert answer.status_code == 422 and word in answer.text.lower(), answer.text
    assert "invalid" not in answer.text.lower()


def test_the_same_case_is_on_a_list_once(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    client = world.client("carol")
    first = client.send(f"/meetings/{meeting.id}/list", case_id=str(case.id))
    second = client.send(f"/meetings/{meeting.id}/list", case_id=str(case.id))
    assert (first.status_code, second.status_code) == (303, 422)
    assert "already" in second.text


def test_victim_and_perpetrator_of_one_case_are_never_made_one(world: World) -> None:
    case, other = make_case(world), make_case(world)
    client = world.client("carol")

    def decide(here: int, there: int, decision: str = "same") -> str:
        fields = {
            "party": str(here),
            "other": str(there),
            "decision": decision,
            "back": f"/cases/{case.id}/people",
        }
        answer = client.send("/people/decisions", **fields)
        assert answer.status_code == 303
        return str(client.get(f"/cases/{case.id}/people").text)

    assert "Kept as the same person" not in decide(case.victim_id, case.perpetrator_id)
    assert "Kept as the same person" not in decide(case.victim_id, case.victim_id)
    assert "Kept as the same person" in decide(case.victim_id, other.victim_id)
    assert "Kept as the same person" not in decide(case.perpetrator_id, other.victim_id)
    for odd in (str(10**23), "-1", "x", ""):
        fields = {"party": odd, "other": str(case.victim_id), "decision": "same", "back": "//evil.example"}
        answer = client.send("/people/decisions", **fields)
        assert answer.status_code in (303, 404) and "evil" not in answer.headers.get("Location", "")


def test_a_membership_ends_after_it_begins(world: World) -> None:
    client, user = world.client("adam"), world.person("sunny")
    fields = {"role-conference": str(world.conference()), "role-role": "representative"}
    days = {**day(date(2027, 5, 2), "role-from_on"), **day(date(2027, 5, 1), "role-until_on")}
    path = f"/administration/accounts/{user}/roles"
    answer = client.send(path, **fields, **days)
    assert answer.status_code == 422 and "last day" in answer.text.lower()


@pytest.mark.parametrize("number", [str(10**23), "-1", "2147483648", "x"])
def test_a_record_that_saves_itself_with_an_odd_number_is_not_saved_and_does_not_fail(
    world: World, number: str
) -> None:
    made = make_running_meeting(world)
    path = f"/listings/{made.item_of(made.cases[0])}/record/autosave"
    answer = world.client("carol").send(path, summary="Words.", version="1", client_seq=number)
    assert answer.status_code in (200, 409, 422)
