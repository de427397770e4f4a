"""The overdue list: who sees what, its filters, pages and sheet, and what hostile addresses get."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from marac import clock
from marac.access.acts import Act
from marac.actions import operations
from marac.actions.sheet import harmless
from marac.records import Action
from tests.test_actions.scenes import Scene
from tests.world import MAPPA, World

LONG_AGO = timedelta(days=40)


@pytest.fixture
def late(scene: Scene) -> Action:
    """An action of Polly's that was due 37 days ago."""
    return record_long_ago(scene, scene.add_case("NM-AAAA1"))


def record_long_ago(scene: Scene, listed: tuple[int, int, int], **changes: Any) -> Action:
    with time_machine.travel(clock.now() - LONG_AGO):
        action: Action = scene.record(listed, **changes)
    return action


def again(scene: Scene, action: Action, **changes: Any) -> Action:
    return record_long_ago(
        scene, (action.case_id, action.agenda_item_id or 0, action.risk_id or 0), **changes
    )


def following(page: str) -> str:
    return page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")


def test_a_manager_sees_what_is_late_in_the_agency_and_how_late(scene: Scene, late: Action) -> None:
    again(scene, late, **scene.for_person("pravin", "eastvale-probation"), text="Check the licence")
    scene.record((late.case_id, late.agenda_item_id or 0, late.risk_id or 0), text="Not late yet")
    page = scene.world.client("mani").get("/overdue").text
    assert "NM-AAAA1" in page and "Visit the school" in page and "Contact at the school" in page
    assert f'<span class="overdue">{(clock.today() - late.due_on).days}</span>' in page
    assert "Check the licence" not in page and "Not late yet" not in page
    soon = scene.world.client("mani").get("/overdue?state=soon").text
    assert "Not late yet" in soon and "Visit the school" not in soon


def test_chair_and_coordinator_see_every_agencys(scene: Scene, late: Action) -> None:
    again(scene, late, **scene.for_person("pravin", "eastvale-probation"), text="Check the licence")
    for name in ("carol", "chidi"):
        page = scene.world.client(name).get("/overdue").text
        assert "Check the licence" in page and "Visit the school" in page
        assert "Take over" not in page


def test_the_chair_of_two_conferences_chooses_between_them(scene: Scene, late: Action) -> None:
    browser = scene.world.client("chidi")
    assert "Visit the school" in browser.get("/overdue?conference=northtown-marac").text
    assert "Visit the school" not in browser.get("/overdue?conference=northtown-masip").text
    assert browser.get("/overdue?conference=northtown-mappa").status_code == 404


def test_another_conference_and_other_roles_see_nothing(scene: Scene, late: Action) -> None:
    assert "school" not in scene.world.client("mabel").get("/overdue").text
    assert "school" not in scene.world.client("manon").get("/overdue").text
    for name in ("polly", "audley", "adam", "importer"):
        for path in ("/overdue", "/overdue/ages", "/overdue/sheet"):
            assert scene.world.client(name).get(path).status_code == 403


def test_somebody_kept_from_a_case_sees_neither_row_nor_number(scene: Scene, late: Action) -> None:
    other = record_long_ago(scene, scene.add_case("NM-BBBB2"))
    scene.exclude(late.case_id, "mani")
    browser = scene.world.client("mani")
    page = browser.get("/overdue").text
    assert "NM-AAAA1" not in page and "NM-BBBB2" in page
    assert "Overdue</a>" in page
    numbers = browser.get("/overdue/ages").text
    assert '<td data-label="Overdue" class="number">1</td>' in numbers
    assert "NM-AAAA1" not in browser.get("/overdue/sheet").text
    assert str(other.id) in page


def test_the_last_word_is_not_hidden_by_an_acknowledgement(scene: Scene, late: Action) -> None:
    scene.act("polly", Act.ACTION_UPDATE, operations.note_progress, late.id, 1, "Rang, no answer")
    scene.act("polly", Act.ACTION_UPDATE, operations.acknowledge, late.id, 2)
    page = scene.world.client("mani").get("/overdue").text
    assert "Rang, no answer" in page and '<td data-label="Acknowledged">Yes' in page


@pytest.mark.parametrize("sort", ["due", "owner", "reference"])
def test_every_action_is_on_exactly_one_page(scene: Scene, sort: str) -> None:
    listed = [scene.add_case(reference) for reference in ("NM-AAAA1", "NM-BBBB2")]
    owners = ("polly", "petra", "mani")
    for number in range(90):
        owner = scene.world.person(owners[number % 3])
        record_long_ago(scene, listed[number % 2], owner_id=owner, text=f"Step number {number} of the plan")
    browser, address, seen = scene.world.client("mani"), f"/overdue?sort={sort}", []
    for _ in range(3):
        page = browser.get(address).text
        seen += [number for number in range(90) if f"Step number {number} of" in page]
        address = following(page) if 'rel="next"' in page else ""
    assert address == "" and sorted(seen) == list(range(90))


