"""Guessing passwords is slowed, and nobody can lock another person out by it."""

import json
from typing import Any

import pytest

from marac.accounts.known_browsers import COOKIE
from marac.accounts.throttling import FAILURES_ALLOWED, FAILURES_OF_ACCOUNT, FAILURES_OF_ADDRESS, Origin
from tests.test_accounts.front_door import WRONG, form_token, knock
from tests.world import PASSWORD, World

POLLY, CAROL, NOBODY = (f"{name}@people.example" for name in ("polly", "carol", "nobody"))


def knock_from(client: Any, address: str, email: str, password: str = PASSWORD) -> Any:
    """Fill in the sign-in form on a machine with another network address."""
    there = {"REMOTE_ADDR": address}
    token = form_token(client.get("/sign-in", environ_overrides=there).text)
    typed = {"csrf_token": token, "email": email, "password": password}
    return client.post("/sign-in", data=typed, environ_overrides=there)


def guess(world: World, address: str, email: str, times: int) -> None:
    for _ in range(times):
        assert knock_from(world.client(), address, email, WRONG).status_code == 422


def reason(world: World) -> str:
    return str(json.loads(world.ledger()[-1][2])["about"]["reason"])


def test_a_strangers_failures_lock_the_stranger_out_and_not_the_person(world: World) -> None:
    guess(world, "203.0.113.9", POLLY, FAILURES_ALLOWED)
    assert knock_from(world.client(), "203.0.113.9", POLLY).status_code == 422
    assert reason(world) == "throttled"
    assert knock(world.client(), POLLY).status_code == 303


def test_a_browser_that_signed_in_before_stays_open_whatever_strangers_do(world: World) -> None:
    hers = world.client()
    assert knock(hers, POLLY).status_code == 303
    hers.post("/sign-out", data={"csrf_token": form_token(hers.get("/account").text)})
    for number in range(FAILURES_OF_ACCOUNT // FAILURES_ALLOWED):
        guess(world, f"203.0.113.{number}", POLLY, FAILURES_ALLOWED)
    assert knock_from(world.client(), "198.51.100.1", POLLY).status_code == 422
    assert knock(hers, POLLY).status_code == 303


def test_nor_do_the_failures_of_others_behind_the_same_address(world: World) -> None:
    hers = world.client()
    assert knock(hers, POLLY).status_code == 303
    hers.post("/sign-out", data={"csrf_token": form_token(hers.get("/account").text)})
    guess(world, "127.0.0.1", POLLY, FAILURES_ALLOWED)
    assert knock(world.client(), POLLY).status_code == 422
    assert knock(hers, POLLY).status_code == 303


def test_a_known_browser_has_five_guesses_as_well(world: World) -> None:
    stolen = world.client()
    assert knock(stolen, POLLY).status_code == 303
    stolen.post("/sign-out", data={"csrf_token": form_token(stolen.get("/account").text)})
    for _ in range(FAILURES_ALLOWED):
        knock(stolen, POLLY, WRONG)
    assert knock(stolen, POLLY).status_code == 422


def test_a_browser_known_to_one_account_is_a_stranger_to_another(world: World) -> None:
    browser = world.client()
    assert knock(browser, CAROL).status_code == 303
    browser.post("/sign-out", data={"csrf_token": form_token(browser.get("/account").text)})
    guess(world, "127.0.0.1", POLLY, FAILURES_ALLOWED)
    assert knock(browser, POLLY).status_code == 422


@pytest.mark.parametrize("made_up", ["", "x", "e30.x.y", "WyJhIl0.aaaa.bbbb"])
def test_a_cookie_made_up_opens_nothing(world: World, made_up: str) -> None:
    guess(world, "127.0.0.1", POLLY, FAILURES_ALLOWED)
    forged = world.client()
    forged.client.set_cookie(COOKIE, made_up, path="/sign-in")
    assert knock(forged, POLLY).status_code == 422


def test_one_address_that_tries_many_accounts_is_closed_to_all_of_them(world: World) -> None:
    for number in range(FAILURES_OF_ADDRESS // 4):
        guess(world, "203.0.113.9", f"person{number}@people.example", 4)
    assert knock_from(world.client(), "203.0.113.9", CAROL).status_code == 422
    assert knock_from(world.client(), "203.0.113.10", CAROL).status_code == 303


def test_an_account_that_does_not_exist_is_closed_in_the_same_words_at_the_same_count(world: World) -> None:
    told = {}
    for email in (POLLY, NOBODY):
        answers = [knock_from(world.client(), "203.0.113.9", email, WRONG) for _ in range(7)]
        reasons = [json.loads(row[2])["about"]["reason"] for row in world.ledger()[-7:]]
        said = {"too many attempts" in answer.text for answer in answers}
        told[email] = ([answer.status_code for answer in answers], said, reasons)
        assert all(COOKIE not in (answer.headers.get("Set-Cookie") or "") for answer in answers)
    assert told[POLLY] == told[NOBODY]


def test_the_cookie_names_nobody_and_goes_to_the_sign_in_page_alone(world: World) -> None:
    answer = knock(world.client(), POLLY)
    [cookie] = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE)]
    assert "polly" not in cookie
    for part in ("HttpOnly", "Path=/sign-in", "SameSite=Lax"):
        assert part in cookie


def test_the_whole_of_an_ipv6_household_counts_as_one_address() -> None:
    one, other = Origin("2001:db8:1:2::1"), Origin("2001:db8:1:2:ffff::9")
    assert one.network == other.network != Origin("2001:db8:1:3::1").network
    assert Origin("192.0.2.1").network == "192.0.2.1"
