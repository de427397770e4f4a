"""The case, its parties, and the rows that decide who may see it."""

from datetime import date, datetime

from sqlalchemy import Column, Index, LargeBinary
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from marac import clock
from marac.records.base import BY_KEY, CASE, Id, Utc, key, link, moment, new_id


class Case(SQLModel, table=True):
    """One victim with the people who harm them (MARAC), one offender (MAPPA), one stalking case (MASIP).

    `status`: draft (being typed in), received (to review), open, closed, set_aside. A further referral of the
    same pair is a case of its own that names the one before it (`earlier_case_id`), so that the tie can be
    undone. `traits` holds, as JSON, the kind's own few fields that are not confidential text.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_reference", "conference_id", "reference", unique=True),
        Index("ix_case_file_status", "conference_id", "status", "id"),
        {"info": CASE},
    )

    id: int = key()
    conference_id: int = link("conference.id")
    reference: str
    status: str = "received"
    is_sealed: bool = False
    referring_agency_id: int | None = link("agency.id", optional=True)
    lead_agency_id: int | None = link("agency.id", optional=True)
    earlier_case_id: int | None = link("case_file.id", optional=True, index=True)
    last_referred_on: date | None = None
    is_repeat: bool = False
    traits: str = "{}"
    opened_at: datetime = moment()
    closed_on: date | None = None
    version: int = 1


class Party(SQLModel, table=True):
    """Someone as one case knows them. Name and contact are sealed; `person_id` ties the same human being
    together across cases and is changed only by a person's decision, which can be undone. The tokens are
    keyed hashes, for matching without showing."""

    __table_args__ = (
        Index("ix_party_case", "case_id"),
        Index("ix_party_person", "person_id"),
        {"info": CASE},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    conference_id: int = link("conference.id")
    person_id: int = link("person.id")
    role: str
    position: int = 0
    phone_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary(16), nullable=True))
    address_token: bytes | None = Field(default=None, sa_column=Column(LargeBinary(16), nullable=True))
    version: int = 1


class Seat(SQLModel, table=True):
    """An agency may see a case between two days. Derived from invitations, meetings and open actions by
    `access.seats.reseat` whenever one of them changes; never written by hand."""

    __table_args__ = BY_KEY

    case_id: int = link("case_file.id", primary=True)
    agency_id: int = link("agency.id", primary=True)
    opens_on: date
    closes_on: date


class StandIn(SQLModel, table=True):
    """A deputy who is named for single meetings may see a case of their agency between two days. Derived from
    the lists of those meetings by `access.seats.reseat`, as seats are; never written by hand."""

    __tablename__ = "stand_in"
    __table_args__ = BY_KEY

    case_id: int = link("case_file.id", primary=True)
    user_id: int = link("user_account.id", primary=True)
    opens_on: date
    closes_on: date


class Exclusion(SQLModel, table=True):
    """A denial for one user or one whole agency on one case. It beats every role."""

    __table_args__ = (
        Index("ix_exclusion_case", "case_id", postgresql_where=sql("lifted_at is null")),
        {"info": CASE},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    user_id: int | None = link("user_account.id", optional=True)
    agency_id: int | None = link("agency.id", optional=True)
    meeting_id: int | None = link("meeting.id", optional=True)
    origin: str = "decision"
    decided_by_id: int = link("user_account.id")
    decided_at: datetime = moment()
    lifted_at: datetime | None = moment(optional=True)


class NamedViewer(SQLModel, table=True):
    """On a sealed case only the named may see."""

    __tablename__ = "named_viewer"
    __table_args__ = BY_KEY

    case_id: int = link("case_file.id", primary=True)
    user_id: int = link("user_account.id", primary=True)


class BreakGlass(SQLModel, table=True):
    """One case opened to one person, read-only and for an hour, who could not see it otherwise.

    `cause` is the code of the reason chosen; the words typed are sealed. Somebody else reviews it by the end of
    `review_by`, a London day; until then, once that day is over, whoever opened it is let into no page.
    """

    __tablename__ = "break_glass"
    __table_args__ = (Index("ix_break_glass_conference", "conference_id", "opens_at"), BY_KEY)

    user_id: int = link("user_account.id", primary=True)
    case_id: int = link("case_file.id", primary=True)
    opens_at: datetime = Field(default_factory=clock.now, sa_column=Column(Utc, primary_key=True))
    id: int = Field(default_factory=new_id, sa_column=Column(Id, unique=True, nullable=False))
    conference_id: int = link("conference.id")
    agency_id: int = link("agency.id")
    cause: str
    closes_at: datetime = moment()
    review_by: date
    reviewed_at: datetime | None = moment(optional=True)
    reviewed_by_id: int | None = link("user_account.id", optional=True)
    is_justified: bool | None = None
