"""Steps of a meeting that several tests take: a risk, an action, a decision, the close."""

from datetime import timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.actions.operations import record_action
from marac.meetings import running
from marac.records import AgendaItem, Meeting
from tests.factories import COORDINATORS, MadeList
from tests.world import MARAC, World

RUN = Act.MEETING_RUN
RISK = "He may follow her to the school gate."
ACTION = "visit the school and agree the collection list"


def first_item(made: MadeList) -> int:
    return made.item_of(made.cases[0])


def name_risk(world: World, item_id: int, conference: str = MARAC, text: str = RISK) -> int:
    with world.acting(COORDINATORS[conference], RUN) as session:
        return running.name_risk(session, item_id, text).id


def add_action(world: World, item_id: int, risk_id: int, conference: str = MARAC, **changed: Any) -> int:
    parts = {
        "agency_id": world.agency("northtown-police"),
        "owner_id": world.person("polly"),
        "text": ACTION,
        "subject": "victim",
        "due_on": clock.today() + timedelta(days=5),
        **changed,
    }
    with world.acting(COORDINATORS[conference], Act.ACTION_RECORD) as session:
        return record_action(session, item_id, risk_id, **parts).id


def decide(
    world: World, item_id: int, decision: str = "actions_agreed", who: str = "carol", **more: Any
) -> None:
    with world.acting(who, RUN) as session:
        version = get(session, AgendaItem, item_id).version
        running.decide_case(session, item_id, version, decision, **more)


def close(world: World, made: MadeList, who: str = "carol") -> None:
    with world.acting(who, RUN) as session:
        running.close_meeting(session, made.meeting_id, get(session, Meeting, made.meeting_id).version)
