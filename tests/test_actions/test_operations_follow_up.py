"""Following an action up: who may do what, which words are compulsory, what a late or second try gets."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.actions import operations
from marac.actions.updating import agencies_to_ask
from marac.errors import Mistake, NotFound, Refused, StaleForm
from marac.records import Action, ActionEvent, Exclusion
from marac.records.base import columns
from tests.test_actions.scenes import Scene

UPDATE, DIRECT, SETTLE = Act.ACTION_UPDATE, Act.ACTION_DIRECT, Act.ACTION_SETTLE
DONE = ("Visited", "Entry in the visit log")
CHANGED = ("not_completed_circumstances", "The school has closed")


@pytest.fixture
def listed(scene: Scene) -> tuple[int, int, int]:
    return scene.add_case("NM-AAAA1")


@pytest.fixture
def action(scene: Scene, listed: tuple[int, int, int]) -> Action:
    return scene.record(listed)


def state(scene: Scene, action_id: int) -> Any:
    table = columns(Action)
    shown = (table.status, table.is_open, table.version, table.owner_id, table.acknowledged_at)
    with scene.world.looking("carol", Act.ACTION_VIEW) as session:
        return session.row(select(*shown).where(table.id == action_id, see(Action)))


def happenings(scene: Scene, action_id: int) -> list[Any]:
    table = columns(ActionEvent)
    statement = select(table.kind, table.from_status, table.to_status).order_by(table.happened_at)
    with scene.world.looking("carol", Act.ACTION_VIEW) as session:
        return session.rows(statement.where(table.action_id == action_id, see(ActionEvent)))


def finish(scene: Scene, action: Action, version: int = 1, done_on: date | None = None) -> None:
    day = done_on or clock.today()
    scene.act("polly", UPDATE, operations.complete, action.id, version, *DONE, day)


def test_an_action_goes_from_acknowledged_over_progress_to_done(scene: Scene, action: Action) -> None:
    scene.act("petra", UPDATE, operations.acknowledge, action.id, 1)
    scene.act("polly", UPDATE, operations.note_progress, action.id, 2, "Rang the school")
    finish(scene, action, 3)
    assert state(scene, action.id)[:3] == ("complete", 0, 4)
    assert happenings(scene, action.id) == [
        ("recorded", "", "open"),
        ("acknowledged", "open", "open"),
        ("progress", "open", "in_progress"),
        ("completed", "in_progress", "complete"),
    ]
    told = [event for event, _case, _body in scene.world.ledger() if event.startswith("Action")]
    assert told == ["ActionRecorded", "ActionAcknowledged", "ActionProgressed", "ActionCompleted"]


def test_two_changes_in_one_sitting_follow_each_other(scene: Scene, action: Action) -> None:
    with scene.world.acting("polly", UPDATE) as session:
        found = operations.acknowledge(session, action.id, 1)
        operations.complete(session, action.id, found.version, *DONE, clock.today())
    assert state(scene, action.id)[:3] == ("complete", 0, 3)


@pytest.mark.parametrize(
    ("done", "evidence", "days", "field"),
    [
        ("", "Log", 0, "done"),
        ("Done", " ", 0, "evidence"),
        ("Done", "Log", 1, "done_on"),
        ("Done", "Log", -9, "done_on"),
    ],
)
def test_done_needs_what_when_and_evidence(
    scene: Scene, action: Action, done: str, evidence: str, days: int, field: str
) -> None:
    day = clock.today() + timedelta(days=days)
    with pytest.raises(Mistake) as refused:
        scene.act("polly", UPDATE, operations.complete, action.id, 1, done, evidence, day)
    assert refused.value.field == field
    assert state(scene, action.id)[:3] == ("open", 1, 1)


@pytest.mark.parametrize("status", ["not_completed_circumstances", "not_completed_not_done"])
def test_what_will_not_be_done_needs_a_reason(scene: Scene, action: Action, status: str) -> None:
    with pytest.raises(Mistake, match="Say why"):
        scene.act("polly", UPDATE, operations.mark_not_completed, action.id, 1, status, " ")
    scene.act("polly", UPDATE, operations.mark_not_completed, action.id, 1, status, "Ill", "Petra will")
    assert state(scene, action.id)[0] == status


@pytest.mark.parametrize("status", ["complete", "superseded", "transferred", "open", "nonsense"])
def test_its_owner_ends_an_action_only_as_the_form_says(scene: Scene, action: Action, status: str) -> None:
    with pytest.raises(Mistake):
        scene.act("polly", UPDATE, operations.mark_not_completed, action.id, 1, status, "Because")


def test_done_twice_is_refused_in_words(scene: Scene, action: Action) -> None:
    finish(scene, action)
    with pytest.raises(Mistake, match=r"ended on .*: complete"):
        finish(scene, action, 2)
    assert len(happenings(scene, action.id)) == 2


def test_another_agency_may_read_an_action_but_not_touch_it(scene: Scene, action: Action) -> None:
    someone = scene.world.person("manon")
    for tried in (
        (UPDATE, operations.acknowledge, action.id, 1),
        (UPDATE, operations.note_progress, action.id, 1, "Mine"),
        (UPDATE, operations.complete, action.id, 1, *DONE, clock.today()),
        (UPDATE, operations.mark_not_completed, action.id, 1, *CHANGED),
        (DIRECT, operations.reassign, action.id, 1, someone, ""),
        (DIRECT, operations.ask_transfer, action.id, 1, scene.world.agency("westford-housing"), "Theirs"),
    ):
        with pytest.raises(Refused):
            scene.act("pravin", *tried)
    assert state(scene, action.id)[:3] == ("open", 1, 1)


@pytest.mark.parametrize("name", ["mira", "cleo", "audley", "adam"])
def test_who_may_not_see_the_case_finds_no_action(scene: Scene, action: Action, name: str) -> None:
    with pytest.raises(NotFound):
        scene.act(name, UPDATE, operations.acknowledge, action.id, 1)


def test_somebody_kept_from_the_case_finds_no_action(scene: Scene, action: Action) -> None:
    scene.exclude(action.case_id, "polly")
    with pytest.raises(NotFound):
        finish(scene, action)


def test_a_change_from_an_old_page_is_not_lost_without_a_word(scene: Scene, action: Action) -> None:
    scene.act("petra", UPDATE, operations.note_progress, action.id, 1, "Rang")
    for version in (1, None, 0, 99):
        with pytest.raises(StaleForm):
            scene.act("polly", UPDATE, operations.note_progress, action.id, version, "Rang as well")
    assert state(scene, action.id)[2] == 2


def test_a_new_owner_of_the_same_agency_has_not_acknowledged(scene: Scene, action: Action) -> None:
    scene.act("polly", UPDATE, operations.acknowledge, action.id, 1)
    scene.act("polly", DIRECT, operations.reassign, action.id, 2, scene.world.person("petra"), "On leave")
    assert state(scene, action.id)[3:] == (scene.world.person("petra"), None)


def test_a_manager_who_takes_an_action_over_has_acknowledged_it(scene: Scene, action: Action) -> None:
    mani = scene.world.person("mani")
    scene.act("mani", DIRECT, operations.reassign, action.id, 1, mani, "")
    owner, acknowledged_at = state(scene, action.id)[3:]
    assert owner == mani and acknowledged_at is not None


@pytest.mark.parametrize("name", ["pravin", "chidi", "carol", "polly"])
def test_an_action_is_handed_on_only_within_the_agency(scene: Scene, action: Action, name: str) -> None:
    with pytest.raises(Mistake):
        scene.act("polly", DIRECT, operations.reassign, action.id, 1, scene.world.person(name), "")


def ask(scene: Scene, action: Action, version: int = 1) -> int:
    agency_id: int = scene.world.agency("westford-housing")
    scene.act(
        "polly", DIRECT, operations.ask_transfer, action.id, version, agency_id, "It is a tenancy matter"
    )
    return agency_id


def test_a_transfer_granted_ends_the_action_and_another_agency_carries_on(
    scene: Scene, action: Action
) -> None:
    agency_id = ask(scene, action)
    owner = scene.world.person("horatio")
    new = scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, True, owner, "Agreed")
    assert state(scene, action.id)[:2] == ("transferred", 0)
    assert (new.agency_id, new.owner_id, new.due_at, new.risk_id) == (
        agency_id,
        owner,
        action.due_at,
        action.risk_id,
    )
    assert state(scene, new.id) == ("open", 1, 1, owner, None)
    scene.act("horatio", UPDATE, operations.acknowledge, new.id, 1)


def test_a_transfer_lets_an_agency_see_the_case_that_was_not_invited(scene: Scene) -> None:
    action = scene.record(scene.add_case("NM-BBBB2", ("northtown-police",)))
    ask(scene, action)
    owner = scene.world.person("horatio")
    with pytest.raises(NotFound):
        scene.act("horatio", UPDATE, operations.acknowledge, action.id, 2)
    new = scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, True, owner, "")
    scene.act("horatio", UPDATE, operations.acknowledge, new.id, 1)


def test_the_transfer_list_does_not_tell_which_agency_is_kept_from_the_case(
    scene: Scene, action: Action
) -> None:
    with scene.world.acting("polly", DIRECT) as session:
        before = agencies_to_ask(session, action.case_id)
    with scene.world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        kept_out = {"case_id": action.case_id, "agency_id": scene.world.agency("westford-housing")}
        session.add(Exclusion(**kept_out, decided_by_id=scene.world.person("carol")))
    with scene.world.acting("polly", DIRECT) as session:
        assert agencies_to_ask(session, action.case_id) == before
    assert "Westford Housing" in scene.world.client("polly").get(f"/actions/{action.id}").text
    ask(scene, action)
    owner = scene.world.person("horatio")
    with pytest.raises(Mistake, match="Choose one agency"):
        scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, True, owner, "Agreed")


def test_a_transfer_declined_leaves_the_action_where_it_was(scene: Scene, action: Action) -> None:
    ask(scene, action)
    with pytest.raises(Mistake, match="Say why"):
        scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, False, None, "")
    scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, False, None, "It is for the police")
    assert state(scene, action.id)[:3] == ("open", 1, 3)
    ask(scene, action, 3)


def test_a_transfer_is_asked_once_of_another_agency_and_with_a_reason(scene: Scene, action: Action) -> None:
    with pytest.raises(Mistake):
        scene.act("polly", DIRECT, operations.ask_transfer, action.id, 1, action.agency_id, "To ourselves")
    with pytest.raises(Mistake):
        scene.act("polly", DIRECT, operations.ask_transfer, action.id, 1, 2**53, "To nobody")
    ask(scene, action)
    with pytest.raises(Mistake, match="already"):
        ask(scene, action, 2)


def test_nothing_is_transferred_that_nobody_asked_for(scene: Scene, action: Action) -> None:
    owner = scene.world.person("horatio")
    with pytest.raises(Mistake, match="No transfer"):
        scene.act("carol", SETTLE, operations.decide_transfer, action.id, 1, True, owner, "")


def test_a_transfer_goes_to_a_person_of_the_agency_that_was_asked(scene: Scene, action: Action) -> None:
    ask(scene, action)
    for name in ("pravin", "polly", "carol"):
        with pytest.raises(Mistake):
            scene.act(
                "carol", SETTLE, operations.decide_transfer, action.id, 2, True, scene.world.person(name), ""
            )


def test_the_coordinator_reopens_with_a_reason_and_a_new_day(scene: Scene, action: Action) -> None:
    scene.act("polly", UPDATE, operations.acknowledge, action.id, 1)
    finish(scene, action, 2)
    day = clock.today() + timedelta(days=5)
    scene.act("carol", SETTLE, operations.reopen, action.id, 3, "It was the wrong school", day)
    assert state(scene, action.id) == ("open", 1, 4, scene.world.person("polly"), None)
    finish(scene, action, 4)


def test_nobody_but_chair_and_coordinator_reopens_or_supersedes(scene: Scene, action: Action) -> None:
    finish(scene, action)
    tomorrow = clock.today() + timedelta(days=1)
    for name in ("polly", "mani"):
        for tried in (
            (operations.reopen, action.id, 2, "Again", tomorrow),
            (operations.settle_action, action.id, 2, "superseded", "Other plan"),
            (operations.change_deadline, action.id, 2, tomorrow, None, "More time"),
        ):
            with pytest.raises(Refused):
                scene.act(name, UPDATE, *tried)


def test_an_open_or_transferred_action_is_not_reopened(scene: Scene, action: Action) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Mistake, match="open already"):
        scene.act("carol", SETTLE, operations.reopen, action.id, 1, "Again", tomorrow)
    ask(scene, action)
    owner = scene.world.person("horatio")
    scene.act("carol", SETTLE, operations.decide_transfer, action.id, 2, True, owner, "")
    with pytest.raises(Mistake, match="another agency"):
        scene.act("carol", SETTLE, operations.reopen, action.id, 3, "Again", tomorrow)


def test_a_deadline_is_changed_with_a_reason(scene: Scene, action: Action) -> None:
    day = clock.today() + timedelta(days=20)
    with pytest.raises(Mistake):
        scene.act("chidi", SETTLE, operations.change_deadline, action.id, 1, day, None, " ")
    changed = scene.act(
        "chidi", SETTLE, operations.change_deadline, action.id, 1, day, None, "School holidays"
    )
    assert changed.due_on == day and clock.london_day(changed.due_at) == day + timedelta(days=1)


def test_superseding_needs_a_reason_and_ends_the_action(scene: Scene, action: Action) -> None:
    with pytest.raises(Mistake):
        scene.act("carol", SETTLE, operations.settle_action, action.id, 1, "superseded", "")
    with pytest.raises(Mistake):
        scene.act("carol", SETTLE, operations.settle_action, action.id, 1, "transferred", "Because")
    scene.act("carol", SETTLE, operations.settle_action, action.id, 1, "superseded", "The plan changed")
    assert state(scene, action.id)[:2] == ("superseded", 0)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("done", "complete"),
        ("progress", "in_progress"),
        ("circumstances", "not_completed_circumstances"),
        ("not_done", "not_completed_not_done"),
        ("carried_forward", "open"),
    ],
)
def test_a_meeting_records_what_it_found(scene: Scene, action: Action, outcome: str, status: str) -> None:
    found = (action.id, scene.meeting_id, outcome)
    scene.act("chidi", SETTLE, operations.review_action, *found, "The school confirmed it")
    assert state(scene, action.id)[0] == status
    told = [json.loads(body)["about"] for event, _, body in scene.world.ledger() if event == "ActionReviewed"]
    assert told[0]["meeting_id"] == scene.meeting_id


@pytest.mark.parametrize("outcome", ["done", "circumstances", "not_done", "nonsense"])
def test_a_meeting_says_why_or_how(scene: Scene, action: Action, outcome: str) -> None:
    with pytest.raises(Mistake):
        scene.act("chidi", SETTLE, operations.review_action, action.id, scene.meeting_id, outcome, "")


def test_a_meeting_of_another_conference_reviews_nothing_here(scene: Scene, action: Action) -> None:
    for meeting_id in (2**53, 1):
        with pytest.raises(NotFound):
            scene.act("chidi", SETTLE, operations.review_action, action.id, meeting_id, "progress", "")
