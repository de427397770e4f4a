"""The gate: nobody gets past it by accident."""

import pytest
from flask import Flask

from marac.access.acts import Act
from marac.access.gate import check_policy, desk
from marac.access.policy import public
from tests.world import World


def test_an_application_with_an_unstamped_view_does_not_start(world: World) -> None:
    world.own_app().view_functions["unstamped"] = lambda: "hello"
    world.app.url_map.add(world.app.url_rule_class("/unstamped", endpoint="unstamped"))
    with pytest.raises(RuntimeError, match="unstamped"):
        check_policy(world.app)


def test_a_static_route_of_flask_itself_is_not_stamped_and_refused() -> None:
    app = Flask("other", static_folder="/tmp")
    with pytest.raises(RuntimeError, match="static"):
        check_policy(app)


def test_a_stamped_public_view_is_enough() -> None:
    app = Flask("other", static_folder=None)
    app.add_url_rule("/x", "x", public("a test")(lambda: "x"))
    check_policy(app)


def test_a_rule_with_a_wildcard_is_refused() -> None:
    app = Flask("other", static_folder=None)
    app.add_url_rule("/x*", "x", public("a test")(lambda: "x"))
    with pytest.raises(RuntimeError, match="wildcard"):
        check_policy(app)


def test_somebody_signed_out_is_sent_to_sign_in(world: World) -> None:
    answer = world.client().get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_somebody_signed_in_sees_the_first_page(world: World) -> None:
    assert world.client("carol").get("/").status_code == 200


def test_a_view_that_lost_its_stamp_after_the_start_is_not_there(world: World) -> None:
    del world.own_app().view_functions["accounts.show"].act  # type: ignore[attr-defined]
    try:
        assert world.client("carol").client.get("/account").status_code == 404
        assert world.client().client.get("/account").status_code == 404
    finally:
        world.app.view_functions["accounts.show"].act = Act.ACCOUNT_USE  # type: ignore[attr-defined]


def test_a_view_that_is_open_to_all_cannot_ask_for_anything(world: World) -> None:
    with world.app.test_request_context("/sign-in"), pytest.raises(RuntimeError, match="before the gate"):
        desk()
