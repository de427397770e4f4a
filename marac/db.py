"""Engine, session, and one transaction for each request. Guards are installed by `access` and `audit`."""

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session as SQLModelSession

try:
    import fcntl
except ImportError:  # Windows: threads still queue, processes fall back to SQLite's own waiting
    fcntl = None  # type: ignore[assignment]

# How long to wait for what somebody else holds, for the server to answer, and for a connection that went quiet in
# the middle of a change: without a bound one half-dead process would stop every page of all the others.
BUSY_SECONDS = 10
CONNECT_SECONDS = 5
QUIET_SECONDS = 120


_CHANGING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLAC", "CREATE", "ALTER ", "DROP T", "DROP I"})


class ReadingOnly(Exception):
    """The reading side of the database was asked to change something."""


class NoViewer(Exception):
    """A scoped table was asked for before anybody was known to be asking."""


class Entry:
    """A pending ledger entry, and so the receipt with which sealed text is opened.

    `case_id` binds it to one case; without it the entry is a list, whose cases are filled in by whatever is
    opened with it. `shown` and `written` are filled by `access.seal` and by nobody else; `was_admitted` by
    the doorman, when a statement over sealed text ran with this receipt. `altered` names the texts that
    would not open (case, owner, kind); `is_reading`: nothing is changed on the strength of what it opens.
    `parts` says of a list in which of its cases a kind of text was an agency's: (kind, agency) to cases.
    """

    __slots__ = (
        "altered", "cases", "event", "is_list", "is_reading", "parts", "shown", "was_admitted", "written",
    )  # fmt: skip

    def __init__(self, event: Any, *, is_list: bool = False, is_reading: bool = False) -> None:
        self.event = event
        self.is_list = is_list
        self.is_reading = is_reading
        self.altered: set[tuple[int, int, str]] = set()
        self.cases: set[int] = set()
        self.shown: dict[str, set[int]] = {}
        self.parts: dict[tuple[str, int], set[int]] = {}
        self.written: dict[str, str] = {}
        self.was_admitted = False

    @property
    def case_id(self) -> int | None:
        """The one case of the event, which cannot be changed after it was registered."""
        found: int | None = self.event.case_id
        return found


