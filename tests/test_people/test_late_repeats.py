"""People decided to be the same after their cases were accepted: the repeat rule holds all the same."""

import json
import re
from datetime import date, timedelta

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.cases.operations import name_viewers
from marac.records import AgendaItem, Case, Referral
from tests.factories import MadeCase, MadeList, make_case, make_published_list
from tests.test_cases.scenes import keep_from, text_of
from tests.test_people import folk
from tests.world import MAPPA, World

NAMES = {"victim": "Vera Fiktiv", "perpetrator": "Percy Madeup"}
REFERRED = date(2025, 3, 10)


def accepted(
    world: World, referred: date = REFERRED, incident: date | None = None, criteria: tuple[str, ...] = ()
) -> MadeCase:
    """A case accepted as new, with the dates of its form."""
    made = make_case(world, **NAMES, referred_on=referred)
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        referral = get(session, Referral, made.referral_id)
        referral.incident_on, referral.criteria = incident, json.dumps(criteria)
    return made


def is_repeat_of(world: World, later: MadeCase, earlier: MadeCase) -> bool:
    with world.looking("carol", Act.CASE_VIEW) as session:
        case, referral = get(session, Case, later.id), get(session, Referral, later.referral_id)
        assert case.is_repeat is referral.is_repeat is (case.earlier_case_id is not None)
        return case.earlier_case_id == earlier.id


def join(world: World, one: MadeCase, other: MadeCase) -> tuple[int, int]:
    return (
        folk.decide(world, one.victim_id, other.victim_id),
        folk.decide(world, one.perpetrator_id, other.perpetrator_id),
    )


@pytest.mark.parametrize(
    ("referred", "incident", "repeats"),
    [
        (REFERRED, date(2025, 3, 10), True),
        (REFERRED, date(2026, 3, 10), True),
        (REFERRED, date(2026, 3, 11), False),
        (date(2024, 2, 29), date(2025, 2, 28), True),
        (date(2024, 2, 29), date(2025, 3, 1), False),
    ],
)
def test_the_anniversary_of_the_last_referral_still_counts(
    world: World, referred: date, incident: date, repeats: bool
) -> None:
    earlier = accepted(world, referred)
    later = accepted(world, incident + timedelta(days=40), incident)
    join(world, earlier, later)
    assert is_repeat_of(world, later, earlier) is repeats


@pytest.mark.parametrize("is_turned", [False, True])
def test_neither_the_victim_nor_the_perpetrator_alone_makes_a_repeat(world: World, is_turned: bool) -> None:
    earlier, later = accepted(world), accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    roles = [(earlier.victim_id, later.victim_id), (earlier.perpetrator_id, later.perpetrator_id)]
    first, second = reversed(roles) if is_turned else roles
    folk.decide(world, *first)
    assert not is_repeat_of(world, later, earlier)
    folk.decide(world, *reversed(second))
    assert is_repeat_of(world, later, earlier)


def test_the_last_referral_counts_and_a_chain_names_each_the_one_before(world: World) -> None:
    first = accepted(world, date(2024, 1, 8))
    second = accepted(world, date(2024, 12, 2), date(2024, 11, 30))
    third = accepted(world, date(2025, 11, 3), date(2025, 11, 1))
    join(world, first, third)
    assert not is_repeat_of(world, third, first)
    join(world, second, third)
    assert is_repeat_of(world, second, first)
    assert is_repeat_of(world, third, second)


@pytest.mark.parametrize(("box", "repeats"), [(("repeat",), True), (("visible_high_risk",), False)])
def test_where_the_dates_cannot_say_the_box_on_the_form_does(
    world: World, box: tuple[str, ...], repeats: bool
) -> None:
    earlier, later = accepted(world), accepted(world, date(2025, 9, 1), None, box)
    join(world, earlier, later)
    assert is_repeat_of(world, later, earlier) is repeats


def test_a_referral_that_waits_for_review_is_left_to_its_review(world: World) -> None:
    earlier = accepted(world)
    waiting = make_case(world, **NAMES, status="received", referred_on=date(2025, 9, 1))
    join(world, earlier, waiting)
    assert not is_repeat_of(world, waiting, earlier)


def test_a_case_hidden_from_whoever_decides_is_not_named(world: World) -> None:
    hidden, later = accepted(world), accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    between = accepted(world, date(2023, 1, 9))
    join(world, hidden, between)
    with world.acting("chidi", Act.CASE_MANAGE) as session:
        version = get(session, Case, hidden.id).version
        name_viewers(session, hidden.id, version, True, [world.person("chidi")])
    join(world, between, later)
    assert not is_repeat_of(world, later, hidden)


