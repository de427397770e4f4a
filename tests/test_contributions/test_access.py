"""Who gets what of an agency's research: drafts, classes, exclusions, other conferences, and the ledger."""

import json
from typing import Any

import pytest

from marac.access.acts import Act
from marac.access.seats import reseat
from marac.contributions import operations
from marac.contributions.queries import research_queue, return_state
from marac.errors import NotFound
from marac.records import Exclusion
from tests.factories import MadeCase, make_case, make_published_list
from tests.test_contributions.making import (
    WRITE,
    keep_back,
    make_return,
    read,
    share,
    texts_of,
    words,
    write,
)
from tests.world import World

EVERYONE_ELSE = (
    "pravin",
    "hana",
    "ida",
    "cleo",
    "horatio",
    "carol",
    "mani",
    "audley",
    "adam",
    "mabel",
    "sunny",
)


def exclude(world: World, case: MadeCase, **whom: Any) -> None:
    with world.acting("chidi", Act.EXCLUSION_DECIDE) as session:
        session.add(Exclusion(case_id=case.id, decided_by_id=world.person("chidi"), **whom))
        session.flush()
        reseat(session, case.id, 28)


@pytest.mark.parametrize("who", EVERYONE_ELSE)
def test_a_draft_is_not_there_for_anybody_else(world: World, who: str) -> None:
    made = make_published_list(world)
    draft = write(world, "polly", made.item_of(made.cases[0]), "A private draft.")
    browser = world.client(who)
    assert browser.get(f"/contributions/{draft.id}").status_code in (403, 404)
    for way in ("", "/autosave", "/share", "/withhold", "/remove"):
        answer = browser.send(f"/contributions/{draft.id}{way}", version=1, reason="x", client_seq=1)
        assert answer.status_code in (403, 404)
    nowhere = browser.get("/contributions/12345")
    assert nowhere.status_code == browser.get(f"/contributions/{draft.id}").status_code
    assert nowhere.data == browser.get(f"/contributions/{draft.id}").data


@pytest.mark.parametrize("who", ["pravin", "hana", "cleo", "carol", "chidi"])
def test_drafts_and_kept_back_items_show_neither_text_nor_number(world: World, who: str) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    before = read(world, who, case, item_id)
    keep_back(world, "polly", item_id, "A secret.", "It names a source.")
    write(world, "polly", item_id, "A draft.")
    assert read(world, who, case, item_id) == before
    with world.looking("carol", Act.RESEARCH_CHASE) as session:
        state = return_state(session, made.meeting_id)
    assert state.returned == 0 and {cell.words for cell in state.cells} == {"Not yet returned"}


def test_a_shared_item_is_its_own_agencys_to_change_and_nobody_elses(world: World) -> None:
    made = make_published_list(world)
    item = share(world, "polly", made.item_of(made.cases[0]))
    with world.acting("petra", WRITE) as session:
        operations.change_contribution(session, item.id, item.version, words("Petra may."))
    with pytest.raises(NotFound), world.acting("pravin", WRITE) as session:
        operations.change_contribution(session, item.id, 3, words("Pravin may not."))
    with pytest.raises(NotFound), world.acting("pravin", WRITE) as session:
        operations.decide_sharing(session, item.id, 3, False, "No.")


def test_another_agencys_return_cannot_be_made(world: World) -> None:
    made = make_published_list(world)
    return_id = make_return(world, "polly", made.item_of(made.cases[0]), nothing_known=True)
    for change in (
        lambda session: operations.take_back_return(session, return_id, 2),
        lambda session: operations.write_contribution(
            session, return_id, kind="fact", text="x", source="y", dated_on=None, section_class="standard"
        ),
        lambda session: operations.make_return(
            session, return_id, 2, nothing_known=True, records_checked="x", last_contact_on=None
        ),
    ):
        with pytest.raises(NotFound), world.acting("pravin", WRITE) as session:
            change(session)


# class of the item, who writes it, who gets it of those who come
CLASSES = [
    ("standard", "polly", {"carol", "chidi", "pravin", "hana", "ida", "horatio"}),
    ("health", "hana", {"chidi"}),
    ("advocacy", "ida", set()),
    ("police_intelligence", "polly", {"chidi"}),
    ("safe_contact", "ida", {"carol", "polly"}),
]


@pytest.mark.parametrize(("section_class", "writer", "readers"), CLASSES)
def test_a_shared_item_reaches_those_cleared_for_its_class(
    world: World, section_class: str, writer: str, readers: set[str]
) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    share(world, writer, made.item_of(case), "For some.", section_class=section_class)
    asked = {"carol", "chidi", "polly", "pravin", "hana", "ida", "horatio", "cleo"} - {writer}
    got = {who for who in asked if texts_of(read(world, who, case))}
    assert got == readers


