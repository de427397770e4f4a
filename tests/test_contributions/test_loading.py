"""Research files: loaded as shared or not as they say, once, and each on its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.contributions import operations
from marac.contributions.importing import import_research
from marac.contributions.loading import LoadSummary, load_folder
from marac.contributions.queries import return_state
from marac.errors import Mistake, NotFound
from tests.factories import MadeList, make_case, make_published_list
from tests.test_contributions.making import number_form, read, research_file, set_meeting, texts_of, write
from tests.world import MAPPA, World


@pytest.fixture
def made(world: World) -> MadeList:
    made = make_published_list(world)
    number_form(world, made.cases[0], "033")
    return made


def load(world: World, research: Any) -> Any:
    with world.acting("importer", Act.RESEARCH_LOAD) as session:
        return operations.load_return(session, world.conference(), research)


def test_a_file_becomes_the_agencys_own_return(world: World, made: MadeList) -> None:
    loaded = load(world, research_file())
    assert loaded.is_new and loaded.words.startswith(f"{made.cases[0].reference}, Northtown Police: 2 items")
    assert texts_of(read(world, "pravin", made.cases[0])) == {"Arrested on 10 January."}
    page = world.client("polly").get(f"/listings/{made.item_of(made.cases[0])}/research").text
    for words in ("Said to look for a weapon.", "Would show where it came from.", "Police intelligence"):
        assert words in page
    part = read(world, "pravin", made.cases[0]).agencies[0]
    assert (part.status, part.records_checked) == ("shared", "custody, intelligence")
    assert str(part.last_contact_on) == "2026-01-10"


def test_loading_twice_changes_nothing_and_says_so(world: World, made: MadeList) -> None:
    load(world, research_file())
    entries = len(world.ledger())
    again = load(world, research_file())
    assert not again.is_new and "nothing changed" in again.words
    assert len(world.ledger()) == entries
    assert len(read(world, "polly", made.cases[0]).agencies[0].lines) == 1


def test_the_account_that_loads_cannot_read_it_back(world: World, made: MadeList) -> None:
    load(world, research_file())
    with pytest.raises(NotFound):
        read(world, "importer", made.cases[0])


def test_nothing_known_is_loaded_as_an_answer(world: World, made: MadeList) -> None:
    note = "Nothing known on either name."
    returned = clock.today().isoformat()
    load(world, research_file(items=[], nothing_known=True, note=note, returned=returned))
    with world.looking("carol", Act.RESEARCH_CHASE) as session:
        state = return_state(session, made.meeting_id)
    assert state.returned == 1
    part = read(world, "carol", made.cases[0]).agencies[0]
    assert part.status == "nothing_known" and "Nothing known on either name." in part.records_checked


def test_an_agency_is_found_by_slug_when_its_name_is_written_otherwise(world: World, made: MadeList) -> None:
    for slug, name, agency in (
        ("cps", "Crown Prosecution Service, Northtown", "Northtown CPS"),
        ("idva-isac", "Northtown IDVA and Stalking Advocacy", "Northtown IDVA Service"),
        ("childrens-services", "Midchester Children’s Services", "Midchester Children's Services"),
    ):
        assert load(world, research_file(agency=slug, agency_name=name)).agency_name == agency


ITEM = research_file()["items"][0]


@pytest.mark.parametrize(
    ("research", "words"),
    [
        (research_file(form_id="999"), "no case here"),
        (research_file(agency="coastguard", agency_name="Coastguard"), "not an agency of this conference"),
        (research_file(items=[{**ITEM, "sensitivity": "secret"}]), "Item 1 has a sensitivity"),
        (research_file(items=[{**ITEM, "date": "10/01/2026"}]), "2026-04-03"),
        (research_file(items=[{**ITEM, "share": "no"}]), "reason_not_shared"),
        (research_file(items=[{**ITEM, "share": True}]), "share"),
        (research_file(items=[{**ITEM, "kind": "views"}]), "fact"),
        (research_file(items=[{**ITEM, "text": "x\0"}]), "text"),
        (research_file(items=["text"]), "Item 1"),
        (research_file(items={"text": "x"}), "list of items"),
        (research_file(items=[]), "nothing_known"),
        (research_file(nothing_known=True), "nothing_known"),
        (research_file(nothing_known="no"), "true or false"),
        (research_file(records_checked="custody"), "records_checked"),
        ([], "does not hold"),
        ({}, "nothing_known"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(world: World, made: MadeList, research: Any, words: str) -> None:
    entries = len(world.ledger())
    with pytest.raises(Mistake, match=words):
        load(world, research)
    assert len(world.ledger()) == entries


def test_a_case_on_no_list_or_a_closed_one_is_not_loaded(world: World, made: MadeList) -> None:
    number_form(world, make_case(world), "034")
    with pytest.raises(Mistake, match="not on the list"):
        load(world, research_file(form_id="034"))
    set_meeting(world, made.meeting_id, "closed")
    with pytest.raises(Mistake, match="closed"):
        load(world, research_file())


def test_the_agencys_own_draft_is_left_to_the_agency(world: World, made: MadeList) -> None:
    write(world, "polly", made.item_of(made.cases[0]))
    with pytest.raises(Mistake, match="begun its own return"):
        load(world, research_file())


def test_a_form_number_of_another_conference_is_not_found(world: World, made: MadeList) -> None:
    elsewhere = make_published_list(world, MAPPA)
    number_form(world, elsewhere.cases[0], "077", "mabel")
    with pytest.raises(Mistake, match="no case here"):
        load(world, research_file(form_id="077"))


@pytest.mark.parametrize("who", ["polly", "carol", "adam"])
def test_loading_is_for_the_account_that_imports(world: World, made: MadeList, who: str) -> None:
    with pytest.raises(NotFound), world.acting(who, Act.RESEARCH_LOAD) as session:
        operations.load_return(session, world.conference(), research_file())


def load_all(world: World, folder: Path) -> tuple[LoadSummary, list[str]]:
    told: list[str] = []
    summary = load_folder(world.store, world.viewer("importer"), world.conference(), folder, told.append)
    return summary, told


def test_a_folder_is_loaded_file_by_file_and_a_bad_file_stops_no_other(
    world: World, made: MadeList, tmp_path: Path
) -> None:
    (tmp_path / "033-health.json").write_text(json.dumps(research_file(agency="health", agency_name="")))
    (tmp_path / "033-broken.json").write_bytes(b"\xff{")
    (tmp_path / "033-deep.json").write_text("[" * 200_000)
    (tmp_path / "033-police.json").write_text(json.dumps(research_file()))
    (tmp_path / "notes.txt").write_text("not a return")
    summary, told = load_all(world, tmp_path)
    assert (summary.loaded, summary.unchanged) == (2, 0) and len(told) == 4
    assert [name for name, _ in summary.refused] == ["033-broken.json", "033-deep.json"]
    again, _ = load_all(world, tmp_path)
    assert (again.loaded, again.unchanged) == (0, 2)


def test_an_interruption_leaves_nothing_half_done(world: World, made: MadeList, tmp_path: Path) -> None:
    for agency in ("health", "police", "probation"):
        (tmp_path / f"033-{agency}.json").write_text(json.dumps(research_file(agency=agency, agency_name="")))

    def interrupt(line: str) -> None:
        if "police" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_folder(world.store, world.viewer("importer"), world.conference(), tmp_path, interrupt)
    summary, _ = load_all(world, tmp_path)
    assert (summary.loaded, summary.unchanged) == (1, 2)


def test_the_command_says_a_line_for_each_file_and_one_for_all(
    world: World, made: MadeList, tmp_path: Path
) -> None:
    (tmp_path / "033-police.json").write_text(json.dumps(research_file()))
    (tmp_path / "034-police.json").write_text(json.dumps(research_file(form_id="034")))
    told: list[str] = []
    outcome = import_research(world.settings, tmp_path, "northtown-marac", say=told.append)
    assert not outcome.is_clean and told[-1] == "1 loaded, 0 returned already, 1 not loaded."
    assert "034-police.json: not loaded." in told[1]
    with pytest.raises(SystemExit, match="no conference nowhere"):
        import_research(world.settings, tmp_path, "nowhere", say=told.append)


def test_a_folder_that_is_not_there_is_said(world: World, tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="no folder"):
        load_all(world, tmp_path / "nowhere")
