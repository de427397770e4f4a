"""Risks named by the chair, the actions that answer them, and everything that happened to an action."""

from datetime import date, datetime, time

from sqlalchemy import Column, Computed, Index, Integer
from sqlmodel import Field, SQLModel

from marac.records.base import CASE, Id, key, link, moment


class Risk(SQLModel, table=True):
    """A risk in one listing. Text, and the reason when no action answers it, are sealed."""

    __table_args__ = (Index("ix_risk_case", "case_id"), {"info": CASE})

    id: int = key()
    case_id: int = link("case_file.id")
    agenda_item_id: int = link("agenda_item.id")
    position: int = 0
    has_reason: bool = False
    named_at: datetime = moment()
    version: int = 1


class Action(SQLModel, table=True):
    """What one named owner of one agency will have done by a date or hour.

    `due_at` is the instant from which it is overdue: the end of `due_on` in London, or `due_time` on that day.
    """

    __table_args__ = (
        Index("ix_action_agency", "agency_id", "is_open", "due_at", "id"),
        Index("ix_action_owner", "owner_id", "is_open", "due_at"),
        Index("ix_action_conference", "conference_id", "is_open", "due_at", "id"),
        Index("ix_action_case", "case_id"),
        {"info": CASE},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    conference_id: int = link("conference.id")
    agenda_item_id: int | None = link("agenda_item.id", optional=True)
    risk_id: int | None = link("risk.id", optional=True)
    agency_id: int = link("agency.id")
    owner_id: int = link("user_account.id")
    subject: str = "victim"
    pillar: str = ""
    status: str = "open"
    is_open: int | None = Field(
        default=None,
        sa_column=Column(
            Integer,
            Computed("CASE WHEN status IN ('open', 'in_progress') THEN 1 ELSE 0 END", persisted=True),
        ),
    )
    due_on: date
    due_time: time | None = None
    due_at: datetime = moment()
    recorded_at: datetime = moment()
    acknowledged_at: datetime | None = moment(optional=True)
    acknowledged_by_id: int | None = link("user_account.id", optional=True)
    ended_at: datetime | None = moment(optional=True)
    superseded_by_id: int | None = link("action.id", optional=True)
    transfer_to_id: int | None = link("agency.id", optional=True)
    last_event_id: int | None = Field(default=None, sa_column=Column(Id, nullable=True))
    version: int = 1


class ActionEvent(SQLModel, table=True):
    """One thing that happened to an action: who, when, from which status to which. The note is sealed."""

    __tablename__ = "action_event"
    __table_args__ = (Index("ix_action_event_action", "action_id", "happened_at"), {"info": CASE})

    id: int = key()
    case_id: int = link("case_file.id")
    action_id: int = link("action.id")
    kind: str
    from_status: str = ""
    to_status: str = ""
    from_owner_id: int | None = link("user_account.id", optional=True)
    to_owner_id: int | None = link("user_account.id", optional=True)
    to_agency_id: int | None = link("agency.id", optional=True)
    meeting_id: int | None = link("meeting.id", optional=True)
    by_id: int = link("user_account.id")
    by_agency_id: int = link("agency.id")
    happened_at: datetime = moment()
