"""Checkpoints: the ledger's size and root, signed, kept in the database and in files outside it.

One that lay only in the database would be no witness against whoever administers the database.
"""

import os
import secrets
from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, select

from marac import clock
from marac.audit import events, ledger
from marac.audit.growing import grown, kept_tree, last_checkpoint, root_in
from marac.audit.notes import Signer
from marac.audit.standalone import Tree, Witnesses, keys_given
from marac.config import Settings
from marac.db import Database, Entry
from marac.records import ledger_checkpoint, ledger_entry

ENDING = ".checkpoint"
_E, _C = ledger_entry.c, ledger_checkpoint.c
_NEWS = select(_E.seq).where(_E.seq > bindparam("size"), _E.event != events.CheckpointMade.__name__).limit(1)
_NEWER = select(_C.size, _C.signed).where(_C.size > bindparam("size")).order_by(_C.size)


class NotSigned(Exception):
    """The ledger holds less than was signed before. Nothing is signed until somebody has looked into it."""


def file_name(size: int, signed: str) -> str:
    """The name of a checkpoint's file: names sort by size, and two of one size do not meet in one file."""
    return f"{size:012d}-{root_in(signed)[:8]}{ENDING}"


def newest_in(folder: Path) -> int:
    """The size of the newest checkpoint in a folder; 0 if there is none."""
    starts = [name.split("-")[0] for name in _names(folder)]
    return max((int(start) for start in starts if start.isascii() and start.isdigit()), default=0)


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(name for name in os.listdir(folder) if name.endswith(ENDING))


def files_in(folder: Path) -> list[Path]:
    """The checkpoints in a folder, by size."""
    return [folder / name for name in _names(folder)]


class Checkpoints:
    """Makes the checkpoints of one ledger."""

    def __init__(self, store: Database, signer: Signer, folder: Path) -> None:
        self.store, self.signer, self.folder = store, signer, folder

    def make(self, least: int | None = None) -> int | None:
        """Sign everything that is on the ledger, keep it and write it to a file. Returns the size.

        None where nothing happened since the last one, or that holds `least` entries already. What could not be
        written to a file earlier is written now. Raises NotSigned, NotContiguous, OSError.
        """
        with self.store.engine.connect() as connection:
            tree = self._tree(connection, least)
        made = self._keep(tree) if tree is not None else None
        self._publish()
        return made

    def _tree(self, connection: Connection, least: int | None) -> Tree | None:
        """The tree to be signed, or None where nothing is new. Entries already on the ledger do not change."""
        # In this order: what another process signs meanwhile must not look like entries that were lost.
        in_folder = newest_in(self.folder)
        last, size = last_checkpoint(connection), ledger.size(connection)
        kept = last.size if last is not None else 0
        signed = max(in_folder, kept)
        if signed > size:
            raise NotSigned(
                f"the ledger has {size:,} entries, and {signed:,} were signed before. If an older backup was put "
                f"back, tell whoever holds receipts and move the later checkpoints out of {self.folder}"
            )
        is_there = least is not None and kept >= least
        if is_there or connection.execute(_NEWS, {"size": kept}).first() is None:
            return None
        start = kept_tree(last) if last is not None and self._is_ours(last.signed) else None
        return grown(connection, start or Tree())

    def _is_ours(self, signed: str) -> bool:
        witnesses = Witnesses(keys_given([self.signer.public]))
        witnesses.add_note(str(signed), "the last checkpoint")
        return bool(witnesses.found)

    def _keep(self, tree: Tree) -> int | None:
        """Into the database with an entry that tells of it; None when another process was quicker."""
        row = {
            "size": tree.size,
            "made_at": ledger.stamp(clock.now()),
            "signed": self.signer.checkpoint(tree.size, tree.root()),
            "frontier": b"".join(tree.parts),
        }
        with self.store.turn(), self.store.writer.begin() as connection:
            ledger.take_lock(connection)
            last = last_checkpoint(connection)
            if last is not None and last.size >= tree.size:
                return None
            connection.execute(insert(ledger_checkpoint), [row])
            ledger.append(connection, None, [Entry(events.CheckpointMade(entries=tree.size))])
        ledger.take_notice()
        return tree.size

    def _publish(self) -> None:
        """Write to the folder whatever the database holds beyond the newest file there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.store.engine.connect() as connection:
            rows = connection.execute(_NEWER, {"size": newest_in(self.folder)}).all()
        for size, signed in rows:
            _write(self.folder / file_name(size, signed), str(signed))


def _write(path: Path, text: str) -> None:
    """Whole or not at all: half a checkpoint would look like a forged one."""
    part = path.with_suffix(f".{secrets.token_hex(4)}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def checkpoints_of(settings: Settings, store: Database) -> Checkpoints | None:
    """Those of a site; None without a key. Raises ValueError for a key that is none."""
    if not settings.checkpoint_key:
        return None
    return Checkpoints(store, Signer(settings.checkpoint_key), settings.checkpoint_folder)
