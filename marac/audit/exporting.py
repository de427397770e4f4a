"""The ledger as a file that anybody can verify: entries as JSON lines, checkpoints, public key."""

import json
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from marac.audit import events, ledger, standalone
from marac.audit.folder import file_name, files_in, note_in
from marac.audit.standalone import COLUMNS, Entry
from marac.audit.verify import entries_of, public_keys_of
from marac.config import Settings
from marac.db import Database
from marac.db import Entry as Pending
from marac.records import ledger_checkpoint

VERIFIER = standalone.__file__
_C = ledger_checkpoint.c
_NOTES = select(_C.size, _C.signed).order_by(_C.size)


def export_ledger(store: Database, settings: Settings, path: Path) -> int:
    """Write the export, readable by its owner alone; that it left is on the ledger first. Returns its entries.

    Raises OSError, FileExistsError for a file that is there already.
    """
    with open(path, "xb", opener=_for_owner) as file:
        try:
            notes = _signed_before(store, settings.checkpoint_folder)
            last = ledger.append_alone(store, None, [Pending(events.LedgerExported())])
            with (
                store.engine.connect() as connection,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
            ):
                _write_entries(connection, package, last)
                _write_notes(package, notes | _kept_up_to(connection, last))
                package.writestr("key.pub", "\n".join(public_keys_of(settings)) + "\n")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return last


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_entries(connection: Connection, package: zipfile.ZipFile, last: int) -> None:
    with package.open("entries.jsonl", "w", force_zip64=True) as lines:
        for entry in entries_of(connection, last):
            lines.write(json.dumps(_line(entry), default=str).encode() + b"\n")


def _line(entry: Entry) -> dict[str, Any]:
    columns = dict(zip(COLUMNS, entry.told, strict=True))
    return {**columns, "body": entry.body, "prev": entry.prev.hex(), "hash": entry.hash.hex()}


def _signed_before(store: Database, folder: Path) -> dict[str, str]:
    """The checkpoints of the database, and those of the folder that are not the same, each under its name.

    Read before the export's entry is made: one that says more than the export holds tells of a tail that was cut,
    and not of entries that were signed while the file was written.
    """
    with store.engine.connect() as connection:
        notes = _named(connection.execute(_NOTES))
    for path in files_in(folder):
        note = note_in(path)
        if notes.get(f"database/{path.name}") != note:
            notes[f"folder/{path.name}"] = note
    return notes


def _kept_up_to(connection: Connection, last: int) -> dict[str, str]:
    """The checkpoints of which the exported entries may tell, those made just before the export's entry too."""
    return _named(connection.execute(_NOTES.where(_C.size <= last)))


def _named(rows: Iterable[Any]) -> dict[str, str]:
    return {f"database/{file_name(size, signed)}": str(signed) for size, signed in rows}


def _write_notes(package: zipfile.ZipFile, notes: dict[str, str]) -> None:
    for name, note in sorted(notes.items()):
        package.writestr(name, note)
