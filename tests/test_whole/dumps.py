"""Everything that a database holds, as whoever steals it has it: its files or its dump, and every value in it."""

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from tests.databases import IS_POSTGRESQL, rogue
from tests.test_whole.canaries import words_in
from tests.test_whole.holdings import raw_connection, text_of

_HEX = re.compile(r"\\x([0-9a-f]{2,})")


@dataclass
class Dump:
    """What was looked through, and the canaries in it."""

    size: int = 0
    values: int = 0
    words: set[str] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)

    def look_through(self, name: str, content: bytes) -> None:
        """Scan bytes, as they are and, of a dump, with the bytes that it writes as figures."""
        self.sources.append(name)
        self.size += len(content)
        text = content.decode("latin-1")
        self.words |= words_in(text)
        for figures in _HEX.findall(text):
            self.words |= words_in(text_of(bytes.fromhex(figures[: len(figures) // 2 * 2])))

    def look_at(self, value: Any) -> None:
        """Scan one value of one row."""
        self.values += 1
        plain = (
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode("utf-8", "replace")
        )
        self.words |= words_in(text_of(plain))


def dump_of(url: str) -> Dump:
    """The whole database: on SQLite its file and the log beside it, on PostgreSQL what pg_dump writes."""
    found = Dump()
    for name, content in _files(url):
        found.look_through(name, content)
    with raw_connection(url) as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                for value in row:
                    found.look_at(value)
    return found


def _files(url: str) -> list[tuple[str, bytes]]:
    name = str(make_url(url).database)
    if not IS_POSTGRESQL:
        paths = [Path(name + ending) for ending in ("", "-wal") if Path(name + ending).exists()]
        return [(path.name, path.read_bytes()) for path in paths]
    program = shutil.which("pg_dump")
    if program is None:
        return []
    address = make_url(rogue(url)).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([program, "--inserts", f"--dbname={address}"], capture_output=True, check=True)
    return [("pg_dump", done.stdout)]
