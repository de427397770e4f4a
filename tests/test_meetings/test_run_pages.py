"""The pages of a meeting in progress, with and without htmx."""

import json
import re
from typing import Any

import pytest

from tests.factories import make_case, make_listing, make_meeting, make_published_list, make_running_meeting
from tests.test_meetings.run_steps import ACTION, RISK, add_action, close, decide, first_item, name_risk
from tests.world import MAPPA, World

BLOCK = {"HX-Request": "true", "HX-Target": "case-plan"}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def parts(world: World, risk_id: int, **changed: Any) -> dict[str, str]:
    return {
        "risk_id": str(risk_id),
        "agency_id": str(world.agency("northtown-police")),
        "owner_id": str(world.person("polly")),
        "text": ACTION,
        "subject": "child",
        "due": "Fri 17:00",
        "warned": "",
        **changed,
    }


def test_a_published_meeting_is_opened_and_prepared_step_by_step(world: World) -> None:
    made = make_published_list(world, cases=2)
    carol, run = world.client("carol"), f"/meetings/{made.meeting_id}/run"
    opened = carol.send(f"{run}/open", version=hidden(carol.get(run).text, "version"))
    assert opened.status_code == 303
    assert carol.send(f"/listings/{first_item(made)}/start").status_code == 303
    assert "confidentiality statement before any" in carol.get(f"/listings/{first_item(made)}").text
    carol.send(f"{run}/confidentiality")
    carol.send(f"{run}/conflicts/asked")
    assert carol.send(f"/listings/{first_item(made)}/start").status_code == 303
    assert "minutes used" in carol.get(f"/listings/{first_item(made)}").text
    assert "no decision yet" in carol.get(run).text
    assert carol.send(f"{run}/close", version="3").status_code in (409, 422)


def test_attendance_conflicts_and_observers_are_recorded_on_their_pages(world: World) -> None:
    made = make_running_meeting(world)
    carol, run = world.client("carol"), f"/meetings/{made.meeting_id}/run"
    police, polly = world.agency("northtown-police"), world.person("polly")
    typed = {f"agency-{police}": "present", f"who-{police}": str(polly)}
    assert carol.send(f"{run}/attendance", **typed).status_code == 303
    was = hidden(carol.get(f"{run}/attendance").text, f"was-{police}")
    unnamed = carol.send(f"{run}/attendance", **typed | {f"who-{police}": "0", f"was-{police}": was})
    assert unnamed.status_code == 422
    assert "Say who came" in unnamed.text
    observer = {"observer-name": "Olive Onlooker", "observer-organisation": "Invented Inspectorate"}
    assert carol.send(f"{run}/observers", **observer).status_code == 422
    assert carol.send(f"{run}/observers", **observer, **{"observer-has_signed": "y"}).status_code == 303
    person = {"person-agency": str(police), "person-name": "Pia Pretend"}
    assert carol.send(f"{run}/attendance/person", **person).status_code == 303
    page = carol.get(f"{run}/attendance").text
    assert "Olive Onlooker" in page
    removed = re.search(r"/attendance/\d+/remove", page)
    assert removed is not None
    assert carol.send(removed[0]).status_code == 303
    conflict = {"user_id": str(polly), "case_id": str(made.cases[0].id), "reason": "A neighbour."}
    assert [carol.send(f"{run}/conflicts", **conflict).status_code for _ in range(2)] == [303, 422]
    assert "1 person kept out" in carol.get(f"/listings/{first_item(made)}").text


def test_an_action_is_typed_in_one_line_corrected_and_added_without_leaving_the_screen(world: World) -> None:
    made = make_running_meeting(world)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    named = carol.send(f"{case}/risks", risk=RISK, headers=BLOCK)
    assert named.status_code == 303
    block = carol.get(named.headers["Location"], headers=BLOCK).text
    assert "school gate" in block
    assert "<html" not in block
    chosen = re.search(r'<option value="(\d+)" selected', block)
    assert chosen is not None
    typed = f"police Polly {ACTION} by Fri 17:00"
    read = carol.send(f"{case}/line", risk_id=chosen[1], line=typed, headers=BLOCK)
    assert read.status_code == 200
    assert "<html" not in read.text
    assert f'<option value="{world.person("polly")}" selected' in read.text
    confirmed = parts(world, int(chosen[1]), due=hidden(read.text, "due"))
    added = carol.send(f"{case}/actions", headers=BLOCK, **confirmed)
    assert added.status_code == 303
    assert ACTION in carol.get(added.headers["Location"], headers=BLOCK).text
    assert ACTION in carol.get(f"{case}/read-back").text


