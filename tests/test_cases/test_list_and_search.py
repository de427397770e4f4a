"""The list of cases and the search: nothing of a hidden case, and no name in an address."""

import json

import pytest

from marac.access.acts import Act
from marac.cases import listing, search
from marac.cases.listing import PAGE
from marac.errors import Mistake
from tests.factories import MadeCase, make_case, make_listing, make_meeting
from tests.test_cases.scenes import keep_from, listed_case, text_of
from tests.world import MAPPA, MARAC, World

CASES = f"/conferences/{MARAC}/cases"


def found(world: World, who: str, terms: str) -> set[int]:
    viewer = world.viewer(who)
    seat = next(each for each in viewer.seats if each.slug == MARAC)
    with world.looking(who, Act.CASE_VIEW) as session:
        return {row.id for row in search.find_cases(session, seat, terms).rows}


@pytest.fixture
def vera(world: World) -> MadeCase:
    identity = {"aliases": ["Veronika Zwillinger"], "date_of_birth": "1979-06-21"}
    return listed_case(world, victim="Vera O’Fiktiv-Brown", victim_identity=identity)


@pytest.mark.parametrize(
    "terms",
    [
        "vera", "Vera O'Fiktiv Brown", "BROWN vera", "fiktiv", "Zwillinger", "veronika zwill",
        "21/6/1979", "21 June 1979", "1979-06-21", "percy",
    ],
)  # fmt: skip
def test_found_by_name_alias_or_date_of_birth(world: World, vera: MadeCase, terms: str) -> None:
    make_case(world, victim="Una Sham", perpetrator="Otto Bogus")
    assert found(world, "carol", terms) == {vera.id}
    assert found(world, "polly", terms) == {vera.id}


def test_found_by_reference_in_any_case(world: World, vera: MadeCase) -> None:
    assert found(world, "polly", vera.reference.lower()) == {vera.id}


@pytest.mark.parametrize("terms", ["22/6/1979", "zzz", "-- ' OR 1=1", "%", "__"])
def test_what_fits_nobody_finds_nothing(world: World, vera: MadeCase, terms: str) -> None:
    try:
        assert found(world, "carol", terms) == set()
    except Mistake as mistake:
        assert "at least two letters" in mistake.message


@pytest.mark.parametrize("terms", ["", "   ", "v", "x" * 101, "!"])
def test_terms_that_mean_nothing_are_refused_in_words(world: World, vera: MadeCase, terms: str) -> None:
    with pytest.raises(Mistake):
        found(world, "carol", terms)


def test_before_publication_and_after_exclusion_nothing_is_found_or_counted(world: World) -> None:
    case = make_case(world, victim="Vera Fiktiv", perpetrator="Percy Madeup")
    make_listing(world, make_meeting(world).id, case)
    assert found(world, "polly", "vera") == found(world, "polly", case.reference) == set()
    assert found(world, "carol", "vera") == {case.id}
    empty = text_of(world.client("pravin").get(CASES))
    keep_from(world, case, "carol", by="chidi")
    assert found(world, "carol", "vera") == found(world, "carol", case.reference) == set()
    page = text_of(world.client("carol").get(CASES))
    assert 'Open <span class="filters__count">(0)</span>' in page
    assert 'Open <span class="filters__count">(0)</span>' in empty
    assert json.loads(world.ledger()[-1][2]).get("cases", []) == []


def test_the_ledger_keeps_a_hash_of_the_terms_and_the_cases_found(world: World, vera: MadeCase) -> None:
    other = make_case(world, victim="Una Sham", perpetrator="Otto Bogus")
    found(world, "carol", "Vera")
    found(world, "carol", "vera ")
    one, two = world.ledger()[-2:]
    assert one[0] == two[0] == "SearchMade"
    first, second = json.loads(one[2]), json.loads(two[2])
    assert first["about"]["terms_hash"] == second["about"]["terms_hash"]
    assert first["about"]["found"] == 1
    assert first["cases"] == [vera.id] != [other.id]
    assert "era" not in first["about"]["terms_hash"]


def test_a_search_is_posted_and_answers_on_an_address_without_the_name(world: World, vera: MadeCase) -> None:
    client = world.client("polly")
    answer = client.send(f"{CASES}/found", terms="vera")
    assert vera.reference in text_of(answer)
    assert answer.request.path == f"{CASES}/found"
    assert client.get(f"{CASES}/found?terms=vera").status_code == 405
    assert client.send(f"{CASES}/found", terms="").status_code == 422


@pytest.mark.parametrize("who", ["mabel", "tess"])
def test_another_conference_finds_neither_the_list_nor_the_search(world: World, who: str) -> None:
    client = world.client(who)
    assert client.get(CASES).status_code == 404
    assert client.send(f"{CASES}/found", terms="vera").status_code == 404


def test_a_search_stays_in_its_conference(world: World, vera: MadeCase) -> None:
    listed_case(world, MAPPA, victim="Vera Elsewhere")
    assert found(world, "polly", "vera") == {vera.id}


def test_the_list_has_names_status_next_meeting_and_open_actions(world: World, vera: MadeCase) -> None:
    page = text_of(world.client("pravin").get(CASES))
    assert vera.reference in page
    assert "Percy Madeup" in page
    assert "<title>Cases – marac</title>" in page
    shown = json.loads(world.ledger()[-1][2])
    assert (shown["event"], shown["cases"]) == ("ListShown", [vera.id])
    assert list(shown["shown"]) == ["party.identity"]


def test_pages_of_the_list_hold_every_case_once(world: World) -> None:
    made = {make_case(world).id for _ in range(PAGE + 3)}
    seat = world.viewer("carol").seats[0]
    seen: list[int] = []
    with world.looking("carol", Act.CASE_VIEW) as session:
        page = listing.list_cases(session, seat, "open")
        while page.older:
            seen += [row.id for row in page.rows]
            page = listing.list_cases(session, seat, "open", page.older)
        seen += [row.id for row in page.rows]
    assert len(seen) == len(made) and set(seen) == made


@pytest.mark.parametrize("before", ["x", "-", "1-", "-1", "9" * 40 + "-1", "१-२", "<script>"])
def test_a_place_that_is_none_means_the_newest(world: World, vera: MadeCase, before: str) -> None:
    assert vera.reference in text_of(world.client("carol").get(CASES, query_string={"before": before}))
