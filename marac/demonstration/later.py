"""What became of an action after its meeting: "6 progress: two addresses visited" and the like."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.actions import operations as actions
from marac.db import Session
from marac.demonstration.stage import Stage
from marac.records import Action


@dataclass(frozen=True)
class Happening:
    """One deed in an action's later life: days after the meeting, what, and its words."""

    days: int
    deed: str
    first: str
    second: str = ""


def read_happening(told: str) -> Happening:
    """Read "day deed: words | further words"."""
    head, _, words = told.partition(":")
    days, _, deed = head.partition(" ")
    first, _, second = words.partition("|")
    return Happening(int(days), deed.strip(), first.strip(), second.strip())


def plan_later_life(
    stage: Stage, coordinator: str, owner: str, action_id: int, met_at: datetime, then: list[str]
) -> None:
    """Plan what the story tells of an action."""
    holder = [owner]
    for number, told in enumerate(then):
        happening = read_happening(told)
        moment = met_at + timedelta(days=happening.days, hours=5, minutes=number)

        def deed(happening: Happening = happening) -> None:
            _happen(stage, coordinator, holder, action_id, happening)

        stage.plan(moment, deed)


def _version(session: Session, action_id: int) -> int:
    return get(session, Action, action_id).version


def _happen(stage: Stage, coordinator: str, holder: list[str], action_id: int, told: Happening) -> None:
    if told.deed in ("grant", "supersede"):
        with stage.acting(coordinator, Act.ACTION_SETTLE) as session:
            _settle(session, stage, action_id, told)
    elif told.deed in ("hand-over", "ask-transfer"):
        with stage.acting(holder[0], Act.ACTION_DIRECT) as session:
            _direct(session, stage, holder, action_id, told)
    else:
        with stage.acting(holder[0], Act.ACTION_UPDATE) as session:
            _update(session, action_id, told)


def _settle(session: Session, stage: Stage, action_id: int, told: Happening) -> None:
    version = _version(session, action_id)
    if told.deed == "grant":
        actions.decide_transfer(session, action_id, version, True, stage.people[told.first], told.second)
    else:
        actions.settle_action(session, action_id, version, "superseded", told.first)


def _direct(session: Session, stage: Stage, holder: list[str], action_id: int, told: Happening) -> None:
    version = _version(session, action_id)
    if told.deed == "hand-over":
        actions.reassign(session, action_id, version, stage.people[told.first], told.second)
        holder[0] = told.first
    else:
        actions.ask_transfer(session, action_id, version, stage.agencies[told.first], told.second)


def _update(session: Session, action_id: int, told: Happening) -> None:
    version = _version(session, action_id)
    if told.deed == "acknowledge":
        actions.acknowledge(session, action_id, version)
    elif told.deed == "progress":
        actions.note_progress(session, action_id, version, told.first)
    elif told.deed == "complete":
        actions.complete(session, action_id, version, told.first, told.second, clock.today())
    else:
        status = "not_completed_circumstances" if told.deed == "cannot" else "not_completed_not_done"
        actions.mark_not_completed(session, action_id, version, status, told.first, told.second)
