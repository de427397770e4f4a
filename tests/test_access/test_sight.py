"""Who sees what, by one rule for a record, a list and a count; nobody writes where they cannot see."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import InternalError, ProgrammingError

from marac import clock
from marac.access.acts import Act
from marac.access.loading import claim, find, get
from marac.access.scope import see
from marac.access.writing import WroteUnseen
from marac.audit import events
from marac.db import NoViewer, ReadingOnly, Session
from marac.errors import NotFound, StaleForm
from marac.records import (
    Action,
    Attendance,
    Case,
    Contribution,
    Exclusion,
    LoginSession,
    Meeting,
    Membership,
    NamedViewer,
    Risk,
    Seat,
    User,
)
from marac.records.base import columns, new_id
from tests.test_access.ground import Ground, give_seat, prepare
from tests.world import MAPPA, MARAC, World

# By the application, or on PostgreSQL by the second wall before it comes to that.
REFUSED = (WroteUnseen, ProgrammingError)
C, M, S, X = (columns(each) for each in (Case, Membership, Seat, Exclusion))


@pytest.fixture
def fresh(world: World) -> Iterator[Ground]:
    yield prepare(world)


def write(ground: Ground, statement: Any) -> None:
    """Change the rows that decide about sight, as an operation would have left them."""
    store = ground.world.store
    with Session(store.writer, ground.world.viewer("carol"), Act.CASE_MANAGE) as session:
        session.execute(statement, session.see, execution_options={"synchronize_session": False})
        session.commit()


def exclude(ground: Ground, **whom: int) -> None:
    row = {
        "id": new_id(),
        "case_id": ground.seen.case_id,
        "origin": "decision",
        "decided_by_id": ground.world.person("carol"),
        "decided_at": clock.now(),
        **whom,
    }
    write(ground, insert(Exclusion.__table__).values(**row))


def sees(ground: Ground, name: str, case_id: int, act: Act = Act.CASE_VIEW) -> bool:
    """Whether somebody sees a case: loading, listing and counting must agree."""
    with ground.session(name, act) as session:
        loaded = find(session, Case, case_id) is not None
        listed = bool(session.rows(select(C.id).where(C.id == case_id, see(Case))))
        counted = bool(
            session.row(select(func.count()).select_from(Case).where(C.id == case_id, see(Case)))[0]
        )
    assert loaded == listed == counted
    return loaded


@pytest.mark.parametrize(
    ("name", "seen", "unseen", "foreign"),
    [
        ("polly", True, False, False),
        ("petra", True, False, False),
        ("hana", True, False, False),
        ("carol", True, True, False),
        ("chidi", True, True, False),
        ("pravin", False, False, False),
        ("mani", False, False, False),
        ("audley", False, False, False),
        ("adam", False, False, False),
        ("importer", False, False, False),
        ("mabel", False, False, True),
        ("magnus", False, False, True),
        ("mira", False, False, False),
        ("tess", False, False, False),
    ],
)
def test_a_case_is_seen_by_the_office_and_by_seated_agencies_of_its_conference(
    name: str, seen: bool, unseen: bool, foreign: bool, ground: Ground
) -> None:
    cases = (ground.seen, ground.unseen, ground.foreign)
    assert [sees(ground, name, each.case_id) for each in cases] == [seen, unseen, foreign]


def test_a_role_that_does_not_grant_the_act_sees_nothing_with_it(ground: Ground) -> None:
    assert not sees(ground, "polly", ground.seen.case_id, Act.CASE_MANAGE)
    assert not sees(ground, "carol", ground.seen.case_id, Act.AUDIT_LEDGER)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_seat_counts_from_its_first_to_its_last_day(days: int, fresh: Ground) -> None:
    write(fresh, update(Seat).values(opens_on=clock.today(), closes_on=clock.today()))
    assert sees(fresh, "polly", fresh.seen.case_id)
    write(fresh, update(Seat).values(opens_on=clock.today() + timedelta(days=days)))
    write(fresh, update(Seat).values(closes_on=clock.today() + timedelta(days=days)))
    assert not sees(fresh, "polly", fresh.seen.case_id)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_membership_counts_from_its_first_to_its_last_day(days: int, fresh: Ground) -> None:
    today, mine = clock.today(), M.user_id == fresh.world.person("polly")
    write(fresh, update(Membership).where(mine).values(from_on=today, until_on=today))
    assert sees(fresh, "polly", fresh.seen.case_id)
    other = today + timedelta(days=days)
    write(fresh, update(Membership).where(mine).values(from_on=other, until_on=other))
    assert not sees(fresh, "polly", fresh.seen.case_id)


@pytest.mark.parametrize("name", ["polly", "carol", "chidi"])
def test_an_exclusion_of_a_person_beats_every_role(name: str, fresh: Ground) -> None:
    exclude(fresh, user_id=fresh.world.person(name))
    assert not sees(fresh, name, fresh.seen.case_id)
    with fresh.session(name) as session:
        for record, key in ((Action, "action_id"), (Risk, "risk_id"), (Contribution, "contribution_id")):
            assert find(session, record, getattr(fresh.seen, key)) is None


def test_an_exclusion_of_an_agency_keeps_all_its_people_out_and_nobody_else(fresh: Ground) -> None:
    exclude(fresh, agency_id=fresh.world.agency("northtown-police"))
    assert [
        sees(fresh, name, fresh.seen.case_id) for name in ("polly", "petra", "chidi", "hana", "carol")
    ] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_lifted_exclusion_no_longer_counts(fresh: Ground) -> None:
    exclude(fresh, user_id=fresh.world.person("polly"))
    write(fresh, update(Exclusion).where(see(Exclusion)).values(lifted_at=clock.now()))
    assert sees(fresh, "polly", fresh.seen.case_id)


def test_a_sealed_case_is_seen_by_the_named_alone(fresh: Ground) -> None:
    for name in ("polly", "carol"):
        named = {"case_id": fresh.seen.case_id, "user_id": fresh.world.person(name)}
        write(fresh, insert(NamedViewer.__table__).values(**named))
    write(fresh, update(Case).where(C.id == fresh.seen.case_id, see(Case)).values(is_sealed=True))
    assert [sees(fresh, name, fresh.seen.case_id) for name in ("polly", "carol", "petra", "chidi")] == [
        True,
        True,
        False,
        False,
    ]


def test_being_named_does_not_widen_anything(fresh: Ground) -> None:
    named = {"case_id": fresh.unseen.case_id, "user_id": fresh.world.person("polly")}
    write(fresh, insert(NamedViewer.__table__).values(**named))
    assert not sees(fresh, "polly", fresh.unseen.case_id)


def test_items_are_seen_if_shared_and_cleared_or_ones_own(ground: Ground) -> None:
    items = ("contribution_id", "private_id", "uncleared_id")
    seen = {}
    for name in ("polly", "hana", "carol", "cleo"):
        with ground.session(name) as session:
            seen[name] = [find(session, Contribution, getattr(ground.seen, key)) is not None for key in items]
    assert seen == {
        "polly": [True, False, False],
        "hana": [True, True, True],
        "carol": [True, False, False],
        "cleo": [False, False, False],
    }


def test_a_standing_record_is_seen_by_members_of_its_conference(ground: Ground) -> None:
    for name, here, there in (("polly", True, True), ("hana", True, False), ("mira", False, True)):
        with ground.session(name, Act.MEETING_VIEW) as session:
            found = [
                find(session, Meeting, each.meeting_id) is not None for each in (ground.seen, ground.foreign)
            ]
        assert found == [here, there]


@pytest.mark.parametrize("number", [0, -1, 10**23, 2**63])
def test_a_number_that_is_no_identifier_is_simply_not_found(number: int, ground: Ground) -> None:
    with ground.session() as session:
        assert find(session, Case, number) is None
        with pytest.raises(NotFound):
            get(session, Case, number)
        with pytest.raises(NotFound):
            claim(session, Case, number, 1)


def test_a_lost_update_is_refused_and_the_first_change_stays(fresh: Ground) -> None:
    for version in (1, 2):
        with fresh.world.acting("carol", Act.CASE_MANAGE) as session:
            found = claim(session, Case, fresh.seen.case_id, version)
            assert found.version == version + 1
            session.record(events.CaseChanged(case_id=found.id, record_id=found.id, version=found.version))
    for stale in (1, None, 0, -1, 2**70):
        with pytest.raises(StaleForm), fresh.world.acting("carol", Act.CASE_MANAGE) as session:
            claim(session, Case, fresh.seen.case_id, stale)


def test_a_record_loaded_before_it_was_claimed_has_the_new_version(fresh: Ground) -> None:
    with fresh.world.acting("carol", Act.CASE_MANAGE) as session:
        loaded = get(session, Case, fresh.seen.case_id)
        assert claim(session, Case, fresh.seen.case_id, loaded.version) is loaded
        assert loaded.version == 2


def test_what_is_not_seen_cannot_be_claimed(ground: Ground) -> None:
    for hidden in (ground.unseen.case_id, ground.foreign.case_id):
        with pytest.raises(NotFound), ground.world.acting("polly", Act.CASE_VIEW) as session:
            claim(session, Case, hidden, 1)


# --- writing where one cannot see


def new_risk(ground: Ground, case_id: int) -> Risk:
    return Risk(case_id=case_id, agenda_item_id=_listed(ground))


def _listed(ground: Ground) -> int:
    with ground.session("carol") as session:
        found = get(session, Risk, ground.seen.risk_id)
        return found.agenda_item_id


@pytest.mark.parametrize("which", ["unseen", "foreign"])
def test_nobody_adds_a_record_to_a_case_that_they_may_not_see(which: str, ground: Ground) -> None:
    risk = new_risk(ground, getattr(ground, which).case_id)
    with pytest.raises(WroteUnseen), ground.world.acting("polly", Act.CASE_VIEW) as session:
        session.add(risk)


def test_a_record_may_be_added_to_a_case_that_is_seen(fresh: Ground) -> None:
    with fresh.world.acting("polly", Act.CASE_VIEW) as session:
        session.add(new_risk(fresh, fresh.seen.case_id))


def test_a_case_may_be_left_by_the_change_that_excludes_its_maker(fresh: Ground) -> None:
    with fresh.world.acting("carol", Act.EXCLUSION_DECIDE) as session:
        case = get(session, Case, fresh.seen.case_id)
        own = fresh.world.person("carol")
        session.add(Exclusion(case_id=case.id, user_id=own, decided_by_id=own))
    assert not sees(fresh, "carol", fresh.seen.case_id)


def test_nobody_adds_a_meeting_or_a_case_to_a_conference_of_others(ground: Ground) -> None:
    foreign = ground.world.conference(MAPPA)
    strays = (
        Meeting(conference_id=foreign, reference="X"),
        Case(conference_id=foreign, reference="X"),
        Attendance(meeting_id=ground.seen.meeting_id, conference_id=foreign, status="present"),
    )
    for stray in strays:
        with pytest.raises(REFUSED), ground.world.acting("carol", Act.MEETING_RUN) as session:
            session.add(stray)


def test_a_role_that_does_not_grant_the_act_adds_nothing_to_its_own_conference(ground: Ground) -> None:
    meeting = Meeting(conference_id=ground.world.conference(MARAC), reference="X")
    with pytest.raises(REFUSED), ground.world.acting("polly", Act.LIST_MANAGE) as session:
        session.add(meeting)


CHANGES: dict[str, Any] = {
    "a deletion": lambda: delete(LoginSession.__table__),
    "a change": lambda: update(User.__table__).values(job_title="changed"),
    "a change behind a CTE": lambda: (
        update(User.__table__).values(job_title="changed").add_cte(select(columns(User).id).cte("x"))
    ),
    "an insert": lambda: insert(NamedViewer.__table__).values(case_id=1, user_id=1),
    "a change in words": lambda: text("\n UPDATE user_account SET job_title = 'changed'"),
}


@pytest.mark.parametrize("way", CHANGES)
def test_the_reading_side_refuses(way: str, ground: Ground) -> None:
    with ground.world.store.engine.connect() as connection:
        with pytest.raises((ReadingOnly, InternalError, NoViewer)):
            connection.execute(CHANGES[way]())
        connection.rollback()
        titles = connection.execute(select(columns(User).job_title).distinct()).scalars().all()
    assert titles == ["Practitioner"]


def test_the_writing_side_writes(fresh: Ground) -> None:
    with fresh.world.store.writer.begin() as connection:
        assert connection.execute(update(User).values(job_title="changed")).rowcount > 1


def test_a_seat_given_in_one_conference_says_nothing_in_another(fresh: Ground) -> None:
    give_seat(fresh.world, fresh.foreign.case_id, "eastvale-health")
    assert sees(fresh, "mira", fresh.foreign.case_id)
    assert not sees(fresh, "hana", fresh.foreign.case_id)
