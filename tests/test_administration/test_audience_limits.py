"""A limit on who reads a class binds whatever was decided before it: from the day on which it is in force."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from marac import clock
from marac.conferences import get_common, get_kind, kinds
from marac.conferences.reading import read_toml
from marac.errors import Mistake
from tests.factories import make_published_list
from tests.test_administration.deciding import cleared, decided, default
from tests.test_contributions.making import share
from tests.world import MARAC, World

PROBATION = ("probation", "representative")
READS = "BEHIND-A-LIMIT-CANARY"
Describe = Callable[..., None]


@pytest.fixture
def describe(monkeypatch: pytest.MonkeyPatch, world: World) -> Iterator[Describe]:
    """Install a version whose description lets nobody of probation be cleared for health, and start it anew."""

    def install(effective_from: date, *, beside: bool = False, **more: Any) -> None:
        common = copy.deepcopy(read_toml("common.toml"))
        limits = common["for_each_kind"]["audience_limits"]
        limit = next(each for each in limits if each["section_class"] == "health")
        if beside:
            limits.append(limit := dict(limit))
        limit["at_most"] = [{"agency": "*", "role": "*", "but_not": ["cps", "probation"]}]
        # Without this the description's own default, chairs of every agency, would be beyond the limit.
        limit["at_most"] += [{"agency": "probation", "role": "chair"}]
        limit.update(effective_from=effective_from, why="Probation never reads health.", **more)
        monkeypatch.setattr(
            kinds, "read_toml", lambda name: common if name == "common.toml" else read_toml(name)
        )
        _forget()
        world.own_app()

    yield install
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    get_kind.cache_clear()
    get_common.cache_clear()


def shared_case(world: World) -> int:
    made = make_published_list(world)
    share(world, "hana", made.item_of(made.cases[0]), READS, section_class="health")
    return made.cases[0].id


def reads(world: World, who: str, case_id: int) -> bool:
    answer = world.client(who).get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return READS in answer.text


def health_of(world: World, who: str) -> bool:
    return bool(cleared(world, who) & get_kind("marac").section_class("health").mask)


def test_a_limit_that_came_with_a_new_version_narrows_what_was_decided(
    world: World, describe: Describe
) -> None:
    case_id = shared_case(world)
    decided(world, "health", default(world, "health") | {PROBATION})
    assert reads(world, "pravin", case_id)
    describe(date(2020, 1, 1))
    assert not reads(world, "pravin", case_id) and reads(world, "hana", case_id)
    assert not health_of(world, "pravin")  # which the second wall of the database asks as well
    about = [json.loads(body)["about"] for name, _, body in world.ledger() if name == "ClearancesDerived"]
    assert about == [{"members": 1}]


def test_a_limit_that_is_dated_ahead_binds_from_its_day_on_though_nothing_starts_anew(
    world: World, describe: Describe
) -> None:
    case_id = shared_case(world)
    decided(world, "health", default(world, "health") | {PROBATION})
    describe(clock.today() + timedelta(days=2))
    assert reads(world, "pravin", case_id)
    with clock.at(clock.now() + timedelta(days=1)):
        assert reads(world, "pravin", case_id)
    with clock.at(clock.now() + timedelta(days=2)):
        assert not reads(world, "pravin", case_id) and not health_of(world, "pravin")


def test_a_role_that_is_given_later_is_within_the_limit_too(world: World, describe: Describe) -> None:
    decided(world, "health", default(world, "health") | {PROBATION, ("housing", "representative")})
    describe(date(2020, 1, 1))
    decided(world, "standard", default(world, "standard") - {("housing", "deputy")})
    assert not health_of(world, "pravin") and health_of(world, "horatio")


def test_a_class_is_never_left_without_a_reader(world: World, describe: Describe) -> None:
    describe(date(2020, 1, 1), keeps=[])
    with pytest.raises(Mistake, match="Somebody must be able to read"):
        decided(world, "health", set())


def test_the_limit_before_holds_until_the_day_of_the_next(world: World, describe: Describe) -> None:
    decided(world, "health", default(world, "health") | {PROBATION})
    describe(clock.today() + timedelta(days=3), beside=True)
    with pytest.raises(Mistake, match="always for this class"):
        decided(world, "health", default(world, "health") - {("health", "representative")})
    assert health_of(world, "pravin")
    with clock.at(clock.now() + timedelta(days=3)):
        assert world.client("chidi").get("/").status_code == 200
        assert not health_of(world, "pravin")


def test_what_must_be_kept_is_read_though_it_was_decided_otherwise(world: World, describe: Describe) -> None:
    decided(world, "health", default(world, "health") - {("police", "chair")})
    assert not health_of(world, "chidi")
    keeps = [{"agency": "health", "role": "*"}, {"agency": "police", "role": "chair"}]
    describe(date(2020, 1, 1), keeps=keeps)
    assert world.client("chidi").get("/").status_code == 200
    assert health_of(world, "chidi")


def test_the_page_says_that_a_limit_narrows_the_decision_and_whom(world: World, describe: Describe) -> None:
    decided(world, "health", default(world, "health") | {PROBATION})
    address = f"/conferences/{MARAC}/audiences"
    assert "Narrowed by a limit" not in world.client("polly").get(address).text
    describe(date(2020, 1, 1))
    page = " ".join(world.client("polly").get(address).text.split())
    assert "Narrowed by a limit" in page and "Probation never reads health." in page
    now = page.split('data-label="Who reads it here"')[5].split("</td>")[0]
    before, _, forbidden = now.partition("It was decided for more")
    assert "Probation" not in before.split("Chair")[0] and "Probation" in forbidden


def test_whoever_shares_is_not_told_that_somebody_reads_who_does_not(
    world: World, describe: Describe
) -> None:
    made = make_published_list(world)
    decided(world, "health", default(world, "health") | {PROBATION})
    describe(date(2020, 1, 1))
    page = world.client("ida").get(f"/listings/{made.item_of(made.cases[0])}/research").text
    told = page.split("In this conference: ")[1].split("<")[0]
    assert "Probation" not in told.split("Chair")[0]


def test_a_day_on_which_nothing_changes_writes_nothing(world: World) -> None:
    browser = world.client("polly")
    assert browser.get("/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=30)):
        world.client("polly").get("/")
    assert not any(name == "ClearancesDerived" for name, *_ in world.ledger())
