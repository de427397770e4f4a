"""The kind's own questions about a case are printed as they stand on the screen, for whoever may see the case."""

import json
from datetime import date

from marac.meetings import running
from marac.records import Case
from tests.factories import make_case, make_published_list
from tests.test_documents.held import Held, held_meeting, words_in
from tests.test_documents.test_minutes_slice_documents import copy_of, exclude
from tests.test_documents.test_minutes_slice_pages import minutes_at
from tests.world import MAPPA, MASIP, World

LINKED = "Una Invented, Wanda Invented"
ASSESSOR = "Asha Invented, psychologist"


def panel_with_linked_victims(world: World) -> Held:
    held = Held(world, MASIP)
    case = make_case(world, MASIP)
    held.listed = make_published_list(world, MASIP, cases=[case])
    answers = {
        "tier": "panel_case",
        "typology": "rejected",
        "typology_assessor": ASSESSOR,
        "typology_assessed_on": date(2026, 2, 3),
        "linked_victims": LINKED,
    }
    held.run(running.write_traits, held.listed.item_of(case), held.version(Case, case.id), answers)
    held.open()
    held.hear(case, "")
    held.close()
    return held


def test_mappa_minutes_name_the_lead_agency(world: World) -> None:
    held = held_meeting(world, MAPPA)
    held.approve()
    for shown in (minutes_at(held, "polly").text, words_in(copy_of(held, "polly", "minutes").data)):
        assert "Lead agency: Eastvale Probation" in shown


def test_panel_minutes_name_the_other_victims_to_whoever_may_see_the_case(world: World) -> None:
    held = panel_with_linked_victims(world)
    held.approve()
    printed = words_in(copy_of(held, "isaac", "minutes").data)
    assert LINKED in printed and ASSESSOR in printed
    exclude(held, held.listed.cases[0].id, "isaac")
    assert "Una Invented" not in words_in(copy_of(held, "isaac", "minutes").data)


def test_the_other_victims_and_the_assessor_are_on_the_case_page_and_nowhere_readable_in_the_database(
    world: World,
) -> None:
    held = panel_with_linked_victims(world)
    page = world.client("tess").get(f"/cases/{held.listed.cases[0].id}").text
    assert LINKED in page and ASSESSOR in page
    with world.store.engine.connect() as connection:
        dumped = connection.connection.driver_connection
        if world.store.is_sqlite:
            assert dumped is not None
            assert not any(
                name in line for name in ("Una Invented", "Asha Invented") for line in dumped.iterdump()
            )


def test_a_confidential_answer_that_is_taken_back_leaves_nothing_behind(world: World) -> None:
    held = Held(world, MASIP)
    case = make_case(world, MASIP)
    held.listed = make_published_list(world, MASIP, cases=[case])
    for answers in ({"tier": "panel_case", "linked_victims": LINKED}, {"tier": "panel_case"}):
        item_id = held.listed.item_of(case)
        held.run(running.write_traits, item_id, held.version(Case, case.id), answers)
    page = world.client("tess").get(f"/cases/{case.id}").text
    assert "Panel case" in page and "Una Invented" not in page
    shown = json.loads([body for name, _, body in world.ledger() if name == "CaseShown"][-1])["shown"]
    assert "case.traits" not in shown
