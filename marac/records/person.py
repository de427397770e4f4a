"""A human being across cases, and the decisions that say two parties are the same one."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from marac.records.base import CASE, key, link, moment


class Person(SQLModel, table=True):
    """An identity and nothing else: what is known of the person stays with each case's party."""

    id: int = key()
    conference_id: int = link("conference.id", index=True)


class PersonDecision(SQLModel, table=True):
    """Somebody's decision on two parties: same, different or unsure. `from_person_id` makes it undoable."""

    __tablename__ = "person_decision"
    __table_args__ = (Index("ix_person_decision_case", "case_id"), {"info": CASE})

    id: int = key()
    case_id: int = link("case_file.id")
    party_id: int = link("party.id", index=True)
    other_party_id: int = link("party.id", index=True)
    decision: str
    from_person_id: int = link("person.id")
    to_person_id: int = link("person.id")
    decided_by_id: int = link("user_account.id")
    decided_at: datetime = moment()
    undone_by_id: int | None = link("user_account.id", optional=True)
    undone_at: datetime | None = moment(optional=True)
