"""A session: how it ends, how it is hidden, and what a stolen cookie is worth."""

from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from marac.accounts.throttling import FAILURES_ALLOWED
from marac.records import LoginSession
from tests.test_accounts.front_door import NOON, WRONG, come_in, form_token, later, send, told
from tests.world import PASSWORD, World


def cookie(client: Any) -> str:
    found = client.client.get_cookie("marac_session")
    return found.value if found else ""


def with_cookie(world: World, value: str) -> Any:
    thief = world.client()
    thief.client.set_cookie("marac_session", value)
    return thief


def test_a_session_sleeps_after_a_quarter_of_an_hour(world: World) -> None:
    idle = world.settings.idle_seconds
    with time_machine.travel(NOON, tick=False) as traveller:
        client = come_in(world)
        for minutes in (10, 20, 30):
            traveller.move_to(later(minutes * 60))
            assert client.get("/").status_code == 200
        traveller.move_to(later(30 * 60 + idle - 1))
        assert client.get("/").status_code == 200
        traveller.move_to(later(30 * 60 + idle - 1 + idle))
        assert client.get("/").headers["Location"].startswith("/sign-in")


def test_staying_is_a_request_like_any_other(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        client = come_in(world)
        token = form_token(client.get("/account").text)
        for minutes in (14, 28, 42):
            traveller.move_to(later(minutes * 60))
            assert client.post("/stay", data={"csrf_token": token}).status_code == 204


def test_no_session_lasts_longer_than_the_absolute_limit(world: World) -> None:
    limit = world.settings.absolute_seconds
    with time_machine.travel(NOON, tick=False) as traveller:
        client = come_in(world)
        for seconds in range(0, limit, 600):
            traveller.move_to(later(seconds))
            assert client.get("/").status_code == 200
        traveller.move_to(later(limit))
        assert client.get("/").status_code == 302


def test_a_cookie_kept_from_before_signing_out_opens_nothing(world: World) -> None:
    client = come_in(world)
    kept = cookie(client)
    answer = send(client, "/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/").status_code == 302
    assert with_cookie(world, kept).get("/").status_code == 302
    assert told(world)[-1] == "SignedOut"


def test_signing_out_everywhere_ends_every_session_of_the_account_and_no_other(world: World) -> None:
    one, two, other = come_in(world), come_in(world), come_in(world, "petra")
    send(one, "/sign-out-everywhere")
    assert [each.get("/").status_code for each in (one, two, other)] == [302, 302, 200]


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "eyJfdXNlcl9pZCI6ImEifQ.aaaa.bbbb"])
def test_a_cookie_that_we_did_not_sign_is_nobody(value: str, world: World) -> None:
    assert with_cookie(world, value).get("/").status_code == 302


def test_a_cookie_signed_with_another_secret_is_nobody(world: World) -> None:
    from flask.sessions import SecureCookieSessionInterface

    world.app.secret_key = "another secret"
    signer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert signer is not None
    forged = signer.dumps({"_user_id": world.start_session("polly")})
    world.app.secret_key = world.settings.secret_key
    assert with_cookie(world, str(forged)).get("/").status_code == 302


def test_a_remember_cookie_is_worth_nothing(world: World) -> None:
    client = world.client()
    client.client.set_cookie("remember_token", f"{world.person('polly')}|{'0' * 128}")
    assert client.get("/").status_code == 302


def test_the_database_holds_no_token(world: World) -> None:
    client = come_in(world)
    with client.client.session_transaction() as held:
        token = held["_user_id"]
    with world.store.engine.connect() as connection:
        rows = connection.execute(select(LoginSession.__table__)).all()
    assert len(token) >= 43
    assert token not in str(rows) and token.encode() not in [row[0] for row in rows]
    assert not any(token in body for *_, body in world.ledger())


# --- a hidden screen


def hide(world: World) -> Any:
    client = come_in(world)
    assert send(client, "/hide").headers["Location"] == "/hidden"
    return client


def test_a_hidden_session_answers_nothing_until_the_password(world: World) -> None:
    client = hide(world)
    for path in ("/", "/account", "/actions", "/conferences/northtown-marac/meetings"):
        answer = client.get(path)
        assert answer.status_code in (302, 404)
        assert answer.status_code == 404 or answer.headers["Location"] == "/hidden"
    page = client.get("/hidden")
    assert page.status_code == 200
    assert "Polly" not in page.text and "Northtown" not in page.text


def test_a_hidden_session_takes_no_post_but_the_password_and_signing_out(world: World) -> None:
    client = hide(world)
    for path in ("/stay", "/sign-out-everywhere"):
        assert send(client, path).headers["Location"] == "/hidden"
    assert send(client, "/sign-out").headers["Location"] == "/sign-in"


def test_a_hidden_session_leads_htmx_to_the_whole_hidden_page(world: World) -> None:
    answer = hide(world).get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (204, "/hidden", b"")


def test_the_password_shows_the_screen_again(world: World) -> None:
    client = hide(world)
    assert send(client, "/hidden", password=WRONG).status_code == 422
    assert client.get("/").status_code == 302
    assert send(client, "/hidden", password=PASSWORD).status_code == 303
    assert client.get("/").status_code == 200
    assert told(world)[-4:] == ["SignedIn", "SessionHidden", "SignInFailed", "SessionHidden"]


def test_a_hidden_screen_cannot_be_guessed_open(world: World) -> None:
    client = hide(world)
    for _ in range(FAILURES_ALLOWED):
        assert send(client, "/hidden", password=WRONG).status_code == 422
    assert send(client, "/hidden", password=PASSWORD).status_code == 422


def test_hiding_one_session_does_not_hide_another(world: World) -> None:
    other = come_in(world)
    hide(world)
    assert other.get("/").status_code == 200


# --- htmx, signed out


def test_htmx_that_is_signed_out_moves_the_whole_page(world: World) -> None:
    client = world.client()
    for method in ("get", "post"):
        answer = getattr(client, method)("/", headers={"HX-Request": "true"})
        assert answer.status_code in (204, 400, 405)
    answer = client.get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (204, "/sign-in", b"")
    assert "Location" not in answer.headers
