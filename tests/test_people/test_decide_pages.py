"""The page on who is who: offered, decided, undone, and told to nobody else."""

import json
import re

import pytest
from sqlalchemy import event

from marac.access.acts import Act
from marac.cases import listing, queries
from marac.people.queries import candidates_for, linked_history
from tests.factories import MadeCase, make_case, make_published_list
from tests.test_cases.scenes import keep_from, text_of
from tests.world import World

NAMES = {"victim": "Vera Fiktiv", "perpetrator": "Percy Madeup"}


@pytest.fixture
def two(world: World) -> tuple[MadeCase, MadeCase]:
    return make_case(world, **NAMES), make_case(world, **NAMES)


def decision(one: int, other: int, case: MadeCase, **more: str) -> dict[str, str]:
    return {"party": str(one), "other": str(other), "back": f"/cases/{case.id}/people", **more}


def test_decided_on_the_page_and_undone_there(world: World, two: tuple[MadeCase, MadeCase]) -> None:
    here, there = two
    client, address = world.client("carol"), f"/cases/{here.id}/people"
    page = text_of(client.get(address))
    assert page.count("Strong match") == 2
    typed = decision(here.victim_id, there.victim_id, here, decision="same", reason="Same mother.")
    answer = client.send("/people/decisions", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    page = text_of(client.get(address))
    assert "Same mother." in page
    shown = json.loads(world.ledger()[-1][2])
    assert (shown["event"], set(shown["shown"])) == ("ListShown", {"party.identity", "person.reason"})
    assert set(shown["cases"]) == {here.id, there.id}
    undo = re.search(r'action="(/people/decisions/\d+/undone)"', page)
    assert undo is not None
    assert client.send(undo[1], back=address).headers["Location"] == address
    assert "Nothing has been decided" in text_of(client.get(address))


def test_the_title_has_the_reference_alone(world: World, two: tuple[MadeCase, MadeCase]) -> None:
    page = text_of(world.client("carol").get(f"/cases/{two[0].id}/people"))
    assert f"<title>{two[0].reference}: who is who – marac</title>" in page


@pytest.mark.parametrize("back", ["", "//evil.example", "https://evil.example", "/account", "/cases/1/../x"])
def test_the_way_back_is_always_a_page_of_ours(
    world: World, two: tuple[MadeCase, MadeCase], back: str
) -> None:
    typed = {**decision(two[0].victim_id, two[1].victim_id, two[0], decision="unsure"), "back": back}
    assert world.client("carol").send("/people/decisions", **typed).headers["Location"] == "/"


@pytest.mark.parametrize("number", ["", "x", "1", "-5", "99999999999999999999999", "१"])
def test_a_party_that_is_none_is_not_found(world: World, two: tuple[MadeCase, MadeCase], number: str) -> None:
    typed = {**decision(two[0].victim_id, 0, two[0], decision="same"), "other": number}
    assert world.client("carol").send("/people/decisions", **typed).status_code == 404


def test_without_an_answer_nothing_is_decided(world: World, two: tuple[MadeCase, MadeCase]) -> None:
    client = world.client("carol")
    client.send("/people/decisions", **decision(two[0].victim_id, two[1].victim_id, two[0]))
    assert "Choose same person" in text_of(client.get(f"/cases/{two[0].id}/people"))


@pytest.mark.parametrize("who", ["chidi", "polly", "mani", "audley", "adam", "mabel", "tess"])
def test_nobody_but_the_coordinator(world: World, two: tuple[MadeCase, MadeCase], who: str) -> None:
    client = world.client(who)
    assert client.get(f"/cases/{two[0].id}/people").status_code in (403, 404)
    typed = decision(two[0].victim_id, two[1].victim_id, two[0], decision="same")
    assert client.send("/people/decisions", **typed).status_code in (403, 404)


def test_a_case_kept_from_the_coordinator_leaves_no_trace(
    world: World, two: tuple[MadeCase, MadeCase]
) -> None:
    here, there = two
    client, address = world.client("carol"), f"/cases/{here.id}/people"
    made = world.client("carol").send(
        "/people/decisions", **decision(here.victim_id, there.victim_id, here, decision="same")
    )
    assert made.status_code == 303
    keep_from(world, there, "carol", by="chidi")
    page = text_of(client.get(address))
    assert there.reference not in page
    assert "Nobody in your cases is like anybody here." in page
    assert "Nothing has been decided" in page


def statements(world: World, ask: object, *arguments: object, who: str = "carol") -> int:
    """How many statements one question costs."""
    counted: list[str] = []

    def count(_c: object, _k: object, sql: str, *_more: object) -> None:
        counted.append(sql)

    engine = world.store.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        with world.looking(who, Act.CASE_VIEW) as session:
            ask(session, *arguments)  # type: ignore[operator]
            asked = len(counted)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return asked


def test_statements_do_not_grow_with_rows(world: World) -> None:
    seat = world.viewer("carol").seats[0]
    first = make_case(world, **NAMES)
    make_published_list(world, cases=[first, make_case(world, **NAMES)])
    asked = (
        (candidates_for, first.id),
        (linked_history, first.id),
        (queries.show_case, first.id),
        (listing.list_cases, seat, "open"),
    )
    before = [statements(world, *each) for each in asked]
    make_published_list(world, cases=[first, *(make_case(world, **NAMES, children=3) for _ in range(6))])
    assert [statements(world, *each) for each in asked] == before
