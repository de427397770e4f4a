"""How dear the screen of a case at its meeting is, served: `python -m tests.benchmarks.bench_case [actions] [entries]`.

A case under way, with research by several agencies, risks and actions, in a database that is as large as that of
`bench_overdue`. Prints hello ÷ page and the statements of one page. Nothing is asserted.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.large import ACTIONS, ENTRIES, Large
from tests.benchmarks.measuring import cookie, measure, peak, served, statements
from tests.databases import Databases
from tests.test_whole.plot import full_world
from tests.world import World, people_this_world

PEOPLE = {"chair": "chidi", "representative": "polly"}


def main() -> None:
    """Build, serve, measure, print."""
    actions, entries = (int(each) for each in (*sys.argv[1:3], ACTIONS, ENTRIES)[:2])
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.empty()
        ids = people_this_world(url)
        world = World(url, ids)
        path = f"/listings/{full_world(world).items['sitting', 'running']}"
        world.store.dispose()
        Large(ids, actions, entries).write(url)
        print(f"{actions:,} actions, {entries:,} ledger entries, {world.store.url.get_backend_name()}")
        for words, name in PEOPLE.items():
            print(f"{words}: {statements(world, name, path)}")
        pages = {words: (cookie(world, name), path) for words, name in PEOPLE.items()}
        world.close()
        with served(url) as (port, pid):
            measure(port, pid, pages)
            print(f"memory of the worker at its peak: {peak(pid)} MB")
        databases.drop(url)


if __name__ == "__main__":
    main()
