"""What whoever administers the database might put where nothing of theirs belongs, for `marac ledger selftest`."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, LargeBinary, Text, cast, insert, literal, update

from marac.audit.ledger import GENESIS
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import ALTERED, BAD_SIGNATURE
from marac.audit.tampering import ELSEWHEN, Tampering, last_note, setting, tamperings
from marac.records import ledger_checkpoint, ledger_detail

PLANTED_SIZE = 1_000_000_000
NO_TEXT: Any = cast(literal(b"\xff", LargeBinary), Text)
BYTES: Any = cast(literal(b"\0\xff", LargeBinary), LargeBinary)
WITH_NUL: Any = cast(literal("a\0b"), Text)


def every_way() -> Iterator[Tampering]:
    """Every way that we know."""
    yield from tamperings()
    yield from _planted()
    yield from _untyped()


def _plant(size: int, signed: str) -> Callable[[Connection], None]:
    """A row in the table of checkpoints that this ledger never made."""

    def apply(connection: Connection) -> None:
        row = {"size": size, "made_at": ELSEWHEN, "signed": signed, "frontier": GENESIS}
        connection.execute(insert(ledger_checkpoint), [row])

    return apply


def _plant_again(connection: Connection) -> None:
    """A true checkpoint, once more as if it were one over other entries."""
    row = last_note(connection)
    _plant(row.size + 1, row.signed)(connection)


def _planted() -> Iterator[Tampering]:
    """Checkpoints that nobody signed, and entries that say nothing: on both engines."""
    foreign = Signer(new_signing_key()).checkpoint(PLANTED_SIZE, GENESIS)
    for name, apply in (
        ("signed by somebody else, over more entries than there are", _plant(PLANTED_SIZE, foreign)),
        ("that is no text of one", _plant(PLANTED_SIZE, "no checkpoint")),
        ("that is empty, over fewer entries than none", _plant(-1, "")),
        ("under another number", _plant_again),
    ):
        yield Tampering(f"a checkpoint planted {name}", apply, (BAD_SIGNATURE,))
    for name, body in (("no JSON", "x"), ("nothing", ""), ("a list", "[]"), ("very long", " " * 1_000_000)):
        yield Tampering(f"the words of an entry replaced: {name}", setting(4, body=body), (ALTERED,))


def _everywhere(table: Any, **values: Any) -> Callable[[Connection], None]:
    def apply(connection: Connection) -> None:
        connection.execute(update(table).values(**values))

    return apply


def _untyped() -> Iterator[Tampering]:
    """What SQLite alone keeps in a column of another type."""
    for column in ("at", "event", "body", "hash", "prev", "actor_id", "case_id"):
        for name, value in (("no text", NO_TEXT), ("raw bytes", BYTES), ("a NUL", WITH_NUL)):
            apply = setting(4, **{column: value})
            yield Tampering(f"the column {column} made {name}", apply, (ALTERED,), needs_sqlite=True)
    for name, value in (("raw bytes", BYTES), ("no text", NO_TEXT), ("a NUL", WITH_NUL)):
        apply = _everywhere(ledger_checkpoint, signed=value)
        yield Tampering(f"the checkpoints made {name}", apply, (BAD_SIGNATURE,), needs_sqlite=True)
    apply = _everywhere(ledger_detail, detail=NO_TEXT)
    yield Tampering("the detail beside an entry made no text", apply, (ALTERED,), needs_sqlite=True)
