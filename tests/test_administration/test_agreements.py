"""Police intelligence is given by the police and advocacy by the advocacy service: a chair alone widens neither."""

import json
import re
from typing import Any

import pytest

from marac.access.acts import Act
from marac.administration import operations
from marac.administration.agreeing import agree, proposal_page, refuse, waiting_for
from marac.conferences import get_kind
from marac.errors import Mistake, NotFound
from tests.factories import make_published_list
from tests.test_administration.deciding import agreed, cleared, decided, default, hidden_fields, post
from tests.test_contributions.making import share
from tests.world import MAPPA, MARAC, World

PROBATION, HOUSING = ("probation", "representative"), ("housing", "representative")
READS = "GIVEN-BY-ITS-OWNER-CANARY"
OWNERS = [("police_intelligence", "polly", "ida"), ("advocacy", "ida", "polly")]


def bit(section_class: str) -> int:
    return get_kind("marac").section_class(section_class).mask


def widen(world: World, section_class: str, reader: tuple[str, str] = PROBATION) -> None:
    decided(world, section_class, default(world, section_class) | {reader})


def waiting_id(world: World, who: str) -> int:
    with world.looking(who, Act.AUDIENCE_AGREE) as session:
        return next((each.id for each in waiting_for(session)), 0)


def address(proposal_id: int, conference: str = MARAC) -> str:
    return f"/conferences/{conference}/audiences/waiting/{proposal_id}"


def answer(world: World, who: str, proposal_id: int, said: str, **typed: Any) -> Any:
    """Somebody sends an answer from the page that they were shown."""
    browser = world.client(who)
    shown = browser.get(address(proposal_id))
    fields = {**hidden_fields(shown.text), "answer": said, **typed}
    return browser.send(address(proposal_id), **fields)


def events(world: World) -> list[str]:
    return [name for name, *_ in world.ledger() if name.startswith("Audience")]


@pytest.mark.parametrize(("section_class", "owner", "other"), OWNERS)
def test_nobody_reads_more_before_somebody_of_its_agency_agrees(
    world: World, section_class: str, owner: str, other: str
) -> None:
    made = make_published_list(world)
    share(world, owner, made.item_of(made.cases[0]), READS, section_class=section_class)
    widen(world, section_class)
    page = f"/cases/{made.cases[0].id}"
    assert READS not in world.client("pravin").get(page).text and not cleared(world, "pravin") & bit(
        section_class
    )
    assert answer(world, owner, waiting_id(world, owner), "agree").status_code == 303
    assert READS in world.client("pravin").get(page).text and cleared(world, "pravin") & bit(section_class)
    assert events(world) == ["AudienceProposed", "AudienceAnswered", "AudienceDecided"]
    told = [json.loads(body)["about"] for name, _, body in world.ledger() if name == "AudienceDecided"]
    assert told[0]["proposed_by_id"] == world.person("chidi")


@pytest.mark.parametrize(("section_class", "owner", "other"), OWNERS)
def test_it_is_asked_on_the_first_page_of_their_representatives_and_of_nobody_else(
    world: World, section_class: str, owner: str, other: str
) -> None:
    widen(world, section_class)
    words = "Your agreement is asked for"
    assert words in world.client(owner).get("/").text
    for who in (other, "chidi", "carol", "petra", "mani", "hana"):
        assert words not in world.client(who).get("/").text, who
    answer(world, owner, waiting_id(world, owner), "agree")
    assert words not in world.client(owner).get("/").text


@pytest.mark.parametrize("who", ["ida", "hana", "pravin"])
def test_no_other_agency_agrees_or_sees_what_waits(world: World, who: str) -> None:
    widen(world, "police_intelligence")
    number = waiting_id(world, "polly")
    browser = world.client(who)
    for status in (
        browser.get(address(number)).status_code,
        browser.send(address(number), answer="agree").status_code,
        browser.get(address(number ^ 1)).status_code,
    ):
        assert status == 404
    assert not cleared(world, "pravin") & bit("police_intelligence")


@pytest.mark.parametrize("who", ["chidi", "carol", "petra", "mani", "adam"])
def test_nor_does_the_chair_a_deputy_or_a_manager_of_the_agency(world: World, who: str) -> None:
    widen(world, "police_intelligence")
    browser, number = world.client(who), waiting_id(world, "polly")
    assert browser.get(address(number)).status_code == 403
    assert browser.send(address(number), answer="agree").status_code == 403
    assert not cleared(world, "pravin") & bit("police_intelligence")


def test_nor_somebody_of_the_agency_from_the_page_of_another_conference(world: World) -> None:
    widen(world, "police_intelligence")
    assert world.client("polly").get(address(waiting_id(world, "polly"), MAPPA)).status_code == 404


