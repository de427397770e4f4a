"""A planned meeting is cancelled: everybody sees it, its cases wait, and nothing that was written is lost."""

import json
from typing import Any

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.errors import Mistake
from marac.records import Meeting
from tests.factories import (
    make_case,
    make_listing,
    make_meeting,
    make_published_list,
    make_running_meeting,
    open_at_once,
)
from tests.test_contributions.making import make_return, write
from tests.test_meetings.list_making import exclude, seen_cases
from tests.test_meetings.run_steps import ACTION, add_action, close, decide, first_item, name_risk
from tests.world import MARAC, World


def cancel(world: World, meeting_id: int, who: str = "carol", reason: str = "nobody") -> Any:
    """Cancel a meeting as somebody, on its page."""
    with world.looking(who, Act.LIST_MANAGE) as session:
        version = get(session, Meeting, meeting_id).version
    return world.client(who).send(f"/meetings/{meeting_id}/cancel", reason=reason, version=version)


@pytest.mark.parametrize("who", ["carol", "chidi"])
def test_everybody_sees_that_a_meeting_is_cancelled_and_why(world: World, who: str) -> None:
    made = make_published_list(world)
    link = f'href="/meetings/{made.meeting_id}/cancel"'
    assert link in world.client(who).get(f"/meetings/{made.meeting_id}").text
    assert cancel(world, made.meeting_id, who).status_code == 303
    for member in ("polly", "mani", "carol", "chidi"):
        browser = world.client(member)
        row = browser.get(f"/conferences/{MARAC}/meetings").text.split(made.reference)[1].split("</tr>")[0]
        assert "Cancelled" in row
        page = browser.get(f"/meetings/{made.meeting_id}").text
        assert "This meeting is cancelled" in page and "Too few agencies can come" in page
        assert "Run the meeting" not in page and link not in page


def test_its_cases_wait_for_another_meeting_and_can_be_listed_there(world: World) -> None:
    made, other = make_published_list(world), make_meeting(world, days_ahead=14)
    cancel(world, made.meeting_id)
    offered = world.client("carol").get(f"/meetings/{other.id}/list").text
    waiting = offered.split("Waiting to be listed")[1].split("</table>")[0]
    assert made.cases[0].reference in waiting and "was cancelled" in waiting
    make_listing(world, other.id, made.cases[0])
    third = world.client("carol").get(f"/meetings/{make_meeting(world, days_ahead=21).id}/list").text
    assert "was cancelled" not in third


def test_its_research_is_asked_no_longer_and_what_was_written_comes_back_with_the_case(world: World) -> None:
    made = make_published_list(world, cases=2)
    one, two = made.cases
    write(world, "polly", made.item_of(one), "Seen at the school.")
    make_return(world, "polly", made.item_of(two), nothing_known=True, records="custody")
    cancel(world, made.meeting_id)
    polly = world.client("polly")
    for page in ("/research", "/", f"/meetings/{made.meeting_id}"):
        assert one.reference not in polly.get(page).text
    assert polly.get(f"/listings/{made.item_of(one)}/research").status_code == 404
    assert seen_cases(world, "polly") == set()
    again = make_published_list(world, cases=[one, two], days_ahead=14)
    assert "Seen at the school." in polly.get(f"/listings/{again.item_of(one)}/research").text
    assert "custody" in polly.get(f"/listings/{again.item_of(two)}/research").text


def test_a_case_hidden_from_whoever_cancels_is_asked_of_nobody_either(world: World) -> None:
    made = make_published_list(world)
    exclude(world, made.cases[0], person="carol")
    assert seen_cases(world, "polly") == {made.cases[0].id}
    cancel(world, made.meeting_id)
    assert seen_cases(world, "polly") == set()


def test_an_open_action_is_gone_through_once_at_the_next_meeting(world: World) -> None:
    before = make_running_meeting(world)
    add_action(world, first_item(before), name_risk(world, first_item(before)))
    decide(world, first_item(before))
    close(world, before)
    cancel(world, make_published_list(world, cases=[before.cases[0]]).meeting_id)
    assert ACTION in world.client("polly").get("/actions").text
    made = make_running_meeting(world)
    page = world.client("carol").get(f"/meetings/{made.meeting_id}/run/actions").text
    assert page.count(ACTION) == 1


def test_the_ledger_names_the_meeting_and_the_reason(world: World) -> None:
    made = make_published_list(world)
    cancel(world, made.meeting_id, reason="no_chair")
    entries = [json.loads(body) for event, _, body in world.ledger() if event == "MeetingCancelled"]
    assert len(entries) == 1
    said = json.dumps(entries[0])
    assert str(made.meeting_id) in said and "no_chair" in said


def test_a_reason_is_asked_for_and_kept_when_somebody_else_was_quicker(world: World) -> None:
    made = make_published_list(world)
    carol, path = world.client("carol"), f"/meetings/{made.meeting_id}/cancel"
    unsaid = carol.send(path, reason="", version="2")
    assert unsaid.status_code == 422 and "Choose why the meeting is cancelled" in unsaid.text
    stale = carol.send(path, reason="moved", version="1")
    assert stale.status_code == 409 and 'value="moved" checked' in stale.text
    assert "This meeting is cancelled" not in carol.get(f"/meetings/{made.meeting_id}").text


def test_a_meeting_that_has_begun_is_not_cancelled_and_a_cancelled_one_never_begins(world: World) -> None:
    begun, made = make_running_meeting(world), make_published_list(world)
    answer = cancel(world, begun.meeting_id)
    assert answer.status_code == 422 and "open already" in answer.text
    cancel(world, made.meeting_id)
    assert cancel(world, made.meeting_id).status_code == 422
    with pytest.raises(Mistake, match="cancelled"):
        open_at_once(world, made)
    with pytest.raises(Mistake, match="cancelled"):
        make_listing(world, made.meeting_id, make_case(world))
    carol = world.client("carol")
    for page in ("run", "list", "change", "cancel", "research", "run/actions"):
        assert carol.get(f"/meetings/{made.meeting_id}/{page}").status_code in (200, 404)
    assert "Open the meeting" not in carol.get(f"/meetings/{made.meeting_id}/run").text


def test_only_the_office_cancels(world: World) -> None:
    made = make_published_list(world)
    for who in ("polly", "mani", "audley"):
        browser = world.client(who)
        assert browser.get(f"/meetings/{made.meeting_id}/cancel").status_code in (403, 404)
        sent = browser.send(f"/meetings/{made.meeting_id}/cancel", reason="moved", version="2")
        assert sent.status_code in (403, 404)
    mabel = world.client("mabel").send(f"/meetings/{made.meeting_id}/cancel", reason="moved", version="2")
    assert mabel.status_code == 404
    assert "List published" in world.client("polly").get(f"/meetings/{made.meeting_id}").text


def test_the_first_page_of_the_office_goes_on_to_the_next_meeting(world: World) -> None:
    made, other = make_published_list(world), make_meeting(world, days_ahead=14)
    assert made.reference in world.client("carol").get("/").text
    cancel(world, made.meeting_id)
    page = world.client("carol").get("/").text
    assert other.reference in page and made.reference not in page


def test_an_emergency_meeting_that_was_cancelled_is_not_reported_at_the_next_one(world: World) -> None:
    urgent = make_meeting(world, kind="emergency", days_ahead=0)
    cancel(world, urgent.id)
    made = make_running_meeting(world)
    assert urgent.reference not in world.client("carol").get(f"/meetings/{made.meeting_id}/run").text
