"""Reading minutes: the meeting's own paragraphs, and what they stand for in the agencies' own records."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, or_, select

from marac.access.acts import Act
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, choose_from_list, open_list
from marac.db import Entry, Session
from marac.documents.audience import VIEWER, Audience, within
from marac.documents.reading import CaseRead, MinutesRead, Said
from marac.documents.referenced import referenced_lines
from marac.errors import NotFound
from marac.records import (
    AgendaItem,
    Case,
    Conference,
    Meeting,
    Minutes,
    MinutesSection,
    SealedText,
    Text,
    User,
)
from marac.records.base import columns

_G, _C, _O, _M, _N, _Q, _S, _U = (
    columns(record)
    for record in (AgendaItem, Case, Conference, Meeting, Minutes, MinutesSection, SealedText, User)
)
_VERSIONS = (
    select(
        _N.id, _N.meeting_id, _N.conference_id, _O.name.label("conference"), _O.kind.label("kind_key"),
        _M.reference, _M.starts_at, _M.opened_at, _M.closed_at, _N.number, _N.status, _N.version,
        _N.drafted_at, _N.approved_at, _U.name.label("approved_by"), _N.opening,
    )
    .join_from(Minutes, Meeting, _M.id == _N.meeting_id)
    .join(Conference, _O.id == _N.conference_id)
    .outerjoin(User, _U.id == _N.approved_by_id)
    .where(
        or_(_N.meeting_id == bindparam("meeting_id"), _N.id == bindparam("minutes_id")),
        _N.status != "dropped",
        see(Minutes, Meeting),
    )
    .order_by(_N.number.desc())
)  # fmt: skip
_LISTED = (
    select(_G.id, _G.case_id, _C.reference)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)
_SECTIONS = (
    select(
        _Q.id, _Q.case_id, _Q.agenda_item_id, _Q.heading, _Q.position, _Q.agency_id, _Q.is_shared,
        _Q.class_bit, _Q.source, _Q.is_amended, _Q.version, _N.number,
    )
    .join_from(MinutesSection, Minutes, _N.id == _Q.minutes_id)
    .where(
        _N.meeting_id == bindparam("meeting_id"),
        _N.number <= bindparam("number"),
        _N.status != "dropped",
        within(_Q),
        see(MinutesSection, Minutes),
    )
    .order_by(_Q.position, _Q.id)
)  # fmt: skip
_TEXTS = select(*SEALED_COLUMNS).where(
    _S.owner_id.in_(bindparam("owners", expanding=True)),
    _S.field.in_((Text.MINUTES_SECTION, Text.MINUTES_REASON)),
    see(SealedText),
)


def versions_of(session: Session, *, meeting_id: int = 0, minutes_id: int = 0) -> list[MinutesRead]:
    """The versions of a meeting's minutes that the viewer may read, newest first; bare, without any case.

    The office reads every version; everybody else the approved one alone, and of a draft not even that it is
    there.
    """
    rows = session.rows(_VERSIONS, {"meeting_id": meeting_id, "minutes_id": minutes_id})
    found = [_version(row) for row in rows]
    return [each for each in found if each.status == "approved" or may_write(session, each.conference_id)]


def may_write(session: Session, conference_id: int) -> bool:
    """Whether the viewer works on the minutes of a conference."""
    return bool(session.viewer.may_in(Act.MINUTES_WRITE, conference_id))


def version_of(session: Session, minutes_id: int) -> MinutesRead:
    """One version, bare. Raises NotFound when it is not the viewer's to read."""
    found = versions_of(session, minutes_id=minutes_id)
    if not found:
        raise NotFound
    return found[0]


def _version(row: Any) -> MinutesRead:
    known = dict(row._mapping)
    known |= {"approved_by": row.approved_by or "", "opening": json.loads(row.opening)}
    return MinutesRead(**known)


def read_minutes(
    session: Session, shown: Entry, bare: MinutesRead, audience: Audience = VIEWER
) -> MinutesRead:
    """A version with every paragraph for an audience, as far as the viewer may see it.

    The list receipt `shown` names what was read.

    A version holds the cases that whoever made it could see. A case that is not in it stands as the version
    before has it.
    """
    listed = session.rows(_LISTED, {"meeting_id": bare.meeting_id})
    places = {row.id for row in listed}
    rows = newest_sections(session, bare.meeting_id, bare.number, audience)
    rows = [row for row in rows if row.agenda_item_id in {None, *places}]
    lines = [*_lines(session, shown, bare, rows, audience)]
    shown.cases.update(line.case_id for line in lines)
    return _with_lines(bare, listed, lines)


