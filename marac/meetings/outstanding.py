"""Outstanding actions at the meeting: which are gone through, and which still wait for an outcome."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_, select

from marac import clock
from marac.access.scope import see
from marac.conferences import Kind
from marac.db import Session
from marac.meetings.listing_rules import kind_of
from marac.records import Action, ActionEvent, AgendaItem, Case, Meeting
from marac.records.base import columns

_A, _C, _G, _E = (columns(record) for record in (Action, Case, AgendaItem, ActionEvent))
_CASES = select(_G.case_id).where(_G.meeting_id == bindparam("meeting_id"), see(AgendaItem))
_EARLIER = (
    select(_C.earlier_case_id)
    .join_from(Case, AgendaItem, _G.case_id == _C.id)
    .where(_G.meeting_id == bindparam("meeting_id"), _C.earlier_case_id.is_not(None), see(Case, AgendaItem))
)
_REVIEWED = select(_E.action_id).where(
    _E.meeting_id == bindparam("meeting_id"), _E.kind == "reviewed", see(ActionEvent)
)
_OPEN = (
    select(_A.id, _C.reference)
    .join_from(Action, Case, _C.id == _A.case_id)
    .where(
        _A.conference_id == bindparam("conference_id"),
        _A.is_open == 1,
        _A.recorded_at < bindparam("opened_at", type_=_A.recorded_at.type),
        _A.id.not_in(_REVIEWED),
        see(Case, Action),
    )
    .order_by(_C.reference, _A.id)
)
_OPEN_ON_THE_LIST = _OPEN.where(or_(_A.case_id.in_(_CASES), _A.case_id.in_(_EARLIER)))
_CASES_OF = select(_A.case_id).where(_A.id.in_(bindparam("actions", expanding=True)), see(Action)).distinct()
_IN_ORDER = (
    select(_A.id, _A.due_at)
    .where(_A.id.in_(bindparam("actions", expanding=True)), see(Action))
    .order_by(_A.due_at, _A.id)
)
_MOST_NAMED = 6


def goes_through_all(kind: Kind, meeting: Meeting) -> bool:
    """Whether the meeting goes through every outstanding action of its conference.

    Otherwise (an emergency meeting, or a kind whose running order has no such point) only those of the cases
    on its list, and of the cases before them.
    """
    has_point = any(section.key == "outstanding_actions" for section in kind.agenda_sections)
    return has_point and meeting.kind == "scheduled"


def unreviewed_actions(session: Session, meeting: Meeting) -> list[tuple[int, str]]:
    """The open actions from before this meeting that have no outcome yet: (action, case reference)."""
    kind = kind_of(session, meeting.conference_id)
    statement = _OPEN if goes_through_all(kind, meeting) else _OPEN_ON_THE_LIST
    bound = {
        "conference_id": meeting.conference_id,
        "meeting_id": meeting.id,
        "opened_at": meeting.opened_at or clock.now(),
    }
    return [(action_id, reference) for action_id, reference in session.rows(statement, bound)]


def next_waiting(session: Session, meeting: Meeting, after: Action) -> int | None:
    """The open action without an outcome that comes after this one, by its deadline and then from the first.

    None when every action has one.
    """
    waiting = {action_id for action_id, _ in unreviewed_actions(session, meeting)}
    rows = session.rows(_IN_ORDER, {"actions": sorted(waiting) or [0]})
    order = [(due_at, action_id) for action_id, due_at in rows]
    here = (after.due_at, after.id)
    later = (action_id for due_at, action_id in order if (due_at, action_id) > here)
    return next(later, order[0][1] if order else None)


def waiting_cases(session: Session, meeting: Meeting) -> set[int]:
    """The cases whose references `waiting_words` may name."""
    waiting = {action_id for action_id, _ in unreviewed_actions(session, meeting)}
    rows = session.rows(_CASES_OF, {"actions": sorted(waiting) or [0]})
    return {case_id for (case_id,) in rows}


def waiting_words(waiting: Sequence[tuple[int, str]]) -> str:
    """How many outstanding actions have no outcome yet, and whose, in words."""
    references = list(dict.fromkeys(reference for _, reference in waiting))
    named = ", ".join(references[:_MOST_NAMED])
    more = f" and {len(references) - _MOST_NAMED} more" if len(references) > _MOST_NAMED else ""
    if len(waiting) == 1:
        return f"1 outstanding action has no outcome ({named})."
    return f"{len(waiting)} outstanding actions have no outcome ({named}{more})."
