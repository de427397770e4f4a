"""The ledger as a file that anybody can verify: entries as JSON lines, checkpoints, public key."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from marac.audit import events, ledger, standalone
from marac.audit.checkpoints import file_name, files_in
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
    with path.open("xb") as file:
        os.chmod(path, 0o600)
        try:
            last = ledger.append_alone(store, None, [Pending(events.LedgerExported())])
            with (
                store.engine.connect() as connection,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
            ):
                _write_entries(connection, package, last)
                _write_notes(connection, package, settings.checkpoint_folder)
                package.writestr("key.pub", "\n".join(public_keys_of(settings)) + "\n")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return last


def _write_entries(connection: Connection, package: zipfile.ZipFile, last: int) -> None:
    with package.open("entries.jsonl", "w", force_zip64=True) as lines:
        for entry in entries_of(connection, last):
            lines.write(json.dumps(_line(entry)).encode() + b"\n")


def _line(entry: Entry) -> dict[str, Any]:
    columns = dict(zip(COLUMNS, entry.told, strict=True))
    return {**columns, "body": entry.body, "prev": entry.prev.hex(), "hash": entry.hash.hex()}


def _write_notes(connection: Connection, package: zipfile.ZipFile, folder: Path) -> None:
    """Those of the database, and those of the folder that are not the same, each under its name."""
    written = {}
    for size, signed in connection.execute(_NOTES):
        written[file_name(size, signed)] = signed
        package.writestr(f"database/{file_name(size, signed)}", signed)
    for path in files_in(folder):
        note = path.read_text("utf-8", "replace")
        if written.get(path.name) != note:
            package.writestr(f"folder/{path.name}", note)
