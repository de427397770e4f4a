"""Verify the ledger in the database: recompute it from the rows, against every checkpoint and receipt at hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from marac.audit.details import DetailCheck
from marac.audit.events import ClockWentBack
from marac.audit.folder import FolderTrouble, files_in, gone, has_files, note_in
from marac.audit.notes import Signer
from marac.audit.standalone import (
    BAD_SIGNATURE,
    NOTHING,
    WHOLE,
    Entry,
    Finding,
    Keys,
    Walk,
    Witnesses,
    keys_given,
)
from marac.config import Settings
from marac.records import ledger_checkpoint, ledger_entry

_PAGE = 10_000
_E, _C = ledger_entry.c, ledger_checkpoint.c
_ROWS = (
    select(
        _E.seq,
        _E.at,
        _E.event,
        _E.actor_id,
        _E.agency_id,
        _E.conference_id,
        _E.case_id,
        _E.body,
        _E.prev,
        _E.hash,
    )
    .order_by(_E.seq)
    .limit(_PAGE)
)
_NOTES = select(_C.size, _C.signed).order_by(_C.size)
_SIZES = select(_C.size)


@dataclass(frozen=True)
class Verification:
    """How the walk ended: entries found right, what they were compared with, and everything that is wrong."""

    entries: int
    agreed: int = 0
    findings: tuple[Finding, ...] = ()
    sentences: tuple[str, ...] = ()
    code: int = WHOLE

    @property
    def is_whole(self) -> bool:
        """Nothing contradicts it; there may have been nothing that could."""
        return self.code in (WHOLE, NOTHING)

    @property
    def fault(self) -> str:
        """The first thing that is wrong; empty if nothing is."""
        return "" if self.is_whole else self.findings[0].words

    @property
    def lacking(self) -> str:
        """Why it could not be compared with all that it should; empty if it was."""
        return "; ".join(each.words for each in self.findings if each.code == NOTHING)


def entries_of(connection: Connection, last: int | None = None) -> Iterator[Entry]:
    """Every entry by number, up to `last`, a page of rows in memory at a time."""
    statement = _ROWS if last is None else _ROWS.where(_E.seq <= last)
    rows = connection.execute(statement).all()
    while rows:
        yield from map(_entry, rows)
        if len(rows) < _PAGE:
            return
        rows = connection.execute(statement.where(_E.seq > rows[-1][0])).all()


def _entry(row: Any) -> Entry:
    """An entry as it lies there. SQLite lets another type into a column: what somebody put there fits no hash."""
    body, prev, link = row[7:]
    if isinstance(body, str) and isinstance(prev, bytes) and isinstance(link, bytes):
        return Entry(row[:7], body, prev, link)
    return Entry(row[:7], str(body), b"", b"")


def gather(connection: Connection, keys: Keys, folder: Path | None = None) -> Witnesses:
    """The checkpoints in the database and those in a folder outside it.

    The folder first: whatever is signed meanwhile must not seem to know of more than `connection` can see.
    """
    witnesses = Witnesses(keys)
    has_folder = folder is not None and _add_folder(witnesses, folder)
    notes = connection.execute(_NOTES).all()
    for size, signed in notes:
        source, note = f"the checkpoint over {size:,} entries in the database", str(signed)
        number = note.split("\n")[1:2]
        if number == [str(size)] or not "".join(number).isdecimal():
            witnesses.add_note(note, source)
        else:
            witnesses.findings.append(Finding(BAD_SIGNATURE, f"{source} speaks of another number"))
    if folder is not None and notes and has_folder and not has_files(folder):
        witnesses.findings.append(Finding(NOTHING, gone(folder)))
    return witnesses


def _add_folder(witnesses: Witnesses, folder: Path) -> bool:
    """What lies in the folder; False where it cannot be read. What is the matter with it is a finding, no failure."""
    try:
        paths = files_in(folder)
    except FolderTrouble as trouble:
        witnesses.findings.append(Finding(NOTHING, str(trouble)))
        return False
    for path in paths:
        try:
            witnesses.add_note(note_in(path), f"the checkpoint {path.name}")
        except FolderTrouble as trouble:
            witnesses.findings.append(Finding(NOTHING, str(trouble)))
    return True


def public_keys_of(settings: Settings) -> list[str]:
    """The public half of the key that a site signs with, and of those before it. Raises ValueError."""
    if not settings.checkpoint_key:
        return []
    return [Signer(settings.checkpoint_key).public, *settings.checkpoint_old_keys]


def gather_for(connection: Connection, settings: Settings, public_keys: Iterable[str] = ()) -> Witnesses:
    """What a site holds; its own keys count only where none was named. Raises ValueError, OSError."""
    own = public_keys_of(settings)
    folder = settings.checkpoint_folder if settings.checkpoint_key else None
    return gather(connection, keys_given(list(public_keys) or own), folder)


class _Clock:
    """Notes where an entry is older than the one before it: no fault of the ledger, but somebody set a clock."""

    def __init__(self) -> None:
        self.at, self.steps_back, self.first, self.told = "", 0, 0, 0

    def meet(self, entry: Entry) -> None:
        at = str(entry.told[1])
        if at < self.at:
            self.steps_back += 1
            self.first = self.first or int(str(entry.told[0]))
            self.told += entry.told[2] == ClockWentBack.__name__
        self.at = at

    def sentences(self) -> Iterator[str]:
        if self.steps_back:
            older = (
                f"{self.steps_back:,}, first entry {self.first:,}; told by the record itself: {self.told:,}"
            )
            yield f"Entries older than the one before: {older}. Who set the clock?"


def verify(
    connection: Connection,
    witnesses: Witnesses | None = None,
    report: Callable[[int], None] | None = None,
) -> Verification:
    """Walk the whole ledger in bounded memory; stops at the first entry that is not as it was written.

    `report` is told the number of entries walked now and then.
    """
    walk, details, times = Walk(witnesses or Witnesses({})), DetailCheck(connection), _Clock()

    def is_right(entry: Entry) -> bool:
        if not walk.take(entry):
            return False
        details.meet(entry)
        times.meet(entry)
        if report is not None and walk.tree.size % _PAGE == 0:
            report(walk.tree.size)
        return True

    if all(map(is_right, entries_of(connection))):
        # Where history was rewritten, what lies beside it no longer fits either: one finding is enough.
        walk.findings += [] if walk.disagreed else details.end()
        walk.end(connection.execute(_SIZES).scalars())
    sentences = (*walk.sentences(), *times.sentences())
    return Verification(walk.tree.size, walk.agreed, tuple(walk.findings), sentences, walk.code)
