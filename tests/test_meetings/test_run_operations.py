"""The operations of a meeting: what they refuse, and what they leave behind."""

import json
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import find, get
from marac.access.seal import open_of
from marac.actions.operations import review_action
from marac.audit import events
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings import running
from marac.meetings.outstanding import unreviewed_actions
from marac.records import AgendaItem, Case, Meeting, Text
from tests.factories import (
    make_case,
    make_listing,
    make_meeting,
    make_published_list,
    make_running_meeting,
    open_at_once,
)
from tests.test_meetings.run_steps import RUN, add_action, close, decide, first_item, name_risk
from tests.world import MAPPA, MASIP, World

CASE_TRAITS = {"category": "3", "level": "2", "level_decided_on": "2026-01-05"}
EVENTS = ("MeetingOpened", "ConflictsAsked", "CaseStarted", "CaseDecided", "MeetingClosed", "MinutesDrafted")


def test_a_meeting_runs_from_opening_to_close(world: World) -> None:
    made = make_running_meeting(world, cases=2)
    for case in made.cases:
        add_action(world, made.item_of(case), name_risk(world, made.item_of(case)))
        decide(world, made.item_of(case), rationale="The plan answers the risk.")
    close(world, made)
    happened = [event for event, _, _ in world.ledger()]
    assert set(EVENTS) <= set(happened)


def test_a_list_that_is_not_published_cannot_be_opened(world: World) -> None:
    meeting = make_meeting(world)
    with pytest.raises(Mistake, match="Publish the list"), world.acting("chidi", RUN) as session:
        running.open_meeting(session, meeting.id, meeting.version)


def test_an_emergency_meeting_opens_at_once_and_its_agencies_see_the_case(world: World) -> None:
    case = make_case(world)
    meeting = make_meeting(world, kind="emergency", days_ahead=0)
    with pytest.raises(Mistake, match="List the case"), world.acting("carol", RUN) as session:
        running.open_meeting(session, meeting.id, meeting.version)
    make_listing(world, meeting.id, case)
    with world.acting("carol", RUN) as session:
        running.open_meeting(session, meeting.id, get(session, Meeting, meeting.id).version)
    with world.looking("polly", Act.CASE_VIEW) as session:
        session.record(events.CaseShown(case_id=case.id, page="test"))
        assert find(session, Case, case.id) is not None


def test_no_case_starts_before_the_statement_and_the_question_about_conflicts(world: World) -> None:
    made = make_published_list(world)
    with world.acting("carol", RUN) as session:
        running.open_meeting(session, made.meeting_id, get(session, Meeting, made.meeting_id).version)
    with pytest.raises(Mistake, match="confidentiality"), world.acting("carol", RUN) as session:
        running.start_case(session, first_item(made))
    with world.acting("carol", RUN) as session:
        running.record_confidentiality(session, made.meeting_id)
    with pytest.raises(Mistake, match="conflicts"), world.acting("carol", RUN) as session:
        running.start_case(session, first_item(made))


def test_attendance_is_by_agency_and_name(world: World) -> None:
    made = make_running_meeting(world)
    police = world.agency("northtown-police")
    with pytest.raises(Mistake, match="Say who came"), world.acting("carol", RUN) as session:
        running.record_attendance(session, made.meeting_id, police, "present")
    with pytest.raises(Mistake, match="of this agency"), world.acting("carol", RUN) as session:
        running.record_attendance(session, made.meeting_id, police, "present", user_id=world.person("ida"))
    with world.acting("carol", RUN) as session:
        running.record_attendance(session, made.meeting_id, police, "present", user_id=world.person("polly"))
        running.add_attender(session, made.meeting_id, police, name="Pia Pretend")
        replaced = running.record_attendance(session, made.meeting_id, police, "deputy", name="Pat Pretend")
        assert (replaced.name, replaced.user_id) == ("Pat Pretend", None)


