"""Receiving forms from files and folders by command: one change for each, so that nothing is half done."""

import json
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.exc import OperationalError, ProgrammingError

from marac.access.acts import Act
from marac.access.crypt import Keys
from marac.access.doorman import install_doorman
from marac.access.seal import use_keys
from marac.access.viewer import Seat, Viewer
from marac.accounts.loading import viewer_of
from marac.accounts.queries import importer_of
from marac.audit.commit import working
from marac.conferences import get_kind
from marac.config import Settings
from marac.db import Database
from marac.records.base import new_id
from marac.referrals.receiving import AlreadyReceived, form_number_of, receive_form
from marac.referrals.uploading import GivenFile, read_given, shown_name, upload_limits

STOPPED = 130
# Kinds of files in which people send forms; those that cannot be read are named, not passed over.
_ENDINGS = frozenset((".docx", ".docm", ".doc", ".odt", ".rtf", ".pdf"))
Say = Callable[[str], None]


@dataclass
class ImportOutcome:
    """How many files were received, were there already, and were refused."""

    received: int = 0
    known: int = 0
    refused: int = 0
    forms: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether no file was refused."""
        return not self.refused

    def in_words(self, *, dry_run: bool) -> str:
        """The outcome in a line."""
        done = "could be received" if dry_run else "received"
        return f"{self.received} {done}, {self.known} already there, {self.refused} refused."


@dataclass(frozen=True)
class _Importer:
    """Who imports, where to, and whether anything is kept."""

    store: Database
    viewer: Viewer
    seat: Seat
    batch_id: int
    dry_run: bool


def import_forms(
    settings: Settings,
    paths: Sequence[Path],
    slug: str,
    *,
    dry_run: bool,
    report_file: Path | None,
    say: Say,
) -> ImportOutcome:
    """Read Word forms and receive each into the conference `slug`; a refused one is named and stops no other.

    `report_file` gets what was read, as JSON. Ctrl-C stops after the form in hand: exit 130. Raises
    SystemExit with the reason when the conference is not there or a path is not.
    """
    files = list(_files_of(paths))
    if not files:
        raise SystemExit("There are no forms there. Name Word files, or folders that hold some.")
    outcome = ImportOutcome()
    with _opened(settings, slug, dry_run) as importer, _stopping() as stop:
        try:
            for place, (path, name) in enumerate(files, start=1):
                words = _import_one(importer, path, name, outcome)
                say(f"{place}/{len(files)}  {shown_name(path.name)}: {words}")
                if stop.is_set():
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            _report(outcome, report_file)
            say(f"Stopped. Nothing is half done: {outcome.in_words(dry_run=dry_run)}")
            raise SystemExit(STOPPED) from None
    _report(outcome, report_file)
    say(outcome.in_words(dry_run=dry_run))
    return outcome


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """The first Ctrl-C lets the form in hand be finished, a second one undoes it."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _files_of(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Every file with the name that the report gives it: the folder it is under, then its place there."""
    for path in paths:
        whole = path.resolve()
        if path.is_dir():
            for file in sorted(each for each in whole.rglob("*") if each.is_file() and _may_be_form(each)):
                yield file, file.relative_to(whole.parent).as_posix()
        elif path.exists():
            yield whole, f"{whole.parent.name}/{whole.name}"
        else:
            raise SystemExit(f"There is no file or folder {path}. Check the spelling.")


def _may_be_form(path: Path) -> bool:
    # Word's own lock files and hidden files are nobody's referral.
    return path.suffix.lower() in _ENDINGS and not path.name.startswith(("~$", "."))


@contextmanager
def _opened(settings: Settings, slug: str, dry_run: bool) -> Iterator[_Importer]:
    use_keys(Keys(settings.sealing_keys))
    store = Database(settings.database_url)
    install_doorman(store.engine)
    try:
        viewer = _viewer(store, slug)
        seat = next(seat for seat in viewer.seats if seat.slug == slug)
        yield _Importer(store, viewer, seat, new_id(), dry_run)
    finally:
        store.dispose()


def _viewer(store: Database, slug: str) -> Viewer:
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


def _import_one(importer: _Importer, path: Path, name: str, outcome: ImportOutcome) -> str:
    try:
        with path.open("rb") as stream:
            given = read_given(path.name, stream, upload_limits(get_kind(importer.seat.kind)))
    except OSError as problem:
        given = GivenFile(path.name, refusal=f"The file cannot be opened: {problem.strerror}.")
    if given.read is None:
        outcome.refused += 1
        return f"refused. {given.refusal}"
    words = "read" if importer.dry_run else _receive(importer, given, outcome)
    outcome.received += importer.dry_run
    warnings = [warning.message for warning in given.read.warnings]
    outcome.forms.append({"file": name, "fields": given.read.fields, "warnings": warnings})
    return f"{words}, {len(warnings)} to look at"


def _receive(importer: _Importer, given: GivenFile, outcome: ImportOutcome) -> str:
    assert given.read is not None
    try:
        with working(importer.store, importer.viewer, Act.REFERRAL_RECEIVE) as session:
            receive_form(
                session,
                importer.seat.conference_id,
                given.content,
                given.read,
                route="command",
                batch_id=importer.batch_id,
                form_number=form_number_of(given.name),
            )
    except AlreadyReceived as known:
        outcome.known += 1
        return f"already received as {known.reference}"
    outcome.received += 1
    return "received"


def _report(outcome: ImportOutcome, report_file: Path | None) -> None:
    if report_file is not None:
        # The name of a file may hold bytes that are no text.
        words = json.dumps({"forms": outcome.forms}, indent=2, ensure_ascii=False)
        report_file.write_bytes(words.encode("utf-8", "replace"))
