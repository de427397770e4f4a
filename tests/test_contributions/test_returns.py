"""The chase list: who has answered on what, without a word of content."""

from datetime import timedelta

from marac import clock
from marac.access.acts import Act
from marac.contributions.chase import ReturnState
from marac.contributions.queries import return_state
from tests.factories import make_case, make_listing, make_meeting, make_published_list
from tests.test_contributions.making import make_return, set_meeting, share, write
from tests.world import World


def state_of(world: World, meeting_id: int, who: str = "carol") -> ReturnState:
    with world.looking(who, Act.RESEARCH_CHASE) as session:
        return return_state(session, meeting_id)


def words_for(state: ReturnState, agency: str) -> list[str]:
    place = state.agencies.index(agency)
    return [row.cells[place].words for row in state.rows]


def test_every_case_and_agency_has_its_state(world: World) -> None:
    made = make_published_list(world, cases=2)
    first, second = (made.item_of(case) for case in made.cases)
    share(world, "polly", first)
    make_return(world, "polly", first)
    make_return(world, "hana", second, nothing_known=True)
    write(world, "ida", first)
    state = state_of(world, made.meeting_id)
    assert words_for(state, "Northtown Police") == ["Returned", "Not yet returned"]
    assert words_for(state, "Eastvale Health Trust") == ["Not yet returned", "Nothing known"]
    assert words_for(state, "Northtown IDVA Service") == ["Not yet returned", "Not yet returned"]
    assert (state.returned, state.asked) == (2, 2 * len(state.agencies))


def test_after_the_day_both_what_is_missing_and_what_came_then_is_late(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    set_meeting(world, made.meeting_id, "published", research_by=clock.today() - timedelta(days=1))
    make_return(world, "polly", item_id, nothing_known=True)
    state = state_of(world, made.meeting_id, "chidi")
    assert words_for(state, "Northtown Police") == ["Nothing known, late"]
    assert words_for(state, "Eastvale Health Trust") == ["Not yet returned, late"]
    assert state.due == "1 day late"


def test_a_return_on_its_day_is_not_late(world: World) -> None:
    made = make_published_list(world)
    set_meeting(world, made.meeting_id, "published", research_by=clock.today())
    make_return(world, "polly", made.item_of(made.cases[0]), nothing_known=True)
    assert words_for(state_of(world, made.meeting_id), "Northtown Police") == ["Nothing known"]


def test_the_page_lists_whom_to_chase_and_no_content(world: World) -> None:
    made = make_published_list(world, cases=2)
    first, second = made.cases
    for case in made.cases:
        share(world, "polly", made.item_of(case), "Content.")
        make_return(world, "polly", made.item_of(case), records="custody")
    make_return(world, "hana", made.item_of(first), nothing_known=True)
    before = len(world.ledger())
    page = world.client("carol").get(f"/meetings/{made.meeting_id}/returns").text
    assert "3 of" in page and "1 return missing: " in page and second.reference in page
    assert "Content." not in page and "custody" not in page and first.victim not in page
    (entry,) = world.ledger()[before:]
    assert entry[0] == "ListShown" and all(str(case.id) in entry[2] for case in made.cases)
    assert '"shown"' not in entry[2]


def test_before_the_list_is_published_nobody_has_been_asked(world: World) -> None:
    meeting = make_meeting(world)
    make_listing(world, meeting.id, make_case(world))
    page = world.client("carol").get(f"/meetings/{meeting.id}/returns").text
    assert "no agency has been asked yet" in page
