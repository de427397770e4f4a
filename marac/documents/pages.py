"""What the pages of minutes show: each function reads, records that it was shown, and gives plain values."""

from dataclasses import dataclass
from datetime import date

from marac import clock
from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import get
from marac.audit import events
from marac.conferences import Kind
from marac.conferences.working_days import working_days_later
from marac.db import Entry
from marac.documents.comparing import Difference, differences
from marac.documents.drafting import kind_of
from marac.documents.minutes_queries import read_differing, read_minutes, version_of, versions_of
from marac.documents.reading import CaseRead, MinutesRead, Said, under_headings
from marac.errors import NotFound
from marac.records import Meeting
from marac.ui.navigation import enter_conference

# Where a paragraph comes from, in words.
SOURCES = {
    "people": "The referral",
    "listing": "The list of the meeting",
    "traits": "The page of the case",
    "referral": "The referral",
    "earlier": "The record of the action",
    "review": "The review of the action at the meeting",
    "views": "Shared before the meeting",
    "contribution": "Shared before the meeting",
    "return": "The agency’s return",
    "summary": "The chair’s summary at the meeting",
    "risk": "A risk named at the meeting",
    "action": "An action agreed at the meeting",
    "disclosure": "Considered at the meeting",
    "decision": "The decision at the meeting",
    "rationale": "The rationale recorded at the meeting",
    "dissent": "A differing view recorded at the meeting",
}
Headed = list[tuple[str, str, list[Said]]]


@dataclass(frozen=True)
class MinutesPage:
    """Everything that the page of one version shows."""

    read: MinutesRead
    kind: Kind
    cases: list[tuple[CaseRead, Headed]]
    versions: list[MinutesRead]
    may_write: bool
    may_approve: bool
    due_on: date | None


def enter(conference_id: int) -> Kind:
    """Set the page in a conference, and return its kind. Raises NotFound for one that is not the viewer's."""
    kind = kind_of(desk(), conference_id)
    seat = viewer().seat_in(conference_id)
    if seat is None:
        raise NotFound
    enter_conference(seat)
    return kind


def show_as(page: str, meeting_id: int, conference_id: int) -> Entry:
    """The receipt of a page about a meeting; what is read for it is noted on it."""
    return desk().record(
        events.ListShown(page=page, conference_id=conference_id, meeting_id=meeting_id), is_list=True
    )


def minutes_page(bare: MinutesRead) -> MinutesPage:
    """The page of one version, as the viewer may read it."""
    kind = enter(bare.conference_id)
    shown = show_as("minutes", bare.meeting_id, bare.conference_id)
    read = read_minutes(desk(), shown, bare)
    return MinutesPage(
        read=read,
        kind=kind,
        cases=[(case, under_headings(kind, case.lines)) for case in read.cases],
        versions=versions_of(desk(), meeting_id=bare.meeting_id),
        may_write=viewer().may_in(Act.MINUTES_WRITE, bare.conference_id),
        may_approve=viewer().may_in(Act.MINUTES_APPROVE, bare.conference_id),
        due_on=_due_on(kind, bare),
    )


def _due_on(kind: Kind, bare: MinutesRead) -> date | None:
    if not bare.is_draft or bare.closed_at is None or not kind.has_rule("minutes_due_working_days"):
        return None
    closed = clock.london_day(bare.closed_at)
    return working_days_later(kind, closed, kind.rule("minutes_due_working_days", closed).number)


def current_version(meeting_id: int) -> MinutesRead | None:
    """The version that the viewer works on or reads now: the newest there is for them, or None."""
    found = versions_of(desk(), meeting_id=meeting_id)
    return found[0] if found else None


def closed_meeting(meeting_id: int) -> Meeting:
    """A meeting whose minutes may be asked for, with the page set in its conference. Raises NotFound."""
    meeting = get(desk(), Meeting, meeting_id)
    enter(meeting.conference_id)
    show_as("minutes", meeting.id, meeting.conference_id)
    return meeting


def changes_page(minutes_id: int, other_id: int) -> tuple[MinutesRead, MinutesRead, list[Difference]]:
    """Two versions of one meeting's minutes, the older first, and where they differ.

    Without another one it is the version before. Raises NotFound when there is none.
    """
    chosen = version_of(desk(), minutes_id)
    versions = versions_of(desk(), meeting_id=chosen.meeting_id)
    others = [each for each in versions if each.id == other_id] if other_id else []
    before = [each for each in versions if each.number < chosen.number]
    if not (others or before):
        raise NotFound
    older, newer = sorted((chosen, (others or before)[0]), key=lambda each: each.number)
    enter(chosen.conference_id)
    shown = show_as("minutes-compared", chosen.meeting_id, chosen.conference_id)
    pair = read_differing(desk(), shown, older, newer)
    return *pair, differences(*pair)
