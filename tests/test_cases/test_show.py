"""The page of a case: who gets it, what stands on it, and what the ledger says was shown."""

import json
from typing import Any

import pytest

from marac.access.acts import Act
from marac.contributions import operations as contributions
from marac.people.operations import decide_persons
from tests.factories import make_case, make_listing, make_meeting, make_published_list
from tests.test_cases.scenes import SECRET, keep_from, listed_case, text_of
from tests.world import MAPPA, MASIP, World

INSIDE = ("carol", "chidi", "polly", "petra", "pravin", "hana", "ida", "cerys", "cleo", "horatio")
OUTSIDE = ("mabel", "tess", "isaac")


def last_shown(world: World) -> dict[str, Any]:
    event, _, body = world.ledger()[-1]
    assert event == "CaseShown"
    found: dict[str, Any] = json.loads(body)
    return found


@pytest.mark.parametrize("who", INSIDE)
def test_everybody_invited_reads_the_case(world: World, who: str) -> None:
    case = listed_case(world)
    page = text_of(world.client(who).get(f"/cases/{case.id}"))
    assert case.reference in page
    assert SECRET["victim"] in page
    assert f"<title>{case.reference} – marac</title>" in page


@pytest.mark.parametrize("who", OUTSIDE)
def test_another_conference_gets_the_page_of_a_case_that_does_not_exist(world: World, who: str) -> None:
    case = listed_case(world)
    client = world.client(who)
    hidden, missing = client.get(f"/cases/{case.id}"), client.get("/cases/1")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data


@pytest.mark.parametrize(("who", "status"), [("mani", 403), ("audley", 403), ("adam", 403)])
def test_roles_that_read_no_case_are_refused(world: World, who: str, status: int) -> None:
    case = listed_case(world)
    assert world.client(who).get(f"/cases/{case.id}").status_code == status


def test_before_publication_only_the_office_sees_the_case(world: World) -> None:
    case = make_case(world, **SECRET)
    make_listing(world, make_meeting(world).id, case)
    assert world.client("polly").get(f"/cases/{case.id}").status_code == 404
    assert SECRET["victim"] in text_of(world.client("carol").get(f"/cases/{case.id}"))


def test_an_agency_with_a_seat_is_not_told_of_a_list_that_is_not_published(world: World) -> None:
    case = listed_case(world)
    coming = make_meeting(world, days_ahead=40)
    make_listing(world, coming.id, case)
    assert coming.reference not in text_of(world.client("polly").get(f"/cases/{case.id}"))
    assert coming.reference in text_of(world.client("carol").get(f"/cases/{case.id}"))


@pytest.mark.parametrize("number", ["0", "1", "99999999999999999999999"])
def test_no_such_case(world: World, number: str) -> None:
    assert world.client("carol").get(f"/cases/{number}").status_code == 404


def test_the_ledger_names_the_sections_shown_and_no_others(world: World) -> None:
    case = listed_case(world)
    text_of(world.client("pravin").get(f"/cases/{case.id}"))
    shown = last_shown(world)
    assert set(shown["shown"]) == {"case.summary", "party.identity", "party.contact"}
    assert shown["shown"]["party.contact"] == [world.agency("northtown-police")]
    assert shown["case"] == case.id


def test_the_victims_address_is_on_nobodys_page(world: World) -> None:
    case = listed_case(world)
    for who in INSIDE:
        page = text_of(world.client(who).get(f"/cases/{case.id}"))
        assert f"Invented Row, {case.victim}" not in page
        assert f"Invented Row, {case.perpetrator}" in page


@pytest.mark.parametrize("who", INSIDE)
def test_safe_contact_is_for_the_cleared_alone(world: World, who: str) -> None:
    case = listed_case(world)
    address = f"/cases/{case.id}/contact/{case.victim_id}"
    client = world.client(who)
    if who in ("polly", "ida", "carol"):
        assert address in text_of(client.get(f"/cases/{case.id}"))
        assert f"Invented Row, {case.victim}" in text_of(client.get(address))
        event, case_id, body = world.ledger()[-1]
        assert (event, case_id) == ("ContactRevealed", case.id)
        assert json.loads(body)["about"]["party_id"] == case.victim_id
    else:
        assert address not in text_of(client.get(f"/cases/{case.id}"))
        assert client.get(address).status_code in (403, 404)


