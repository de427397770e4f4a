"""Who is invited to one case on a list, who could be, and what in the case suggests it."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import open_texts
from marac.audit import events
from marac.contributions.answered import state_of
from marac.db import Session
from marac.meetings.listing_queries import OTHERS_DRAFTS_APART, references_of
from marac.meetings.listing_rules import kind_of
from marac.meetings.listing_shapes import InvitedAgency
from marac.meetings.listing_suggestions import (
    ASKED,
    STANDING,
    MemberAgency,
    Suggestion,
    excluded_agencies,
    facts_from_identities,
    facts_of,
    member_agencies,
    reasons,
    suggest,
    ties_of,
)
from marac.records import Agency, AgendaItem, Case, Exclusion, Invitation, Party, ResearchReturn, Text, User
from marac.records.base import columns

_I, _A, _T, _P, _X, _U = (
    columns(record) for record in (Invitation, Agency, ResearchReturn, Party, Exclusion, User)
)
_INVITED = (
    select(_A.id, _A.name, _I.reason, _I.invited_at)
    .join_from(Invitation, Agency, _A.id == _I.agency_id)
    .where(_I.agenda_item_id == bindparam("item_id"), see(Invitation))
    .order_by(_A.name)
)
_RETURNS = select(_T.agency_id, _T.status, _T.returned_at, _T.confirmed_at).where(
    _T.agenda_item_id == bindparam("item_id"), OTHERS_DRAFTS_APART, see(ResearchReturn)
)
_ROLES = select(_P.id, _P.role).where(_P.case_id == bindparam("case_id"), see(Party))
_KEPT_OUT = (
    select(_U.name, _A.name)
    .join_from(Exclusion, User, _U.id == _X.user_id)
    .join(Agency, _A.id == _U.agency_id)
    .where(_X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion))
    .order_by(_U.name)
)


@dataclass(frozen=True, slots=True)
class InvitedPage:
    """What the page about one listing's invitations shows."""

    item_id: int
    version: int
    reference: str
    earlier: str
    invited: tuple[InvitedAgency, ...]
    suggested: tuple[Suggestion, ...]
    agencies_kept_out: tuple[str, ...]
    people_kept_out: tuple[tuple[str, str], ...]


def choices_of(session: Session, item: AgendaItem) -> tuple[list[tuple[int, str]], list[tuple[str, str]]]:
    """Which agencies can still be invited to a listing, and which reasons can be given."""
    case = get(session, Case, item.case_id)
    kind = kind_of(session, case.conference_id)
    known = reasons(kind)
    codes = [ASKED, *(code for code in known if code not in (ASKED, STANDING))]
    words = [(code, f"Because {known[code]}") for code in codes]
    free = [(agency.id, agency.name) for agency in _free_agencies(session, case, item)]
    return ([(0, "Choose an agency"), *free] if free else []), words


def _free_agencies(session: Session, case: Case, item: AgendaItem) -> list[MemberAgency]:
    there = {agency_id for agency_id, *_ in session.rows(_INVITED, {"item_id": item.id})}
    kept_out = {agency_id for _, agency_id in excluded_agencies(session, [case.id])}
    return [
        agency for agency in member_agencies(session, case.conference_id) if agency.id not in there | kept_out
    ]


def invited_page(session: Session, item: AgendaItem) -> InvitedPage:
    """The invitations of one listing with what suggests further ones; recorded as a showing of the case.

    The identities of the parties are opened for what they say about age, a birth or having no home.
    """
    case = get(session, Case, item.case_id)
    agencies = member_agencies(session, case.conference_id)
    kept_out = {agency_id for _, agency_id in excluded_agencies(session, [case.id])}
    earlier = references_of(session, [case.earlier_case_id or 0])
    if earlier:
        happening = events.ListShown(
            page="case-neighbours", conference_id=case.conference_id, meeting_id=item.meeting_id, rows=1
        )
        session.record(happening, is_list=True).cases = set(earlier)
    return InvitedPage(
        item_id=item.id,
        version=item.version,
        reference=case.reference,
        earlier=earlier.get(case.earlier_case_id or 0, ""),
        invited=tuple(_invited(session, case, item)),
        suggested=tuple(_suggested(session, case, item)),
        agencies_kept_out=tuple(agency.name for agency in agencies if agency.id in kept_out),
        people_kept_out=tuple(tuple(row) for row in session.rows(_KEPT_OUT, {"case_id": case.id})),
    )


def _invited(session: Session, case: Case, item: AgendaItem) -> list[InvitedAgency]:
    words = reasons(kind_of(session, case.conference_id))
    asked = {"item_id": item.id, "own_agency_id": session.viewer.agency_id}
    research = {row.agency_id: row for row in session.rows(_RETURNS, asked)}
    invited = []
    for agency_id, name, reason, asked_at in session.rows(_INVITED, {"item_id": item.id}):
        state = state_of(research.get(agency_id), asked_at)
        invited.append(InvitedAgency(agency_id, name, reason, words.get(reason, reason), state))
    return invited


def _suggested(session: Session, case: Case, item: AgendaItem) -> list[Suggestion]:
    ties = ties_of(session, [case])
    facts = facts_of(case, ties) | facts_from_identities(_identities(session, case), clock.today())
    free = _free_agencies(session, case, item)
    return suggest(kind_of(session, case.conference_id), case, free, ties, facts)


def _identities(session: Session, case: Case) -> list[tuple[str, dict[str, Any]]]:
    shown = session.record(
        events.CaseShown(case_id=case.id, conference_id=case.conference_id, page="invitations")
    )
    texts = open_texts(session, shown, Text.PARTY_IDENTITY)
    roles = dict(tuple(row) for row in session.rows(_ROLES, {"case_id": case.id}))
    return [
        (roles.get(owner_id, ""), json.loads(text))
        for (owner_id, field), text in texts.items()
        if field == Text.PARTY_IDENTITY
    ]
