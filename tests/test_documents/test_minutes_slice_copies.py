"""The copy that the office makes for somebody else: what both may see, announced before it is made."""

from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.documents.forms import is_family_name
from marac.records import Case, NamedViewer
from tests.databases import behind
from tests.test_documents.held import Held, canaries_in, held_meeting, words_in
from tests.test_documents.test_minutes_slice_documents import READERS, exclude, last_copy
from tests.world import World


def preview(held: Held, maker: str, person: str) -> str:
    address = f"/meetings/{held.meeting_id}/copies?recipient={held.world.person(person)}&document=minutes"
    answer = held.world.client(maker).get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def copy_for(held: Held, maker: str, person: str, document: str = "minutes", **typed: str) -> Any:
    address = f"/meetings/{held.meeting_id}/copies"
    whom = {"recipient": held.world.person(person), "family_name": "Testperson", **typed}
    return held.world.client(maker).send(address, document=document, **whom)


def test_a_copy_holds_what_both_its_maker_and_its_reader_may_see(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    for maker in ("carol", "chidi"):
        for person in ("horatio", "hana", "polly", "ida", "cleo"):
            text = words_in(copy_for(held, maker, person).data)
            assert canaries_in(text) == READERS[maker] & READERS[person], (maker, person)
            assert f"for {person.title()} Testperson" in text


def test_what_is_left_out_is_said_before_the_copy_is_made_and_counted_in_it(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    page = preview(held, "chidi", "horatio")
    assert "1 entry: Health." in page and "1 entry: Police intelligence." in page
    assert "dvocacy" not in page and "Safe" not in page
    text = words_in(copy_for(held, "chidi", "horatio").data)
    assert "2 entries are not in this copy." in text
    page = preview(held, "carol", "horatio")
    assert "Nothing of what you may see." in page
    assert "Nothing was left out" in words_in(copy_for(held, "carol", "horatio").data)


def test_the_ledger_names_the_recipient_and_exactly_what_the_copy_holds(world: World) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    exclude(held, held.listed.cases[1].id, "horatio")
    copy_for(held, "chidi", "horatio")
    body = last_copy(world)
    assert body["about"]["recipient_id"] == world.person("horatio")
    assert body["about"]["recipient_agency_id"] == world.agency("westford-housing")
    assert body["about"]["withheld"] == 3
    assert body["actor"] == world.person("chidi")
    assert body["cases"] == [held.listed.cases[0].id]


def test_a_case_that_the_reader_may_not_see_is_named_to_the_office_and_absent_from_the_copy(
    world: World,
) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    hidden = held.listed.cases[1]
    exclude(held, hidden.id, "horatio")
    assert (
        f"{hidden.reference}: not open to Horatio Testperson today, so nothing of it is in the copy."
        in preview(held, "carol", "horatio")
    )
    for document in ("list", "minutes", "plan"):
        text = words_in(copy_for(held, "carol", "horatio", document).data)
        assert hidden.reference not in text and hidden.victim not in text
        assert held.listed.cases[0].reference in text


def test_a_case_that_the_maker_may_not_see_is_neither_copied_nor_named(world: World) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    hidden = held.listed.cases[1]
    exclude(held, hidden.id, "carol")
    assert hidden.reference not in preview(held, "carol", "horatio")
    assert hidden.reference not in words_in(copy_for(held, "carol", "horatio").data)


def test_a_sealed_case_goes_only_to_the_named(world: World) -> None:
    held = held_meeting(world, cases=1)
    held.approve()
    case = held.listed.cases[0]
    with world.acting("carol", Act.CASE_MANAGE) as session:
        get(session, Case, case.id).is_sealed = True
        for name in ("carol", "polly"):
            session.add(NamedViewer(case_id=case.id, user_id=world.person(name)))
    assert case.reference in words_in(copy_for(held, "carol", "polly").data)
    assert case.reference not in words_in(copy_for(held, "carol", "horatio").data)


def test_after_the_window_has_closed_an_agency_gets_no_case(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    with behind(world.url) as connection:
        past = clock.today().replace(year=clock.today().year - 1).isoformat()
        agency = world.agency("westford-housing")
        connection.exec_driver_sql(f"update seat set closes_on = '{past}' where agency_id = {agency}")
    text = words_in(copy_for(held, "carol", "horatio").data)
    assert held.listed.cases[0].reference not in text and canaries_in(text) == set()


def test_nobody_else_makes_copies_for_others_and_nobody_gets_one_who_may_not_read(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    address = f"/meetings/{held.meeting_id}/copies"
    assert world.client("polly").get(address).status_code == 404
    assert copy_for(held, "polly", "horatio").status_code == 404
    assert world.client("mani").get(address).status_code == 403
    assert world.client("mabel").get(address).status_code == 404
    for person in ("mani", "audley", "tess"):
        assert copy_for(held, "carol", person).status_code == 422
        assert "DocumentMade" not in [row[0] for row in world.ledger()]


@pytest.mark.parametrize("document", ["list", "plan", "own-plan"])
def test_the_ledger_counts_the_cases_that_any_copy_leaves_out(world: World, document: str) -> None:
    held = held_meeting(world, cases=2)
    exclude(held, held.listed.cases[1].id, "horatio")
    assert copy_for(held, "chidi", "horatio", document).status_code == 200
    assert last_copy(world)["about"]["withheld"] == 1
    assert copy_for(held, "chidi", "hana", document).status_code == 200
    assert last_copy(world)["about"]["withheld"] == 0


def test_a_case_left_out_tells_nothing_of_the_recipients_agency(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    exclude(held, held.listed.cases[0].id, "horatio")
    page = preview(held, "carol", "horatio")
    assert f"{held.listed.cases[0].reference}: not open to Horatio Testperson today" in page
    assert "Westford Housing may not see" not in page


@pytest.mark.parametrize("typed", ["", "Testpersons", "Horatio", "Carol Testperson", "-", "…"])
def test_no_copy_is_made_for_a_name_that_is_not_the_recipients(world: World, typed: str) -> None:
    held = held_meeting(world)
    held.approve()
    answer = copy_for(held, "carol", "horatio", family_name=typed)
    assert answer.status_code == 422
    assert "family name of the person" in answer.text.split("govuk-error-message")[1]
    assert "DocumentMade" not in [row[0] for row in world.ledger()]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  TESTPERSON ", "Horatio Testperson"),
        ("garcia marquez", "Zoë García Márquez"),
        ("Márquez", "Zoë García Márquez"),
        ("OBRIEN", "Mary O’Brien"),
        ("smith jones", "Ann Smith-Jones"),
        ("Sukarno", "Sukarno"),
    ],
)
def test_accents_capitals_and_spaces_of_a_name_are_forgiven(typed: str, name: str) -> None:
    assert is_family_name(typed, name)


def test_the_same_form_sent_twice_makes_one_copy_and_says_so(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    assert copy_for(held, "carol", "horatio", form_key="one-copy").status_code == 200
    again = copy_for(held, "carol", "horatio", form_key="one-copy")
    assert again.status_code == 303
    assert [row[0] for row in world.ledger()].count("DocumentMade") == 1
    assert "This copy was made" in world.client("carol").get(again.headers["Location"]).text
    assert copy_for(held, "carol", "horatio", form_key="another").status_code == 200
