"""Publishing a list: nobody outside the office sees anything before, and exactly the invited do after."""

import re
from datetime import timedelta

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings import listing
from marac.records import Meeting, Referral
from tests.factories import make_case, make_listing, make_meeting, make_published_list, publish
from tests.test_meetings.list_making import exclude, seen_cases, version_of
from tests.world import MAPPA, World


def test_publication_opens_the_cases_to_the_invited_and_to_nobody_else(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    item = make_listing(world, meeting.id, case)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, item.id, world.agency("westford-housing"))
    before = {name: seen_cases(world, name) for name in ("polly", "hana", "horatio", "sunny", "mira")}
    assert not any(before.values())
    publish(world, meeting.id)
    after = {name: seen_cases(world, name) for name in ("polly", "hana", "horatio", "sunny", "mira")}
    assert after == {"polly": {case.id}, "hana": {case.id}, "horatio": set(), "sunny": set(), "mira": set()}


def test_a_case_added_after_publication_is_seen_at_once_and_one_taken_off_no_longer(world: World) -> None:
    made = make_published_list(world)
    late = make_case(world)
    item = make_listing(world, made.meeting_id, late)
    assert seen_cases(world, "polly") == {made.cases[0].id, late.id}
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.unlist_case(session, item.id, item.version)
    assert seen_cases(world, "polly") == {made.cases[0].id}


def test_whoever_is_invited_to_a_repeat_sees_the_case_before_it(world: World) -> None:
    first = make_case(world)
    repeat = make_case(world, earlier_case_id=first.id)
    make_published_list(world, cases=[repeat])
    assert seen_cases(world, "polly") == {first.id, repeat.id}


def test_a_case_hidden_from_the_coordinator_is_published_to_the_others_all_the_same(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(2)], make_meeting(world)
    for case in cases:
        make_listing(world, meeting.id, case)
    exclude(world, cases[1], person="carol")
    page = world.client("carol").get(f"/meetings/{meeting.id}/publish").text
    assert cases[1].reference not in page
    assert "1 case on the list" in page
    due = clock.today()
    fields = {"research_by-day": due.day, "research_by-month": due.month, "research_by-year": due.year}
    answer = world.client("carol").send(f"/meetings/{meeting.id}/publish", version=1, **fields)
    assert answer.status_code == 303
    assert seen_cases(world, "polly") == {case.id for case in cases}
    assert seen_cases(world, "carol") == {cases[0].id}


@pytest.mark.parametrize("days", [-1, 8])
def test_research_is_due_between_today_and_the_meeting(world: World, days: int) -> None:
    meeting = make_meeting(world, days_ahead=7)
    make_listing(world, meeting.id, make_case(world))
    with pytest.raises(Mistake) as caught, world.acting("carol", Act.LIST_MANAGE) as session:
        listing.publish_list(session, meeting.id, 1, clock.today() + timedelta(days=days))
    assert caught.value.field == "research_by"


def test_an_empty_list_is_not_published(world: World) -> None:
    meeting = make_meeting(world)
    with pytest.raises(Mistake, match="at least one case"):
        publish(world, meeting.id)


def test_a_list_is_published_once(world: World) -> None:
    made = make_published_list(world)
    with pytest.raises(Mistake, match="published already"):
        publish(world, made.meeting_id)


def test_publishing_from_an_older_page_is_stale(world: World) -> None:
    meeting = make_meeting(world)
    make_listing(world, meeting.id, make_case(world))
    publish(world, meeting.id)
    with pytest.raises(StaleForm), world.acting("chidi", Act.LIST_MANAGE) as session:
        listing.publish_list(session, meeting.id, 1, clock.today())


