"""Whoever named a deputy leaves, or is kept from a case: nobody stands in for them any longer, or on it."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from marac import clock
from marac.access.acts import Act
from marac.access.scope import see
from marac.administration import operations as administration
from marac.audit.commit import working
from marac.cases.exclusions import exclude, lift_exclusion
from marac.errors import NotFound
from marac.meetings.deputising import name_deputy, withdraw_deputy
from marac.records import Agency, Exclusion, MeetingDeputy
from marac.records.base import columns
from tests.databases import IS_POSTGRESQL
from tests.factories import MadeList, make_published_list
from tests.test_meetings.deputies import (
    allow_on_page,
    colleague,
    may_see,
    name_on_page,
    withdraw_on_page,
    withdrawals,
)
from tests.test_meetings.list_making import closed, seen_cases
from tests.world import MAPPA, MARAC, World

D, X, G = (columns(each) for each in (MeetingDeputy, Exclusion, Agency))


@pytest.fixture
def two(world: World) -> tuple[MadeList, MadeList]:
    """Two meetings with two cases each; a colleague of Polly's stands in at both."""
    made = make_published_list(world, cases=2), make_published_list(world, cases=2, days_ahead=14)
    colleague(world)
    for each in made:
        assert name_on_page(world, each.meeting_id).status_code == 303
    return made


def role(world: World, who: str, what: str, since: int = -1, until: int = 30, where: str = MARAC) -> None:
    """An administrator gives somebody a role from so many days on until so many days on."""
    days = [clock.today() + timedelta(days=each) for each in (since, until)]
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.grant_membership(session, world.person(who), world.conference(where), what, *days)


def close_account(world: World, who: str) -> None:
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.close_account(session, world.person(who))


def nobody_stands_in(world: World) -> bool:
    with world.store.engine.connect() as connection:
        return connection.execute(select(D.user_id)).all() == []


LEAVING = {
    "ended": ("representative", -30, -1),
    "demoted": ("deputy", -1, 30),
    "made a manager": ("manager", -1, 30),
    "begins later": ("representative", 1, 30),
}


def test_closing_the_account_of_whoever_named_them_withdraws_them_everywhere(world: World, two: Any) -> None:
    browser = world.client("pete")
    assert browser.get(f"/cases/{two[0].cases[0].id}").status_code == 200
    world.client("adam").send(f"/administration/accounts/{world.person('polly')}/closed")
    assert browser.get(f"/cases/{two[0].cases[0].id}").status_code == 403
    assert browser.get(f"/meetings/{two[1].meeting_id}").status_code == 403
    assert world.viewer("pete").seats == () and nobody_stands_in(world)
    told = [(each["record_id"], each["user_id"], each["is_barred"]) for each in withdrawals(world)]
    assert sorted(told) == sorted((each.meeting_id, world.person("pete"), False) for each in two)


@pytest.mark.parametrize("how", LEAVING)
def test_so_does_any_end_of_the_role_in_which_they_named_them(world: World, two: Any, how: str) -> None:
    role(world, "polly", *LEAVING[how])
    assert not may_see(world, "pete", two[0].cases[0].id)
    assert world.viewer("pete").seats == () and nobody_stands_in(world)
    assert len(withdrawals(world)) == 2
    role(world, "polly", "representative")
    assert not may_see(world, "pete", two[0].cases[0].id)


def test_a_meeting_that_is_over_shows_them_nothing_more_either(world: World, two: Any) -> None:
    closed(world, two[0].meeting_id)
    assert may_see(world, "pete", two[0].cases[0].id)
    close_account(world, "polly")
    assert not may_see(world, "pete", two[0].cases[0].id)


def test_a_role_elsewhere_and_a_role_that_stays_withdraw_nobody(world: World, two: Any) -> None:
    role(world, "polly", "manager", where=MAPPA)
    role(world, "polly", "representative")
    assert may_see(world, "pete", two[0].cases[0].id) and withdrawals(world) == []


