"""What the meeting keeps of one case besides its plan: summary, rationale, dissent, what was considered."""

from marac.access.loading import claim, hold
from marac.access.seal import seal
from marac.audit import events
from marac.conferences import Kind
from marac.conferences.shapes import Consideration
from marac.contributions.wording import BY_BUTTON, Saving
from marac.db import Session
from marac.errors import Mistake, StaleForm
from marac.meetings.listing_rules import kind_of
from marac.meetings.sitting import started_case
from marac.records import AgendaItem, Meeting, Text


def consideration_of(kind: Kind) -> Consideration | None:
    """What this kind of conference considers on each case, if anything; a listing keeps one outcome."""
    return kind.considerations[0] if kind.considerations else None


def may_record(session: Session, conference_id: int, consideration: Consideration) -> bool:
    """Whether the viewer is cleared for the class in which the consideration is kept."""
    seat = session.viewer.seat_in(conference_id)
    mask = kind_of(session, conference_id).section_class(consideration.section_class).mask
    return seat is not None and bool(seat.clearance & mask)


def write_case_record(
    session: Session,
    item_id: int,
    version: int | None,
    summary: str,
    rationale: str,
    dissent: str,
    *,
    outcome: str = "",
    reason: str = "",
    saving: Saving = BY_BUTTON,
) -> AgendaItem:
    """Keep the chair's summary of risk, the rationale and any differing view, as they stand.

    `outcome` and `reason` are a consideration still being written. Raises NotFound, Mistake before the case
    is started, and StaleForm when another form wrote meanwhile.
    """
    before, meeting = started_case(session, item_id)
    consideration = offered(session, meeting, outcome) if outcome or reason else None
    listed = claim_for(session, before, version, saving)
    texts = {Text.MEETING_SUMMARY: summary, Text.MEETING_RATIONALE: rationale, Text.MEETING_DISSENT: dissent}
    keep_texts(session, listed, meeting, texts)
    if consideration is not None:
        keep_consideration(session, listed, meeting, consideration, outcome, reason)
    return listed


def claim_for(session: Session, before: AgendaItem, version: int | None, saving: Saving) -> AgendaItem:
    """The listing, claimed for a change by a form: one that wrote its texts last goes on where it was.

    A form that saves itself is never stale against its own savings. Raises NotFound and StaleForm.
    """
    # Its own saving by itself may be under way at this moment.
    before = hold(session, AgendaItem, before.id)
    goes_on = bool(saving.form_key) and before.saved_key == saving.form_key
    if goes_on and saving.client_seq is not None and saving.client_seq < before.saved_seq:
        raise StaleForm
    listed = claim(session, AgendaItem, before.id, before.version if goes_on else version)
    listed.saved_key = saving.form_key
    listed.saved_seq = saving.client_seq or (before.saved_seq if goes_on else 0)
    return listed


def keep_texts(session: Session, listed: AgendaItem, meeting: Meeting, texts: dict[Text, str]) -> None:
    """Seal texts of a claimed listing under one entry."""
    entry = session.record(
        events.CaseSummarised(
            record_id=listed.id,
            case_id=listed.case_id,
            conference_id=meeting.conference_id,
            fields=tuple(field.value for field in texts),
        )
    )
    mask = kind_of(session, meeting.conference_id).section_class("summary").mask
    for field, text in texts.items():
        seal(session, entry, listed.id, field, text.strip(), class_bit=mask)


def consider_disclosure(
    session: Session, item_id: int, version: int | None, outcome: str, reason: str
) -> AgendaItem:
    """Record the outcome of what this kind of conference considers on each case, and the reason.

    Raises NotFound, StaleForm, and Mistake for an outcome that is not offered, a reason that is missing, or a
    viewer who is not cleared for the class in which it is kept.
    """
    _listed, meeting = started_case(session, item_id)
    consideration = offered(session, meeting, outcome or "none")
    if consideration.needs_reason and not reason.strip():
        raise Mistake("reason", f"Give the reason: {consideration.label}.")
    listed = claim(session, AgendaItem, item_id, version)
    keep_consideration(session, listed, meeting, consideration, outcome, reason)
    return listed


def offered(session: Session, meeting: Meeting, outcome: str) -> Consideration:
    """The consideration, if the viewer may record `outcome` of it; a blank one is still being written.

    Raises Mistake as `consider_disclosure` does.
    """
    consideration = consideration_of(kind_of(session, meeting.conference_id))
    if consideration is None:
        raise Mistake("outcome", "This conference records no such consideration.")
    if not may_record(session, meeting.conference_id, consideration):
        raise Mistake("outcome", "Somebody who may read this part of the record writes it.")
    if outcome and outcome not in {choice.code for choice in consideration.outcomes}:
        raise Mistake("outcome", f"Choose an outcome: {consideration.label}.")
    return consideration


def keep_consideration(
    session: Session,
    listed: AgendaItem,
    meeting: Meeting,
    consideration: Consideration,
    outcome: str,
    reason: str,
) -> None:
    """Write a checked consideration onto a claimed listing."""
    listed.disclosure = outcome
    entry = session.record(
        events.CaseSummarised(
            record_id=listed.id,
            case_id=listed.case_id,
            conference_id=meeting.conference_id,
            fields=(Text.MEETING_DISCLOSURE.value,),
        )
    )
    mask = kind_of(session, meeting.conference_id).section_class(consideration.section_class).mask
    seal(session, entry, listed.id, Text.MEETING_DISCLOSURE, reason.strip(), class_bit=mask)
    session.flush()
