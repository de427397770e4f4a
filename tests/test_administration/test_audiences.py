"""Who reads which class in a conference: decided by its chair, within limits, at once, and on the record."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.administration import operations as administration
from marac.administration.audiences import weigh
from marac.conferences import get_kind
from marac.conferences.audiences import audiences_of, default_readers, kinds_taking_part
from marac.errors import Mistake, NotFound, StaleForm
from tests.factories import make_published_list
from tests.test_administration.deciding import agreed, cleared, decided, default, hidden_fields, post
from tests.test_contributions.making import share
from tests.world import MAPPA, MARAC, MASIP, World

PROBATION = ("probation", "representative")
READS = "IN-CONFIDENCE-CANARY"


def item(world: World, section_class: str, who: str = "hana") -> int:
    """A listing on which somebody shared a text of a class."""
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    share(world, who, item_id, READS, section_class=section_class)
    return made.cases[0].id


def reads(world: World, who: str, case_id: int) -> bool:
    answer = world.client(who).get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return READS in answer.text


def test_a_widening_holds_from_the_next_request_and_a_narrowing_too(world: World) -> None:
    case_id = item(world, "health")
    assert reads(world, "hana", case_id) and not reads(world, "pravin", case_id)
    decided(world, "health", default(world, "health") | {PROBATION})
    assert reads(world, "pravin", case_id)
    decided(world, "health", default(world, "health"))
    assert not reads(world, "pravin", case_id) and reads(world, "hana", case_id)


def test_a_text_that_somebody_has_open_is_gone_from_the_next_page_they_open(world: World) -> None:
    case_id = item(world, "standard", "ida")
    browser = world.client("horatio")
    assert READS in browser.get(f"/cases/{case_id}").text
    decided(world, "standard", default(world, "standard") - {("housing", "representative")})
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/plan", "/"):
        assert READS not in browser.get(path).text
    assert reads(world, "pravin", case_id)


def test_another_conference_keeps_its_own(world: World) -> None:
    decided(world, "health", default(world, "health") | {PROBATION})
    with world.looking("tess", Act.CONFERENCE_VIEW) as session:
        assert audiences_of(session, world.conference(MASIP)).decided == {}


def test_every_membership_is_derived_anew_those_to_come_included_and_those_granted_later(
    world: World,
) -> None:
    bit = get_kind("marac").section_class("advocacy").mask
    told = default(world, "advocacy") | {PROBATION, ("housing", "representative")}
    decided(world, "advocacy", told)
    agreed(world, "ida", "advocacy")
    assert cleared(world, "pravin") & bit and cleared(world, "horatio") & bit
    assert not cleared(world, "hana") & bit
    later = clock.today() + timedelta(days=30)
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        granted = (world.person("mabel"), world.conference(), "representative", clock.today(), later)
        administration.grant_membership(session, *granted)
    assert cleared(world, "mabel") & bit
    decided(world, "advocacy", default(world, "advocacy"))
    assert not (cleared(world, "mabel") | cleared(world, "pravin")) & bit


def test_after_a_narrowing_no_kind_of_agency_that_joins_later_reads_the_class(world: World) -> None:
    def of_those_to_come() -> set[str]:
        with world.looking("chidi", Act.CONFERENCE_VIEW) as session:
            audiences = audiences_of(session, world.conference())
            taking_part = kinds_taking_part(session, world.conference())
        standard = audiences.readers(audiences.kind.section_class("standard"))
        return {kind for kind, role in standard if kind not in taking_part and role == "representative"}

    assert "education" in of_those_to_come()
    decided(world, "standard", default(world, "standard") - {("health", "representative")})
    assert of_those_to_come() == set()


def test_roles_without_reading_rights_are_never_cleared(world: World) -> None:
    before = {who: cleared(world, who) for who in ("mani", "manon", "audley", "importer")}
    with pytest.raises(Mistake, match="agencies and roles shown"):
        decided(world, "health", default(world, "health") | {("probation", "manager")})
    decided(world, "health", default(world, "health") | {PROBATION})
    assert {who: cleared(world, who) for who in before} == before
    assert before["audley"] == before["importer"] == 0


@pytest.mark.parametrize(
    ("section_class", "reader", "words"),
    [
        ("safe_contact", ("probation", "representative"), "could lead to that door"),
        ("safe_contact", ("health", "representative"), "could lead to that door"),
        ("safe_contact", ("police", "chair"), "could lead to that door"),
        ("safe_contact", ("childrens_services", "deputy"), "could lead to that door"),
        ("office", ("police", "representative"), "kept from which"),
        ("health", ("cps", "representative"), "prosecutors never do"),
        ("advocacy", ("cps", "representative"), "prosecutors never do"),
        ("standard", ("cps", "representative"), "Prosecutors"),
        ("third_party_disclosure", ("police", "representative"), "no disclosure"),
    ],
)
def test_nothing_widens_beyond_its_bound(
    world: World, section_class: str, reader: tuple[str, str], words: str
) -> None:
    with pytest.raises(Mistake, match=words):
        decided(world, section_class, default(world, section_class) | {reader})


@pytest.mark.parametrize(
    ("section_class", "kept"),
    [
        ("health", "health"),
        ("advocacy", "idva"),
        ("police_intelligence", "police"),
        ("summary", "housing"),
        ("office", "coordination"),
    ],
)
def test_nobody_is_shut_out_of_their_own(world: World, section_class: str, kept: str) -> None:
    with pytest.raises(Mistake, match="always for this class"):
        decided(world, section_class, {each for each in default(world, section_class) if each[0] != kept})


def test_housing_may_be_given_safe_contact_and_police_deputies_too(world: World) -> None:
    told = default(world, "safe_contact") | {("housing", "representative"), ("police", "deputy")}
    decided(world, "safe_contact", told)
    bit = get_kind("marac").section_class("safe_contact").mask
    assert cleared(world, "horatio") & bit and cleared(world, "petra") & bit
    assert not cleared(world, "chidi") & bit


def test_whoever_must_read_a_class_cannot_be_left_out(world: World) -> None:
    with pytest.raises(Mistake, match="coordinator: always for this class"):
        decided(world, "safe_contact", set())


def test_nothing_is_dated_ahead_and_a_reason_is_one_of_the_list(world: World) -> None:
    told = default(world, "health") | {PROBATION}
    with pytest.raises(Mistake, match="has not come yet"):
        decided(world, "health", told, agreed_on=clock.today() + timedelta(days=1))
    with pytest.raises(Mistake, match="Choose the reason"):
        decided(world, "health", told, ground="because Vera asked")


def test_a_widening_that_was_not_confirmed_as_it_stands_is_not_made(world: World) -> None:
    told = default(world, "health") | {PROBATION}
    with pytest.raises(Mistake, match="Confirm first"):
        decided(world, "health", told, confirmed="0" * 32)
    with deciding(world) as session:
        weighed = weigh(session, world.conference(), "health", told, 0)
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        granted = (
            world.person("mabel"),
            world.conference(),
            "representative",
            date(2020, 1, 1),
            clock.today(),
        )
        administration.grant_membership(session, *granted)
    with pytest.raises(Mistake, match="Confirm first"):
        decided(world, "health", told, confirmed=weighed.token)


def deciding(world: World, who: str = "chidi") -> Any:
    return world.acting(who, Act.AUDIENCE_DECIDE)


def test_two_who_decide_at_once_do_not_undo_each_other(world: World) -> None:
    decided(world, "health", default(world, "health") | {PROBATION})
    with pytest.raises(StaleForm):
        decided(world, "health", default(world, "health") | {("housing", "representative")}, number=0)


def test_only_the_chair_of_this_conference_decides(world: World) -> None:
    told = default(world, "health") | {PROBATION}
    with pytest.raises(NotFound), deciding(world) as session:
        weigh(session, world.conference(MAPPA), "health", told, 0)
    with pytest.raises(NotFound), deciding(world) as session:
        weigh(session, world.conference(), "no_such_class", told, 0)


def test_the_record_says_what_was_widened_and_what_narrowed(world: World) -> None:
    told = default(world, "police_intelligence") | {PROBATION}
    decided(world, "police_intelligence", told, ground="steering_group")
    agreed(world, "polly", "police_intelligence")
    event, case_id, body = world.ledger()[-1]
    about = json.loads(body)["about"]
    assert event == "AudienceDecided" and case_id is None
    assert about["section_class"] == "police_intelligence" and about["widened"] == [
        "probation/representative"
    ]
    assert "narrowed" not in about and about["ground"] == "steering_group" and about["members"] == 1
    decided(world, "police_intelligence", default(world, "police_intelligence"))
    about = json.loads(world.ledger()[-1][2])["about"]
    assert about["narrowed"] == ["probation/representative"] and "widened" not in about


def test_the_page_shows_the_default_beside_it_and_every_change_before(world: World) -> None:
    decided(world, "health", default(world, "health") | {PROBATION}, ground="review")
    page = " ".join(world.client("polly").get(f"/conferences/{MARAC}/audiences").text.split())
    assert "Decided here" in page and "Chidi Testperson" in page
    assert "A review or an audit asked for it" in page and "Probation" in page
    assert "Change<span" not in page
    assert "Change<span" in world.client("chidi").get(f"/conferences/{MARAC}/audiences").text


def test_who_can_see_and_read_what_is_told_as_it_was_decided(world: World) -> None:
    case_id = item(world, "health")
    decided(world, "health", default(world, "health") | {PROBATION})
    page = world.client("pravin").get(f"/cases/{case_id}/sight").text
    assert "<li>Health</li>" in page
    line = world.client("polly").get(f"/cases/{case_id}/sight").text.split("Pravin Testperson")[1]
    assert "Health" in line.split("</tr>")[0]


def test_whoever_shares_is_told_who_reads_a_class_here(world: World) -> None:
    made = make_published_list(world)
    address = f"/listings/{made.item_of(made.cases[0])}/research"
    assert "For health agencies and the chair." in world.client("ida").get(address).text
    decided(world, "health", default(world, "health") | {PROBATION})
    page = world.client("ida").get(address).text
    assert "For health agencies and the chair." not in page
    assert "In this conference: " in page and "Probation" in page


def test_the_page_leads_through_a_confirmation_in_names(world: World) -> None:
    browser = world.client("chidi")
    codes = [f"{kind}/{role}" for kind, role in default(world, "health") | {PROBATION}]
    asked = post(browser, "health", codes)
    words = " ".join(asked.text.split())
    assert asked.status_code == 422 and "From now on 1 person of 1 agency can read this too" in words
    assert "Pravin Testperson" in words and "Eastvale Probation" in words
    with world.looking("chidi", Act.CONFERENCE_VIEW) as session:
        assert audiences_of(session, world.conference()).decided == {}
    done = browser.send(f"/conferences/{MARAC}/audiences/health", **hidden_fields(asked.text))
    assert done.status_code == 303
    assert cleared(world, "pravin") & get_kind("marac").section_class("health").mask


def test_a_narrowing_needs_no_confirmation(world: World) -> None:
    codes = [f"{kind}/{role}" for kind, role in default(world, "standard") if kind != "housing"]
    assert post(world.client("chidi"), "standard", codes).status_code == 303
    assert not cleared(world, "horatio") & get_kind("marac").section_class("standard").mask


@pytest.mark.parametrize("who", ["carol", "polly", "petra", "mani", "audley", "adam", "hana"])
def test_nobody_else_reaches_the_chairs_page(world: World, who: str) -> None:
    browser = world.client(who)
    assert browser.get(f"/conferences/{MARAC}/audiences/health").status_code == 403
    assert post(browser, "health", ["probation/representative"]).status_code == 403


@pytest.mark.parametrize(
    ("section_class", "codes", "words"),
    [
        (
            "safe_contact",
            ["police/representative", "probation/representative"],
            "could lead to that door",
        ),
        ("health", ["health/representative", "probation/auditor"], "Choose from the answers shown"),
        ("health", ["health/representative", "polcie/chair"], "Choose from the answers shown"),
    ],
)
def test_a_forged_form_is_refused_in_words(world: World, section_class: str, codes: Any, words: str) -> None:
    answer = post(world.client("chidi"), section_class, codes)
    assert answer.status_code == 422 and words in answer.text
    with world.looking("chidi", Act.CONFERENCE_VIEW) as session:
        assert audiences_of(session, world.conference()).decided == {}


def test_what_must_stay_is_kept_though_the_form_leaves_it_out(world: World) -> None:
    codes = ["probation/representative", "probation/representative"]
    asked = post(world.client("chidi"), "health", codes)
    done = world.client("chidi").send(f"/conferences/{MARAC}/audiences/health", **hidden_fields(asked.text))
    assert done.status_code == 303
    bit = get_kind("marac").section_class("health").mask
    assert cleared(world, "hana") & bit and cleared(world, "pravin") & bit


@pytest.mark.parametrize("key", ["office", "summary", "third_party_disclosure", "no-such-class", "1"])
def test_a_class_that_cannot_change_has_no_page(world: World, key: str) -> None:
    browser = world.client("chidi")
    assert browser.get(f"/conferences/{MARAC}/audiences/{key}").status_code == 404
    assert post(browser, key, ["police/representative"]).status_code == 404
    assert browser.get(f"/conferences/{MAPPA}/audiences/health").status_code == 404


def test_a_stale_form_keeps_what_others_decided(world: World) -> None:
    browser = world.client("chidi")
    decided(world, "health", default(world, "health") | {PROBATION})
    codes = [f"{kind}/{role}" for kind, role in default(world, "health")]
    answer = post(browser, "health", codes, version=0)
    assert answer.status_code == 409 and "changed by someone else" in answer.text
    assert cleared(world, "pravin") & get_kind("marac").section_class("health").mask


def test_a_form_sent_twice_decides_once(world: World) -> None:
    browser = world.client("chidi")
    codes = [f"{kind}/{role}" for kind, role in default(world, "standard") if kind != "housing"]
    for _ in range(2):
        assert post(browser, "standard", codes, form_key="once-and-no-more").status_code == 303
    assert [event for event, *_ in world.ledger()].count("AudienceDecided") == 1


@pytest.mark.parametrize("kind_key", ["marac", "mappa", "masip"])
def test_the_description_keeps_within_its_own_limits(kind_key: str) -> None:
    kind = get_kind(kind_key)
    for each in kind.section_classes:
        limit = kind.audience_limit(each.key, clock.today())
        for agency_kind, role in default_readers(kind, each) if limit else ():
            described = next(entry for entry in kind.roles if entry.key == role)
            assert limit is not None and limit.allows(agency_kind, described)