def test_the_same_works_as_whole_pages_without_script(world: World) -> None:
    made = make_running_meeting(world)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    risk_id = name_risk(world, first_item(made))
    read = carol.send(f"{case}/line", risk_id=str(risk_id), line=f"police Polly {ACTION} by Fri")
    assert "<html" in read.text
    assert "Is this right?" in read.text
    assert "Is this right?" in carol.get(f"{case}/actions/new").text
    added = carol.send(f"{case}/actions", **parts(world, risk_id))
    assert added.headers["Location"].endswith("#add-action")
    assert ACTION in carol.get(case).text


def test_a_second_press_adds_one_action(world: World) -> None:
    made = make_running_meeting(world)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    risk_id = name_risk(world, first_item(made))
    for _ in range(2):
        assert carol.send(f"{case}/actions", form_key="one-press", **parts(world, risk_id)).status_code == 303
    assert carol.get(f"{case}/read-back").text.count(ACTION) == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("police Polly visit the school by ASAP", "is not a date"),
        ("police Polly visit the school by ongoing", "is not a date"),
        ("all visit the school by Friday", "one agency and one person"),
        ("police visit the school by Friday", "Name the one person"),
        ("visit the school by Friday", "Begin with the agency"),
        ("police Polly by Friday", "Say what will be done"),
    ],
)
@pytest.mark.parametrize("headers", [{}, BLOCK])
def test_what_a_line_does_not_say_is_asked_for_in_words(
    world: World, line: str, words: str, headers: dict[str, str]
) -> None:
    made = make_running_meeting(world)
    risk_id = name_risk(world, first_item(made))
    path = f"/listings/{first_item(made)}/line"
    answer = world.client("carol").send(path, risk_id=str(risk_id), line=line, headers=headers)
    assert answer.status_code == 422
    assert words in answer.text
    assert "actions/new" not in answer.text


def test_a_vague_or_repeated_wording_is_questioned_once_and_can_be_kept(world: World) -> None:
    made = make_running_meeting(world)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    risk_id = name_risk(world, first_item(made))
    add_action(world, first_item(made), risk_id)
    asked = carol.send(f"{case}/line", risk_id=str(risk_id), line=f"police Polly {ACTION} by Fri")
    assert "same as action 1" in asked.text
    refused = carol.send(f"{case}/actions", **parts(world, risk_id, text="monitor the situation"))
    assert refused.status_code == 422
    assert "does not say what will be done" in refused.text
    kept = parts(world, risk_id, text="monitor the situation", warned=hidden(refused.text, "warned"))
    assert carol.send(f"{case}/actions", **kept).status_code == 303


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"due": "ASAP"}, "is not a date"),
        ({"due": "1 January 2020"}, "has passed"),
        ({"subject": ""}, "Choose who the action is about"),
        ({"text": ""}, "Say what will be done"),
    ],
)
def test_the_parts_of_an_action_are_checked(world: World, changed: dict[str, str], words: str) -> None:
    made = make_running_meeting(world)
    risk_id = name_risk(world, first_item(made))
    path = f"/listings/{first_item(made)}/actions"
    answer = world.client("carol").send(path, **parts(world, risk_id, **changed))
    assert (answer.status_code, words in answer.text) == (422, True)


def test_an_owner_of_another_agency_is_refused(world: World) -> None:
    made = make_running_meeting(world)
    risk_id = name_risk(world, first_item(made))
    crossed = parts(world, risk_id, owner_id=str(world.person("ida")))
    answer = world.client("carol").send(f"/listings/{first_item(made)}/actions", **crossed)
    assert answer.status_code == 422
    assert "one person of that agency" in answer.text


