"""A password that an administrator set: its owner is told, and chooses another before anything opens."""

import pytest

from tests.test_accounts.front_door import come_in, form_token, knock
from tests.world import PASSWORD, World

SET_BY_ADAM = "chosen by adam for polly"
HER_OWN = "known to nobody but polly"
CHOOSE = "/account/password"


def set_by_adam(world: World) -> None:
    page = f"/administration/accounts/{world.person('polly')}/password"
    answer = world.client("adam").send(page, **{"password-password": SET_BY_ADAM})
    assert answer.status_code == 303


def signed_in_with(world: World, password: str) -> object:
    client = world.client()
    assert knock(client, "polly@people.example", password).status_code == 303
    return client


def choose(client: object, present: str, new: str = HER_OWN, again: str = "") -> object:
    token = form_token(client.get(CHOOSE).text)
    typed = {"csrf_token": token, "password": present, "new_password": new, "repeated_password": again or new}
    return client.post(CHOOSE, data=typed)


@pytest.mark.parametrize("address", ["/", "/account", "/conferences/northtown-marac/cases", "/actions"])
def test_nothing_opens_before_a_password_set_by_an_administrator_is_changed(world, address):
    set_by_adam(world)
    polly = signed_in_with(world, SET_BY_ADAM)
    answer = polly.get(address)
    assert answer.status_code == 302 and answer.headers["Location"] == CHOOSE


def test_a_fragment_and_a_post_do_not_open_either(world):
    set_by_adam(world)
    polly = signed_in_with(world, SET_BY_ADAM)
    fragment = polly.get("/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (204, CHOOSE)
    token = form_token(polly.get(CHOOSE).text)
    answer = polly.post("/sign-out-everywhere", data={"csrf_token": token})
    assert answer.headers["Location"] == CHOOSE


def test_the_owner_is_told_by_whom_and_when_on_the_first_page(world):
    before = come_in(world)
    set_by_adam(world)
    assert before.get("/").status_code == 302
    assert "Adam Testperson set the password" in signed_in_with(world, SET_BY_ADAM).get(CHOOSE).text
    told = [(event, body) for event, _case, body in world.ledger() if event == "PasswordNoticeShown"]
    assert told and str(world.person("adam")) in str(told[0][1])


def test_after_choosing_everything_opens_and_the_account_page_still_says_who_set_one(world):
    set_by_adam(world)
    polly, elsewhere = signed_in_with(world, SET_BY_ADAM), signed_in_with(world, SET_BY_ADAM)
    assert choose(polly, SET_BY_ADAM).status_code == 303
    assert polly.get("/").status_code == 200
    assert "Adam Testperson last set a password for you" in polly.get("/account").text
    assert "/sign-in" in elsewhere.get("/").headers["Location"]
    assert knock(world.client(), "polly@people.example", SET_BY_ADAM).status_code == 422
    events = [event for event, *_ in world.ledger()]
    assert events.count("PasswordChosen") == 1


@pytest.mark.parametrize(
    ("present", "new", "again", "words"),
    [
        ("not the present one", HER_OWN, "", "That password is not right"),
        (SET_BY_ADAM, SET_BY_ADAM, "", "differs from your present one"),
        (SET_BY_ADAM, "short", "", "at least 15 characters"),
        (SET_BY_ADAM, HER_OWN, "typed otherwise", "not the same"),
    ],
)
def test_a_choice_that_will_not_do_is_refused_in_words(world, present, new, again, words):
    set_by_adam(world)
    polly = signed_in_with(world, SET_BY_ADAM)
    answer = choose(polly, present, new, again)
    assert answer.status_code == 422 and words in answer.text
    assert polly.get("/").headers["Location"] == CHOOSE


def test_a_wrong_present_password_cannot_be_guessed_at_for_long(world):
    polly = come_in(world)
    for _ in range(5):
        assert choose(polly, "not the present one").status_code == 422
    assert choose(polly, PASSWORD).status_code == 422


def test_anybody_changes_their_own_password(world):
    polly = come_in(world)
    assert choose(polly, PASSWORD).status_code == 303
    signed_in_with(world, HER_OWN)
