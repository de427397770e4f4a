"""The one table of confidential text."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, LargeBinary
from sqlmodel import Field, SQLModel

from marac.records.base import SEALED, Id, link, moment


class Text(StrEnum):
    """Every kind of confidential text: `record.field`. The section that the ledger names when it is shown."""

    REFERRAL_FILE = "referral.file"
    REFERRAL_FORM = "referral.form"
    REFERRAL_WORDS = "referral.words"
    REFERRAL_REASON = "referral.reason"
    CASE_SUMMARY = "case.summary"
    CASE_TRAITS = "case.traits"
    PARTY_IDENTITY = "party.identity"
    PARTY_CONTACT = "party.contact"
    PERSON_REASON = "person.reason"
    EXCLUSION_REASON = "exclusion.reason"
    EXCLUSION_LIFTED = "exclusion.lifted"
    CONTRIBUTION_TEXT = "contribution.text"
    CONTRIBUTION_SOURCE = "contribution.source"
    CONTRIBUTION_WITHHELD = "contribution.withheld"
    RETURN_RECORDS = "return.records"
    RISK_TEXT = "risk.text"
    RISK_UNPLANNED = "risk.unplanned"
    ACTION_TEXT = "action.text"
    ACTION_NOTE = "action.note"
    MEETING_SUMMARY = "meeting.summary"
    MEETING_RATIONALE = "meeting.rationale"
    MEETING_DISSENT = "meeting.dissent"
    MEETING_DISCLOSURE = "meeting.disclosure"
    MINUTES_SECTION = "minutes.section"
    MINUTES_REASON = "minutes.reason"
    OPENING_REASON = "opening.reason"
    OPENING_REVIEW = "opening.review"


class SealedText(SQLModel, table=True):
    """A text that belongs to the record `owner_id`. Encrypted; opened only with a receipt (access/seal.py).

    `agency_id` is the agency whose information it is (none: the meeting's own record), `is_shared` whether
    others may see it at all, `class_bit` which clearance they need.
    """

    __tablename__ = "sealed_text"
    __table_args__ = (Index("ix_sealed_text_case", "case_id", "field"), {"info": SEALED})

    owner_id: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    field: str = Field(primary_key=True)
    case_id: int = link("case_file.id")
    agency_id: int | None = link("agency.id", optional=True)
    is_shared: bool = True
    class_bit: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    written_at: datetime = moment()
