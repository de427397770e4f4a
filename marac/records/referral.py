"""How a case came: one row for each referral, first or repeat."""

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from marac.records.base import CASE, Id, key, link, moment


class Referral(SQLModel, table=True):
    """A referral of a case. `status`: draft, to_review, accepted, set_aside. `route`: word, typed, command.

    `restriction_state`: none, undecided, decided; an undecided restriction keeps the case off every list, and
    sealed to those who review referrals.
    `warning_count`: how many things on the form there are to look at; `blocking_count`: how many of them stop
    its acceptance. `is_headed_elsewhere`: the form names another conference. `repeat_answer`: what its repeat box says.
    """

    __table_args__ = (
        Index("ix_referral_case", "case_id"),
        Index("ix_referral_status", "conference_id", "status", "received_at"),
        Index("ix_referral_fingerprint", "conference_id", "fingerprint"),
        {"info": CASE},
    )

    id: int = key()
    case_id: int = link("case_file.id")
    conference_id: int = link("conference.id")
    agency_id: int | None = link("agency.id", optional=True)
    status: str = "to_review"
    route: str = "word"
    layout: str = ""
    fingerprint: str = ""
    form_number: str = ""
    referred_on: date | None = None
    incident_on: date | None = None
    is_repeat: bool | None = None
    criteria: str = Field(default="[]")
    restriction_state: str = "none"
    warning_count: int = 0
    blocking_count: int = 0
    is_headed_elsewhere: bool = False
    repeat_answer: bool | None = None
    batch_id: int = Field(default=0, sa_column=Column(Id, nullable=False))
    received_by_id: int = link("user_account.id")
    received_at: datetime = moment()
    decided_by_id: int | None = link("user_account.id", optional=True)
    decided_at: datetime | None = moment(optional=True)
    version: int = 1
