"""A Word copy that was made for somebody else is told of whoever made it, who held it first, and as handed to them."""

import pytest

from tests.test_documents.held import Held, held_meeting
from tests.test_oversight.asked import asked_of, rows_of
from tests.test_oversight.test_looked import MINE, numbers, of
from tests.test_oversight.test_seen import by_person
from tests.world import World

OURS = "/record/ours"
HORATIO = "Horatio Testperson, Westford Housing"


def copied(world: World, maker: str = "carol", recipient: str = "horatio") -> Held:
    """A held meeting whose minutes somebody copied for somebody else."""
    held = held_meeting(world)
    held.approve()
    answer = world.client(maker).send(
        f"/meetings/{held.meeting_id}/copies",
        recipient=str(world.person(recipient)),
        document="minutes",
        family_name="Testperson",
    )
    assert answer.status_code == 200 and answer.mimetype.startswith("application/vnd.openxml")
    return held


def test_who_has_seen_a_case_names_whoever_got_the_copy(world: World) -> None:
    case = copied(world).listed.cases[0]
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    found = by_person(page)
    assert found[HORATIO][2] == "1" and "minutes" in found[HORATIO][0]
    assert found["Carol Testperson, Northtown Safety Partnership"][2] == "1"
    line = next(row for row in rows_of(page, "Every entry") if "Word copy" in row[3])
    assert "Carol" in line[2] and f"handed to {HORATIO}" in line[3]
    by_agency = {row[0]: row[1] for row in rows_of(page, "How often each agency")}
    assert "Westford Housing" in by_agency


def test_asking_about_an_agency_finds_the_copies_that_it_got(world: World) -> None:
    case = copied(world).listed.cases[0]
    path = f"/cases/{case.id}/seen"
    for agency, is_told in (
        ("westford-housing", True),
        ("northtown-partnership", True),
        ("northtown-cps", False),
    ):
        page = asked_of(world, "carol", path, agency=world.agency(agency))
        assert (f"handed to {HORATIO}" in page) == is_told, agency


def test_an_agency_is_told_that_what_it_shared_was_handed_to_another(world: World) -> None:
    copied(world)
    page = asked_of(world, "hana", OURS)
    rows = [row for row in rows_of(page, "Who has read what") if "Horatio" in row[1]]
    assert rows and any("shared information" in row[2] for row in rows)
    assert f"handed to {HORATIO}" in page


def test_a_copy_that_ones_own_agency_made_for_another_is_not_hidden(world: World) -> None:
    """Chidi, who chairs, is of the police."""
    copied(world, maker="chidi")
    page = asked_of(world, "polly", OURS)
    assert any("Horatio" in row[1] for row in rows_of(page, "Who has read what"))
    assert "Chidi Testperson" in page and f"handed to {HORATIO}" in page


def test_a_copy_that_somebody_made_for_our_own_agency_was_in_their_hands_first(world: World) -> None:
    copied(world, recipient="hana")
    page = asked_of(world, "hana", OURS)
    assert "handed to Hana" in page
    who = [row[1] for row in rows_of(page, "Who has read what")]
    assert any("Carol" in each for each in who) and not any("Hana" in each for each in who)


def test_what_the_maker_saw_and_what_the_recipient_saw_hold_the_copy(world: World) -> None:
    case = copied(world).listed.cases[0]
    for who, path in (("audley", of(world, "horatio")), ("horatio", MINE)):
        page = asked_of(world, who, path)
        row = next(row for row in rows_of(page, "Cases") if row[0] == case.reference)
        assert row[3] == "1" and "minutes" in row[1], who
        assert f"handed to {HORATIO}" in page
    page = asked_of(world, "audley", of(world, "carol"))
    row = next(row for row in rows_of(page, "Cases") if row[0] == case.reference)
    assert row[3] == "1"
    assert numbers(page)["Word copies made for somebody else"] == "1" and f"handed to {HORATIO}" in page


@pytest.mark.parametrize("who", ["ida", "pravin"])
def test_the_copies_of_others_are_nobody_elses(world: World, who: str) -> None:
    copied(world)
    assert "handed to" not in asked_of(world, who, MINE)
