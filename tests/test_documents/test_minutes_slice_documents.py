"""Word copies: each holds what its reader may see and nothing else, and the ledger says exactly what."""

import json
from typing import Any

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.documents.amending import start_amendment
from marac.records import Case, Exclusion
from tests.test_documents.held import Held, canaries_in, held_meeting, words_in
from tests.world import MAPPA, MASIP, World

SAID = ("risk", "secondrisk", "reason", "action", "chair", "rationale", "dissent")
RECORD = {f"wordof{word}" for word in SAID}
STANDARD = {f"wordof{word}" for word in ("police", "summaryofhealth", "housing", "records")}
READERS = {
    "carol": RECORD | STANDARD,
    "chidi": RECORD | STANDARD | {"wordofhealth", "wordofintelligence"},
    "polly": RECORD | STANDARD | {"wordofintelligence"},
    "petra": RECORD | STANDARD | {"wordofintelligence"},
    "hana": RECORD | STANDARD | {"wordofhealth"},
    "ida": RECORD | STANDARD | {"wordofadvocacy"},
    "horatio": RECORD | STANDARD,
    "cleo": RECORD,
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def copy_of(held: Held, person: str, document: str) -> Any:
    return held.world.client(person).send(f"/meetings/{held.meeting_id}/documents/{document}")


def last_copy(world: World) -> dict[str, Any]:
    return json.loads([row[2] for row in world.ledger() if row[0] == "DocumentMade"][-1])


def exclude(held: Held, case_id: int, name: str) -> None:
    """Keep somebody from a case; the office does it, for itself as well."""
    with held.world.acting(held.coordinator, Act.EXCLUSION_DECIDE) as session:
        get(session, Case, case_id)
        decider = held.world.person(held.coordinator)
        session.add(Exclusion(case_id=case_id, user_id=held.world.person(name), decided_by_id=decider))


def test_everybodys_minutes_hold_exactly_what_they_may_read(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    for person, expected in READERS.items():
        answer = copy_of(held, person, "minutes")
        assert answer.status_code == 200
        text = words_in(answer.data)
        assert canaries_in(text) == expected, person
        assert "Invented Row" not in text and "01632 960000" not in text


def test_lists_and_plans_hold_no_information_of_any_agency(world: World) -> None:
    held = held_meeting(world)
    for person in READERS:
        assert canaries_in(words_in(copy_of(held, person, "list").data)) == set()
        plan = canaries_in(words_in(copy_of(held, person, "plan").data))
        assert plan == {"wordofaction", "wordofrisk"}, person
        own = canaries_in(words_in(copy_of(held, person, "own-plan").data))
        is_police = person in ("chidi", "polly", "petra")
        assert own == ({"wordofaction", "wordofrisk"} if is_police else set())


def test_a_copy_names_its_reader_and_leaves_as_a_file(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    answer = copy_of(held, "horatio", "minutes")
    assert answer.mimetype == WORD
    copy = last_copy(world)["about"]["copy"]
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="OFFICIAL-SENSITIVE_Minutes_')
    assert f"copy-{copy}.docx" in name
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    text = words_in(answer.data)
    assert f"Copy {copy}, for Horatio Testperson, Westford Housing." in text
    seq = last_copy(world)["seq"]
    assert f"after entry {seq - 1:,}." in text


def test_the_ledger_says_exactly_what_is_in_a_copy(world: World) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    copy_of(held, "horatio", "minutes")
    body = last_copy(world)
    assert body["cases"] == sorted(case.id for case in held.listed.cases)
    assert body["about"]["recipient_agency_id"] == world.agency("westford-housing")
    assert body["about"]["recipient_id"] == world.person("horatio")
    assert body["about"]["meeting_id"] == held.meeting_id
    assert set(body["shown"]) == {
        "minutes.section",
        "contribution.text",
        "contribution.source",
        "return.records",
    }
    sharers = [world.agency(each) for each in ("northtown-police", "eastvale-health", "westford-housing")]
    assert body["shown"]["contribution.text"] == sorted(sharers)
    copy_of(held, "horatio", "list")
    assert set(last_copy(world)["shown"]) == {"party.identity"}
    copy_of(held, "horatio", "own-plan")
    assert last_copy(world)["about"]["document"] == "own-plan"
    assert "shown" not in last_copy(world) and "cases" not in last_copy(world)


def test_somebody_kept_from_a_case_gets_copies_without_a_trace_of_it(world: World) -> None:
    held = held_meeting(world, cases=3)
    held.approve()
    hidden, seen = held.listed.cases[1], held.listed.cases[2]
    exclude(held, hidden.id, "polly")
    for document in ("list", "minutes", "plan", "own-plan"):
        whole = words_in(copy_of(held, "petra", document).data)
        assert hidden.reference in whole
        text = words_in(copy_of(held, "polly", document).data)
        assert hidden.reference not in text and hidden.victim not in text and "of1" not in text
        assert seen.reference in text
        assert hidden.id not in last_copy(world)["cases"]
    numbers = words_in(copy_of(held, "polly", "list").data)
    assert ">2</w:t>" in numbers and ">3</w:t>" not in numbers


def test_an_agency_that_was_not_invited_gets_a_copy_without_any_case(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    text = words_in(copy_of(held, "sunny", "minutes").data)
    assert held.listed.cases[0].reference not in text
    assert canaries_in(text) == set()


def test_a_draft_is_copied_by_the_office_alone_and_marked(world: World) -> None:
    held = held_meeting(world)
    for person in ("polly", "carol"):
        assert copy_of(held, person, "minutes").status_code == 404
    assert copy_of(held, "polly", "draft").status_code == 404
    draft = words_in(copy_of(held, "carol", "draft").data)
    assert "OFFICIAL-SENSITIVE. DRAFT, NOT APPROVED" in draft
    typed = {"recipient": world.person("horatio"), "document": "draft", "family_name": "Testperson"}
    assert world.client("carol").send(f"/meetings/{held.meeting_id}/copies", **typed).status_code == 422
    held.approve()
    assert "DRAFT" not in words_in(copy_of(held, "carol", "minutes").data)
    with world.acting("chidi", Act.MINUTES_APPROVE) as session:
        start_amendment(session, held.meeting_id)
    assert "DRAFT" not in words_in(copy_of(held, "carol", "minutes").data)
    assert "Version" in words_in(copy_of(held, "carol", "draft").data)


@pytest.mark.parametrize("person", ["mani", "audley", "adam"])
def test_other_roles_make_no_copies(world: World, person: str) -> None:
    held = held_meeting(world)
    assert copy_of(held, person, "list").status_code == 403


def test_another_conferences_meeting_is_not_there(world: World) -> None:
    held = held_meeting(world)
    assert copy_of(held, "mabel", "list").status_code == 404
    assert copy_of(held, "tess", "minutes").status_code == 404
    assert copy_of(held, "carol", "everything").status_code == 404


def test_mappa_minutes_stand_under_their_own_headings(world: World) -> None:
    held = held_meeting(world, MAPPA)
    held.approve()
    text = words_in(copy_of(held, "polly", "minutes").data)
    for heading in (
        "Confidentiality and diversity statement",
        "Category and level",
        "Information exchange",
        "Summary of risk",
        "Risk management plan in four pillars",
        "Disclosure to third parties",
        "Level decision and rationale",
        "Next review",
    ):
        assert f">{heading}<" in text, heading
    assert "Category 2: violent or other sexual offender" in text
    assert "wordofdisclosure" in text and "Considered, not disclosed" in text
    assert "wordofhealth" not in text
    health = words_in(copy_of(held, "mira", "minutes").data)
    assert "wordofdisclosure" not in health and "Considered, not disclosed" not in health
    assert "wordofhealth" in health


def test_the_stalking_panels_minutes_stand_under_their_own_headings(world: World) -> None:
    held = held_meeting(world, MASIP)
    held.approve()
    text = words_in(copy_of(held, "isaac", "minutes").data)
    assert ">Tier, and typology as a working hypothesis<" in text
    assert "Typology, as a working hypothesis: Rejected" in text
    assert ">Orders considered<" in text and "Stalking protection order considered: To be sought" in text
    assert "wordofdisclosure" in text and "wordofadvocacy" in text
    assert "wordofadvocacy" not in words_in(copy_of(held, "chidi", "minutes").data)


def test_a_repeat_brings_the_plan_before_it_and_what_became_of_it(world: World) -> None:
    first = held_meeting(world)
    earlier = first.listed.cases[0]
    second = held_meeting(world, earlier=earlier)
    second.approve()
    text = words_in(copy_of(second, "polly", "minutes").data)
    # Among the outstanding actions, in the earlier plan, and the new one.
    assert (text.count("wordofaction"), text.count("wordofoutcome")) == (3, 2)
    assert earlier.reference in text and "Carried forward" in text
    exclude(second, earlier.id, "polly")
    after = words_in(copy_of(second, "polly", "minutes").data)
    assert earlier.reference not in after and "wordofoutcome" not in after
    assert after.count("wordofaction") == 1
