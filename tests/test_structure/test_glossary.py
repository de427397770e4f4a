"""The README's glossary names every record and every act."""

from pathlib import Path

import pytest
from sqlmodel import SQLModel

import marac.records
from marac.access.acts import Act
from marac.records import ledger_checkpoint, ledger_detail, ledger_entry

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
LEDGER = (ledger_entry, ledger_checkpoint, ledger_detail)
RECORDS = [
    name
    for name in marac.records.__all__
    if isinstance(getattr(marac.records, name), type) and issubclass(getattr(marac.records, name), SQLModel)
]


@pytest.mark.parametrize("name", [*RECORDS, *(table.name for table in LEDGER)])
def test_every_record_is_in_the_glossary(name: str) -> None:
    assert f"| {name} |" in README


@pytest.mark.parametrize("act", list(Act))
def test_every_act_is_in_the_glossary(act: Act) -> None:
    assert f"| `{act.value}` |" in README
