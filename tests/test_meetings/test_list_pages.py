"""The pages of meetings and lists: who sees which, with and without htmx."""

import re

import pytest

from marac import clock
from marac.access.acts import Act
from marac.meetings import listing
from tests.factories import make_case, make_listing, make_meeting, make_published_list
from tests.test_meetings.list_making import closed, exclude
from tests.world import MAPPA, MARAC, MASIP, World

HX_LIST = {"HX-Request": "true", "HX-Target": "case-list"}
HX_ROWS = {"HX-Request": "true", "HX-Target": "case-rows"}


def places(page: str) -> list[str]:
    """The references of the rows in their order."""
    return re.findall(r'data-name="([^"]+)"', page)


@pytest.mark.parametrize(("conference", "name"), [(MARAC, "carol"), (MAPPA, "mabel"), (MASIP, "tess")])
def test_the_office_of_every_kind_of_conference_reads_every_page(
    world: World, conference: str, name: str
) -> None:
    made = make_published_list(world, conference, cases=2)
    meeting = make_meeting(world, conference)
    make_listing(world, meeting.id, make_case(world, conference, children=2), conference=conference)
    client, item_id = world.client(name), made.item_of(made.cases[0])
    for path in (
        f"/conferences/{conference}/meetings",
        f"/conferences/{conference}/meetings/new",
        f"/meetings/{made.meeting_id}",
        f"/meetings/{meeting.id}/list",
        f"/meetings/{meeting.id}/publish",
        f"/meetings/{meeting.id}/change",
        f"/listings/{item_id}/invitations",
    ):
        assert client.get(path).status_code == 200, path


def test_representatives_see_no_trace_of_a_list_before_publication(world: World) -> None:
    first = make_published_list(world)
    meeting = make_meeting(world, days_ahead=30)
    make_listing(world, meeting.id, first.cases[0])
    polly = world.client("polly")
    page = polly.get(f"/meetings/{meeting.id}").text
    assert first.cases[0].reference not in page
    assert "not published yet" in page
    assert "1 case" not in polly.get(f"/conferences/{MARAC}/meetings").text.split(meeting.reference)[1]
    for path in (f"/meetings/{meeting.id}/list", f"/meetings/{meeting.id}/publish"):
        assert polly.get(path).status_code == 403


def test_a_representative_sees_its_own_cases_without_gap_number_or_count(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(3)], make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in cases]
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, items[1].id, world.agency("eastvale-health"))
        listing.publish_list(session, meeting.id, 1, clock.today())
    hana = world.client("hana")
    page = hana.get(f"/meetings/{meeting.id}").text
    assert cases[0].reference in page
    assert cases[1].reference not in page
    assert "minutes" not in page.split("The list")[1]
    assert ">3<" not in page
    assert "2 cases, 30 of 180 minutes" in hana.get(f"/conferences/{MARAC}/meetings").text


def test_an_excluded_person_s_page_is_that_of_a_list_without_the_case(world: World) -> None:
    hidden = make_case(world)
    made = make_published_list(world, cases=[hidden])
    empty = make_published_list(world, cases=[make_case(world)])
    exclude(world, hidden, person="pravin")
    with world.acting("chidi", Act.LIST_MANAGE) as session:
        listing.uninvite(session, empty.item_of(empty.cases[0]), world.agency("eastvale-probation"))
    pages = [
        world.client("pravin").get(f"/meetings/{each.meeting_id}").text.replace(each.reference, "")
        for each in (made, empty)
    ]
    varying = r'value="[^"]*"|[0-9]{2}:[0-9]{2}|entry [0-9,]+|/meetings/[0-9]+'
    bare = [re.sub(varying, "", page) for page in pages]
    assert bare[0] == bare[1]


def test_every_page_names_on_the_ledger_the_cases_it_showed(world: World) -> None:
    made = make_published_list(world, cases=2)
    world.client("polly").get(f"/meetings/{made.meeting_id}")
    event, _, body = world.ledger()[-1]
    assert event == "ListShown"
    assert all(str(case.id) in body for case in made.cases)


