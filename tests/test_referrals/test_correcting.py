"""Correcting what was read: what is checked, what is rewritten, and who is not lost by it."""

import copy
import json
import unicodedata

import pytest

from marac.access.acts import Act
from marac.access.seal import open_texts
from marac.audit import events
from marac.errors import Mistake, NotFound, StaleForm
from marac.people.operations import decide_persons, undo_decision
from marac.people.queries import candidates_for
from marac.records import Text
from marac.referrals import operations
from tests.test_referrals.forms import accept, kept_form, receive, version_of


def correct(world, referral, by="carol", version=None, **changes):
    fields = copy.deepcopy(kept_form(world, referral, "carol")["fields"])
    for path, value in changes.items():
        owner, _, leaf = path.rpartition("__")
        place = fields
        for step in owner.split("__") if owner else ():
            place = place[int(step)] if step.isdigit() else place[step]
        place[leaf] = value
    with world.acting(by, Act.REFERRAL_REVIEW) as session:
        return operations.correct_referral(
            session, referral.id, version or version_of(world, referral.id), fields
        )


def people_of(world, case_id):
    with world.looking("carol", Act.CASE_VIEW) as session:
        shown = session.record(events.CaseShown(case_id=case_id, page="test"))
        texts = open_texts(session, shown, Text.PARTY_IDENTITY)
        return {owner: json.loads(text) for (owner, _), text in texts.items()}


def test_a_correction_reaches_the_form_the_summary_and_the_people(world):
    referral = receive(world, "002")
    before = people_of(world, referral.case_id)
    correct(
        world,
        referral,
        victim__name="Mary Jhelum",
        reason_for_referral="Rewritten.",
        incident_date="2025-03-01",
    )
    after = people_of(world, referral.case_id)
    assert before.keys() == after.keys()
    assert "Mary Jhelum" in {person["name"] for person in after.values()}
    form = kept_form(world, referral)
    assert form["fields"]["victim"]["name"] == "Mary Jhelum"
    assert form["as_read"]["victim"]["name"] == "Maria Jhelum"
    with world.looking("carol", Act.CASE_VIEW) as session:
        shown = session.record(events.CaseShown(case_id=referral.case_id, page="test"))
        summary = open_texts(session, shown, Text.CASE_SUMMARY)[referral.id, Text.CASE_SUMMARY]
    assert json.loads(summary)["reason_for_referral"] == "Rewritten."


def test_the_ledger_names_the_fields_that_were_changed_and_not_their_words(world):
    referral = receive(world, "002")
    correct(world, referral, victim__name="Mary Jhelum")
    event, _, body = world.ledger()[-1]
    assert event == "ReferralCorrected"
    assert json.loads(body)["about"]["fields"] == ["victim.name"]
    assert "Mary" not in body


def test_a_correction_that_changes_nothing_writes_nothing(world):
    referral = receive(world, "002")
    correct(world, referral)
    event, _, body = world.ledger()[-1]
    assert event == "CaseShown" and "written" not in json.loads(body)


def test_accents_given_back_in_another_spelling_are_no_change(world):
    referral = receive(world, "020")
    name = kept_form(world, referral)["fields"]["perpetrators"][0]["name"]
    correct(world, referral, perpetrators__0__name=unicodedata.normalize("NFD", name))
    assert kept_form(world, referral)["fields"]["perpetrators"][0]["name"] == name


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("victim__name", None, "Enter the name of the victim"),
        ("victim__name", "   ", "Enter the name of the victim"),
        ("victim__name", "N" * 201, "200 characters or fewer"),
        ("victim__name", "Ma\u202eria", "hidden character"),
        ("victim__name", "Ma\x00ria", "hidden character"),
        ("victim__date_of_birth", "1899-12-31", "1900 or later"),
        ("victim__date_of_birth", "2999-01-01", "today or earlier"),
        ("victim__date_of_birth", "2026-02-30", "not a real date"),
        ("victim__date_of_birth", "not a date", "not a real date"),
        ("victim__date_of_birth", 7, "not a real date"),
        ("referral_date", "2999-01-01", "today or earlier"),
        ("incident_date", "2999-01-01", "today or earlier"),
        ("victim__safe_to_call", "maybe", "yes, no or not known"),
        ("perpetrators__0__age_stated", 121, "between 0 and 120"),
        ("perpetrators__0__age_stated", "40", "whole number"),
        ("perpetrators__0__birth_year", 1899, "between 1900"),
        ("reason_for_referral", {"a": "b"}, ""),
        ("perpetrators", "nobody", "up to 40 people"),
        ("perpetrators", [{}] * 41, "up to 40 people"),
    ],
)
def test_what_cannot_be_kept_is_said_in_plain_words(world, path, value, words):
    referral = receive(world, "002")
    if not words:
        correct(world, referral, **{path: value})
        assert kept_form(world, referral)["fields"]["reason_for_referral"] is None
        return
    with pytest.raises(Mistake, match=words):
        correct(world, referral, **{path: value})
    assert version_of(world, referral.id) == 1


