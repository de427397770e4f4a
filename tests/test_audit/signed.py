"""A world whose ledger is signed: a key, a folder of checkpoints, and the commands run against its database."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from marac.audit import events, ledger
from marac.audit.checkpoints import Checkpoints, checkpoints_of
from marac.audit.due import Watch
from marac.audit.folder import files_in
from marac.audit.notes import new_signing_key
from marac.audit.walls import lower_walls, raise_walls
from marac.cli import main
from marac.db import Entry
from marac.records import ledger_checkpoint
from marac.web import connect
from tests.databases import behind, owned
from tests.world import MARAC, SEALING_KEY, World

RECORD = f"/conferences/{MARAC}/record"
SIGNING_KEY = new_signing_key("ledger.northtown.example")
MANY = 100_000


@dataclass
class Signed:
    """The world with its checkpoints."""

    world: World
    folder: Path

    def every(self, entries: int) -> None:
        """Have a checkpoint made after so many entries; the clock makes none in a test."""
        self.stop()
        self.world.store.dispose()
        self.world.settings = replace(
            self.world.settings,
            checkpoint_key=SIGNING_KEY,
            checkpoint_folder=self.folder,
            checkpoint_entries=entries,
        )
        connect(self.world.app, self.world.settings)
        self.world.app.extensions["marac.settings"] = self.world.settings

    @property
    def watch(self) -> Watch:
        found: Watch = self.world.app.extensions["marac.watch"]
        return found

    @property
    def checkpoints(self) -> Checkpoints:
        found = checkpoints_of(self.world.settings, self.world.store)
        assert found is not None
        return found

    @property
    def files(self) -> list[Path]:
        return files_in(self.folder)

    def sign_during(self, words: str) -> None:
        """Have more signed in the middle of somebody's reading: once a select with these words has run."""
        engine, is_signed = self.world.store.engine, False

        def sign_once(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
            nonlocal is_signed
            if words in sql and not is_signed:
                is_signed = True
                self.sign()

        event.listen(engine, "after_cursor_execute", sign_once)

    def stop(self) -> None:
        watch = self.world.app.extensions.get("marac.watch")
        if watch is not None:
            watch.stop()

    def add(self, number: int = 5) -> int:
        """Put entries on the ledger; returns its size."""
        shown = [Entry(events.ListShown(page="x")) for _ in range(number)]
        return ledger.append_alone(self.world.store, self.world.viewer("polly"), shown)

    def sign(self, number: int = 5) -> int:
        """Put entries on the ledger and sign them; returns how many are signed."""
        self.add(number)
        made = self.checkpoints.make()
        assert made is not None
        return made


def commands(monkeypatch: pytest.MonkeyPatch, signed: Signed, tmp_path: Path) -> Any:
    """A terminal at which `marac` finds the world's database, key and folder."""
    for name, value in {
        "MARAC_INSTANCE": str(tmp_path / "instance"),
        "MARAC_DATABASE_URL": signed.world.url,
        "MARAC_OWNER_URL": owned(signed.world.url),
        "MARAC_SECRET_KEY": "a secret for tests",
        "MARAC_SEALING_KEYS": f"1:{SEALING_KEY}",
        "MARAC_CHECKPOINT_KEY": SIGNING_KEY,
        "MARAC_CHECKPOINTS": str(signed.folder),
    }.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def check(signed: Signed) -> str:
    """What the auditor is told after pressing the button."""
    auditor = signed.world.client("audley")
    assert auditor.send(f"{RECORD}/verified").status_code == 303
    return " ".join(auditor.get(RECORD).text.split())


def plant(signed: Signed, size: int, text: str, frontier: bytes = b"") -> None:
    """A row in the table of checkpoints that the application never wrote."""
    with behind(signed.world.url) as connection:
        lower_walls(connection)
        connection.exec_driver_sql(f"DELETE FROM ledger_checkpoint WHERE size = {size}")
        row = {"size": size, "made_at": "2026-01-01", "signed": text, "frontier": frontier}
        connection.execute(ledger_checkpoint.insert(), [row])
        raise_walls(connection)
