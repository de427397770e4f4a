"""Research that agencies have begun: it stays theirs, and stays with the case, when a list changes."""

import re

from tests.factories import (
    MadeCase,
    MadeList,
    make_case,
    make_listing,
    make_meeting,
    make_published_list,
    publish,
)
from tests.test_contributions.making import make_return, read, share, texts_of, write
from tests.world import World


def take_off(world: World, made: MadeList, case: MadeCase) -> tuple[int, str]:
    """What the coordinator is told who takes a case off a list: the status, and the page without its numbers."""
    carol = world.client("carol")
    answer = carol.send(f"/listings/{made.item_of(case)}/unlist", version="1")
    page = carol.get(f"/meetings/{made.meeting_id}/list").text
    page = page.split("<main")[1].split("Cases that can be listed")[0]
    for reference in (made.reference, *(each.reference for each in made.cases)):
        page = page.replace(reference, "")
    return answer.status_code, re.sub(r"\d+|value=\"[^\"]*\"", "", page)


def listed_again(world: World, case: MadeCase) -> str:
    """The case on a new published list; where its research is written."""
    meeting = make_meeting(world, days_ahead=14)
    item = make_listing(world, meeting.id, case)
    publish(world, meeting.id)
    return f"/listings/{item.id}/research"


def test_taking_a_case_off_tells_the_coordinator_nothing_of_drafts(world: World) -> None:
    quiet, begun = make_published_list(world, cases=2), make_published_list(world, cases=2)
    write(world, "polly", begun.item_of(begun.cases[0]), "Seen at the school.")
    without, with_draft = (take_off(world, made, made.cases[0]) for made in (quiet, begun))
    assert without[0] == with_draft[0] == 303
    assert without[1] == with_draft[1]


def test_a_draft_waits_with_its_case_and_is_there_when_it_is_listed_again(world: World) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    write(world, "polly", made.item_of(case), "Seen at the school.")
    take_off(world, made, case)
    polly = world.client("polly")
    assert case.reference not in polly.get("/research").text
    assert polly.get(f"/listings/{made.item_of(case)}/research").status_code == 404
    again = polly.get(listed_again(world, case)).text
    assert "Seen at the school." in again and "Private draft" in again


def test_what_was_shared_and_answered_goes_with_the_case_too(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    share(world, "polly", item_id, "Seen at the school.")
    make_return(world, "polly", item_id, records="custody")
    take_off(world, made, case)
    again = world.client("polly").get(listed_again(world, case)).text
    assert "Seen at the school." in again and "custody" in again
    assert texts_of(read(world, "pravin", case)) == {"Seen at the school."}


def test_of_two_drafts_on_two_lists_none_is_lost_and_the_case_can_be_listed(world: World) -> None:
    case = make_case(world)
    first = make_published_list(world, cases=[case])
    second = make_published_list(world, cases=[case], days_ahead=10)
    write(world, "polly", first.item_of(case), "Seen at the school.")
    write(world, "polly", second.item_of(case), "Seen at the station.")
    for made in (first, second):
        take_off(world, made, case)
    found = [world.client("polly").get(listed_again(world, case)).text for _ in range(2)]
    assert "Seen at the station." in found[0] and "Seen at the school." in found[1]


def test_a_draft_shows_as_nothing_yet_to_the_office_and_as_a_draft_to_its_agency(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    office = world.client("carol")
    pages = (f"/listings/{item_id}/invitations", f"/meetings/{made.meeting_id}")
    before = [_plain(office.get(page).text) for page in pages]
    write(world, "polly", item_id, "Seen at the school.")
    assert [_plain(office.get(page).text) for page in pages] == before
    assert ">Draft<" in world.client("polly").get(f"/meetings/{made.meeting_id}").text


def _plain(page: str) -> str:
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r'value="[^"]*"', "", main)
