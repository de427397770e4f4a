"""How a question to the ledger is narrowed, and how what it finds is put together by the database.

What somebody saw, or what was seen of a case, may be thousands of entries: the database counts those that say the
same, so that one statement answers however many there are.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Boolean, Select, and_, bindparam, false, func, literal, or_, select

from marac import clock
from marac.audit import events
from marac.audit.ledger import stamp
from marac.audit.lines import FROM_PEOPLE, NOBODY, G, L, Names, U, names_for
from marac.audit.telling import (
    CASES_TEXT,
    PARTS_TEXT,
    RECIPIENT_TEXT,
    SHOWN_TEXT,
    Sections,
    cases_in,
    handed_to,
    holds,
    number_in,
    read_texts,
    sections_by_case,
)
from marac.audit.wording import section_in_words
from marac.db import Session
from marac.errors import Mistake
from marac.records import Text
from marac.records.base import Id

SHOWINGS = frozenset(
    name
    for name, event in vars(events).items()
    if isinstance(event, type) and issubclass(event, events.Event) and event.showing
)
COPIES = frozenset({"DocumentMade", "FileShown"})
MOST_GROUPS = 20_000
MOST_DAYS = 92
ROWS_SHOWN = 100
# An index serves a range between two times; both are written as the ledger writes them, whatever the collation.
# Later than any year: such an entry comes last, and says that its time was altered.
NO_TIME = "?"
_EVER, _NEVER = "", "9999-12-31T23:59:59.999999+00:00"
_of_agency: Any = bindparam("of_agency", type_=Id)
_section: Any = bindparam("section_mark")

IN_TIME = (L.at >= bindparam("since"), L.at < bindparam("until"))
# The same where no days need be given: then an entry whose time was altered is told all the same.
IN_ANY_TIME = (
    or_(bindparam("is_since_ever", type_=Boolean()), L.at >= bindparam("since")),
    or_(bindparam("is_for_ever", type_=Boolean()), L.at < bindparam("until")),
)
# A copy that was made for somebody is told of them as well as of whoever made it.
_is_for_agency = holds(bindparam("of_recipient"))
OF_AGENCY = or_(_of_agency == 0, L.agency_id == _of_agency, and_(L.event == "DocumentMade", _is_for_agency))
OF_SECTION = or_(_section == "", holds(_section))
Row = TypeVar("Row")


@dataclass(frozen=True)
class Narrowed:
    """A question narrowed to one agency, one kind of text, and the days from `since` to `until`, both included."""

    agency_id: int = 0
    section: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def binds(self) -> dict[str, Any]:
        """The binds of IN_TIME, IN_ANY_TIME, OF_AGENCY and OF_SECTION."""
        return {
            "since": _EVER if self.since is None else stamp(_midnight(self.since)),
            "until": _NEVER if self.until is None else stamp(_midnight(self.until + timedelta(days=1))),
            "is_since_ever": self.since is None,
            "is_for_ever": self.until is None,
            "of_agency": self.agency_id,
            "of_recipient": recipient_mark(self.agency_id),
            "section_mark": f'"{self.section}":[' if self.section else "",
        }

    def told(self) -> dict[str, Any]:
        """The fields of the ledger's own entry about the question."""
        return {
            "of_agency_id": self.agency_id or None,
            "section": self.section,
            "since": self.since,
            "until": self.until,
        }


def recipient_mark(agency_id: int) -> str:
    """What the entry of a copy holds that was made for somebody of this agency."""
    return f'"recipient_agency_id":{agency_id},'


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)


def check_days(asked: Narrowed, *, is_bounded: bool) -> None:
    """Raise Mistake for days in the wrong order, or (`is_bounded`) for more of them than one answer holds."""
    if asked.since is None or asked.until is None:
        return
    if asked.since > asked.until:
        raise Mistake("until", "The last day must be the first day or after it.")
    if is_bounded and (asked.until - asked.since).days >= MOST_DAYS:
        raise Mistake("since", f"Ask about {MOST_DAYS} days at most; ask again for the days before.")


class Group(NamedTuple):
    """Entries that say the same of the same person: how many, the first and the last.

    `cases`, `parts`, `shown` and `recipient` are cut out of the entry; `about_id` is the case that it is about, or 0.
    A copy that was made for somebody else is there twice: once of whoever made it, who held it first, and once of
    those for whom it was made, where it `is_handed`.
    """

    actor_id: int | None
    person: str | None
    agency_id: int | None
    agency: str | None
    event: str
    about_id: int
    is_private: bool
    cases: str
    parts: str
    shown: str
    recipient: str
    number: int
    first_at: str
    last_at: str
    is_handed: bool = False

    def is_of(self, agency_id: int) -> bool:
        """Whether it is of somebody of that agency; 0 is any."""
        return agency_id in (0, self.agency_id)

    @property
    def cases_named(self) -> list[int]:
        """The case that it is about, if any, and those that it lists."""
        listed = cases_in(read_texts(self.cases))
        return [self.about_id, *listed] if number_in(self.about_id) else listed

    def by_case(self, wanted: Container[int]) -> dict[int, Sections]:
        """What was shown of each of its cases that are wanted."""
        return sections_by_case(read_texts(self.cases, self.parts, self.shown), self.about_id, wanted)

    @property
    def has_times(self) -> bool:
        """Whether its times are texts: SQLite lets another type into a column."""
        written: tuple[object, object] = self.first_at, self.last_at
        return all(isinstance(each, str) for each in written)


