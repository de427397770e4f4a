"""Break-glass: who may open what, for how long, and that nothing else opens with it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import find
from marac.access.scope import see
from marac.cases.operations import name_viewers
from marac.records import Case
from marac.records.base import columns
from tests.databases import behind
from tests.factories import make_action, make_published_list, make_running_meeting
from tests.test_cases.breaking import FORM, NONE, WORDS, ask, beside, entries, opened, unseen_case
from tests.test_cases.scenes import SECRET, keep_from, listed_case, text_of
from tests.test_whole.holdings import raw_connection
from tests.test_whole.test_excluded import plain
from tests.world import MAPPA, MARAC, PASSWORD, World

C = columns(Case)


def seal_to(world: World, case: Any, *named: str) -> None:
    with world.acting("carol", Act.CASE_MANAGE) as session:
        version = session.execute(
            select(C.version).where(C.id == case.id, see(Case)), session.see
        ).scalar_one()
        people = [world.person(name) for name in ("carol", *named)]
        name_viewers(session, case.id, version, True, people)


@pytest.mark.parametrize("who", ["polly", "petra", "hana"])
def test_somebody_whose_agency_is_not_invited_reads_the_one_case(world: World, who: str) -> None:
    case = unseen_case(world)
    assert world.client(who).get(f"/cases/{case.id}").status_code == 404
    browser = opened(world, who, case)
    page = text_of(browser.get(f"/cases/{case.id}"))
    assert SECRET["victim"] in page and "Opened by break-glass until" in page


@pytest.mark.parametrize("who", ["chidi", "polly"])
def test_a_sealed_case_opens_to_somebody_not_named(world: World, who: str) -> None:
    case = listed_case(world)
    seal_to(world, case)
    browser = opened(world, who, case)
    assert SECRET["victim"] in text_of(browser.get(f"/cases/{case.id}"))


def test_a_case_whose_time_has_passed_opens_again(world: World) -> None:
    case = listed_case(world)
    with behind(world.url) as connection:
        connection.exec_driver_sql("UPDATE seat SET opens_on = '2020-01-01', closes_on = '2020-02-01'")
    assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    assert SECRET["victim"] in text_of(opened(world, "polly", case).get(f"/cases/{case.id}"))


@pytest.mark.parametrize("who", ["adam", "audley", "mani", "importer", "mabel", "tess"])
def test_others_have_no_way_to_open_a_case_of_this_conference(world: World, who: str) -> None:
    case = unseen_case(world)
    assert ask(world, who, case.reference).status_code in (403, 404)
    assert not entries(world, "BreakGlassOpened")


def test_a_case_of_another_conference_is_not_there_to_open(world: World) -> None:
    case = unseen_case(world, MAPPA)
    assert NONE in ask(world, "hana", case.reference).text
    assert ask(world, "hana", case.reference, at=f"/conferences/{MAPPA}/break-glass").status_code == 404


def test_it_closes_after_an_hour_and_opens_at_its_moment(world: World) -> None:
    case = unseen_case(world)
    browser = opened(world, "polly", case)
    before, until = clock.now() - timedelta(minutes=5), clock.now() + timedelta(minutes=61)
    with clock.at(before):
        assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    with clock.at(until):
        assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    assert browser.get(f"/cases/{case.id}").status_code == 200


def test_nothing_else_shows_the_case(world: World) -> None:
    case = unseen_case(world)
    browser = opened(world, "polly", case)
    assert case.reference not in text_of(browser.get(f"/conferences/{MARAC}/cases"))
    found = browser.send(f"/conferences/{MARAC}/cases/found", terms=case.reference)
    assert "Nothing was found" in found.text
    for act in Act:
        if world.viewer("polly").may(act) and act is not Act.ACCOUNT_USE:
            with world.looking("polly", act) as session:
                assert find(session, Case, case.id) is None
                assert session.row(select(func.count()).select_from(Case).where(see(Case)))[0] == 0


def test_it_can_only_be_read(world: World) -> None:
    made = make_running_meeting(world)
    case, action = made.cases[0], make_action(world, made.item_of(made.cases[0]))
    with world.store.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM seat")
    browser = opened(world, "polly", case)
    page = text_of(browser.get(f"/cases/{case.id}"))
    assert "Visit the school" in page
    for path in (f"/actions/{action.id}", f"/listings/{made.item_of(case)}", f"/cases/{case.id}/seen"):
        assert path not in page
        assert browser.get(path).status_code in (403, 404)
    contact = f"/cases/{case.id}/contact/{case.victim_id}"
    assert contact not in page and browser.get(contact).status_code == 404
    assert browser.send(f"/actions/{action.id}/progressed", text="x").status_code == 404


def test_a_coordinator_cannot_manage_what_was_opened(world: World) -> None:
    case = listed_case(world)
    seal_to(world, case)
    browser = opened(world, "chidi", case)
    assert "Close this case" not in text_of(browser.get(f"/cases/{case.id}"))
    assert browser.send(f"/cases/{case.id}/closed", version=1).status_code == 404
    assert browser.get(f"/cases/{case.id}/exclusions").status_code == 404


def test_items_stay_within_what_a_membership_is_cleared_for(world: World) -> None:
    """The canary of another class is in tests/test_access; here, that an hour gives no clearance."""
    from tests.test_access.ground import PRIVATE, SHARED, UNCLEARED, prepare

    ground = prepare(world)
    browser = world.client("polly")
    assert ask(world, "polly", "NM-UNSEEN", browser=browser).status_code == 303
    with world.looking("polly", Act.CASE_VIEW) as session:
        assert find(session, Case, ground.unseen.case_id) is None
    page = browser.get(f"/cases/{ground.unseen.case_id}").text
    assert UNCLEARED not in page and PRIVATE not in page and SHARED in page


# --- conflicts


@pytest.mark.parametrize("whom", [{"who": "polly"}, {"agency": "northtown-police"}])
def test_a_case_that_one_is_kept_from_is_answered_like_one_that_is_not_there(
    world: World, whom: dict[str, str]
) -> None:
    case = unseen_case(world)
    keep_from(world, case, **whom)
    browser = world.client("polly")
    there = ask(world, "polly", case.reference, browser=browser)
    missing = ask(world, "polly", "NM-ZZZZZ", browser=browser)
    assert (there.status_code, missing.status_code) == (422, 422)
    assert NONE in there.text
    assert plain(there.data).replace(case.reference.encode(), b"NM-ZZZZZ") == plain(missing.data)
    told = [json.loads(each.body) for each in entries(world, "BreakGlassRefused")]
    assert len(told) == 2 and all(each["case"] is None and "cases" not in each for each in told)
    assert not entries(world, "BreakGlassOpened")


def test_the_same_statements_answer_for_a_hidden_case_and_for_none(world: World) -> None:
    from tests.test_home.conftest import counted

    case, asked = unseen_case(world), []
    keep_from(world, case, who="polly")
    browser = world.client("polly")
    for reference in (case.reference, "NM-ZZZZZ"):
        with counted(world) as statements:
            ask(world, "polly", reference, browser=browser)
        asked.append([each for each in statements if "sign_in" not in each])
    assert asked[0] and asked[0] == asked[1]


def test_an_exclusion_closes_what_was_opened_at_once(world: World) -> None:
    case = unseen_case(world)
    browser = opened(world, "polly", case)
    keep_from(world, case, agency="northtown-police")
    hidden, missing = browser.get(f"/cases/{case.id}"), browser.get("/cases/1")
    assert hidden.status_code == 404 and hidden.data == missing.data


def test_a_case_whose_form_is_not_decided_on_does_not_open(world: World) -> None:
    case = unseen_case(world, restriction="undecided")
    assert NONE in ask(world, "polly", case.reference).text


def test_a_form_that_is_to_be_decided_on_again_closes_what_was_opened(world: World) -> None:
    case = unseen_case(world)
    browser = opened(world, "polly", case)
    beside(world, f"UPDATE referral SET restriction_state = 'undecided' WHERE case_id = {case.id}")
    assert browser.get(f"/cases/{case.id}").status_code == 404


@pytest.mark.parametrize("status", ["received", "draft", "set_aside"])
def test_a_case_that_is_not_accepted_does_not_open(world: World, status: str) -> None:
    case = unseen_case(world)
    beside(world, f"UPDATE case_file SET status = '{status}' WHERE id = {case.id}")
    assert NONE in ask(world, "polly", case.reference).text


# --- the form


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"password": "not my password at all"}, "That password is not right"),
        ({"password": ""}, "Type your password."),
        ({"cause": "because"}, "Choose"),
        ({"cause": ""}, "Choose a reason."),
        ({"words": "  "}, "Say what has happened"),
        ({"words": "x" * 2001}, "2,000"),
    ],
)
def test_what_is_missing_or_wrong_opens_nothing_and_is_kept(
    world: World, typed: dict[str, str], message: str
) -> None:
    case = unseen_case(world)
    answer = ask(world, "polly", case.reference, **typed)
    assert answer.status_code == 422 and message in answer.text and case.reference in answer.text
    assert not entries(world, "BreakGlassOpened")
    assert PASSWORD not in answer.text


def test_without_the_password_a_reference_tells_nothing(world: World) -> None:
    case, pages = unseen_case(world), []
    for reference in (case.reference, "NM-ZZZZZ"):
        page = ask(world, "polly", reference, password="not my password at all")
        pages.append(plain(page.data).replace(reference.encode(), b""))
    assert pages[0] == pages[1]


def test_too_many_wrong_passwords_close_the_form_even_to_the_right_one(world: World) -> None:
    case = unseen_case(world)
    for _ in range(5):
        ask(world, "polly", case.reference, password="not my password at all")
    assert ask(world, "polly", case.reference).status_code == 422


def test_posting_the_same_form_twice_opens_once(world: World) -> None:
    case, browser = unseen_case(world), world.client("polly")
    answers = [ask(world, "polly", case.reference, browser=browser, form_key="once") for _ in range(2)]
    assert [each.headers["Location"] for each in answers] == [f"/cases/{case.id}"] * 2
    assert len(entries(world, "BreakGlassOpened")) == 1


def test_a_replay_with_another_key_does_not_lengthen_the_hour(world: World) -> None:
    case = unseen_case(world)
    opened(world, "polly", case)
    with clock.at(clock.now() + timedelta(minutes=50)):
        opened(world, "polly", case)
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    assert len(entries(world, "BreakGlassOpened")) == 1


def test_forms_sent_at_once_open_once(world: World) -> None:
    case = unseen_case(world)
    browsers = []
    for minutes in range(4):
        with clock.at(clock.now() - timedelta(minutes=minutes)):
            browsers.append(world.client("polly"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: ask(world, "polly", case.reference, browser=each), browsers))
    assert [each.status_code for each in answers] == [303] * 4
    assert len(entries(world, "BreakGlassOpened")) == 1


def test_the_key_of_a_form_that_opened_once_opens_nothing_after_the_hour(world: World) -> None:
    case = unseen_case(world)
    opened(world, "polly", case, form_key="once")
    with clock.at(clock.now() + timedelta(minutes=61)):
        browser = world.client("polly")
        assert ask(world, "polly", case.reference, browser=browser, form_key="once").status_code == 303
        assert browser.get(f"/cases/{case.id}").status_code == 404
    assert len(entries(world, "BreakGlassOpened")) == 1


def test_a_case_that_one_sees_is_shown_without_breaking_anything(world: World) -> None:
    case = listed_case(world)
    browser = opened(world, "polly", case)
    assert "break-glass" not in text_of(browser.get(f"/cases/{case.id}"))
    assert not entries(world, "BreakGlassOpened")


def test_the_reference_may_be_typed_in_small_letters(world: World) -> None:
    case = unseen_case(world)
    assert ask(world, "polly", f"  {case.reference.lower()} ").status_code == 303


@pytest.mark.parametrize(
    "reference", ["' OR 1=1 --", "<script>alert(1)</script>", "%", "NM-\u202eA", "é" * 40]
)
def test_an_odd_reference_is_no_case(world: World, reference: str) -> None:
    unseen_case(world)
    answer = ask(world, "polly", reference)
    assert answer.status_code == 422 and NONE in answer.text and "<script>alert" not in answer.text


def test_nobody_elses_session_sees_what_was_opened(world: World) -> None:
    case = unseen_case(world)
    opened(world, "polly", case)
    for who in ("petra", "hana", "mani"):
        assert world.client(who).get(f"/cases/{case.id}").status_code in (403, 404)


def test_a_membership_that_ends_closes_what_was_opened(world: World) -> None:
    case = unseen_case(world)
    browser = opened(world, "polly", case)
    with behind(world.url) as connection:
        connection.exec_driver_sql(
            f"UPDATE membership SET until_on = '2021-01-01' WHERE user_id = {world.person('polly')}"
        )
    assert browser.get(f"/cases/{case.id}").status_code in (403, 404)


def test_opening_and_looking_are_on_the_ledger_without_the_words(world: World) -> None:
    case = unseen_case(world)
    opened(world, "polly", case).get(f"/cases/{case.id}")
    (told,) = entries(world, "BreakGlassOpened")
    about = json.loads(told.body)["about"]
    assert told.case_id == case.id and about["minutes"] == 60
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", about["review_by"])
    event, case_id, body = world.ledger()[-1]
    assert (event, case_id, json.loads(body)["about"]["page"]) == ("CaseShown", case.id, "break-glass")
    assert "party.identity" in json.loads(body)["shown"]
    assert not any("CANARY" in each.body for each in world.ledger())


def test_the_words_lie_in_no_column(world: World) -> None:
    opened(world, "polly", unseen_case(world))
    with raw_connection(world.url) as connection:
        rows = connection.exec_driver_sql("SELECT * FROM break_glass").all()
        texts = connection.exec_driver_sql("SELECT body FROM sealed_text").all()
    assert len(rows) == 1 and not any(WORDS in str(value) for row in rows for value in row)
    assert not any(WORDS.encode() in bytes(body) for (body,) in texts)


def test_the_form_says_what_follows_and_is_reached_from_the_list(world: World) -> None:
    browser = world.client("polly")
    assert FORM in text_of(browser.get(f"/conferences/{MARAC}/cases"))
    page = text_of(browser.get(FORM))
    assert "for 60 minutes" in page and "told at once" in page


def test_a_published_list_of_others_is_left_alone(world: World) -> None:
    """To open one case opens none of those that stand on the same list."""
    made = make_published_list(world, cases=2)
    with world.store.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM seat")
    browser = opened(world, "polly", made.cases[0])
    assert browser.get(f"/cases/{made.cases[0].id}").status_code == 200
    assert browser.get(f"/cases/{made.cases[1].id}").status_code == 404
