"""Referrals that an agency types in: its own until sent, then the office's."""

import json

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.audit import events
from marac.errors import Mistake, NotFound, StaleForm
from marac.records import Case, Referral
from marac.referrals import operations
from marac.referrals.typed_page import STEPS, open_draft
from tests.test_referrals.forms import accept, kept_form, read_example, settle, version_of
from tests.test_referrals.test_review_page import typed_on
from tests.world import MAPPA, MARAC, MASIP

INDEX = f"/conferences/{MARAC}/referrals"


def start(world, name="polly", conference=MARAC):
    with world.acting(name, Act.REFERRAL_WRITE) as session:
        return operations.start_draft(session, world.conference(conference))


def fields_of(world, referral, name="polly"):
    with world.looking(name, Act.REFERRAL_WRITE) as session:
        return open_draft(session, referral.id).fields


def save(world, referral, name="polly", version=1, **changes):
    fields = fields_of(world, referral, name)
    with world.acting(name, Act.REFERRAL_WRITE) as session:
        return operations.save_draft(session, referral.id, version, {**fields, **changes})


def fill(world, referral, **changes):
    """A draft with what is needed to send it."""
    fields = fields_of(world, referral)
    victim = {**fields["victim"], "name": "Vera Fiktiv", "address": "1 Invented Row, Northtown ZZ1 1AA"}
    return save(world, referral, **{"victim": victim, "reason_for_referral": "Threats to kill.", **changes})


def send(world, referral, name="polly", version=2):
    with world.acting(name, Act.REFERRAL_WRITE) as session:
        return operations.send_draft(session, referral.id, version)


def step(client, referral, name, order="next", **typed):
    address = f"/referrals/{referral.id}/draft/{name}"
    return client.post(address, data={**typed_on(client.get(address)), "then": order, **typed})


def test_a_draft_is_seen_by_its_own_agency_alone(world):
    referral = start(world)
    save(world, referral, reason_for_referral="Canary words.")
    for name in ("polly", "petra"):
        assert "Canary words." in world.client(name).get(f"/referrals/{referral.id}/draft").text
    for name in ("carol", "pravin", "ida"):
        client = world.client(name)
        page = client.get(f"/referrals/{referral.id}/draft")
        assert (page.status_code, page.text) == (404, client.get("/referrals/999/draft").text)
        assert str(referral.id) not in client.get(INDEX).text
    for name in ("carol", "chidi", "ida"):
        with world.looking(name, Act.CASE_VIEW) as session, pytest.raises(NotFound):
            get(session, Case, referral.case_id)
    assert world.client("carol").get(f"/referrals/{referral.id}").status_code == 404


def test_a_draft_is_kept_step_by_step_and_sent(world):
    client = world.client("polly")
    begun = client.send(f"{INDEX}/drafts")
    assert begun.status_code == 303 and begun.headers["Location"].endswith("/draft/referrer")
    referral_id = int(begun.headers["Location"].split("/")[2])
    typed = {
        "referrer": {"incident_date": "1 March 2026", "referrer-role": "DC"},
        "victim": {"victim-name": "Vera Fiktiv", "victim-safe_to_call": "no"},
        "perpetrators": {"perpetrators-0-name": "Percy Fiktiv", "perpetrators-0-aliases": "Perce\nP"},
        "children": {},
        "reason": {"criteria-visible_high_risk": "yes", "criteria-visible_high_risk_ticks": "9",
                   "reason_for_referral": "Threats."},
        "safety": {"victim_aware": "yes", "information_restrictions": "Not to go to Westford Housing."},
    }  # fmt: skip
    for name, answers in typed.items():
        address = f"/referrals/{referral_id}/draft/{name}"
        answer = client.post(address, data={**typed_on(client.get(address)), "then": "next", **answers})
        assert answer.status_code == 303, name
    assert answer.headers["Location"].endswith(f"/referrals/{referral_id}/draft")
    page = client.get(f"/referrals/{referral_id}/draft").text
    assert "Vera Fiktiv" in page and "Still needed" not in page
    sent = client.send(f"/referrals/{referral_id}/send", version=len(typed) + 1)
    assert sent.status_code == 303
    assert client.get(f"/referrals/{referral_id}/draft").status_code == 404
    review = world.client("carol").get(f"/referrals/{referral_id}").text
    assert "Percy Fiktiv" in review and "Not to go to Westford Housing." in review
    assert "Somebody must not receive information" in review
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        case_id = get(session, Referral, referral_id).case_id
    for name, status in (("carol", 200), ("chidi", 404), ("polly", 404)):
        assert world.client(name).get(f"/cases/{case_id}").status_code == status


def test_a_sent_referral_is_reviewed_like_a_form(world):
    referral = start(world)
    fill(world, referral)
    case = send(world, referral)
    assert (case.status, case.is_sealed) == ("received", False)
    with world.looking("polly", Act.CASE_VIEW) as session, pytest.raises(NotFound):
        get(session, Case, referral.case_id)
    fields = kept_form(world, referral)["fields"]
    assert fields.keys() == read_example("001")[1].fields.keys()
    assert fields["victim"].keys() == read_example("001")[1].fields["victim"].keys()
    accepted = accept(world, settle(world, referral))
    assert accepted.referring_agency_id == world.agency("northtown-police")


def test_coming_back_later_shows_what_was_kept(world):
    client = world.client("polly")
    referral = start(world)
    answer = step(client, referral, "victim", "later", **{"victim-name": "Vera Fiktiv"})
    assert answer.headers["Location"].endswith(INDEX)
    assert f"/referrals/{referral.id}/draft" in client.get(INDEX).text
    assert 'value="Vera Fiktiv"' in client.get(f"/referrals/{referral.id}/draft/victim").text


