"""The statements behind the page of a case at the meeting: their number does not grow with the case."""

from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS
from marac.records import (
    Action,
    Agency,
    AgendaItem,
    Attendance,
    Case,
    Exclusion,
    Meeting,
    Party,
    Risk,
    SealedText,
    Text,
    User,
)
from marac.records.base import columns

_G, _C, _M, _Y, _K, _A, _T, _P, _X, _S, _U = (
    columns(record)
    for record in (
        AgendaItem,
        Case,
        Meeting,
        Agency,
        Risk,
        Action,
        Attendance,
        Party,
        Exclusion,
        SealedText,
        User,
    )
)
_case_id: Any = bindparam("case_id")
_cases: Any = bindparam("case_ids", expanding=True)
_this = AgendaItem.__table__.alias()  # type: ignore[attr-defined]
_THIS_MEETING = (
    select(_this.c.meeting_id).where(_this.c.id == bindparam("item_id"), see(_this)).scalar_subquery()
)

# The whole list of the meeting: the case among its neighbours.
LIST = (
    select(
        _G.id,
        _G.case_id,
        _C.conference_id,
        _C.reference,
        _C.referring_agency_id,
        _Y.name.label("referred_by"),
        _G.is_repeat,
        _C.earlier_case_id,
        _G.minutes,
        _G.status,
        _G.decision,
        _G.disclosure,
        _G.started_at,
        _G.decided_at,
        _G.closed_at,
        _G.version,
        _C.version.label("case_version"),
        _C.traits,
        _M.id.label("meeting_id"),
        _M.reference.label("meeting_reference"),
        _M.kind.label("meeting_kind"),
        _M.status.label("meeting_status"),
        _M.published_at,
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .outerjoin(Agency, _Y.id == _C.referring_agency_id)
    .where(_G.meeting_id == _THIS_MEETING, see(Case, AgendaItem, Meeting))
    .order_by(_G.position, _G.id)
)

_excluded = (
    select(func.count())
    .where(_X.case_id == _case_id, _X.lifted_at.is_(None), see(Exclusion))
    .scalar_subquery()
)
PARTIES = (
    select(_P.id, _P.role, _P.position, _excluded.label("excluded"))
    .where(_P.case_id == _case_id, see(Party))
    .order_by(_P.position, _P.id)
)

_actions = (
    select(
        _A.id.label("action_id"),
        _A.risk_id,
        _A.subject,
        _A.pillar,
        _A.status,
        _A.due_on,
        _A.due_time,
        _A.due_at,
        _A.recorded_at,
        _A.last_event_id,
        _Y.name.label("agency"),
        _U.name.label("owner"),
    )
    .join_from(Action, Agency, _Y.id == _A.agency_id)
    .join(User, _U.id == _A.owner_id)
    .where(_A.case_id.in_(_cases), see(Action))
    .subquery()
)
# Every risk of the case and of the case before it, each with its actions.
PLANS = (
    select(_K.id, _K.case_id, _K.agenda_item_id, _K.position, _K.version, *_actions.c)
    .select_from(Risk.__table__.outerjoin(_actions, _actions.c.risk_id == _K.id))  # type: ignore[attr-defined]
    .where(_K.case_id.in_(_cases), see(Risk))
    .order_by(_K.position, _K.id, _actions.c.recorded_at, _actions.c.action_id)
)

PRESENT = (
    select(_Y.name, _T.name, _T.organisation, _T.status, _T.is_observer)
    .select_from(Attendance.__table__.outerjoin(Agency.__table__, _Y.id == _T.agency_id))  # type: ignore[attr-defined]
    .where(_T.meeting_id == bindparam("meeting_id"), see(Attendance))
    .order_by(_T.is_observer, _Y.name, _T.recorded_at)
)

_last_words = select(_A.last_event_id).where(
    _A.case_id.in_(_cases), _A.agenda_item_id != bindparam("item_id"), see(Action)
)
_RISK_WORDS = (Text.RISK_TEXT, Text.RISK_UNPLANNED)
_own_risks = select(_K.id).where(_K.case_id == _case_id, _K.agenda_item_id == bindparam("item_id"), see(Risk))
_planned = select(_A.id).where(_A.case_id.in_(_cases), _A.risk_id.is_not(None), see(Action))
_own_actions = select(_A.id).where(
    _A.case_id == _case_id, _A.agenda_item_id == bindparam("item_id"), see(Action)
)
# The texts of the case that belong on the page, and those of the plans before, with their last word.
TEXTS = select(*SEALED_COLUMNS).where(
    _S.is_shared.is_(True),
    or_(
        and_(_S.case_id == _case_id, _S.field.in_(bindparam("fields", expanding=True))),
        and_(
            _S.case_id == _case_id,
            _S.owner_id == bindparam("item_id"),
            _S.field.in_(bindparam("item_fields", expanding=True)),
        ),
        and_(_S.case_id.in_(_cases), _S.field.in_(_RISK_WORDS), _S.owner_id.in_(_own_risks)),
        and_(_S.case_id.in_(_cases), _S.field == Text.ACTION_TEXT, _S.owner_id.in_(_planned)),
        and_(_S.case_id.in_(_cases), _S.field == Text.ACTION_NOTE, _S.owner_id.in_(_last_words)),
    ),
    see(SealedText),
)
# The plan of this listing alone, for the part of the page that changes as actions are added.
PLAN_TEXTS = select(*SEALED_COLUMNS).where(
    _S.case_id == _case_id,
    or_(
        and_(_S.field.in_(_RISK_WORDS), _S.owner_id.in_(_own_risks)),
        and_(_S.field == Text.ACTION_TEXT, _S.owner_id.in_(_own_actions)),
    ),
    see(SealedText),
)
CASE_FIELDS = (Text.CASE_SUMMARY, Text.CASE_TRAITS, Text.PARTY_IDENTITY)
ITEM_FIELDS = (
    Text.MEETING_SUMMARY,
    Text.MEETING_RATIONALE,
    Text.MEETING_DISSENT,
    Text.MEETING_DISCLOSURE,
)