def test_contact_of_somebody_of_another_case_is_not_found(world: World) -> None:
    case, other = listed_case(world), listed_case(world)
    assert world.client("polly").get(f"/cases/{case.id}/contact/{other.victim_id}").status_code == 404


def share(world: World, who: str, item_id: int, text: str, section_class: str) -> None:
    with world.acting(who, Act.RESEARCH_CONTRIBUTE) as session:
        made = contributions.start_return(session, item_id)
        item = contributions.write_contribution(
            session,
            made.id,
            kind="fact",
            text=text,
            source="own records",
            dated_on=world.viewer(who).today,
            section_class=section_class,
        )
        contributions.decide_sharing(session, item.id, item.version, True)


def test_shared_information_reaches_whom_its_class_allows(world: World) -> None:
    case = make_case(world, **SECRET)
    made = make_published_list(world, cases=[case])
    share(world, "hana", made.item_of(case), "CANARY-HEALTH", "health")
    share(world, "pravin", made.item_of(case), "CANARY-STANDARD", "standard")
    pages = {who: text_of(world.client(who).get(f"/cases/{case.id}")) for who in INSIDE}
    assert {who for who, page in pages.items() if "CANARY-HEALTH" in page} == {"hana", "chidi"}
    assert {who for who, page in pages.items() if "CANARY-STANDARD" in page} == {*INSIDE} - {"cleo"}


def test_linked_history_shows_the_viewer_no_more_than_they_may_see(world: World) -> None:
    first, second = make_case(world, **SECRET), make_case(world, **{**SECRET, "victim": "Una Sham"})
    make_published_list(world, cases=[second])
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        decide_persons(session, second.perpetrator_id, first.perpetrator_id, "same")
    page = text_of(world.client("carol").get(f"/cases/{second.id}"))
    assert first.reference in page
    assert "The alleged perpetrator here is the alleged perpetrator there." in page
    event, _, body = world.ledger()[-1]
    assert (event, json.loads(body)["cases"]) == ("ListShown", [first.id])
    assert first.reference not in text_of(world.client("polly").get(f"/cases/{second.id}"))
    make_published_list(world, cases=[first])
    assert first.reference in text_of(world.client("polly").get(f"/cases/{second.id}"))
    keep_from(world, first, "polly")
    assert first.reference not in text_of(world.client("polly").get(f"/cases/{second.id}"))


@pytest.mark.parametrize(
    ("conference", "who", "traits", "words"),
    [
        (MAPPA, "mabel", {"category": "2", "level": "2"}, ["Offender", "Category 2"]),
        (MASIP, "tess", {"typology": "rejected"}, ["Typology, as a working hypothesis", "Rejected"]),
    ],
)
def test_other_kinds_speak_their_own_words(
    world: World, conference: str, who: str, traits: dict[str, str], words: list[str]
) -> None:
    case = listed_case(world, conference, traits=traits)
    page = text_of(world.client(who).get(f"/cases/{case.id}"))
    assert all(each in page for each in words)


@pytest.mark.parametrize(("button", "is_closed"), [("reopened", False), ("closed", True)])
def test_a_button_that_does_not_fit_the_case_changes_nothing_and_spoils_no_open_form(
    world: World, button: str, is_closed: bool
) -> None:
    case = listed_case(world)
    client, other = world.client("carol"), "reopened" if is_closed else "closed"
    if is_closed:
        client.send(f"/cases/{case.id}/closed", version="1")
    version, entries = ("2" if is_closed else "1"), [row[0] for row in world.ledger()].count("CaseChanged")
    for _ in range(3):
        assert client.send(f"/cases/{case.id}/{button}", version=version).status_code == 303
    assert "Only a case that is" in text_of(client.get(f"/cases/{case.id}"))
    assert [row[0] for row in world.ledger()].count("CaseChanged") == entries
    assert client.send(f"/cases/{case.id}/{other}", version=version).status_code == 303


def test_closing_and_reopening(world: World) -> None:
    case = listed_case(world)
    client = world.client("carol")
    assert client.send(f"/cases/{case.id}/closed", version="1").status_code == 303
    page = text_of(client.get(f"/cases/{case.id}"))
    assert "The case is closed" in page
    assert client.send(f"/cases/{case.id}/closed", version="1").status_code == 409
    assert client.send(f"/cases/{case.id}/reopened", version="2").status_code == 303
    assert [row[0] for row in world.ledger()].count("CaseChanged") == 2
    assert world.client("polly").post(f"/cases/{case.id}/closed").status_code in (400, 403)
