"""The pages of actions: my agency's list, one action and its forms, and what hostile requests get."""

import re
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.actions import operations
from marac.records import Action
from tests.test_actions.scenes import Scene

HUGE = 10**23


@pytest.fixture
def action(scene: Scene) -> Action:
    return scene.record(scene.add_case("NM-AAAA1"))


def done(**changes: Any) -> dict[str, Any]:
    today = clock.today()
    day = {"done_on-day": today.day, "done_on-month": today.month, "done_on-year": today.year}
    return {"done": "Visited", "evidence": "Visit log", "version": 1, **day, **changes}


def state(scene: Scene, action: Action) -> str:
    page: str = scene.world.client("carol").get(f"/actions/{action.id}").text
    return page.split("State")[1].split("</dd>")[0]


def test_my_actions_come_first_and_then_my_agencys(scene: Scene, action: Action) -> None:
    listed = (action.case_id, action.agenda_item_id, action.risk_id)
    scene.record(listed, owner_id=scene.world.person("petra"), text="Serve the papers")
    scene.record(listed, **scene.for_person("pravin", "eastvale-probation"), text="Check the licence")
    page = scene.world.client("polly").get("/actions").text
    assert page.index("Yours") < page.index("Visit the school") < page.index("Serve the papers")
    assert "Contact at the school" in page
    assert "Check the licence" not in page
    assert "NM-AAAA1" in page
    mine = scene.world.client("polly").get("/actions?whose=mine").text
    assert "Serve the papers" not in mine


def test_a_row_does_not_say_due_twice(scene: Scene, action: Action) -> None:
    for path in ("/actions", "/"):
        cell = scene.world.client("polly").get(path).text.split('data-label="Due"')[1].split("</td>")[0]
        assert "(in 3 days)" in cell and "due" not in cell.split(">", 2)[2]