def test_filters_are_in_the_address_and_hold_together(scene: Scene, late: Action) -> None:
    petra = scene.world.person("petra")
    again(scene, late, owner_id=petra, text="Serve the papers")
    browser = scene.world.client("mani")
    page = browser.get(f"/overdue?owner={petra}&sort=owner").text
    assert "Serve the papers" in page and "Visit the school" not in page
    assert f"owner={petra}" in page.split("Spreadsheet")[0].rsplit('href="', 1)[1]
    assert "Visit the school" in browser.get("/overdue?age=2").text
    assert "Visit the school" not in browser.get("/overdue?age=0").text
    assert "Visit the school" in browser.get("/overdue?state=unacknowledged").text
    assert "Visit the school" not in browser.get("/overdue?state=transfer").text


def test_odd_addresses_are_the_plain_list(scene: Scene, late: Action) -> None:
    browser = scene.world.client("mani")
    for query in (
        "state=nonsense&sort=nonsense&age=99&owner=x&after=x",
        "after=..", "after=.1.1x", "after=.99999999999999999999.1", "after=.1.99999999999999999999",
        "sort=owner&after=Polly.1.1", "sort=reference&after=%27;.1.1", "age=%C2%B2&owner=%D9%A1",
        "state=&state=soon&owner=",
    ):  # fmt: skip
        answer = browser.get(f"/overdue?{query}")
        assert answer.status_code == 200 and "Visit the school" in answer.text, query
    assert browser.get("/overdue?owner=9007199254740991").status_code == 200
    assert browser.get("/overdue?age=9").status_code == 200


def test_a_forged_htmx_request_gets_no_more_than_its_block(scene: Scene, late: Action) -> None:
    headers = {"HX-Request": "true", "HX-Target": "overdue-rows"}
    for name, told in (("mani", True), ("manon", False)):
        answer = scene.world.client(name).get("/overdue", headers=headers)
        assert ("Visit the school" in answer.text) is told
        assert scene.world.ledger()[-1][0] == "ListShown"
    assert scene.world.client("polly").get("/overdue", headers=headers).status_code == 403


def test_a_manager_takes_an_action_over_from_its_row(scene: Scene, late: Action) -> None:
    browser = scene.world.client("mani")
    answer = browser.send("/overdue/take-over", row=f"{late.id}.1")
    assert answer.headers["Location"] == "/overdue"
    assert "Mani Testperson" in browser.get("/overdue").text
    assert scene.world.client("manon").send("/overdue/take-over", row=f"{late.id}.2").status_code == 403
    late_again = browser.send("/overdue/take-over", row=f"{late.id}.1")
    assert late_again.headers["Location"] == f"/actions/{late.id}"
    assert "owns the action already" in browser.get(f"/actions/{late.id}").text
    for row in ("", "x", "1", "1.1", f"{10**23}.1"):
        assert browser.send("/overdue/take-over", row=row).status_code == 404


def test_the_numbers_stand_beside_their_picture_and_lead_to_their_rows(scene: Scene, late: Action) -> None:
    again(scene, late, owner_id=scene.world.person("petra"))
    page = scene.world.client("mani").get("/overdue/ages").text
    assert "29 to 91 days" in page and 'href="/overdue?age=2"' in page
    assert page.count('<td class="number">2</td>') == 1
    block = scene.world.client("mani").get(
        "/overdue/ages", headers={"HX-Request": "true", "HX-Target": "overdue-counts"}
    )
    assert "<html" not in block.text and "29 to 91 days" in block.text


def test_the_sheet_holds_the_list_and_nothing_that_runs(scene: Scene, late: Action) -> None:
    again(scene, late, text='=HYPERLINK("http://evil.example")')
    answer = scene.world.client("mani").get("/overdue/sheet")
    assert answer.mimetype == "text/csv"
    assert "OFFICIAL-SENSITIVE" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines[0][0].startswith("OFFICIAL-SENSITIVE")
    assert lines[-1][0].startswith("Receipt of the record of who has seen what: ")
    assert sorted(line[1] for line in lines[2:-1]) == [
        '\'=HYPERLINK("http://evil.example")',
        "Visit the school and agree who may collect the children",
    ]
    event, _case, body = scene.world.ledger()[-1]
    assert event == "ListShown" and "overdue-sheet" in body and str(late.case_id) in body


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "\n@"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
    assert harmless("plain") == "plain"


def test_the_list_is_on_the_record_with_every_case_in_it(scene: Scene, late: Action) -> None:
    other = record_long_ago(scene, scene.add_case("NM-BBBB2"))
    scene.world.client("carol").get("/overdue")
    event, _case, body = scene.world.ledger()[-1]
    assert event == "ListShown"
    assert str(late.case_id) in body and str(other.case_id) in body
    assert "school" not in body


def test_mappa_has_its_own_list(world: World) -> None:
    scene = Scene(world, MAPPA)
    listed = scene.add_case("NML-AAAA1", ("northtown-police",))
    record_long_ago(scene, listed, pillar="victim_safety")
    assert "Visit the school" in world.client("mabel").get("/overdue").text
    assert "Visit the school" not in world.client("carol").get("/overdue").text