def test_what_is_wrong_stands_beside_its_field(world):
    client = world.client("polly")
    referral = start(world)
    page = step(client, referral, "victim", **{"victim-name": "Vera", "victim-date_of_birth": "31/02/2000"})
    assert page.status_code == 422 and "not a real date" in page.text and 'value="Vera"' in page.text
    page = step(client, referral, "victim", **{"victim-date_of_birth": "1 1 2999"})
    assert page.status_code == 422 and "today or earlier" in page.text


def test_people_are_added_and_taken_out(world):
    client = world.client("polly")
    referral = start(world)
    page = step(client, referral, "perpetrators", "add-perpetrators", **{"perpetrators-0-name": "One Fiktiv"})
    assert 'value="One Fiktiv"' in page.text and 'name="perpetrators-1-name"' in page.text
    two = {**typed_on(page), "perpetrators-1-name": "Two Fiktiv", "then": "remove-perpetrators-0"}
    page = client.post(f"/referrals/{referral.id}/draft/perpetrators", data=two)
    assert 'value="Two Fiktiv"' in page.text and "One Fiktiv" not in page.text
    kept = {**typed_on(page), "then": "next"}
    client.post(f"/referrals/{referral.id}/draft/perpetrators", data=kept)
    assert [each["name"] for each in fields_of(world, referral)["perpetrators"]] == ["Two Fiktiv"]


def test_what_is_missing_is_listed_with_where_to_put_it_right(world):
    referral = start(world)
    client = world.client("polly")
    page = client.get(f"/referrals/{referral.id}/draft").text
    assert f"/referrals/{referral.id}/draft/victim#victim-name" in page
    refused = client.send(f"/referrals/{referral.id}/send", version=1)
    assert refused.status_code == 422 and "Enter the name of the victim" in refused.text
    with pytest.raises(Mistake, match="Say why"):
        fill(world, referral, reason_for_referral=None)
        send(world, referral)


def test_two_of_one_agency_see_both_versions(world):
    referral = start(world)
    client = world.client("polly")
    address = f"/referrals/{referral.id}/draft/reason"
    typed = typed_on(client.get(address))
    save(world, referral, "petra", reason_for_referral="Petra's words.")
    stale = client.post(address, data={**typed, "reason_for_referral": "Polly's words.", "then": "next"})
    assert stale.status_code == 409
    assert "Petra&#39;s words." in stale.text and "Polly&#39;s words." in stale.text
    again = client.post(address, data={**typed_on(stale), "then": "next"})
    assert again.status_code == 303
    assert fields_of(world, referral)["reason_for_referral"] == "Polly's words."
    with pytest.raises(StaleForm):
        send(world, referral, version=1)


def test_sending_twice_sends_once(world):
    referral = start(world)
    fill(world, referral)
    client = world.client("polly")
    answers = [client.send(f"/referrals/{referral.id}/send", form_key="once", version=2) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [event for event, _, _ in world.ledger()].count("ReferralSent") == 1


def test_a_draft_thrown_away_leaves_nothing_but_its_line_on_the_ledger(world):
    referral = start(world)
    fill(world, referral)
    done = world.client("polly").send(f"/referrals/{referral.id}/discard", version=2)
    assert done.status_code == 303
    assert world.ledger()[-1][0] == "DraftDiscarded"
    assert world.client("polly").get(f"/referrals/{referral.id}/draft").status_code == 404


def test_what_is_on_the_ledger_of_a_draft_names_no_words(world):
    referral = start(world)
    fill(world, referral)
    send(world, referral)
    entries = [json.loads(body) for _, case_id, body in world.ledger() if case_id == referral.case_id]
    assert {"ReferralReceived", "ReferralCorrected", "ReferralSent"} <= {entry["event"] for entry in entries}
    assert "Fiktiv" not in repr(entries) and "Threats" not in repr(entries)


def test_an_offender_can_be_referred_to_mappa_without_a_victim(world):
    referral = start(world, conference=MAPPA)
    page = world.client("polly").get(f"/referrals/{referral.id}/draft").text
    assert "Enter the name of the offender" in page and "name of the victim" not in page
    offender = {**fields_of(world, referral)["perpetrators"][0], "name": "Oscar Fiktiv"}
    save(world, referral, perpetrators=[offender], reason_for_referral="Formal meetings add value.")
    send(world, referral)
    with world.acting("mabel", Act.REFERRAL_REVIEW) as session:
        case = operations.accept_referral(session, referral.id, version_of(world, referral.id, "mabel"))
    assert (case.status, case.is_repeat) == ("open", False)
    assert (
        "There is no earlier case of this offender"
        in world.client("mabel").get(f"/referrals/{referral.id}").text
    )


def test_the_stalking_panel_asks_its_own_criteria_and_for_both_people(world):
    referral = start(world, "isaac", MASIP)
    page = world.client("isaac").get(f"/referrals/{referral.id}/draft").text
    assert "Enter the name of the victim" in page
    reason = world.client("isaac").get(f"/referrals/{referral.id}/draft/reason").text
    assert "criteria-course_of_conduct" in reason and "criteria-visible_high_risk" not in reason


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("carol", 303),
        ("polly", 303),
        ("petra", 303),
        ("chidi", 403),
        ("mani", 403),
        ("audley", 403),
        ("mabel", 404),
    ],
)
def test_who_may_begin_a_referral(world, name, status):
    assert world.client(name).send(f"{INDEX}/drafts").status_code == status


def test_a_step_that_is_not_there_is_not_found(world):
    referral = start(world)
    client = world.client("polly")
    assert client.get(f"/referrals/{referral.id}/draft/nothing").status_code == 404
    assert all(client.get(f"/referrals/{referral.id}/draft/{name}").status_code == 200 for name in STEPS)