def test_the_first_page_leads_to_the_open_form_for_what_happened(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    cell = browser.get("/").text.split('data-label="What now"')[1].split("</td>")[0]
    for address, form in re.findall(r'href="([^"#]+)#([^"]+)"', cell):
        assert f'id="{form}" open' in browser.get(address).text
    assert cell.count("#do-") == 3


def test_an_ended_action_moves_to_the_ended_ones(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    assert browser.send(f"/actions/{action.id}/done", **done()).status_code == 303
    assert "Visit the school" not in browser.get("/actions").text
    assert "Visit the school" in browser.get("/actions?show=ended").text


def test_the_list_goes_on_page_after_page(scene: Scene) -> None:
    listed = scene.add_case("NM-AAAA1")
    for number in range(45):
        scene.record(listed, text=f"Step number {number} of the plan")
    browser = scene.world.client("polly")
    first = browser.get("/actions?whose=mine").text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(following).text
    seen = [number for number in range(45) if f"Step number {number} of" in first]
    rest = [number for number in range(45) if f"Step number {number} of" in second]
    assert (len(seen), sorted(seen + rest)) == (40, list(range(45)))
    assert 'rel="next"' not in second


def test_an_action_is_acknowledged_from_its_row(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    assert browser.send("/actions/acknowledge", row=f"{action.id}.1").status_code == 303
    assert "Acknowledge<" not in browser.get("/actions").text
    assert browser.send("/actions/acknowledge", row="nonsense").status_code == 404
    assert browser.send("/actions/acknowledge", row=f"{HUGE}.{HUGE}").status_code == 404


def test_an_action_is_done_in_the_browser_and_its_history_tells(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    assert browser.send(f"/actions/{action.id}/progress", progress_note="Rang", version=1).status_code == 303
    assert browser.send(f"/actions/{action.id}/done", **done(version=2)).status_code == 303
    page = browser.get(f"/actions/{action.id}").text
    assert (
        page.index("Completed")
        < page.index("Evidence: Visit log")
        < page.index("Rang")
        < page.index("Recorded")
    )
    assert "Polly Testperson, Northtown Police" in page
    assert "<title>Action in NM-AAAA1" in page


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    scene: Scene, action: Action
) -> None:
    answer = scene.world.client("polly").send(f"/actions/{action.id}/done", **done(evidence=" "))
    assert answer.status_code == 422
    assert "Say how anyone can tell" in answer.text and "Visited" in answer.text
    assert "<title>Error: " in answer.text
    assert "Open" in state(scene, action)


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(scene: Scene, action: Action) -> None:
    scene.act("petra", Act.ACTION_UPDATE, operations.note_progress, action.id, 1, "Rang the head teacher")
    answer = scene.world.client("polly").send(
        f"/actions/{action.id}/progress", progress_note="Wrote to the governors", version=1
    )
    assert answer.status_code == 409
    assert answer.text.count("Rang the head teacher") >= 2
    assert answer.text.count("Wrote to the governors") == 2
    assert 'name="version" value="2"' in answer.text


def test_a_form_sent_twice_is_one_change(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    for _ in range(2):
        answer = browser.send(
            f"/actions/{action.id}/progress", form_key="same", progress_note="Rang", version=1
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/actions/{action.id}")
    assert browser.get(f"/actions/{action.id}").text.count("Rang") == 1


def test_an_ended_action_says_so(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    browser.send(f"/actions/{action.id}/done", **done())
    answer = browser.send(f"/actions/{action.id}/done", **done(version=2))
    assert answer.status_code == 422
    assert "This action ended on" in answer.text


POSTS = ("acknowledge", "progress", "done", "not-completed", "hand-over", "take-over", "transfer")
OFFICE_POSTS = ("decide", "deadline", "reopen", "close")
TYPED = {
    **done(),
    "progress_note": "Ours",
    "status": "not_completed_not_done",
    "reason": "Ours",
    "owner_id": 1,
    "agency_id": 1,
    "transfer_reason": "Ours",
}


def test_another_agency_reads_but_may_not_change(scene: Scene, action: Action) -> None:
    browser = scene.world.client("pravin")
    page = browser.get(f"/actions/{action.id}")
    assert page.status_code == 200 and "You can read it but not change it" in page.text
    chosen = {
        **TYPED,
        "owner_id": scene.world.person("manon"),
        "agency_id": scene.world.agency("westford-housing"),
    }
    for name in POSTS:
        assert browser.send(f"/actions/{action.id}/{name}", **chosen).status_code == 403
        assert scene.world.ledger()[-1][0] == "AccessRefused"
    assert "Open" in state(scene, action)


# Another conference's, an agency that was not invited, another conference's of an invited agency, a person
# kept from the case.
@pytest.mark.parametrize("who", ["mira", "cleo", "isaac", "petra"])
def test_who_may_not_see_the_case_gets_the_page_for_nothing_there(
    scene: Scene, action: Action, who: str
) -> None:
    if who == "petra":
        scene.exclude(action.case_id, who)
    browser = scene.world.client(who)
    for forged in ({}, {"HX-Request": "true", "HX-Target": "action-form"}):
        nothing = browser.get("/actions/1", headers=forged)
        page = browser.get(f"/actions/{action.id}", headers=forged)
        assert page.status_code == nothing.status_code == 404
        assert page.data == nothing.data
    for name in POSTS:
        assert browser.send(f"/actions/{action.id}/{name}", **TYPED).status_code == 404
    for name in OFFICE_POSTS:
        assert browser.send(f"/actions/{action.id}/{name}", **TYPED).status_code == 403
    assert "Open" in state(scene, action)


def test_odd_numbers_are_nothing_there(scene: Scene) -> None:
    browser = scene.world.client("polly")
    for number in (0, HUGE, 2**63 - 1, 2**63):
        assert browser.get(f"/actions/{number}").status_code == 404
        for name in POSTS:
            assert browser.send(f"/actions/{number}/{name}", **TYPED).status_code == 404


def test_an_odd_owner_is_asked_for_again(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    for owner in ("", "x", str(HUGE), "0", "-1"):
        answer = browser.send(f"/actions/{action.id}/hand-over", owner_id=owner, version=1)
        assert answer.status_code == 422


def test_an_owner_of_another_agency_is_refused_in_words(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    answer = browser.send(f"/actions/{action.id}/hand-over", owner_id=scene.world.person("pravin"), version=1)
    assert answer.status_code == 422
    assert "Choose one person of that agency" in answer.text


def test_a_version_that_no_page_sent_changes_nothing(scene: Scene, action: Action) -> None:
    browser = scene.world.client("polly")
    for version in ("", "x", "0", "-1", str(HUGE)):
        answer = browser.send(f"/actions/{action.id}/progress", progress_note="Rang", version=version)
        assert answer.status_code in (409, 422)
    assert "Open" in state(scene, action)


def test_a_transfer_is_asked_for_and_granted_in_the_browser(scene: Scene, action: Action) -> None:
    housing = scene.world.agency("westford-housing")
    asked = scene.world.client("polly").send(
        f"/actions/{action.id}/transfer", agency_id=housing, transfer_reason="A tenancy matter", version=1
    )
    assert asked.status_code == 303
    office = scene.world.client("carol")
    assert "Decide on the transfer to Westford Housing" in office.get(f"/actions/{action.id}").text
    decided = office.send(
        f"/actions/{action.id}/decide", grant="yes", owner_id=scene.world.person("horatio"), version=2
    )
    assert decided.status_code == 303
    old = office.get(f"/actions/{action.id}").text
    assert "Transferred" in old and "See the action that took its place" in old
    theirs = scene.world.client("horatio").get("/actions").text
    assert "Visit the school" in theirs
    number = theirs.split('href="/actions/')[1].split('"')[0]
    assert "A tenancy matter" in scene.world.client("horatio").get(f"/actions/{number}").text


def test_the_coordinator_changes_a_deadline_closes_and_reopens(scene: Scene, action: Action) -> None:
    office, number = scene.world.client("carol"), action.id
    vague = office.send(f"/actions/{number}/deadline", due_on="ASAP", due_reason="Hurry", version=1)
    assert vague.status_code == 422 and "is not a date" in vague.text
    assert (
        office.send(f"/actions/{number}/deadline", due_on="48h", due_reason="Hurry", version=1).status_code
        == 303
    )
    closed = {"close_as": "superseded", "close_reason": "A new plan", "version": 2}
    assert office.send(f"/actions/{number}/close", **closed).status_code == 303
    again = {"due_on": "tomorrow", "reopen_reason": "The plan fell through", "version": 3}
    assert office.send(f"/actions/{number}/reopen", **again).status_code == 303
    page = office.get(f"/actions/{number}").text
    assert page.index("Reopened") < page.index("A new plan") < page.index("Deadline changed")


def test_only_the_office_settles(scene: Scene, action: Action) -> None:
    for who in ("polly", "mani", "pravin"):
        browser = scene.world.client(who)
        for name in OFFICE_POSTS:
            assert browser.send(f"/actions/{action.id}/{name}", version=1).status_code == 403


def test_the_page_opens_the_form_that_its_address_names(scene: Scene, action: Action) -> None:
    page = scene.world.client("polly").get(f"/actions/{action.id}?do=not-completed").text
    assert '<details class="govuk-details" id="do-not-completed" open>' in page
    assert scene.world.client("polly").get(f"/actions/{action.id}?do=<script>").status_code == 200


def test_text_that_looks_like_a_page_stays_text(scene: Scene) -> None:
    nasty = '<script>alert(1)</script>{{7*7}}<img src=x hx-get="/">'
    action = scene.record(scene.add_case("NM-AAAA1"), text=nasty)
    for page in ("/actions", f"/actions/{action.id}"):
        told = scene.world.client("polly").get(page).text
        assert "&lt;script&gt;" in told and "{{7*7}}" in told


def test_a_look_at_an_action_is_on_the_record(scene: Scene, action: Action) -> None:
    scene.world.client("hana").get(f"/actions/{action.id}")
    event, case_id, body = scene.world.ledger()[-1]
    assert (event, case_id) == ("CaseShown", action.case_id)
    assert "action.text" in body and "risk.text" in body
