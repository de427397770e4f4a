"""The ledger from the command line."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

from marac.audit import details, exporting
from marac.audit.checkpoints import NotSigned, checkpoints_of
from marac.audit.commit import working
from marac.audit.folder import has_files
from marac.audit.notes import new_signing_key
from marac.audit.selftest import run_selftest
from marac.audit.standing import checkpoint_standing, in_words
from marac.audit.verify import gather_for, public_keys_of, verify
from marac.config import NotReady, Settings
from marac.db import Database
from marac.errors import RecordDamaged

Say = Callable[[str], None]
# Whatever keeps a command from its work, said in words and without a trace. None of these is about tampering.
TROUBLE = (OperationalError, ProgrammingError, OSError, ValueError, NotSigned, RecordDamaged, NotReady)
# PostgreSQL's own code: insufficient privilege.
NOT_ALLOWED = "42501"


def verify_ledger(
    settings: Settings,
    say: Say,
    *,
    checkpoints: Sequence[Path] = (),
    receipts: Sequence[Path] = (),
    public_keys: Iterable[str] = (),
    report: Callable[[int], None] | None = None,
) -> int:
    """Verify against all that the site holds and all that is given, and say how it stands.

    Returns the exit code (`standalone.py`). Raises one of TROUBLE when it cannot be done.
    """
    store = Database(settings.database_url)
    try:
        with store.engine.connect() as connection:
            witnesses = gather_for(connection, settings, public_keys)
            witnesses.add_files(checkpoints, receipts)
            is_witnessed = bool(has_files(settings.checkpoint_folder) or checkpoints or receipts)
            found = verify(connection, witnesses, report)
            standing = checkpoint_standing(connection, settings)
    finally:
        store.dispose()
    for sentence in (*found.sentences, in_words(standing)):
        say(sentence)
    if found.agreed and not is_witnessed:
        say(
            "Nothing from outside the database was at hand: a tail cut with its checkpoints would not be seen."
        )
    return found.code


def make_checkpoint(settings: Settings, say: Say, *, in_new_folder: bool = False) -> None:
    """Sign the ledger as it stands. Raises one of TROUBLE."""
    store = Database(settings.database_url)
    try:
        checkpoints = checkpoints_of(settings, store)
        made = checkpoints.make(in_new_folder=in_new_folder) if checkpoints is not None else None
    finally:
        store.dispose()
    if made is None:
        say("Nothing happened since the last checkpoint.")
    else:
        say(f"Made a checkpoint over {made:,} entries, in {settings.checkpoint_folder}.")


def checkpoint_quietly(settings: Settings, say: Say) -> None:
    """A checkpoint at the beginning of a site's life or of a server's; the work goes on without it."""
    try:
        make_checkpoint(settings, lambda words: None)
    except TROUBLE as error:
        say(f"No checkpoint could be made: {why(error)}")


def why(error: Exception) -> str:
    """What is wrong, for a terminal; of the database's own words only the kind."""
    if getattr(getattr(error, "orig", None), "sqlstate", "") == NOT_ALLOWED:
        return (
            "the role that this command signs in as may not do it. Set MARAC_OWNER_URL to the same database as the "
            "owner of its tables; the self-test also needs the right to create a database, or --scratch."
        )
    if isinstance(error, OperationalError | ProgrammingError):
        return "the database is not there, or holds no ledger. `marac init` or `marac demo` makes one."
    if isinstance(error, RecordDamaged):
        return f"the record is damaged: {error}. `marac ledger verify` says more."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def export_ledger(settings: Settings, path: Path, say: Say) -> None:
    """Write the whole ledger, with its checkpoints and public key, to a file. Raises one of TROUBLE."""
    checkpoint_quietly(settings, say)
    store = Database(settings.database_url)
    try:
        entries = exporting.export_ledger(store, settings, path)
    finally:
        store.dispose()
    say(f"Wrote {entries:,} entries to {path}. Verify it anywhere with `python standalone.py {path.name}`;")
    say(f"the verifier is the file {Path(exporting.VERIFIER)}.")


def say_key(settings: Settings | None, say: Say) -> None:
    """The public key to hand to the agencies; without settings a fresh private one for a new site."""
    say(new_signing_key() if settings is None else public_keys_of(settings)[0])


def erase_detail(settings: Settings, seq: int, basis: str) -> None:
    """Erase the personal detail beside an entry. Raises Mistake where there is none."""
    store = Database(settings.database_url)
    try:
        with working(store) as session:
            details.erase_detail(session, seq, basis)
    finally:
        store.dispose()


def tamper_with_copy(settings: Settings, say: Say, *, scratch: str | None = None) -> int:
    """Tamper with a copy in every way and say whether each was caught. Returns 0 only if all were."""
    store = Database(settings.keeper_url)
    given = Database(scratch) if scratch else None
    try:
        return run_selftest(store, say, given)
    finally:
        store.dispose()
        if given is not None:
            given.dispose()
