"""The standing body, its agencies and its members."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from marac.records.base import BY_KEY, key, link, moment


class Conference(SQLModel, table=True):
    """A standing body (a Marac, a MAPPA Level 2 conference, a stalking panel). `kind` names its description,
    `reference_prefix` begins the references of its cases and meetings."""

    id: int = key()
    slug: str = Field(unique=True)
    kind: str
    name: str
    area: str = ""
    reference_prefix: str = Field(unique=True)


class ConferenceAgency(SQLModel, table=True):
    """An agency that takes part in a conference, standing or called in case by case."""

    __tablename__ = "conference_agency"

    conference_id: int = link("conference.id", primary=True)
    agency_id: int = link("agency.id", primary=True)
    is_standing: bool = True


class Membership(SQLModel, table=True):
    """A user's role in one conference between two dates. `role_bit` and `clearance` are derived from the
    role, the agency's kind and the conference's description when it is written. `is_per_meeting`: of a deputy
    who is named for single meetings (`meeting_deputy`) and sees nothing but these; such a membership is derived
    from the namings by `access.deputies`."""

    __table_args__ = (Index("ix_membership_conference", "conference_id", "user_id"), BY_KEY)

    user_id: int = link("user_account.id", primary=True)
    conference_id: int = link("conference.id", primary=True)
    role: str
    role_bit: int
    is_office: bool = False
    clearance: int = 0
    from_on: date
    until_on: date
    deputy_for_id: int | None = link("user_account.id", optional=True)
    is_per_meeting: bool = False


class AudienceDecision(SQLModel, table=True):
    """What a conference decided on who is cleared for one class of sections, counted from 1 in `number`; the last
    one is in force. `readers` are codes such as "police/deputy" with commas between, as is `before`, what was in
    force until then. `ground` is the code of the reason, `agreed_on` the day of the agreement behind it."""

    __tablename__ = "audience_decision"
    __table_args__ = (UniqueConstraint("conference_id", "section_class", "number"),)

    id: int = key()
    conference_id: int = link("conference.id")
    section_class: str
    number: int
    readers: str
    before: str
    ground: str
    agreed_on: date
    effective_on: date
    decided_by_id: int = link("user_account.id")
    decided_at: datetime = moment()
    agreed_by_id: int | None = link("user_account.id", optional=True)


class AudienceProposal(SQLModel, table=True):
    """A wider audience that a chair proposes and somebody of the agency whose information it is must agree to; until
    then nothing changes. It rests on the decision of this `number`, and says what that one would. `answer`: nothing
    while it waits, then agreed, refused (with `refusal`, the code of the reason) or overtaken by another decision."""

    __tablename__ = "audience_proposal"
    __table_args__ = (Index("ix_audience_proposal_conference", "conference_id", "answer"),)

    id: int = key()
    conference_id: int = link("conference.id")
    section_class: str
    number: int
    readers: str
    before: str
    ground: str
    agreed_on: date
    proposed_by_id: int = link("user_account.id")
    proposed_at: datetime = moment()
    answer: str = ""
    refusal: str = ""
    answered_by_id: int | None = link("user_account.id", optional=True)
    answered_at: datetime | None = moment(optional=True)
