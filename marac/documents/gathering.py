"""What the record of a meeting holds once it is closed, as far as whoever drafts its minutes may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list
from marac.audit import events
from marac.db import Entry, Session
from marac.records import (
    Action,
    ActionEvent,
    Agency,
    AgendaItem,
    Case,
    Meeting,
    Party,
    Referral,
    Risk,
    SealedText,
    Text,
    User,
)
from marac.records.base import columns

_A, _E, _O, _G, _C, _P, _R, _K, _S, _U = (
    columns(record)
    for record in (
        Action, ActionEvent, Agency, AgendaItem, Case, Party, Referral, Risk, SealedText, User
    )
)  # fmt: skip
_of_meeting: Any = _G.meeting_id == bindparam("meeting_id")
_ACTION = (
    _A.id, _A.case_id, _A.agenda_item_id, _A.risk_id, _A.subject, _A.pillar, _A.status,
    _A.due_on, _A.due_time, _A.last_event_id, _O.name.label("agency"), _U.name.label("owner"),
)  # fmt: skip

_LISTED = (
    select(
        _G.id, _G.case_id, _G.is_repeat, _G.decision, _G.referral_id,
        _C.reference, _C.traits, _C.earlier_case_id,
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_of_meeting, _G.closed_at.is_not(None), see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)  # fmt: skip
_REFERRALS = (
    select(_R.id, _R.criteria, _R.agency_id)
    .join_from(Referral, AgendaItem, _G.referral_id == _R.id)
    .where(_of_meeting, see(Referral, AgendaItem))
)
_PARTIES = (
    select(_P.id, _P.case_id, _P.role)
    .join_from(Party, AgendaItem, _G.case_id == _P.case_id)
    .where(_of_meeting, see(Party, AgendaItem))
    .order_by(_P.position, _P.id)
)
_RISKS = (
    select(_K.id, _K.agenda_item_id, _K.position)
    .join_from(Risk, AgendaItem, _G.id == _K.agenda_item_id)
    .where(_of_meeting, see(Risk, AgendaItem))
    .order_by(_K.position, _K.id)
)
_AGREED = (
    select(*_ACTION)
    .join_from(Action, AgendaItem, _G.id == _A.agenda_item_id)
    .join(Agency, _O.id == _A.agency_id)
    .join(User, _U.id == _A.owner_id)
    .where(_of_meeting, see(Action, AgendaItem))
    .order_by(_A.recorded_at, _A.id)
)
_EARLIER = (
    select(*_ACTION, _C.reference)
    .join_from(Action, Case, _C.id == _A.case_id)
    .join(Agency, _O.id == _A.agency_id)
    .join(User, _U.id == _A.owner_id)
    .where(
        _A.case_id.in_(bindparam("cases", expanding=True)),
        _A.recorded_at < bindparam("opened_at", type_=_A.recorded_at.type),
        see(Case, Action),
    )
    .order_by(_A.recorded_at, _A.id)
)
_REVIEWED = (
    select(*_ACTION, _C.reference, _E.id.label("event_id"), _E.from_status, _E.to_status)
    .join_from(ActionEvent, Action, _A.id == _E.action_id)
    .join(Case, _C.id == _A.case_id)
    .join(Agency, _O.id == _A.agency_id)
    .join(User, _U.id == _A.owner_id)
    .where(_E.meeting_id == bindparam("meeting_id"), _E.kind == "reviewed", see(Case, Action, ActionEvent))
    .order_by(_C.reference, _A.due_at, _A.id)
)
_TEXTS = select(*SEALED_COLUMNS).where(
    _S.owner_id.in_(bindparam("owners", expanding=True)),
    _S.field.in_(bindparam("fields", expanding=True)),
    see(SealedText),
)
FIELDS = (
    Text.CASE_SUMMARY,
    Text.CASE_TRAITS,
    Text.PARTY_IDENTITY,
    Text.RISK_TEXT,
    Text.RISK_UNPLANNED,
    Text.ACTION_TEXT,
    Text.ACTION_NOTE,
    Text.MEETING_SUMMARY,
    Text.MEETING_RATIONALE,
    Text.MEETING_DISSENT,
)

ROLES = ("victim", "perpetrator", "child")


@dataclass(frozen=True)
class Gathered:
    """Rows of the record and the texts that belong to them; `whose` names the agency of each text."""

    listed: tuple[Any, ...]
    referrals: dict[int, Any]
    parties: tuple[Any, ...]
    risks: tuple[Any, ...]
    agreed: tuple[Any, ...]
    earlier: tuple[Any, ...]
    reviewed: tuple[Any, ...]
    texts: Texts
    whose: dict[tuple[int, str], int | None]

    def text(self, owner_id: int | None, field: Text) -> str:
        """A text of a record, or nothing where there is none or the drafter may not see it."""
        return self.texts.get((owner_id or 0, field), "")


def gathered(session: Session, meeting: Meeting, opened_at: datetime) -> Gathered:
    """The record of the cases that are closed for a meeting. What was read for it goes on the ledger."""
    bound = {"meeting_id": meeting.id}
    listed = session.rows(_LISTED, bound)
    cases = {row.case_id for row in listed} | {row.earlier_case_id for row in listed if row.earlier_case_id}
    rows = {
        "parties": sorted(session.rows(_PARTIES, bound), key=lambda row: ROLES.index(row.role)),
        "risks": session.rows(_RISKS, bound),
        "agreed": session.rows(_AGREED, bound),
        "earlier": session.rows(_EARLIER, {"cases": sorted(cases), "opened_at": opened_at}) if cases else [],
        "reviewed": session.rows(_REVIEWED, bound),
    }
    shown = session.record(
        events.ListShown(page="minutes-draft", conference_id=meeting.conference_id, meeting_id=meeting.id),
        is_list=True,
    )
    texts, whose = _texts(session, shown, _owners(listed, rows))
    return Gathered(
        listed=tuple(listed),
        referrals={row.id: row for row in session.rows(_REFERRALS, bound)},
        **{name: tuple(found) for name, found in rows.items()},
        texts=texts,
        whose=whose,
    )


def _owners(listed: Iterable[Any], rows: dict[str, Any]) -> set[int]:
    owners = {number for row in listed for number in (row.id, row.case_id, row.referral_id)}
    owners |= {row.id for found in rows.values() for row in found}
    owners |= {row.event_id for row in rows["reviewed"]}
    owners |= {row.last_event_id for row in rows["earlier"]}
    return owners - {None}


def _texts(
    session: Session, shown: Entry, owners: set[int]
) -> tuple[Texts, dict[tuple[int, str], int | None]]:
    bound = {"owners": sorted(owners), "fields": [str(field) for field in FIELDS]}
    rows, texts = open_list(session, shown, _TEXTS, bound)
    return texts, {(row.owner_id, row.field): row.agency_id for row in rows}