def test_a_risk_is_put_in_other_words_or_left_without_action(world: World) -> None:
    made = make_running_meeting(world)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    risk_id = name_risk(world, first_item(made))
    path = f"{case}/risks/{risk_id}"
    changed = {f"risk-{risk_id}-risk": "He knows the school.", f"risk-{risk_id}-version": "1"}
    assert carol.send(path, **changed).status_code == 303
    stale = carol.send(path, headers=BLOCK, **changed)
    assert stale.status_code == 409
    assert "Somebody else changed this risk" in stale.text
    reason = {f"reason-{risk_id}-reason": "", f"reason-{risk_id}-version": "2"}
    assert "Say why there is no action" in carol.send(f"{path}/reason", **reason).text
    reason[f"reason-{risk_id}-reason"] = "She has moved to another town."
    assert carol.send(f"{path}/reason", **reason).status_code == 303
    page = carol.get(case).text
    assert "He knows the school." in page
    assert "No action, because She has moved" in page


def test_the_record_is_saved_decided_and_leads_on_to_the_next_case(world: World) -> None:
    made = make_running_meeting(world, cases=2)
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    page = carol.get(case).text
    record = {"version": hidden(page, "version"), "summary": "Rising.", "rationale": "", "dissent": ""}
    saved = carol.send(f"{case}/record/autosave", form_key="this-form", client_seq="1", **record)
    assert re.fullmatch(r"\d\d:\d\d:\d\d", saved.json["saved_at"])
    record["summary"] = "Rising, and near the school."
    assert carol.send(f"{case}/record", form_key="this-form", **record).status_code == 303
    assert "near the school." in carol.get(case).text
    version = hidden(carol.get(case).text, "version")
    refused = carol.send(f"{case}/decision", **{**record, "version": version, "decision": "deferred"})
    assert refused.status_code == 422
    assert "Say why the meeting decided this" in refused.text
    assert "near the school." in refused.text
    decided = carol.send(f"{case}/decision", **{**record, "version": version, "decision": "actions_agreed"})
    assert decided.status_code == 303
    after = carol.get(case).text
    assert "Actions agreed" in after
    assert f"/listings/{made.item_of(made.cases[1])}/start" in after


def test_neither_of_two_people_loses_a_word(world: World) -> None:
    made = make_running_meeting(world)
    case = f"/listings/{first_item(made)}"
    carol, chidi = world.client("carol"), world.client("chidi")
    version = hidden(carol.get(case).text, "version")
    hers = {"version": version, "summary": "Carol’s words.", "rationale": "", "dissent": ""}
    assert carol.send(f"{case}/record", **hers).status_code == 303
    his = {**hers, "summary": "Chidi’s words."}
    assert chidi.send(f"{case}/record/autosave", client_seq="1", **his).status_code == 409
    for path in (f"{case}/record", f"{case}/decision"):
        stale = chidi.send(path, **{**his, "decision": "actions_agreed"})
        assert stale.status_code == 409
        assert "Carol’s words." in stale.text
        assert "Chidi’s words." in stale.text
    both = {**his, "version": hidden(stale.text, "version"), "summary": "Carol’s words. Chidi’s words."}
    assert chidi.send(f"{case}/record", **both).status_code == 303


def test_a_repeat_shows_the_last_plan_and_what_came_of_it_first(world: World) -> None:
    before = make_running_meeting(world)
    action_id = add_action(world, first_item(before), name_risk(world, first_item(before)))
    decide(world, first_item(before))
    close(world, before)
    again = make_case(world, earlier_case_id=before.cases[0].id)
    made = make_running_meeting(world, cases=[again])
    carol, case = world.client("carol"), f"/listings/{first_item(made)}"
    page = carol.get(case).text
    assert page.index("The last plan") < page.index(ACTION) < page.index("Referrer")
    prefix = f"action-{action_id}-"
    reviewed = {f"{prefix}outcome": "done", f"{prefix}note": "The list is signed."}
    assert carol.send(f"{case}/actions/{action_id}/review", **reviewed).status_code == 303
    assert "The list is signed." in carol.get(case).text
    assert set(_last_shown(world)["cases"]) == {again.id, before.cases[0].id}


