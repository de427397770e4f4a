"""How the tests of the questions to the record read the answers."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.world import World


def told(page: str) -> str:
    """The words of the main part of a page."""
    main = page.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
    return re.sub(r" ([,.:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", main).split()))


def rows_of(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with that caption, as the words of their cells."""
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        heading = re.search(r"<caption[^>]*>(.*?)</caption>", table, re.DOTALL)
        if heading is not None and caption in heading[1]:
            body = table.split("<tbody", 1)[1]
            rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
            return [
                [_words(cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)] for row in rows
            ]
    return []


def _words(cell: str) -> str:
    return re.sub(r" ([,.:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", cell).split()))


def asked_of(world: World, who: str, path: str, **query: Any) -> str:
    """The page that answers a question."""
    answer = world.client(who).get(path, query_string=query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.text)


def last(world: World, name: str) -> dict[str, Any]:
    """The newest entry of one kind."""
    found: dict[str, Any] = json.loads([row[2] for row in world.ledger() if row[0] == name][-1])
    return found


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(world.store.engine, "before_cursor_execute", note)