@dataclass
class Tally:
    """What several groups come to: looks, copies among them, changes, the first and the last, and kinds of text."""

    group: Group
    looks: int = 0
    copies: int = 0
    changes: int = 0
    first: str = ""
    last: str = ""
    names: set[str] = field(default_factory=set)

    def add(self, group: Group, names: Iterable[str]) -> None:
        """Count another group, in which these kinds of text were shown."""
        is_showing = group.event in SHOWINGS
        self.looks += group.number if is_showing else 0
        self.copies += group.number if group.event in COPIES else 0
        self.changes += 0 if is_showing else group.number
        self.first = min(self.first or group.first_at, group.first_at)
        self.last = max(self.last, group.last_at)
        self.names.update(section_in_words(name, group.event) for name in names)

    @property
    def times(self) -> int:
        """How many entries."""
        return self.looks + self.changes

    @property
    def sections(self) -> tuple[str, ...]:
        """The kinds of text in words."""
        return tuple(sorted(self.names))


def told_of(*, is_private: Any = None) -> Select[Any]:
    """The entries with all that they are grouped by."""
    return select(
        L.actor_id,
        U.name.label("person"),
        L.agency_id,
        G.name.label("agency"),
        L.event,
        func.coalesce(L.case_id, literal(0, Id)).label("about_id"),
        (false() if is_private is None else is_private).label("is_private"),
        CASES_TEXT.label("cases"),
        PARTS_TEXT.label("parts"),
        SHOWN_TEXT.label("shown"),
        RECIPIENT_TEXT.label("recipient"),
        L.at,
    ).select_from(FROM_PEOPLE)


def grouped(entries: Select[Any]) -> Select[Any]:
    """The entries of `told_of` with those that say the same counted: rows of Group."""
    each = entries.subquery()
    keys = [column for column in each.c if column.name != "at"]
    counted = (func.count(), func.min(each.c.at), func.max(each.c.at))
    return select(*keys, *counted).group_by(*keys).limit(MOST_GROUPS + 1)


def groups_in(session: Session, rows: Sequence[Any]) -> list[Group]:
    """The rows of `grouped`, and copies once more by those whom they were made for. Raises Mistake where there are
    more than one answer holds."""
    if len(rows) > MOST_GROUPS:
        raise Mistake("since", "That is more than one answer holds. Ask about fewer days.")
    found = [Group(*row) for row in rows]
    groups = [each if each.has_times else each._replace(first_at=NO_TIME, last_at=NO_TIME) for each in found]
    recipients = [_recipient(each) for each in groups]
    if not any(recipients):
        return groups
    names = names_for(session, recipients)
    handed = [
        _handed(group, recipient, names)
        for group, recipient in zip(groups, recipients, strict=True)
        if recipient
    ]
    return [*groups, *handed]


def _recipient(group: Group) -> tuple[int, int] | None:
    maker = group.actor_id, group.agency_id
    return handed_to(group.event, maker, read_texts(group.recipient)) if group.recipient else None


def _handed(group: Group, recipient: tuple[int, int], names: Names) -> Group:
    person_id, agency_id = recipient
    person, agency = names.people.get(person_id, NOBODY), names.agencies.get(agency_id, "")
    return group._replace(
        actor_id=person_id, person=person, agency_id=agency_id, agency=agency, is_handed=True
    )


def times_by_agency(counted: Iterable[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """How often each agency, as (name, how often, number), from (name, number, how often) of each of its people."""
    times: dict[tuple[str, int], int] = {}
    for name, agency_id, number in counted:
        times[name, agency_id] = times.get((name, agency_id), 0) + number
    ordered = sorted(times.items(), key=lambda each: (-each[1], each[0]))
    return tuple((name or NOBODY, number, agency_id) for (name, agency_id), number in ordered)


def known_section(name: str) -> str:
    """The kind of text of that name, or none."""
    return name if name in {str(each) for each in Text} else ""


@dataclass(frozen=True)
class Part(Generic[Row]):
    """One page of a table, out of all its rows."""

    rows: tuple[Row, ...]
    number: int
    pages: int
    total: int


def part_of(rows: Sequence[Row], number: int, size: int = ROWS_SHOWN) -> Part[Row]:
    """The page of that number, from 1; a number that is too great gives the last page."""
    pages = max(1, -(-len(rows) // size))
    here = min(max(number, 1), pages)
    return Part(tuple(rows[(here - 1) * size : here * size]), here, pages, len(rows))
