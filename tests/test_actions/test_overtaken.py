"""Somebody else was quicker: what was typed about an action comes back, whatever became of the action."""

import re
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.actions import operations
from marac.records import Action
from tests.test_actions.scenes import Scene

EVIDENCE = "Signed letter in the school office"


@pytest.fixture
def action(scene: Scene) -> Action:
    return scene.record(scene.add_case("NM-AAAA1"))


def typed_done(version: int) -> dict[str, Any]:
    today = clock.today()
    day = {"done_on-day": today.day, "done_on-month": today.month, "done_on-year": today.year}
    return {"done": "Spoke to the head teacher", "evidence": EVIDENCE, "version": version, **day}


def complete_by_petra(scene: Scene, action: Action) -> None:
    done = ("Wrote to the governors", "Copy on file", clock.today())
    scene.act("petra", Act.ACTION_UPDATE, operations.complete, action.id, 1, *done)


@pytest.mark.parametrize("version", [1, 2])
def test_what_was_typed_about_an_action_that_somebody_completed_comes_back(
    scene: Scene, action: Action, version: int
) -> None:
    complete_by_petra(scene, action)
    answer = scene.world.client("polly").send(f"/actions/{action.id}/done", **typed_done(version))
    assert answer.status_code == 422
    told = answer.text.split("What you wrote (not saved)")[1].split("</section>")[0]
    assert "Spoke to the head teacher" in told and f"Evidence: {EVIDENCE}" in told
    meanwhile = answer.text.split("What happened meanwhile")[1].split("What you wrote")[0]
    assert "Wrote to the governors" in meanwhile and "Petra Testperson" in meanwhile


def test_a_reason_and_a_choice_come_back_as_they_were_read(scene: Scene, action: Action) -> None:
    complete_by_petra(scene, action)
    answer = scene.world.client("polly").send(
        f"/actions/{action.id}/not-completed",
        status="not_completed_circumstances",
        reason="The family moved",
        version=1,
    )
    told = answer.text.split("What you wrote (not saved)")[1].split("</section>")[0]
    assert "Circumstances changed" in told and "The family moved" in told


def test_a_second_transfer_request_may_be_noted_as_progress_instead(scene: Scene, action: Action) -> None:
    asked = {
        "agency_id": scene.world.agency("westford-housing"),
        "transfer_reason": "A tenancy",
        "version": 1,
    }
    scene.world.client("petra").send(f"/actions/{action.id}/transfer", **asked)
    asked["transfer_reason"] = "The landlord must act"
    answer = scene.world.client("polly").send(f"/actions/{action.id}/transfer", **asked)
    assert answer.status_code == 422
    box = answer.text.split('name="progress_note"')[1].split("</textarea>")[0]
    assert "The landlord must act" in box
    assert '<details class="govuk-details" id="do-progress" open>' in answer.text


def test_an_overtaken_form_can_be_sent_again_as_it_is_shown(scene: Scene, action: Action) -> None:
    scene.act("petra", Act.ACTION_UPDATE, operations.note_progress, action.id, 1, "Rang the school")
    browser = scene.world.client("polly")
    answer = browser.send(f"/actions/{action.id}/done", **typed_done(1))
    assert answer.status_code == 409
    form = answer.text.split(f'action="/actions/{action.id}/done"')[1].split("</form>")[0]
    shown = re.search(r'name="version" value="(\d+)"', form)
    assert shown and EVIDENCE in form
    again = browser.send(f"/actions/{action.id}/done", **typed_done(int(shown[1])))
    assert again.status_code == 303
    assert EVIDENCE in browser.get(f"/actions/{action.id}").text


def test_the_coordinators_reason_comes_back_when_the_action_was_closed_meanwhile(
    scene: Scene, action: Action
) -> None:
    complete_by_petra(scene, action)
    answer = scene.world.client("carol").send(
        f"/actions/{action.id}/close", close_as="superseded", close_reason="A new plan", version=1
    )
    assert answer.status_code == 422
    told = answer.text.split("What you wrote (not saved)")[1].split("</section>")[0]
    assert "Superseded: something else is done instead" in told and "A new plan" in told


def test_a_button_that_was_overtaken_says_that_nothing_was_done(scene: Scene, action: Action) -> None:
    scene.act("petra", Act.ACTION_UPDATE, operations.note_progress, action.id, 1, "Rang the school")
    answer = scene.world.client("polly").send(f"/actions/{action.id}/acknowledge", version=1)
    assert answer.status_code == 409
    assert "nothing was done" in answer.text and "What you wrote" not in answer.text