def test_a_restriction_that_becomes_undecided_holds_the_publication_back(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    make_listing(world, meeting.id, case)
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        get(session, Referral, case.referral_id).restriction_state = "undecided"
    with pytest.raises(Mistake, match=case.reference):
        publish(world, meeting.id)
    assert seen_cases(world, "polly") == set()


def test_only_the_conference_s_own_office_can_publish(world: World) -> None:
    meeting = make_meeting(world)
    for name in ("mabel", "tess", "polly"):
        with pytest.raises(NotFound), world.acting(name, Act.LIST_MANAGE) as session:
            listing.publish_list(session, meeting.id, 1, clock.today())


def test_the_preview_says_exactly_who_will_see_what(world: World) -> None:
    cases, meeting = [make_case(world) for _ in range(2)], make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in cases]
    exclude(world, cases[0], person="polly")
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, items[1].id, world.agency("eastvale-health"))
        listing.invite(session, items[1].id, world.agency("open-bridge"))
    page = world.client("carol").get(f"/meetings/{meeting.id}/publish").text
    assert "Eastvale Health Trust: 1 case" in page
    assert "Northtown Police: 2 cases" in page
    assert f"Polly Testperson will see nothing of {cases[0].reference}" in page
    assert "Sunny Testperson" in page
    assert "Mani Testperson (the list, not the cases)" in page


def test_the_preview_tells_of_a_listed_case_that_an_agency_sees_without_being_invited(world: World) -> None:
    before = make_published_list(world, cases=2)
    kept, ended = before.cases
    meeting = make_meeting(world)
    items = [make_listing(world, meeting.id, case) for case in (*before.cases, make_case(world))]
    health, housing = world.agency("eastvale-health"), world.agency("westford-housing")
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, items[0].id, health)
        for item in items:
            listing.uninvite(session, item.id, housing)
    exclude(world, ended, agency="westford-housing")
    shown = world.client("carol").get(f"/meetings/{meeting.id}/publish").text
    page = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "none of the others" not in page
    of_health = page.split("Eastvale Health Trust: 2 cases")[1].split("Kept out")[0]
    assert f"Open to it already {kept.reference}" in of_health
    others = page.split("Not invited, and yet they see some of these cases")[1]
    of_housing = others.split("Westford Housing: 1 case")[1]
    assert kept.reference in of_housing and ended.reference not in of_housing.split("office")[0]


def test_the_page_publishes_and_says_so(world: World) -> None:
    meeting = make_meeting(world)
    case = make_case(world)
    make_listing(world, meeting.id, case)
    carol, due = world.client("carol"), clock.today() + timedelta(days=3)
    fields = {"research_by-day": due.day, "research_by-month": due.month, "research_by-year": due.year}
    version = version_of(world, Meeting, meeting.id)
    late = {**fields, "research_by-year": 2099}
    wrong = carol.send(f"/meetings/{meeting.id}/publish", version=version, **late)
    assert wrong.status_code == 422
    assert "Research due by" in wrong.text
    answer = carol.send(f"/meetings/{meeting.id}/publish", version=version, **fields)
    assert answer.status_code == 303
    assert case.reference in world.client("polly").get(answer.headers["Location"]).text
    again = carol.send(f"/meetings/{meeting.id}/publish", version=version, **fields)
    assert again.status_code == 409


def test_another_conference_s_meeting_is_not_there_for_any_page(world: World) -> None:
    meeting = make_meeting(world, MAPPA)
    item = make_listing(world, meeting.id, make_case(world, MAPPA), conference=MAPPA)
    carol = world.client("carol")
    for path in ("", "/list", "/publish", "/change"):
        assert carol.get(f"/meetings/{meeting.id}{path}").status_code == 404
    assert carol.get(f"/listings/{item.id}/invitations").status_code == 404
    for path in ("move", "minutes", "unlist", "invitations", "invitations/withdraw"):
        assert carol.send(f"/listings/{item.id}/{path}", version=1).status_code == 404
    for path in ("list", "publish", "change"):
        assert carol.send(f"/meetings/{meeting.id}/{path}", version=1).status_code == 404