class Session(SQLModelSession):
    """One for each request: it carries who asks, for which act, and what must be on the ledger first."""

    def __init__(self, bind: Engine, viewer: Any = None, act: Any = None) -> None:
        super().__init__(bind, expire_on_commit=False)
        self.pending: list[Entry] = []
        self.is_flushing = False
        self.has_read_scoped = False
        # Whether a protected table was written to in this transaction: then there is an entry of it, or no commit.
        self.has_written_scoped = False
        # The cases loaded or created here, and those that inserts have touched: see access/writing.py.
        self.met_cases: set[int] = set()
        self.written_cases: set[int | None] = set()
        self.written_conferences: set[int | None] = set()
        self._viewer: Any = None
        self.act: Any = None
        self.see: dict[str, Any] = {}
        # What PostgreSQL's second wall was told in this transaction: who asks, and whether for all alike.
        self.told: tuple[dict[str, Any], bool] | None = None
        if viewer is not None:
            self.seat(viewer, act)

    @property
    def viewer(self) -> Any:
        """Whoever is asking. Raises NoViewer before the gate has said who."""
        if self._viewer is None:
            raise NoViewer("nobody is known to be asking")
        return self._viewer

    @property
    def has_viewer(self) -> bool:
        return self._viewer is not None

    def seat(self, viewer: Any, act: Any) -> None:
        """Put a viewer on the session, once."""
        if self._viewer is not None:
            raise NoViewer("a session serves one viewer")
        self._viewer, self.act = viewer, act
        self.see = viewer.see_parameters(act)

    @contextlib.contextmanager
    def under(self, act: Any) -> Iterator[None]:
        """Ask under another act that the viewer's roles grant: a first page brings several together."""
        if not self.viewer.may(act):
            raise NoViewer("no role of the viewer grants this act")
        before = self.act, self.see
        self.act, self.see = act, self.viewer.see_parameters(act)
        try:
            yield
        finally:
            self.act, self.see = before

    def flush(self, objects: Any = None) -> None:
        self.is_flushing = True
        try:
            super().flush(objects)
        finally:
            self.is_flushing = False

    def record(self, happening: Any, *, is_list: bool = False) -> Entry:
        """Register an event for the ledger; nothing leaves before it is committed. Returns the receipt."""
        is_reading = not self.get_bind().get_execution_options().get("immediate")
        entry = Entry(happening, is_list=is_list, is_reading=is_reading)
        self.pending.append(entry)
        return entry

    def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """All rows of a statement, asked as the viewer."""
        return self.execute(statement, {**self.see, **(parameters or {})}).all()

    def ask(self, statement: Executable, parameters: Mapping[str, Any], receipt: Entry) -> list[Any]:
        """All rows of a statement over columns, asked as the viewer under a receipt.

        Straight from the connection: a session looks for objects to make of the rows, and there are none.
        """
        bound = {**self.see, **parameters}
        return list(self.connection().execute(statement, bound, execution_options={"receipt": receipt}).all())

    def row(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """The only row of a statement, or None."""
        return self.execute(statement, {**self.see, **(parameters or {})}).one_or_none()


@event.listens_for(Session, "after_begin")
def _carry_session(session: Session, _transaction: Any, connection: Connection) -> None:
    connection.execution_options(desk=session)
    session.told = None


@event.listens_for(Session, "after_soft_rollback")
def _forget_told(session: Session, undone: Any) -> None:
    session.told = None
    if not undone.nested:
        session.has_written_scoped = False


class Database:
    """The engine, which can only read, its writing twin, and the queue for SQLite's one write lock."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()
        self.writer = self.engine.execution_options(immediate=True)
        self._thread_turn = threading.RLock()
        self._turn_files: dict[int, int] = {}

    def _sqlite(self) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=8,
            max_overflow=8,
            # The connection that was used last knows the statements and pages that are asked for most.
            pool_use_lifo=True,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _keep_to_reading)
        return engine

    def _postgresql(self) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=8,
            max_overflow=8,
            pool_use_lifo=True,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
        )
        event.listen(engine, "do_connect", _bound_waiting)
        event.listen(engine, "engine_connect", _choose_side)
        return engine

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Queue for SQLite's write lock: its own waiting sleeps and retries, which is slow and unfair.

        Correctness does not rest on this; BEGIN IMMEDIATE keeps it.
        """
        if not self.is_sqlite:
            yield
            return
        with self._thread_turn:
            handle = self._turn_file()
            if handle is None:
                yield
                return
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)

    def _turn_file(self) -> int | None:
        name = self.url.database
        if fcntl is None or not name or name == ":memory:":
            return None
        process = os.getpid()
        if process not in self._turn_files:
            path = Path(name).with_suffix(".turn")
            self._turn_files[process] = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        return self._turn_files[process]

    def dispose(self) -> None:
        self.engine.dispose()
        for handle in self._turn_files.values():
            with contextlib.suppress(OSError):
                os.close(handle)
        self._turn_files.clear()


def _as_text(written: bytes) -> str:
    """A text as it lies there. SQLite keeps any bytes in one: those that are none must not take a page with them."""
    return written.decode("utf-8", "replace")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.text_factory = _as_text
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=wal",
        "synchronous=FULL",
        "foreign_keys=on",
        "cache_size=-65536",
        "mmap_size=268435456",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _bound_waiting(_dialect: Any, _record: Any, _words: Any, settings: dict[str, Any]) -> None:
    """What the address itself says comes last, and so wins."""
    settings.setdefault("connect_timeout", CONNECT_SECONDS)
    bounds = {
        "lock_timeout": int(BUSY_SECONDS * 1000),
        "idle_in_transaction_session_timeout": int(QUIET_SECONDS * 1000),
    }
    options = [f"-c {name}={milliseconds}" for name, milliseconds in bounds.items()]
    settings["options"] = " ".join([*options, settings.get("options", "")]).strip()


def _choose_side(connection: Connection) -> None:
    if not connection.get_execution_options().get("immediate"):
        connection.execution_options(postgresql_readonly=True)


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # Cannot fail for want of a lock, so it needs no translation of errors: a tenth of what it would cost.
        connection.connection.cursor().execute("BEGIN")


def _keep_to_reading(
    connection: Connection, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """The reading side changes nothing. A pragma would do it too, but it makes SQLite forget every statement
    that it has prepared, at each request."""
    if connection.get_execution_options().get("immediate"):
        return
    # A change that begins with a CTE does not begin with its verb.
    is_built = context is not None and (context.isinsert or context.isupdate or context.isdelete)
    if is_built or sql.lstrip()[:6].upper() in _CHANGING:
        raise ReadingOnly("the reading side was asked to change something")
