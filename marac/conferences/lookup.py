"""Finds an entry of a description by its key or code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from marac.conferences.problems import UnknownName

Entry = TypeVar("Entry")


def identifier(entry: object) -> str:
    """The key of an entry, or the code of those that have a code instead."""
    return str(getattr(entry, "key", None) or getattr(entry, "code", ""))


def get_entry(entries: Iterable[Entry], name: str, what: str) -> Entry:
    """The entry called `name`. Raises UnknownName, which says `what` was looked for and what there is."""
    by_name = {identifier(entry): entry for entry in entries}
    if name not in by_name:
        raise UnknownName(what, name, tuple(by_name))
    return by_name[name]
