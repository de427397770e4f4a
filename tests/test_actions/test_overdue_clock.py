"""Overdue is judged in London: at midnight and across both changes of the clocks, the list, the numbers and a
count made from the tables by other means agree."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import create_engine

from marac.access.acts import Act
from marac.actions.counts import overdue_counts
from marac.actions.filters import Filters
from marac.actions.overdue import overdue_page, scope_of
from tests.databases import rogue
from tests.test_actions.scenes import Scene
from tests.world import World

LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN, SUMMER = date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 3)
HOURS = (None, time(0), time(0, 30), time(1), time(1, 30), time(2), time(23, 59))
MOMENTS = [
    time(0),
    time(0, 0, 1),
    time(0, 59, 59),
    time(1),
    time(1, 29, 59),
    time(1, 30),
    time(2),
    time(23, 59, 59),
]


def overdue_by_other_means(world: World, now: datetime) -> set[int]:
    """Walk the London clock minute by minute until it shows each action's day and time, or `now` comes."""
    engine = create_engine(rogue(world.url))
    with engine.connect() as connection:
        statement = "SELECT id, due_on, due_time FROM action WHERE status IN ('open', 'in_progress')"
        rows = list(connection.exec_driver_sql(statement))
    engine.dispose()
    return {action_id for action_id, due_on, due_time in rows if _has_come(due_on, due_time, now)}


def _has_come(due_on: Any, due_time: Any, now: datetime) -> bool:
    day = date.fromisoformat(str(due_on))
    if due_time is None:
        return now.astimezone(LONDON).date() > day
    wanted = datetime.combine(day, time.fromisoformat(str(due_time)))
    minute = datetime.combine(day, time(0), UTC) - timedelta(hours=2)
    while minute <= now:
        if minute.astimezone(LONDON).replace(tzinfo=None) >= wanted:
            return True
        minute += timedelta(minutes=1)
    return False


@pytest.mark.parametrize("day", [SPRING, AUTUMN, SUMMER])
def test_the_list_the_numbers_and_the_tables_agree(world: World, day: date) -> None:
    with time_machine.travel(datetime.combine(day - timedelta(days=4), time(9), UTC), tick=False):
        scene = Scene(world)
        listed = scene.add_case("NM-AAAA1")
        for due_on in (day - timedelta(days=1), day):
            for due_time in HOURS:
                scene.record(listed, due_on=due_on, due_time=due_time)
    for moment in _moments(day):
        with time_machine.travel(moment, tick=False):
            expected = overdue_by_other_means(world, moment)
            assert _listed(world, "carol") == _listed(world, "mani") == (expected, len(expected)), moment


def _moments(day: date) -> list[datetime]:
    days = [day - timedelta(days=1), day, day + timedelta(days=1)]
    return sorted(
        datetime.combine(one, at, LONDON).replace(fold=fold).astimezone(UTC)
        for one in days
        for at in MOMENTS
        for fold in (0, 1)
    )


def _listed(world: World, name: str) -> tuple[set[int], int]:
    with world.looking(name, Act.ACTION_OVERSEE) as session:
        rows = overdue_page(session, Filters()).rows
        counts = overdue_counts(session, scope_of(session.viewer))
    assert all(row.is_late for row in rows)
    assert sum(number for _words, number in counts.bands) == counts.overdue
    return {row.id for row in rows}, counts.overdue


def test_an_action_turns_overdue_with_the_first_instant_of_the_next_london_day(world: World) -> None:
    # In July the London midnight is 23:00 in universal time.
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=UTC), tick=False):
        scene = Scene(world)
        scene.record(scene.add_case("NM-AAAA1"), due_on=date(2026, 7, 2))
    for moment, late in ((time(22, 59, 59), False), (time(23), True)):
        with time_machine.travel(datetime.combine(date(2026, 7, 2), moment, UTC), tick=False):
            found, number = _listed(world, "carol")
            assert (bool(found), bool(number)) == (late, late)
            page = world.client("mani").get("/overdue").text
            assert ("Visit the school" in page) is late
