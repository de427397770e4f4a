"""Agencies that take part in conferences."""

from sqlmodel import Field, SQLModel

from marac.records.base import key


class Agency(SQLModel, table=True):
    """An organisation: its kind (police, idva, housing …) decides which classes of section it may see."""

    id: int = key()
    slug: str = Field(unique=True)
    name: str
    kind: str
    is_active: bool = True
