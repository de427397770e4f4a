"""Load and authorise in one step. Nobody holds a record that they may not see."""

from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update
from sqlmodel import SQLModel

from marac.access.scope import scope_of, see
from marac.db import Session
from marac.errors import NotFound, StaleForm
from marac.records import Case
from marac.records.base import LARGEST_ID, columns

Record = TypeVar("Record", bound=SQLModel)

_loads: dict[type[SQLModel], Any] = {}
_holds: dict[type[SQLModel], Any] = {}
_claims: dict[type[SQLModel], Any] = {}


def _load_statement(record: type[Record]) -> Any:
    if record not in _loads:
        statement = select(record).where(columns(record).id == bindparam("wanted_id"))
        if scope_of(record.__table__):  # type: ignore[attr-defined]
            statement = statement.where(see(record))
        _loads[record] = statement
    return _loads[record]


def find(session: Session, record: type[Record], record_id: int, *, afresh: bool = False) -> Record | None:
    """The record if the viewer may see it for the act of this request, else None.

    `afresh`: what the database says now, even if the session holds the record already.
    """
    if not 0 < record_id <= LARGEST_ID:
        return None
    found: Record | None = session.execute(
        _load_statement(record),
        {**session.see, "wanted_id": record_id},
        execution_options={"populate_existing": afresh},
    ).scalar_one_or_none()
    if found is not None:
        _note_met(session, found)
    return found


def _note_met(session: Session, found: Any) -> None:
    met = found.id if isinstance(found, Case) else getattr(found, "case_id", None)
    if met is not None:
        session.met_cases.add(met)


def get(session: Session, record: type[Record], record_id: int, *, afresh: bool = False) -> Record:
    """The record. Raises NotFound alike when it is not there and when the viewer may not see it."""
    found = find(session, record, record_id, afresh=afresh)
    if found is None:
        raise NotFound
    return found


def hold(session: Session, record: type[Record], record_id: int) -> Record:
    """The record as it stands now, kept from other writers until this transaction ends. Raises NotFound.

    SQLite keeps the whole database from them already.
    """
    if record not in _holds:
        _holds[record] = _load_statement(record).with_for_update()
    found: Record | None = session.execute(
        _holds[record],
        {**session.see, "wanted_id": record_id},
        execution_options={"populate_existing": True},
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    _note_met(session, found)
    return found


def hold_at(session: Session, record: type[Record], record_id: int, version: int | None) -> Record:
    """The record, for a form built at `version` that may turn out to change nothing: its version is not raised.

    It is kept from other writers until this transaction ends. Raises NotFound, and StaleForm as `claim` does.
    """
    found: Any = hold(session, record, record_id)
    if found.version != version:
        raise StaleForm
    kept: Record = found
    return kept


def _claim_statement(record: type[Record]) -> Any:
    if record not in _claims:
        table: Any = record.__table__  # type: ignore[attr-defined]
        statement = update(table).where(
            table.c.id == bindparam("wanted_id"), table.c.version == bindparam("wanted_version")
        )
        if scope_of(table):
            statement = statement.where(see(record))
        _claims[record] = statement.values(version=table.c.version + 1)
    return _claims[record]


def claim(session: Session, record: type[Record], record_id: int, version: int | None) -> Record:
    """The record, for a change from a form built at `version`; its version is raised by one.

    Raises NotFound, and StaleForm when the record has changed since (or no version was posted).
    """
    if not 0 < record_id <= LARGEST_ID:
        raise NotFound
    known = version if version and abs(version) < LARGEST_ID else -1
    parameters = {**session.see, "wanted_id": record_id, "wanted_version": known}
    done: Any = session.execute(
        _claim_statement(record), parameters, execution_options={"synchronize_session": False}
    )
    # A record loaded earlier in this session still has the version before: read it again.
    found = get(session, record, record_id, afresh=True)
    if done.rowcount != 1:
        raise StaleForm
    return found