def _last_shown(world: World) -> dict[str, Any]:
    return [json.loads(body) for event, _, body in world.ledger() if event == "CaseShown"][-1]


def test_every_outstanding_action_gets_one_outcome_with_its_history_beside_it(world: World) -> None:
    before = make_running_meeting(world)
    action_id = add_action(world, first_item(before), name_risk(world, first_item(before)))
    decide(world, first_item(before))
    close(world, before)
    made = make_running_meeting(world)
    carol, path = world.client("carol"), f"/meetings/{made.meeting_id}/run/actions"
    page = carol.get(path).text
    assert page.count(ACTION) == 1
    assert "Recorded: Polly Testperson" in page
    prefix = f"action-{action_id}-"
    unsaid = carol.send(f"{path}/{action_id}", **{f"{prefix}outcome": "not_done", f"{prefix}note": ""})
    assert (unsaid.status_code, "Say why it was not done" in unsaid.text) == (422, True)
    carried = {f"{prefix}outcome": "carried_forward", f"{prefix}note": ""}
    assert carol.send(f"{path}/{action_id}", **carried).status_code == 303
    assert "Gone through" in carol.get(path).text


def _outstanding(world: World, count: int) -> tuple[Any, list[Any], list[int]]:
    """A meeting that finds `count` outstanding actions, each of a case of its own; its cases and actions."""
    before = make_running_meeting(world, cases=count)
    actions = []
    for case in before.cases:
        item_id = before.item_of(case)
        actions.append(add_action(world, item_id, name_risk(world, item_id), text=f"do {case.id}"))
        decide(world, item_id)
    close(world, before)
    return make_running_meeting(world), list(before.cases), actions


def test_going_through_outstanding_actions_shows_and_enters_one_case_after_the_other(world: World) -> None:
    made, cases, actions = _outstanding(world, 3)
    carol, path = world.client("carol"), f"/meetings/{made.meeting_id}/run/actions"
    everything = carol.get(path).text
    assert all(f"do {case.id}" in everything for case in cases)
    assert _entered_since(world, 0)[-1] == {case.id for case in cases}
    found = re.search(rf'href="({path}/\d+)"[^>]*>Go through them one by one', everything)
    assert found is not None
    before, at, seen = len(world.ledger()), found[1], []
    while "/run/actions/" in at:
        seen.append(int(at.rsplit("/", 1)[1]))
        page = carol.get(at).text
        assert sum(f"do {case.id}" in page for case in cases) == 1
        at = carol.send(at, **{f"action-{seen[-1]}-outcome": "carried_forward"}).headers["Location"]
    assert sorted(seen) == sorted(actions)
    assert at == f"/meetings/{made.meeting_id}/run"
    assert all(len(entered) <= 1 for entered in _entered_since(world, before))


def _entered_since(world: World, count: int) -> list[set[int]]:
    """The cases that each showing since then names."""
    later = [(event, json.loads(body)) for event, _, body in world.ledger()[count:]]
    return [set(body.get("cases") or []) for event, body in later if event in ("CaseShown", "ListShown")]


def test_the_next_action_may_be_seen_without_an_outcome_for_this_one(world: World) -> None:
    made, _, actions = _outstanding(world, 2)
    path = f"/meetings/{made.meeting_id}/run/actions"
    first, second = (world.client("carol").get(f"{path}/{each}").text for each in actions)
    assert f'href="{path}/{actions[1]}"' in first and "Leave it for now" in first
    assert f'href="{path}/{actions[0]}"' in second and "2 still need an outcome" in second


