"""Forms that say "must not receive": nobody sees the case before somebody has decided what that means."""

import json
from datetime import timedelta

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.administration import operations as administration
from marac.audit import events
from marac.cases.operations import name_viewers
from marac.db import NoViewer
from marac.errors import Mistake, NotFound
from marac.meetings import listing
from marac.records import Case, Referral
from marac.referrals import operations
from marac.referrals.receiving import AlreadyReceived
from tests.factories import make_meeting
from tests.test_referrals.forms import accept, kept_form, receive, version_of
from tests.world import MAPPA, MARAC

YEAR = timedelta(days=365)


def decide(world, referral, *, people=(), agencies=(), reason="Asked the referrer.", by="carol"):
    with world.acting(by, Act.REFERRAL_REVIEW) as session:
        return operations.decide_restriction(
            session,
            referral.id,
            version_of(world, referral.id),
            user_ids=[world.person(name) for name in people],
            agency_ids=[world.agency(slug) for slug in agencies],
            reason=reason,
        )


@pytest.mark.parametrize("form_id", ["020", "037"])
def test_a_restriction_waits_for_a_decision(world, form_id):
    referral = receive(world, form_id)
    assert referral.restriction_state == "undecided"
    with pytest.raises(Mistake, match="must not receive"):
        accept(world, referral)


def test_a_case_with_an_undecided_restriction_is_on_no_list(world):
    referral = receive(world, "020")
    meeting = make_meeting(world)
    with pytest.raises(Mistake), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.list_case(session, meeting.id, referral.case_id)


def test_nobody_outside_the_office_sees_it_before_or_learns_that_it_is_there(world):
    referral = receive(world, "020")
    for name in ("polly", "ida", "sunny", "mani"):
        page = world.client(name).get(f"/cases/{referral.case_id}")
        absent = world.client(name).get("/cases/12345")
        assert page.status_code == absent.status_code
        assert "Llŷr" not in page.text and "Rowan" not in page.text


