"""Who has said that they saw the notice of a revealed contact."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from marac.records.base import BY_KEY, Id, link, moment


class RevealSeen(SQLModel, table=True):
    """Somebody acknowledged the notice that a safe address or contact had been revealed.

    The notice itself is the ledger's entry `seq`: there is no second telling of it.
    """

    __tablename__ = "reveal_seen"
    __table_args__ = BY_KEY

    user_id: int = link("user_account.id", primary=True)
    seq: int = Field(sa_column=Column(Id, primary_key=True, autoincrement=False))
    seen_at: datetime = moment()