def test_an_observer_signs_first(world: World) -> None:
    made = make_running_meeting(world)
    with pytest.raises(Mistake, match="signs confidentiality"), world.acting("carol", RUN) as session:
        running.record_observer(session, made.meeting_id, "Olive", "Invented Inspectorate", has_signed=False)


@pytest.mark.parametrize("who", ["polly", "chidi"])
def test_a_declared_conflict_hides_the_case_from_the_next_request_on(world: World, who: str) -> None:
    made = make_running_meeting(world, cases=2)
    case = made.cases[0]
    browser = world.client(who)
    assert browser.get(f"/listings/{made.item_of(case)}").status_code == 200
    with world.acting("chidi", RUN) as session:
        running.declare_conflict(session, made.meeting_id, world.person(who), case.id, "His neighbour.")
    assert browser.get(f"/listings/{made.item_of(case)}").status_code == 404
    assert browser.get(f"/listings/{made.item_of(made.cases[1])}").status_code == 200
    assert world.client("carol").get(f"/listings/{made.item_of(case)}").status_code == 200


def test_a_conflict_needs_a_reason_a_member_and_a_case_of_this_meeting(world: World) -> None:
    made, other = make_running_meeting(world), make_case(world)
    case_id, polly = made.cases[0].id, world.person("polly")
    for user_id, chosen, reason, words in (
        (polly, case_id, " ", "what the conflict is"),
        (world.person("tess"), case_id, "Known.", "member of this conference"),
    ):
        with pytest.raises(Mistake, match=words), world.acting("carol", RUN) as session:
            running.declare_conflict(session, made.meeting_id, user_id, chosen, reason)
    with pytest.raises(NotFound), world.acting("carol", RUN) as session:
        running.declare_conflict(session, made.meeting_id, polly, other.id, "Known.")


def test_the_coordinator_carries_on_and_finishes_what_an_excluded_chair_could_not_see(world: World) -> None:
    made = make_running_meeting(world, cases=2)
    hidden, seen = made.cases
    with world.acting("chidi", RUN) as session:
        running.declare_conflict(session, made.meeting_id, world.person("chidi"), hidden.id, "A cousin.")
    decide(world, made.item_of(seen), who="chidi")
    close(world, made, "chidi")
    owed = f"{hidden.reference}: no decision"
    with (
        pytest.raises(Mistake, match=owed),
        world.acting("carol", RUN) as session,
    ):
        running.finish_closing(session, made.meeting_id)
    decide(world, made.item_of(hidden))
    with world.acting("carol", RUN) as session:
        running.finish_closing(session, made.meeting_id)
        assert get(session, AgendaItem, made.item_of(hidden)).closed_at is not None


def test_a_case_is_not_decided_while_a_risk_has_neither_an_action_nor_a_reason(world: World) -> None:
    made = make_running_meeting(world)
    item_id = first_item(made)
    risk_id = name_risk(world, item_id)
    with pytest.raises(Mistake, match="Risk 1 has neither"):
        decide(world, item_id)
    with world.acting("carol", RUN) as session:
        running.leave_risk(session, risk_id, 1, "The locks were changed this morning.")
    decide(world, item_id)


def test_a_decision_without_its_rationale_is_refused_and_with_it_can_close_the_case(
    world: World,
) -> None:
    made = make_running_meeting(world)
    with pytest.raises(Mistake, match="Say why"):
        decide(world, first_item(made), "no_further_action")
    decide(world, first_item(made), "no_further_action", rationale="Every agency goes on with its own plan.")
    with world.acting("carol", RUN) as session:
        case = get(session, Case, made.cases[0].id)
        assert (case.status, case.closed_on) == ("closed", clock.today())
    decide(world, first_item(made))
    with world.acting("carol", RUN) as session:
        assert get(session, Case, made.cases[0].id).status == "open"


def test_a_deferred_case_is_marked_and_its_case_stays_open(world: World) -> None:
    made = make_running_meeting(world)
    decide(world, first_item(made), "deferred", rationale="The school brings its record next time.")
    with world.acting("carol", RUN) as session:
        assert get(session, AgendaItem, first_item(made)).status == "deferred"
        assert get(session, Case, made.cases[0].id).status == "open"