def test_they_stand_in_no_longer_than_the_role_of_whoever_named_them_lasts(world: World, two: Any) -> None:
    role(world, "polly", "representative", until=3)
    with clock.at(clock.now() + timedelta(days=3)):
        assert seen_cases(world, "pete") == {case.id for made in two for case in made.cases}
    with clock.at(clock.now() + timedelta(days=4)):
        assert world.viewer("pete").seats == ()
    role(world, "polly", "representative", until=60)
    with clock.at(clock.now() + timedelta(days=4)):
        assert seen_cases(world, "pete") == {case.id for made in two for case in made.cases}


def test_a_deputy_whose_own_account_is_closed_has_nothing_once_it_is_opened_again(
    world: World, two: Any
) -> None:
    close_account(world, "pete")
    assert nobody_stands_in(world) and len(withdrawals(world)) == 2
    with world.acting("adam", Act.ACCOUNT_ADMINISTER) as session:
        administration.reopen_account(session, world.person("pete"))
    assert not may_see(world, "pete", two[0].cases[0].id)
    assert name_on_page(world, two[0].meeting_id).status_code == 303


def test_nobody_stands_in_from_an_agency_that_is_closed(world: World, two: Any) -> None:
    browser = world.client("pete")
    with world.store.writer.begin() as connection:
        connection.execute(update(Agency).where(G.slug == "northtown-police").values(is_active=False))
    assert browser.get(f"/cases/{two[0].cases[0].id}").status_code == 302
    page = world.client("carol").get(f"/cases/{two[0].cases[0].id}/sight").text
    assert "Pete Testperson" not in page and "Polly Testperson" not in page


def test_somebody_who_leaves_at_this_moment_names_nobody(world: World) -> None:
    made = make_published_list(world)
    colleague(world)
    still_here = working(world.store, world.viewer("polly"), Act.DEPUTY_NAME)
    close_account(world, "polly")
    with pytest.raises(NotFound), still_here as session:
        name_deputy(session, made.meeting_id, world.person("pete"))
    assert nobody_stands_in(world)


# ---------------------------------------------------------------- withdrawn by the office


def test_whom_the_office_withdrew_is_not_named_again_until_it_allows_it(world: World, two: Any) -> None:
    here = two[0]
    withdraw_on_page(world, here.meeting_id, by="carol")
    answer = name_on_page(world, here.meeting_id)
    assert answer.status_code == 422 and not may_see(world, "pete", here.cases[0].id)
    beside = answer.text.split('<p id="user_id-error"')[1].split("<select")[0]
    assert "The Marac coordinator has withdrawn this colleague from this meeting." in " ".join(beside.split())
    assert [each["is_barred"] for each in withdrawals(world)] == [True]
    assert may_see(world, "pete", two[1].cases[0].id)  # the other meeting is another matter
    assert "Allow again" in world.client("carol").get(f"/meetings/{here.meeting_id}").text
    assert allow_on_page(world, here.meeting_id).status_code == 303
    assert "DeputyAllowed" in [name for name, *_ in world.ledger()]
    assert name_on_page(world, here.meeting_id).status_code == 303
    assert may_see(world, "pete", here.cases[0].id)


def test_nor_by_another_representative_of_their_agency(world: World, two: Any) -> None:
    colleague(world, "paula")
    role(world, "paula", "representative")
    withdraw_on_page(world, two[0].meeting_id, by="carol")
    assert name_on_page(world, two[0].meeting_id, by="paula").status_code == 422
    colleague(world, "paul")
    assert name_on_page(world, two[0].meeting_id, "paul").status_code == 303


@pytest.mark.parametrize(("by", "status"), [("polly", 403), ("hana", 403), ("mabel", 404), ("chidi", 403)])
def test_nobody_but_the_coordinator_allows_them_again(world: World, two: Any, by: str, status: int) -> None:
    withdraw_on_page(world, two[0].meeting_id, by="carol")
    assert allow_on_page(world, two[0].meeting_id, by=by).status_code == status
    assert name_on_page(world, two[0].meeting_id).status_code == 422
    page = world.client("polly").get(f"/meetings/{two[0].meeting_id}").text
    assert "Withdrawn from this meeting by the office" in page and "Allow again</button>" not in page
    assert "Pete Testperson" not in world.client("hana").get(f"/meetings/{two[0].meeting_id}").text


