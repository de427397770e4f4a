"""An auditor who is kept from a case finds no trace of it in the record or in the weekly review."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import MadeCase, make_case, make_published_list
from tests.test_cases.breaking import beside, opened
from tests.test_cases.scenes import keep_from
from tests.test_cases.test_break_glass import seal_to
from tests.test_oversight.asked import asked_of, counted, rows_of, told
from tests.test_oversight.test_weekly import WEEK, number, review
from tests.world import MARAC, World

RECORD = f"/conferences/{MARAC}/record"


def exclude(world: World, case: MadeCase) -> None:
    keep_from(world, case, who="audley")


def seal_it(world: World, case: MadeCase) -> None:
    seal_to(world, case, "carol", "polly", "hana")


def leave_undecided(world: World, case: MadeCase) -> None:
    beside(world, f"UPDATE referral SET restriction_state = 'undecided' WHERE id = {case.referral_id}")


KEPT: list[Callable[[World, MadeCase], None]] = [exclude, seal_it, leave_undecided]


def ending(case: MadeCase) -> str:
    return f"…{case.id % 1_000_000:06d}"


def entries(page: str) -> list[Any]:
    return rows_of(page, "Entries")


@pytest.mark.parametrize("keep", KEPT)
def test_no_entry_of_the_case_stands_in_the_record(world: World, keep: Any) -> None:
    case, hidden = make_published_list(world, cases=2).cases
    keep(world, hidden)
    for each in (case, hidden):
        world.client("hana").get(f"/cases/{each.id}")
        world.client("polly").get(f"/cases/{each.id}/contact/{each.victim_id}")
    page = asked_of(world, "audley", RECORD)
    assert ending(case) in page and ending(hidden) not in page
    revealed = entries(asked_of(world, "audley", RECORD, event="ContactRevealed"))
    assert [row[-1] for row in revealed] == [ending(case)]


@pytest.mark.parametrize("keep", KEPT)
def test_the_weekly_review_neither_names_nor_counts_it(world: World, keep: Any) -> None:
    case, hidden = make_published_list(world, cases=2).cases
    keep(world, hidden)
    for each in (case, hidden):
        polly = world.client("polly")
        polly.get(f"/cases/{each.id}")
        polly.get(f"/cases/{each.id}/contact/{each.victim_id}")
    found = review(world)
    assert number(found["Safe contacts revealed"]) == 1
    assert number(found["Looks at cases by people whose agency was invited and brought nothing"]) == 1
    assert ending(hidden) not in str(found) and ending(case) in str(found)


def test_a_list_is_told_without_the_case_and_what_it_showed_of_it(world: World) -> None:
    hidden = make_case(world, referring="westford-housing")
    make_published_list(world, cases=[hidden, make_case(world)])
    exclude(world, hidden)
    world.client("hana").get(f"/conferences/{MARAC}/cases")
    listed = next(row for row in entries(asked_of(world, "audley", RECORD)) if "cases" in row[3])
    assert "in a list of 1 case" in listed[3] and "Westford Housing" not in listed[4]


def test_a_list_that_is_only_made_where_there_is_a_case_is_left_out_with_it(world: World) -> None:
    """Carol is told on her first page of the reveal, which enters a list that holds the hidden case alone."""
    hidden = make_published_list(world).cases[0]
    exclude(world, hidden)
    world.client("polly").get(f"/cases/{hidden.id}/contact/{hidden.victim_id}")
    world.client("carol").get("/")
    assert any('"page":"reveals"' in row.body for row in world.ledger())
    assert "safe contacts that were revealed" not in told(asked_of(world, "audley", RECORD))


def test_pages_hold_as_many_lines_and_lead_no_further_for_what_is_left_out(world: World) -> None:
    case, hidden = make_published_list(world, cases=2).cases
    exclude(world, hidden)
    hana = world.client("hana")
    for _ in range(60):
        hana.get(f"/cases/{hidden.id}/contact/{hidden.victim_id}")
    for _ in range(50):
        world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    page = asked_of(world, "audley", RECORD, event="ContactRevealed")
    assert len(entries(page)) == 50 and "before=" not in page.split("<main")[1]
    world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    page = asked_of(world, "audley", RECORD, event="ContactRevealed")
    assert f"before={entries(page)[-1][0]}" in page
    older = asked_of(world, "audley", RECORD, event="ContactRevealed", before=entries(page)[-1][0])
    assert len(entries(older)) == 1


def test_what_one_person_saw_of_a_sealed_case_is_told_to_the_named_alone(world: World) -> None:
    sealed = make_published_list(world).cases[0]
    seal_it(world, sealed)
    world.client("hana").get(f"/cases/{sealed.id}")
    path = f"{RECORD}/people/{world.person('hana')}"
    assert sealed.reference not in asked_of(world, "audley", path)
    seal_to(world, sealed, "audley")
    assert sealed.reference in asked_of(world, "audley", path)
    assert ending(sealed) in asked_of(world, "audley", RECORD)


def test_a_search_for_a_colleague_does_not_say_that_the_colleague_is_in_a_case(world: World) -> None:
    """The auditor is kept from the case; how many were found would tell of it."""
    hidden = make_case(world, victim="Hana Testperson")
    polly = world.client("polly")
    polly.send(f"/conferences/{MARAC}/cases/found", terms="Hana Testperson")
    before = review(world)["Searches for the names of colleagues"].split("Hana")[1]
    make_published_list(world, cases=[hidden])
    exclude(world, hidden)
    polly.send(f"/conferences/{MARAC}/cases/found", terms="Hana Testperson")
    page = asked_of(world, "audley", WEEK)
    assert "Cases found" not in page and before
    assert number(review(world)["Searches for the names of colleagues"]) == 2


def test_searching_for_ones_own_name_is_no_search_for_a_colleague(world: World) -> None:
    world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms="Polly Testperson")
    assert number(review(world)["Searches for the names of colleagues"]) == 0


def test_however_much_is_left_out_it_takes_as_many_statements(world: World) -> None:
    hidden, taken = make_published_list(world).cases[0], []
    exclude(world, hidden)
    world.client("hana").get(f"/conferences/{MARAC}/cases")
    for _ in range(2):
        for path in (RECORD, WEEK):
            audley = world.client("audley")
            audley.get("/account")
            with counted(world) as statements:
                audley.get(path)
            taken.append(len(statements))
        for _ in range(70):
            world.client("hana").get(f"/cases/{hidden.id}")
        opened(world, "sunny", hidden).get(f"/cases/{hidden.id}")
    assert taken[:2] == taken[2:]
