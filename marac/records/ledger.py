"""The ledger's tables. Only `audit/` reads or writes them; they are Core tables, never objects."""

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from marac.records.base import Id

ledger_entry = Table(
    "ledger_entry",
    SQLModel.metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("event", String(40), nullable=False),
    Column("actor_id", Id),
    Column("agency_id", Id),
    Column("conference_id", Id),
    Column("case_id", Id),
    Column("body", Text, nullable=False),
    Column("prev", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_ledger_entry_case", "case_id", "seq"),
    Index("ix_ledger_entry_actor", "actor_id", "seq"),
    Index("ix_ledger_entry_conference", "conference_id", "at"),
    # First pages look for reveals alone, which are few: an index of the others' entries would slow each of them.
    Index(
        "ix_ledger_entry_revealed",
        "conference_id",
        "at",
        sqlite_where=sql("event = 'ContactRevealed'"),
        postgresql_where=sql("event = 'ContactRevealed'"),
    ),
)

ledger_checkpoint = Table(
    "ledger_checkpoint",
    SQLModel.metadata,
    Column("size", Id, primary_key=True, autoincrement=False),
    Column("made_at", String(32), nullable=False),
    Column("signed", Text, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)

ledger_detail = Table(
    "ledger_detail",
    SQLModel.metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("detail", Text, nullable=False),
)
