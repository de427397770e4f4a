"""Who may see and do what at a meeting, what the record says of it, and what it costs."""

import json
from typing import Any

import pytest
from sqlalchemy import event

from marac.access.acts import Act
from marac.access.loading import get
from marac.meetings import running
from marac.meetings.case_queries import show_case
from marac.records import AgendaItem
from tests.factories import make_listing, make_meeting, make_running_meeting
from tests.test_meetings.run_steps import ACTION, RISK, RUN, add_action, decide, first_item, name_risk
from tests.world import MAPPA, World

FOR_THE_OFFICE = (
    "/meetings/{meeting}/run/open",
    "/meetings/{meeting}/run/confidentiality",
    "/meetings/{meeting}/run/attendance",
    "/meetings/{meeting}/run/attendance/person",
    "/meetings/{meeting}/run/observers",
    "/meetings/{meeting}/run/conflicts",
    "/meetings/{meeting}/run/conflicts/asked",
    "/meetings/{meeting}/run/actions/{action}",
    "/meetings/{meeting}/run/close",
    "/meetings/{meeting}/run/finish",
    "/listings/{item}/start",
    "/listings/{item}/risks",
    "/listings/{item}/risks/{risk}",
    "/listings/{item}/risks/{risk}/reason",
    "/listings/{item}/line",
    "/listings/{item}/actions",
    "/listings/{item}/actions/{action}/review",
    "/listings/{item}/record",
    "/listings/{item}/record/autosave",
    "/listings/{item}/decision",
    "/listings/{item}/traits",
)
PAGES = (
    "/listings/{item}",
    "/listings/{item}/read-back",
    "/listings/{item}/traits",
    "/meetings/{meeting}/run",
)
FORGED = {"HX-Request": "true", "HX-Target": "case-plan"}


@pytest.fixture
def sitting(world: World) -> dict[str, int]:
    """A meeting under way: the numbers of its meeting, listing, risk and action."""
    made = make_running_meeting(world)
    risk_id = name_risk(world, first_item(made))
    action_id = add_action(world, first_item(made), risk_id)
    return {"meeting": made.meeting_id, "item": first_item(made), "risk": risk_id, "action": action_id}


def test_a_representative_may_post_to_none_of_the_chairs_pages(world: World, sitting: dict[str, int]) -> None:
    polly = world.client("polly")
    answers = {path: polly.send(path.format(**sitting)).status_code for path in FOR_THE_OFFICE}
    assert set(answers.values()) == {403}


def test_the_office_of_another_conference_finds_nothing_here(world: World, sitting: dict[str, int]) -> None:
    mabel = world.client("mabel")
    nothing = {"risk": "x", f"risk-{sitting['risk']}-risk": "x", f"risk-{sitting['risk']}-version": "1"}
    for path in FOR_THE_OFFICE:
        answer = mabel.send(path.format(**sitting), headers=FORGED, **nothing)
        assert (path, answer.status_code) == (path, 404)
        assert RISK not in answer.text
    for path in (
        "/listings/{item}",
        "/listings/{item}/read-back",
        "/listings/{item}/traits",
        "/meetings/{meeting}/run",
    ):
        assert mabel.get(path.format(**sitting), headers=FORGED).status_code == 404


def test_a_representative_reads_the_case_without_any_form(world: World, sitting: dict[str, int]) -> None:
    page = world.client("polly").get(f"/listings/{sitting['item']}").text
    assert ACTION in page
    assert page.count("<form") == 2  # hiding the page, and signing out
    assert world.client("polly").get(f"/meetings/{sitting['meeting']}/run").status_code == 403


def test_a_forged_header_shows_a_stranger_nothing(world: World, sitting: dict[str, int]) -> None:
    assert world.client("sunny").get(f"/listings/{sitting['item']}", headers=FORGED).status_code == 404
    assert world.client().get(f"/listings/{sitting['item']}", headers=FORGED).status_code == 204
    assert world.client("mani").get(f"/listings/{sitting['item']}").status_code == 403


def test_a_listing_is_not_shown_before_its_list_is_published(world: World) -> None:
    made = make_running_meeting(world)
    decide(world, first_item(made), "deferred", rationale="The school brings its record next time.")
    later = make_meeting(world, days_ahead=14)
    listed = make_listing(world, later.id, made.cases[0])
    assert world.client("polly").get(f"/listings/{first_item(made)}").status_code == 200
    assert world.client("polly").get(f"/listings/{listed.id}").status_code == 404
    assert world.client("carol").get(f"/listings/{listed.id}").status_code == 200


