"""The tree over the ledger's entries, grown from where the last checkpoint left it."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select

from marac.audit.ledger import is_link, size
from marac.audit.notes import is_signed_by
from marac.audit.standalone import Keys, Tree
from marac.db import Session
from marac.errors import RecordDamaged
from marac.records import ledger_checkpoint, ledger_entry

PAGE = 10_000
RECEIPT_DIGITS = 40
_E, _C = ledger_entry.c, ledger_checkpoint.c
_LAST = select(_C.size, _C.signed, _C.frontier, _C.made_at).order_by(_C.size.desc()).limit(1)
_trusted: Keys = {}
_LEAVES = select(_E.seq, _E.hash).where(_E.seq > bindparam("after")).order_by(_E.seq).limit(PAGE)


def trust(keys: Keys) -> None:
    """Receipts are built upon checkpoints that one of these keys signed; without one upon the entries alone."""
    _trusted.clear()
    _trusted.update(keys)


def last_checkpoint(connection: Connection | Session) -> Any:
    """The newest checkpoint's size, signed note, frontier and time; None before the first."""
    return connection.execute(_LAST).one_or_none()


def kept_tree(checkpoint: Any) -> Tree | None:
    """The tree as a checkpoint left it; None if there is none or it does not fit what the note says."""
    if checkpoint is None:
        return None
    frontier = checkpoint.frontier
    if not isinstance(frontier, bytes) or not isinstance(checkpoint.signed, str) or checkpoint.size < 1:
        return None  # SQLite lets another type into a column
    parts = [frontier[at : at + 32] for at in range(0, len(frontier), 32)]
    if len(parts) != checkpoint.size.bit_count():
        return None
    tree = Tree(checkpoint.size, parts)
    return tree if root_in(checkpoint.signed) == tree.root().hex() else None


def root_in(signed: str) -> str:
    """The root that a note names, in hexadecimal digits; empty if it names none."""
    lines = str(signed).split("\n")
    try:
        return b64decode(lines[2], validate=True).hex()
    except (IndexError, ValueError):
        return ""


def grown(connection: Connection | Session, tree: Tree) -> Tree:
    """Add every entry that came after what the tree holds. Raises RecordDamaged."""
    for seq, leaf in _leaves(connection, tree.size):
        if seq != tree.size + 1:
            raise RecordDamaged(f"entry {tree.size + 1} is missing")
        if not is_link(leaf):
            raise RecordDamaged(f"entry {seq} was altered: its hash is none")
        tree.add(leaf)
    return tree


def _leaves(connection: Connection | Session, after: int) -> Iterator[tuple[int, Any]]:
    while True:
        rows = connection.execute(_LEAVES, {"after": after}).all()
        yield from ((seq, leaf) for seq, leaf in rows)
        if len(rows) < PAGE:
            return
        after = rows[-1][0]


def receipt(connection: Connection | Session) -> tuple[int, str]:
    """How many entries there are, and the first 40 digits of their root in groups of four, to be printed.

    `standalone.py` says why 40 are enough. Raises RecordDamaged.
    """
    last = last_checkpoint(connection)
    # What nobody signed was put there by somebody else: nothing is built upon it.
    kept = kept_tree(last) if last is not None and is_signed_by(_trusted, last.signed) else None
    if kept is not None and kept.size > size(connection):
        raise RecordDamaged(f"{kept.size:,} entries were signed, and there are fewer")
    tree = grown(connection, kept or Tree())
    digits = tree.root().hex()[:RECEIPT_DIGITS]
    return tree.size, " ".join(digits[at : at + 4] for at in range(0, RECEIPT_DIGITS, 4))
