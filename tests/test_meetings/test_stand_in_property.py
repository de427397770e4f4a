"""Whatever is listed, published, named, withdrawn and closed, in whatever order: stand-ins are what the rows say."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marac import clock
from marac.access.acts import Act
from marac.conferences import get_kind
from marac.meetings.deputising import allow_deputy, name_deputy, withdraw_deputy
from marac.records import Membership, StandIn
from marac.records.base import columns
from tests.test_meetings.deputies import colleague
from tests.test_meetings.test_list_seats import KINDS, Expected, ground, step
from tests.world import World

S, M = columns(StandIn), columns(Membership)
AGENCY = "eastvale-health"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("name", "withdraw", "withdraw at the office", *KINDS)),
        st.integers(0, 2),
        st.integers(0, 1),
    ),
    min_size=6,
    max_size=14,
)


def take(world: World, expected: Expected, named: set[int], kind: str, place: int, number: int) -> None:
    """Take one step if it can be taken now."""
    pete, meeting_id = world.person("pete"), expected.meetings[number]
    if kind == "name":
        if number not in named | expected.closed:
            with world.acting("polly", Act.DEPUTY_NAME) as session:
                name_deputy(session, meeting_id, pete)
            named.add(number)
    elif kind.startswith("withdraw"):
        if number in named:
            by = "carol" if kind.endswith("office") else "polly"
            with world.acting(by, Act.DEPUTY_WITHDRAW) as session:
                withdraw_deputy(session, meeting_id, pete)
                if by == "carol":
                    allow_deputy(session, meeting_id, pete)
            named.remove(number)
    else:
        with world.acting("carol", Act.LIST_MANAGE) as session:
            step(session, expected, kind, place, number, AGENCY)


def last_day_of_polly(world: World) -> date:
    with world.store.engine.connect() as connection:
        found = select(M.until_on).where(
            M.user_id == world.person("polly"), M.conference_id == world.conference()
        )
        return date.fromisoformat(str(connection.execute(found).scalar_one()))


def told(world: World, expected: Expected, named: set[int]) -> set[tuple[int, date, date]]:
    """On which cases, and until when; of the case before a repeat they see nothing by the repeat."""
    lasting: dict[int, bool] = {}
    for place, meeting in expected.listings:
        if meeting in named & expected.published:
            case_id = expected.cases[place].id
            lasting[case_id] = lasting.get(case_id, False) or meeting not in expected.closed
    today = clock.today()
    until = today + timedelta(days=get_kind("marac").rule("access_window_days", today).number)
    lasts = last_day_of_polly(world)
    return {(case_id, today, lasts if held else until) for case_id, held in lasting.items()}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_stand_ins_are_what_lists_meetings_and_namings_say(world: World, steps: list[Any]) -> None:
    if "pete" not in world.ids["people"]:
        colleague(world)
    expected, named = ground(world), set[int]()
    pete = world.person("pete")
    for each in steps:
        take(world, expected, named, *each)
        with world.store.engine.connect() as connection:
            rows = connection.execute(
                select(S.case_id, S.opens_on, S.closes_on).where(S.user_id == pete)
            ).all()
        mine = {case.id for case in expected.cases}
        assert {tuple(row) for row in rows if row[0] in mine} == told(world, expected, named), each
        assert bool(world.viewer("pete").seats) == bool(named), each
    for number in sorted(named):
        take(world, expected, named, "withdraw", 0, number)
    assert world.viewer("pete").seats == ()
