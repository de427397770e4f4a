"""One sitting of a conference, the cases listed at it and who came."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from marac.records.base import BY_KEY, CASE, CONFERENCE, key, link, moment


class Meeting(SQLModel, table=True):
    """A dated sitting. `status`: planned, published, open, closed; or cancelled before it was opened, with
    `cancelled_reason`, a code. `kind`: scheduled, emergency."""

    __table_args__ = (
        Index("ix_meeting_conference", "conference_id", "starts_at"),
        {"info": CONFERENCE},
    )

    id: int = key()
    conference_id: int = link("conference.id")
    reference: str
    kind: str = "scheduled"
    status: str = "planned"
    starts_at: datetime = moment()
    minutes_available: int = 180
    research_by: date | None = None
    chair_id: int | None = link("user_account.id", optional=True)
    published_at: datetime | None = moment(optional=True)
    opened_at: datetime | None = moment(optional=True)
    confidentiality_at: datetime | None = moment(optional=True)
    confidentiality_by_id: int | None = link("user_account.id", optional=True)
    conflicts_asked_at: datetime | None = moment(optional=True)
    closed_at: datetime | None = moment(optional=True)
    cancelled_at: datetime | None = moment(optional=True)
    cancelled_reason: str = ""
    version: int = 1


class MeetingDeputy(SQLModel, table=True):
    """Somebody who stands in for a colleague of the same agency at one meeting, named by that colleague. Holds
    from `opens_on` to `closes_on`, which is derived from the meeting and from the colleague's own membership; a
    naming that is withdrawn is removed."""

    __tablename__ = "meeting_deputy"
    __table_args__ = (Index("ix_meeting_deputy_meeting", "meeting_id"), BY_KEY)

    user_id: int = link("user_account.id", primary=True)
    meeting_id: int = link("meeting.id", primary=True)
    conference_id: int = link("conference.id")
    named_by_id: int = link("user_account.id")
    named_at: datetime = moment()
    opens_on: date
    closes_on: date


class DeputyBar(SQLModel, table=True):
    """That the conference's office withdrew somebody as a deputy from one meeting: nobody of their agency names them
    for it again until the office allows them, which removes it."""

    __tablename__ = "deputy_bar"
    __table_args__ = BY_KEY

    meeting_id: int = link("meeting.id", primary=True)
    user_id: int = link("user_account.id", primary=True)
    withdrawn_by_id: int = link("user_account.id")
    withdrawn_at: datetime = moment()


class AgendaItem(SQLModel, table=True):
    """A case listed at a meeting. `status`: listed, heard, deferred. `disclosure`: the outcome of what the
    kind has considered on each case. `closed_at`: when the meeting was closed for this case; whoever closed
    a meeting may not have been allowed to see all of its cases. `saved_key` is the form that wrote its texts
    last, `saved_seq` that form's last saving by itself."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "case_id"),
        Index("ix_agenda_item_case", "case_id"),
        {"info": CASE},
    )

    id: int = key()
    meeting_id: int = link("meeting.id")
    case_id: int = link("case_file.id")
    referral_id: int | None = link("referral.id", optional=True)
    position: int
    minutes: int
    status: str = "listed"
    is_repeat: bool = False
    decision: str = ""
    disclosure: str = ""
    started_at: datetime | None = moment(optional=True)
    decided_at: datetime | None = moment(optional=True)
    closed_at: datetime | None = moment(optional=True)
    saved_key: str = ""
    saved_seq: int = 0
    version: int = 1


class Invitation(SQLModel, table=True):
    """An agency invited to one listing, and why (standing member, or named in the case)."""

    __table_args__ = (Index("ix_invitation_case", "case_id", "agency_id"), {"info": CASE})

    agenda_item_id: int = link("agenda_item.id", primary=True)
    agency_id: int = link("agency.id", primary=True)
    case_id: int = link("case_file.id")
    reason: str = "standing"
    invited_at: datetime = moment()


class Attendance(SQLModel, table=True):
    """Who came to a meeting. `status` as in the kinds' common description; observers sign confidentiality
    and may come from an `organisation` that is no agency of the conference."""

    __table_args__ = (Index("ix_attendance_meeting", "meeting_id"), {"info": CONFERENCE})

    id: int = key()
    meeting_id: int = link("meeting.id")
    conference_id: int = link("conference.id")
    agency_id: int | None = link("agency.id", optional=True)
    user_id: int | None = link("user_account.id", optional=True)
    name: str = ""
    organisation: str = ""
    status: str
    is_observer: bool = False
    has_signed: bool = False
    recorded_at: datetime = moment()
