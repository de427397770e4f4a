"""Putting a list together: what can be listed, in which order, for how long."""

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings import listing
from marac.meetings.listing_shapes import load_in_words
from marac.records import AgendaItem
from tests.factories import make_case, make_listing, make_meeting, make_published_list
from tests.test_meetings.list_making import closed, exclude, order_seen, version_of
from tests.world import MAPPA, MARAC, MASIP, World


def test_the_same_case_twice_on_a_list_is_refused(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    make_listing(world, meeting.id, case)
    with pytest.raises(Mistake, match="already on this list"):
        make_listing(world, meeting.id, case)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"restriction": "undecided"}, "must not receive information"),
        ({"status": "received"}, "has not been accepted"),
        ({"status": "closed"}, "is closed"),
    ],
)
def test_a_case_that_is_not_ready_is_refused_in_words(world: World, made: dict[str, str], words: str) -> None:
    case, meeting = make_case(world, **made), make_meeting(world)  # type: ignore[arg-type]
    with pytest.raises(Mistake, match=words):
        make_listing(world, meeting.id, case)


def test_a_case_of_another_conference_is_not_found(world: World) -> None:
    foreign, meeting = make_case(world, MAPPA), make_meeting(world)
    with pytest.raises(NotFound):
        make_listing(world, meeting.id, foreign)


def test_a_closed_meeting_takes_no_case(world: World) -> None:
    made = make_published_list(world)
    closed(world, made.meeting_id)
    with pytest.raises(Mistake, match="closed"):
        make_listing(world, made.meeting_id, make_case(world))


@pytest.mark.parametrize(("conference", "minutes"), [(MARAC, 15), (MASIP, 20), (MAPPA, 45)])
def test_the_conference_s_rule_gives_a_case_its_minutes(world: World, conference: str, minutes: int) -> None:
    meeting = make_meeting(world, conference)
    item = make_listing(world, meeting.id, make_case(world, conference), conference=conference)
    assert item.minutes == minutes


def test_a_case_moves_to_its_place_and_the_others_close_up(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(4)], make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in cases]
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.move_item(session, items[3].id, 1, 2)
    assert order_seen(world, "carol") == [cases[place].reference for place in (0, 3, 1, 2)]


def test_a_place_off_the_list_is_refused(world: World) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    for place in (0, 2):
        with pytest.raises(Mistake, match="from 1 to 1"), world.acting("carol", Act.LIST_MANAGE) as session:
            listing.move_item(session, item.id, 1, place)


def test_a_move_from_an_older_page_is_stale(world: World) -> None:
    meeting = make_meeting(world)
    items = [make_listing(world, meeting.id, make_case(world)) for _ in range(2)]
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.move_item(session, items[0].id, 1, 2)
    with pytest.raises(StaleForm), world.acting("chidi", Act.LIST_MANAGE) as session:
        listing.move_item(session, items[0].id, 1, 1)


def test_several_changes_of_one_case_in_one_session_follow_each_other(world: World) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    with world.acting("carol", Act.LIST_MANAGE) as session:
        held = get(session, AgendaItem, item.id)
        listing.set_minutes(session, item.id, held.version, 20)
        listing.set_minutes(session, item.id, held.version, 25)
    assert version_of(world, AgendaItem, item.id) == item.version + 2


def test_moving_around_a_hidden_case_neither_shows_nor_moves_it(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(3)], make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in cases]
    exclude(world, cases[1], person="carol")
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.move_item(session, items[2].id, 1, 1)
    assert order_seen(world, "carol") == [cases[2].reference, cases[0].reference]
    assert order_seen(world, "chidi") == [cases[2].reference, cases[1].reference, cases[0].reference]
    page = world.client("carol").get(f"/meetings/{meeting.id}/list").text
    assert cases[1].reference not in page
    assert "2 cases, 30 minutes" in page


def test_a_listing_hidden_from_somebody_is_not_found(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    item = make_listing(world, meeting.id, case)
    exclude(world, case, person="carol")
    with pytest.raises(NotFound), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.set_minutes(session, item.id, 1, 20)
    with pytest.raises(NotFound):
        make_listing(world, make_meeting(world).id, case)


@pytest.mark.parametrize("minutes", [0, 241])
def test_minutes_that_make_no_sense_are_refused(world: World, minutes: int) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    with pytest.raises(Mistake, match="between 1 and 240"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.set_minutes(session, item.id, 1, minutes)


def test_a_case_taken_off_can_be_listed_again(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    item = make_listing(world, meeting.id, case)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.unlist_case(session, item.id, 1)
    assert order_seen(world, "carol") == []
    make_listing(world, meeting.id, case)
    assert [event for event, *_ in world.ledger() if event.startswith("Case")] == [
        "CaseListed", "CaseUnlisted", "CaseListed",
    ]  # fmt: skip


class _Row:
    def __init__(self, minutes: int) -> None:
        self.minutes = minutes


@pytest.mark.parametrize(
    ("lengths", "room", "words"),
    [
        ([], 180, "0 cases, 0 minutes: 180 minutes to spare"),
        ([15], 16, "1 case, 15 minutes: 1 minute to spare"),
        ([15] * 12, 180, "12 cases, 180 minutes: exactly the time that the meeting has"),
        ([12] * 15 + [20], 180, "16 cases, 200 minutes: 20 minutes more than the meeting has"),
    ],
)
def test_the_load_is_said_in_words(lengths: list[int], room: int, words: str) -> None:
    assert load_in_words([_Row(length) for length in lengths], room) == words
