"""A conflict of interest is with people: whoever is kept from a case is kept from every case tied to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.cases.operations import lift_exclusion, name_viewers
from marac.errors import Mistake
from marac.meetings import running
from marac.records import Case, Exclusion, Referral
from marac.records.base import columns
from marac.referrals.operations import decide_restriction
from tests.factories import MadeCase, make_case, make_published_list, make_running_meeting
from tests.test_cases.scenes import keep_from, text_of
from tests.test_people import folk
from tests.world import World

_X = columns(Exclusion)
_STANDING = select(_X.id).where(_X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion))


def sees(world: World, who: str, *cases: MadeCase) -> list[bool]:
    browser = world.client(who)
    return [browser.get(f"/cases/{case.id}").status_code == 200 for case in cases]


def case_of(world: World, days_ago: int) -> MadeCase:
    """An accepted case, whose last incident was the day before its referral."""
    referred = clock.today() - timedelta(days=days_ago)
    case = make_case(world, referred_on=referred)
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        get(session, Referral, case.referral_id).incident_on = referred - timedelta(days=1)
    return case


def join(world: World, one: MadeCase, other: MadeCase) -> int:
    """Decide that two cases are of the same pair. Returns the decision on the perpetrator."""
    folk.decide(world, one.victim_id, other.victim_id)
    return folk.decide(world, one.perpetrator_id, other.perpetrator_id)


def lift(world: World, case: MadeCase) -> None:
    with world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        (number,) = session.row(_STANDING, {"case_id": case.id})
        lift_exclusion(session, number, "Another person of that name.")


def seal_to(world: World, case: MadeCase, *names: str, by: str = "carol") -> None:
    with world.acting(by, Act.CASE_MANAGE) as session:
        people = [world.person(name) for name in names]
        name_viewers(session, case.id, get(session, Case, case.id).version, bool(names), people)


def test_publishing_a_repeat_opens_the_case_before_it_to_nobody_kept_from_the_repeat(world: World) -> None:
    earlier = make_case(world)
    repeat = make_case(world, earlier_case_id=earlier.id)
    keep_from(world, repeat, "polly")
    make_published_list(world, cases=[repeat])
    assert sees(world, "polly", earlier, repeat) == [False, False]
    assert sees(world, "petra", earlier, repeat) == [True, True]


def test_an_agency_excluded_after_publication_loses_the_case_before_as_well(world: World) -> None:
    earlier = make_case(world)
    repeat = make_case(world, earlier_case_id=earlier.id)
    make_published_list(world, cases=[repeat])
    assert sees(world, "pravin", earlier, repeat) == [True, True]
    keep_from(world, repeat, agency="eastvale-probation")
    assert sees(world, "pravin", earlier, repeat) == [False, False]
    lift(world, earlier)
    assert sees(world, "pravin", earlier, repeat) == [False, False]
    lift(world, repeat)
    assert sees(world, "pravin", earlier, repeat) == [True, True]


def test_a_sealed_repeat_opens_the_case_before_it_to_nobody(world: World) -> None:
    earlier = make_case(world)
    repeat = make_case(world, earlier_case_id=earlier.id)
    seal_to(world, repeat, "carol")
    make_published_list(world, cases=[repeat])
    assert sees(world, "hana", earlier, repeat) == [False, False]
    seal_to(world, repeat)
    assert sees(world, "hana", earlier, repeat) == [True, True]
    seal_to(world, repeat, "carol")
    assert sees(world, "hana", earlier, repeat) == [False, False]


def test_a_late_tie_carries_a_denial_down_the_whole_chain(world: World) -> None:
    first, second, third = case_of(world, 200), case_of(world, 100), case_of(world, 0)
    join(world, third, second)
    keep_from(world, first, "chidi")
    assert sees(world, "chidi", first, second, third) == [False, True, True]
    join(world, second, first)
    assert sees(world, "chidi", first, second, third) == [False, False, False]


def test_a_denial_on_the_later_cases_reaches_the_earlier_one_too(world: World) -> None:
    first, second, third = case_of(world, 200), case_of(world, 100), case_of(world, 0)
    join(world, third, second)
    keep_from(world, third, "chidi")
    decision = join(world, second, first)
    assert sees(world, "chidi", first, second, third) == [False, False, False]
    folk.undo(world, decision)
    assert sees(world, "chidi", first, second, third) == [True, False, False]


def test_the_same_pair_after_more_than_a_year_is_no_repeat_and_carries_denials_all_the_same(
    world: World,
) -> None:
    first, later = case_of(world, 900), case_of(world, 0)
    keep_from(world, first, "chidi")
    join(world, later, first)
    with world.looking("carol", Act.CASE_VIEW) as session:
        assert get(session, Case, later.id).earlier_case_id is None
    assert sees(world, "chidi", first, later) == [False, False]


def test_one_shared_person_alone_carries_nothing(world: World) -> None:
    first, later = case_of(world, 200), case_of(world, 0)
    keep_from(world, first, "chidi")
    folk.decide(world, later.perpetrator_id, first.perpetrator_id)
    assert sees(world, "chidi", first, later) == [False, True]


def test_a_form_that_waits_for_review_is_closed_as_soon_as_its_pair_is_known(world: World) -> None:
    first = case_of(world, 200)
    waiting = make_case(world, status="received")
    keep_from(world, first, "chidi")
    join(world, waiting, first)
    assert sees(world, "chidi", waiting) == [False]


def decide_form(world: World, case: MadeCase) -> None:
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        referral = get(session, Referral, case.referral_id)
        decide_restriction(
            session,
            referral.id,
            referral.version,
            user_ids=[world.person("chidi")],
            agency_ids=[],
            reason="His aunt.",
        )


def declare(world: World, case: MadeCase, reason: str = "His neighbour.") -> None:
    made = make_running_meeting(world, cases=[case])
    with world.acting("carol", Act.MEETING_RUN) as session:
        running.declare_conflict(session, made.meeting_id, world.person("chidi"), case.id, reason)


@pytest.mark.parametrize("way", ["office", "form", "meeting"])
def test_a_denial_made_after_the_tie_holds_along_the_whole_chain(world: World, way: str) -> None:
    first, second = case_of(world, 700), case_of(world, 100)
    middle = (
        make_case(world, status="received", restriction="undecided") if way == "form" else case_of(world, 300)
    )
    join(world, middle, first)
    join(world, second, middle)
    assert sees(world, "chidi", first, second) == [True, True]
    if way == "office":
        keep_from(world, middle, "chidi")
    elif way == "form":
        decide_form(world, middle)
    else:
        declare(world, middle)
    assert sees(world, "chidi", first, middle, second) == [False, False, False]
    assert sees(world, "carol", first, middle, second) == [True, True, True]


def test_a_tied_case_that_is_hidden_from_whoever_decides_is_closed_too_and_not_spoken_of(
    world: World,
) -> None:
    hidden, known = case_of(world, 200), case_of(world, 0)
    join(world, known, hidden)
    seal_to(world, hidden, "chidi", "polly", by="chidi")
    make_published_list(world, cases=[known])
    assert sees(world, "polly", hidden) == [True]
    page = text_of(world.client("carol").get(f"/cases/{known.id}/exclusions"))
    assert hidden.reference not in page and "tied" not in page
    keep_from(world, known, "polly")
    assert sees(world, "polly", hidden, known) == [False, False]
    assert hidden.reference not in text_of(world.client("carol").get(f"/cases/{known.id}/exclusions"))


def test_the_page_says_for_which_tied_cases_it_holds_and_lifting_is_for_one(world: World) -> None:
    first, later = case_of(world, 900), case_of(world, 0)
    join(world, later, first)
    client = world.client("carol")
    page = text_of(client.get(f"/cases/{later.id}/exclusions"))
    assert re.search(rf"also holds for {first.reference}: tied cases, of the same people", page)
    keep_from(world, later, "polly")
    assert f"Kept from {first.reference} as well." in text_of(client.get(f"/cases/{later.id}/exclusions"))
    there = text_of(client.get(f"/cases/{first.id}/exclusions"))
    assert "Taken over from a tied case" in there and "A cousin works there." not in there
    lift(world, first)
    assert "as well" not in text_of(client.get(f"/cases/{later.id}/exclusions"))


def closed_by_tie(world: World) -> tuple[MadeCase, int]:
    """A case from which Chidi is kept because of a tie alone, and the decision on which that rests."""
    first, later = case_of(world, 200), case_of(world, 100)
    keep_from(world, first, "chidi")
    decision = join(world, later, first)
    assert sees(world, "chidi", later) == [False]
    return later, decision


def test_undoing_the_tie_lifts_what_rested_on_it_alone(world: World) -> None:
    later, decision = closed_by_tie(world)
    folk.undo(world, decision)
    assert sees(world, "chidi", later) == [True]


def test_what_the_office_decides_for_a_tied_case_itself_outlives_the_tie(world: World) -> None:
    later, decision = closed_by_tie(world)
    keep_from(world, later, "chidi")
    page = text_of(world.client("carol").get(f"/cases/{later.id}/exclusions"))
    assert "A cousin works there." in page and "Taken over" not in page
    with pytest.raises(Mistake, match="already"):
        keep_from(world, later, "chidi")
    folk.undo(world, decision)
    assert sees(world, "chidi", later) == [False]


def test_a_conflict_declared_where_a_tie_keeps_them_out_already_outlives_the_tie(world: World) -> None:
    later, decision = closed_by_tie(world)
    declare(world, later, "His brother.")
    assert "His brother." in text_of(world.client("carol").get(f"/cases/{later.id}/exclusions"))
    folk.undo(world, decision)
    assert sees(world, "chidi", later) == [False]


def test_whoever_ties_a_case_to_one_that_they_are_kept_from_loses_it_and_is_led_away(world: World) -> None:
    hidden, between, later = case_of(world, 300), case_of(world, 200), case_of(world, 100)
    folk.decide(world, between.victim_id, hidden.victim_id)
    folk.decide(world, later.perpetrator_id, hidden.perpetrator_id)
    keep_from(world, hidden, "carol", by="chidi")
    typed: dict[str, Any] = {
        "party": between.perpetrator_id,
        "other": later.perpetrator_id,
        "decision": "same",
    }
    client = world.client("carol")
    answer = client.send("/people/decisions", back=f"/cases/{between.id}/people", **typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert sees(world, "carol", hidden, between, later) == [False, False, True]
