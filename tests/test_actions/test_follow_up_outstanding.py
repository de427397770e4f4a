"""What the next meeting hears of: every outstanding action once, with all that happened to it."""

import json
from typing import Any

from sqlalchemy import create_engine

from marac.access.acts import Act
from marac.actions import operations
from marac.actions.queries import actions_of_case, history_of, outstanding
from marac.audit import events
from tests.databases import rogue
from tests.test_actions.scenes import Scene
from tests.world import MAPPA, World


def heard(scene: Scene, name: str = "chidi") -> list[Any]:
    with scene.world.looking(name, Act.MEETING_RUN) as session:
        shown = session.record(events.ListShown(page="outstanding"), is_list=True)
        return outstanding(session, shown, scene.conference_id)


def test_every_open_action_comes_once_and_no_ended_one(scene: Scene) -> None:
    listed = [scene.add_case("NM-AAAA1"), scene.add_case("NM-BBBB2")]
    recorded = [scene.record(listed[number % 2], text=f"Step {number}") for number in range(6)]
    closed = ("superseded", "Another plan")
    scene.act("carol", Act.ACTION_SETTLE, operations.settle_action, recorded[0].id, 1, *closed)
    scene.act("polly", Act.ACTION_UPDATE, operations.note_progress, recorded[1].id, 1, "Rang")
    found = heard(scene)
    assert sorted(one.action.text for one in found) == [f"Step {number}" for number in range(1, 6)]
    assert len({one.action.id for one in found}) == 5
    progressed = next(one for one in found if one.action.id == recorded[1].id)
    assert [(line.kind, line.text) for line in progressed.history] == [("progress", "Rang"), ("recorded", "")]
    assert progressed.action.last_word == "Rang"


def test_a_transferred_action_comes_once_with_what_went_before(scene: Scene) -> None:
    action = scene.record(scene.add_case("NM-AAAA1"))
    housing = scene.world.agency("westford-housing")
    scene.act("polly", Act.ACTION_DIRECT, operations.ask_transfer, action.id, 1, housing, "A tenancy matter")
    owner = scene.world.person("horatio")
    scene.act("carol", Act.ACTION_SETTLE, operations.decide_transfer, action.id, 2, True, owner, "Agreed")
    (found,) = heard(scene)
    assert (found.action.agency, found.action.owner) == ("Westford Housing", "Horatio Testperson")
    kinds = [line.kind for line in found.history]
    assert kinds == ["received", "transferred", "transfer_asked", "recorded"]


def test_the_list_names_its_cases_on_the_record_and_keeps_to_its_conference(
    scene: Scene, world: World
) -> None:
    listed = scene.add_case("NM-AAAA1")
    scene.record(listed)
    other = Scene(world, MAPPA)
    other.record(other.add_case("NML-AAAA1"), pillar="supervision")
    assert [one.action.reference for one in heard(scene)] == ["NM-AAAA1"]
    assert json.loads(world.ledger()[-1][2])["cases"] == [listed[0]]
    with world.looking("chidi", Act.MEETING_RUN) as session:
        shown = session.record(events.ListShown(page="outstanding"), is_list=True)
        assert outstanding(session, shown, other.conference_id) == []


def test_somebody_kept_from_a_case_does_not_hear_of_its_actions(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    scene.record(listed)
    scene.exclude(listed[0], "chidi")
    assert heard(scene) == [] and len(heard(scene, "carol")) == 1


def test_a_case_shows_its_actions_in_the_order_they_were_recorded(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    scene.record(scene.add_case("NM-BBBB2"), text="Another case's")
    actions = [scene.record(listed, text=f"Step {number}") for number in range(3)]
    scene.act("polly", Act.ACTION_UPDATE, operations.note_progress, actions[1].id, 1, "Rang")
    with scene.world.looking("hana", Act.CASE_VIEW) as session:
        shown = session.record(events.CaseShown(case_id=listed[0], page="case"))
        lines = actions_of_case(session, shown, listed[0])
        history = history_of(session, shown, actions[1].id)
    assert [line.text for line in lines] == ["Step 0", "Step 1", "Step 2"]
    assert lines[1].risk == "Contact at the school, NM-AAAA1"
    assert [line.by for line in history] == ["Polly Testperson", "Carol Testperson"]


def test_an_action_without_readable_words_is_still_in_the_list(scene: Scene) -> None:
    """Nothing is lost because a text is missing: the row stays, its words are empty."""
    action = scene.record(scene.add_case("NM-AAAA1"))
    engine = create_engine(rogue(scene.world.url))
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sealed_text WHERE field = 'action.text'")
    engine.dispose()
    assert [(one.action.id, one.action.text) for one in heard(scene)] == [(action.id, "")]
    page = scene.world.client("polly").get(f"/actions/{action.id}").text
    assert "The words of this action are not open to you" in page
