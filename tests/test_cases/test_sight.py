"""Anybody who can see a case can ask why, and who else can; of whoever is kept out nothing can be told."""

import re

from sqlalchemy import create_engine, text

from marac.access.acts import Act
from marac.access.others import who_can_see
from marac.records import Exclusion
from tests.databases import rogue
from tests.factories import MadeCase, make_action, make_published_list, make_running_meeting
from tests.test_cases.breaking import opened, unseen_case
from tests.test_contributions.making import share
from tests.world import PEOPLE, World

NAMES = [name for name, _agency, _roles in PEOPLE]
LINK = "Why can I see this, and who else can?"


def keep_out(world: World, case: MadeCase, **whom: int) -> None:
    with world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        session.add(Exclusion(case_id=case.id, decided_by_id=world.person("carol"), **whom))


def change(world: World, statement: str, **bound: object) -> None:
    engine = create_engine(rogue(world.store.url))
    with engine.begin() as connection:
        connection.execute(text(statement), bound)
    engine.dispose()


def main_of(world: World, name: str, case: MadeCase) -> str:
    answer = world.client(name).get(f"/cases/{case.id}/sight")
    assert answer.status_code == 200
    found = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert found
    return found.group()


def test_it_names_exactly_those_whose_own_request_would_be_answered(world: World) -> None:
    case = make_published_list(world).cases[0]
    keep_out(world, case, user_id=world.person("petra"))
    keep_out(world, case, agency_id=world.agency("westford-housing"))
    with world.looking("polly", Act.CASE_VIEW) as session:
        told = {row.id for row in who_can_see(session, case.id)}
    seen = {
        world.person(name) for name in NAMES if world.client(name).get(f"/cases/{case.id}").status_code == 200
    }
    assert told == seen and world.person("polly") in told and world.person("petra") not in told


def test_on_a_sealed_case_only_the_named_are_told(world: World) -> None:
    case = make_published_list(world).cases[0]
    change(world, "UPDATE case_file SET is_sealed = NOT is_sealed WHERE id = :id", id=case.id)
    for name in ("polly", "carol"):
        named = {"case": case.id, "user": world.person(name)}
        change(world, "INSERT INTO named_viewer (case_id, user_id) VALUES (:case, :user)", **named)
    with world.looking("polly", Act.CASE_VIEW) as session:
        assert {row.id for row in who_can_see(session, case.id)} == {
            world.person("polly"),
            world.person("carol"),
        }
    assert "you are named" in main_of(world, "polly", case)
    assert world.client("chidi").get(f"/cases/{case.id}/sight").status_code == 404


def test_somebody_kept_out_is_missing_as_if_they_had_no_role(world: World) -> None:
    case = make_published_list(world).cases[0]
    before = main_of(world, "polly", case)
    keep_out(world, case, user_id=world.person("horatio"))
    kept_out = main_of(world, "polly", case)
    assert world.client("horatio").get(f"/cases/{case.id}/sight").status_code == 404
    change(world, "UPDATE exclusion SET lifted_at = decided_at")
    assert main_of(world, "polly", case) == before != kept_out
    change(world, "DELETE FROM membership WHERE user_id = :user", user=world.person("horatio"))
    assert main_of(world, "polly", case) == kept_out


def test_the_reasons_are_said_in_sentences_and_the_showing_is_on_the_ledger(world: World) -> None:
    made = make_published_list(world)
    told = main_of(world, "polly", made.cases[0])
    assert f"Northtown Police is invited to this case at {made.reference}" in told
    assert "Your role in Northtown Marac is representative, which may read its cases." in told
    assert "office of the conference" in main_of(world, "carol", made.cases[0])
    entry = world.ledger()[-1]
    assert (entry.event, entry.case_id) == ("CaseShown", made.cases[0].id) and "who-can-see" in entry.body


def test_a_case_opened_by_break_glass_says_that_this_is_why(world: World) -> None:
    case = unseen_case(world)
    page = opened(world, "polly", case).get(f"/cases/{case.id}/sight")
    assert page.status_code == 200 and "You opened this case yourself" in page.text


def test_every_page_about_a_case_leads_there(world: World) -> None:
    made = make_running_meeting(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    action = make_action(world, item_id)
    item = share(world, "polly", item_id)
    pages = (
        f"/cases/{case.id}",
        f"/listings/{item_id}",
        f"/listings/{item_id}/research",
        f"/actions/{action.id}",
    )
    for page in (*pages, f"/contributions/{item.id}"):
        text_of_page = world.client("polly").get(page).text
        assert LINK in text_of_page and f"/cases/{case.id}/sight" in text_of_page, page
    # A manager follows actions and reads no case.
    assert LINK not in world.client("mani").get(f"/actions/{action.id}").text
