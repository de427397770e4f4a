"""What a list of open or ended actions is asked for, read from its address; anything odd is left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

STATES = ("overdue", "soon", "unacknowledged", "transfer")
SORTS = ("due", "owner", "reference")
_NUMBER = re.compile(r"[1-9][0-9]{0,15}\Z")
_CODE = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
# What an address need not say: no filter, and the list as it is without any.
_UNSAID = (None, "", "overdue", "due")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_SECONDS = 10**10


@dataclass(frozen=True)
class Cursor:
    """Where the last page ended: the sorted-by value ("" when sorted by due date), the deadline, the id."""

    lead: str
    due_at: datetime
    action_id: int

    def __str__(self) -> str:
        return f"{self.lead}.{int((self.due_at - _EPOCH).total_seconds())}.{self.action_id}"


@dataclass(frozen=True)
class Filters:
    """The filters of an overdue list. `age` is the number of an age band from 0; `owner` an account's id."""

    state: str = "overdue"
    sort: str = "due"
    conference: str = ""
    owner: int | None = None
    age: int | None = None
    after: Cursor | None = None

    def address(self, **changes: Any) -> dict[str, str]:
        """The query of the address for these filters with changes, from the first page on."""
        told = {
            "state": self.state,
            "age": self.age,
            "owner": self.owner,
            "conference": self.conference,
            "sort": self.sort,
            **changes,
        }
        return {name: str(value) for name, value in told.items() if value not in _UNSAID}


def read_number(text: str | None) -> int | None:
    """A record's number in an address; None for anything else."""
    return int(text) if text and _NUMBER.match(text) else None


def read_cursor(text: str | None, sort: str = "due") -> Cursor | None:
    """Where the last page ended; None for the first page and for anything that no page of ours wrote."""
    parts = (text or "").rsplit(".", 2)
    if (
        len(parts) != 3
        or not parts[1].removeprefix("-").isascii()
        or not parts[1].removeprefix("-").isdigit()
    ):
        return None
    seconds, action_id = int(parts[1][:12]), read_number(parts[2])
    is_lead_odd = bool(parts[0]) if sort == "due" else not _CODE.match(parts[0])
    if action_id is None or abs(seconds) > _MOST_SECONDS or is_lead_odd:
        return None
    if sort == "owner" and read_number(parts[0]) is None:
        return None
    return Cursor(parts[0], _EPOCH + timedelta(seconds=seconds), action_id)


def read_filters(address: Mapping[str, str]) -> Filters:
    """The filters that an address asks for."""
    state = address.get("state", "")
    sort = address.get("sort", "")
    conference = address.get("conference", "")
    age = address.get("age", "")
    chosen_sort = sort if sort in SORTS else "due"
    chosen_state = state if state in STATES else "overdue"
    is_aged = chosen_state == "overdue" and len(age) == 1 and age in "0123456789"
    return Filters(
        state=chosen_state,
        sort=chosen_sort,
        conference=conference if _CODE.match(conference) else "",
        owner=read_number(address.get("owner")),
        age=int(age) if is_aged else None,
        after=read_cursor(address.get("after"), chosen_sort),
    )
