"""Two people record the attendance at once: neither undoes the other without a word."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories import make_running_meeting
from tests.world import Browser, World

POLICE, HOUSING = "northtown-police", "westford-housing"


class Page:
    """The attendance as one person has it open: its boxes, filled in and sent like a browser does."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.boxes = boxes_of(browser.get(address).text)

    def record(self, **typed: str) -> Any:
        """Change some boxes and send them all; the page goes on with what the answer has in them."""
        self.boxes.update({name.replace("_", "-"): text for name, text in typed.items()})
        answer = self.browser.send(self.address, **self.boxes)
        if answer.status_code != 303:
            self.boxes = boxes_of(answer.text)
        return answer


def boxes_of(page: str) -> dict[str, str]:
    """What the boxes of the table, hidden ones included, hold."""
    form = page.split('/run/attendance"')[1].split("</form>")[0]
    boxes = {
        name: html.unescape(value)
        for tag in re.findall(r"<input[^>]*>", form)
        for name, value in [(attribute(tag, "name"), attribute(tag, "value"))]
        if re.fullmatch(r"(was|name)-\d+", name)
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        boxes[name] = chosen[1] if chosen else ""
    return boxes


def attribute(tag: str, name: str) -> str:
    """One attribute of a tag, empty if it is not there."""
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


@pytest.fixture
def address(world: World) -> Iterator[str]:
    yield f"/meetings/{make_running_meeting(world).meeting_id}/run/attendance"


def line(world: World, agency: str, status: str, name: str = "") -> dict[str, str]:
    number = world.agency(agency)
    who = (
        {f"who_{number}": "0", f"name_{number}": name}
        if name
        else {f"who_{number}": "", f"name_{number}": ""}
    )
    return {f"agency_{number}": status, **who}


def test_recording_one_agency_leaves_what_somebody_else_corrected_meanwhile(
    world: World, address: str
) -> None:
    Page(world.client("carol"), address).record(**line(world, POLICE, "apologies"))
    coordinator, chair = Page(world.client("carol"), address), Page(world.client("chidi"), address)
    assert chair.record(**line(world, POLICE, "absent")).status_code == 303
    assert coordinator.record(**line(world, HOUSING, "present", "Hal Invented")).status_code == 303
    now = Page(world.client("carol"), address).boxes
    assert now[f"agency-{world.agency(POLICE)}"] == "absent"
    assert now[f"name-{world.agency(HOUSING)}"] == "Hal Invented"


def test_two_different_records_of_one_agency_are_both_shown_and_nothing_typed_is_lost(
    world: World, address: str
) -> None:
    coordinator, chair = Page(world.client("carol"), address), Page(world.client("chidi"), address)
    assert chair.record(**line(world, POLICE, "present", "Pia Pretend")).status_code == 303
    typed = {**line(world, POLICE, "present", "Paul Pretend"), **line(world, HOUSING, "apologies")}
    answer = coordinator.record(**typed)
    assert answer.status_code == 409
    both = answer.text.split('aria-label="Two versions"')[1].split("</section>")[0]
    assert "Pia Pretend" in both and "Paul Pretend" in both
    assert coordinator.boxes[f"name-{world.agency(POLICE)}"] == "Paul Pretend"
    assert coordinator.boxes[f"agency-{world.agency(HOUSING)}"] == "apologies"
    kept = Page(world.client("carol"), address).boxes
    assert kept[f"name-{world.agency(POLICE)}"] == "Pia Pretend"
    assert kept[f"agency-{world.agency(HOUSING)}"] == ""
    assert coordinator.record().status_code == 303
    kept = Page(world.client("carol"), address).boxes
    assert kept[f"name-{world.agency(POLICE)}"] == "Paul Pretend"
    assert kept[f"agency-{world.agency(HOUSING)}"] == "apologies"


def test_somebody_added_meanwhile_is_not_taken_off_by_a_page_of_before(world: World, address: str) -> None:
    Page(world.client("carol"), address).record(**line(world, POLICE, "present", "Pia Pretend"))
    coordinator = Page(world.client("carol"), address)
    added = {"person-agency": str(world.agency(POLICE)), "person-name": "Peter Pretend"}
    assert world.client("chidi").send(f"{address}/person", **added).status_code == 303
    assert coordinator.record(**line(world, POLICE, "absent")).status_code == 409
    assert "Peter Pretend" in world.client("carol").get(address).text


def test_two_who_record_the_same_are_not_in_each_others_way(world: World, address: str) -> None:
    coordinator, chair = Page(world.client("carol"), address), Page(world.client("chidi"), address)
    for page in (chair, coordinator):
        assert page.record(**line(world, POLICE, "present", "Pia Pretend")).status_code == 303
    assert [row[0] for row in world.ledger()].count("AttendanceRecorded") == 1


def test_a_page_recorded_again_without_a_change_records_nothing(world: World, address: str) -> None:
    page = Page(world.client("carol"), address)
    page.record(**line(world, POLICE, "present", "Pia Pretend"))
    assert Page(world.client("carol"), address).record().status_code == 303
    assert [row[0] for row in world.ledger()].count("AttendanceRecorded") == 1


def test_a_name_without_how_they_took_part_is_asked_about_and_kept(world: World, address: str) -> None:
    page = Page(world.client("carol"), address)
    answer = page.record(**line(world, POLICE, "", "Una Unheard"))
    assert answer.status_code == 422 and "a name alone is not recorded" in answer.text
    assert page.boxes[f"name-{world.agency(POLICE)}"] == "Una Unheard"
    assert page.record(**line(world, POLICE, "present", "Una Unheard")).status_code == 303
    assert "Una Unheard" in world.client("carol").get(address).text


def test_what_is_recorded_is_not_emptied_without_a_word(world: World, address: str) -> None:
    Page(world.client("carol"), address).record(**line(world, POLICE, "present", "Una Unheard"))
    answer = Page(world.client("carol"), address).record(**line(world, POLICE, ""))
    assert answer.status_code == 422 and "take its people off the list" in answer.text
    assert "Una Unheard" in world.client("carol").get(address).text