def test_the_page_of_an_excluded_person_is_that_of_a_case_that_does_not_exist(
    world: World, sitting: dict[str, int]
) -> None:
    with world.acting("carol", RUN) as session:
        case_id = get(session, AgendaItem, sitting["item"]).case_id
        running.declare_conflict(session, sitting["meeting"], world.person("chidi"), case_id, "A cousin.")
    chidi = world.client("chidi")
    hidden, unknown = chidi.get(f"/listings/{sitting['item']}"), chidi.get("/listings/123456")
    assert (hidden.status_code, hidden.data) == (404, unknown.data)
    run = chidi.get(f"/meetings/{sitting['meeting']}/run").text
    assert f"/listings/{sitting['item']}" not in run


def test_the_record_of_who_has_seen_what_names_the_sections_that_were_shown(
    world: World, sitting: dict[str, int]
) -> None:
    world.client("polly").get(f"/listings/{sitting['item']}")
    shown = [json.loads(body) for name, _, body in world.ledger() if name == "CaseShown"]
    assert shown[-1]["about"]["page"] == "case-at-meeting"
    assert {"case.summary", "party.identity", "risk.text", "action.text"} <= set(shown[-1]["shown"])
    assert "party.contact" not in shown[-1]["shown"]
    world.client("carol").get(f"/listings/{sitting['item']}", headers=FORGED)
    shown = [json.loads(body) for name, _, body in world.ledger() if name == "CaseShown"]
    assert set(shown[-1]["shown"]) == {"risk.text", "action.text"}


def test_words_are_shown_as_words(world: World) -> None:
    made = make_running_meeting(world)
    hostile = '<script>alert(1)</script>{{ 7 * 7 }}"><img src=x onerror=alert(1)>'
    name_risk(world, first_item(made), text=hostile)
    page = world.client("carol").get(f"/listings/{first_item(made)}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7 * 7 }}" in page


def test_a_case_answers_the_questions_of_its_kind(world: World) -> None:
    made = make_running_meeting(world, MAPPA)
    mabel, path = world.client("mabel"), f"/listings/{first_item(made)}/traits"
    typed = {
        "version": "1",
        "category": "3",
        "level": "1",
        "level_rationale": "One agency is enough.",
        "lead_agency": "Eastvale Probation",
        "level_decided_on-day": "5",
        "level_decided_on-month": "1",
        "level_decided_on-year": "2026",
    }
    refused = mabel.send(path, **typed)
    assert refused.status_code == 422
    assert "never managed at Level 1" in refused.text
    assert mabel.send(path, **{**typed, "level": "2"}).status_code == 303
    page = mabel.get(f"/listings/{first_item(made)}").text
    assert "Category 3: other dangerous offender" in page
    assert "One agency is enough." in page
    assert mabel.send(path, **{**typed, "level": "3"}).status_code == 409
    assert (
        world.client("carol").get(f"/listings/{first_item(make_running_meeting(world))}/traits").status_code
        == 404
    )


def test_the_words_are_those_of_the_conference(world: World) -> None:
    made = make_running_meeting(world, MAPPA)
    page = world.client("mabel").get(f"/listings/{first_item(made)}").text
    assert "Offender:" in page
    assert page.index("Offender:") < page.index("Victim:")
    assert "lleged perpetrator" not in page
    assert "Disclosure to a third party considered" in page


def test_the_number_of_selects_does_not_grow_with_the_case(world: World) -> None:
    made = make_running_meeting(world, cases=2)
    small, large = (made.item_of(case) for case in made.cases)
    for number in range(6):
        risk_id = name_risk(world, large, text=f"Risk number {number}")
        add_action(world, large, risk_id, text=f"visit the school, time {number}")
    assert _selects(world, small) == _selects(world, large)
    assert _selects(world, large) <= 14


def _selects(world: World, item_id: int) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    with world.looking("carol", Act.CASE_VIEW) as session:
        show_case(session, item_id)
        found = len([statement for statement in seen if statement.lstrip().upper().startswith("SELECT")])
    event.remove(world.store.engine, "before_cursor_execute", note)
    return found
