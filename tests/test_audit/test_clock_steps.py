"""A clock that went back is on the record, and is no tampering."""

from datetime import timedelta
from typing import Any

from marac import clock
from marac.audit.tampering import bodies_of, rewrite
from marac.audit.walls import lower_walls, raise_walls
from tests.databases import behind
from tests.test_audit.signed import RECORD, Signed
from tests.test_audit.test_ledger import tamper
from tests.world import World

# --- the clock


def test_a_clock_that_went_back_is_on_the_record_before_what_was_recorded_then(
    signed: Signed, marac: Any
) -> None:
    before = signed.sign()
    size = signed.add(1)
    assert size == before + 2
    with clock.at(clock.now() - timedelta(hours=2)):
        assert signed.add(1) == size + 2
        assert signed.add(1) == size + 3
    told, looked, again = signed.world.ledger()[size : size + 3]
    assert [each.event for each in (told, looked, again)] == ["ClockWentBack", "ListShown", "ListShown"]
    assert f'"entry":{size},"seconds":71' in told.body or f'"entry":{size},"seconds":7200' in told.body
    assert '"actor"' not in told.body and '"outcome":"ok"' in told.body
    answer = marac("ledger", "verify")
    assert answer.exit_code == 0, answer.output
    assert "told by the record itself: 1." in answer.output


def test_a_step_as_small_as_servers_differ_by_is_not_remarked_on(signed: Signed) -> None:
    signed.add(1)
    with clock.at(clock.now() - timedelta(seconds=signed.world.settings.clock_tolerance - 2)):
        signed.add(1)
    assert "ClockWentBack" not in [each.event for each in signed.world.ledger()]


def test_the_auditor_sees_that_the_clock_went_back(world: World) -> None:
    auditor = world.client("audley")
    auditor.get("/")
    with clock.at(clock.now() - timedelta(minutes=3)):
        auditor.get("/")
    page = " ".join(auditor.get(f"{RECORD}?event=ClockWentBack").text.split())
    assert "Clock went back, by 1" in page and "Nobody signed in" in page
    assert "The server's clock went back: 1" in auditor.get(f"{RECORD}/week").text.replace("&#39;", "'")


def test_a_time_that_somebody_altered_is_no_clock_that_went_back(signed: Signed, marac: Any) -> None:
    size = signed.add(1)
    tamper(signed.world, f"UPDATE ledger_entry SET at = 'yesterday' WHERE seq = {size}")
    assert signed.add(1) == size + 1
    assert marac("ledger", "verify").exit_code == 2


def test_a_history_whose_own_word_of_the_clock_was_taken_out_is_a_fork(signed: Signed, marac: Any) -> None:
    signed.add(1)
    with clock.at(clock.now() - timedelta(hours=2)):
        signed.add(1)
    signed.sign()
    with behind(signed.world.url) as connection:
        lower_walls(connection)
        rewrite(connection, [each for each in bodies_of(connection) if each["event"] != "ClockWentBack"])
        raise_walls(connection)
    assert marac("ledger", "verify").exit_code == 6
