"""What an agency found and what it shares on a case."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from marac.records.base import CASE, ITEM, key, link, moment


class ResearchReturn(SQLModel, table=True):
    """One agency's return on one listing. `status`: draft, shared, nothing_known.

    Without a listing it waits: its case was taken off a list, and takes it along when it is listed again.
    `confirmed_at`: when the agency made it again, or said that it is still current.
    `saved_key` is the form that saved it last, `saved_seq` that form's last saving by itself.
    """

    __tablename__ = "research_return"
    __table_args__ = (
        UniqueConstraint("agenda_item_id", "agency_id"),
        Index("ix_research_return_case", "case_id"),
        {"info": CASE},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    agenda_item_id: int | None = link("agenda_item.id", optional=True)
    agency_id: int = link("agency.id")
    status: str = "draft"
    last_contact_on: date | None = None
    researcher_id: int | None = link("user_account.id", optional=True)
    started_at: datetime = moment()
    returned_at: datetime | None = moment(optional=True)
    confirmed_at: datetime | None = moment(optional=True)
    saved_key: str = ""
    saved_seq: int = 0
    version: int = 1


class Contribution(SQLModel, table=True):
    """One item: fact, opinion or the victim's views. Text, source and the reason for not sharing are sealed.

    `is_finished`: nothing that sharing needs is missing. `saved_key` and `saved_seq` as for a return.
    """

    __table_args__ = (
        Index("ix_contribution_case", "case_id", "agency_id"),
        Index("ix_contribution_return", "return_id"),
        {"info": ITEM},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    agency_id: int = link("agency.id")
    return_id: int = link("research_return.id")
    kind: str = "fact"
    section_class: str = "standard"
    class_bit: int
    dated_on: date | None = None
    is_shared: bool = False
    is_decided: bool = False
    is_finished: bool = False
    position: int = 0
    author_id: int = link("user_account.id")
    written_at: datetime = moment()
    shared_at: datetime | None = moment(optional=True)
    saved_key: str = ""
    saved_seq: int = 0
    version: int = 1
