"""Whoever leads a case is told on their first page that somebody revealed a safe contact, until they have seen it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.records import Case
from tests.factories import MadeCase, make_case, make_published_list
from tests.test_cases.breaking import beside
from tests.test_cases.scenes import keep_from
from tests.test_cases.test_break_glass import seal_to
from tests.test_contributions.making import write
from tests.test_oversight.asked import counted, last, told
from tests.world import MAPPA, MARAC, World

NOTICE = "Safe contact revealed"
NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)


def led_case(world: World, agency: str = "northtown-idva", conference: str = MARAC) -> MadeCase:
    """A listed case that an agency leads."""
    case = make_published_list(world, conference).cases[0]
    coordinator = {MARAC: "carol", MAPPA: "mabel"}[conference]
    with world.acting(coordinator, Act.CASE_MANAGE) as session:
        get(session, Case, case.id).lead_agency_id = world.agency(agency)
    return case


def reveal(world: World, who: str, case: MadeCase, status: int = 200) -> None:
    assert world.client(who).get(f"/cases/{case.id}/contact/{case.victim_id}").status_code == status


def first_page(world: World, who: str) -> str:
    return str(world.client(who).get("/").text)


def is_told(world: World, who: str) -> bool:
    return NOTICE in first_page(world, who)


def seen(world: World, who: str, entry: int) -> Any:
    return world.client(who).send("/reveals/seen", entry=str(entry))


def test_the_lead_and_the_coordinator_are_told_who_when_and_which_case(world: World) -> None:
    case = led_case(world)
    with clock.at(NOON):
        reveal(world, "polly", case)
    with clock.at(NOON + timedelta(hours=1)):
        for who in ("ida", "carol"):
            page = first_page(world, who)
            words = told(page)
            assert "Polly Testperson, Northtown Police, revealed a safe address or contact" in words
            assert case.reference in words and "3 March 2027, 12:00" in words
            assert "Invented Row" not in page and "01632 960000" not in page and case.victim not in words
        for who in ("hana", "horatio", "polly", "chidi", "mani", "audley"):
            assert not is_told(world, who), who


def test_the_notice_leads_to_the_record_for_the_office_and_to_the_case_for_others(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    assert f"/cases/{case.id}/seen" in first_page(world, "carol")
    page = first_page(world, "ida")
    assert f'"/cases/{case.id}"' in page and f"/cases/{case.id}/seen" not in page


def test_it_stays_until_each_of_those_told_has_seen_it(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    entry = last(world, "ContactRevealed")["seq"]
    assert seen(world, "ida", entry).status_code == 303
    assert not is_told(world, "ida") and is_told(world, "carol")
    told_of = last(world, "RevealAcknowledged")
    assert told_of["case"] == case.id and told_of["about"]["entry"] == entry
    assert told_of["actor"] == world.person("ida")
    assert seen(world, "ida", entry).status_code == 303
    assert [row.event for row in world.ledger()].count("RevealAcknowledged") == 1


def test_two_presses_at_once_are_one(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    entry, browsers = last(world, "ContactRevealed")["seq"], []
    for minutes in range(4):
        with clock.at(clock.now() - timedelta(minutes=minutes)):
            browsers.append(world.client("ida"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: each.send("/reveals/seen", entry=str(entry)), browsers))
    assert [each.status_code for each in answers] == [303] * 4
    assert [row.event for row in world.ledger()].count("RevealAcknowledged") == 1


def test_each_notice_has_a_form_of_its_own(world: World) -> None:
    case = led_case(world)
    for _ in range(3):
        reveal(world, "polly", case)
    forms = re.findall(r'<form[^>]*action="/reveals/seen".*?</form>', first_page(world, "ida"), re.DOTALL)
    keys = [re.findall(r'name="form_key" value="([^"]+)"', each)[0] for each in forms]
    entries = [re.findall(r'name="entry" value="(\d+)"', each)[0] for each in forms]
    assert len(set(keys)) == len(set(entries)) == 3
    ida = world.client("ida")
    for key, entry in zip(keys, entries, strict=True):
        ida.send("/reveals/seen", form_key=key, entry=entry)
    assert not is_told(world, "ida")


def test_that_the_notice_was_shown_is_on_the_record_with_its_case(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    is_told(world, "ida")
    entries = [
        row.body for row in world.ledger() if row.event == "ListShown" and '"page":"reveals"' in row.body
    ]
    assert len(entries) == 1 and str(case.id) in entries[0]


def test_the_only_person_of_the_lead_is_not_told_of_herself_but_the_coordinator_is(world: World) -> None:
    case = led_case(world)
    reveal(world, "ida", case)
    assert not is_told(world, "ida") and is_told(world, "carol")


def test_a_colleague_in_the_lead_agency_is_told(world: World) -> None:
    case = led_case(world, "northtown-police")
    reveal(world, "polly", case)
    assert not is_told(world, "polly")
    assert is_told(world, "petra") and is_told(world, "chidi")


def test_what_the_coordinator_reveals_is_told_to_the_chair(world: World) -> None:
    reveal(world, "carol", led_case(world))
    assert not is_told(world, "carol")
    assert is_told(world, "chidi") and is_told(world, "ida")


def test_a_lead_who_is_kept_from_the_case_is_not_told(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    entry = last(world, "ContactRevealed")["seq"]
    assert is_told(world, "ida")
    keep_from(world, case, who="ida")
    assert not is_told(world, "ida")
    assert seen(world, "ida", entry).status_code == 422
    assert "RevealAcknowledged" not in [row.event for row in world.ledger()]


def test_whoever_does_not_see_the_case_any_more_gets_no_notice(world: World) -> None:
    case = led_case(world)
    reveal(world, "polly", case)
    with clock.at(clock.now() + timedelta(days=400)):
        assert not is_told(world, "ida")


def test_a_reveal_in_another_conference_is_none_of_ours(world: World) -> None:
    case = led_case(world, "eastvale-probation", MAPPA)
    reveal(world, "polly", case)
    assert is_told(world, "mabel")
    assert not is_told(world, "carol") and not is_told(world, "pravin")
    entry = last(world, "ContactRevealed")["seq"]
    seen(world, "carol", entry)
    assert is_told(world, "mabel")
    assert "RevealAcknowledged" not in [row.event for row in world.ledger()]


def test_a_look_at_ones_own_draft_of_an_address_is_not_told(world: World) -> None:
    """Others would learn from it that there is a draft."""
    made = make_published_list(world)
    item = write(world, "ida", made.item_of(made.cases[0]), "12 Safe Street", section_class="safe_contact")
    assert world.client("ida").get(f"/contributions/{item.id}/contact").status_code == 200
    assert not is_told(world, "carol")


def test_a_reveal_that_was_refused_is_not_told(world: World) -> None:
    case = led_case(world)
    reveal(world, "cleo", case, status=404)
    assert not is_told(world, "carol")


def test_more_than_are_shown_are_said_and_follow_once_seen(world: World) -> None:
    case = led_case(world)
    polly = world.client("polly")
    for _ in range(22):
        polly.get(f"/cases/{case.id}/contact/{case.victim_id}")
    page = first_page(world, "ida")
    assert page.count("revealed a safe address") == 20 and "There are more" in page


@pytest.mark.parametrize("entry", ["", "x", "-1", "0", "9" * 18, "9" * 40, "1e3", "٣", "1\u202e"])
def test_whatever_is_posted_as_an_entry_changes_nothing(world: World, entry: str) -> None:
    assert world.client("carol").send("/reveals/seen", entry=entry).status_code == 422
    assert "RevealAcknowledged" not in [row.event for row in world.ledger()]


def test_no_entry_but_a_reveal_can_be_acknowledged(world: World) -> None:
    case = led_case(world)
    world.client("polly").get(f"/cases/{case.id}")
    assert seen(world, "carol", last(world, "CaseShown")["seq"]).status_code == 422
    assert "RevealAcknowledged" not in [row.event for row in world.ledger()]


def test_however_many_were_revealed_the_first_page_takes_as_many_statements(world: World) -> None:
    case, taken = led_case(world), []
    reveal(world, "polly", case)
    for _ in range(2):
        ida = world.client("ida")
        ida.get("/account")
        with counted(world) as statements:
            ida.get("/")
        taken.append(len(statements))
        for _ in range(5):
            reveal(world, "polly", case)
    assert taken[0] == taken[1]


def test_where_nobody_leads_the_agency_that_referred_the_case_is_told(world: World) -> None:
    case = make_published_list(world).cases[0]
    reveal(world, "ida", case)
    for who in ("polly", "petra", "carol"):
        assert is_told(world, who), who
    for who in ("ida", "pravin", "chidi", "mani", "audley", "hana"):
        assert not is_told(world, who), who
    entry = last(world, "ContactRevealed")["seq"]
    seen(world, "polly", entry)
    assert not is_told(world, "polly") and is_told(world, "petra")


def test_whoever_referred_it_and_is_kept_from_it_is_not_told(world: World) -> None:
    case = make_published_list(world).cases[0]
    reveal(world, "ida", case)
    keep_from(world, case, who="polly")
    assert not is_told(world, "polly") and is_told(world, "petra")
    keep_from(world, case, agency="northtown-police")
    assert not is_told(world, "petra") and is_told(world, "carol")


def test_where_no_coordinator_may_see_the_case_the_chair_is_told(world: World) -> None:
    case = make_published_list(world, cases=[make_case(world, referring="northtown-idva")]).cases[0]
    reveal(world, "polly", case)
    assert not is_told(world, "chidi")
    keep_from(world, case, who="carol", by="chidi")
    assert is_told(world, "chidi") and not is_told(world, "carol") and is_told(world, "ida")


def test_a_chair_who_is_kept_from_the_case_is_not_told_in_the_coordinators_place(world: World) -> None:
    case = make_published_list(world, cases=[make_case(world, referring="northtown-idva")]).cases[0]
    reveal(world, "polly", case)
    keep_from(world, case, who="carol", by="chidi")
    keep_from(world, case, who="chidi", by="chidi")
    assert not is_told(world, "chidi") and is_told(world, "ida")


def test_a_sealed_case_that_names_no_coordinator_is_told_to_a_chair_who_is_named(world: World) -> None:
    case = make_published_list(world).cases[0]
    seal_to(world, case, "chidi", "ida")
    beside(world, f"DELETE FROM named_viewer WHERE user_id = {world.person('carol')}")
    reveal(world, "ida", case)
    assert is_told(world, "chidi")
    assert not is_told(world, "carol") and not is_told(world, "polly")
