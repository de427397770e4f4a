"""The opening of the minutes in a Word document: details, who came, who sent apologies, what comes next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marac.conferences import Kind
from marac.documents.model import Attendance, Block, Column, Labelled, Paragraphs, Presence, Section, Table
from marac.documents.opening_reasons import why_amended
from marac.documents.phrases import moment_words, weekday_words
from marac.documents.reading import MinutesRead

_NEXT = ("next_meeting", "next_review")


def _has(kind: Kind, key: str) -> bool:
    return any(heading.key == key for heading in kind.minutes_headings)


def _is_listed_here(kind: Kind, came: Mapping[str, str]) -> bool:
    return bool(came["is_present"]) or not _has(kind, "apologies")


def attendance_of(kind: Kind, opening: Mapping[str, Any]) -> tuple[Attendance, ...]:
    """Who came; and who did not, where the kind has no heading of its own for apologies."""
    return tuple(
        Attendance(came["agency"], came["name"], Presence[came["status"].upper()])
        for came in opening["attendance"]
        if _is_listed_here(kind, came)
    )


def opening_sections(kind: Kind, read: MinutesRead) -> tuple[Section, ...]:
    """What stands under the headings of the meeting besides attendance and statement."""
    opening = read.opening
    away = [came for came in opening["attendance"] if not _is_listed_here(kind, came)]
    sections = [Section("details", (Labelled(_details(read)),))]
    if opening["observers"]:
        sections.append(Section("attendance", (_observers(opening),)))
    if away:
        rows = tuple((came["agency"], came["status_words"]) for came in away)
        columns = (Column("Agency", 5), Column("Apologies", 5))
        sections.append(Section("apologies", (Table("Apologies", columns, rows),)))
    following = next(key for key in _NEXT if _has(kind, key))
    return (*sections, Section(following, (_next(opening),)))


def _details(read: MinutesRead) -> tuple[tuple[str, str], ...]:
    conflicts, why = read.opening["conflicts"], why_amended(read.opening)
    approved = f"Approved {moment_words(read.approved_at)} by {read.approved_by}" if read.approved_at else ""
    return (
        ("Began", moment_words(read.opened_at or read.starts_at)),
        ("Closed", moment_words(read.closed_at) if read.closed_at else ""),
        ("Conflicts of interest", "" if conflicts is None else f"{conflicts or 'None'} declared"),
        ("Version", f"{read.number}. {approved or 'Draft, not approved'}"),
        *((("Opening amended", why),) if why else ()),
    )


def _observers(opening: Mapping[str, Any]) -> Table:
    columns = (Column("Observer", 5), Column("From", 5), Column("Confidentiality", 4))
    rows = tuple((each["name"], each["organisation"], "Signed") for each in opening["observers"])
    return Table("Observers", columns, rows)


def _next(opening: Mapping[str, Any]) -> Block:
    if not opening["next"]:
        return Paragraphs(("Not set when this was drafted.",))
    return Paragraphs((weekday_words(datetime.fromisoformat(opening["next"])),))
