"""Somebody's first page in words, and how many statements it takes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.world import World


@pytest.fixture
def first_page(world: World) -> Callable[[str], str]:
    """The words of the main part of somebody's first page, without its marks."""

    def words(name: str) -> str:
        page = world.client(name).get("/").text.split("<main", 1)[1].split("</main>")[0]
        told = " ".join(re.sub(r"<[^>]+>", " ", page.partition(">")[2]).split())
        return re.sub(r" ([,.:])", r"\1", told)

    return words


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(world.store.engine, "before_cursor_execute", note)