def test_a_refusal_with_its_reason_leaves_everything_as_it_was(world: World) -> None:
    widen(world, "police_intelligence")
    number = waiting_id(world, "polly")
    without = answer(world, "polly", number, "refuse")
    assert without.status_code == 422 and "Choose why you refuse it." in without.text
    assert answer(world, "polly", number, "refuse", refusal="people_at_risk").status_code == 303
    assert not cleared(world, "pravin") & bit("police_intelligence") and waiting_id(world, "polly") == 0
    page = " ".join(world.client("chidi").get(f"/conferences/{MARAC}/audiences").text.split())
    assert "Refused" in page and "It could put somebody at risk" in page and "Polly Testperson" in page
    about = next(json.loads(body)["about"] for name, _, body in world.ledger() if name == "AudienceAnswered")
    assert about["answer"] == "refused" and about["refusal"] == "people_at_risk"
    assert world.client("polly").send(address(number), answer="agree").status_code == 404


def test_the_chair_is_told_that_it_waits_and_for_whom(world: World) -> None:
    browser = world.client("chidi")
    path = f"/conferences/{MARAC}/audiences"
    assert "a representative must agree" in browser.get(f"{path}/police_intelligence").text
    codes = [f"{kind}/{role}" for kind, role in default(world, "police_intelligence") | {PROBATION}]
    asked = post(browser, "police_intelligence", codes)
    assert "Once a representative agrees (Police)" in " ".join(asked.text.split())
    done = browser.send(f"{path}/police_intelligence", **hidden_fields(asked.text))
    assert done.status_code == 303
    page = " ".join(browser.get(path).text.split())
    assert "nothing changes until a representative agrees (Police)" in page
    assert "Waiting for agreement" in page and "Decided here" not in page


def test_somebody_reading_less_needs_nobody(world: World) -> None:
    widen(world, "advocacy")
    agreed(world, "ida", "advocacy")
    decided(world, "advocacy", default(world, "advocacy"))
    assert not cleared(world, "pravin") & bit("advocacy") and waiting_id(world, "ida") == 0


def test_other_classes_are_widened_by_the_chair_as_before(world: World) -> None:
    widen(world, "health")
    assert cleared(world, "pravin") & bit("health")


def test_another_decision_overtakes_what_waits(world: World) -> None:
    widen(world, "advocacy")
    first = waiting_id(world, "ida")
    widen(world, "advocacy", HOUSING)
    second = waiting_id(world, "ida")
    assert second not in (0, first)
    assert world.client("ida").send(address(first), answer="agree").status_code == 404
    assert answer(world, "ida", second, "agree").status_code == 303
    assert cleared(world, "horatio") & bit("advocacy") and not cleared(world, "pravin") & bit("advocacy")


def test_an_agreement_to_what_was_not_shown_is_not_given(world: World) -> None:
    widen(world, "advocacy")
    number = waiting_id(world, "ida")
    forged = answer(world, "ida", number, "agree", confirmed="0" * 32)
    assert forged.status_code == 422 and "has changed meanwhile" in forged.text
    with pytest.raises(Mistake), world.acting("ida", Act.AUDIENCE_AGREE) as session:
        refuse(session, world.conference(), number, "because")
    with pytest.raises(NotFound), world.acting("ida", Act.AUDIENCE_AGREE) as session:
        agree(session, world.conference(MAPPA), number, "0" * 32)
    assert not cleared(world, "pravin") & bit("advocacy")


def test_the_page_names_who_would_read_more_and_once_agreed_who_did_it(world: World) -> None:
    widen(world, "advocacy")
    number = waiting_id(world, "ida")
    page = " ".join(world.client("ida").get(address(number)).text.split())
    assert "1 person could read this too" in page and "Pravin Testperson" in page
    assert re.search("Decided by</dt>.{0,80}Chidi Testperson", page)
    answer(world, "ida", number, "agree")
    page = world.client("polly").get(f"/conferences/{MARAC}/audiences").text
    assert "Chidi Testperson, with the agreement of Ida Testperson" in page
    with pytest.raises(NotFound), world.looking("ida", Act.AUDIENCE_AGREE) as session:
        proposal_page(session, world.conference(), number)


def test_the_chair_takes_back_what_waits_by_deciding_that_all_stays(world: World) -> None:
    widen(world, "advocacy")
    number = waiting_id(world, "ida")
    decided(world, "advocacy", default(world, "advocacy"))
    assert waiting_id(world, "ida") == 0
    assert world.client("ida").get(address(number)).status_code == 404
    assert events(world) == ["AudienceProposed", "AudienceAnswered"]
    with pytest.raises(Mistake, match="how it is already"):
        decided(world, "advocacy", default(world, "advocacy"))


def test_nobody_agrees_to_what_a_chair_decided_who_is_one_no_longer(world: World) -> None:
    widen(world, "advocacy")
    number = waiting_id(world, "ida")
    browser = world.client("ida")
    fields = {**hidden_fields(browser.get(address(number)).text), "answer": "agree"}
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        operations.close_account(session, world.person("chidi"))
    assert waiting_id(world, "ida") == 0
    assert browser.send(address(number), **fields).status_code == 404
    assert not cleared(world, "pravin") & bit("advocacy")
