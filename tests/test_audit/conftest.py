"""What tests of the ledger can ask for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_audit.signed import MANY, Signed, commands
from tests.world import World


@pytest.fixture
def signed(world: World, tmp_path: Path) -> Iterator[Signed]:
    """A world whose ledger is signed when asked."""
    made = Signed(world, tmp_path / "checkpoints")
    made.every(MANY)
    yield made
    made.stop()


@pytest.fixture
def marac(signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The commands, run on that world."""
    return commands(monkeypatch, signed, tmp_path)
