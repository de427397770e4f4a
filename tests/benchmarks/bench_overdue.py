"""How dear the overdue list is, served: `python -m tests.benchmarks.bench_overdue [actions] [entries]`.

Builds a large database and serves it. Prints hello ÷ page, the slowest twentieth, the statements of one page and
the memory at its peak. Nothing is asserted.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.large import ACTIONS, ENTRIES, Large
from tests.benchmarks.measuring import cookie, measure, peak, served, statements
from tests.databases import Databases
from tests.world import World, people_this_world

PAGES = {
    "manager": ("mani", "/overdue"),
    "coordinator": ("carol", "/overdue"),
    "coordinator, by owner": ("carol", "/overdue?sort=owner"),
    "coordinator, numbers": ("carol", "/overdue/ages"),
}
RARELY = ("coordinator, by owner", "coordinator, numbers")


def main() -> None:
    """Build, serve, measure, print."""
    actions, entries = (int(each) for each in (*sys.argv[1:3], ACTIONS, ENTRIES)[:2])
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.empty()
        ids = people_this_world(url)
        Large(ids, actions, entries).write(url)
        world = World(url, ids)
        print(f"{actions:,} actions, {entries:,} ledger entries, {world.store.url.get_backend_name()}")
        cookies = {name: cookie(world, name) for name in ("mani", "carol")}
        for words, (name, path) in PAGES.items():
            print(f"{words}: {statements(world, name, path)}")
        world.close()
        with served(url) as (port, pid):
            measure(
                port, pid, {words: (cookies[name], path) for words, (name, path) in PAGES.items()}, RARELY
            )
            print(f"memory of the worker at its peak: {peak(pid)} MB")
        databases.drop(url)


if __name__ == "__main__":
    main()
