"""One form, one effect: pressed twice, at once or later, it gives the first result."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.test_access.ground import prepare
from tests.test_audit import stage as pages
from tests.test_audit.stage import Stage
from tests.world import World

ROUNDS = 6


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    pages.set_stage(world)
    yield Stage(prepare(world))


def path(stage: Stage, view: str = "alter") -> str:
    return f"/stage/{view}/{stage.ground.seen.case_id}"


def test_the_second_post_of_a_form_has_no_effect_and_the_first_result(stage: Stage) -> None:
    browser, count = stage.world.client("polly"), stage.count()
    first = browser.send(path(stage), form_key="one-form", version="1")
    second = browser.send(path(stage), form_key="one-form", version="2", status="reopened")
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert stage.since(count) == ["CaseChanged"]
    assert stage.status_of(stage.ground.seen.case_id) == "closed"


def test_the_answer_to_a_repeated_form_has_the_same_protection(stage: Stage) -> None:
    browser = stage.world.client("polly")
    first = browser.send(path(stage), form_key="one-form", version="1")
    second = browser.send(path(stage), form_key="one-form", version="1")
    assert second.headers["Cache-Control"] == "no-store"
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_htmx_is_led_to_the_first_result_too(stage: Stage) -> None:
    browser, fragment = stage.world.client("polly"), {"HX-Request": "true"}
    browser.send(path(stage), form_key="one-form", version="1")
    second = browser.send(path(stage), form_key="one-form", version="1", headers=fragment)
    assert (second.status_code, second.headers["HX-Redirect"]) == (200, "/account")


def test_a_form_that_was_answered_with_a_page_is_not_done_twice_either(stage: Stage) -> None:
    browser, count = stage.world.client("polly"), stage.count()
    browser.send(path(stage, "alter_and_show"), form_key="one-form", version="1")
    again = browser.send(path(stage, "alter_and_show"), form_key="one-form", version="2")
    assert again.status_code == 303
    assert stage.since(count) == ["CaseChanged", "CaseShown"]


def test_another_form_and_another_person_are_not_a_repeat(stage: Stage) -> None:
    count = stage.count()
    polly, petra = stage.world.client("polly"), stage.world.client("petra")
    for number, (browser, key) in enumerate([(polly, "a"), (polly, "b"), (petra, "a")], start=1):
        assert browser.send(path(stage), form_key=key, version=str(number)).status_code == 303
    assert stage.since(count) == ["CaseChanged"] * 3


def test_a_form_that_was_refused_may_be_sent_again(stage: Stage) -> None:
    browser = stage.world.client("polly")
    assert browser.send(path(stage), form_key="one-form", version="9").status_code == 409
    assert browser.send(path(stage), form_key="one-form", version="1").status_code == 303


@pytest.mark.parametrize("key", ["\x00", "a b", "x" * 500, "é", "'; --"])
def test_an_odd_form_key_is_no_key_and_no_failure(key: str, stage: Stage) -> None:
    assert stage.world.client("polly").send(path(stage), form_key=key, version="1").status_code == 303


@pytest.mark.parametrize("versions", [("1", "1"), ("", "")])
def test_two_presses_at_once_are_one_change_with_one_result(versions: tuple[str, str], stage: Stage) -> None:
    """`versions` empty: a form whose second press would succeed by itself (the version is read afresh)."""
    for round_number in range(ROUNDS):
        count, key = stage.count(), f"round-{round_number}"
        current = str(round_number + 1)
        answers = _at_once(stage, [version and current for version in versions], key)
        assert [each.status_code for each in answers] == [303, 303]
        assert {each.headers["Location"] for each in answers} == {"/account"}
        assert stage.since(count) == ["CaseChanged"]


def _at_once(stage: Stage, versions: list[str], key: str) -> list[Any]:
    view = "alter" if versions[0] else "alter_afresh"
    browsers = [stage.world.client("polly") for _ in versions]
    posts = [
        {"csrf_token": browser.csrf_token(), "form_key": key, **({"version": version} if version else {})}
        for browser, version in zip(browsers, versions, strict=True)
    ]
    answers: list[Any] = []
    start = threading.Barrier(len(versions))

    def press(browser: Any, typed: dict[str, str]) -> None:
        start.wait()
        answers.append(browser.client.post(path(stage, view), data=typed))

    presses = [threading.Thread(target=press, args=each) for each in zip(browsers, posts, strict=True)]
    for press_thread in presses:
        press_thread.start()
    for press_thread in presses:
        press_thread.join()
    return answers
