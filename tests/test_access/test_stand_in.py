"""A deputy for single meetings by the see-rule alone: whatever the rows say, nothing but these meetings."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from marac import clock
from marac.access.acts import Act
from marac.access.loading import find
from marac.access.policy import PER_MEETING_BIT, ROLE_BITS
from marac.access.scope import openable, see
from marac.access.viewer import Seat as Held
from marac.db import Session
from marac.records import (
    Action,
    Case,
    Exclusion,
    Meeting,
    MeetingDeputy,
    Membership,
    StandIn,
)
from marac.records.base import columns, new_id
from tests.test_access.ground import Ground, give_seat, plant, prepare
from tests.world import MARAC, World

C, B = columns(Case), columns(Membership)
DAY = timedelta(days=1)


def put(ground: Ground, record: Any, **row: Any) -> None:
    with Session(ground.world.store.writer, ground.world.viewer("carol"), Act.CASE_MANAGE) as session:
        session.execute(insert(record.__table__).values(**row))
        session.commit()


@pytest.fixture
def fresh(world: World) -> Iterator[Ground]:
    """Petra deputises for single meetings; the police have a seat on two cases, listed at two meetings."""
    made = prepare(world)
    give_seat(world, made.unseen.case_id, "northtown-police")
    petra = B.user_id == world.person("petra")
    changed = {"is_per_meeting": True, "role_bit": PER_MEETING_BIT}
    with world.store.writer.begin() as connection:
        connection.execute(update(Membership.__table__).where(petra).values(**changed))
    yield made


def stand_in(ground: Ground, opens: int = 0, closes: int = 0, case_id: int = 0) -> None:
    today, petra = clock.today(), ground.world.person("petra")
    days = {"opens_on": today + opens * DAY, "closes_on": today + closes * DAY}
    put(ground, StandIn, case_id=case_id or ground.seen.case_id, user_id=petra, **days)
    named = {"named_by_id": ground.world.person("polly"), "named_at": clock.now()}
    place = {"meeting_id": ground.seen.meeting_id, "conference_id": ground.world.conference(MARAC)}
    put(ground, MeetingDeputy, user_id=petra, **place, **named, **days)


def seen(ground: Ground, record: Any, act: Act = Act.CASE_VIEW) -> set[int]:
    """The cases (or meetings) of which Petra sees a row of a table."""
    table = columns(record)
    of = table.id if record in (Case, Meeting) else table.case_id
    with ground.session("petra", act) as session:
        return {row[0] for row in session.rows(select(of).where(see(record)))}


def test_a_deputy_for_no_meeting_sees_no_case_and_no_meeting(fresh: Ground) -> None:
    assert seen(fresh, Case) == seen(fresh, Action) == seen(fresh, Meeting) == set()


def test_they_see_the_case_they_stand_in_on_and_that_meeting_and_nothing_else(fresh: Ground) -> None:
    stand_in(fresh)
    assert seen(fresh, Case) == seen(fresh, Action, Act.ACTION_VIEW) == {fresh.seen.case_id}
    assert seen(fresh, Meeting, Act.MEETING_VIEW) == {fresh.seen.meeting_id}
    with fresh.session("petra") as session:
        assert find(session, Case, fresh.unseen.case_id) is None
        assert find(session, Meeting, fresh.unseen.meeting_id) is None


def test_a_colleague_who_deputises_always_sees_both(fresh: Ground) -> None:
    petra = B.user_id == fresh.world.person("petra")
    standing = {"is_per_meeting": False, "role_bit": ROLE_BITS["deputy"]}
    with fresh.world.store.writer.begin() as connection:
        connection.execute(update(Membership.__table__).where(petra).values(**standing))
    assert seen(fresh, Case) == {fresh.seen.case_id, fresh.unseen.case_id}
    assert seen(fresh, Meeting, Act.MEETING_VIEW) >= {fresh.seen.meeting_id, fresh.unseen.meeting_id}


@pytest.mark.parametrize(("opens", "closes"), [(1, 5), (-5, -1)])
def test_not_before_the_first_day_and_not_after_the_last(fresh: Ground, opens: int, closes: int) -> None:
    stand_in(fresh, opens, closes)
    assert seen(fresh, Case) == seen(fresh, Meeting, Act.MEETING_VIEW) == set()


def test_they_see_nothing_that_their_agency_has_no_seat_on(fresh: Ground) -> None:
    strange = plant(fresh.world, MARAC, "NM-STRANGE")
    stand_in(fresh, case_id=strange.case_id)
    assert seen(fresh, Case) == set()


@pytest.mark.parametrize("whom", ["user", "agency"])
def test_a_denial_beats_it(fresh: Ground, whom: str) -> None:
    stand_in(fresh)
    world = fresh.world
    ids = {"user_id": world.person("petra"), "agency_id": world.agency("northtown-police")}
    row = {
        "id": new_id(),
        "case_id": fresh.seen.case_id,
        "origin": "decision",
        f"{whom}_id": ids[f"{whom}_id"],
    }
    put(fresh, Exclusion, **row, decided_by_id=world.person("carol"), decided_at=clock.now())
    assert seen(fresh, Case) == seen(fresh, Action) == set()


def test_they_open_no_case_by_break_glass_and_refer_none(fresh: Ground) -> None:
    stand_in(fresh)
    with fresh.session("petra", Act.CASE_OPEN) as session:
        assert session.rows(select(C.id).where(openable(Case))) == []
    held = Held(1, MARAC, "marac", "Northtown Marac", "deputy", 0, False, is_per_meeting=True)
    assert Act.CASE_VIEW in held.acts
    assert not {Act.CASE_OPEN, Act.REFERRAL_WRITE, Act.AUDIT_OWN} & held.acts
