"""What the Word documents of a meeting hold, as plain frozen values.

Everything here has already been filtered for one recipient. What the recipient may not see is
simply not given, so the file cannot hold a trace of it. Words that differ between kinds of
conference (headings, labels) are values too; every date and time is already in words.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from marac.documents.wording import STATEMENT_OF_SUBSTANCE, Words


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy of a document, made for one recipient and entered in the ledger before it leaves.

    `ledger_position` is the number of the last entry before the copy's own, which is not known until it is
    written.
    `made_at` is an aware time, used for the file's own timestamps; `made_at_london` is the same time in
    words. `receipt` is the ledger's size and root, printed at the end so that the recipient holds a witness.
    """

    recipient_name: str
    recipient_agency: str
    made_at: datetime
    made_at_london: str
    copy_number: str
    ledger_position: str
    reference: str
    receipt: str = ""
    marking: str = "OFFICIAL-SENSITIVE"


@dataclass(frozen=True)
class Heading:
    """The text above the section that `key` names; the order of headings is the order of sections."""

    key: str
    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table; `weight` is its share of the page's width."""

    title: str
    weight: int


@dataclass(frozen=True)
class Paragraphs:
    """Running text. A line break in a text starts a new paragraph."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Bullets:
    """A bulleted list, one point for each text."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Labelled:
    """Labels with their values, one pair to a row."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table under `columns`; `caption` describes it to a screen reader.

    A column in which no row has a word is left out.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraphs | Bullets | Labelled | Table


@dataclass(frozen=True)
class Section:
    """Whatever a kind of conference adds under the heading of the same key."""

    key: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingHeading:
    """Which meeting this is; `kind` and `sitting` are words: "Marac", "Emergency meeting". No place."""

    conference: str
    kind: str
    sitting: str
    on: str
    chair: str
    reference: str


class Presence(StrEnum):
    """Whether an agency came to the meeting, in the words that are printed."""

    PRESENT = "Present"
    DEPUTY = "Present, as deputy"
    APOLOGIES_WITH_REPORT = "Apologies, information sent"
    APOLOGIES = "Apologies, no information sent"
    ABSENT = "Absent, no apologies"


@dataclass(frozen=True)
class Attendance:
    """One representative, by agency and name."""

    agency: str
    name: str
    status: Presence


@dataclass(frozen=True)
class Observer:
    """Somebody who watched; `signed` says in words when the confidentiality agreement was signed."""

    name: str
    agency: str
    signed: str


@dataclass(frozen=True)
class Confidentiality:
    """The statement read out at the meeting, and who recorded that it was."""

    text: str
    recorded_by: str
    recorded_at: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action as this recipient may see it. `due` and `status` are words; what is empty is not shown."""

    action: str
    agency: str
    owner: str
    due: str
    status: str
    case: str = ""
    risk: str = ""
    subject: str = ""
    pillar: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing that an agency shared; `nature` says in words whether it is fact or professional opinion."""

    text: str
    nature: str
    source: str
    on: str


@dataclass(frozen=True)
class AgencyInformation:
    """What one agency shared on a case; `note` holds an explicit "nothing known" or a missing return."""

    agency: str
    entries: tuple[Entry, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Views:
    """The victim's views, with who passed them on and when."""

    text: str
    source: str
    on: str


@dataclass(frozen=True)
class Risk:
    """A risk as summed up, with its actions, or the reason why there is none."""

    text: str
    actions: tuple[Action, ...] = ()
    reason_for_none: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseMinutes:
    """One case in the minutes.

    Keys of the headings that place its parts: views, information, summary, risks, decision, rationale,
    dissent, disclosure, and those of `sections`. `history` says new, repeat or transfer in words.
    `withheld` counts what is not in this copy and never says what it is; None says nothing at all.
    """

    reference: str
    identifiers: tuple[str, ...] = ()
    history: str = ""
    criteria: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    views: Views | None = None
    information: tuple[AgencyInformation, ...] = ()
    summary: str = ""
    risks: tuple[Risk, ...] = ()
    decision: str = ""
    rationale: str = ""
    dissent: str = ""
    disclosure: str = ""
    sections: tuple[Section, ...] = ()
    withheld: int | None = None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The minutes of one meeting.

    Keys of `headings`: attendance, observers, confidentiality, conflicts, outstanding, cases, and those of
    `sections`. Of the conflicts of interest only the number is ever given.
    """

    meeting: MeetingHeading
    headings: tuple[Heading, ...]
    case_headings: tuple[Heading, ...]
    attendance: tuple[Attendance, ...] = ()
    observers: tuple[Observer, ...] = ()
    confidentiality: Confidentiality | None = None
    conflicts: int | None = None
    outstanding: tuple[Action, ...] = ()
    cases: tuple[CaseMinutes, ...] = ()
    sections: tuple[Section, ...] = ()
    words: Words = field(default_factory=Words)
    statement: tuple[str, ...] = STATEMENT_OF_SUBSTANCE


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """A case listed at the meeting, as this recipient may see it; `number` and `starts` are words."""

    number: str
    reference: str
    starts: str = ""
    identifiers: tuple[str, ...] = ()
    history: str = ""
    criteria: tuple[str, ...] = ()
    referred_by: str = ""
    agencies: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingList:
    """The list of cases for one meeting. Keys of `headings`: cases, and those of `sections`."""

    meeting: MeetingHeading
    headings: tuple[Heading, ...]
    cases: tuple[AgendaItem, ...] = ()
    sections: tuple[Section, ...] = ()
    words: Words = field(default_factory=Words)
    statement: tuple[str, ...] = STATEMENT_OF_SUBSTANCE


@dataclass(frozen=True)
class PlanGroup:
    """The actions of one agency, or of one case: `title` says which, `notes` stand below it.

    A column that only repeats the title is not shown.
    """

    title: str
    actions: tuple[Action, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActionPlan:
    """The actions that a meeting agreed, by agency or by case, in the order in which the groups are given."""

    meeting: MeetingHeading
    groups: tuple[PlanGroup, ...] = ()
    words: Words = field(default_factory=Words)
    statement: tuple[str, ...] = STATEMENT_OF_SUBSTANCE
