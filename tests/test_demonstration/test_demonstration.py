"""The demonstration is what the README says: whole, built once, with something of everything."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from marac import clock
from marac.accounts.operations import sign_in
from marac.audit.folder import files_in
from marac.audit.notes import new_signing_key
from marac.audit.verify import gather_for, verify
from marac.conferences import get_kind
from marac.conferences.working_days import is_working_day
from marac.config import Settings
from marac.db import Database
from marac.demonstration.people import ACCOUNTS, PASSWORD
from marac.demonstration.stage import Stage
from marac.demonstration.start import demonstration_accounts, prepare_demonstration
from tests.databases import Databases, owned, rogue
from tests.world import SEALING_KEY

STATUSES = {
    "open",
    "in_progress",
    "complete",
    "not_completed_circumstances",
    "not_completed_not_done",
    "superseded",
    "transferred",
}


@pytest.fixture(scope="module")
def settings(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    url = databases.nowhere()
    folder = tmp_path_factory.mktemp("signed") / "checkpoints"
    folder.mkdir()
    (folder / "000000000005-00000000.checkpoint").write_text("of a demonstration before this one")
    made = Settings(
        url,
        "a secret for tests",
        {1: SEALING_KEY},
        argon2_cost=1,
        checkpoint_key=new_signing_key(),
        checkpoint_folder=folder,
        owner_url=owned(url),
    )
    prepare_demonstration(made, lambda words: None)
    yield made
    databases.drop(url)


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    made = create_engine(rogue(settings.database_url))
    yield made
    made.dispose()


def rows(engine: Engine, sql: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def london_day_of(stored: Any) -> date:
    """The London day of a moment as the database hands it out."""
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return clock.london_day(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def test_the_ledger_is_signed_at_each_close_and_verifies_straight_away(
    settings: Settings, engine: Engine
) -> None:
    with engine.connect() as connection:
        found = verify(connection, gather_for(connection, settings))
    assert found.code == 0, found.sentences
    entries = rows(engine, "SELECT seq, event FROM ledger_entry ORDER BY seq")
    closes = [seq for seq, event in entries if event == "MeetingClosed"]
    made_by = [seq for seq, event in entries if event == "CheckpointMade"]
    assert len(closes) > 2 and len(made_by) == len(closes) + 1
    assert sorted(closes + made_by)[: 2 * len(closes) : 2] == closes
    assert len(files_in(settings.checkpoint_folder)) == len(made_by)


def test_checkpoints_of_a_demonstration_before_this_one_are_put_aside(settings: Settings) -> None:
    (aside,) = settings.checkpoint_folder.parent.glob("checkpoints-before-*")
    assert [path.name for path in files_in(aside)] == ["000000000005-00000000.checkpoint"]


def test_the_ledger_is_whole_and_a_second_start_does_nothing(settings: Settings, engine: Engine) -> None:
    before = rows(engine, "SELECT max(seq) FROM ledger_entry")
    said: list[str] = []
    prepare_demonstration(settings, said.append)
    assert "already there" in said[0]
    assert rows(engine, "SELECT max(seq) FROM ledger_entry") == before
    with engine.connect() as connection:
        assert verify(connection).is_whole


def test_actions_are_in_every_state_and_some_are_overdue(engine: Engine) -> None:
    found = Counter(status for (status,) in rows(engine, "SELECT status FROM action"))
    assert set(found) == STATUSES
    overdue = "SELECT count(*) FROM action WHERE is_open = 1 AND due_at < CURRENT_TIMESTAMP"
    assert rows(engine, overdue)[0][0] > 3


def test_each_conference_has_a_past_and_a_coming_meeting(engine: Engine) -> None:
    statement = "SELECT c.slug, m.status FROM meeting m JOIN conference c ON c.id = m.conference_id"
    assert Counter(rows(engine, statement)) == {
        ("northtown-marac", "closed"): 2,
        ("northtown-marac", "published"): 1,
        ("northtown-mappa", "closed"): 1,
        ("northtown-mappa", "published"): 1,
        ("northtown-stalking-panel", "closed"): 1,
        ("northtown-stalking-panel", "published"): 1,
    }


def test_every_meeting_and_its_research_fall_on_days_on_which_people_work(engine: Engine) -> None:
    for starts_at, research_by in rows(engine, "SELECT starts_at, research_by FROM meeting"):
        for day in (london_day_of(starts_at), date.fromisoformat(str(research_by))):
            assert is_working_day(get_kind("marac"), day), day


@pytest.mark.parametrize("begins", [date(2026, 11, 16 + day) for day in range(7)] + [date(2027, 3, 26)])
def test_a_meeting_is_on_a_working_day_whatever_day_the_demonstration_is_built(begins: date) -> None:
    stage = Stage.__new__(Stage)
    stage.begins = datetime.combine(begins, time(9), UTC)
    for days in (-56, -42, -35, -28, 6, 9, 14):
        moved = stage.working(days)
        assert is_working_day(get_kind("marac"), begins + timedelta(days=moved))
        assert 0 <= (moved - days) * (1 if days > 0 else -1) <= 4


def test_references_of_a_conference_begin_alike_and_as_no_other_conferences_do(engine: Engine) -> None:
    begun = [
        {(conference, reference.partition("-")[0]) for conference, reference in rows(engine, statement)}
        for statement in (
            "SELECT conference_id, reference FROM case_file",
            "SELECT conference_id, reference FROM meeting",
        )
    ]
    assert begun[0] == begun[1]
    assert len({prefix for _, prefix in begun[0]}) == 3


def test_the_coming_meeting_has_repeats_referrals_to_review_and_gaps(engine: Engine) -> None:
    repeats = "SELECT count(*) FROM case_file WHERE is_repeat AND earlier_case_id IS NOT NULL"
    assert rows(engine, repeats)[0][0] == 3
    assert rows(engine, "SELECT count(*) FROM referral WHERE status = 'to_review'")[0][0] > 5
    asked = rows(engine, "SELECT count(*) FROM invitation")[0][0]
    assert 0 < rows(engine, "SELECT count(*) FROM research_return")[0][0] < asked


def test_everybody_named_can_sign_in(settings: Settings) -> None:
    accounts = demonstration_accounts(settings)
    assert len(accounts) == len(ACCOUNTS)
    store = Database(settings.database_url)
    try:
        for account in accounts[:3]:
            assert sign_in(store, replace(settings), account["email"], PASSWORD)
    finally:
        store.dispose()


def test_ten_agencies_take_part_in_the_marac(engine: Engine) -> None:
    statement = (
        "SELECT count(*) FROM conference_agency a JOIN conference c ON c.id = a.conference_id "
        "WHERE c.slug = 'northtown-marac'"
    )
    assert rows(engine, statement) == [(10,)]


def test_a_build_that_was_broken_off_leaves_nothing_in_its_place(tmp_path: Path) -> None:
    place = tmp_path / "marac.db"
    made = Settings(f"sqlite:///{place}", "a secret for tests", {1: SEALING_KEY}, argon2_cost=1)

    def interrupt(words: str) -> None:
        if words.startswith("Built"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_demonstration(made, interrupt)
    assert not place.exists()


def test_every_return_was_made_for_the_meeting_that_asked_for_it(engine: Engine) -> None:
    query = (
        "select r.returned_at, i.invited_at, m.starts_at from research_return r "
        "join agenda_item g on g.id = r.agenda_item_id join meeting m on m.id = g.meeting_id "
        "join invitation i on i.agenda_item_id = g.id and i.agency_id = r.agency_id "
        "where r.returned_at is not null"
    )
    with engine.connect() as connection:
        rows = [tuple(str(moment) for moment in row) for row in connection.exec_driver_sql(query)]
    assert len(rows) > 20
    assert all(invited <= returned <= starts for returned, invited, starts in rows)
