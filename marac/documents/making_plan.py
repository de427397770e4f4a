"""The action plan of a meeting: every action on its cases that a reader may see, by agency."""

from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list
from marac.actions.statuses import STATUS_WORDS
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.documents.audience import Audience, case_within, within
from marac.documents.kind_words import words_of
from marac.documents.model import Action as PlannedAction
from marac.documents.model import ActionPlan, MeetingHeading, PlanGroup
from marac.documents.phrases import due_words
from marac.records import Action, Agency, AgendaItem, Case, SealedText, Text, User
from marac.records.base import columns

_A, _O, _G, _C, _S, _U = (columns(record) for record in (Action, Agency, AgendaItem, Case, SealedText, User))
_ACTIONS = (
    select(
        _A.id, _A.case_id, _A.risk_id, _A.agency_id, _A.subject, _A.pillar, _A.status, _A.due_on, _A.due_time,
        _A.last_event_id, _C.reference, _O.name.label("agency"), _U.name.label("owner"),
    )
    .join_from(Action, AgendaItem, _G.case_id == _A.case_id)
    .join(Case, _C.id == _A.case_id)
    .join(Agency, _O.id == _A.agency_id)
    .join(User, _U.id == _A.owner_id)
    .where(
        _G.meeting_id == bindparam("meeting_id"),
        case_within(_A.case_id),
        see(Case, Action, AgendaItem),
    )
    .order_by(_O.name, _A.due_at, _C.reference, _A.id)
)  # fmt: skip
_TEXTS = select(*SEALED_COLUMNS).where(
    _S.owner_id.in_(bindparam("owners", expanding=True)),
    _S.field.in_((Text.ACTION_TEXT, Text.ACTION_NOTE, Text.RISK_TEXT)),
    within(_S),
    see(SealedText),
)


def plan_model(
    session: Session,
    shown: Entry,
    kind: Kind,
    meeting_id: int,
    heading: MeetingHeading,
    audience: Audience,
    *,
    own_agency_id: int | None = None,
) -> ActionPlan:
    """The plan for one reader; with `own_agency_id` the actions of that agency alone.

    The list receipt `shown` names the cases and what was read of them.
    """
    rows = session.rows(_ACTIONS, {"meeting_id": meeting_id, **audience.binds})
    rows = [row for row in rows if own_agency_id in (None, row.agency_id)]
    shown.cases.update(row.case_id for row in rows)
    owners = {number for row in rows for number in (row.id, row.risk_id, row.last_event_id) if number}
    _, texts = open_list(session, shown, _TEXTS, {"owners": sorted(owners) or [0], **audience.binds})
    by_agency: dict[str, list[PlannedAction]] = {}
    for row in rows:
        by_agency.setdefault(row.agency, []).append(_planned(kind, row, texts))
    groups = tuple(PlanGroup(agency, tuple(actions)) for agency, actions in by_agency.items())
    return ActionPlan(meeting=heading, groups=groups, words=words_of(kind))


def _planned(kind: Kind, row: Any, texts: Texts) -> PlannedAction:
    pillars = next((asked for asked in kind.action_fields if asked.key == "pillar"), None)
    return PlannedAction(
        case=row.reference,
        action=texts.get((row.id, Text.ACTION_TEXT), ""),
        agency=row.agency,
        owner=row.owner,
        due=due_words(row.due_on, row.due_time),
        status=STATUS_WORDS.get(row.status, row.status),
        risk=texts.get((row.risk_id or 0, Text.RISK_TEXT), ""),
        subject=kind.action_field("subject").label_of(row.subject),
        pillar=pillars.label_of(row.pillar) if pillars else "",
        outcome=texts.get((row.last_event_id or 0, Text.ACTION_NOTE), ""),
    )
