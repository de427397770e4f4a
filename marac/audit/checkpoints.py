"""Checkpoints: the ledger's size and root, signed, kept in the database and in files outside it.

One that lay only in the database would be no witness against whoever administers the database.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from marac import clock
from marac.audit import events, ledger
from marac.audit.folder import FolderTrouble, files_in, gone, make_folder, newest_in, write_note
from marac.audit.growing import grown, kept_tree, last_checkpoint
from marac.audit.notes import Signer, is_signed_by
from marac.audit.standalone import Keys, Tree, keys_given
from marac.config import Settings
from marac.db import Database, Entry
from marac.records import ledger_checkpoint, ledger_entry

_E, _C = ledger_entry.c, ledger_checkpoint.c
_NEWS = select(_E.seq).where(_E.seq > bindparam("size"), _E.event != events.CheckpointMade.__name__).limit(1)
_NEWER = select(_C.size, _C.signed).where(_C.size > bindparam("size")).order_by(_C.size)


class NotSigned(Exception):
    """The ledger does not fit what was signed before. Nothing is signed until somebody has looked into it."""


class Checkpoints:
    """Makes the checkpoints of one ledger. `old_keys` are the public keys of the signers before this one."""

    def __init__(self, store: Database, signer: Signer, folder: Path, old_keys: tuple[str, ...] = ()) -> None:
        self.store, self.signer, self.folder = store, signer, folder
        self.own: Keys = keys_given([signer.public])
        self.keys: Keys = keys_given([signer.public, *old_keys])

    def make(self, least: int | None = None, *, in_new_folder: bool = False) -> int | None:
        """Sign everything that is on the ledger, write it to a file and keep it. Returns the size.

        None where nothing happened since the last one, or that holds `least` entries already. What could not be
        written to a file earlier is written now. A folder that is gone is made anew only where that was asked for.
        Raises NotSigned, RecordDamaged, FolderTrouble.
        """
        # The folder first: what another process signs meanwhile must not look like entries that were lost.
        in_folder = newest_in(self.folder)
        with self.store.engine.connect() as connection:
            last = last_checkpoint(connection)
            if last is not None and not in_new_folder and not files_in(self.folder):
                raise FolderTrouble(gone(self.folder))
            tree = self._tree(connection, last, in_folder, least)
        if last is None or in_new_folder:
            make_folder(self.folder)
        made = self._keep(tree) if tree is not None else None
        self._publish()
        return made

    def _tree(self, connection: Connection, last: Any, in_folder: int, least: int | None) -> Tree | None:
        """The tree to be signed, or None where nothing is new. Entries already on the ledger do not change."""
        size = ledger.size(connection)
        is_ours = last is not None and is_signed_by(self.keys, last.signed)
        kept = last.size if is_ours else 0
        if last is not None and not is_ours and last.size > size:
            raise NotSigned(
                f"the database holds a checkpoint over {last.size:,} entries that this site never signed; the "
                f"ledger has {size:,}. Somebody put it there: find out who, then have it removed"
            )
        if max(in_folder, kept) > size:
            raise NotSigned(
                f"the ledger has {size:,} entries, and {max(in_folder, kept):,} were signed before. If an older "
                f"backup was put back, tell whoever holds receipts and move the later checkpoints out of {self.folder}"
            )
        is_there = least is not None and kept >= least
        if is_there or connection.execute(_NEWS, {"size": kept}).first() is None:
            return None
        start = kept_tree(last) if is_ours and is_signed_by(self.own, last.signed) else None
        return grown(connection, start or Tree())

    def _keep(self, tree: Tree) -> int | None:
        """In a file, then in the database with an entry that tells of it; None when another process was quicker.

        The file first: where there is a row there was a file, and one without a row is as true.
        """
        signed = self.signer.checkpoint(tree.size, tree.root())
        row = {
            "size": tree.size,
            "made_at": ledger.stamp(clock.now()),
            "signed": signed,
            "frontier": b"".join(tree.parts),
        }
        write_note(self.folder, tree.size, signed)
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
        """Write to the folder what was signed beyond the newest file there; nothing that somebody else put there."""
        with self.store.engine.connect() as connection:
            rows = connection.execute(_NEWER, {"size": newest_in(self.folder)}).all()
        for size, signed in rows:
            if is_signed_by(self.keys, signed):
                write_note(self.folder, size, signed)


def checkpoints_of(settings: Settings, store: Database) -> Checkpoints | None:
    """Those of a site; None without a key. Raises ValueError for a key that is none."""
    if not settings.checkpoint_key:
        return None
    signer = Signer(settings.checkpoint_key)
    return Checkpoints(store, signer, settings.checkpoint_folder, settings.checkpoint_old_keys)
