"""The front door: one answer for everybody who is not let in, and a fresh session for whoever is."""

import json
import re
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from marac.accounts.passwords import hash_password, is_right
from marac.accounts.throttling import FAILURE_WINDOW, FAILURES_ALLOWED
from marac.errors import Mistake
from marac.records import Agency, Membership, SignInFailure, User
from marac.records.base import columns
from tests.test_accounts.front_door import NOON, WRONG, come_in, form_token, knock, later, send, told
from tests.world import PASSWORD, World

POLLY = "polly@people.example"
U, G = columns(User), columns(Agency)


def switch(world: World, statement: Any) -> None:
    with world.store.writer.begin() as connection:
        connection.execute(statement)


def test_the_right_password_lets_in(world: World) -> None:
    client = world.client()
    answer = knock(client, POLLY)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert client.get("/").status_code == 200
    assert told(world)[-1] == "SignedIn"


def test_an_address_is_taken_as_people_type_it(world: World) -> None:
    assert knock(world.client(), "  Polly@People.Example ").status_code == 303


def _without_values(page: str) -> str:
    """The page as it is for everybody: less what was typed and the form's token."""
    return re.sub(r' value="[^"]*"', "", page)


def test_every_refusal_is_the_same_answer(world: World) -> None:
    switch(world, update(User).where(U.email == "hana@people.example").values(is_active=False))
    switch(world, update(User).where(U.email == "ida@people.example").values(password_hash=""))
    tries = {
        "a wrong password": (POLLY, WRONG),
        "nobody's address": ("nobody@people.example", PASSWORD),
        "a closed account": ("hana@people.example", PASSWORD),
        "an account without a password": ("ida@people.example", ""),
        "nothing": ("", ""),
        "a very long password": (POLLY, PASSWORD + "x" * 100_000),
        "a NUL": (POLLY + "\0", PASSWORD + "\0"),
        "an injection": ("' OR 1=1 --", "' OR 1=1 --"),
    }
    pages = set()
    for way, (email, password) in tries.items():
        answer = knock(world.client(), email, password)
        assert answer.status_code == 422, way
        pages.add(_without_values(answer.text))
    assert len(pages) == 1
    assert [event for event, *_ in world.ledger()[-len(tries) :]] == ["SignInFailed"] * len(tries)


def test_a_refusal_keeps_only_a_keyed_hash_of_the_address(world: World) -> None:
    knock(world.client(), "vera.fiktiv@people.example", WRONG)
    event, _, body = world.ledger()[-1]
    assert event == "SignInFailed" and "vera" not in body
    assert json.loads(body)["outcome"] == "refused"
    with world.store.engine.connect() as connection:
        assert "vera" not in str(connection.execute(select(SignInFailure.__table__)).all())


def test_after_five_failures_even_the_right_password_waits_a_quarter_of_an_hour(world: World) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(FAILURES_ALLOWED):
            assert knock(world.client(), POLLY, WRONG).status_code == 422
        assert knock(world.client(), POLLY).status_code == 422
        assert knock(world.client(), "carol@people.example").status_code == 303
    with time_machine.travel(NOON + FAILURE_WINDOW + timedelta(seconds=1), tick=False):
        assert knock(world.client(), POLLY).status_code == 303


def test_an_address_that_does_not_exist_is_throttled_alike(world: World) -> None:
    for _ in range(FAILURES_ALLOWED + 1):
        knock(world.client(), "nobody@people.example", WRONG)
    assert json.loads(world.ledger()[-1][2])["about"]["reason"] == "throttled"


