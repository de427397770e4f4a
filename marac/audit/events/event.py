"""What every event has in common, and the closed form of what it may hold."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, get_origin

_CODE = re.compile(r"[A-Za-z0-9_.:,+/-]{0,120}\Z")
_PERSONAL = "detail"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Common to all: the case or the conference it concerns, if any.

    An event may have a field `detail`: personal text that is kept beside the ledger and can be erased.
    At a milestone the ledger is signed at once.
    """

    showing: ClassVar[bool] = False
    is_milestone: ClassVar[bool] = False
    case_id: int | None = None
    conference_id: int | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != _PERSONAL:
                self._check(field.name, value, field.type)

    def _check(self, name: str, value: Any, wanted: Any) -> None:
        texts = value if isinstance(value, tuple) else (value,)
        if any(isinstance(text, str) and not _CODE.match(text) for text in texts):
            raise ValueError(f"{type(self).__name__}.{name} must be a code, not text")
        if not isinstance(value, get_origin(wanted) if get_origin(wanted) is tuple else wanted):
            raise TypeError(f"{type(self).__name__}.{name} is of another type")

    def about(self) -> dict[str, Any]:
        """The event's own fields, for the ledger's body."""
        kept = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("case_id", "conference_id", _PERSONAL) or value in (None, "", ()):
                continue
            kept[field.name] = value.isoformat() if isinstance(value, date) else value
        return kept


@dataclass(frozen=True, kw_only=True)
class Change(Event):
    """A change to one record, with the names of the fields changed and the version it made."""

    record_id: int
    fields: tuple[str, ...] = ()
    version: int | None = None
