"""What pages ask about actions: one with its history, a case's, a conference's outstanding ones."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, or_, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_rows
from marac.actions.lines import WHOLE, A, ActionLine, action_statement, read_actions
from marac.actions.statuses import HAPPENING_WORDS, STATUS_WORDS
from marac.db import Entry, Session
from marac.errors import NotFound
from marac.records import Action, ActionEvent, Agency, SealedText, Text, User
from marac.records.base import LARGEST_ID, columns

_E, _S, _U, _G = (columns(record) for record in (ActionEvent, SealedText, User, Agency))
_TO_OWNER, _TO_AGENCY = User.__table__.alias(), Agency.__table__.alias()  # type: ignore[attr-defined]

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_BEFORE = A.recorded_at < bindparam("before", type_=A.recorded_at.type)
_ONE = action_statement(WHOLE, A.id == bindparam("action_id"), A.case_id == bindparam("case_id"))
_OF_CASE = action_statement(WHOLE, A.case_id == bindparam("case_id")).order_by(A.recorded_at, A.id)
_OUTSTANDING = action_statement(
    WHOLE, A.conference_id == bindparam("conference_id"), A.is_open == 1, _BEFORE
).order_by(A.due_at, A.id)
_WHERE = select(A.case_id, A.conference_id).where(A.id == bindparam("action_id"), see(Action))

# What an action carries on from: the transferred ones whose place it took.
_TRANSFERRED = select(A.id, A.superseded_by_id).where(
    A.case_id == bindparam("case_id"), A.superseded_by_id.is_not(None), see(Action)
)
_TRANSFERRED_OPEN = select(A.id, A.superseded_by_id).where(
    A.conference_id == bindparam("conference_id"),
    A.is_open == 0,
    A.superseded_by_id.is_not(None),
    see(Action),
)
_HAPPENING = (
    _E.id,
    _E.action_id,
    _E.kind,
    _E.from_status,
    _E.to_status,
    _E.happened_at,
    _U.name,
    _G.name,
    _TO_OWNER.c.name,
    _TO_AGENCY.c.name,
)


class HistoryLine(NamedTuple):
    """One thing that happened to an action, in words; `text` is what was written then ("" for nothing)."""

    id: int
    action_id: int
    kind: str
    title: str
    by: str
    agency: str
    at: datetime
    to_status: str
    text: str


class OutstandingAction(NamedTuple):
    """An open action and all that happened to it and to what it carries on from, newest first."""

    action: ActionLine
    history: list[HistoryLine]


def _history(*conditions: Any) -> Select[Any]:
    return (
        select(*_HAPPENING)
        .join_from(ActionEvent, User, _U.id == _E.by_id)
        .join(Agency, _G.id == _E.by_agency_id)
        .outerjoin(_TO_OWNER, _TO_OWNER.c.id == _E.to_owner_id)
        .outerjoin(_TO_AGENCY, _TO_AGENCY.c.id == _E.to_agency_id)
        .where(*conditions, see(ActionEvent))
        .order_by(_E.happened_at.desc(), _E.id)
    )


def _notes(*conditions: Any) -> Select[Any]:
    return (
        select(*SEALED_COLUMNS)
        .join_from(ActionEvent, SealedText, and_(_S.owner_id == _E.id, _S.field == str(Text.ACTION_NOTE)))
        .where(*conditions, see(ActionEvent, SealedText))
    )


_OF_CHAIN = (_E.case_id == bindparam("case_id"), _E.action_id.in_(bindparam("chain", expanding=True)))
_CHAIN_HISTORY, _CHAIN_NOTES = _history(*_OF_CHAIN), _notes(*_OF_CHAIN)


def _of_conference(build: Any) -> Any:
    waits = or_(A.is_open == 1, A.superseded_by_id.is_not(None))
    chosen = (
        A.id == _E.action_id,
        A.conference_id == bindparam("conference_id"),
        waits,
        _BEFORE,
        see(Action),
    )
    return build(*chosen)


_OUTSTANDING_HISTORY, _OUTSTANDING_NOTES = _of_conference(_history), _of_conference(_notes)


def place_of(session: Session, action_id: int) -> tuple[int, int]:
    """The case and the conference of an action. Raises NotFound alike for none and for one not to be seen."""
    found = session.row(_WHERE, {"action_id": min(action_id, LARGEST_ID)})
    if found is None:
        raise NotFound
    return found[0], found[1]


def action_of(session: Session, shown: Entry, action_id: int) -> ActionLine:
    """One action with its words, under a receipt for its case. Raises NotFound."""
    found = read_actions(session, shown, _ONE, {"action_id": action_id, "case_id": shown.case_id})
    if not found:
        raise NotFound
    return ActionLine._make(found[0])


def actions_of_case(session: Session, shown: Entry, case_id: int) -> list[ActionLine]:
    """Every action of a case, open and ended, in the order in which they were recorded."""
    return [ActionLine._make(row) for row in read_actions(session, shown, _OF_CASE, {"case_id": case_id})]


def history_of(session: Session, shown: Entry, action_id: int) -> list[HistoryLine]:
    """What happened to an action and to those it carries on from, newest first."""
    chain = _chains(session.rows(_TRANSFERRED, {"case_id": shown.case_id})).get(action_id, [])
    bound = {"case_id": shown.case_id, "chain": [action_id, *chain]}
    notes = _read_notes(session, shown, _CHAIN_NOTES, bound)
    return [_line(row, notes) for row in session.rows(_CHAIN_HISTORY, bound)]


def outstanding(
    session: Session, shown: Entry, conference_id: int, before: datetime | None = None
) -> list[OutstandingAction]:
    """Every open action of a conference exactly once, the longest due first, each with its whole history.

    Only those recorded before the instant `before`, if one is given: the others are not opened. `shown` is a
    list receipt. Five statements, however many actions there are.
    """
    bound = {"conference_id": conference_id, "before": before or _NEVER}
    actions = [ActionLine._make(row) for row in read_actions(session, shown, _OUTSTANDING, bound)]
    chains = _chains(session.rows(_TRANSFERRED_OPEN, bound))
    notes = _read_notes(session, shown, _OUTSTANDING_NOTES, bound)
    happened: dict[int, list[HistoryLine]] = {}
    for row in session.rows(_OUTSTANDING_HISTORY, bound):
        happened.setdefault(row[1], []).append(_line(row, notes))
    return [OutstandingAction(action, _joined(happened, action.id, chains)) for action in actions]


def _joined(
    happened: dict[int, list[HistoryLine]], action_id: int, chains: dict[int, list[int]]
) -> list[HistoryLine]:
    return [line for each in (action_id, *chains.get(action_id, [])) for line in happened.get(each, [])]


def _chains(links: Iterable[Any]) -> dict[int, list[int]]:
    """For each action the ones that it carries on from, the nearest first. `links` are (old, new)."""
    before = {new: old for old, new in links}
    chains: dict[int, list[int]] = {}
    for newest in before:
        chain: list[int] = []
        old = before.get(newest)
        while old is not None and old not in chain:
            chain.append(old)
            old = before.get(old)
        chains[newest] = chain
    return chains


def _read_notes(session: Session, shown: Entry, statement: Select[Any], bound: dict[str, Any]) -> Texts:
    rows = session.execute(statement, {**session.see, **bound}, execution_options={"receipt": shown})
    return open_rows(shown, rows.all())


def _line(row: Any, notes: Texts) -> HistoryLine:
    event_id, action_id, kind, _before, after, at, by, agency, to_owner, to_agency = row
    text = notes.get((event_id, str(Text.ACTION_NOTE)), "")
    title = _title(kind, after, to_owner or "", to_agency or "")
    return HistoryLine(event_id, action_id, kind, title, by, agency, at, after, text)


def _title(kind: str, status: str, to_owner: str, to_agency: str) -> str:
    words = HAPPENING_WORDS.get(kind, kind)
    if kind in ("recorded", "received", "reassigned", "transferred"):
        return f"{words}: {to_owner}, {to_agency}" if to_agency else f"{words}: {to_owner}"
    if kind in ("transfer_asked", "transfer_declined"):
        return f"{words}: {to_agency}"
    if kind in ("not_completed", "settled", "reviewed"):
        return f"{words}: {STATUS_WORDS.get(status, status).lower()}"
    return words


def is_late(action: ActionLine) -> bool:
    """Whether an open action is overdue at this moment."""
    return action.status in ("open", "in_progress") and action.due_at <= clock.now()
