"""Every way in which whoever administers the database might change its history, for `marac ledger selftest`.

Each is done with the triggers lowered, to a copy, in a transaction that is rolled back.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from marac.audit.ledger import GENESIS, sealed_row
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import (
    ALTERED,
    BAD_SIGNATURE,
    FORK,
    MISSING,
    NOTHING,
    TRUNCATED,
    Tree,
)
from marac.records import ledger_checkpoint, ledger_detail, ledger_entry

_E = ledger_entry.c
Bodies = list[dict[str, Any]]
ELSEWHEN = "2020-01-01T00:00:00.000000+00:00"


@dataclass(frozen=True)
class Tampering:
    """One way: what is done, how verifying may end then, and whether witnesses outside the database are at hand.

    `needs_sqlite`: it puts a value into a column that PostgreSQL would not take.
    """

    name: str
    apply: Callable[[Connection], None]
    codes: tuple[int, ...]
    has_outside: bool = True
    needs_sqlite: bool = False


def bodies_of(connection: Connection) -> Bodies:
    """What every entry says."""
    found = connection.execute(select(_E.body).order_by(_E.seq)).scalars()
    return [json.loads(body) for body in found]


def rewrite(connection: Connection, bodies: Bodies) -> list[bytes]:
    """Put these entries in the place of all that was there, numbered and hashed as if they were true."""
    connection.execute(delete(ledger_entry))
    prev, rows = GENESIS, []
    for seq, body in enumerate(bodies, 1):
        rows.append(sealed_row({**body, "seq": seq}, prev))
        prev = rows[-1]["hash"]
    if rows:
        connection.execute(insert(ledger_entry), rows)
    return [row["hash"] for row in rows]


def _rewriting(change: Callable[[Bodies], Bodies]) -> Callable[[Connection], None]:
    def apply(connection: Connection) -> None:
        rewrite(connection, change(bodies_of(connection)))

    return apply


def setting(place: int, /, **values: Any) -> Callable[[Connection], None]:
    """Other values in the columns of one entry."""

    def apply(connection: Connection) -> None:
        connection.execute(update(ledger_entry).where(_E.seq == place).values(**values))

    return apply


def _deleting(*conditions: Any) -> Callable[[Connection], None]:
    def apply(connection: Connection) -> None:
        connection.execute(delete(ledger_entry).where(*conditions))

    return apply


def _in_turn(*steps: Callable[[Connection], None]) -> Callable[[Connection], None]:
    def apply(connection: Connection) -> None:
        for step in steps:
            step(connection)

    return apply


def _changed(seq: int, **values: Any) -> Callable[[Bodies], Bodies]:
    return lambda bodies: [
        {**body, **values} if place == seq else body for place, body in enumerate(bodies, 1)
    ]


def _rehash_one(connection: Connection) -> None:
    body, prev = connection.execute(select(_E.body, _E.prev).where(_E.seq == 4)).one()
    row = sealed_row({**json.loads(body), "outcome": "never"}, bytes(prev))
    connection.execute(update(ledger_entry).where(_E.seq == 4).values(**row))


def _respell(connection: Connection) -> None:
    body = connection.execute(select(_E.body).where(_E.seq == 4)).scalar_one()
    connection.execute(update(ledger_entry).where(_E.seq == 4).values(body=body.replace(":", ": ", 1)))


def _duplicate(connection: Connection) -> None:
    row = dict(connection.execute(select(ledger_entry).order_by(_E.seq.desc()).limit(1)).mappings().one())
    connection.execute(insert(ledger_entry), [{**row, "seq": row["seq"] + 1}])


def _cut(connection: Connection) -> None:
    rewrite(connection, bodies_of(connection)[:-5])


def _forget_checkpoints(connection: Connection) -> None:
    connection.execute(delete(ledger_checkpoint))


def _forge_signature(connection: Connection) -> None:
    row = last_note(connection)
    lines = row.signed.split("\n")
    lines[2] = b64encode(GENESIS).decode()
    _replace_note(connection, row.size, "\n".join(lines))


def _sign_with_another_key(connection: Connection) -> None:
    row = last_note(connection)
    tree = Tree()
    for leaf in connection.execute(select(_E.hash).where(_E.seq <= row.size).order_by(_E.seq)).scalars():
        tree.add(bytes(leaf))
    name = row.signed.split("\n")[0]
    note = Signer(new_signing_key(name)).checkpoint(tree.size, tree.root())
    _replace_note(connection, row.size, note)


def last_note(connection: Connection) -> Any:
    """The newest checkpoint in the database: its size and what was signed."""
    columns = ledger_checkpoint.c
    return connection.execute(
        select(columns.size, columns.signed).order_by(columns.size.desc()).limit(1)
    ).one()


def _replace_note(connection: Connection, size: int, signed: str) -> None:
    connection.execute(
        update(ledger_checkpoint).where(ledger_checkpoint.c.size == size).values(signed=signed)
    )


def _roll_back(connection: Connection) -> None:
    """An older copy of the database is put in its place: entries and checkpoints as they were then."""
    sizes = connection.execute(select(ledger_checkpoint.c.size).order_by(ledger_checkpoint.c.size)).scalars()
    size = sizes.all()[-2]
    connection.execute(delete(ledger_checkpoint).where(ledger_checkpoint.c.size > size))
    connection.execute(delete(ledger_entry).where(_E.seq > size + 1))


def _new_history(connection: Connection) -> None:
    """Everything is rewritten, and signed afresh with a key of the forger's under the ledger's own name."""
    name = last_note(connection).signed.split("\n")[0]
    sizes = connection.execute(select(ledger_checkpoint.c.size)).scalars().all()
    hashes = rewrite(connection, [{**body, "actor": 1} for body in bodies_of(connection)])
    signer = Signer(new_signing_key(name))
    for size in sizes:
        tree = Tree()
        for leaf in hashes[:size]:
            tree.add(leaf)
        _replace_note(connection, size, signer.checkpoint(size, tree.root()))


def _alter_detail(connection: Connection) -> None:
    connection.execute(update(ledger_detail).values(detail="somebody else"))


def _swallow_detail(connection: Connection) -> None:
    """The first letters of each detail become the end of its salt, which is hashed right before it."""
    columns = ledger_detail.c
    for seq, salt, detail in connection.execute(select(columns.seq, columns.salt, columns.detail)).all():
        values = {"salt": bytes(salt) + detail[:4].encode(), "detail": detail[4:]}
        connection.execute(update(ledger_detail).where(columns.seq == seq).values(**values))


def _drop_detail(connection: Connection) -> None:
    connection.execute(delete(ledger_detail))


def _reversed_pair(bodies: Bodies) -> Bodies:
    return [*bodies[:3], bodies[4], bodies[3], *bodies[5:]]


def _forged(bodies: Bodies) -> Bodies:
    return [{**body, "actor": 1, "outcome": "never"} for body in bodies]


def tamperings() -> Iterator[Tampering]:
    """The ways, those of the specification first."""
    yield Tampering("a field of an entry altered", setting(4, at=ELSEWHEN), (ALTERED,))
    yield Tampering("an entry altered and hashed again", _rehash_one, (ALTERED,))
    yield Tampering("an entry in the middle deleted", _deleting(_E.seq == 4), (MISSING,))
    yield Tampering(
        "an entry deleted, the rest renumbered and hashed again",
        _rewriting(lambda bodies: bodies[:3] + bodies[4:]),
        (FORK, TRUNCATED),
    )
    yield Tampering(
        "two entries in each other's place",
        _in_turn(setting(4, seq=-1), setting(5, seq=4), setting(-1, seq=5)),
        (ALTERED,),
    )
    yield Tampering("two entries exchanged and all hashed again", _rewriting(_reversed_pair), (FORK,))
    yield Tampering(
        "an entry inserted and all hashed again",
        _rewriting(lambda bodies: [*bodies[:3], *_forged(bodies[3:4]), *bodies[3:]]),
        (FORK,),
    )
    yield Tampering("an entry put in twice", _duplicate, (ALTERED,))
    yield Tampering("the tail cut", _cut, (TRUNCATED,))
    yield Tampering(
        "the tail cut and as many others appended",
        _rewriting(lambda bodies: bodies[:-9] + _forged(bodies[-9:])),
        (FORK,),
    )
    yield Tampering("the table emptied", _deleting(), (TRUNCATED,))
    yield Tampering("everything rewritten from the start", _rewriting(_forged), (FORK,))
    yield Tampering("who did it changed in its column alone", setting(4, actor_id=1), (ALTERED,))
    yield from _further()


def _further() -> Iterator[Tampering]:
    """More than the specification asks for."""
    for column, value in (("event", "SignedIn"), ("case_id", 1), ("agency_id", 1), ("conference_id", 1)):
        yield Tampering(f"the column {column} changed alone", setting(4, **{column: value}), (ALTERED,))
    yield Tampering("an entry's hash changed", setting(4, hash=GENESIS), (ALTERED,))
    yield Tampering("an entry's link changed", setting(4, prev=GENESIS), (ALTERED,))
    yield Tampering("a body spelt otherwise with the same meaning", _respell, (ALTERED,))
    yield Tampering("an entry put before the first", setting(4, seq=0), (ALTERED, MISSING))
    yield Tampering("an entry back-dated, all hashed again", _rewriting(_changed(4, at=ELSEWHEN)), (FORK,))
    yield Tampering("the first entry deleted", _deleting(_E.seq == 1), (MISSING,))
    yield Tampering("a checkpoint forged", _forge_signature, (BAD_SIGNATURE,))
    yield Tampering("a checkpoint signed with another key", _sign_with_another_key, (BAD_SIGNATURE,))
    yield Tampering("everything rewritten and signed afresh", _new_history, (FORK, BAD_SIGNATURE))
    yield Tampering("the checkpoints in the database deleted", _forget_checkpoints, (MISSING,))
    yield Tampering("the database rolled back to an older copy", _roll_back, (TRUNCATED,))
    yield Tampering(
        "everything deleted, with no checkpoint kept elsewhere",
        _in_turn(_forget_checkpoints, _deleting()),
        (NOTHING,),
        has_outside=False,
    )
    yield Tampering("the detail beside an entry altered", _alter_detail, (ALTERED,))
    yield Tampering("the first letters of a detail moved into its salt", _swallow_detail, (ALTERED,))
    yield Tampering("the detail beside an entry deleted without an entry", _drop_detail, (MISSING,))
