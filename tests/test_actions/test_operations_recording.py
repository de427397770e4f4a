"""Recording an action: what is refused, in which words, and what is kept."""

import json
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.actions.operations import record_action
from marac.administration.operations import close_account
from marac.errors import Mistake, NotFound
from marac.records import Action
from marac.records.base import columns
from tests.test_actions.scenes import Scene
from tests.world import MAPPA, World


def refusal(scene: Scene, listed: tuple[int, int, int], **changes: Any) -> tuple[str, str]:
    with pytest.raises(Mistake) as refused:
        scene.record(listed, **changes)
    return refused.value.field, refused.value.message


def test_an_action_is_kept_with_its_owner_its_risk_and_the_moment_it_becomes_overdue(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    action = scene.record(listed)
    assert (action.status, action.version, action.risk_id) == ("open", 1, listed[2])
    assert action.owner_id == scene.world.person("polly")
    assert clock.to_london(action.due_at).time() == time(0)
    assert clock.london_day(action.due_at) == action.due_on + timedelta(days=1)


def test_recording_is_on_the_ledger_without_a_word_of_the_action(scene: Scene) -> None:
    action = scene.record(scene.add_case("NM-AAAA1"))
    entries = [json.loads(body) for event, _case, body in scene.world.ledger() if event == "ActionRecorded"]
    assert [entry["about"]["record_id"] for entry in entries] == [action.id]
    assert "school" not in json.dumps(entries)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"risk_id": None}, "risk_id"),
        ({"risk_id": 2**60}, "risk_id"),
        ({"text": "   "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"subject": "dog"}, "subject"),
        ({"subject": ""}, "subject"),
        ({"pillar": "victim_safety"}, "pillar"),
        ({"due_on": None}, "due_on"),
        ({"due_on": clock.today() - timedelta(days=1)}, "due_on"),
        ({"due_on": clock.today() + timedelta(days=366)}, "due_on"),
        ({"due_on": clock.today(), "due_time": time(0)}, "due_on"),
    ],
)
def test_what_an_action_lacks_is_said_beside_its_field(
    scene: Scene, changes: dict[str, Any], field: str
) -> None:
    assert refusal(scene, scene.add_case("NM-AAAA1"), **changes)[0] == field


def test_a_risk_of_another_case_cannot_be_answered(scene: Scene) -> None:
    listed, other = scene.add_case("NM-AAAA1"), scene.add_case("NM-BBBB2")
    assert refusal(scene, listed, risk_id=other[2])[0] == "risk_id"


@pytest.mark.parametrize("name", ["pravin", "carol", "chidi", "audley", "adam"])
def test_the_owner_is_a_member_of_that_agency_who_takes_part(scene: Scene, name: str) -> None:
    listed = scene.add_case("NM-AAAA1")
    assert refusal(scene, listed, owner_id=scene.world.person(name))[0] == "owner_id"


@pytest.mark.parametrize("name", ["polly", "petra", "mani"])
def test_representatives_deputies_and_managers_may_own_actions(scene: Scene, name: str) -> None:
    assert scene.record(scene.add_case("NM-AAAA1"), owner_id=scene.world.person(name)).owner_id


def test_an_agency_that_was_not_invited_gets_no_action(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1", ("northtown-police",))
    owner = scene.for_person("pravin", "eastvale-probation")
    assert refusal(scene, listed, **owner)[0] == "agency_id"


def test_somebody_kept_from_the_case_gets_no_action_in_the_words_for_a_stranger(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    stranger = refusal(scene, listed, owner_id=2**53)
    scene.exclude(listed[0], "polly")
    assert refusal(scene, listed) == stranger


def test_a_closed_account_gets_no_action(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    scene.act("adam", Act.ACCOUNT_ADMINISTER, close_account, scene.world.person("polly"))
    assert refusal(scene, listed)[0] == "owner_id"


def test_an_hour_later_today_may_be_given(scene: Scene) -> None:
    soon = clock.to_london(clock.now()).replace(second=0, microsecond=0) + timedelta(hours=2)
    action = scene.record(scene.add_case("NM-AAAA1"), due_on=soon.date(), due_time=soon.time())
    assert action.due_at == soon


def test_mappa_asks_which_part_of_the_plan_an_action_belongs_to(world: World) -> None:
    scene = Scene(world, MAPPA)
    listed = scene.add_case("MP-AAAA1")
    assert refusal(scene, listed)[0] == "pillar"
    assert scene.record(listed, pillar="victim_safety").pillar == "victim_safety"


def test_vague_words_are_questioned_only_when_asked_for(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    field, message = refusal(scene, listed, text="Monitor the situation", form_warnings_accepted=False)
    assert (field, "does not say what will be done" in message) == ("text", True)
    assert scene.record(listed, text="Monitor the situation").id


def test_the_same_action_twice_is_questioned(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    scene.record(listed)
    assert "action 1 of this case" in refusal(scene, listed, form_warnings_accepted=False)[1]


def test_another_conference_cannot_record_here(scene: Scene, world: World) -> None:
    listed = scene.add_case("NM-AAAA1")
    answers = {"text": "x", "subject": "victim", "due_on": clock.today()}
    owner = scene.for_person("polly", "northtown-police")
    with pytest.raises(NotFound):
        scene.act("mabel", Act.ACTION_RECORD, record_action, listed[1], listed[2], **owner, **answers)


def test_an_action_lets_its_agency_see_the_case_for_as_long_as_it_is_open(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    action = scene.record(listed)
    with scene.world.looking("polly", Act.ACTION_VIEW) as session:
        table = columns(Action)
        statement = select(table.is_open).where(table.id == action.id, see(Action))
        assert session.rows(statement) == [(1,)]
        session.pending.clear()