def test_a_safe_address_is_shown_by_itself_to_those_cleared_and_each_time_recorded(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    item = share(world, "ida", item_id, "The blue door.", section_class="safe_contact", source="her sister")
    for who in ("carol", "polly", "ida"):
        (line,) = (line for part in read(world, who, case).agencies for line in part.lines)
        assert line.is_held_back and "blue door" not in line.text and line.source == ""
        assert "The blue door." in world.client(who).get(f"/contributions/{item.id}/contact").text
        entry = last(world, "ContactRevealed")
        assert entry["case"] == case.id and entry["about"] == {"contribution_id": item.id}
        assert set(entry["shown"]) == {"contribution.text", "contribution.source"}
    for who in ("chidi", "pravin", "horatio", "cleo", "petra", "sunny", "mabel", "audley"):
        assert world.client(who).get(f"/contributions/{item.id}/contact").status_code in (403, 404)


def test_only_a_safe_address_is_shown_by_itself_and_a_draft_to_its_own_agency_alone(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    other = share(world, "ida", item_id, "Standard.")
    assert world.client("ida").get(f"/contributions/{other.id}/contact").status_code == 404
    draft = write(world, "ida", item_id, "The blue door.", section_class="safe_contact")
    assert "The blue door." in world.client("ida").get(f"/contributions/{draft.id}/contact").text
    for who in ("carol", "polly", "chidi", "hana"):
        assert world.client(who).get(f"/contributions/{draft.id}/contact").status_code in (403, 404)


def test_prosecutors_get_no_standard_item_and_not_how_an_agency_answered(world: World) -> None:
    made = make_published_list(world)
    make_return(world, "polly", made.item_of(made.cases[0]), nothing_known=True, records="custody")
    part = read(world, "cleo", made.cases[0]).agencies[0]
    assert (part.status, part.records_checked, part.last_contact_on) == ("returned", "", None)
    part = read(world, "pravin", made.cases[0]).agencies[0]
    assert (part.status, part.records_checked) == ("nothing_known", "custody")


def test_prosecutors_still_write_their_own(world: World) -> None:
    made = make_published_list(world)
    share(world, "cleo", made.item_of(made.cases[0]), "Charged.")
    assert "Charged." in texts_of(read(world, "pravin", made.cases[0]))
    assert "Charged." in texts_of(read(world, "cleo", made.cases[0]))


def test_somebody_excluded_has_no_such_case_to_research(world: World) -> None:
    made = make_published_list(world, cases=2)
    case, other = made.cases
    exclude(world, case, user_id=world.person("polly"))
    browser = world.client("polly")
    assert browser.get(f"/listings/{made.item_of(case)}/research").status_code == 404
    assert browser.send(f"/listings/{made.item_of(case)}/research", text="x").status_code == 404
    queue = browser.get("/research").text
    assert case.reference not in queue and other.reference in queue
    assert case.reference in world.client("petra").get("/research").text


def test_a_coordinator_excluded_from_a_case_chases_nobody_for_it(world: World) -> None:
    made = make_published_list(world, cases=2)
    exclude(world, made.cases[0], user_id=world.person("carol"))
    with world.looking("carol", Act.RESEARCH_CHASE) as session:
        assert [row.reference for row in return_state(session, made.meeting_id).rows] == [
            made.cases[1].reference
        ]


@pytest.mark.parametrize("who", ["mabel", "mira", "tess", "isaac"])
def test_another_conference_has_no_such_listing_case_or_meeting(world: World, who: str) -> None:
    made = make_published_list(world)
    share(world, "polly", made.item_of(made.cases[0]))
    browser = world.client(who)
    assert browser.get(f"/listings/{made.item_of(made.cases[0])}/research").status_code in (403, 404)
    assert browser.get(f"/meetings/{made.meeting_id}/returns").status_code in (403, 404)
    with pytest.raises(NotFound):
        read(world, who, made.cases[0])


def test_a_queue_holds_only_what_the_own_agency_is_invited_to(world: World) -> None:
    made = make_published_list(world)
    with world.looking("sunny", WRITE) as session:
        assert research_queue(session) == []
    with world.looking("petra", WRITE) as session:
        assert [each.case_id for each in research_queue(session)] == [made.cases[0].id]


@pytest.mark.parametrize("who", ["polly", "pravin", "mani", "audley", "adam"])
def test_the_chase_list_is_for_the_office_alone(world: World, who: str) -> None:
    made = make_published_list(world)
    assert world.client(who).get(f"/meetings/{made.meeting_id}/returns").status_code == 403


def last(world: World, event: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads([body for name, _, body in world.ledger() if name == event][-1])
    return found


def test_the_ledger_names_the_sections_and_agencies_that_were_shown(world: World) -> None:
    case = make_case(world, referring="eastvale-probation")
    made = make_published_list(world, cases=[case])
    item_id = made.item_of(case)
    share(world, "polly", item_id, "Shared.")
    share(world, "hana", item_id, "Clinical.", section_class="health")
    write(world, "ida", item_id, "A draft.")
    read(world, "pravin", case)
    police = world.agency("northtown-police")
    assert last(world, "CaseShown")["shown"] == {
        "contribution.text": [police],
        "contribution.source": [police],
    }


def test_ones_own_page_is_one_entry_that_names_what_it_shows(world: World) -> None:
    case = make_case(world, referring="eastvale-probation")
    made = make_published_list(world, cases=[case])
    item_id = made.item_of(case)
    share(world, "hana", item_id, "Of another agency.")
    keep_back(world, "polly", item_id, "A secret.", "It names a source.")
    before = len(world.ledger())
    page = world.client("polly").get(f"/listings/{item_id}/research").text
    entries = world.ledger()[before:]
    assert "A secret." in page and "Of another agency." not in page
    assert [(event, case_id) for event, case_id, _ in entries] == [("CaseShown", case.id)]
    police, probation = world.agency("northtown-police"), world.agency("eastvale-probation")
    shown = json.loads(entries[0][2])["shown"]
    assert shown == {
        "party.identity": [probation],
        "contribution.text": [police],
        "contribution.source": [police],
        "contribution.withheld": [police],
    }


def test_no_word_of_an_item_reaches_the_ledger(world: World) -> None:
    made = make_published_list(world)
    share(world, "polly", made.item_of(made.cases[0]), "Zanzibar", source="Timbuktu")
    keep_back(world, "polly", made.item_of(made.cases[0]), "Kathmandu", "Ouagadougou")
    everything = " ".join(body for _, _, body in world.ledger())
    assert not [word for word in ("Zanzibar", "Timbuktu", "Kathmandu", "Ouagadougou") if word in everything]
