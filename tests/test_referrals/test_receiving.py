"""Forms that come in: what is kept of them, who may see it, and what is never done twice."""

import json

import pytest
from sqlalchemy import create_engine

from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seal import open_texts
from marac.audit import events
from marac.errors import NotFound
from marac.people.queries import candidates_for
from marac.records import Case, Text
from marac.referrals import operations, references
from tests.databases import rogue
from tests.test_referrals.forms import (
    accept,
    decide_candidates,
    expected,
    expected_form,
    kept_form,
    read_example,
    receive,
    settle,
)
from tests.world import MAPPA, MASIP


def test_all_example_forms_are_received_accepted_and_the_repeats_found(world):
    forms = sorted(expected()["forms"], key=lambda form: (form["fields"]["referral_date"], form["form_id"]))
    received = {form["form_id"]: receive(world, form["form_id"]) for form in forms}
    for form in forms:
        assert kept_form(world, received[form["form_id"]])["fields"] == form["fields"]
    offered = {form_id: _offered(world, received, form_id) for form_id in received}
    cases = {}
    for form_id, referral in received.items():
        settled = settle(world, referral)
        decide_candidates(world, referral.case_id)
        cases[form_id] = accept(world, settled)
    pairs = {
        (pair["earlier"], pair["later"]): pair["within_12_months"] for pair in expected()["repeat_pairs"]
    }
    for (earlier, later), is_repeat in pairs.items():
        assert cases[later].is_repeat is is_repeat, later
        assert cases[later].earlier_case_id == (cases[earlier].id if is_repeat else None)
    assert sum(case.is_repeat for case in cases.values()) == sum(pairs.values())
    linked = {tuple(pair["forms"]) for pair in expected()["linked_perpetrators"]}
    for one, other in linked:
        assert other in offered[one] and one in offered[other]
    for pair in expected()["same_name_different_people"]:
        assert pair["forms"][1] not in offered[pair["forms"][0]]


def _offered(world, received, form_id):
    ids = {referral.case_id: each for each, referral in received.items()}
    with world.looking("carol", Act.PERSON_DECIDE) as session:
        found = candidates_for(session, received[form_id].case_id)
        return {ids[candidate.other_case_id] for candidate in found}


def test_the_file_the_words_and_the_people_are_kept_sealed(world):
    referral = receive(world, "002")
    content, read = read_example("002")
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        shown = session.record(events.CaseShown(case_id=referral.case_id, page="test"))
        texts = open_texts(
            session, shown, Text.REFERRAL_WORDS, Text.CASE_SUMMARY, Text.PARTY_IDENTITY, Text.PARTY_CONTACT
        )
    words = json.loads(texts[referral.id, Text.REFERRAL_WORDS])
    assert [each["text"] for each in words] == [each.text for each in read.words]
    summary = json.loads(texts[referral.id, Text.CASE_SUMMARY])
    assert summary["reason_for_referral"] == expected_form("002")["fields"]["reason_for_referral"]
    people = [json.loads(text) for (_, field), text in texts.items() if field == Text.PARTY_IDENTITY]
    assert {"Maria Jhelum", "Nathan Deben"} <= {person["name"] for person in people}
    downloaded = world.client("carol").get(f"/referrals/{referral.id}/file")
    assert downloaded.data == content


def test_no_confidential_word_of_a_form_is_in_the_database_in_clear(world):
    receive(world, "002")
    engine = create_engine(rogue(world.url))
    with engine.connect() as connection:
        for table in ("referral", "case_file", "party", "sealed_text", "ledger_entry"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert "Jhelum" not in repr(rows) and "Deben" not in repr(rows)
    engine.dispose()


def test_the_referring_agency_is_matched_by_its_very_name_alone(world):
    assert receive(world, "002").agency_id == world.agency("northtown-police")
    # Southmere Stalking Advocacy is not Northtown IDVA Service, though both are advocacy services.
    assert receive(world, "012").agency_id is None


def test_the_same_file_is_received_once(world):
    first = receive(world, "001")
    with pytest.raises(operations.AlreadyReceived) as known:
        receive(world, "001")
    assert known.value.referral_id == first.id


def test_the_same_file_in_two_conferences_is_two_referrals(world):
    receive(world, "001")
    content, read = read_example("001")
    with world.acting("tess", Act.REFERRAL_RECEIVE) as session:
        referral = operations.receive_form(session, world.conference(MASIP), content, read)
    assert referral.conference_id == world.conference(MASIP)


def test_nobody_receives_into_a_conference_of_others(world):
    content, read = read_example("001")
    with pytest.raises(NotFound), world.acting("carol", Act.REFERRAL_RECEIVE) as session:
        operations.receive_form(session, world.conference(MAPPA), content, read)


def test_the_account_for_imports_receives_and_reads_nothing_back(world):
    referral = receive(world, "001", by="importer")
    assert kept_form(world, referral)["fields"] == expected_form("001")["fields"]


def test_other_agencies_see_nothing_of_a_received_form(world):
    referral = receive(world, "002")
    for name in ("polly", "ida", "mani"):
        with world.looking(name, Act.CASE_VIEW) as session, pytest.raises(NotFound):
            get(session, Case, referral.case_id)


def test_receiving_is_on_the_ledger_with_what_was_written(world):
    referral = receive(world, "002")
    event, case_id, body = world.ledger()[-1]
    entry = json.loads(body)
    assert (event, case_id) == ("ReferralReceived", referral.case_id)
    assert entry["about"]["route"] == "word" and entry["about"]["layout"] == referral.layout
    assert set(entry["written"]) == {
        Text.REFERRAL_FILE, Text.REFERRAL_WORDS, Text.REFERRAL_FORM, Text.CASE_SUMMARY,
        Text.PARTY_IDENTITY, Text.PARTY_CONTACT,
    }  # fmt: skip


def test_a_reference_that_is_taken_is_not_given_twice(world, monkeypatch):
    first = receive(world, "001")
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        taken = get(session, Case, first.case_id).reference
    offered = iter([taken, taken, "NM-FREE1"])
    monkeypatch.setattr(references, "new_reference", lambda _prefix: next(offered))
    second = receive(world, "002")
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        assert get(session, Case, second.case_id).reference == "NM-FREE1"


def test_references_say_the_conference_and_nothing_else():
    made = {references.new_reference("NM") for _ in range(200)}
    assert len(made) > 190
    assert all(reference.startswith("NM-") and len(reference) == 8 for reference in made)
    assert not set("ILOU") & set("".join(reference[3:] for reference in made))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("002-r2-police-referral.docx", "002-r2"),
        ("003-v2-police-referral.docx", "003-v2"),
        ("001-probation-referral.docx", "001"),
        ("C:\\forms\\017 Jane Example.docx", "017"),
        ("Jane Example 12.docx", ""),
        ("12345678901.docx", ""),
        ("referral.docx", ""),
        ("", ""),
    ],
)
def test_only_a_number_is_kept_of_a_files_name(name, number):
    assert operations.form_number_of(name) == number
