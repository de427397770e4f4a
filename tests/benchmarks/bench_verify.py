"""How long the ledger takes to verify: `python -m tests.benchmarks.bench_verify [entries]`.

Builds a chain of a million entries and walks it, beside the bare hashing of as many bodies of the same length.
Prints seconds, the ratio of the two and the memory at its peak. Nothing is asserted.
"""

import hashlib
import resource
import sys
import tempfile
import time
from pathlib import Path

from marac.audit.verify import verify
from marac.db import Database
from tests.benchmarks.large import Large
from tests.databases import Databases
from tests.world import people_this_world

ENTRIES = 1_000_000
BODY = b"x" * 260


def main() -> None:
    """Build, walk, print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.empty()
        Large(people_this_world(url), 500, entries).write(url)
        store = Database(url)
        with store.engine.connect() as connection:
            started = time.perf_counter()
            found = verify(connection)
            walked = time.perf_counter() - started
        store.dispose()
        databases.drop(url)
    started = time.perf_counter()
    for _ in range(entries):
        hashlib.sha256(BODY).digest()
    hashed = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{found.entries:,} entries, whole: {found.is_whole}; walked in {walked:.1f} s")
    print(f"{walked / hashed:.0f} times the bare hashing ({hashed:.2f} s); peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
