"""What one person saw, asked by the auditor of a member and by everybody of themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from marac import clock
from tests.factories import make_case, make_published_list
from tests.test_cases.breaking import opened
from tests.test_cases.scenes import SECRET, keep_from
from tests.test_contributions.making import share
from tests.test_oversight.asked import asked_of, counted, last, rows_of
from tests.test_whole.test_excluded import plain
from tests.world import MAPPA, MARAC, World

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)
MINE = "/account/looked"


def of(world: World, who: str, slug: str = MARAC) -> str:
    return f"/conferences/{slug}/record/people/{world.person(who)}"


def numbers(page: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of(page, "In numbers")}


def test_the_auditor_is_told_cases_searches_reveals_and_refusals_and_nothing_that_they_hold(
    world: World,
) -> None:
    made = make_published_list(world, cases=[make_case(world, **SECRET), make_case(world)])
    case = made.cases[0]
    share(world, "ida", made.item_of(case), "Afraid of him.")
    polly = world.client("polly")
    polly.get(f"/cases/{case.id}")
    polly.get(f"/cases/{case.id}/contact/{case.victim_id}")
    polly.send(f"/conferences/{MARAC}/cases/found", terms=SECRET["victim"])
    polly.send(f"/meetings/{made.meeting_id}/documents/list")
    polly.get(f"/conferences/{MARAC}/record")
    page = asked_of(world, "audley", of(world, "polly"))
    found = {row[0]: row[1:4] for row in rows_of(page, "Cases")}
    assert set(found) == {each.reference for each in made.cases}
    assert found[case.reference] == [
        "address and contact of the perpetrator, names and identity, referral summary, "
        "revealed safe address and contact, shared information, source of shared information",
        "4",
        "1",
    ]
    counted_ = numbers(page)
    assert (counted_["Searches"], counted_["Safe contacts revealed"], counted_["Refused"]) == ("1", "1", "1")
    assert not any(word in page for word in (SECRET["victim"], SECRET["perpetrator"], "Afraid of him"))
    entry = last(world, "LedgerRead")
    assert entry["about"]["user_id"] == world.person("polly")
    assert set(entry["cases"]) == {each.id for each in made.cases}


def test_equal_searches_have_equal_figures_and_no_words(world: World) -> None:
    polly = world.client("polly")
    for terms in ("Vera Fiktiv", "fiktiv,  VERA", "VERA  fiktiv"):
        polly.send(f"/conferences/{MARAC}/cases/found", terms=terms)
    rows = rows_of(asked_of(world, "audley", of(world, "polly"), kind="searches"), "Entries")
    figures = [row[2].split("words ")[1] for row in rows]
    assert len(rows) == 3 and figures[0] == figures[2] != figures[1]
    assert all(len(each) == 8 for each in figures)


def test_the_figures_of_a_search_are_told_to_the_auditor_alone(world: World) -> None:
    """A member who could see them would search for names until the figures are the same."""
    made = make_published_list(world, cases=[make_case(world, victim="Vera Fiktiv")])
    for who in ("polly", "carol"):
        world.client(who).send(f"/conferences/{MARAC}/cases/found", terms="Vera Fiktiv")
    kept = last(world, "SearchMade")["about"]["terms_hash"]
    for who, path in (("polly", MINE), ("carol", MINE), ("carol", f"/cases/{made.cases[0].id}/seen")):
        page = asked_of(world, who, path)
        assert "Search made" in page and ", words " not in page, (who, path)
    page = asked_of(world, "audley", f"/conferences/{MARAC}/record", event="SearchMade")
    assert page.count(", words ") == 2 and kept[:8] not in page


def test_the_same_words_of_two_people_do_not_look_the_same(world: World) -> None:
    for who in ("polly", "hana"):
        world.client(who).send(f"/conferences/{MARAC}/cases/found", terms="Vera Fiktiv")
    figures = [
        rows_of(asked_of(world, "audley", of(world, who), kind="searches"), "Entries")[0][2].split("words ")[
            1
        ]
        for who in ("polly", "hana")
    ]
    assert figures[0] != figures[1] and all(len(each) == 8 for each in figures)


def test_only_the_days_asked_about_are_told(world: World) -> None:
    case = make_published_list(world).cases[0]
    with clock.at(NOON - timedelta(days=60)):
        world.client("hana").get(f"/cases/{case.id}")
    with clock.at(NOON):
        auditor = world.client("audley")
        assert case.reference not in auditor.get(of(world, "hana")).text
        days = {"since-day": "1", "since-month": "1", "since-year": "2027"}
        days |= {"until-day": "31", "until-month": "1", "until-year": "2027"}
        assert case.reference in auditor.get(of(world, "hana"), query_string=days).text


def test_an_auditor_who_is_kept_from_a_case_finds_no_trace_of_it(world: World) -> None:
    made = make_published_list(world, cases=2)
    case, hidden = made.cases
    keep_from(world, hidden, who="audley")
    world.client("hana").get(f"/cases/{case.id}")
    auditor, hana = world.client("audley"), world.client("hana")
    before = auditor.get(of(world, "hana")).data
    hana.get(f"/cases/{hidden.id}")
    after = auditor.get(of(world, "hana")).data
    assert plain(before) == plain(after)
    assert case.reference.encode() in after and hidden.reference.encode() not in after


def test_a_list_of_hidden_and_other_cases_tells_of_the_others_alone(world: World) -> None:
    hidden, case = make_case(world, referring="westford-housing"), make_case(world)
    make_published_list(world, cases=[hidden, case])
    keep_from(world, hidden, who="audley")
    world.client("hana").get(f"/conferences/{MARAC}/cases")
    page = asked_of(world, "audley", of(world, "hana"))
    assert "Westford Housing" not in page and hidden.reference not in page
    assert numbers(page)["Cases seen or worked on"] == "1"


@pytest.mark.parametrize("who", ["mira", "mabel", "adam"])
def test_somebody_of_no_part_in_the_conference_is_not_there(world: World, who: str) -> None:
    assert world.client("audley").get(of(world, who)).status_code == 404
    assert world.client("audley").send(of(world, who) + "/copy").status_code == 404


def test_of_a_member_of_two_conferences_only_this_one_is_told(world: World) -> None:
    case = make_published_list(world, MAPPA).cases[0]
    world.client("polly").get(f"/cases/{case.id}")
    page = asked_of(world, "audley", of(world, "polly"))
    assert case.reference not in page and numbers(page)["Cases seen or worked on"] == "0"
    assert world.client("audley").get(of(world, "polly", MAPPA)).status_code == 404


@pytest.mark.parametrize("who", ["polly", "carol", "chidi", "mani", "adam"])
def test_nobody_but_the_auditor_asks_it_of_others(world: World, who: str) -> None:
    """Managers neither: no act of theirs goes beyond actions and what their agency shared."""
    assert world.client(who).get(of(world, "hana")).status_code == 403
    assert world.client(who).get(f"/conferences/{MARAC}/record/people").status_code == 403


def test_everybody_asks_it_of_themselves_from_their_account(world: World) -> None:
    case = make_published_list(world).cases[0]
    world.client("hana").get(f"/cases/{case.id}")
    account = world.client("hana").get("/account").text
    assert MINE in account
    page = asked_of(world, "hana", MINE)
    assert [row[0] for row in rows_of(page, "Cases")] == [case.reference]
    assert last(world, "LedgerRead")["about"]["page"] == "myself"
    for who in ("mani", "audley", "adam", "chidi"):
        assert case.reference not in asked_of(world, who, MINE)


def test_what_i_looked_at_holds_nothing_of_a_case_from_which_i_am_kept_since(world: World) -> None:
    made = make_published_list(world, cases=2)
    case, hidden = made.cases
    hana = world.client("hana")
    for each in made.cases:
        hana.get(f"/cases/{each.id}")
    hana.send(f"/conferences/{MARAC}/cases/found", terms=hidden.reference)
    keep_from(world, hidden, who="hana")
    page = asked_of(world, "hana", MINE)
    assert case.reference in page and hidden.reference not in page
    assert numbers(page)["Cases seen or worked on"] == "1" and numbers(page)["Pages of one case"] == "1"


def test_a_case_opened_by_break_glass_is_told_to_the_auditor(world: World) -> None:
    case = make_case(world)
    opened(world, "sunny", case).get(f"/cases/{case.id}")
    assert case.reference in asked_of(world, "audley", of(world, "sunny"))


def test_however_much_somebody_saw_it_takes_as_many_statements(world: World) -> None:
    made, taken = make_published_list(world, cases=3), []
    world.client("hana").get(f"/cases/{made.cases[0].id}")
    for _ in range(2):
        auditor = world.client("audley")
        auditor.get("/account")
        with counted(world) as statements:
            auditor.get(of(world, "hana"))
        taken.append(len(statements))
        for case in made.cases:
            world.client("hana").get(f"/cases/{case.id}")
        world.client("hana").get(f"/conferences/{MARAC}/cases")
    assert taken[0] == taken[1]