def test_what_was_said_of_an_action_that_has_ended_meanwhile_is_shown_back(world: World) -> None:
    made, _, (action_id,) = _outstanding(world, 1)
    path, said = f"/meetings/{made.meeting_id}/run/actions/{action_id}", f"action-{action_id}-"
    typed = {f"{said}outcome": "done", f"{said}note": "The list is signed."}
    assert world.client("chidi").send(path, **{**typed, f"{said}note": "Chidi heard."}).status_code == 303
    answer = world.client("carol").send(path, **typed)
    assert answer.status_code == 422
    assert "This action ended on" in answer.text and "Chidi heard." in answer.text
    assert "Outcome: Done" in answer.text and "What was said: The list is signed." in answer.text


def test_a_note_that_is_refused_beside_the_case_stays_in_its_form(world: World) -> None:
    before = make_running_meeting(world)
    action_id = add_action(world, first_item(before), name_risk(world, first_item(before)))
    decide(world, first_item(before))
    close(world, before)
    made = make_running_meeting(world, cases=[make_case(world, earlier_case_id=before.cases[0].id)])
    carol, case, said = world.client("carol"), f"/listings/{first_item(made)}", f"action-{action_id}-"
    unchosen = {f"{said}outcome": "", f"{said}note": "The list is signed."}
    answer = carol.send(f"{case}/actions/{action_id}/review", **unchosen)
    assert answer.status_code == 422
    form = answer.text.split(f'action="{case}/actions/{action_id}/review"')[1].split("</form>")[0]
    assert 'value="The list is signed."' in form and "Choose what became of the action" in form
    unsaid = {f"{said}outcome": "not_done", f"{said}note": ""}
    answer = carol.send(f"{case}/actions/{action_id}/review", **unsaid)
    form = answer.text.split(f'action="{case}/actions/{action_id}/review"')[1].split("</form>")[0]
    assert 'value="not_done" selected' in form and "Say why it was not done" in form
    done = {f"{said}outcome": "done", f"{said}note": "Chidi heard."}
    assert world.client("chidi").send(f"{case}/actions/{action_id}/review", **done).status_code == 303
    late = carol.send(f"{case}/actions/{action_id}/review", **{**done, f"{said}note": "Signed on Monday."})
    assert late.status_code == 422
    assert "Signed on Monday." in late.text and "This action ended on" in late.text


def test_the_page_of_attendance_shows_no_case_and_enters_none(world: World) -> None:
    made = make_running_meeting(world, cases=2)
    before = len(world.ledger())
    world.client("carol").get(f"/meetings/{made.meeting_id}/run/attendance")
    assert _entered_since(world, before) == [set()]


def test_an_emergency_meeting_is_reported_at_the_next_one(world: World) -> None:
    urgent = make_meeting(world, kind="emergency", days_ahead=0)
    make_listing(world, urgent.id, make_case(world))
    carol = world.client("carol")
    opened = carol.send(f"/meetings/{urgent.id}/run/open", version="1")
    assert opened.status_code == 303
    assert "Emergency meeting" in carol.get(f"/meetings/{urgent.id}/run").text
    made = make_running_meeting(world)
    page = carol.get(f"/meetings/{made.meeting_id}/run").text
    assert "Emergency meetings since the last one" in page
    assert urgent.reference in page


def test_mappa_goes_through_previous_actions_with_each_case(world: World) -> None:
    made = make_running_meeting(world, MAPPA)
    page = world.client("mabel").get(f"/meetings/{made.meeting_id}/run/actions").text
    assert "gone through with each case" in page


def test_the_consideration_is_a_part_of_the_record_where_the_kind_asks_for_it(world: World) -> None:
    made = make_running_meeting(world, MAPPA)
    mabel, case = world.client("mabel"), f"/listings/{first_item(made)}"
    typed = {
        "version": "1",
        "summary": "",
        "rationale": "A shared plan.",
        "dissent": "",
        "decision": "manage_at_level_2",
    }
    unsaid = mabel.send(f"{case}/decision", **typed)
    assert "Choose an outcome: Disclosure to a third party considered" in unsaid.text
    said = {**typed, "outcome": "not_disclosed", "reason": "Nobody outside is at risk."}
    assert mabel.send(f"{case}/decision", **said).status_code == 303
    assert "Nobody outside is at risk." in mabel.get(case).text
