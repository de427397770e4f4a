"""The ledger from the command line."""

from collections.abc import Callable

from marac.audit.verify import verify
from marac.config import Settings
from marac.db import Database

WHOLE, ALTERED = 0, 2


def verify_ledger(settings: Settings, say: Callable[[str], None]) -> int:
    """Walk the chain and say how it stands. Returns the exit code: 0 only if it is whole."""
    store = Database(settings.database_url)
    try:
        with store.engine.connect() as connection:
            found = verify(connection, lambda count: say(f"{count:,} entries walked…"))
    finally:
        store.dispose()
    if found.is_whole:
        say(f"Whole: {found.entries:,} entries.")
        return WHOLE
    say(f"NOT WHOLE after {found.entries:,} entries: {found.fault}.")
    return ALTERED
