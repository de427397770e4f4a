"""How long the ledger takes to verify: `python -m tests.benchmarks.bench_verify [entries]`.

Builds a chain of a million entries with a checkpoint every 500, as a server makes them, verifies it against them
all, and prints the seconds, those of the bare hashing of as many bodies of the same length, and the memory at its
peak: of the verifying alone, in a process of its own. Nothing is asserted.
"""

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from marac import clock
from marac.audit.folder import files_in
from marac.audit.ledger import stamp
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import Tree, keys_given
from marac.audit.verify import entries_of, gather, verify
from marac.config import CHECKPOINT_ENTRIES
from marac.db import Database
from marac.records import ledger_checkpoint
from tests.benchmarks.large import Large
from tests.databases import Databases
from tests.world import people_this_world

ENTRIES = 1_000_000
BODY = b"x" * 260


def sign(store: Database, signer: Signer, folder: Path) -> None:
    """The checkpoints that a server would have made by now, in the database and in files."""
    tree, rows = Tree(), []
    with store.engine.connect() as connection:
        for entry in entries_of(connection):
            tree.add(entry.hash)
            if tree.size % CHECKPOINT_ENTRIES.value == 0:
                signed = signer.checkpoint(tree.size, tree.root())
                (folder / f"{tree.size:012d}-x.checkpoint").write_text(signed, "utf-8")
                rows.append({"size": tree.size, "made_at": stamp(clock.now()), "signed": signed})
    with store.writer.begin() as connection:
        connection.execute(insert(ledger_checkpoint), [{**row, "frontier": b""} for row in rows])


def own_memory() -> int:
    """Megabytes that are no map of a file; 0 where the system does not tell."""
    try:
        told = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return 0
    return next(int(line.split()[1]) // 1024 for line in told.splitlines() if line.startswith("RssAnon"))


def walk(url: str, folder: Path, key: str) -> None:
    """Verify and print; run in a process of its own."""
    store = Database(url)
    with store.engine.connect() as connection:
        started, own = time.perf_counter(), [0]
        witnesses = gather(connection, keys_given([key]), folder)
        found = verify(connection, witnesses, lambda _count: own.append(own_memory()))
        seconds = time.perf_counter() - started
    store.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{found.entries:,} entries against {len(files_in(folder)):,} checkpoints, twice each.")
    print(f"Ended with {found.code}, {found.agreed:,} agree: {seconds:.1f} s.")
    print(
        f"{peak:.0f} MB at the peak with SQLite's map of its file (up to 256 MB), {max(own)} MB of our own."
    )


def bare_hashing(entries: int) -> float:
    """Seconds for nothing but one hash for each entry."""
    started = time.perf_counter()
    for _ in range(entries):
        hashlib.sha256(BODY).digest()
    return time.perf_counter() - started


def main() -> None:
    """Build, sign, verify, print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    signer = Signer(new_signing_key())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "checkpoints"
        folder.mkdir()
        databases = Databases(Path(place))
        url = databases.empty()
        Large(people_this_world(url), 500, entries).write(url)
        store = Database(url)
        sign(store, signer, folder)
        store.dispose()
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.bench_verify",
            "--walk",
            url,
            str(folder),
            signer.public,
        ]
        subprocess.run(command, check=True)
        databases.drop(url)
        databases.close()
    print(f"The bare hashing of as many takes {bare_hashing(entries):.2f} s.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--walk"]:
        walk(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