def test_the_page_says_it_and_so_do_list_and_case_until_it_is_undone(world: World) -> None:
    earlier, later = accepted(world), accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    carol, people = world.client("carol"), f"/cases/{later.id}/people"
    folk.decide(world, earlier.victim_id, later.victim_id)
    typed = {"party": later.perpetrator_id, "other": earlier.perpetrator_id, "decision": "same"}
    carol.send("/people/decisions", back=people, **typed)
    page = text_of(carol.get(people))
    assert f"{later.reference}, accepted before, is a repeat of {earlier.reference} from now on." in page
    shown = text_of(carol.get(f"/cases/{later.id}"))
    assert "Repeat: the incident of 30 August 2025 is on or before 10 March 2026" in shown
    assert "Repeat" in row_of(carol.get("/conferences/northtown-marac/cases").text, later)
    event = next(json.loads(body) for name, _, body in world.ledger() if name == "CaseTiedToEarlier")
    assert (event["case"], event["about"]["earlier_case_id"]) == (later.id, earlier.id)
    assert event["about"]["is_repeat"] is True

    undo = re.findall(r'action="(/people/decisions/\d+/undone)"', page)
    carol.send(undo[0], back=people)
    assert f"{later.reference} stands alone again" in text_of(carol.get(people))
    assert "Not a repeat" in text_of(carol.get(f"/cases/{later.id}"))
    assert "Repeat" not in row_of(carol.get("/conferences/northtown-marac/cases").text, later)
    assert not is_repeat_of(world, later, earlier)


def row_of(page: str, case: MadeCase) -> str:
    return next(row for row in page.split("<tr")[1:] if case.reference in row).split("</tr>")[0]


@pytest.fixture
def listed(world: World) -> tuple[MadeCase, MadeCase, MadeList]:
    """An earlier case, and a later one on a published list to which substance misuse was invited."""
    earlier, later = accepted(world), accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    return earlier, later, make_published_list(world, cases=[later])


def may_see(world: World, who: str, case: MadeCase) -> bool:
    return world.client(who).get(f"/cases/{case.id}").status_code == 200


def test_who_is_invited_to_the_repeat_sees_the_case_before_it_until_it_is_undone(
    world: World, listed: tuple[MadeCase, MadeCase, MadeList]
) -> None:
    earlier, later, made = listed
    assert may_see(world, "hana", later)
    assert not may_see(world, "hana", earlier)
    decisions = join(world, earlier, later)
    assert may_see(world, "hana", earlier)
    assert is_listed_as_repeat(world, made.item_of(later))
    folk.undo(world, decisions[0])
    assert may_see(world, "hana", later)
    assert not may_see(world, "hana", earlier)
    assert not is_listed_as_repeat(world, made.item_of(later))


def is_listed_as_repeat(world: World, item_id: int) -> bool:
    with world.looking("carol", Act.CASE_VIEW) as session:
        return get(session, AgendaItem, item_id).is_repeat


def test_whoever_is_kept_from_the_earlier_case_is_kept_from_the_repeat_until_it_is_undone(
    world: World, listed: tuple[MadeCase, MadeCase, MadeList]
) -> None:
    earlier, later, _ = listed
    keep_from(world, earlier, "hana")
    decisions = join(world, earlier, later)
    assert not may_see(world, "hana", later)
    folk.undo(world, decisions[1])
    assert may_see(world, "hana", later)
    assert not may_see(world, "hana", earlier)


def test_a_denial_of_the_later_case_itself_outlives_the_undoing(
    world: World, listed: tuple[MadeCase, MadeCase, MadeList]
) -> None:
    earlier, later, _ = listed
    for case in (earlier, later):
        keep_from(world, case, "hana")
    decisions = join(world, earlier, later)
    folk.undo(world, decisions[1])
    assert not may_see(world, "hana", later)


def test_a_case_held_to_another_earlier_one_becomes_a_repeat_of_that(world: World) -> None:
    first, second = accepted(world, date(2025, 3, 1)), accepted(world, date(2025, 4, 1), date(2026, 1, 1))
    third = accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    decisions = join(world, second, third)
    join(world, first, third)
    assert is_repeat_of(world, third, second)
    folk.undo(world, decisions[0])
    assert is_repeat_of(world, third, first)


def test_mappa_names_the_case_before_and_calls_it_no_repeat(world: World) -> None:
    earlier = make_case(world, MAPPA, **NAMES, referred_on=REFERRED)
    later = make_case(world, MAPPA, **NAMES, referred_on=clock.today())
    client = world.client("mabel")
    typed = {"party": later.perpetrator_id, "other": earlier.perpetrator_id, "decision": "same"}
    client.send("/people/decisions", back=f"/cases/{later.id}/people", **typed)
    page = text_of(client.get(f"/cases/{later.id}/people"))
    assert f"{later.reference} names {earlier.reference} as the case before it from now on." in page
    with world.looking("mabel", Act.CASE_VIEW) as session:
        case = get(session, Case, later.id)
        assert (case.earlier_case_id, case.is_repeat) == (earlier.id, False)


def test_nobody_without_the_right_to_decide_changes_it(world: World) -> None:
    earlier, later = accepted(world), accepted(world, date(2025, 9, 1), date(2025, 8, 30))
    folk.decide(world, earlier.victim_id, later.victim_id)
    typed = {"party": later.perpetrator_id, "other": earlier.perpetrator_id, "decision": "same"}
    assert world.client("chidi").send("/people/decisions", **typed).status_code == 403
    assert not is_repeat_of(world, later, earlier)
