"""Accepting and setting aside: what must be settled first, and what the case then says."""

import json

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.audit import events
from marac.errors import Mistake, NotFound, StaleForm
from marac.people.operations import decide_persons
from marac.people.queries import candidates_for
from marac.records import Case, Referral
from marac.referrals import operations
from tests.test_referrals.forms import (
    accept,
    decide_candidates,
    kept_form,
    receive,
    settle,
    version_of,
)


def correct(world, referral, changes, **decisions):
    fields = {**kept_form(world, referral)["fields"], **changes}
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        return operations.correct_referral(
            session, referral.id, version_of(world, referral.id), fields, **decisions
        )


def test_accepting_opens_the_case(world):
    referral = receive(world, "002")
    case = accept(world, referral)
    assert (case.status, case.is_repeat, case.earlier_case_id) == ("open", False, None)
    assert case.referring_agency_id == world.agency("northtown-police")
    assert case.last_referred_on.isoformat() == "2025-03-11"


def test_accepting_is_on_the_ledger_with_the_case_before(world):
    first = accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    accept(world, later)
    about = json.loads(
        next(body for event, _, body in reversed(world.ledger()) if event == "ReferralAccepted")
    )
    assert about["about"]["is_repeat"] is True
    assert about["about"]["joined_case_id"] == first.id


def test_a_strong_match_must_be_decided_first(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    with pytest.raises(Mistake, match="Decide first"):
        accept(world, later)
    decide_candidates(world, later.case_id, "unsure")
    assert accept(world, later).is_repeat is False


def test_people_decided_to_be_different_make_no_repeat(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    decide_candidates(world, later.case_id, "different")
    assert accept(world, later).earlier_case_id is None


def test_the_same_victim_with_another_perpetrator_is_no_repeat(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    with world.looking("carol", Act.PERSON_DECIDE) as session:
        offered = candidates_for(session, later.case_id)
    for each in offered:
        with world.acting("carol", Act.PERSON_DECIDE) as session:
            answer = "same" if each.role == "victim" else "different"
            decide_persons(session, each.party_id, each.other_party_id, answer)
    assert accept(world, later).is_repeat is False


def test_an_earlier_referral_of_the_same_people_is_reviewed_first(world):
    first, later = receive(world, "002"), receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    with pytest.raises(Mistake, match="came before and waits"):
        accept(world, later)
    accept(world, first)
    assert accept(world, later).is_repeat is True


def test_a_form_from_an_agency_not_here_is_accepted_once_somebody_says_so(world):
    referral = receive(world, "012")
    with pytest.raises(Mistake, match="Choose the agency"):
        accept(world, referral)
    correct(world, referral, {}, is_from_outside=True)
    assert accept(world, referral).referring_agency_id is None


def test_a_form_without_its_date_is_not_accepted(world):
    referral = receive(world, "002")
    correct(world, referral, {"referral_date": None})
    with pytest.raises(Mistake, match="date of referral"):
        accept(world, referral)


def test_boxes_that_cannot_be_read_are_answered_or_said_to_be_unknown(world):
    referral = receive(world, "016-r2")
    asked = ["consent_given", "criteria.repeat"]
    with pytest.raises(Mistake, match="Answer, or choose"):
        accept(world, referral)
    correct(world, referral, {}, settled=asked)
    assert accept(world, referral).status == "open"


def test_a_score_below_the_threshold_is_never_turned_away(world):
    referral = receive(world, "002")
    fields = kept_form(world, referral)["fields"]
    criteria = {**fields["criteria"], "visible_high_risk": False, "visible_high_risk_ticks": 3}
    correct(world, referral, {"criteria": criteria})
    assert accept(world, referral).status == "open"


def test_where_the_dates_cannot_say_the_repeat_box_decides(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    fields = kept_form(world, later)["fields"]
    correct(world, later, {"incident_date": None, "criteria": {**fields["criteria"], "repeat": None}})
    with pytest.raises(Mistake, match="repeat question"):
        accept(world, later)
    correct(world, later, {"incident_date": None, "criteria": {**fields["criteria"], "repeat": True}})
    assert accept(world, later).is_repeat is True


def test_whoever_is_kept_from_a_case_is_kept_from_its_repeat(world):
    first = receive(world, "002")
    correct(world, first, {"information_restrictions": ["Not to go to Chidi."]})
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        operations.decide_restriction(
            session,
            first.id,
            version_of(world, first.id),
            user_ids=[world.person("chidi")],
            agency_ids=[],
            reason="He is a neighbour.",
        )
    accept(world, first)
    later = receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    accept(world, later)
    with world.looking("chidi", Act.CASE_VIEW) as session, pytest.raises(NotFound):
        get(session, Case, later.case_id)


def test_a_referral_is_accepted_once(world):
    referral = receive(world, "002")
    version = version_of(world, referral.id)
    accept(world, referral)
    with pytest.raises(StaleForm), world.acting("carol", Act.REFERRAL_REVIEW) as session:
        operations.accept_referral(session, referral.id, version)
    with pytest.raises(Mistake, match="dealt with"):
        accept(world, referral)


def test_setting_aside_needs_a_reason_and_deletes_nothing(world):
    referral = receive(world, "002")
    with pytest.raises(Mistake, match="Say why"), world.acting("carol", Act.REFERRAL_REVIEW) as session:
        operations.set_aside_referral(session, referral.id, 1, "  ")
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        operations.set_aside_referral(session, referral.id, 1, "Sent to the wrong area.")
    with world.looking("carol", Act.REFERRAL_REVIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        assert get(session, Referral, referral.id).status == "set_aside"
        assert get(session, Case, referral.case_id).status == "set_aside"
    assert "Sent to the wrong area." in world.client("carol").get(f"/referrals/{referral.id}").text


def test_the_chair_and_agencies_do_not_review(world):
    referral = receive(world, "002")
    for name in ("chidi", "polly"):
        with pytest.raises(NotFound), world.acting(name, Act.REFERRAL_REVIEW) as session:
            operations.accept_referral(session, referral.id, 1)


def test_every_referral_of_an_example_can_be_settled_by_hand(world):
    referral = settle(world, receive(world, "037"))
    assert accept(world, referral).status == "open"
