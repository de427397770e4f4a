"""When the ledger is signed, where that is kept, and that no page waits for it or fails with it."""

import logging
import threading
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from marac.audit import ledger
from marac.audit.checkpoints import NotSigned
from marac.audit.growing import last_checkpoint
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import Tree
from marac.audit.standing import checkpoint_standing
from marac.audit.walls import lower_walls, raise_walls
from marac.records import ledger_checkpoint
from tests.databases import IS_POSTGRESQL, behind
from tests.factories import make_running_meeting
from tests.test_actions.test_overdue_statements import statements
from tests.test_audit.signed import Signed, hidden
from tests.test_audit.stage import break_with
from tests.test_audit.test_ledger import tamper
from tests.test_meetings.run_steps import add_action, decide, first_item, name_risk
from tests.world import MARAC


def last(signed: Signed) -> Any:
    with signed.world.store.engine.connect() as connection:
        return last_checkpoint(connection)


def test_a_checkpoint_lies_in_the_database_and_in_a_file_and_is_on_the_ledger(signed: Signed) -> None:
    size = signed.sign()
    kept = last(signed)
    assert kept.size == size
    assert [path.read_text("utf-8") for path in signed.files] == [kept.signed]
    assert kept.signed.split("\n")[:2] == ["ledger.northtown.example", str(size)]
    event, _, body = signed.world.ledger()[-1]
    assert event == "CheckpointMade" and f'"entries":{size}' in body


def test_where_nothing_happened_nothing_is_signed(signed: Signed) -> None:
    signed.sign()
    count = len(signed.world.ledger())
    assert signed.checkpoints.make() is None
    assert len(signed.world.ledger()) == count
    assert len(signed.files) == 1


def test_pages_make_one_each_time_so_many_entries_have_come(signed: Signed) -> None:
    signed.every(10)
    carol = signed.world.client("carol")
    for _ in range(25):
        carol.get("/overdue")
    sizes = [int(path.name.split("-")[0]) for path in signed.files]
    assert len(sizes) >= 2
    assert all(later - earlier <= 12 for earlier, later in pairwise(sizes))


def test_where_fewer_come_one_is_made_when_its_time_is_up_and_none_after_that(signed: Signed) -> None:
    signed.world.client("carol").get("/overdue")
    timer = signed.watch._timer
    assert timer is not None and timer.interval == 60 * signed.world.settings.checkpoint_minutes
    timer.function()
    assert len(signed.files) == 1
    timer.function()
    assert len(signed.files) == 1
    assert signed.watch._timer is None


def test_an_ordinary_page_pays_nothing_for_it(signed: Signed) -> None:
    manager = signed.world.client("mani")
    manager.get("/overdue")
    with statements(signed.world) as sent:
        manager.get("/overdue")
    assert not [sql for sql in sent if "ledger_checkpoint" in sql]
    assert (
        len([sql for sql in sent if sql.split()[0].upper() in {"SELECT", "INSERT"}]) <= 4 + 2 * IS_POSTGRESQL
    )


def test_the_close_of_a_meeting_is_signed_at_once(signed: Signed) -> None:
    made = make_running_meeting(signed.world)
    add_action(signed.world, first_item(made), name_risk(signed.world, first_item(made)))
    decide(signed.world, first_item(made))
    carol, run = signed.world.client("carol"), f"/meetings/{made.meeting_id}/run"
    version = hidden(carol.get(run).text, "version")
    assert signed.files == []
    assert carol.send(f"{run}/close", version=version).status_code == 303
    names = [event for event, *_ in signed.world.ledger()]
    closed = len(names) - names[::-1].index("MeetingClosed")
    assert last(signed).size >= closed
    assert len(signed.files) == 1


def test_what_was_signed_meanwhile_by_another_process_is_not_signed_again(signed: Signed) -> None:
    size = signed.add()
    other = signed.checkpoints
    assert signed.checkpoints.make(size) == size
    signed.add(2)
    assert other.make(size) is None
    assert len(signed.files) == 1


def test_writers_and_signers_at_once_leave_a_ledger_that_verifies(signed: Signed, marac: Any) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(8):
                signed.add(2)
                signed.checkpoints.make()
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert marac("ledger", "verify").exit_code == 0
    assert len(signed.files) > 1


# --- failing


