"""Making a Word copy: read through the see-rule, written for one recipient, entered in the ledger first."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from marac.access.loading import get
from marac.audit import events
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.documents.audience import VIEWER, Audience
from marac.documents.copying import Recipient, new_copy, new_copy_number, viewer_as_recipient
from marac.documents.drafting import kind_of
from marac.documents.kind_words import meeting_heading
from marac.documents.making_list import list_model
from marac.documents.making_minutes import minutes_model
from marac.documents.making_plan import plan_model
from marac.documents.minutes_queries import read_minutes, versions_of
from marac.documents.model import Copy, MeetingHeading
from marac.documents.reading import MinutesRead
from marac.documents.word import file_name, write_action_plan, write_list, write_minutes
from marac.errors import NotFound
from marac.records import Agency, Conference, Meeting, User
from marac.records.base import columns

_O, _A, _U = columns(Conference), columns(Agency), columns(User)
_CONFERENCE = select(_O.name).where(_O.id == bindparam("conference_id"))
_CHAIR = (
    select(_U.name, _A.name.label("agency"))
    .join_from(User, Agency, _A.id == _U.agency_id)
    .where(_U.id == bindparam("chair_id"))
)
DOCUMENTS = {
    "list": "List",
    "minutes": "Minutes",
    "draft": "Draft minutes",
    "plan": "Action plan",
    "own-plan": "Action plan of one agency",
}
_COPIED = ("draft", "approved")


@dataclass(frozen=True)
class For:
    """Whom a copy is for, what that reader may have of it, and what is left out of it.

    `withheld` are entries of the minutes by case, of cases that are in the copy; `cases_left_out` counts the others.
    """

    recipient: Recipient
    audience: Audience = VIEWER
    withheld: Mapping[int, int] | None = None
    cases_left_out: int = 0


@dataclass(frozen=True)
class Made:
    """A Word file, ready to leave once its ledger entry is committed."""

    name: str
    content: bytes


def make_document(session: Session, meeting_id: int, document: str, whom: For | None = None) -> Made:
    """A Word copy of a meeting's list, minutes or action plan (DOCUMENT_MAKE), for the viewer or for `whom`.

    Raises NotFound for a document that is not there to be copied: an unpublished list, minutes that are not
    approved. A draft is marked as one, and copied by the office for itself alone.
    """
    meeting = get(session, Meeting, meeting_id)
    kind = kind_of(session, meeting.conference_id)
    bare = _minutes_to_copy(session, meeting, document, is_own=whom is None)
    whom = whom or For(viewer_as_recipient(session))
    number = new_copy_number()
    is_draft = bare is not None and bare.is_draft
    copy = new_copy(session, kind, whom.recipient, number, meeting.reference, is_draft=is_draft)
    shown = _recorded(session, meeting, document, number, whom)
    content = _written(session, shown, kind, meeting, document, whom, copy, bare)
    return Made(file_name(DOCUMENTS[document], meeting.reference, whom.recipient.agency, number), content)


def documents_to_make(session: Session, meeting: Meeting) -> dict[str, str]:
    """The documents of a meeting that there are for the viewer now, by code, with their names."""
    versions = versions_of(session, meeting_id=meeting.id)
    offered = {"draft" if each.is_draft else "minutes" for each in versions if each.status in _COPIED}
    if meeting.published_at is not None:
        offered |= {"list", "plan", "own-plan"}
    return {code: label for code, label in DOCUMENTS.items() if code in offered}


def _minutes_to_copy(
    session: Session, meeting: Meeting, document: str, *, is_own: bool
) -> MinutesRead | None:
    if document not in documents_to_make(session, meeting) or (document == "draft" and not is_own):
        raise NotFound
    wanted = {"minutes": "approved", "draft": "draft"}.get(document)
    versions = versions_of(session, meeting_id=meeting.id)
    return next((each for each in versions if each.status == wanted), None)


def _recorded(session: Session, meeting: Meeting, document: str, number: str, whom: For) -> Entry:
    entries = sum((whom.withheld or {}).values()) if document == "minutes" else 0
    return session.record(
        events.DocumentMade(
            conference_id=meeting.conference_id,
            document=document,
            copy=number,
            meeting_id=meeting.id,
            recipient_agency_id=whom.recipient.agency_id,
            recipient_id=whom.recipient.user_id,
            withheld=entries + whom.cases_left_out,
        ),
        is_list=True,
    )


def _written(
    session: Session,
    shown: Entry,
    kind: Kind,
    meeting: Meeting,
    document: str,
    whom: For,
    copy: Copy,
    bare: MinutesRead | None,
) -> bytes:
    if bare is not None:
        read = read_minutes(session, shown, bare, whom.audience)
        return write_minutes(minutes_model(read, whom.withheld), copy)
    heading = _heading(session, kind, meeting)
    if document == "list":
        return write_list(list_model(session, shown, kind, meeting, heading, whom.audience), copy)
    own = whom.recipient.agency_id if document == "own-plan" else None
    plan = plan_model(session, shown, kind, meeting.id, heading, whom.audience, own_agency_id=own)
    return write_action_plan(plan, copy)


def _heading(session: Session, kind: Kind, meeting: Meeting) -> MeetingHeading:
    (conference,) = session.row(_CONFERENCE, {"conference_id": meeting.conference_id})
    chair = session.row(_CHAIR, {"chair_id": meeting.chair_id})
    return meeting_heading(
        kind,
        conference,
        meeting.reference,
        meeting.starts_at,
        f"{chair.name}, {chair.agency}" if chair is not None else "",
        is_emergency=meeting.kind == "emergency",
    )
