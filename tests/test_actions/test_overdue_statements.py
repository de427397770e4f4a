"""The overdue list asks the same few questions however many actions there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.benchmarks.large import Large
from tests.world import World


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The SQL that the application sends meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        sent.append(sql)

    event.listen(world.store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(world.store.engine, "before_cursor_execute", note)


ASIDE = ("pg_advisory", "set_config")


def asked(world: World, name: str, path: str) -> tuple[list[str], str]:
    browser = world.client(name)
    with statements(world) as sent:
        answer = browser.get(path)
    assert answer.status_code == 200
    # PostgreSQL's lock and what its second wall is told are no questions about data.
    kinds = [sql.split(maxsplit=1)[0].upper() for sql in sent if not any(each in sql for each in ASIDE)]
    return [kind for kind in kinds if kind in {"SELECT", "INSERT", "UPDATE", "DELETE"}], answer.text


@pytest.mark.parametrize("actions", [500, 5_000])
def test_the_page_costs_three_selects_and_one_write(world: World, actions: int) -> None:
    Large(world.ids, actions, entries=actions).write(world.url)
    for name in ("mani", "carol"):
        for path in ("/overdue", "/overdue?sort=owner", "/overdue?sort=reference"):
            sent, page = asked(world, name, path)
            assert sent == ["SELECT", "SELECT", "SELECT", "INSERT"]
            assert page.count("<tr data-row") == 40


def test_the_numbers_cost_no_more_statements(world: World) -> None:
    Large(world.ids, 500, entries=10).write(world.url)
    sent, _page = asked(world, "mani", "/overdue/ages")
    assert sent == ["SELECT", "SELECT", "SELECT", "INSERT"]
