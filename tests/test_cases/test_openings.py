"""Accounting for break-glass: who is told, who reviews, and what happens when nobody does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from marac import clock
from tests.test_cases.breaking import WORDS, beside, entries, opened, opening_id, review, unseen_case
from tests.test_cases.scenes import keep_from, listed_case, text_of
from tests.test_cases.test_break_glass import seal_to
from tests.world import World

TUESDAY = datetime(2027, 3, 2, 14, 3, tzinfo=UTC)


def lead_by(world: World, case: Any, agency: str) -> None:
    beside(world, f"UPDATE case_file SET lead_agency_id = {world.agency(agency)} WHERE id = {case.id}")


def first_page(world: World, who: str) -> str:
    return text_of(world.client(who).get("/"))


def test_the_office_the_lead_agency_and_the_auditor_are_told_at_once(world: World) -> None:
    case = unseen_case(world)
    lead_by(world, case, "eastvale-probation")
    with clock.at(TUESDAY):
        opened(world, "polly", case)
        for who in ("carol", "chidi", "pravin"):
            page = first_page(world, who)
            assert f"{case.reference} was opened by Polly Testperson of Northtown Police" in page
            assert "2:03pm" in page or "14:03" in page
            assert "review by Thursday 4 March" in page
        page = first_page(world, "audley")
        assert f"…{case.id % 1_000_000:06d} was opened by Polly Testperson" in page
        assert case.reference not in page
        for who in ("hana", "ida", "mani", "adam", "mabel"):
            assert "Break-glass" not in first_page(world, who)


def test_where_nobody_leads_those_who_referred_the_case_are_told(world: World) -> None:
    """In a Marac no agency leads a case."""
    case = unseen_case(world, referring="eastvale-probation")
    opened(world, "polly", case)
    assert case.reference in first_page(world, "pravin")
    for who in ("hana", "petra", "manon"):
        assert "Break-glass" not in first_page(world, who)
    keep_from(world, case, agency="eastvale-probation")
    assert case.reference not in first_page(world, "pravin")


def test_a_sealed_case_is_told_to_those_who_referred_it_and_are_named(world: World) -> None:
    case = unseen_case(world, referring="eastvale-probation")
    seal_to(world, case, "carol")
    opened(world, "polly", case)
    assert case.reference not in first_page(world, "pravin")
    seal_to(world, case, "pravin")
    assert case.reference in first_page(world, "pravin")


def test_who_is_kept_from_the_case_is_told_nothing(world: World) -> None:
    case = unseen_case(world)
    lead_by(world, case, "eastvale-probation")
    for who in ("chidi", "pravin", "audley"):
        keep_from(world, case, who=who) if who != "audley" else _exclude(world, case, who)
    opened(world, "polly", case)
    for who in ("chidi", "pravin", "audley"):
        page = first_page(world, who)
        assert case.reference not in page and "Break-glass" not in page
    browser = world.client("chidi")
    hidden, missing = browser.get(f"/openings/{opening_id(world)}"), browser.get("/openings/1")
    assert hidden.status_code == missing.status_code == 404 and hidden.data == missing.data
    assert review(world, "chidi").status_code == 404


def _exclude(world: World, case: Any, who: str) -> None:
    beside(
        world,
        "INSERT INTO exclusion (id, case_id, user_id, origin, decided_by_id, decided_at) VALUES "
        f"(77, {case.id}, {world.person(who)}, 'decision', {world.person('carol')}, '2026-01-01')",
    )


def test_a_review_ends_the_telling_and_is_on_the_ledger(world: World) -> None:
    case = unseen_case(world)
    opened(world, "polly", case)
    page = text_of(world.client("carol").get(f"/openings/{opening_id(world)}"))
    assert WORDS in page and "Somebody may be in danger now" in page
    assert review(world, "carol").status_code == 303
    assert "Break-glass" not in first_page(world, "carol")
    (told,) = entries(world, "BreakGlassReviewed")
    assert told.case_id == case.id and '"is_justified":true' in told.body
    page = text_of(world.client("chidi").get(f"/openings/{opening_id(world)}"))
    assert "Justified" in page and "The duty sergeant rang me." in page and "Carol Testperson" in page


@pytest.mark.parametrize("who", ["polly", "hana", "audley", "adam", "mani", "mabel"])
def test_only_the_office_of_the_conference_reviews(world: World, who: str) -> None:
    opened(world, "polly", unseen_case(world))
    assert review(world, who).status_code in (403, 404)
    assert not entries(world, "BreakGlassReviewed")


def test_nobody_reviews_their_own_opening(world: World) -> None:
    case = listed_case(world)
    seal_to(world, case)
    opened(world, "chidi", case)
    page = text_of(world.client("chidi").get(f"/openings/{opening_id(world)}"))
    assert "somebody else" in page and "<textarea" not in page
    assert review(world, "chidi").status_code == 403
    assert review(world, "carol", outcome="not").status_code == 303
    assert '"is_justified":false' in entries(world, "BreakGlassReviewed")[0].body


def test_a_second_review_changes_nothing(world: World) -> None:
    opened(world, "polly", unseen_case(world))
    assert review(world, "carol").status_code == 303
    answer = review(world, "chidi", outcome="not")
    assert answer.status_code == 422 and "reviewed this already" in answer.text
    assert len(entries(world, "BreakGlassReviewed")) == 1


@pytest.mark.parametrize(
    "typed", [{"outcome": ""}, {"outcome": "maybe"}, {"words": " "}, {"words": "x" * 2001}]
)
def test_a_review_needs_an_answer_and_words(world: World, typed: dict[str, str]) -> None:
    opened(world, "polly", unseen_case(world))
    assert review(world, "carol", **typed).status_code == 422
    assert not entries(world, "BreakGlassReviewed")


def test_a_reviewer_who_is_not_named_on_a_sealed_case_does_not_read_the_words(world: World) -> None:
    case = listed_case(world)
    seal_to(world, case)
    opened(world, "polly", case)
    page = text_of(world.client("chidi").get(f"/openings/{opening_id(world)}"))
    assert WORDS not in page and "Shown to those who may see this case" in page


def test_without_a_review_in_two_working_days_the_account_waits(world: World) -> None:
    case = unseen_case(world)
    with clock.at(TUESDAY):
        opened(world, "polly", case)
    with clock.at(TUESDAY + timedelta(days=2)):
        assert world.client("polly").get("/").status_code == 200
    with clock.at(TUESDAY + timedelta(days=3)):
        browser = world.client("polly")
        answer = browser.get(f"/cases/{case.id}")
        assert answer.status_code == 302 and answer.headers["Location"] == "/waiting-for-review"
        page = text_of(browser.get("/waiting-for-review"))
        assert "Carol Testperson" in page and "Chidi Testperson" in page
        assert case.reference not in page
        assert entries(world, "AccountHeld")
        assert browser.client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"]
        assert "the review was due" in first_page(world, "chidi")
        assert review(world, "carol").status_code == 303
        assert browser.get("/").status_code == 200
        assert browser.get("/waiting-for-review").status_code == 302


def test_somebody_who_waits_can_sign_out_and_nothing_else(world: World) -> None:
    with clock.at(TUESDAY):
        opened(world, "polly", unseen_case(world))
    with clock.at(TUESDAY + timedelta(days=9)):
        browser = world.client("polly")
        for path in ("/account", "/actions", "/conferences/northtown-marac/break-glass"):
            assert browser.get(path).headers["Location"] == "/waiting-for-review"


def test_weekends_and_bank_holidays_do_not_count(world: World) -> None:
    case = unseen_case(world)
    with clock.at(datetime(2027, 3, 25, 15, 0, tzinfo=UTC)):  # the Thursday before Easter
        opened(world, "polly", case)
    with world.store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT review_by FROM break_glass").scalar_one()
    assert str(found) == str(date(2027, 3, 31))
