"""A walk over every address, method and role. New pages are covered the day they are registered."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from marac.access.acts import Act
from tests.databases import Databases
from tests.world import MARAC, World, opened_world

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
# Everything that is open to people who have not signed in. To add one is a decision, made here too.
PUBLIC = {"accounts.sign_in", "accounts.sign_in_post", "healthz", "static"}
# One person for each role, and one without any.
ROLES = ("carol", "chidi", "polly", "petra", "mani", "audley", "adam", "importer", "mabel", "tess")
SENDS_AWAY = {"accounts.sign_out", "accounts.sign_out_everywhere", "accounts.hide"}
Hundred = random.Random(20261121)


@dataclass(frozen=True)
class Place:
    """One endpoint with one method, and an address of it in which every number is a random one."""

    endpoint: str
    method: str
    path: str
    act: Act | None


@pytest.fixture(scope="module")
def world(databases: Databases, peopled: tuple[str, dict[str, Any]]) -> Iterator[World]:
    url, ids = peopled
    with databases.borrowed(url) as copied, opened_world(copied, ids) as opened:
        yield opened


def _values(rule: Rule) -> dict[str, Any]:
    kinds = {name: type(rule._converters[name]).__name__ for name in rule.arguments}
    return {
        name: Hundred.randrange(1, 2**53)
        if kind == "IntegerConverter"
        else MARAC
        if name == "slug"
        else "nothing"
        for name, kind in kinds.items()
    }


def places(world: World) -> list[Place]:
    """Every endpoint with each of its own methods."""
    found = []
    with world.app.test_request_context():
        adapter = world.app.create_url_adapter(None) or world.app.url_map.bind("localhost")
        for rule in world.app.url_map.iter_rules():
            act = getattr(world.app.view_functions[rule.endpoint], "act", None)
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                path = adapter.build(rule.endpoint, _values(rule), method=method)
                found.append(Place(rule.endpoint, method, path, act))
    return found


def csrf(browser: Any) -> dict[str, str]:
    return {"csrf_token": browser.csrf_token()}


def test_only_these_places_are_public(world: World) -> None:
    assert {place.endpoint for place in places(world) if place.act is None} == PUBLIC


def test_somebody_signed_out_gets_nowhere_by_any_method(world: World) -> None:
    client = world.client().client
    for place in places(world):
        for method in METHODS:
            answer = client.open(place.path, method=method)
            where = f"{method} {place.path}: {answer.status_code}"
            if place.endpoint in PUBLIC:
                assert answer.status_code < 500, where
            elif answer.status_code in (302, 308):
                assert answer.headers["Location"].startswith("/sign-in"), where
                assert len(answer.data) < 500, where
            else:
                assert answer.status_code in (400, 404, 405), where


def test_somebody_signed_out_gets_nowhere_with_htmx_headers(world: World) -> None:
    client = world.client().client
    headers = {"HX-Request": "true", "HX-Target": "main-content", "HX-Boosted": "true"}
    for place in places(world):
        if place.endpoint not in PUBLIC:
            answer = client.open(place.path, method=place.method, headers=headers)
            where = f"{place.method} {place.path}: {answer.status_code}"
            assert (answer.status_code, answer.data) in [(204, b""), (400, answer.data)], where
            assert answer.status_code == 400 or answer.headers["HX-Redirect"].startswith("/sign-in"), where


@pytest.mark.parametrize("name", ROLES)
def test_a_role_reaches_only_what_it_is_granted(name: str, world: World) -> None:
    """Without the act: the same 403 whatever was asked, htmx or not. With it: a page, or nothing there."""
    browser, viewer = world.client(name), world.viewer(name)
    token, bodies = csrf(browser), {}
    for place in places(world):
        if place.act is None or place.endpoint in SENDS_AWAY:
            continue
        for headers in ({}, {"HX-Request": "true", "HX-Target": "main-content"}):
            data = token if place.method == "POST" else None
            answer = browser.client.open(place.path, method=place.method, data=data, headers=headers)
            where = f"{name} {place.method} {place.path}: {answer.status_code}"
            if viewer.may(place.act):
                assert answer.status_code < 500 and answer.status_code != 403, where
            else:
                assert answer.status_code == 403, where
                bodies.setdefault(place.method == "HEAD", set()).add(answer.data)
    assert all(len(each) == 1 for each in bodies.values())


@pytest.mark.parametrize("name", ["carol", "polly", "audley"])
def test_a_number_that_is_not_there_is_a_404_for_those_who_may_ask(name: str, world: World) -> None:
    browser, viewer = world.client(name), world.viewer(name)
    token, bodies = csrf(browser), set()
    for place in places(world):
        if place.act is None or not viewer.may(place.act) or not any(each.isdigit() for each in place.path):
            continue
        data = token if place.method == "POST" else None
        answer = browser.client.open(place.path, method=place.method, data=data)
        assert answer.status_code in (404, 422), f"{place.method} {place.path}: {answer.status_code}"
        if answer.status_code == 404 and place.method != "HEAD":
            bodies.add(answer.data)
    assert len(bodies) <= 1


@pytest.mark.parametrize(
    "number", ["0", "99999999999999999999999", "9223372036854775808", "-1", "1.5", "%00", "x"]
)
def test_an_odd_number_in_an_address_is_a_404(number: str, world: World) -> None:
    browser = world.client("carol")
    token = csrf(browser)
    with world.app.test_request_context():
        rules = [
            rule for rule in world.app.url_map.iter_rules() if any(map(_is_number(rule), rule.arguments))
        ]
    for rule in rules:
        path = rule.rule
        for name in rule.arguments:
            value = number if _is_number(rule)(name) else MARAC if name == "slug" else "nothing"
            path = path.replace(f"<int:{name}>", value).replace(f"<{name}>", value)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = browser.client.open(path, method=method, data=token if method == "POST" else None)
            assert answer.status_code in (403, 404), f"{method} {path}: {answer.status_code}"


def _is_number(rule: Rule) -> Any:
    return lambda name: type(rule._converters[name]).__name__ == "IntegerConverter"


@pytest.mark.parametrize("name", ["carol", "chidi", "polly", "adam", "audley"])
def test_a_post_without_its_token_changes_nothing(name: str, world: World) -> None:
    browser: FlaskClient = world.client(name).client
    browser.get("/account")
    before = len(world.ledger())
    for place in places(world):
        if place.method == "POST" and place.act is not None and world.viewer(name).may(place.act):
            for data in (None, {"csrf_token": "forged"}):
                answer = browser.post(place.path, data=data)
                assert answer.status_code == 400, f"{place.path}: {answer.status_code}"
    assert len(world.ledger()) == before