def test_a_checkpoint_that_fails_withholds_no_page_and_is_logged_and_made_later(
    signed: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    signed.every(1)
    signed.folder.write_text("a file where the folder should be")
    with caplog.at_level(logging.ERROR, "marac.checkpoints"):
        answer = signed.world.client("carol").get("/overdue")
    assert answer.status_code == 200
    assert "could not be made: there is something else where the folder of checkpoints" in caplog.text
    signed.folder.unlink()
    signed.watch.make()
    assert [path.read_text("utf-8") for path in signed.files][-1] == last(signed).signed


def test_a_broken_table_of_checkpoints_withholds_no_page(signed: Signed) -> None:
    signed.every(1)
    break_with(signed.world, "ALTER TABLE ledger_checkpoint RENAME TO mislaid")
    count = len(signed.world.ledger())
    assert signed.world.client("carol").get("/overdue").status_code == 200
    assert len(signed.world.ledger()) > count


def test_the_auditor_sees_how_the_checkpoints_stand_and_that_one_is_late(signed: Signed) -> None:
    auditor, path = signed.world.client("audley"), f"/conferences/{MARAC}/record"
    assert "No checkpoint has been signed yet" in auditor.get(path).text
    size = signed.sign()
    page = " ".join(auditor.get(path).text.split())
    assert f"over {size:,} entries" in page and "is late" not in page
    signed.every(2)
    signed.stop()
    signed.add(20)
    with signed.world.store.engine.connect() as connection:
        assert checkpoint_standing(connection, signed.world.settings).is_late


# --- what is not signed


def test_a_ledger_that_was_cut_is_not_signed_again(signed: Signed) -> None:
    size = signed.sign()
    tamper(signed.world, f"DELETE FROM ledger_entry WHERE seq > {size - 2}", "DELETE FROM ledger_checkpoint")
    with pytest.raises(NotSigned, match=f"{size:,} were signed before"):
        signed.checkpoints.make()
    assert len(signed.files) == 1


def test_a_frontier_that_was_changed_is_not_built_upon(signed: Signed, marac: Any) -> None:
    size = signed.sign()
    forged = bytes(32 * size.bit_count()).hex()
    value = f"decode('{forged}', 'hex')" if IS_POSTGRESQL else f"x'{forged}'"
    tamper(signed.world, f"UPDATE ledger_checkpoint SET frontier = {value}")
    assert signed.sign() > size
    assert marac("ledger", "verify").exit_code == 0


def test_a_checkpoint_that_somebody_else_signed_is_not_built_upon(signed: Signed, marac: Any) -> None:
    size, forged = signed.sign(), Tree()
    for number in range(size):
        forged.add(bytes([number % 256]))
    note = Signer(new_signing_key("ledger.northtown.example")).checkpoint(size, forged.root())
    with behind(signed.world.url) as connection:
        lower_walls(connection)
        values = {"signed": note, "frontier": b"".join(forged.parts)}
        connection.execute(update(ledger_checkpoint).values(**values))
        raise_walls(connection)
    signed.sign()
    answer = marac("ledger", "verify")
    # The forged one is found; what was signed since is the true history.
    assert answer.exit_code == 5
    assert "that do not: 0" in answer.output


BLOCKED = {
    "a change": "UPDATE ledger_checkpoint SET signed = 'x'",
    "a deletion": "DELETE FROM ledger_checkpoint",
    "an older one": "INSERT INTO ledger_checkpoint SELECT size - 1, made_at, signed, frontier FROM ledger_checkpoint",
    "a detail changed": "UPDATE ledger_detail SET detail = 'x'",
}
if IS_POSTGRESQL:
    BLOCKED["an emptying"] = "TRUNCATE ledger_checkpoint"
else:
    BLOCKED["a replacement"] = (
        "INSERT OR REPLACE INTO ledger_checkpoint SELECT size, made_at, 'x', frontier FROM ledger_checkpoint"
    )
    BLOCKED["a detail replaced"] = (
        "INSERT OR REPLACE INTO ledger_detail SELECT seq, salt, 'x' FROM ledger_detail"
    )


@pytest.mark.parametrize("way", BLOCKED)
def test_the_database_itself_refuses(way: str, signed: Signed) -> None:
    signed.sign()
    with pytest.raises(DBAPIError, match=r"append-only|only grow"):
        tamper(signed.world, BLOCKED[way], with_walls=True)


def test_a_notice_is_taken_once(signed: Signed) -> None:
    size = signed.add()
    assert ledger.take_notice() == (size, False)
    assert ledger.take_notice() is None
