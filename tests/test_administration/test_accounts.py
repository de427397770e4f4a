"""Administration: accounts, roles and conferences, and sight of no case."""

import pytest

from tests.test_accounts.front_door import form_token
from tests.world import MARAC, PASSWORD, World

ROLE = {
    "role-from_on-day": "1",
    "role-from_on-month": "1",
    "role-from_on-year": "2026",
    "role-until_on-day": "31",
    "role-until_on-month": "12",
    "role-until_on-year": "2099",
}


def open_account(world: World, **typed: str) -> str:
    fields = {
        "name": "Nia Newcomer",
        "email": "nia@people.example",
        "agency": str(world.agency("westford-housing")),
        "password": PASSWORD,
        **typed,
    }
    answer = world.client("adam").send("/administration/accounts/new", **fields)
    return str(answer.headers.get("Location", "")) if answer.status_code == 303 else answer.text


def test_a_new_account_with_a_role_can_sign_in_and_see_its_conference(world: World) -> None:
    page = open_account(world)
    world.client("adam").send(
        f"{page}/roles", **{"role-conference": str(world.conference()), "role-role": "manager", **ROLE}
    )
    newcomer = world.client()
    token = newcomer.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = newcomer.post(
        "/sign-in", data={"csrf_token": token, "email": "Nia@People.example", "password": PASSWORD}
    )
    assert answer.status_code == 303
    assert newcomer.get("/").headers["Location"] == "/account/password"
    token = form_token(newcomer.get("/account/password").text)
    hers = "known to nobody but nia"
    own = {"password": PASSWORD, "new_password": hers, "repeated_password": hers}
    assert newcomer.post("/account/password", data={"csrf_token": token, **own}).status_code == 303
    assert "Northtown Marac" in newcomer.get("/").text


def test_a_short_password_and_a_taken_address_are_refused_beside_the_field(world: World) -> None:
    assert "at least 15 characters" in open_account(world, password="short")
    assert "already an account" in open_account(world, email="polly@people.example")


def test_a_closed_account_is_refused_at_its_next_request(world: World) -> None:
    polly = world.client("polly")
    assert polly.get("/").status_code == 200
    world.client("adam").send(f"/administration/accounts/{world.person('polly')}/closed")
    assert polly.get("/").status_code == 302


def test_a_role_that_ends_before_it_starts_is_refused(world: World) -> None:
    typed = {**ROLE, "role-until_on-year": "2001"}
    answer = world.client("adam").send(
        f"/administration/accounts/{world.person('polly')}/roles",
        **{"role-conference": str(world.conference()), "role-role": "chair", **typed},
    )
    assert answer.status_code == 422
    assert "must not be before the first" in answer.text


def test_a_changed_role_counts_at_the_next_request_and_is_on_the_ledger(world: World) -> None:
    polly = world.client("polly")
    assert polly.get(f"/conferences/{MARAC}/record").status_code == 403
    world.client("adam").send(
        f"/administration/accounts/{world.person('polly')}/roles",
        **{"role-conference": str(world.conference()), "role-role": "auditor", **ROLE},
    )
    assert polly.get(f"/conferences/{MARAC}/record").status_code == 200
    assert "MembershipChanged" in [event for event, _case, _body in world.ledger()]


@pytest.mark.parametrize("role", ["coordinator", "auditor", "manager"])
def test_an_administrator_cannot_give_themselves_a_role(world: World, role: str) -> None:
    adam = world.client("adam")
    own = f"/administration/accounts/{world.person('adam')}"
    typed = {"role-conference": str(world.conference()), "role-role": role, **ROLE}
    assert adam.send(f"{own}/roles", **typed).status_code == 403
    assert "Give this role" not in adam.get(own).text
    assert "AccessRefused" in [event for event, _case, _body in world.ledger()]
    assert adam.get(f"/conferences/{MARAC}/cases").status_code == 403


def test_an_administrator_changes_their_own_password_only_like_anybody_else(world: World) -> None:
    adam = world.client("adam")
    own = f"/administration/accounts/{world.person('adam')}/password"
    assert adam.send(own, **{"password-password": "another long password"}).status_code == 403
    assert adam.get("/").status_code == 200


def test_only_an_administrator_opens_the_pages_of_administration(world: World) -> None:
    for name in ("carol", "chidi", "polly", "mani", "audley"):
        assert world.client(name).get("/administration").status_code == 403


def test_a_conference_is_founded_and_an_agency_admitted(world: World) -> None:
    adam = world.client("adam")
    answer = adam.send(
        "/administration/conferences/new", kind="masip", name="Southmere panel", slug="southmere-masip"
    )
    page = answer.headers["Location"]
    adam.send(f"{page}/agencies", agency=str(world.agency("westford-housing")), is_standing="y")
    assert "Westford Housing" in adam.get(page).text


def test_a_short_name_that_cannot_stand_in_an_address_is_refused(world: World) -> None:
    answer = world.client("adam").send(
        "/administration/conferences/new", kind="masip", name="Odd", slug="../Odd Panel"
    )
    assert answer.status_code == 422
    assert "Use small letters" in answer.text
