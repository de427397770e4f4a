"""Minutes: versions of a meeting's record, section by section."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from marac.records.base import CONFERENCE, ITEM, key, link, moment


class Minutes(SQLModel, table=True):
    """One version of a meeting's minutes. `status`: draft, approved, superseded, dropped. `opening` holds, as
    JSON, the part about no case: attendance, confidentiality, next meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "number"), {"info": CONFERENCE})

    id: int = key()
    meeting_id: int = link("meeting.id")
    conference_id: int = link("conference.id")
    number: int
    status: str = "draft"
    opening: str = "{}"
    drafted_at: datetime = moment()
    drafted_by_id: int = link("user_account.id")
    approved_at: datetime | None = moment(optional=True)
    approved_by_id: int | None = link("user_account.id", optional=True)
    version: int = 1


class MinutesSection(SQLModel, table=True):
    """A paragraph of the minutes about one case: whose information it is decides who gets it.

    `source` is a code, `risk:123`, for where its words come from. Without a text of its own it stands for the
    words of its source, which are read there by whoever may. `agenda_item_id` is the listing it stands under;
    an outstanding action stands under none. `has_reason`: why it was amended is sealed. `saved_key` and
    `saved_seq` as for a listing.
    """

    __tablename__ = "minutes_section"
    __table_args__ = (
        Index("ix_minutes_section_minutes", "minutes_id", "position"),
        Index("ix_minutes_section_case", "case_id"),
        {"info": ITEM},
    )

    id: int = key()
    minutes_id: int = link("minutes.id")
    case_id: int = link("case_file.id")
    agenda_item_id: int | None = link("agenda_item.id", optional=True)
    heading: str
    position: int
    agency_id: int | None = link("agency.id", optional=True)
    is_shared: bool = True
    class_bit: int
    source: str = ""
    is_amended: bool = False
    has_reason: bool = False
    saved_key: str = ""
    saved_seq: int = 0
    version: int = 1
