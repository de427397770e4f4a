"""Who is invited to a case, who is suggested, and who never is."""

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.conferences import get_kind
from marac.errors import Mistake, NotFound, StaleForm
from marac.meetings import listing
from marac.meetings.listing_invited import InvitedPage, choices_of, invited_page
from marac.meetings.listing_suggestions import reasons
from marac.records import AgendaItem
from tests.factories import COORDINATORS, make_case, make_listing, make_meeting, make_published_list
from tests.test_meetings.list_making import exclude, seen_cases
from tests.world import MAPPA, MARAC, MASIP, World


def page_of(world: World, item_id: int, name: str = "carol") -> InvitedPage:
    with world.looking(name, Act.LIST_MANAGE) as session:
        return invited_page(session, get(session, AgendaItem, item_id))


def test_standing_agencies_and_the_referrer_are_invited_with_the_reason(world: World) -> None:
    item = make_listing(world, make_meeting(world).id, make_case(world, referring="open-bridge"))
    invited = {agency.name: agency.reason for agency in page_of(world, item.id).invited}
    assert invited["Open Bridge Substance Misuse Service"] == "referrer"
    assert invited["Northtown Police"] == "standing"
    assert len(invited) == 8


def test_an_excluded_agency_is_never_invited(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    exclude(world, case, agency="westford-housing")
    item = make_listing(world, meeting.id, case)
    page = page_of(world, item.id)
    assert "Westford Housing" not in [agency.name for agency in page.invited]
    assert page.agencies_kept_out == ("Westford Housing",)
    with pytest.raises(Mistake, match="excluded"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item.id, world.agency("westford-housing"))
    with world.looking("carol", Act.LIST_MANAGE) as session:
        offered, _ = choices_of(session, get(session, AgendaItem, item.id))
    assert world.agency("westford-housing") not in [agency_id for agency_id, _ in offered]


def test_an_agency_excluded_after_its_invitation_is_dropped_at_publication(world: World) -> None:
    case, meeting = make_case(world), make_meeting(world)
    item = make_listing(world, meeting.id, case)
    exclude(world, case, agency="westford-housing")
    with world.acting("carol", Act.LIST_MANAGE) as session:
        assert meeting.research_by is not None
        listing.publish_list(session, meeting.id, 1, meeting.research_by)
    assert "Westford Housing" not in [agency.name for agency in page_of(world, item.id).invited]
    assert seen_cases(world, "horatio") == set()


def test_an_excluded_person_of_an_invited_agency_sees_nothing(world: World) -> None:
    case = make_case(world)
    exclude(world, case, person="polly")
    made = make_published_list(world, cases=[case])
    assert seen_cases(world, "polly") == set()
    assert seen_cases(world, "petra") == {case.id}
    assert case.reference not in world.client("polly").get(f"/meetings/{made.meeting_id}").text
    assert page_of(world, made.item_of(case)).people_kept_out == (("Polly Testperson", "Northtown Police"),)


@pytest.mark.parametrize(
    ("identity", "children", "agency", "words"),
    [
        ({}, 1, "open-bridge", ""),
        ({}, 1, "midchester-children", "there is a child in the case"),
        ({"date_of_birth": "2015-01-01"}, 0, "midchester-children", "a victim is under 18"),
        ({"no_fixed_abode": True}, 0, "westford-housing", "somebody in the case has no fixed abode"),
        ({"date_of_birth": "unknown"}, 0, "midchester-children", ""),
    ],
)
def test_the_facts_of_a_case_suggest_agencies_with_the_reason(
    world: World, identity: dict[str, object], children: int, agency: str, words: str
) -> None:
    case = make_case(world, victim_identity=identity, children=children)
    item = make_listing(world, make_meeting(world).id, case)
    if agency != "open-bridge":
        with world.acting("carol", Act.LIST_MANAGE) as session:
            listing.uninvite(session, item.id, world.agency(agency), "mistake")
    suggested = {each.agency_id: each.words for each in page_of(world, item.id).suggested}
    assert suggested.get(world.agency(agency), "") == words


def test_a_consultation_suggests_the_prosecutors_by_the_panel_s_own_rule(world: World) -> None:
    case = make_case(world, MASIP, traits={"tier": "consultation"})
    item = make_listing(world, make_meeting(world, MASIP).id, case, conference=MASIP)
    with world.acting("tess", Act.LIST_MANAGE) as session:
        listing.uninvite(session, item.id, world.agency("northtown-cps"))
    suggested = {each.agency_id: each.words for each in page_of(world, item.id, "tess").suggested}
    assert suggested[world.agency("northtown-cps")] == "the case is a consultation"


def test_whoever_was_invited_to_the_case_before_is_suggested_for_the_repeat(world: World) -> None:
    first = make_case(world)
    before = make_listing(world, make_meeting(world).id, first)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, before.id, world.agency("open-bridge"))
    repeat = make_listing(world, make_meeting(world).id, make_case(world, earlier_case_id=first.id))
    suggested = {each.agency_id: each.reason for each in page_of(world, repeat.id).suggested}
    assert suggested == {world.agency("open-bridge"): "earlier"}


def test_inviting_twice_or_withdrawing_from_nobody_is_refused(world: World) -> None:
    item = make_listing(world, make_meeting(world).id, make_case(world))
    police, bridge = world.agency("northtown-police"), world.agency("open-bridge")
    with pytest.raises(Mistake, match="invited already"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item.id, police)
    with pytest.raises(Mistake, match="not invited"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, item.id, bridge)
    with pytest.raises(Mistake, match="agencies of"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item.id, world.agency("northtown-partnership"))
    with pytest.raises(Mistake, match="reasons shown"), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item.id, bridge, "because I say so")


def test_two_people_changing_invitations_at_once_are_told(world: World) -> None:
    item = make_listing(world, make_meeting(world).id, make_case(world))
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item.id, world.agency("open-bridge"), version=1)
    with pytest.raises(StaleForm), world.acting("chidi", Act.LIST_MANAGE) as session:
        listing.uninvite(session, item.id, world.agency("open-bridge"), version=1)


def test_after_publication_an_invitation_shows_the_case_and_its_withdrawal_hides_it(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    assert seen_cases(world, "sunny") == set()
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, item_id, world.agency("open-bridge"), "asked")
    assert seen_cases(world, "sunny") == {case.id}
    with world.acting("carol", Act.LIST_MANAGE) as session:
        listing.uninvite(session, item_id, world.agency("open-bridge"), "conflict")
    assert seen_cases(world, "sunny") == set()


def test_another_conference_s_listing_is_not_found(world: World) -> None:
    made = make_published_list(world, MAPPA)
    with pytest.raises(NotFound), world.acting("carol", Act.LIST_MANAGE) as session:
        listing.invite(session, made.item_of(made.cases[0]), world.agency("open-bridge"))


@pytest.mark.parametrize("conference", [MARAC, MAPPA, MASIP])
def test_every_reason_has_words_in_the_conference_s_own_vocabulary(world: World, conference: str) -> None:
    kind = get_kind({MARAC: "marac", MAPPA: "mappa", MASIP: "masip"}[conference])
    assert all(words and "{" not in words for words in reasons(kind).values())
    item = make_listing(
        world, make_meeting(world, conference).id, make_case(world, conference), conference=conference
    )
    page = page_of(world, item.id, COORDINATORS[conference])
    assert page.invited
    assert all(agency.words for agency in page.invited)
