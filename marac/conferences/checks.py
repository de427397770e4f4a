"""Cross-checks of a description, made once when it is loaded. Every fault found is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from marac.conferences.agency_names import plain_name
from marac.conferences.kind import Kind
from marac.conferences.lookup import identifier
from marac.conferences.problems import ConferenceDataError, RuleOverrideRefused
from marac.conferences.rules import Rule, age_bands, check_override
from marac.conferences.settings import CommonSettings
from marac.conferences.shapes import (
    CASE_FACTS,
    EVERY,
    AnswerRule,
    Audience,
    AudienceLimit,
    Question,
    SectionClass,
)
from marac.conferences.working_days import HOLIDAYS, holidays_of

_CODE = re.compile(r"[a-z0-9][a-z0-9_]*")


def check_common(settings: CommonSettings, place: str) -> None:
    """Raise ConferenceDataError, naming every fault, unless the shared settings hold together."""
    kinds = settings.agency_kinds
    groups: dict[str, Iterable[object]] = {
        "audience_grounds": settings.audience_grounds,
        "roles": settings.roles,
        "attendance": settings.attendance,
        "action_statuses": settings.action_statuses,
        "contribution_kinds": settings.contribution_kinds,
        "research_states": settings.research_states,
        "contribution_classes": settings.contribution_classes,
        "agency_kinds": kinds,
    }
    faults = [fault for name, entries in groups.items() for fault in _names(name, entries)]
    faults += _repeated("short name", [plain_name(name) for kind in kinds for name in kind.short_names])
    faults += _repeated("slug", [slug for kind in kinds for slug in kind.slugs])
    faults += _repeated("name phrase", [plain_name(name) for kind in kinds for name in kind.name_phrases])
    faults += _repeated("sensitivity", [entry.sensitivity for entry in settings.contribution_classes])
    faults += _rules(settings.rules)
    _refuse(place, faults)


def check_kind(kind: Kind, settings: CommonSettings, place: str) -> None:
    """Raise ConferenceDataError, naming every fault, unless the kind of conference holds together."""
    faults = [
        *_all_names(kind),
        *_questions(kind),
        *_decisions(kind),
        *_running_order(kind),
        *_agency_kinds(kind, settings),
        *_classes(kind, settings),
        *_audience_limits(kind),
        *_invitations(kind),
        *_rules(kind.rules),
    ]
    _refuse(place, faults)


def _refuse(place: str, faults: list[str]) -> None:
    if faults:
        raise ConferenceDataError(f"{place}: {'; '.join(faults)}")


def _repeated(what: str, names: Iterable[str]) -> list[str]:
    return [f"the {what} {name!r} is given twice" for name, count in Counter(names).items() if count > 1]


def _names(group: str, entries: Iterable[object]) -> list[str]:
    names = [identifier(entry) for entry in entries]
    odd = [name for name in names if not _CODE.fullmatch(name)]
    faults = [f"{group}: write {name!r} in small letters, digits and _" for name in odd]
    if not names:
        faults.append(f"{group}: there must be at least one")
    return faults + [f"{group}: {fault}" for fault in _repeated("name", names)]


def _all_names(kind: Kind) -> Iterator[str]:
    for group in ("criteria", "decisions", "action_fields", "victim_views", "agenda_sections"):
        yield from _names(group, getattr(kind, group))
    for group in ("case_steps", "minutes_headings", "section_classes"):
        yield from _names(group, getattr(kind, group))
    for group in ("case_fields", "case_rules", "considerations"):
        yield from _repeated(group, [identifier(entry) for entry in getattr(kind, group)])


def _questions(kind: Kind) -> Iterator[str]:
    for question in (*kind.case_fields, *kind.action_fields, *kind.victim_views):
        if (question.type == "choice") != bool(question.choices):
            yield f"{question.key}: choices go with type choice, and only with it"
        yield from _repeated(f"choice of {question.key}", question.codes)
    yield from _answer_rules(kind.case_fields, kind.case_rules)
    yield from _answer_rules(kind.victim_views, kind.victim_views_rules)


def _answer_rules(questions: tuple[Question, ...], rules: tuple[AnswerRule, ...]) -> Iterator[str]:
    codes = {question.key: question.codes for question in questions}
    for rule in rules:
        named = (rule.question, *rule.requires, *([rule.refuses] if rule.refuses else []))
        yield from (f"{rule.code}: there is no question {name!r}" for name in named if name not in codes)
        answers = [(rule.question, code) for code in rule.answers]
        answers += [(rule.refuses, code) for code in rule.refused_answers]
        for name, code in answers:
            if code not in codes.get(name, ()):
                yield f"{rule.code}: {name!r} has no choice {code!r}"
        if not rule.requires and not rule.refused_answers:
            yield f"{rule.code}: the rule requires and refuses nothing"


def _decisions(kind: Kind) -> Iterator[str]:
    codes = {question.key: question.codes for question in kind.case_fields}
    for decision in kind.decisions:
        if decision.closes_case and decision.defers:
            yield f"decision {decision.code}: it cannot both close the case and defer it"
        for setting in decision.sets:
            if setting.answer not in codes.get(setting.question, ()):
                yield f"decision {decision.code}: {setting.question!r} has no choice {setting.answer!r}"


def _running_order(kind: Kind) -> Iterator[str]:
    if sum(section.holds_cases for section in kind.agenda_sections) != 1:
        yield "agenda_sections: exactly one must hold the cases"
    if sum(step.takes_the_rest for step in kind.case_steps) != 1:
        yield "case_steps: exactly one must take the rest of the agencies"
    if sum(step.speaker == "referrer" for step in kind.case_steps) != 1:
        yield "case_steps: exactly one must be the referrer's"
    for step in kind.case_steps:
        has_agencies = bool(step.agency_kinds) or step.takes_the_rest
        if (step.speaker == "agencies") != has_agencies:
            yield f"case step {step.key}: agencies go with speaker agencies, and only with it"
    yield from _repeated("speaker", [agency for step in kind.case_steps for agency in step.agency_kinds])


def _invitations(kind: Kind) -> Iterator[str]:
    yield from _repeated("invitation rule", [rule.code for rule in kind.invitation_rules])
    known = {entry.key for entry in kind.agency_kinds}
    codes = {question.key: question.codes for question in kind.case_fields}
    for rule in kind.invitation_rules:
        unknown = [name for name in rule.agency_kinds if name not in known]
        yield from (f"{rule.code}: there is no kind of agency {name!r}" for name in unknown)
        if rule.fact not in (*CASE_FACTS, *codes):
            yield f"{rule.code}: there is no fact or question {rule.fact!r}"
        for answer in rule.answers:
            if answer not in codes.get(rule.fact, ()):
                yield f"{rule.code}: {rule.fact!r} has no answer {answer!r}"


def _agency_kinds(kind: Kind, settings: CommonSettings) -> Iterator[str]:
    known = {entry.key for entry in settings.agency_kinds}
    used = [*kind.core_agency_kinds, *(name for step in kind.case_steps for name in step.agency_kinds)]
    yield from (f"there is no kind of agency {name!r}" for name in used if name not in known)
    roles = {role.key for role in settings.roles}
    for section_class in kind.section_classes:
        for audience in section_class.audience:
            for fault in _audience(audience, known, roles):
                yield f"audience of {section_class.key}: {fault}"


def _audience(audience: Audience, agency_kinds: set[str], roles: set[str]) -> Iterator[str]:
    for name in (audience.agency, *audience.but_not):
        if name not in agency_kinds and not (name == EVERY and name == audience.agency):
            yield f"there is no kind of agency {name!r}"
    if audience.role not in roles | {EVERY}:
        yield f"there is no role {audience.role!r}"


def _audience_limits(kind: Kind) -> Iterator[str]:
    classes = {entry.key: entry for entry in kind.section_classes}
    yield from _repeated(
        "audience limit",
        [f"{each.section_class} from {each.effective_from}" for each in kind.audience_limits],
    )
    agency_kinds, roles = {entry.key for entry in kind.agency_kinds}, {role.key for role in kind.roles}
    for limit in kind.audience_limits:
        for audience in (*limit.at_most, *limit.keeps):
            for fault in _audience(audience, agency_kinds, roles):
                yield f"audience limit of {limit.section_class}: {fault}"
        yield from (
            f"audience limit of {limit.section_class}: there is no kind of agency {name!r}"
            for name in limit.agreed_by
            if name not in agency_kinds
        )
        if limit.section_class not in classes:
            yield f"there is no class of sections {limit.section_class!r}"
        else:
            yield from _beyond(kind, limit, classes[limit.section_class])


def _beyond(kind: Kind, limit: AudienceLimit, section_class: SectionClass) -> Iterator[str]:
    """Where the description's own audience is not within its limit."""
    for agency in kind.agency_kinds:
        for role in (role for role in kind.roles if role.sits):
            is_cleared = section_class.is_cleared(agency.key, role)
            who = f"{agency.key}, {role.key}"
            if is_cleared and not limit.allows(agency.key, role):
                yield f"audience of {section_class.key}: {who} is beyond its limit"
            if limit.requires(agency.key, role) and not is_cleared:
                yield f"audience of {section_class.key}: {who} must be kept"


def _classes(kind: Kind, settings: CommonSettings) -> Iterator[str]:
    known = {section_class.key for section_class in kind.section_classes}
    used = [heading.section_class for heading in kind.minutes_headings]
    used += [consideration.section_class for consideration in kind.considerations]
    used += [entry.section_class for entry in settings.contribution_classes]
    yield from (f"there is no class of sections {name!r}" for name in used if name not in known)
    yield from _repeated("bit", [str(section_class.bit) for section_class in kind.section_classes])


def _rules(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield from _repeated("rule", [f"{rule.name} from {rule.effective_from}" for rule in rules])
    for rule in rules:
        try:
            check_override(rules, rule)
            if rule.name == "overdue_age_bands":
                age_bands(rule)
            if rule.name == HOLIDAYS:
                holidays_of(rule)
        except (RuleOverrideRefused, ValueError, TypeError) as fault:
            yield str(fault)
