"""Tampers with a copy of the ledger in every way we know, and tells whether verifying catches each."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, inspect, select
from sqlmodel import SQLModel

from marac.audit import events, ledger
from marac.audit.checkpoints import Checkpoints
from marac.audit.notes import Signer, new_signing_key
from marac.audit.planting import every_way
from marac.audit.standalone import NAMES, WHOLE, Tree, keys_given
from marac.audit.tampering import Tampering
from marac.audit.verify import Verification, entries_of, gather, verify
from marac.audit.walls import lower_walls, raise_walls
from marac.db import Database, Entry
from marac.records import ledger_checkpoint, ledger_detail, ledger_entry

# Enough of the real entries to tamper with; the ways do not depend on how many there are.
MOST_COPIED = 1_000
FILLING = 12
TABLES = (ledger_entry, ledger_checkpoint, ledger_detail)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Copy:
    """A copy of the ledger in a database of its own, with its own key and folder of checkpoints."""

    store: Database
    signer: Signer
    folder: Path

    def verified(self, connection: Connection, *, has_outside: bool = True) -> Verification:
        """How verifying the copy ends, as it stands in this transaction."""
        keys = keys_given([self.signer.public])
        return verify(connection, gather(connection, keys, self.folder if has_outside else None))

    def note(self, tree: Tree, made_at: str) -> dict[str, Any]:
        """A row of a checkpoint over a tree."""
        signed = self.signer.checkpoint(tree.size, tree.root())
        return {"size": tree.size, "made_at": made_at, "signed": signed, "frontier": b"".join(tree.parts)}

    def tampered(self, way: Tampering) -> Verification:
        """How it ends after one way of tampering, which is then undone."""
        with self.store.writer.connect() as connection:
            transaction = connection.begin()
            try:
                lower_walls(connection)
                way.apply(connection)
                return self.verified(connection, has_outside=way.has_outside)
            finally:
                transaction.rollback()


@contextmanager
def _scratch(store: Database, folder: Path) -> Iterator[Database]:
    """An empty database on the same engine as `store`, removed at the end."""
    if store.is_sqlite:
        made = Database(f"sqlite:///{folder / 'scratch.db'}")
        try:
            yield made
        finally:
            made.dispose()
        return
    name = f"marac_selftest_{secrets.token_hex(4)}"
    administering = store.writer.execution_options(isolation_level="AUTOCOMMIT")
    with administering.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made = Database(store.url.set(database=name).render_as_string(hide_password=False))
        try:
            yield made
        finally:
            made.dispose()
            connection.exec_driver_sql(f"DROP DATABASE {name}")


@contextmanager
def copied(store: Database, given: Database | None = None) -> Iterator[Copy]:
    """A copy of the first entries of a ledger, in a database of its own or in an empty one that was given.

    The ledger itself is only read. Raises ValueError when what was given holds a ledger already.
    """
    with tempfile.TemporaryDirectory(prefix="marac-selftest-") as place:
        folder = Path(place)
        if given is None:
            with _scratch(store, folder) as made:
                yield _fill(store, Copy(made, Signer(new_signing_key()), folder / "checkpoints"))
            return
        if inspect(given.engine).get_table_names():
            raise ValueError("the scratch database is not empty; nothing was touched")
        try:
            yield _fill(store, Copy(given, Signer(new_signing_key()), folder / "checkpoints"))
        finally:
            with given.writer.begin() as connection:
                SQLModel.metadata.drop_all(connection, tables=TABLES)


def _fill(store: Database, copy: Copy) -> Copy:
    """Real entries first, then a few of our own between two checkpoints, so that each way has its object."""
    with copy.store.writer.begin() as connection:
        SQLModel.metadata.create_all(connection, tables=TABLES)
        raise_walls(connection)
    checkpoints = Checkpoints(copy.store, copy.signer, copy.folder)
    _copy_entries(store, copy.store)
    _sign_again(store, copy)
    for _ in range(2):
        shown = [Entry(events.LedgerRead(page=events.Question.SELF_TEST)) for _ in range(FILLING)]
        opened = Entry(events.AccountChanged(user_id=1, change="opened", detail="Nobody Inparticular"))
        ledger.append_alone(copy.store, None, [*shown, opened])
        checkpoints.make(in_new_folder=True)
    return copy


def _copy_entries(source: Database, target: Database) -> None:
    with source.engine.connect() as reading, target.writer.begin() as writing:
        for table in (ledger_entry, ledger_detail):
            statement = select(table).where(table.c.seq <= MOST_COPIED).order_by(table.c.seq)
            rows = [dict(row) for row in reading.execute(statement).mappings()]
            if rows:
                writing.execute(insert(table), rows)


def _sign_again(source: Database, copy: Copy) -> None:
    """The checkpoints of which the copied entries tell, with the copy's own key."""
    sizes_of = select(ledger_checkpoint.c.size, ledger_checkpoint.c.made_at)
    tree = Tree()
    with source.engine.connect() as reading, copy.store.writer.begin() as writing:
        made_at = {row.size: row.made_at for row in reading.execute(sizes_of)}
        for entry in entries_of(writing):
            tree.add(entry.hash)
            if tree.size in made_at:
                writing.execute(insert(ledger_checkpoint), [copy.note(tree, made_at[tree.size])])


def run_selftest(store: Database, say: Say, given: Database | None = None) -> int:
    """Tamper in every way and print what came of each. Returns 0 only if all were caught, and no false alarm."""
    missed = 0
    with copied(store, given) as copy:
        with copy.store.engine.connect() as connection:
            untouched = copy.verified(connection)
        say(f"{'ok' if untouched.code == WHOLE else 'WRONG':8}{untouched.code:>3}  nothing touched")
        ways = [way for way in every_way() if copy.store.is_sqlite or not way.needs_sqlite]
        for way in ways:
            found = copy.tampered(way)
            is_caught = found.code in way.codes
            missed += not is_caught
            named = NAMES.get(found.code, "Whole").lower()
            say(f"{'caught' if is_caught else 'MISSED':8}{found.code:>3}  {way.name}: {named}")
    total = len(ways)
    say(f"{total - missed} of {total} caught on {'SQLite' if store.is_sqlite else 'PostgreSQL'}.")
    return 0 if untouched.code == WHOLE and not missed else 1