def _with_lines(bare: MinutesRead, listed: list[Any], lines: list[Said]) -> MinutesRead:
    return replace(
        bare,
        outstanding=tuple(line for line in lines if line.item_id is None),
        cases=tuple(_case(row, lines) for row in listed if any(line.item_id == row.id for line in lines)),
    )


def read_differing(
    session: Session, shown: Entry, older: MinutesRead, newer: MinutesRead
) -> tuple[MinutesRead, MinutesRead]:
    """Two versions of one meeting's minutes with the paragraphs that differ; the receipt names no others.

    Only what the minutes hold themselves can differ: the agencies' own information stands as it was shared.
    """
    listed = session.rows(_LISTED, {"meeting_id": newer.meeting_id})
    places = {None, *(row.id for row in listed)}
    rows = [
        [row for row in newest_sections(session, each.meeting_id, each.number, VIEWER)
         if row.agenda_item_id in places]
        for each in (older, newer)
    ]  # fmt: skip
    owners = [row.id for of_version in rows for row in of_version]
    bound = {"owners": owners or [0]}
    _, texts = choose_from_list(session, shown, _TEXTS, bound, lambda _, opened: _differing(rows, opened))
    read = [
        _with_lines(bare, listed, list(_own_lines(of_version, texts)))
        for bare, of_version in zip((older, newer), rows, strict=True)
    ]
    return read[0], read[1]


def _differing(rows: list[list[Any]], texts: Texts) -> set[int]:
    """The sections whose words are others, or are not there, in the other version."""
    before, after = (
        {(row.case_id, row.agenda_item_id, row.source): (row.id, _words_of(row, texts)) for row in of_version}
        for of_version in rows
    )
    pairs = [(before.get(key, (0, "")), after.get(key, (0, ""))) for key in {**before, **after}]
    return {section_id for one, other in pairs if one[1] != other[1] for section_id in (one[0], other[0])}


def _words_of(row: Any, texts: Texts) -> str:
    words = texts.get((row.id, Text.MINUTES_SECTION))
    return str(json.loads(words)["text"]) if words is not None else ""


def _own_lines(rows: list[Any], texts: Texts) -> Iterator[Said]:
    for row in rows:
        words = texts.get((row.id, Text.MINUTES_SECTION))
        if words is not None:
            part, number = row.source.split(":", 1)
            yield _said(
                row, part, int(number), json.loads(words), texts.get((row.id, Text.MINUTES_REASON), "")
            )


def _case(row: Any, lines: list[Said]) -> CaseRead:
    item_id, case_id, reference = row
    return CaseRead(item_id, case_id, reference, tuple(line for line in lines if line.item_id == item_id))


def newest_sections(session: Session, meeting_id: int, number: int, audience: Audience) -> list[Any]:
    """Up to a version, of each case under each listing the sections of the newest version that has any."""
    rows = session.rows(_SECTIONS, {"meeting_id": meeting_id, "number": number, **audience.binds})
    latest: dict[tuple[int, int | None], int] = {}
    for row in rows:
        key = (row.case_id, row.agenda_item_id)
        latest[key] = max(latest.get(key, 0), row.number)
    return [row for row in rows if row.number == latest[row.case_id, row.agenda_item_id]]


def section_texts(session: Session, shown: Entry, section_ids: list[int]) -> Texts:
    """The words of sections, and why they were amended, as far as the viewer may see them."""
    return open_list(session, shown, _TEXTS, {"owners": section_ids or [0]})[1]


def _lines(
    session: Session, shown: Entry, bare: MinutesRead, rows: list[Any], audience: Audience
) -> Iterator[Said]:
    texts = section_texts(session, shown, [row.id for row in rows])
    others = referenced_lines(session, shown, bare.kind, bare.meeting_id, audience)
    for row in rows:
        part, number = row.source.split(":", 1)
        words = texts.get((row.id, Text.MINUTES_SECTION))
        if words is not None:
            why = texts.get((row.id, Text.MINUTES_REASON), "")
            yield _said(row, part, int(number), json.loads(words), why)
        else:
            for line in others.get((part, int(number)), ()):
                yield replace(line, heading=row.heading, item_id=row.agenda_item_id)


def _said(row: Any, part: str, number: int, words: dict[str, Any], why: str) -> Said:
    return Said(
        case_id=row.case_id,
        item_id=row.agenda_item_id,
        heading=row.heading,
        part=part,
        number=number,
        text=words["text"],
        class_bit=row.class_bit,
        agency_id=row.agency_id,
        frame={key: value for key, value in words.items() if key != "text"},
        section_id=row.id,
        version=row.version,
        is_amended=row.is_amended,
        why=why,
    )