def test_the_list_is_put_together_by_plain_forms(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(2)], make_meeting(world)
    carol, address = world.client("carol"), f"/meetings/{meeting.id}/list"
    for case in cases:
        assert carol.send(address, case_id=case.id).headers["Location"] == address
    assert places(carol.get(address).text) == [case.reference for case in cases]
    item_id = re.findall(r'data-row="(\d+)"', carol.get(address).text)[1]
    assert carol.send(f"/listings/{item_id}/move", move="up", version=1).status_code == 303
    assert places(carol.get(address).text) == [cases[1].reference, cases[0].reference]
    assert carol.send(f"/listings/{item_id}/minutes", minutes=40, version=2).status_code == 303
    assert "2 cases, 55 minutes: 125 minutes to spare" in carol.get(address).text
    assert carol.send(f"/listings/{item_id}/unlist", version=3).status_code == 303
    assert places(carol.get(address).text) == [cases[0].reference]


def test_htmx_gets_the_block_it_asked_for(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(2)], make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in cases]
    carol, address = world.client("carol"), f"/listings/{items[1].id}/move"
    block = carol.send(address, move="to", position=1, version=1, headers=HX_ROWS)
    assert "<html" not in block.text
    assert "Cases that can be listed" not in block.text
    assert places(block.text) == [cases[1].reference, cases[0].reference]
    whole = carol.send(f"/listings/{items[0].id}/minutes", minutes=200, version=1, headers=HX_LIST)
    assert "35 minutes more than the meeting has" in whole.text
    assert "Cases that can be listed" in whole.text


@pytest.mark.parametrize("headers", [{}, HX_LIST])
def test_a_refused_change_says_what_to_do_and_leaves_the_page_fit_for_use(
    world: World, headers: dict[str, str]
) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    carol = world.client("carol")
    refused = carol.send(f"/listings/{item.id}/minutes", minutes="a while", version=1, headers=headers)
    assert refused.status_code == 422
    assert "whole number of minutes" in refused.text
    off = carol.send(f"/listings/{item.id}/move", move="to", position=7, version=1, headers=headers)
    assert off.status_code == 422
    version = re.findall(r'name="version" value="(\d+)"', off.text)[0]
    assert carol.send(f"/listings/{item.id}/minutes", minutes=20, version=version).status_code == 303


TYPED = (("minutes", "a while"), ("minutes", "999"), ("minutes", ""), ("position", "last"), ("position", "7"))


@pytest.mark.parametrize("headers", [{}, HX_LIST])
@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_refused_number_stays_in_its_row_with_the_message_beside_it(
    world: World, headers: dict[str, str], name: str, typed: str
) -> None:
    meeting = make_meeting(world)
    items = [make_listing(world, meeting.id, make_case(world)) for _ in range(2)]
    path = f"/listings/{items[1].id}/{'move' if name == 'position' else name}"
    refused = world.client("carol").send(path, **{name: typed, "move": "to"}, version=1, headers=headers)
    assert refused.status_code == 422
    box = _box(refused.text, f"{name}-{items[1].id}")
    assert f'value="{typed}"' in box or not typed
    assert f'aria-describedby="{name}-{items[1].id}-error"' in box
    assert f'href="#{name}-{items[1].id}"' in refused.text
    assert "aria-describedby" not in _box(refused.text, f"{name}-{items[0].id}")
    row = refused.text.split(f'data-row="{items[1].id}"')[1]
    assert '<details class="agenda__more" open>' in row


def test_a_number_typed_on_an_older_page_stays_and_can_be_sent_again(world: World) -> None:
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, make_case(world))
    carol, path = world.client("carol"), f"/listings/{item.id}/minutes"
    assert world.client("chidi").send(path, minutes="25", version=1).status_code == 303
    stale = carol.send(path, minutes="40", version=1)
    assert stale.status_code == 409 and "Somebody else changed this row" in stale.text
    assert 'value="40"' in _box(stale.text, f"minutes-{item.id}")
    form = stale.text.split(f'action="{path}"')[1].split("</form>")[0]
    version = re.findall(r'name="version" value="(\d+)"', form)[0]
    assert carol.send(path, minutes="40", version=version).status_code == 303
    assert "1 case, 40 minutes" in carol.get(f"/meetings/{meeting.id}/list").text


def _box(page: str, box_id: str) -> str:
    """The input with that id."""
    found = re.search(rf'<input[^>]*id="{box_id}"[^>]*>', page)
    assert found is not None, box_id
    return found[0]


@pytest.mark.parametrize("headers", [{}, HX_ROWS])
def test_a_change_from_an_older_page_is_a_conflict(world: World, headers: dict[str, str]) -> None:
    meeting = make_meeting(world)
    items = [make_listing(world, meeting.id, make_case(world)) for _ in range(2)]
    carol, chidi = world.client("carol"), world.client("chidi")
    carol.send(f"/listings/{items[0].id}/move", move="down", version=1)
    stale = chidi.send(f"/listings/{items[0].id}/move", move="up", version=1, headers=headers)
    assert stale.status_code == 409


