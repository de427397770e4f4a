"""The parts that a kind of conference is described with. Read-only; built by `kinds` and `settings`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

EVERY = "*"

# Facts of a case by which an invitation can be suggested, whatever the kind of conference.
CASE_FACTS = ("child", "unborn_child", "young_victim", "young_perpetrator", "no_fixed_abode")

AnswerType = Literal["choice", "text", "date", "person", "agency"]


@dataclass(frozen=True)
class Word:
    """A noun of the conference in the singular and the plural."""

    one: str
    many: str


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """A question of the conference's own, asked on a case, an action or a victim's views.

    `type` person means a person of the case, agency a member agency. `is_sealed` answers are
    confidential text and belong in a sealed table. `is_many` allows several answers.
    """

    key: str
    label: str
    type: AnswerType
    source: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    is_sealed: bool = False
    is_many: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that can be chosen."""
        return tuple(choice.code for choice in self.choices)

    def label_of(self, code: str) -> str:
        """The label of a choice; an unknown code is returned as it is."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


@dataclass(frozen=True)
class AnswerRule:
    """Answers that do not go together.

    When `question` has one of `answers` (any answer at all if the list is empty), the questions in
    `requires` must be answered and `refuses` must not be one of `refused_answers`.
    """

    code: str
    question: str
    message: str
    source: str
    answers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    refuses: str = ""
    refused_answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """A reason for which a case is referred; several may hold at once."""

    code: str
    label: str
    source: str
    hint: str = ""
    needs_reason: bool = False


@dataclass(frozen=True)
class Setting:
    """The answer to one of the case's questions that a decision brings with it."""

    question: str
    answer: str


@dataclass(frozen=True)
class Decision:
    """What a meeting can decide on a case."""

    code: str
    label: str
    hint: str = ""
    closes_case: bool = False
    defers: bool = False
    needs_rationale: bool = False
    sets: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class AgendaSection:
    """One point of the running order; exactly one holds the cases."""

    key: str
    label: str
    holds_cases: bool = False


@dataclass(frozen=True)
class CaseStep:
    """Who speaks when on a case: the referrer, agencies of some kinds, or the chair's office."""

    key: str
    label: str
    speaker: Literal["referrer", "agencies", "office"]
    agency_kinds: tuple[str, ...] = ()
    takes_the_rest: bool = False


@dataclass(frozen=True)
class InvitationRule:
    """A fact of a case for which agencies of some kinds are suggested to its coordinator.

    `fact` is one that every case may show (see `CASE_FACTS`), or the key of one of the case's own questions,
    which then must have one of `answers`. `reason` completes the sentence "suggested because …".
    """

    code: str
    fact: str
    agency_kinds: tuple[str, ...]
    reason: str
    source: str
    effective_from: date
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Consideration:
    """Something the meeting must think about on each case, whatever it then decides."""

    key: str
    label: str
    outcomes: tuple[Choice, ...]
    section_class: str
    source: str
    hint: str = ""
    is_required: bool = False
    needs_reason: bool = False


@dataclass(frozen=True)
class MinutesHeading:
    """A heading of the minutes in Word: once at the opening, in each case, or at the close."""

    key: str
    text: str
    scope: Literal["opening", "case", "close"]
    section_class: str


@dataclass(frozen=True)
class Audience:
    """Agencies of a kind, or every kind (`*`) but some, in a role, or every role that sits (`*`)."""

    agency: str
    role: str
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionClass:
    """A class of sections of the record and who is cleared for it by default; `bit` counts from 0."""

    key: str
    bit: int
    label: str
    description: str
    audience: tuple[Audience, ...] = ()

    @property
    def mask(self) -> int:
        """The class as one bit of a clearance."""
        return 1 << self.bit

    def is_cleared(self, agency_kind: str, role: Role) -> bool:
        """Is a member of such an agency, in this role, cleared for the class by default?"""
        return any(_includes(audience, agency_kind, role) for audience in self.audience)


@dataclass(frozen=True)
class AudienceLimit:
    """How far a conference may change who is cleared for a class: nobody beyond `at_most`, never without `keeps`.

    `why` is told to whoever tries. It holds from `effective_from`. Before anybody is cleared who was not, somebody who
    represents an agency of a kind in `agreed_by`, if there are any, must agree.
    """

    section_class: str
    why: str
    source: str
    effective_from: date
    at_most: tuple[Audience, ...] = (Audience(EVERY, EVERY),)
    keeps: tuple[Audience, ...] = ()
    agreed_by: tuple[str, ...] = ()

    def allows(self, agency_kind: str, role: Role) -> bool:
        """May such a member be cleared for the class?"""
        return any(_includes(audience, agency_kind, role) for audience in self.at_most)

    def requires(self, agency_kind: str, role: Role) -> bool:
        """Must such a member stay cleared for it?"""
        return any(_includes(audience, agency_kind, role) for audience in self.keeps)


def _includes(audience: Audience, agency_kind: str, role: Role) -> bool:
    if agency_kind in audience.but_not or audience.agency not in (EVERY, agency_kind):
        return False
    return role.sits if audience.role == EVERY else audience.role == role.key


@dataclass(frozen=True)
class AgencyKind:
    """A kind of agency, and the ways in which people write it.

    `short_names` begin a one-line action, `slugs` are parts of research file names, `name_phrases`
    give the kind away inside an agency's full name.
    """

    key: str
    label: str
    short_names: tuple[str, ...]
    slugs: tuple[str, ...] = ()
    name_phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """A role in a conference. `is_office` runs the meeting; `sits` attends and is covered by `*`."""

    key: str
    label: str
    description: str
    is_office: bool = False
    sits: bool = False


@dataclass(frozen=True)
class AttendanceState:
    """How an agency took part in a meeting."""

    code: str
    label: str
    is_present: bool = False
    sent_information: bool = False


@dataclass(frozen=True)
class ActionStatus:
    """Where an action stands. Reason and evidence are compulsory where marked."""

    code: str
    label: str
    is_open: bool = False
    needs_reason: bool = False
    needs_evidence: bool = False


@dataclass(frozen=True)
class ContributionClass:
    """A class that a contributor can give an item, and its name in research files."""

    code: str
    label: str
    hint: str
    section_class: str
    sensitivity: str