def test_a_spoofed_address_does_not_escape_the_throttle_and_is_not_recorded(world: World) -> None:
    for number in range(FAILURES_ALLOWED):
        client = world.client()
        token = form_token(client.get("/sign-in").text)
        typed = {"csrf_token": token, "email": POLLY, "password": WRONG}
        client.post("/sign-in", data=typed, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert knock(world.client(), POLLY).status_code == 422
    signed_in = world.client("carol")
    signed_in.client.get(
        "/administration", headers={"X-Forwarded-For": "10.9.9.9", "Forwarded": "for=10.9.9.9"}
    )
    assert json.loads(world.ledger()[-1][2])["client"] == "127.0.0.1"


def kept_failures(world: World) -> int:
    with world.store.engine.connect() as connection:
        return len(connection.execute(select(SignInFailure.__table__)).all())


@pytest.mark.parametrize("password", [PASSWORD, WRONG])
def test_old_failures_are_forgotten_with_the_next_sign_in_of_anybody(world: World, password: str) -> None:
    with time_machine.travel(NOON, tick=False):
        knock(world.client(), POLLY, WRONG)
        of_one = kept_failures(world)
    with time_machine.travel(NOON + timedelta(minutes=50), tick=False):
        knock(world.client(), "carol@people.example", PASSWORD)
        assert kept_failures(world) == of_one > 0
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        knock(world.client(), "carol@people.example", password)
        assert kept_failures(world) == (0 if password == PASSWORD else of_one)


def test_many_failures_at_once_are_all_counted(world: World) -> None:
    clients = [world.client() for _ in range(4)]
    knocks = [threading.Thread(target=knock, args=(each, POLLY, WRONG)) for each in clients]
    for each in knocks:
        each.start()
    for each in knocks:
        each.join()
    with world.store.engine.connect() as connection:
        kept = connection.execute(select(columns(SignInFailure).email_hash)).scalars().all()
    # Of the account, of the network address, and of the account from there.
    assert sorted(Counter(kept).values()) == [4, 4, 4]


# --- passwords


def test_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and first != second
    assert is_right(first, PASSWORD) and not is_right(first, WRONG)


def test_the_stored_hash_is_argon2(world: World) -> None:
    with world.store.engine.connect() as connection:
        hashes = [row[0] for row in connection.execute(select(U.password_hash))]
    assert all(each.startswith("$argon2id$") for each in hashes)


@pytest.mark.parametrize(("length", "word"), [(14, "at least 15"), (257, "at most 256")])
def test_a_password_too_short_or_too_long_is_refused_with_words(length: int, word: str) -> None:
    with pytest.raises(Mistake, match=word):
        hash_password("x" * length, 1)


def test_an_empty_or_broken_hash_is_never_right() -> None:
    assert not is_right("", "", 1)
    assert not is_right("", "nobody has this password", 1)
    assert not is_right("not a hash", PASSWORD, 1)


# --- the session that begins


def cookie(client: Any) -> str:
    found = client.client.get_cookie("marac_session")
    return found.value if found else ""


def test_signing_in_begins_a_new_session_whatever_was_there_before(world: World) -> None:
    client = world.client()
    client.get("/sign-in")
    before = cookie(client)
    with client.client.session_transaction() as planted:
        planted["_user_id"], planted["planted"] = "a token that an attacker knows", "yes"
    knock(client, POLLY)
    with client.client.session_transaction() as held:
        assert held["_user_id"] != "a token that an attacker knows"
        assert "planted" not in held
    assert cookie(client) != before


def test_signing_in_again_ends_the_session_before(world: World) -> None:
    client = come_in(world)
    old = cookie(client)
    token = form_token(client.get("/account").text)
    client.post("/sign-in", data={"csrf_token": token, "email": "carol@people.example", "password": PASSWORD})
    thief = world.client()
    thief.client.set_cookie("marac_session", old)
    assert thief.get("/account").status_code == 302


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(world: World) -> None:
    cookies = knock(world.client(), POLLY).headers.getlist("Set-Cookie")
    [header] = [each for each in cookies if each.startswith("marac_session=")]
    assert "HttpOnly" in header and "SameSite=Lax" in header
    assert "Domain" not in header and "Expires" not in header


@pytest.mark.parametrize(
    "target",
    [
        "/\\evil.example",
        "//evil.example",
        "https://evil.example",
        "https:evil.example",
        "///evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "evil.example",
        " //evil.example",
        "/" + "x" * 600,
        "http:///evil.example",
        "/\\/evil.example",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(target: str, world: World) -> None:
    assert knock(world.client(), POLLY, next=target).headers["Location"] == "/"


def test_somebody_who_asked_for_a_page_gets_there_after_signing_in(world: World) -> None:
    client = world.client()
    asked = client.get("/account?from=link")
    assert asked.headers["Location"] == "/sign-in?next=/account?from%3Dlink"
    assert knock(client, POLLY, next="/account?from=link").headers["Location"] == "/account?from=link"


def test_a_closed_account_or_agency_is_refused_at_its_next_request(world: World) -> None:
    for statement, undo in (
        (update(User).where(U.email == POLLY).values(is_active=False), {"is_active": True}),
        (update(Agency).where(G.slug == "northtown-police").values(is_active=False), {}),
    ):
        client = come_in(world)
        assert client.get("/").status_code == 200
        switch(world, statement)
        assert client.get("/").headers["Location"].startswith("/sign-in")
        if undo:
            switch(world, update(User).where(U.email == POLLY).values(**undo))


def test_a_role_that_ends_is_gone_at_the_next_request(world: World) -> None:
    client = come_in(world, "audley")
    assert client.get("/conferences/northtown-marac/record").status_code in (200, 404)
    mine = columns(Membership).user_id == world.person("audley")
    switch(world, update(Membership).where(mine).values(until_on=later(-86400).date()))
    assert client.get("/conferences/northtown-marac/record").status_code in (403, 404)


def test_sending_the_form_twice_is_two_sessions_and_both_can_be_ended(world: World) -> None:
    one, two = come_in(world), come_in(world)
    send(one, "/sign-out-everywhere")
    assert one.get("/").status_code == two.get("/").status_code == 302