def test_mappa_must_consider_disclosure_and_its_decision_brings_the_level(world: World) -> None:
    made = make_running_meeting(world, MAPPA, cases=[make_case(world, MAPPA, traits=CASE_TRAITS)])
    item_id, why = first_item(made), "Formal meetings add a shared plan."
    considered = {"outcome": "not_disclosed", "reason": "Nobody outside is at risk."}
    with pytest.raises(Mistake, match="third party"):
        decide(world, item_id, "move_to_level_3", "mabel", rationale=why)
    with pytest.raises(Mistake, match="Give the reason"):
        decide(world, item_id, "move_to_level_3", "mabel", rationale=why, outcome="not_disclosed")
    with pytest.raises(Mistake, match="never managed at Level 1"):
        decide(world, item_id, "move_to_level_1", "mabel", rationale=why, **considered)
    decide(
        world,
        item_id,
        "move_to_level_3",
        "mabel",
        rationale=why,
        outcome="not_disclosed",
        reason="Nobody at risk.",
    )
    with world.acting("mabel", RUN) as session:
        case = get(session, Case, made.cases[0].id)
        kept = json.loads(case.traits)
        assert (kept["level"], kept["level_decided_on"]) == ("3", clock.today().isoformat())
        shown = session.record(events.CaseShown(case_id=case.id, page="test"))
        sealed = open_of(session, shown, case.id, Text.CASE_TRAITS)[Text.CASE_TRAITS]
        assert json.loads(sealed)["level_rationale"] == why


def test_a_stalking_panel_may_leave_its_consideration_open(world: World) -> None:
    made = make_running_meeting(world, MASIP)
    decide(world, first_item(made), "panel_continues", "tess")


def test_the_meeting_closes_only_when_nothing_is_owed(world: World) -> None:
    before = make_running_meeting(world)
    action_id = add_action(world, first_item(before), name_risk(world, first_item(before)))
    decide(world, first_item(before))
    close(world, before)
    made = make_running_meeting(world, cases=2)
    for words in (f"{made.cases[0].reference}: no decision", "1 outstanding action has no outcome"):
        with pytest.raises(Mistake, match=words):
            close(world, made)
    for case in made.cases:
        decide(world, made.item_of(case))
    with world.acting("carol", Act.ACTION_SETTLE) as session:
        assert unreviewed_actions(session, get(session, Meeting, made.meeting_id)) == [
            (action_id, before.cases[0].reference)
        ]
        review_action(session, action_id, made.meeting_id, "carried_forward", "Still waiting for the school.")
    close(world, made)
    with pytest.raises(Mistake, match="closed"):
        close(world, made)


def test_two_people_writing_on_one_case_do_not_overwrite_each_other(world: World) -> None:
    made = make_running_meeting(world)
    texts: dict[str, Any] = {"summary": "High.", "rationale": "", "dissent": ""}
    with world.acting("carol", RUN) as session:
        running.write_case_record(session, first_item(made), 1, **texts)
    with pytest.raises(StaleForm), world.acting("chidi", RUN) as session:
        running.write_case_record(session, first_item(made), 1, **texts)


def test_an_item_of_another_conference_is_not_there(world: World) -> None:
    made = make_running_meeting(world)
    with pytest.raises(NotFound), world.acting("mabel", RUN) as session:
        running.start_case(session, first_item(made))
    with pytest.raises(NotFound), world.acting("mabel", RUN) as session:
        running.record_confidentiality(session, made.meeting_id)


def test_nothing_is_recorded_before_the_meeting_opens(world: World) -> None:
    made = make_published_list(world)
    with pytest.raises(Mistake, match="has not been opened"), world.acting("carol", RUN) as session:
        running.name_risk(session, first_item(made), "Too early.")
    open_at_once(world, made)
    with pytest.raises(Mistake, match="Start the case"), world.acting("carol", RUN) as session:
        running.name_risk(session, first_item(made), "Still too early.")