def test_the_second_press_of_one_button_lists_once(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    carol, address = world.client("carol"), f"/meetings/{meeting.id}/list"
    answers = [carol.send(address, "one-key", case_id=case.id).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert places(carol.get(address).text) == [case.reference]
    assert carol.send(address, case_id=case.id).status_code == 422


def test_cases_are_offered_deferred_first_then_repeats_then_new_ones(world: World) -> None:
    deferred, unreached, heard = (make_case(world) for _ in range(3))
    made = make_published_list(world, cases=[deferred, unreached, heard])
    outcome = {made.item_of(deferred): "deferred", made.item_of(heard): "heard"}
    closed(world, made.meeting_id, statuses=outcome)
    repeat, new = make_case(world, earlier_case_id=heard.id), make_case(world)
    blocked = make_case(world, restriction="undecided")
    make_case(world, status="received")
    meeting = make_meeting(world, days_ahead=30)
    page = world.client("carol").get(f"/meetings/{meeting.id}/list").text
    offered = page.split("Cases that can be listed")[1]
    at = [offered.index(f">{case.reference}<") for case in (deferred, repeat, new, heard)]
    assert at == sorted(at)
    assert "Deferred on" in offered
    assert "Not reached on" in offered
    assert f"A repeat of {heard.reference}" in offered
    assert "Heard on" in offered
    assert "must not receive information. Decide" in offered.split(blocked.reference)[1]
    assert "1 referral waits for review" in offered


def test_an_invitation_is_made_and_withdrawn_on_its_page(world: World) -> None:
    made = make_published_list(world)
    carol, address = world.client("carol"), f"/listings/{made.item_of(made.cases[0])}/invitations"
    bridge = world.agency("open-bridge")
    assert carol.send(address, agency_id=bridge, reason="asked", version=1).status_code == 303
    assert "Open Bridge" in carol.get(address).text
    refused = carol.send(address, agency_id=bridge, reason="asked", version=2)
    assert refused.status_code == 422
    gone = carol.send(f"{address}/withdraw", agency_id=bridge, reason="mistake", version=2)
    assert gone.status_code == 303
    unsaid = carol.send(f"{address}/withdraw", agency_id=bridge, reason="", version=3)
    assert unsaid.status_code == 422
    stale = carol.send(address, agency_id=bridge, reason="asked", version=1)
    assert stale.status_code == 409


@pytest.mark.parametrize("version", [{}, {"version": "0"}, {"version": ""}])
def test_an_invitation_without_the_version_that_was_read_changes_nothing(
    world: World, version: dict[str, str]
) -> None:
    made = make_published_list(world)
    carol, address = world.client("carol"), f"/listings/{made.item_of(made.cases[0])}/invitations"
    asked = carol.send(address, agency_id=world.agency("open-bridge"), reason="asked", **version)
    housing = world.agency("westford-housing")
    gone = carol.send(f"{address}/withdraw", agency_id=housing, reason="mistake", **version)
    assert asked.status_code in (409, 422) and gone.status_code in (409, 422)
    told = [event for event, *_ in world.ledger()]
    assert "AgencyUninvited" not in told
    assert world.client("sunny").get(f"/cases/{made.cases[0].id}").status_code == 404


def test_the_earlier_case_whose_reference_is_shown_is_on_the_ledger(world: World) -> None:
    earlier = make_case(world, status="closed")
    repeat = make_case(world, earlier_case_id=earlier.id)
    meeting = make_meeting(world)
    assert earlier.reference in world.client("carol").get(f"/meetings/{meeting.id}/list").text
    shown = [str(body) for event, _case, body in world.ledger() if event == "ListShown"][-1]
    assert str(repeat.id) in shown and str(earlier.id) in shown


def test_an_emergency_meeting_is_reported_at_the_next_one(world: World) -> None:
    make_meeting(world, days_ahead=1)
    emergency = make_meeting(world, days_ahead=2, kind="emergency")
    coming = make_meeting(world, days_ahead=9)
    after = make_meeting(world, days_ahead=16)
    carol = world.client("carol")
    assert emergency.reference in carol.get(f"/meetings/{coming.id}").text
    assert emergency.reference not in carol.get(f"/meetings/{after.id}").text
    assert "Emergency meeting" in carol.get(f"/conferences/{MARAC}/meetings").text