def test_a_child_may_be_due_in_the_future_but_not_born_there(world):
    referral = receive(world, "002")
    child = {"name": None, "unborn": True, "due_date": "2999-01-01"}
    correct(world, referral, children=[child])
    with pytest.raises(Mistake, match="today or earlier"):
        correct(world, referral, children=[{"name": "Chip", "date_of_birth": "2999-01-01"}])


def test_fields_that_nobody_asks_for_are_not_kept(world):
    referral = receive(world, "002")
    correct(world, referral, role="admin", victim__person_id=7)
    fields = kept_form(world, referral)["fields"]
    assert "role" not in fields and "person_id" not in fields["victim"]


def test_hostile_words_are_kept_as_words(world):
    referral = receive(world, "002")
    hostile = "<script>alert(1)</script> {{7*7}} =1+1 \u200bend"
    correct(world, referral, reason_for_referral=hostile, victim__name="O'<b>Neill</b>")
    page = world.client("carol").get(f"/referrals/{referral.id}").text
    assert "<script>alert" not in page and "<b>Neill" not in page and "{{7*7}}" in page


def test_two_people_correcting_at_once_do_not_overwrite_each_other(world):
    referral = receive(world, "002")
    correct(world, referral, victim__name="First Fiktiv", version=1)
    with pytest.raises(StaleForm):
        correct(world, referral, victim__name="Second Fiktiv", version=1)
    assert kept_form(world, referral)["fields"]["victim"]["name"] == "First Fiktiv"


def test_an_accepted_referral_is_not_corrected(world):
    referral = receive(world, "002")
    accept(world, referral)
    with pytest.raises(Mistake, match="dealt with"):
        correct(world, referral, victim__name="Other Fiktiv")


def test_nobody_outside_the_office_corrects(world):
    referral = receive(world, "002")
    for name in ("polly", "chidi", "mabel"):
        with pytest.raises(NotFound):
            correct(world, referral, by=name, victim__name="Other Fiktiv")


def test_a_person_taken_out_is_gone_with_their_texts(world):
    referral = receive(world, "002")
    child = {"name": "Chip Fiktiv", "date_of_birth": "2020-01-01"}
    correct(world, referral, children=[child])
    many = len(people_of(world, referral.case_id))
    correct(world, referral, children=[])
    assert len(people_of(world, referral.case_id)) == many - 1


def test_nobody_moves_up_into_a_decision_on_somebody_else(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    first = kept_form(world, later)["fields"]["perpetrators"]
    correct(world, later, perpetrators=[*first, {**first[0], "name": "Another Fiktiv"}])
    with world.looking("carol", Act.PERSON_DECIDE) as session:
        offered = next(each for each in candidates_for(session, later.case_id) if each.role == "perpetrator")
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        decide_persons(session, offered.party_id, offered.other_party_id, "same")
    with pytest.raises(Mistake, match="compared with a person"):
        correct(world, later, perpetrators=[{**first[0], "name": "Another Fiktiv"}])


def test_somebody_can_be_taken_out_once_the_decision_on_them_is_undone(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    first = kept_form(world, later)["fields"]["perpetrators"]
    correct(world, later, perpetrators=[*first, {"name": "Another Fiktiv"}])
    with world.looking("carol", Act.PERSON_DECIDE) as session:
        offered = next(each for each in candidates_for(session, later.case_id) if each.role == "perpetrator")
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        made = decide_persons(session, offered.party_id, offered.other_party_id, "same", "Looks alike.")
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        undo_decision(session, made.id)
    correct(world, later, perpetrators=[])
    assert offered.party_id not in people_of(world, later.case_id)
    assert [row[0] for row in world.ledger()].count("PersonsDecisionRemoved") == 1
    assert "Looks alike." not in world.client("carol").get(f"/cases/{later.case_id}/people").text


def test_the_agency_can_be_chosen_but_only_one_of_the_conference(world):
    referral = receive(world, "012")
    fields = kept_form(world, referral)["fields"]
    with (
        pytest.raises(Mistake, match="agencies of this conference"),
        world.acting("carol", Act.REFERRAL_REVIEW) as session,
    ):
        operations.correct_referral(session, referral.id, 1, fields, agency_id=12)
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        corrected = operations.correct_referral(
            session, referral.id, 1, fields, agency_id=world.agency("northtown-idva")
        )
    assert corrected.agency_id == world.agency("northtown-idva")
