"""Entries of the ledger as lines of a page: who, when, what kind, and which sections whose."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.seal import keys
from marac.audit.ledger import body_of, moment_of
from marac.audit.telling import Sections, handed_to, number_in, sections_in
from marac.audit.wording import code_in, event_in_words, page_in_words, section_in_words, way_in_words
from marac.db import Session
from marac.records import Agency, User, ledger_entry
from marac.records.base import columns

PAGE = 50
NEWEST = 2**62
NOBODY = "Nobody signed in"
TERMS_SHOWN = 8

L, U, G = ledger_entry.c, columns(User), columns(Agency)
FROM_PEOPLE = ledger_entry.outerjoin(User.__table__, U.id == L.actor_id).outerjoin(  # type: ignore[attr-defined]
    Agency.__table__,  # type: ignore[attr-defined]
    G.id == L.agency_id,
)
_before: Any = bindparam("before")
ROWS = (
    select(L.seq, L.at, L.event, L.case_id, L.body, U.name, G.name.label("agency"), L.agency_id, L.actor_id)
    .select_from(FROM_PEOPLE)
    .where(L.seq < _before)
    .order_by(L.seq.desc())
    .limit(bindparam("most"))
)
_AGENCIES = select(G.id, G.name)
_PEOPLE = select(U.id, U.name).where(U.id.in_(bindparam("people", expanding=True)))


@dataclass(frozen=True)
class Line:
    """One entry in words. `sections` pairs what was shown with whose it was; `handed_to` is whom a copy was made for,
    if for somebody else.

    `terms` stands for what was searched for, to an auditor alone: the same person's same words give the same figures.
    `seconds`: by how much the clock went back.
    """

    seq: int
    at: datetime | None
    event: str
    way: str
    person: str
    agency: str
    outcome: str
    page: str
    case_number: str = ""
    sections: tuple[tuple[str, str], ...] = ()
    cases: int = 0
    copy: str = ""
    references: tuple[str, ...] = ()
    terms: str = ""
    seconds: int = 0
    handed_to: str = ""


@dataclass(frozen=True)
class Names:
    """What agencies, and the people for whom copies were made, are called."""

    agencies: Mapping[int, str]
    people: Mapping[int, str]

    def of(self, recipient: tuple[int, int]) -> str:
        """Somebody with their agency."""
        person_id, agency_id = recipient
        return ", ".join(filter(None, (self.people.get(person_id, ""), self.agencies.get(agency_id, ""))))


def agency_names(session: Session) -> dict[int, str]:
    """The names of all agencies, by number."""
    return dict(session.rows(_AGENCIES))


def names_for(session: Session, recipients: Iterable[tuple[int, int] | None]) -> Names:
    """The names of all agencies, and of these people."""
    people = sorted({recipient[0] for recipient in recipients if recipient})
    named = dict(session.rows(_PEOPLE, {"people": people})) if people else {}
    return Names(agency_names(session), named)


def recipient_of(row: Any, body: Mapping[str, Any]) -> tuple[int, int] | None:
    """The person and the agency for whom an entry of ROWS says that a copy was made, if for another."""
    return handed_to(row.event, (row.actor_id, row.agency_id), body.get("about", {}))


def terms_of(row: Any, body: Mapping[str, Any]) -> str:
    """What stands for the words of a search of ROWS, for an auditor: equal words of two people do not look equal."""
    kept = body.get("about", {}).get("terms_hash")
    return keys().token("search told", f"{row.actor_id}:{kept}").hex()[:TERMS_SHOWN] if kept else ""


def page_of(
    read: Callable[[int], Sequence[Any]],
    told: Callable[[Sequence[Any]], Iterable[Line]],
    before: int,
    most: int,
    *,
    batch: int,
) -> tuple[tuple[Line, ...], int | None]:
    """The newest lines before an entry, and the number of the last one if there are more to tell.

    `read` gives up to `batch` entries before a number, newest first, and `told` those of them that may be told. What
    may not be told is passed over: it makes no page shorter, and leads to none.
    """
    lines: list[Line] = []
    while len(lines) <= most:
        rows = read(before)
        lines.extend(told(rows))
        if len(rows) < batch:
            break
        before = rows[-1].seq
    return tuple(lines[:most]), lines[most - 1].seq if len(lines) > most else None


def sections_in_words(
    shown: Sections, agencies: Mapping[int, str], event: str
) -> tuple[tuple[str, str], ...]:
    """What an event showed, each with the names of those whose it was."""
    return tuple(
        (section_in_words(name, event), ", ".join(agencies.get(each, "the meeting") for each in owners))
        for name, owners in shown.items()
    )


def line_of(
    row: Any,
    names: Names,
    *,
    body: Mapping[str, Any] | None = None,
    shown: Sections | None = None,
    **more: Any,
) -> Line:
    """An entry of ROWS as a line. `shown` narrows the sections to what this reader is told of; `more` are the fields
    of the line that not every reader is told."""
    body = body_of(row.body) if body is None else body
    about, recipient = body.get("about", {}), recipient_of(row, body)
    return Line(
        seq=row.seq,
        at=moment_of(row.at),
        event=event_in_words(row.event),
        way=way_in_words(row.event),
        person=row.name or NOBODY,
        agency=row.agency or "",
        outcome=code_in(body.get("outcome", "")),
        page=page_in_words(code_in(about.get("page") or about.get("document") or about.get("asked") or "")),
        sections=sections_in_words(sections_in(body) if shown is None else shown, names.agencies, row.event),
        copy=code_in(about.get("copy", "")),
        handed_to=names.of(recipient) if recipient else "",
        seconds=number_in(about.get("seconds")),
        **more,
    )
