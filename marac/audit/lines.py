"""Entries of the ledger as lines of a page: who, when, what kind, and which sections whose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.audit.ledger import body_of, moment_of
from marac.audit.telling import Sections, case_mark, number_in, sections_in
from marac.audit.wording import code_in, event_in_words, page_in_words, section_in_words, way_in_words
from marac.db import Session
from marac.records import Agency, User, ledger_entry
from marac.records.base import columns

PAGE = 50
NEWEST = 2**62
NOBODY = "Nobody signed in"

L, U, G = ledger_entry.c, columns(User), columns(Agency)
FROM_PEOPLE = ledger_entry.outerjoin(User.__table__, U.id == L.actor_id).outerjoin(  # type: ignore[attr-defined]
    Agency.__table__,  # type: ignore[attr-defined]
    G.id == L.agency_id,
)
_before: Any = bindparam("before")
ROWS = (
    select(L.seq, L.at, L.event, L.case_id, L.body, U.name, G.name.label("agency"), L.agency_id)
    .select_from(FROM_PEOPLE)
    .where(L.seq < _before)
    .order_by(L.seq.desc())
)
_AGENCIES = select(G.id, G.name)


@dataclass(frozen=True)
class Line:
    """One entry in words. `sections` pairs what was shown with whose it was.

    `terms` are the first figures of the keyed hash of what was searched for: the same words give the same figures.
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
    case_number: str
    sections: tuple[tuple[str, str], ...] = ()
    cases: int = 0
    copy: str = ""
    references: tuple[str, ...] = ()
    terms: str = ""
    seconds: int = 0


def agency_names(session: Session) -> dict[int, str]:
    """The names of all agencies, by number."""
    return dict(session.rows(_AGENCIES))


def sections_in_words(shown: Sections, agencies: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    """What was shown, each with the names of those whose it was."""
    return tuple(
        (section_in_words(name), ", ".join(agencies.get(each, "the meeting") for each in owners))
        for name, owners in shown.items()
    )


def line_of(
    row: Any,
    agencies: Mapping[int, str],
    *,
    body: Mapping[str, Any] | None = None,
    shown: Sections | None = None,
    references: Iterable[str] = (),
    cases: int = 0,
) -> Line:
    """An entry of ROWS as a line. `shown` narrows the sections to what this reader is told of."""
    seq, at, event, case_id, text, person, agency, _agency_id = row
    body = body_of(text) if body is None else body
    about = body.get("about", {})
    return Line(
        seq=seq,
        at=moment_of(at),
        event=event_in_words(event),
        way=way_in_words(event),
        person=person or NOBODY,
        agency=agency or "",
        outcome=code_in(body.get("outcome", "")),
        page=page_in_words(code_in(about.get("page") or about.get("document") or about.get("asked") or "")),
        case_number=case_mark(case_id),
        sections=sections_in_words(sections_in(body) if shown is None else shown, agencies),
        cases=cases,
        copy=code_in(about.get("copy", "")),
        references=tuple(references),
        terms=code_in(about.get("terms_hash", ""))[:8],
        seconds=number_in(about.get("seconds")),
    )
