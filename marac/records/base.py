"""Column types and small makers shared by every record class. Schema only: no behaviour, no Flask."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from marac import clock

Id = BigInteger().with_variant(Integer, "sqlite")

# How a table is protected. The see-rule (access/scope.py) reads it, the doorman enforces it.
CASE = {"scope": "case"}
ITEM = {"scope": "item"}
CONFERENCE = {"scope": "conference"}
SEALED = {"scope": "item", "sealed": True}


# The largest number that both engines keep; anything beyond is no identifier.
LARGEST_ID = 2**63 - 1


def new_id() -> int:
    """A random identifier: it counts nothing, so it reveals nothing. Below 2**53, exact in JavaScript."""
    return secrets.randbelow(2**53 - 1) + 1


class Utc(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Any:
    """The primary key of a record."""
    return Field(default_factory=new_id, sa_column=Column(Id, primary_key=True, autoincrement=False))


def link(target: str, *, optional: bool = False, primary: bool = False, index: bool = False) -> Any:
    """A reference to another record, written `table.column`."""
    column: Column[int] = Column(
        Id, ForeignKey(target), nullable=optional, primary_key=primary, index=index, autoincrement=False
    )
    return Field(default=None, sa_column=column) if optional else Field(sa_column=column)


def moment(*, optional: bool = False) -> Any:
    """A UTC moment; without a value it is the time of writing unless optional."""
    if optional:
        return Field(default=None, sa_column=Column(Utc, nullable=True))
    return Field(default_factory=clock.now, sa_column=Column(Utc, nullable=False))


# The see-rule looks these tables up for every row of every list: SQLite then finds the row in the key itself.
BY_KEY = {"sqlite_with_rowid": False}


def columns(record: Any) -> Any:
    """The table's columns, for statements built once at import (no object loading)."""
    return record.__table__.c