def test_allowing_somebody_who_was_not_withdrawn_is_no_page(world: World, two: Any) -> None:
    assert allow_on_page(world, two[0].meeting_id).status_code == 404
    withdraw_on_page(world, two[0].meeting_id)
    assert allow_on_page(world, two[0].meeting_id).status_code == 404
    assert name_on_page(world, two[0].meeting_id).status_code == 303


# ---------------------------------------------------------------- named by somebody who is kept from a case


def keep_out(world: World, case_id: int, who: str = "polly", by: str = "carol") -> int:
    """The office keeps somebody from a case; returns the denial's number."""
    with world.acting(by, Act.EXCLUSION_DECIDE) as session:
        exclude(session, case_id, user_id=world.person(who), reason="A conflict of interest")
    with world.looking(by, Act.EXCLUSION_DECIDE) as session:
        found = select(X.id).where(X.case_id == case_id, X.lifted_at.is_(None), see(Exclusion))
        return int(session.rows(found)[0][0])


def test_whom_they_name_does_not_see_the_case_that_they_are_kept_from(world: World) -> None:
    made = make_published_list(world, cases=2)
    colleague(world)
    first, second = made.cases
    keep_out(world, first.id)
    assert name_on_page(world, made.meeting_id).status_code == 303
    assert seen_cases(world, "pete") == {second.id}
    browser = world.client("pete")
    assert browser.get(f"/cases/{first.id}").status_code == browser.get(f"/cases/{first.id ^ 1}").status_code
    assert first.reference not in browser.get(f"/meetings/{made.meeting_id}").text
    assert first.reference not in browser.get("/").text


def test_a_conflict_declared_later_takes_the_case_away_and_lifting_it_gives_it_back(
    world: World, two: Any
) -> None:
    first, second = two[0].cases
    denial = keep_out(world, first.id)
    assert not may_see(world, "pete", first.id) and may_see(world, "pete", second.id)
    with world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        lift_exclusion(session, denial, "It was somebody else")
    assert may_see(world, "pete", first.id)


def test_named_by_a_colleague_without_a_conflict_they_see_it(world: World) -> None:
    made = make_published_list(world)
    colleague(world)
    colleague(world, "paula")
    role(world, "paula", "representative")
    keep_out(world, made.cases[0].id)
    name_on_page(world, made.meeting_id, by="paula")
    assert may_see(world, "pete", made.cases[0].id)


def test_whoever_names_cannot_tell_that_something_is_kept_from_them(world: World) -> None:
    made = make_published_list(world)
    colleague(world)
    browser, at, answers = world.client("polly"), clock.now(), []
    path, pete = f"/meetings/{made.meeting_id}/deputy", world.person("pete")
    for number in range(3):  # the first time a membership is written
        if number == 2:
            keep_out(world, made.cases[0].id)
        with clock.at(at), statements(world) as asked:
            told = [browser.get(path), browser.send(path, user_id=pete), browser.get(path)]
            told += [browser.send(path, user_id=pete), browser.send(f"{path}/{pete}/withdraw")]
        answers.append(
            ([(each.status_code, each.headers.get("Location"), plain(each)) for each in told], asked)
        )
    assert answers[1] == answers[2]


def plain(answer: Any) -> str:
    """A page without what is new each time."""
    return re.sub(r'name="(csrf_token|form_key)" value="[^"]*"|\(entry \d+\)', "", answer.text)


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """Every statement that the application sends to its database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(world.store.engine, "before_cursor_execute", note)


# ---------------------------------------------------------------- two at once


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite lets one change in at a time")
def test_a_naming_and_a_withdrawal_at_once_leave_the_membership_that_the_namings_say(world: World) -> None:
    here, there = make_published_list(world), make_published_list(world, days_ahead=14)
    colleague(world)
    name_on_page(world, here.meeting_id)
    pete = world.person("pete")

    def withdraw() -> None:
        with world.acting("carol", Act.DEPUTY_WITHDRAW) as session:
            withdraw_deputy(session, here.meeting_id, pete)

    other = threading.Thread(target=withdraw)
    with world.acting("polly", Act.DEPUTY_NAME) as session:
        name_deputy(session, there.meeting_id, pete)
        other.start()
        other.join(1)
        assert other.is_alive()  # it waits for this one
    other.join(10)
    assert seen_cases(world, "pete") == {there.cases[0].id}
