"""A return from before its agency was asked: kept as it came, but no answer until the agency confirms it."""

from datetime import timedelta

import pytest

from marac import clock
from marac.access.acts import Act
from marac.contributions import operations
from marac.contributions.queries import research_queue, return_state
from marac.errors import Mistake, NotFound, StaleForm
from tests.factories import MadeList, make_published_list
from tests.test_contributions.making import (
    get_version,
    make_return,
    number_form,
    read,
    research_file,
    set_meeting,
    texts_of,
)
from tests.world import World


@pytest.fixture
def made(world: World) -> MadeList:
    made = make_published_list(world)
    number_form(world, made.cases[0], "033")
    return made


def load(world: World, **more: object) -> object:
    with world.acting("importer", Act.RESEARCH_LOAD) as session:
        return operations.load_return(session, world.conference(), research_file(**more))


def returned(world: World, made: MadeList) -> tuple[int, str]:
    """How many have returned, and how the police stand, as the coordinator's page says."""
    with world.looking("carol", Act.RESEARCH_CHASE) as session:
        state = return_state(session, made.meeting_id)
    return state.returned, state.rows[0].cells[state.agencies.index("Northtown Police")].words


def test_a_return_from_before_the_agency_was_asked_is_kept_but_does_not_count(
    world: World, made: MadeList
) -> None:
    loaded = load(world)
    assert "returned 15 January 2026, before it was asked" in loaded.words
    assert returned(world, made) == (0, "From 15 January 2026: to confirm")
    assert texts_of(read(world, "pravin", made.cases[0])) == {"Arrested on 10 January."}
    carol = world.client("carol")
    page = carol.get(f"/meetings/{made.meeting_id}/returns").text
    assert "1 return is from before the agency was asked" in page and "0 of" in page
    assert "1 return missing, 1 of them to confirm: " in page
    assert "returned (1 to confirm), " in carol.get("/").text
    assert "From before: to confirm" in carol.get(f"/listings/{made.item_of(made.cases[0])}/invitations").text
    assert "Research returned" in carol.get(f"/meetings/{made.meeting_id}").text
    part = read(world, "carol", made.cases[0], made.item_of(made.cases[0])).agencies
    assert [each.agency_name for each in part if each.is_earlier] == ["Northtown Police"]


def test_a_return_of_the_day_on_which_it_is_loaded_counts_at_once(world: World, made: MadeList) -> None:
    loaded = load(world, returned=clock.today().isoformat())
    assert "before" not in loaded.words
    assert returned(world, made) == (1, "Returned")


def test_the_agency_says_that_it_is_still_current_and_from_then_it_counts(
    world: World, made: MadeList
) -> None:
    load(world)
    address = f"/listings/{made.item_of(made.cases[0])}/research"
    polly = world.client("polly")
    with world.looking("polly", Act.RESEARCH_CONTRIBUTE) as session:
        (asked,) = research_queue(session)
    assert not asked.is_returned and asked.state == "From before: to confirm"
    page = polly.get(address).text
    assert "Is this still current?" in page and "on 15 January 2026, before it was asked" in page
    assert polly.send(f"{address}/return/still-current", version=7).status_code == 409
    assert returned(world, made)[0] == 0
    assert polly.send(f"{address}/return/still-current", version=1).status_code == 303
    assert "Is this still current?" not in polly.get(address).text
    assert returned(world, made) == (1, "Returned")
    assert "ReturnMade" in [event for event, _, _ in world.ledger()]


def test_making_the_return_again_confirms_it(world: World, made: MadeList) -> None:
    load(world, items=[], nothing_known=True)
    item_id = made.item_of(made.cases[0])
    with world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
        return_id, _ = operations.return_to_write(session, item_id, 1)
        operations.take_back_return(session, return_id, get_version(session, return_id))
    assert returned(world, made) == (0, "Not yet returned")
    with world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
        operations.make_return(
            session,
            return_id,
            get_version(session, return_id),
            nothing_known=True,
            records_checked="index",
            last_contact_on=None,
        )
    assert returned(world, made) == (1, "Nothing known")


def test_one_that_is_confirmed_after_its_day_is_late(world: World, made: MadeList) -> None:
    load(world)
    set_meeting(world, made.meeting_id, "published", research_by=clock.today() - timedelta(days=1))
    assert returned(world, made)[1] == "From 15 January 2026: to confirm, late"
    world.client("polly").send(
        f"/listings/{made.item_of(made.cases[0])}/research/return/still-current", version=1
    )
    assert returned(world, made) == (1, "Returned, late")


def test_only_the_agency_itself_confirms_and_only_what_is_made(world: World, made: MadeList) -> None:
    load(world)
    item_id = made.item_of(made.cases[0])
    for who in ("hana", "carol"):
        answer = world.client(who).send(f"/listings/{item_id}/research/return/still-current", version=1)
        assert answer.status_code in (403, 404)
    with world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
        return_id, _ = operations.return_to_write(session, item_id, 1)
    with pytest.raises(NotFound), world.acting("hana", Act.RESEARCH_CONTRIBUTE) as session:
        operations.confirm_return(session, return_id, 1)
    with pytest.raises(StaleForm), world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
        operations.confirm_return(session, return_id, 9)
    set_meeting(world, made.meeting_id, "closed")
    with pytest.raises(Mistake, match="closed"), world.acting("polly", Act.RESEARCH_CONTRIBUTE) as session:
        operations.confirm_return(session, return_id, 1)
    assert (
        world.client("polly")
        .send(f"/listings/{item_id}/research/return/still-current", version=1)
        .status_code
        == 422
    )


def test_a_return_made_for_the_listing_asks_for_nothing_more(world: World, made: MadeList) -> None:
    item_id = made.item_of(made.cases[0])
    make_return(world, "polly", item_id, nothing_known=True)
    assert "Is this still current?" not in world.client("polly").get(f"/listings/{item_id}/research").text
    assert returned(world, made)[0] == 1
