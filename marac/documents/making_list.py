"""The list of a published meeting as one reader may see it, with nothing that counts what is hidden."""

import json
from collections import defaultdict
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, open_list
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.documents.audience import Audience, case_within, within
from marac.documents.gathering import ROLES
from marac.documents.kind_words import words_of
from marac.documents.model import AgendaItem as ListedCase
from marac.documents.model import Heading, MeetingHeading, MeetingList
from marac.documents.phrases import criteria_words, person_words
from marac.records import Agency, AgendaItem, Case, Invitation, Meeting, Party, Referral, SealedText, Text
from marac.records.base import columns

_O, _G, _C, _I, _P, _R, _S = (
    columns(record) for record in (Agency, AgendaItem, Case, Invitation, Party, Referral, SealedText)
)
_of_meeting: Any = _G.meeting_id == bindparam("meeting_id")
_LISTED = (
    select(
        _G.id, _G.case_id, _G.minutes, _G.is_repeat, _G.referral_id, _C.reference, _O.name.label("referrer")
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .outerjoin(Agency, _O.id == _C.referring_agency_id)
    .where(_of_meeting, case_within(_G.case_id), see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)
_CRITERIA = (
    select(_R.id, _R.criteria)
    .join_from(Referral, AgendaItem, _G.referral_id == _R.id)
    .where(_of_meeting, case_within(_G.case_id), see(Referral, AgendaItem))
)
_INVITED = (
    select(_I.agenda_item_id, _O.name)
    .join_from(Invitation, AgendaItem, _G.id == _I.agenda_item_id)
    .join(Agency, _O.id == _I.agency_id)
    .where(_of_meeting, case_within(_G.case_id), see(AgendaItem, Invitation))
    .order_by(_O.name)
)
_PEOPLE = (
    select(_P.id, _P.role, *SEALED_COLUMNS)
    .join_from(Party, AgendaItem, _G.case_id == _P.case_id)
    .join(SealedText, _S.owner_id == _P.id)
    .where(
        _of_meeting,
        _S.field == Text.PARTY_IDENTITY,
        within(_S),
        see(Party, AgendaItem, SealedText),
    )
    .order_by(_P.position, _P.id)
)


def list_model(
    session: Session, shown: Entry, kind: Kind, meeting: Meeting, heading: MeetingHeading, audience: Audience
) -> MeetingList:
    """The list for one reader; the list receipt `shown` names its cases and what was read of them.

    Hours are printed for the office alone: for anybody else they would tell of cases in between.
    """
    bound = {"meeting_id": meeting.id, **audience.binds}
    rows = session.rows(_LISTED, bound)
    shown.cases.update(row.case_id for row in rows)
    people = _people(session, shown, kind, bound)
    criteria = dict(tuple(row) for row in session.rows(_CRITERIA, bound))
    invited: dict[int, list[str]] = defaultdict(list)
    for item_id, name in session.rows(_INVITED, bound):
        invited[item_id].append(name)
    seat = session.viewer.seat_in(meeting.conference_id)
    hours = _hours(meeting, rows) if seat.is_office and audience.binds["to_viewer"] else {}
    cases = tuple(
        ListedCase(
            number=str(place),
            reference=row.reference,
            starts=hours.get(row.id, ""),
            identifiers=tuple(people[row.case_id]),
            history=kind.heading("repeat") if row.is_repeat else "New",
            criteria=tuple(criteria_words(kind, criteria.get(row.referral_id, "[]")).split("\n")),
            referred_by=row.referrer or "",
            agencies=tuple(invited[row.id]),
        )
        for place, row in enumerate(rows, start=1)
    )
    headings = (Heading("cases", kind.plural("case").capitalize()),)
    return MeetingList(meeting=heading, headings=headings, cases=cases, words=words_of(kind))


def _people(session: Session, shown: Entry, kind: Kind, bound: dict[str, Any]) -> dict[int, list[str]]:
    rows, texts = open_list(session, shown, _PEOPLE, bound)
    named: dict[int, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: ROLES.index(row.role)):
        identity = json.loads(texts[row.id, Text.PARTY_IDENTITY])
        named[row.case_id].append(person_words(kind, row.role, identity))
    return named


def _hours(meeting: Meeting, rows: list[Any]) -> dict[int, str]:
    hours, begins = {}, clock.to_london(meeting.starts_at)
    for row in rows:
        hours[row.id] = f"{begins:%H:%M}"
        begins += timedelta(minutes=row.minutes)
    return hours
