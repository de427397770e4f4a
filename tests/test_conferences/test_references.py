"""The letters before the dash: short, readable, and each conference's own."""

from datetime import timedelta

import pytest

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.conferences.references import choose_prefix
from marac.meetings.plan import plan_meeting
from marac.records import Case
from marac.referrals.typed import start_draft
from tests.world import MAPPA, MARAC, World


@pytest.mark.parametrize(
    ("name", "taken", "prefix"),
    [
        ("Northtown Marac", (), "NM"),
        ("Northtown MAPPA Level 2", ("NM",), "NML"),
        ("Northtown stalking panel", ("NM", "NML"), "NSP"),
        ("Newtown Marac", ("NM",), "NMA"),
        ("Newton Marac", ("NM", "NMA"), "NMR"),
        ("2 4", (), "C"),
        ("Ελλάδα", ("C",), "CA"),
    ],
)
def test_a_prefix_is_the_initials_or_something_near_that_nobody_has(name, taken, prefix):
    assert choose_prefix(name, taken) == prefix


def test_a_hundred_conferences_of_one_name_have_a_hundred_prefixes():
    taken: list[str] = []
    for _ in range(100):
        taken.append(choose_prefix("Northtown Marac", taken))
    assert len(set(taken)) == 100 and max(map(len, taken)) <= 4


def test_a_conference_of_the_same_initials_gets_letters_of_its_own(world: World):
    adam = world.client("adam")
    for slug, prefix in (("newtown-marac", "NMA"), ("nextown-marac", "NMR")):
        founded = adam.send("/administration/conferences/new", kind="marac", name="Newtown Marac", slug=slug)
        assert f"begin with {prefix}." in adam.get(founded.headers["Location"]).text


def test_a_case_and_a_meeting_of_one_conference_begin_alike(world: World):
    begun = set()
    for slug, writer, coordinator in ((MARAC, "polly", "carol"), (MAPPA, "polly", "mabel")):
        number = world.conference(slug)
        with world.acting(writer, Act.REFERRAL_WRITE) as session:
            draft = start_draft(session, number)
            case = get(session, Case, draft.case_id).reference
        with world.acting(coordinator, Act.LIST_MANAGE) as session:
            meeting = plan_meeting(session, number, clock.now() + timedelta(days=9)).reference
        assert case.partition("-")[0] == meeting.partition("-")[0]
        begun.add(case.partition("-")[0])
    assert len(begun) == 2
