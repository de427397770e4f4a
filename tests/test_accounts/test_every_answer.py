"""What every answer carries, whatever became of the request; and what a request may not pretend."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from marac import create_app
from marac.access.acts import Act
from marac.access.gate import desk
from marac.access.policy import allows
from marac.audit import events
from tests.test_accounts.front_door import form_token
from tests.test_audit import stage as pages
from tests.world import World

WANTED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def fail() -> str:
    raise RuntimeError("broken")


def recorded() -> str:
    desk().record(events.ListShown(page="test"))
    return "<p>recorded</p>"


def shown_again() -> tuple[str, int]:
    return "<p>again</p>", 422


def _post(browser: Any, path: str, **typed: Any) -> Any:
    return browser.client.post(path, data={"csrf_token": browser.csrf_token(), **typed})


ANSWERS: dict[int, Callable[[World], Any]] = {
    200: lambda world: world.client("polly").get("/"),
    302: lambda world: world.client().get("/"),
    303: lambda world: _post(world.client("polly"), "/sign-out"),
    400: lambda world: world.client("polly").post("/hide"),
    403: lambda world: world.client("polly").get("/administration"),
    404: lambda world: world.client("polly").get("/nothing-here"),
    405: lambda world: world.client("polly").get("/sign-out"),
    413: lambda world: _many_parts(world),
    422: lambda world: world.client("polly").client.get("/shown-again"),
    500: lambda world: world.client("polly").get("/fail"),
    503: lambda world: _broken(world),
}


def _many_parts(world: World) -> Any:
    parts = {f"field{number}": "x" for number in range(1001)}
    return world.client("polly").client.post("/stay", data=parts, content_type="multipart/form-data")


def _broken(world: World) -> Any:
    browser = world.client("polly")
    pages.break_append(world)
    return browser.client.get("/recorded")


@pytest.fixture
def staged(world: World) -> World:
    world.own_app()
    world.app.add_url_rule("/fail", "fail", allows(Act.ACCOUNT_USE)(fail))
    world.app.add_url_rule("/recorded", "recorded", allows(Act.ACCOUNT_USE)(recorded))
    world.app.add_url_rule("/shown-again", "shown_again", allows(Act.ACCOUNT_USE)(shown_again))
    return world


@pytest.mark.parametrize("status", ANSWERS)
def test_every_kind_of_answer_is_guarded(status: int, staged: World) -> None:
    answer = ANSWERS[status](staged)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert "Server" not in answer.headers or "Werkzeug" in answer.headers["Server"]


def test_a_database_that_fails_where_sessions_are_read_is_a_page_too(world: World) -> None:
    browser = world.client("polly")
    pages.break_with(world, "ALTER TABLE login_session RENAME TO lost")
    answer = browser.client.get("/")
    assert answer.status_code in (500, 503)
    assert "<h1" in answer.text and "login_session" not in answer.text


def test_no_answer_says_anything_twice(staged: World) -> None:
    style = staged.client().get("/static/css/marac.css")
    for answer in [style, *(ask(staged) for status, ask in ANSWERS.items() if status != 503)]:
        names = [name.lower() for name, _ in answer.headers if name != "Set-Cookie"]
        assert len(names) == len(set(names)), names


def test_a_missing_style_is_not_kept_either(world: World) -> None:
    answer = world.client().get("/static/css/none.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    "path", ["../marac/config.py", "..%2f..%2fpyproject.toml", "/etc/passwd", "css/../../app.py"]
)
def test_nothing_outside_the_static_folder_is_served(path: str, world: World) -> None:
    assert world.client().client.get(f"/static/{path}").status_code in (404, 308)


# --- the host


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.evil.example"]
)
@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/static/css/none.css", "/nothing"])
def test_a_foreign_host_is_refused(host: str, path: str, world: World) -> None:
    answer = world.client("polly").client.get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert b"evil" not in answer.data
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_forwarded_host_is_not_believed(world: World) -> None:
    answer = world.client().get(
        "/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert answer.headers["Location"].startswith("/sign-in")
    assert "Strict-Transport-Security" not in answer.headers


# --- behind a secure front


@pytest.mark.one_engine  # on PostgreSQL the tests sign in as somebody whom no production server may be
def test_a_secure_site_has_secure_cookies_and_says_so(world: World) -> None:
    secure = create_app(replace(world.settings, is_secure=True, trusted_proxies=1), testing=True)
    answer = secure.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    secure.extensions["marac.db"].dispose()


# --- forged posts


@pytest.mark.parametrize("token", [None, "", "forged", "IjEyMyI.aaaaaa.bbbbbb"])
def test_a_post_without_its_token_is_refused_and_changes_nothing(token: str | None, world: World) -> None:
    client = world.client("polly")
    client.get("/account")
    before = len(world.ledger())
    for path in ("/sign-out", "/sign-out-everywhere", "/hide", "/sign-in"):
        typed = {} if token is None else {"csrf_token": token}
        assert client.client.post(path, data=typed).status_code == 400
    assert len(world.ledger()) == before
    assert client.get("/account").status_code == 200


def test_the_token_of_another_session_is_no_token(world: World) -> None:
    theirs = form_token(world.client("hana").get("/account").text)
    client = world.client("polly")
    client.get("/account")
    assert client.client.post("/hide", data={"csrf_token": theirs}).status_code == 400


def test_a_token_in_the_address_or_of_another_content_type_is_no_token(world: World) -> None:
    client = world.client("polly")
    token = client.csrf_token()
    assert client.client.post(f"/hide?csrf_token={token}").status_code == 400
    assert client.client.post("/hide", json={"csrf_token": token}).status_code == 400


def test_a_post_from_before_signing_out_is_refused_after(world: World) -> None:
    client = world.client("polly")
    token = client.csrf_token()
    client.client.post("/sign-out", data={"csrf_token": token})
    assert client.client.post("/sign-in", data={"csrf_token": token}).status_code == 400


# --- bodies


def test_a_body_that_is_too_large_is_a_413(world: World) -> None:
    small = create_app(replace(world.settings, largest_request=1000), testing=True)
    client = small.test_client()
    token = form_token(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"csrf_token": token, "email": "x" * 5000})
    assert answer.status_code == 413
    assert "text/html" in answer.headers["Content-Type"]
    small.extensions["marac.db"].dispose()


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a=%ff%00", b"&&&===", b"--x\r\n\r\n", b"{", b"\x00" * 100])
@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain",
    ],
)
def test_an_odd_body_is_never_a_failure(body: bytes, kind: str, world: World) -> None:
    client = world.client("polly")
    client.get("/account")
    assert client.client.post("/hide", data=body, content_type=kind).status_code == 400


def test_no_page_holds_a_script_or_a_style_of_its_own(world: World) -> None:
    for path in ("/", "/account", "/sign-in", "/nothing"):
        html = world.client("polly").get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
