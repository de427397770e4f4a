"""Killed in the middle of writing, again and again: what was acknowledged is there, and the chain is whole.

This is a crash of the process, not of the machine's power. MARAC_KILLS=100 kills more often.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from marac.access.acts import Act
from marac.access.scope import see
from marac.access.seal import open_texts
from marac.audit import events
from marac.audit.verify import verify
from marac.db import Session
from marac.records import Case, SealedText, Text, ledger_entry
from marac.records.base import columns
from tests.world import MARAC, SEALING_KEY, World

KILLS = int(os.environ.get("MARAC_KILLS", "10"))
LINES_BEFORE_A_KILL = 12
SECONDS_TO_START = 60
ROOT = Path(__file__).resolve().parents[2]
C, S = columns(Case), columns(SealedText)
Moment = random.Random(611)


@dataclass
class Spoken:
    """What killed processes had acknowledged: the number of each case."""

    numbers: dict[int, int] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        said = json.loads(line)
        self.numbers[said["case_id"]] = said["number"]


def scribe(world: World, first: int) -> subprocess.Popen[str]:
    arguments = [world.url, SEALING_KEY, str(world.person("carol")), str(world.conference(MARAC)), str(first)]
    command = [sys.executable, "-m", "tests.test_reliability.scribe", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def write_until_killed(world: World, spoken: Spoken, first: int) -> None:
    """Let one process write, and kill it after a random number of cases and a random moment more."""
    process = scribe(world, first)
    output: IO[str] = process.stdout  # type: ignore[assignment]
    try:
        for _ in range(Moment.randrange(1, LINES_BEFORE_A_KILL)):
            spoken.hear(output.readline())
        time.sleep(Moment.random() / 100)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS_TO_START)
    # What it had said before it died counts as acknowledged; a torn last line does not.
    for line in output:
        if line.endswith("\n"):
            spoken.hear(line)
    output.close()


def kept(world: World) -> dict[int, str]:
    """Every case there is, by number, with its text."""
    found: dict[int, str] = {}
    with Session(world.store.engine, world.viewer("carol"), Act.CASE_MANAGE) as session:
        for (case_id,) in session.rows(select(C.id).where(see(Case))):
            shown = session.record(events.CaseShown(case_id=case_id, page="case"))
            found[case_id] = open_texts(session, shown, Text.CASE_TRAITS).get(
                (case_id, str(Text.CASE_TRAITS)), ""
            )
    return found


def recorded(world: World) -> set[Any]:
    with world.store.engine.connect() as connection:
        rows = connection.execute(
            select(ledger_entry.c.case_id).where(ledger_entry.c.event == events.CaseChanged.__name__)
        )
        return {row[0] for row in rows}


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(world: World) -> None:
    spoken = Spoken()
    for round_number in range(KILLS):
        write_until_killed(world, spoken, first=(round_number + 1) * 100_000)
    found = kept(world)
    assert len(spoken.numbers) >= KILLS
    assert {
        case_id: f"text of {number}" for case_id, number in spoken.numbers.items()
    }.items() <= found.items()
    assert all(text.startswith("text of ") for text in found.values()), "a case without its text"
    assert recorded(world) == set(found), "a case without its entry, or an entry without its case"
    with world.store.engine.connect() as connection:
        assert verify(connection).is_whole


def test_the_next_writer_goes_on_after_a_kill(world: World) -> None:
    spoken = Spoken()
    write_until_killed(world, spoken, first=100_000)
    with world.acting("carol", Act.CASE_MANAGE) as session:
        session.record(events.CaseChanged(case_id=next(iter(spoken.numbers)), record_id=1))
    with world.store.engine.connect() as connection:
        assert verify(connection).is_whole
