"""A case in words: its status, what the referral says, and the answers to the kind's own questions."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from marac.clock import day_in_words
from marac.conferences import Kind
from marac.conferences.shapes import Question

STATUS_WORDS = {
    "draft": "Being typed in",
    "received": "To review",
    "open": "Open",
    "closed": "Closed",
    "set_aside": "Set aside",
}
STATUS_TAGS = {"received": "waiting", "open": "good", "draft": "private"}

Row = tuple[str, str]


def summary_rows(kind: Kind, summary: Mapping[str, Any]) -> Iterator[Row]:
    """What the referral says, as (heading, words), without how to reach the victim; blanks are left out."""
    victim = kind.word("victim")
    asked = (
        ("reason_for_referral", "Why this was referred"),
        ("victim_afraid_of", f"Who or what the {victim} is afraid of"),
        ("victim_aware", f"The {victim} knows of the {kind.word('referral')}"),
        ("consent_given", f"The {victim} has agreed to it"),
        ("consent_reason", "Why it was referred without agreement"),
        ("incident_date", "Latest incident"),
        ("previously_referred_other_marac", "Known to another conference"),
        ("other_marac_name", "Which conference"),
        ("other_marac_date", "When"),
    )
    for key, label in asked:
        if summary.get(key) not in (None, "", []):
            yield label, _words(summary[key], is_day=key.endswith("_date"))


def contact_rows(kind: Kind, summary: Mapping[str, Any]) -> Iterator[Row]:
    """How the victim can be reached without danger, as (heading, words); blanks are left out."""
    asked = (
        ("safe_to_call", f"Safe to call the {kind.word('victim')}"),
        ("contact_notes", "How and when"),
        ("safe_to_talk_to", "Safe to talk to"),
        ("not_safe_to_talk_to", "Not safe to talk to"),
    )
    for key, label in asked:
        if summary.get(key) not in (None, "", []):
            yield label, _words(summary[key])


def trait_rows(kind: Kind, traits: str, sealed: str | None) -> Iterator[Row]:
    """The answers to the kind's own questions, as (question, words); blanks are left out."""
    answers = {**json.loads(traits or "{}"), **json.loads(sealed or "{}")}
    for question in kind.case_fields:
        if answers.get(question.key):
            yield question.label, _answer(question, answers[question.key])


def criteria_words(kind: Kind, criteria: str) -> tuple[str, ...]:
    """The criteria that a referral claims, by their labels."""
    claimed = json.loads(criteria or "[]")
    return tuple(criterion.label for criterion in kind.criteria if criterion.code in claimed)


def decision_words(kind: Kind, code: str) -> str:
    """A decision's label; the empty string while nothing is decided."""
    return next((decision.label for decision in kind.decisions if decision.code == code), code)


def _words(answer: Any, *, is_day: bool = False) -> str:
    if isinstance(answer, bool):
        return "Yes" if answer else "No"
    if isinstance(answer, list):
        return ", ".join(str(each) for each in answer)
    text = str(answer)
    return _day(text) if is_day else {"yes": "Yes", "no": "No"}.get(text, text)


def _day(text: str) -> str:
    try:
        return day_in_words(date.fromisoformat(text))
    except ValueError:  # a form may name a month only
        return text


def _answer(question: Question, answer: Any) -> str:
    if question.type == "date":
        return _day(str(answer))
    given = [answer] if isinstance(answer, str) else list(answer)
    return ", ".join(question.label_of(str(code)) for code in given)
