"""A kind of conference: Marac, MAPPA or MASIP, as its description file says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from marac.conferences.lookup import get_entry
from marac.conferences.problems import UnknownName
from marac.conferences.rules import Rule, choose_rule
from marac.conferences.shapes import (
    AgencyKind,
    AgendaSection,
    AnswerRule,
    AudienceLimit,
    CaseStep,
    Consideration,
    Criterion,
    Decision,
    InvitationRule,
    MinutesHeading,
    Question,
    Role,
    SectionClass,
    Word,
)


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of conference. Read-only, the same object for everyone; lists are in their order of use."""

    key: str
    name: str
    centred_on: Literal["pair", "perpetrator", "perpetrator_and_victims"]
    marking: str
    core_agency_kinds: tuple[str, ...]
    confidentiality_title: str
    confidentiality_statement: str
    vocabulary: Mapping[str, Word]
    criteria: tuple[Criterion, ...]
    decisions: tuple[Decision, ...]
    action_fields: tuple[Question, ...]
    victim_views: tuple[Question, ...]
    victim_views_rules: tuple[AnswerRule, ...]
    agenda_sections: tuple[AgendaSection, ...]
    case_steps: tuple[CaseStep, ...]
    minutes_headings: tuple[MinutesHeading, ...]
    section_classes: tuple[SectionClass, ...]
    rules: tuple[Rule, ...]
    roles: tuple[Role, ...]
    agency_kinds: tuple[AgencyKind, ...]
    case_fields: tuple[Question, ...] = ()
    case_rules: tuple[AnswerRule, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    invitation_rules: tuple[InvitationRule, ...] = ()
    audience_limits: tuple[AudienceLimit, ...] = ()

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The vocabulary in the singular."""
        return MappingProxyType({key: word.one for key, word in self.vocabulary.items()})

    @cached_property
    def words_plural(self) -> Mapping[str, str]:
        """The vocabulary in the plural."""
        return MappingProxyType({key: word.many for key, word in self.vocabulary.items()})

    def word(self, key: str) -> str:
        """This conference's word for `key`, in the singular. Raises UnknownName."""
        return _worded(self.words, key)

    def plural(self, key: str) -> str:
        """This conference's word for `key`, in the plural. Raises UnknownName."""
        return _worded(self.words_plural, key)

    def heading(self, key: str) -> str:
        """The word with a capital, to open a heading. Raises UnknownName."""
        return opening_capital(self.word(key))

    def rule(self, name: str, on: date, overrides: Sequence[Rule] = ()) -> Rule:
        """The rule `name` in force on the London day `on`.

        `overrides` are the site's and then the conference's own values. Errors as for `choose_rule`.
        """
        return choose_rule(self.rules, name, on, overrides)

    def has_rule(self, name: str) -> bool:
        """Does this kind of conference have a rule of that name, whatever its date?"""
        return any(rule.name == name for rule in self.rules)

    def criterion(self, code: str) -> Criterion:
        """The referral criterion `code`. Raises UnknownName."""
        return get_entry(self.criteria, code, "criterion")

    def decision(self, code: str) -> Decision:
        """The decision `code`. Raises UnknownName."""
        return get_entry(self.decisions, code, "decision")

    def action_field(self, key: str) -> Question:
        """The action's question `key`. Raises UnknownName."""
        return get_entry(self.action_fields, key, "action field")

    def section_class(self, key: str) -> SectionClass:
        """The class of sections `key`. Raises UnknownName."""
        return get_entry(self.section_classes, key, "class of sections")

    def audience_limit(self, section_class: str, on: date) -> AudienceLimit | None:
        """How far a conference may change who is cleared for a class on a London day; None is without limit.

        Of several limits of one class the newest that is in force holds.
        """
        limits = (each for each in self.audience_limits if each.section_class == section_class)
        in_force = (each for each in limits if each.effective_from <= on)
        return max(in_force, key=lambda each: each.effective_from, default=None)

    def contribution_step(self, agency_kind: str, *, is_referrer: bool = False) -> CaseStep:
        """When an agency of that kind speaks on a case; a kind named nowhere speaks with the rest."""
        if is_referrer:
            return next(step for step in self.case_steps if step.speaker == "referrer")
        named = (step for step in self.case_steps if agency_kind in step.agency_kinds)
        return next(named, None) or next(step for step in self.case_steps if step.takes_the_rest)

    def contribution_order(self, agency_kind: str, *, is_referrer: bool = False) -> int:
        """The place of that agency's contribution in the running order of a case, from 0."""
        return self.case_steps.index(self.contribution_step(agency_kind, is_referrer=is_referrer))


def _worded(words: Mapping[str, str], key: str) -> str:
    if key not in words:
        raise UnknownName("word", key, tuple(words))
    return words[key]


def opening_capital(text: str) -> str:
    """The text with its first letter as a capital and the rest left alone."""
    return text[:1].upper() + text[1:]
