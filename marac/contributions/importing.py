"""The command that loads a folder of research files into one conference."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import OperationalError, ProgrammingError

from marac.access.crypt import Keys
from marac.access.doorman import install_doorman
from marac.access.seal import use_keys
from marac.access.viewer import Viewer
from marac.accounts.loading import viewer_of
from marac.accounts.queries import importer_of
from marac.config import Settings
from marac.contributions.loading import LoadSummary, load_folder
from marac.db import Database

STOPPED = 130


def import_research(
    settings: Settings, folder: Path, slug: str, *, say: Callable[[str], None]
) -> LoadSummary:
    """Load a folder of research files into the conference `slug`, saying a line for each and one for all.

    Ctrl-C leaves the file in hand untouched: exit 130. Raises SystemExit with the reason when the conference
    is not there.
    """
    use_keys(Keys(settings.sealing_keys))
    store = Database(settings.database_url)
    install_doorman(store.engine)
    try:
        viewer = _importer(store, slug)
        seat = next(seat for seat in viewer.seats if seat.slug == slug)
        summary = load_folder(store, viewer, seat.conference_id, folder, say)
    except KeyboardInterrupt:
        say("Stopped. Nothing is half done: run the command again to load the rest.")
        raise SystemExit(STOPPED) from None
    finally:
        store.dispose()
    say(summary.words)
    return summary


def _importer(store: Database, slug: str) -> Viewer:
    try:
        user_id = importer_of(store, slug)
    except (OperationalError, ProgrammingError):
        raise SystemExit("There is no database yet. Make one with `marac demo` or `marac init`.") from None
    if user_id is None:
        raise SystemExit(f"There is no conference {slug} with an account for imports. Check its short name.")
    with store.engine.connect() as connection:
        viewer = viewer_of(connection, user_id)
    if viewer is None or all(seat.slug != slug for seat in viewer.seats):
        raise SystemExit(f"The account for imports into {slug} is closed or its time is over.")
    return viewer
