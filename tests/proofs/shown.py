"""What was shown, logged, stored and recorded in one walk by everybody, in figures.

`python -m tests.proofs.shown` prints: forbidden canaries in pages, Word files, headers, logs, the record as it is
exported and the database as it is dumped; and how much of what was seen is on the ledger, and the other way round.
"""

import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from marac.audit.exporting import export_ledger
from tests.proofs.stage import staged
from tests.test_whole.canaries import words_in
from tests.test_whole.conftest import Template, Walk, walk_through
from tests.test_whole.dumps import Dump, dump_of
from tests.test_whole.holdings import raw_connection
from tests.test_whole.oracle import PERSONAS, may_appear
from tests.test_whole.test_ledger_agrees import recorded_and_seen, seen_and_recorded
from tests.world import World

WORD = "wordprocessingml"
A_PLAIN_WORD = "zqxplantedxx"


def sort_of(mimetype: str) -> str:
    """What sort of answer it was."""
    return "Word" if WORD in mimetype else "HTML" if mimetype == "text/html" else "other"


def forbidden(walk: Walk, template: Template) -> Counter[str]:
    """Canaries that somebody got who must not, by sort of answer."""
    found: Counter[str] = Counter()
    for look in walk.looks:
        readers = [PERSONAS[look.persona] if look.persona else None]
        readers += [PERSONAS[look.address.copy_for]] if look.address.copy_for else []
        for word in look.words:
            planted = template.told.sower.planted[word]
            if not all(may_appear(each, look.address.endpoint, planted) for each in readers):
                found[sort_of(look.sort)] += 1
    return found


def in_the_export(world: World) -> tuple[int, set[str]]:
    """The bytes of the ledger as it is exported, and the canaries in it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "ledger.zip"
        export_ledger(world.store, world.settings, target)
        with zipfile.ZipFile(target) as package:
            parts = [package.read(name) for name in package.namelist()]
    return sum(map(len, parts)), set().union(*(words_in(part.decode("latin-1")) for part in parts))


def plant(world: World, *, is_text: bool) -> Dump:
    """The dump of a world in which one canary stands in plain: in a name, or in the bytes of a sealed text."""
    value: Any = A_PLAIN_WORD if is_text else b"\x00\x01" + A_PLAIN_WORD.encode() + b"\xff"
    table, column = ("agency", "name") if is_text else ("sealed_text", "body")
    mark = "?" if world.store.is_sqlite else "%s"
    key = "id" if is_text else "owner_id"
    with raw_connection(world.url) as connection:
        chosen = connection.exec_driver_sql(f"SELECT min({key}) FROM {table}").scalar_one()
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = {mark} WHERE {key} = {chosen}", (value,))
        connection.commit()
    return dump_of(world.url)


def main() -> None:
    """Walk, scan, and say what was found."""
    with staged() as template:
        walk = walk_through(template)
        sorts = Counter(sort_of(look.sort) for look in walk.looks)
        print(f"{len(walk.looks)} looks by {len(PERSONAS) + 1} people: {dict(sorts)}")
        planted = template.told.sower.planted
        print(f"{len(walk.looks) * len(planted)} cells of look and canary ({len(planted)} canaries)")
        print(f"  forbidden in bodies: {dict(forbidden(walk, template)) or 0}")
        print(f"  in headers, titles, addresses: {sum(1 for look in walk.looks if look.beside)}")
        print(f"  in {walk.records} log records: {len(walk.logged)}")
        dump = walk.dump
        print(
            f"  in the database ({', '.join(dump.sources)}: {dump.size} bytes; {dump.values} values): "
            f"{len(dump.words)}"
        )
        with template.copied() as world:
            size, words = in_the_export(world)
            print(f"  in the exported ledger ({size} bytes): {len(words)}")
        for is_text in (True, False):
            with template.copied() as world:
                is_found = A_PLAIN_WORD in plant(world, is_text=is_text).words
            print(f"  a canary planted in plain {'text' if is_text else 'bytes'} is found: {is_found}")
        print(f"seen and on the ledger: {seen_and_recorded(walk, template)}")
        print(f"on the ledger and seen: {recorded_and_seen(walk, template)}")


if __name__ == "__main__":
    main()
