"""Actions with their words: each is read once, with its text, its risk and the last word on it.

The texts hang on seen subqueries by outer joins, so that an action whose words the viewer is not cleared for,
or that has none, is still in the list: a lost action can get somebody killed.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from marac.access.scope import see
from marac.access.seal import Texts, open_rows
from marac.db import Entry, Session
from marac.records import Action, Agency, Case, SealedText, Text, User
from marac.records.base import columns

A, C, U, G = (columns(record) for record in (Action, Case, User, Agency))
# Tables, not classes: a class in a FROM takes a statement through the object loader, at twice the cost.
_ACTION, _CASE, _USER, _AGENCY = (each.id.table for each in (A, C, U, G))

LISTED = (
    A.id,
    A.case_id,
    A.risk_id,
    A.last_event_id,
    C.reference,
    A.conference_id,
    A.owner_id,
    U.name,
    G.name,
    A.status,
    A.due_on,
    A.due_time,
    A.acknowledged_at.is_not(None),
    A.transfer_to_id,
    A.version,
)
WHOLE = (
    *LISTED,
    A.agency_id,
    A.agenda_item_id,
    A.subject,
    A.pillar,
    A.due_at,
    A.recorded_at,
    A.acknowledged_at,
    A.ended_at,
    A.superseded_by_id,
)


class Listed(NamedTuple):
    """An action as a list shows it. The days are London days; `owner` and `agency` are names."""

    id: int
    case_id: int
    risk_id: int | None
    last_event_id: int | None
    reference: str
    conference_id: int
    owner_id: int
    owner: str
    agency: str
    status: str
    due_on: date
    due_time: time | None
    is_acknowledged: bool
    transfer_to_id: int | None
    version: int
    text: str = ""
    risk: str = ""
    last_word: str = ""


class ActionLine(NamedTuple):
    """An action with all that a page about its case or its meeting may need."""

    id: int
    case_id: int
    risk_id: int | None
    last_event_id: int | None
    reference: str
    conference_id: int
    owner_id: int
    owner: str
    agency: str
    status: str
    due_on: date
    due_time: time | None
    is_acknowledged: bool
    transfer_to_id: int | None
    version: int
    agency_id: int
    agenda_item_id: int | None
    subject: str
    pillar: str
    due_at: datetime
    recorded_at: datetime
    acknowledged_at: datetime | None
    ended_at: datetime | None
    superseded_by_id: int | None
    text: str = ""
    risk: str = ""
    last_word: str = ""


_KINDS = ((A.id, Text.ACTION_TEXT), (A.risk_id, Text.RISK_TEXT), (A.last_event_id, Text.ACTION_NOTE))
_SEALED_COLUMNS = 4 * len(_KINDS)


def _seen_actions(wanted: Sequence[Any], conditions: Sequence[Any]) -> Select[Any]:
    return (
        select(*wanted)
        .join_from(_ACTION, _CASE, C.id == A.case_id)
        .join(_USER, U.id == A.owner_id)
        .join(_AGENCY, G.id == A.agency_id)
        .where(*conditions, see(_CASE, _ACTION))
    )


def action_numbers(*conditions: Any) -> Select[Any]:
    """The numbers of the seen actions that meet the conditions, without their words."""
    return _seen_actions((A.id,), conditions)


def action_statement(wanted: Sequence[Any], *conditions: Any) -> Select[Any]:
    """Seen actions that meet the conditions, with the wanted columns and then the three sealed texts.

    Conditions may use the columns A (action), C (case), U (owner) and G (agency) of this module.
    """
    return _with_texts(_seen_actions(wanted, conditions), _KINDS)


def words_statement(wanted: Sequence[Any], *conditions: Any) -> Select[Any]:
    """The same with the action's own text alone, for a page that shows neither its risk nor its last word."""
    return _with_texts(_seen_actions(wanted, conditions), _KINDS[:1])


def _with_texts(statement: Select[Any], kinds: Sequence[tuple[Any, Text]]) -> Select[Any]:
    for owner_id, field in kinds:
        sealed = SealedText.__table__.alias()  # type: ignore[attr-defined]
        seen = (
            select(
                sealed.c.owner_id, sealed.c.agency_id, sealed.c.is_shared, sealed.c.class_bit, sealed.c.body
            )
            .where(sealed.c.field == str(field), see(sealed))
            .subquery()
        )
        statement = statement.outerjoin(seen, seen.c.owner_id == owner_id)
        statement = statement.add_columns(seen.c.agency_id, seen.c.is_shared, seen.c.class_bit, seen.c.body)
    return statement


def read_actions(
    session: Session, shown: Entry, statement: Select[Any], parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The wanted columns of each action followed by text, risk and last word ("" where there is none).

    Runs an `action_statement` under a receipt, which then names every case in the answer.
    """
    rows = session.ask(statement, parameters, shown)
    texts = _open(shown, rows)
    if shown.is_list:
        shown.cases.update(row[1] for row in rows)
    action, risk, note = (str(field) for _, field in _KINDS)
    return [
        (
            *row[:-_SEALED_COLUMNS],
            texts.get((row[0], action), ""),
            texts.get((row[2], risk), ""),
            texts.get((row[3], note), ""),
        )
        for row in rows
    ]


def read_words(
    session: Session, shown: Entry, statement: Select[Any], parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """As `read_actions` for a `words_statement`: risk and last word are "", and nothing of them is opened."""
    rows = session.ask(statement, parameters, shown)
    action = str(Text.ACTION_TEXT)
    texts = open_rows(shown, [(row[0], action, row[1], *row[-4:]) for row in rows])
    if shown.is_list:
        shown.cases.update(row[1] for row in rows)
    return [(*row[:-4], texts.get((row[0], action), ""), "", "") for row in rows]


def _open(shown: Entry, rows: Sequence[Any]) -> Texts:
    action, risk, note = (str(field) for _, field in _KINDS)
    sealed: list[tuple[Any, ...]] = []
    for row in rows:
        # One risk may stand over many actions: it is opened once for each row, and shown in each.
        case_id = row[1]
        sealed.append((row[0], action, case_id, *row[-12:-8]))
        sealed.append((row[2], risk, case_id, *row[-8:-4]))
        sealed.append((row[3], note, case_id, *row[-4:]))
    return open_rows(shown, sealed)
