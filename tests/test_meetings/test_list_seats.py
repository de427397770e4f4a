"""Seats after any sequence of changes: always what the invitations and meetings say, computed independently.

The model below knows nothing of how seats are derived. It keeps, for each case, which agencies are invited to
it at which meeting and when that meeting's list was published and closed.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import FOREVER
from marac.access.loading import get
from marac.conferences import get_kind
from marac.db import Session
from marac.meetings import listing
from marac.records import AgendaItem, Meeting, Seat
from marac.records.base import columns
from tests.factories import MadeCase, make_case, make_meeting
from tests.test_meetings.list_making import close, exclude
from tests.world import World

AGENCIES = ("northtown-police", "eastvale-health", "open-bridge")
KINDS = ("list", "unlist", "invite", "uninvite", "publish", "close")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 1), st.sampled_from(AGENCIES)),
    min_size=4,
    max_size=14,
)
_S = columns(Seat)
_SEATS = select(_S.case_id, _S.agency_id, _S.opens_on, _S.closes_on)


@dataclass
class Expected:
    """What ought to be: listings with their invitations, and the state of each meeting."""

    world: World
    cases: list[MadeCase]
    meetings: list[int]
    standing: set[int]
    listings: dict[tuple[int, int], tuple[int, set[int]]] = field(default_factory=dict)
    published: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)

    def seats(self) -> set[tuple[int, int, date, date]]:
        """The third case is a repeat of the first: whoever sees it sees the first as well."""
        lasting: dict[tuple[int, int], bool] = {}
        for (place, meeting), (_, invited) in self.listings.items():
            if meeting not in self.published:
                continue
            for each in (place, 0) if place == 2 else (place,):
                for agency in invited:
                    seat = (self.cases[each].id, agency)
                    lasting[seat] = lasting.get(seat, False) or meeting not in self.closed
        today = clock.today()
        days = get_kind("marac").rule("access_window_days", today).number
        until = today + timedelta(days=days)
        return {(case, agency, today, FOREVER if held else until) for (case, agency), held in lasting.items()}


def step(session: Session, expected: Expected, kind: str, place: int, number: int, agency: str) -> None:
    """Do one thing if it can be done now, and note what it means."""
    meeting_id, agency_id = expected.meetings[number], expected.world.agency(agency)
    held = expected.listings.get((place, number))
    if number in expected.closed:
        return
    if kind == "list" and held is None:
        item = listing.list_case(session, meeting_id, expected.cases[place].id)
        expected.listings[place, number] = (item.id, set(expected.standing))
    elif kind == "publish" and number not in expected.published and _listed(expected, number):
        version = get(session, Meeting, meeting_id).version
        listing.publish_list(session, meeting_id, version, clock.today())
        expected.published.add(number)
    elif kind == "close" and number in expected.published:
        close(session, meeting_id)
        expected.closed.add(number)
    elif held is not None:
        _change_listing(session, expected, kind, (place, number), agency_id)


def _listed(expected: Expected, number: int) -> bool:
    return any(meeting == number for _, meeting in expected.listings)


def _change_listing(
    session: Session, expected: Expected, kind: str, where: tuple[int, int], agency_id: int
) -> None:
    item_id, invited = expected.listings[where]
    if kind == "invite" and agency_id not in invited:
        listing.invite(session, item_id, agency_id)
        invited.add(agency_id)
    elif kind == "uninvite" and agency_id in invited:
        listing.uninvite(session, item_id, agency_id)
        invited.remove(agency_id)
    elif kind == "unlist":
        version = get(session, AgendaItem, item_id).version
        listing.unlist_case(session, item_id, version)
        del expected.listings[where]


def ground(world: World) -> Expected:
    cases = [make_case(world), make_case(world)]
    cases.append(make_case(world, earlier_case_id=cases[0].id))
    meetings = [make_meeting(world).id for _ in range(2)]
    standing = {world.agency(slug) for slug in world.ids["agencies"]}
    standing -= {world.agency("open-bridge"), world.agency("northtown-partnership")}
    return Expected(world, cases, meetings, standing)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_seats_are_always_what_invitations_and_meetings_say(world: World, steps: list[Any]) -> None:
    expected = ground(world)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        for each in steps:
            step(session, expected, *each)
            mine = {case.id for case in expected.cases}
            found = {tuple(row) for row in session.rows(_SEATS) if row.case_id in mine}
            assert found == expected.seats(), each


def test_seats_come_out_the_same_whoever_is_kept_from_the_case(world: World) -> None:
    expected = ground(world)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        for place in range(3):
            step(session, expected, "list", place, 0, "open-bridge")
    exclude(world, expected.cases[0], person="carol")
    exclude(world, expected.cases[2], person="carol")
    with world.acting("carol", Act.LIST_MANAGE) as session:
        step(session, expected, "publish", 0, 0, "open-bridge")
        step(session, expected, "uninvite", 1, 0, "eastvale-health")
        found = {tuple(row) for row in session.rows(_SEATS)}
    assert found == expected.seats()
