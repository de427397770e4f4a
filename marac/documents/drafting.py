"""Drafting minutes from the record of a meeting, when it closes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import seal
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.db import Entry, Session
from marac.documents.draft_lines import DraftLine, draft_lines
from marac.documents.gathering import gathered
from marac.documents.opening import opening_of
from marac.documents.opening_amending import carried_on
from marac.errors import Mistake, NotFound
from marac.records import Meeting, Minutes, MinutesSection, Text
from marac.records.base import columns, new_id

_N, _Q = columns(Minutes), columns(MinutesSection)
_LATEST = (
    select(Minutes)
    .where(_N.meeting_id == bindparam("meeting_id"), _N.status != "dropped", see(Minutes))
    .order_by(_N.number.desc())
    .limit(1)
)
_LAST_NUMBER = select(func.max(_N.number)).where(_N.meeting_id == bindparam("meeting_id"), see(Minutes))
_KEPT = (
    select(_Q.case_id, _Q.agenda_item_id, _Q.source)
    .join_from(MinutesSection, Minutes, _N.id == _Q.minutes_id)
    .where(_N.meeting_id == bindparam("meeting_id"), _N.status != "dropped", see(MinutesSection, Minutes))
)


def kind_of(session: Session, conference_id: int) -> Kind:
    """The description of a conference that the viewer belongs to. Raises NotFound for another."""
    seat = session.viewer.seat_in(conference_id)
    if seat is None:
        raise NotFound
    return get_kind(seat.kind)


def latest_minutes(session: Session, meeting_id: int) -> Minutes | None:
    """The newest version of a meeting's minutes, a draft included, or None."""
    found: Minutes | None = session.execute(
        _LATEST, {**session.see, "meeting_id": meeting_id}
    ).scalar_one_or_none()
    return found


def draft_minutes(session: Session, meeting_id: int) -> Minutes:
    """Draft the minutes of a closed meeting from its record (MEETING_RUN), within the caller's transaction.

    A second call adds the cases that whoever called first was not allowed to see; once the minutes are
    approved it does so in a new version. Raises NotFound, and Mistake before the meeting is closed.
    """
    meeting = get(session, Meeting, meeting_id)
    if meeting.status != "closed":
        raise Mistake("", "Close the meeting first: its minutes are drafted from what it recorded.")
    kind = kind_of(session, meeting.conference_id)
    found = gathered(session, meeting, meeting.opened_at or meeting.starts_at)
    kept = {tuple(row) for row in session.rows(_KEPT, {"meeting_id": meeting_id})}
    lines = [
        line
        for line in placed(kind, draft_lines(kind, found))
        if (line.case_id, line.item_id, line.source) not in kept
    ]
    minutes = _open_draft(session, kind, meeting)
    write_lines(session, kind, minutes, lines)
    return minutes


def _open_draft(session: Session, kind: Kind, meeting: Meeting) -> Minutes:
    latest = latest_minutes(session, meeting.id)
    if latest is not None and latest.status == "draft":
        return latest
    return add_version(
        session, meeting, carried_on(latest.opening) if latest else opening_of(session, kind, meeting)
    )


def add_version(session: Session, meeting: Meeting, opening: str) -> Minutes:
    """A new, empty draft with the next number."""
    (last,) = session.row(_LAST_NUMBER, {"meeting_id": meeting.id})
    minutes = Minutes(
        meeting_id=meeting.id,
        conference_id=meeting.conference_id,
        number=(last or 0) + 1,
        opening=opening,
        drafted_at=clock.now(),
        drafted_by_id=session.viewer.id,
    )
    session.add(minutes)
    session.flush()
    return minutes


def placed(kind: Kind, lines: Iterable[DraftLine]) -> list[DraftLine]:
    """The lines with their place within a case: by heading, then as they come."""
    order = {heading.key: place for place, heading in enumerate(kind.minutes_headings)}
    return [
        DraftLine(
            line.case_id,
            line.item_id,
            line.heading,
            line.source,
            line.words,
            line.whose_id,
            order[line.heading] * 10_000 + number,
        )
        for number, line in enumerate(lines)
    ]


def write_lines(session: Session, kind: Kind, minutes: Minutes, lines: list[DraftLine]) -> None:
    """Keep lines as sections of a draft, each case under an entry of its own."""
    mask = kind.section_class("summary").mask
    keyed = [(new_id(), line) for line in lines]
    if keyed:
        rows = [_row(minutes.id, section_id, line, mask) for section_id, line in keyed]
        session.execute(insert(MinutesSection.__table__), rows)  # type: ignore[attr-defined]
    drafted(session, minutes, None, len(keyed))
    for case_id in dict.fromkeys(line.case_id for line in lines):
        own = [(section_id, line) for section_id, line in keyed if line.case_id == case_id]
        entry = drafted(session, minutes, case_id, len(own))
        for section_id, line in own:
            if line.words is not None:
                _seal(session, entry, section_id, line, mask)


def _seal(session: Session, entry: Entry, section_id: int, line: DraftLine, mask: int) -> None:
    words, whose = line.words or {}, line.whose_id
    seal(session, entry, section_id, Text.MINUTES_SECTION, words, class_bit=mask, agency_id=whose)


def _row(minutes_id: int, section_id: int, line: DraftLine, mask: int) -> dict[str, Any]:
    return {
        "id": section_id,
        "minutes_id": minutes_id,
        "case_id": line.case_id,
        "agenda_item_id": line.item_id,
        "heading": line.heading,
        "position": line.position,
        "agency_id": line.whose_id,
        "class_bit": mask,
        "source": line.source,
    }


def drafted(session: Session, minutes: Minutes, case_id: int | None, sections: int) -> Entry:
    """The entry of a draft: one for the whole, one for each case whose texts it seals."""
    return session.record(
        events.MinutesDrafted(
            record_id=minutes.id,
            case_id=case_id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
            sections=sections,
        )
    )
