"""One paragraph of a draft beside what it came from."""

import json
from dataclasses import dataclass

from marac.access.gate import desk
from marac.access.loading import get
from marac.access.seal import open_of
from marac.audit import events
from marac.conferences import Kind
from marac.documents.pages import SOURCES, enter
from marac.errors import NotFound
from marac.records import AgendaItem, Case, Meeting, Minutes, MinutesSection, Text

# The sealed text that a part of the draft was copied from.
_ORIGINALS = {
    "summary": Text.MEETING_SUMMARY,
    "rationale": Text.MEETING_RATIONALE,
    "dissent": Text.MEETING_DISSENT,
    "risk": Text.RISK_TEXT,
    "action": Text.ACTION_TEXT,
    "earlier": Text.ACTION_TEXT,
}


@dataclass(frozen=True)
class SectionPage:
    """A paragraph to be amended: its words now, those it came from, and why it was amended before."""

    section_id: int
    minutes_id: int
    meeting_id: int
    number: int
    version: int
    saved_key: str
    saved_seq: int
    reference: str
    meeting_reference: str
    heading: str
    source_words: str
    text: str
    why: str
    original: str

    @property
    def needs_reason(self) -> bool:
        """Whether it amends minutes that were approved."""
        return self.number > 1


def section_page(section_id: int) -> SectionPage:
    """The page of a paragraph of the meeting's own record, in a draft. Raises NotFound for any other."""
    section = get(desk(), MinutesSection, section_id, afresh=True)
    minutes = get(desk(), Minutes, section.minutes_id)
    part, number = section.source.split(":", 1)
    if minutes.status != "draft" or section.agency_id is not None:
        raise NotFound
    kind = enter(minutes.conference_id)
    shown = desk().record(
        events.CaseShown(
            page="minutes-section",
            case_id=section.case_id,
            conference_id=minutes.conference_id,
            meeting_id=minutes.meeting_id,
        )
    )
    kept = open_of(desk(), shown, section.id, Text.MINUTES_SECTION, Text.MINUTES_REASON)
    if Text.MINUTES_SECTION not in kept:
        raise NotFound
    field = _ORIGINALS.get(part)
    original = open_of(desk(), shown, int(number), field).get(field, "") if field else ""
    return SectionPage(
        section_id=section.id,
        minutes_id=minutes.id,
        meeting_id=minutes.meeting_id,
        number=minutes.number,
        version=section.version,
        saved_key=section.saved_key,
        saved_seq=section.saved_seq,
        reference=_reference(section),
        meeting_reference=get(desk(), Meeting, minutes.meeting_id).reference,
        heading=_heading(kind, section.heading),
        source_words=SOURCES[part],
        text=json.loads(kept[Text.MINUTES_SECTION])["text"],
        why=kept.get(Text.MINUTES_REASON, ""),
        original=original,
    )


def _reference(section: MinutesSection) -> str:
    """The case under which the paragraph stands; if it is about another, both are on the ledger."""
    case_id = section.case_id
    if section.agenda_item_id is not None:
        case_id = get(desk(), AgendaItem, section.agenda_item_id).case_id
    case = get(desk(), Case, case_id)
    if case_id != section.case_id:
        happening = events.ListShown(page="case-neighbours", conference_id=case.conference_id, rows=1)
        desk().record(happening, is_list=True).cases = {case_id}
    return case.reference


def _heading(kind: Kind, key: str) -> str:
    return next(heading.text for heading in kind.minutes_headings if heading.key == key)
