"""Who is invited to a case on a list. An excluded agency never is."""

from typing import Any, Literal

from sqlalchemy import bindparam, select

from marac.access.loading import claim, get
from marac.access.scope import see
from marac.access.seats import reseat
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.listing_rules import LIST_CHANGES, kind_of, window_days
from marac.meetings.listing_suggestions import (
    ASKED,
    LEAD,
    REFERRER,
    STANDING,
    MemberAgency,
    excluded_agencies,
    member_agencies,
    reasons,
)
from marac.records import AgendaItem, Case, Invitation, Meeting
from marac.records.base import columns

WITHDRAWALS = {
    "not_needed": "It has no part in this case",
    "mistake": "It was invited by mistake",
    "asked": "It asked not to take part",
    "conflict": "It has a conflict of interest",
}
EXCLUDED = "excluded"
# For commands, which were built from no page; a form that bears no version is stale.
AsItStands = Literal["as it stands"]
AS_IT_STANDS: AsItStands = "as it stands"

_I = columns(Invitation)
_INVITATIONS = select(Invitation).where(_I.agenda_item_id == bindparam("item_id"), see(Invitation))


def first_invitations(session: Session, case: Case, item: AgendaItem) -> None:
    """Invite the standing agencies, the referring and the lead agency to a case just listed.

    Excluded agencies are passed over. The caller derives the seats.
    """
    kept_out = {agency_id for _, agency_id in excluded_agencies(session, [case.id])}
    for agency in member_agencies(session, case.conference_id):
        reason = _first_reason(case, agency)
        if reason and agency.id not in kept_out:
            _add(session, case, item, agency.id, reason)
    session.flush()


def _first_reason(case: Case, agency: MemberAgency) -> str:
    if agency.id == case.referring_agency_id:
        return REFERRER
    if agency.id == case.lead_agency_id:
        return LEAD
    return STANDING if agency.is_standing else ""


def _add(session: Session, case: Case, item: AgendaItem, agency_id: int, reason: str) -> Invitation:
    session.record(
        events.AgencyInvited(
            case_id=case.id,
            conference_id=case.conference_id,
            record_id=item.id,
            agency_id=agency_id,
            reason=reason,
        )
    )
    invitation = Invitation(agenda_item_id=item.id, agency_id=agency_id, case_id=case.id, reason=reason)
    session.add(invitation)
    return invitation


def invite(
    session: Session,
    item_id: int,
    agency_id: int,
    reason: str = ASKED,
    *,
    version: int | AsItStands | None = AS_IT_STANDS,
) -> Invitation:
    """Invite an agency of the conference to a case on a list; `reason` is a code of `reasons(kind)`.

    On a published list the agency sees the case at once. Raises NotFound, StaleForm when `version` is that of
    an older form or None, and Mistake for an agency that is excluded, invited already or not of this conference.
    """
    item, meeting = _claimed(session, item_id, version)
    case = get(session, Case, item.case_id)
    agencies = {agency.id: agency for agency in member_agencies(session, meeting.conference_id)}
    if agency_id not in agencies:
        raise Mistake("agency_id", "Choose one of the agencies of this conference.")
    name = agencies[agency_id].name
    if (case.id, agency_id) in excluded_agencies(session, [case.id]):
        raise Mistake("agency_id", f"{name} is excluded from this case and cannot be invited.")
    if any(each.agency_id == agency_id for each in _invitations(session, item_id)):
        raise Mistake("agency_id", f"{name} is invited already.")
    if reason not in reasons(kind_of(session, meeting.conference_id)):
        raise Mistake("reason", "Choose one of the reasons shown.")
    invitation = _add(session, case, item, agency_id, reason)
    reseat(session, case.id, window_days(session, meeting.conference_id))
    return invitation


def uninvite(
    session: Session,
    item_id: int,
    agency_id: int,
    reason: str = "not_needed",
    *,
    version: int | AsItStands | None = AS_IT_STANDS,
) -> AgendaItem:
    """Withdraw an agency's invitation; `reason` is a code of WITHDRAWALS. Returns the listing.

    The agency loses sight of the case unless it has another reason to see it, such as an open action.
    Raises NotFound, StaleForm, and Mistake for an agency that is not invited.
    """
    item, meeting = _claimed(session, item_id, version)
    if reason not in WITHDRAWALS:
        raise Mistake("reason", "Choose one of the reasons shown.")
    found = [each for each in _invitations(session, item_id) if each.agency_id == agency_id]
    if not found:
        raise Mistake("agency_id", "This agency is not invited to the case.")
    _withdraw(session, meeting.conference_id, found[0], reason)
    reseat(session, item.case_id, window_days(session, meeting.conference_id))
    return item


def withdraw_all(session: Session, item: AgendaItem) -> None:
    """Take away every invitation to a listing that is itself taken away."""
    for invitation in _invitations(session, item.id):
        session.delete(invitation)
    session.flush()


def withdraw_excluded(session: Session, meeting: Meeting, items: list[AgendaItem]) -> None:
    """Withdraw invitations of agencies that have been excluded since they were invited."""
    kept_out = excluded_agencies(session, [item.case_id for item in items])
    for item in items:
        if not any(case_id == item.case_id for case_id, _ in kept_out):
            continue
        for invitation in _invitations(session, item.id):
            if (item.case_id, invitation.agency_id) in kept_out:
                _withdraw(session, meeting.conference_id, invitation, EXCLUDED)
    session.flush()


def _withdraw(session: Session, conference_id: int, invitation: Invitation, reason: str) -> None:
    session.record(
        events.AgencyUninvited(
            case_id=invitation.case_id,
            conference_id=conference_id,
            record_id=invitation.agenda_item_id,
            agency_id=invitation.agency_id,
            reason=reason,
        )
    )
    session.delete(invitation)


def _claimed(session: Session, item_id: int, version: int | AsItStands | None) -> tuple[AgendaItem, Meeting]:
    """The listing claimed for a change, and its meeting. Raises Mistake once the meeting is closed."""
    if isinstance(version, str):
        version = get(session, AgendaItem, item_id).version
    item = claim(session, AgendaItem, item_id, version)
    meeting = get(session, Meeting, item.meeting_id)
    if meeting.status not in LIST_CHANGES:
        raise Mistake("agency_id", f"This meeting is {meeting.status}, so its invitations stay as they are.")
    return item, meeting


def _invitations(session: Session, item_id: int) -> list[Any]:
    return [row[0] for row in session.rows(_INVITATIONS, {"item_id": item_id})]
