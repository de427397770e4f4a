"""The repeat rule where people are decided to be the same after their cases were accepted.

Such a case is treated as it would have been at acceptance: it names the case before it, and the seats of both
follow. Undoing the decision takes it back. Who is kept from them does not turn on this rule: see denials.py.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.ties import name_earlier, people_of_cases
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.people.denials import seat_anew
from marac.people.pairs import is_same_pair
from marac.people.repeat import judge_repeat, repeat_months
from marac.records import Case, Referral
from marac.records.base import columns

IsNew = Callable[[int, int], bool]

_C, _R = columns(Case), columns(Referral)
_ACCEPTED = (
    select(
        _C.id,
        _C.reference,
        _C.earlier_case_id,
        _R.referred_on,
        _R.incident_on,
        _R.received_at,
        _R.criteria,
    )
    .join_from(Case, Referral, _R.case_id == _C.id)
    .where(
        _C.id.in_(bindparam("cases", expanding=True)),
        _C.status.in_(("open", "closed")),
        _R.status == "accepted",
        _R.referred_on.is_not(None),
        see(Case, Referral),
    )
)


@dataclass(frozen=True)
class LateTie:
    """A case that names an earlier one since a decision; a repeat where the conference has that rule."""

    case_id: int
    reference: str
    earlier_reference: str
    is_repeat: bool


def tie_accepted(
    session: Session, decision_id: int, conference_id: int, case_ids: Iterable[int], is_new: IsNew
) -> list[LateTie]:
    """Apply the repeat rule among accepted cases that the viewer may see, and record what it changes.

    `is_new` says of a case and its last earlier one whether this decision (or its undoing) bears on them;
    a case that names an earlier one keeps it. Source of the rule: see people/repeat.py.
    """
    kind = get_kind(session.viewer.seat_in(conference_id).kind)
    rows = sorted(session.rows(_ACCEPTED, {"cases": list(case_ids)}), key=_order)
    people = people_of_cases(session, [row.id for row in rows])
    ties = []
    for number, row in enumerate(rows):
        before = [each for each in rows[:number] if is_same_pair(kind, people[row.id], people[each.id])]
        if row.earlier_case_id is not None or not before or not is_new(row.id, before[-1].id):
            continue
        is_repeat = _is_repeat(kind, row, before)
        if is_repeat is not False:
            ties.append(LateTie(row.id, row.reference, before[-1].reference, bool(is_repeat)))
            _tie(session, decision_id, conference_id, row.id, before[-1].id, bool(is_repeat))
    seat_anew(session, kind, [tie.case_id for tie in ties])
    return ties


def _order(row: Any) -> tuple[Any, ...]:
    return row.referred_on, row.received_at, row.id


def _is_repeat(kind: Kind, row: Any, before: Sequence[Any]) -> bool | None:
    """What the rule says; where the dates cannot, the form's repeat box. None: there is no such rule."""
    months = repeat_months(kind, row.referred_on)
    if months is None:
        return None
    judged = judge_repeat(row.incident_on, row.referred_on, [each.referred_on for each in before], months)
    return "repeat" in json.loads(row.criteria) if judged.is_repeat is None else judged.is_repeat


def _tie(
    session: Session, decision_id: int, conference_id: int, case_id: int, earlier_id: int, is_repeat: bool
) -> None:
    name_earlier(session, case_id, earlier_id, is_repeat=is_repeat)
    session.record(
        events.CaseTiedToEarlier(
            case_id=case_id,
            conference_id=conference_id,
            record_id=case_id,
            earlier_case_id=earlier_id,
            decision_id=decision_id,
            is_repeat=is_repeat,
            fields=("earlier_case_id", "is_repeat"),
        )
    )
