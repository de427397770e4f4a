"""What a database holds, read past the application: raw rows, sealed texts opened with the key, hashes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.pool import NullPool

from marac.access.crypt import Keys
from marac.access.seal import identity
from tests.databases import rogue
from tests.world import SEALING_KEY

# What reading may touch: the ledger, when somebody was last seen, and the keys of forms that changed nothing.
LEDGER = frozenset({"ledger_entry", "ledger_detail", "ledger_head"})
SEEN_AT = ("login_session", "seen_at")
ZIP_MAGIC = b"PK\x03\x04"


@dataclass(frozen=True)
class Held:
    """One sealed text as it is stored."""

    owner_id: int
    field: str
    case_id: int
    agency_id: int | None
    is_shared: bool
    class_bit: int
    text: str


def raw_connection(url: str) -> Connection:
    """A connection of our own, without doorman."""
    return create_engine(rogue(url), poolclass=NullPool).connect()


def text_of(content: bytes) -> str:
    """Bytes as text; of a Word file, every part of it."""
    if not content.startswith(ZIP_MAGIC):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [f"{name}\n{package.read(name).decode('utf-8', 'replace')}" for name in package.namelist()]
    return "\n".join([*parts, package.comment.decode("utf-8", "replace")])


def sealed_texts(url: str) -> list[Held]:
    """Every sealed text of a database, opened."""
    keys = Keys({1: SEALING_KEY})
    with raw_connection(url) as connection:
        rows = connection.exec_driver_sql(
            "SELECT owner_id, field, case_id, agency_id, is_shared, class_bit, body FROM sealed_text"
        ).all()
    held = []
    for owner_id, field, case_id, agency_id, is_shared, class_bit, body in rows:
        raw = keys.open(bytes(body), identity(case_id, owner_id, field, agency_id, is_shared, class_bit))
        held.append(Held(owner_id, field, case_id, agency_id, bool(is_shared), class_bit, text_of(raw)))
    return held


def table_hashes(connection: Connection, without: Collection[str] = LEDGER) -> dict[str, str]:
    """A hash of every table's rows, whatever their order; when somebody was last seen does not count."""
    found = {}
    for table in sorted(inspect(connection).get_table_names()):
        if table not in without:
            names = [column["name"] for column in inspect(connection).get_columns(table)]
            wanted = ", ".join(f'"{name}"' for name in names if (table, name) != SEEN_AT)
            rows = connection.exec_driver_sql(f'SELECT {wanted} FROM "{table}"').all()
            lines = sorted(
                repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)) for row in rows
            )
            found[table] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    connection.rollback()
    return found


def entries_after(connection: Connection, seq: int) -> list[dict[str, Any]]:
    """The bodies of the ledger's entries after a number, oldest first."""
    rows = connection.exec_driver_sql(
        f"SELECT body FROM ledger_entry WHERE seq > {int(seq)} ORDER BY seq"
    ).all()
    connection.rollback()
    return [json.loads(row[0]) for row in rows]


def last_seq(connection: Connection) -> int:
    found = connection.exec_driver_sql("SELECT max(seq) FROM ledger_entry").scalar_one()
    connection.rollback()
    return int(found or 0)