def test_whoever_is_named_sees_nothing_from_then_on(world):
    referral = receive(world, "020")
    decide(world, referral, people=["chidi"], agencies=["open-bridge"])
    with world.looking("chidi", Act.CASE_VIEW) as session, pytest.raises(NotFound):
        get(session, Case, referral.case_id)
    assert accept(world, referral).status == "open"
    meeting = make_meeting(world)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        item = listing.list_case(session, meeting.id, referral.case_id)
        listing.publish_list(session, meeting.id, 1, meeting.research_by)
    assert item.case_id == referral.case_id
    with world.looking("sunny", Act.CASE_VIEW) as session, pytest.raises(NotFound):
        get(session, Case, referral.case_id)
    with world.looking("polly", Act.CASE_VIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        assert get(session, Case, referral.case_id).status == "open"


def test_that_nobody_here_is_meant_is_a_decision_with_a_reason(world):
    referral = receive(world, "037")
    with pytest.raises(Mistake, match="Say how you decided"):
        decide(world, referral, reason=" ")
    assert decide(world, referral).restriction_state == "decided"
    assert accept(world, referral).status == "open"


def test_the_decision_is_on_the_ledger_without_its_words(world):
    referral = receive(world, "020")
    decide(world, referral, people=["chidi"], reason="His aunt is the manager.")
    entries = [
        (event, json.loads(body)) for event, case_id, body in world.ledger() if case_id == referral.case_id
    ]
    decided = next(body for event, body in entries if event == "RestrictionDecided")
    denied = next(body for event, body in entries if event == "CaseExcluded")
    assert decided["about"]["excluded"] == 1
    assert denied["about"]["user_id"] == world.person("chidi") and denied["about"]["origin"] == "form"
    assert "aunt" not in repr(entries)


def test_only_people_and_agencies_of_the_conference_can_be_named(world):
    referral = receive(world, "020")
    with pytest.raises(Mistake, match="people of this conference"):
        decide(world, referral, people=["mabel"])
    with (
        pytest.raises(Mistake, match="agencies of this conference"),
        world.acting("carol", Act.REFERRAL_REVIEW) as session,
    ):
        operations.decide_restriction(
            session, referral.id, version_of(world, referral.id), user_ids=[], agency_ids=[1], reason="Why."
        )


def test_a_form_that_restricts_nothing_has_nothing_to_decide(world):
    referral = receive(world, "002")
    with pytest.raises(Mistake, match="nothing to be kept"):
        decide(world, referral)
    assert world.client("carol").get(f"/referrals/{referral.id}/restriction").status_code == 404


def test_new_words_of_restriction_are_decided_anew(world):
    referral = receive(world, "020")
    decide(world, referral)
    page = world.client("carol").get(f"/referrals/{referral.id}")
    assert "Restriction decided" in page.text
    fields = {**_fields(world, referral), "information_restrictions": ["Not to go to Westford Housing."]}
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        corrected = operations.correct_referral(session, referral.id, version_of(world, referral.id), fields)
    assert corrected.restriction_state == "undecided"


def _fields(world, referral):
    return kept_form(world, referral)["fields"]


def test_the_page_asks_for_somebody_or_for_nobody(world):
    referral = receive(world, "020")
    client = world.client("carol")
    address = f"/referrals/{referral.id}/restriction"
    assert "Precinct Pharmacy" in client.get(address).text
    neither = client.send(address, version=1, reason="Asked.")
    assert neither.status_code == 422 and "Choose who must not receive" in neither.text
    both = client.send(address, version=1, reason="Asked.", nobody="y", people=str(world.person("chidi")))
    assert both.status_code == 422
    stale = client.send(address, version=7, reason="Asked.", nobody="y")
    assert stale.status_code == 409 and "Asked." in stale.text
    assert client.send(address, version=1, reason="Asked.", nobody="y").status_code == 303


def test_a_coordinator_can_keep_herself_from_a_case(world):
    referral = receive(world, "020")
    client = world.client("carol")
    done = client.send(
        f"/referrals/{referral.id}/restriction",
        version=1,
        reason="My aunt.",
        people=str(world.person("carol")),
    )
    assert done.status_code == 303 and done.headers["Location"].endswith(f"/conferences/{MARAC}/referrals")
    assert client.get(f"/referrals/{referral.id}").status_code == 404
    assert str(referral.id) not in client.get(f"/conferences/{MARAC}/referrals").text


def test_another_conference_is_told_nothing(world):
    referral = receive(world, "020")
    client = world.client("mabel")
    absent = client.get("/referrals/999")
    for address in (f"/referrals/{referral.id}", f"/referrals/{referral.id}/restriction"):
        page = client.get(address)
        assert (page.status_code, page.text) == (404, absent.text)
    assert client.get(f"/conferences/{MARAC}/referrals").status_code == 404
    assert client.get(f"/conferences/{MAPPA}/referrals").status_code == 200
    with world.looking("mabel", Act.REFERRAL_REVIEW) as session, pytest.raises(NotFound):
        get(session, Referral, referral.id)


def found_by(world, name, case_id, words):
    """On which pages somebody meets a case: its own, the list of those received, and the search."""
    client = world.client(name)
    here = f"/cases/{case_id}"
    pages = {
        "case": client.get(here),
        "list": client.get(f"/conferences/{MARAC}/cases?status=received"),
        "search": client.send(f"/conferences/{MARAC}/cases/found", terms=words),
    }
    return {
        page
        for page, answer in pages.items()
        if answer.status_code == 200 and (page == "case" or here in answer.text)
    }


def test_nobody_but_whoever_reviews_it_meets_a_case_before_its_restriction_is_decided(world):
    referral = receive(world, "020")
    name = kept_form(world, referral)["fields"]["victim"]["name"]
    assert found_by(world, "chidi", referral.case_id, name) == set()
    assert found_by(world, "carol", referral.case_id, name) == {"case", "list", "search"}
    waiting = world.client("carol").get(f"/conferences/{MARAC}/referrals").text
    assert f"/referrals/{referral.id}" in waiting and "Restriction to decide" in waiting
    decide(world, referral)
    assert found_by(world, "chidi", referral.case_id, name) == {"case", "list", "search"}


def test_a_form_imported_by_command_is_seen_by_its_reviewer_alone_and_known_again(world):
    referral = receive(world, "020", by="importer")
    name = kept_form(world, referral)["fields"]["victim"]["name"]
    assert found_by(world, "chidi", referral.case_id, name) == set()
    assert "case" in found_by(world, "carol", referral.case_id, name)
    for again in ("importer", "carol"):
        with pytest.raises(AlreadyReceived):
            receive(world, "020", by=again)


def test_a_form_that_restricts_nothing_is_open_to_the_office_at_once(world):
    assert world.client("chidi").get(f"/cases/{receive(world, '002').case_id}").status_code == 200


def add_words(world, referral):
    fields = {**_fields(world, referral), "information_restrictions": ["Not to go to Westford Housing."]}
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        operations.correct_referral(session, referral.id, version_of(world, referral.id), fields)


def name_on(world, referral, *names):
    with world.acting("carol", Act.CASE_MANAGE) as session:
        version = get(session, Case, referral.case_id).version
        people = [world.person(name) for name in names]
        name_viewers(session, referral.case_id, version, bool(names), people)


def test_new_words_close_the_case_again_until_they_are_decided(world):
    referral = receive(world, "002")
    chidi, address = world.client("chidi"), f"/cases/{referral.case_id}"
    add_words(world, referral)
    assert chidi.get(address).status_code == 404
    decide(world, referral)
    assert chidi.get(address).status_code == 200


def test_no_list_of_names_opens_a_case_before_its_restriction_is_decided(world):
    referral = receive(world, "020")
    for names in ((), ("carol", "chidi")):
        with pytest.raises(Mistake, match="Decide first who must not receive information"):
            name_on(world, referral, *names)
    name_on(world, referral, "carol")
    decide(world, referral)
    assert world.client("chidi").get(f"/cases/{referral.case_id}").status_code == 200


def test_a_case_that_somebody_had_sealed_stays_sealed_when_its_restriction_is_decided(world):
    referral = receive(world, "002")
    name_on(world, referral, "carol", "chidi")
    add_words(world, referral)
    chidi, address = world.client("chidi"), f"/cases/{referral.case_id}"
    assert chidi.get(address).status_code == 404
    carol = world.client("carol")
    page = carol.send(
        f"/referrals/{referral.id}/restriction",
        version=version_of(world, referral.id),
        reason="Asked.",
        nobody="y",
    )
    assert "sealed it besides" in carol.get(page.headers["Location"]).text
    assert chidi.get(address).status_code == 404


def appoint(world, name, role="coordinator"):
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.grant_membership(
            session, world.person(name), world.conference(MARAC), role, clock.today(), clock.today() + YEAR
        )


def may_see(world, name, referral):
    try:
        with world.looking(name, Act.REFERRAL_REVIEW) as session:
            session.record(events.ListShown(page="test"), is_list=True)
            return get(session, Case, referral.case_id) is not None
    except (NotFound, NoViewer):
        return False


def test_a_new_reviewer_is_not_shown_what_those_before_have_yet_to_decide(world):
    referral = receive(world, "020")
    appoint(world, "sunny")
    assert not may_see(world, "sunny", referral)


def test_when_no_reviewer_is_left_the_next_one_decides(world):
    referral = receive(world, "020")
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.close_account(session, world.person("carol"))
    appoint(world, "polly", "representative")
    assert not may_see(world, "polly", referral)
    appoint(world, "sunny")
    assert may_see(world, "sunny", referral)
    event, _case, body = world.ledger()[-2]
    assert event == "MembershipChanged" and json.loads(body)["about"]["named_on"] == [referral.case_id]
    assert world.client("sunny").get(f"/referrals/{referral.id}/restriction").status_code == 200


def test_whoever_is_kept_from_the_case_succeeds_nobody(world):
    referral = receive(world, "020")
    decide(world, referral, people=["sunny"])
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        fields = {**_fields(world, referral), "information_restrictions": ["Not to go to Westford Housing."]}
        operations.correct_referral(session, referral.id, version_of(world, referral.id), fields)
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.close_account(session, world.person("carol"))
    appoint(world, "sunny")
    assert not may_see(world, "sunny", referral)
