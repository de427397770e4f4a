"""Checks answers to a conference's own questions against its description.

Answers arrive already read: a text or code, a date, or several of them; None or blank is not answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marac.conferences.kind import Kind
from marac.conferences.shapes import AnswerRule, Decision, Question

Answer = str | date | Sequence[str] | None
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class AnswerProblem:
    """What is wrong with the answer to the question `key`, in words for whoever typed it."""

    key: str
    message: str


def problems_with_case(kind: Kind, answers: Answers) -> tuple[AnswerProblem, ...]:
    """What stands in the way of keeping these answers on a case; empty when nothing does."""
    return problems_with(kind.case_fields, kind.case_rules, answers)


def problems_with(
    questions: Sequence[Question], rules: Sequence[AnswerRule], answers: Answers
) -> tuple[AnswerProblem, ...]:
    """Every problem with the answers, in the order of the questions and then of the rules.

    Raises KeyError for an answer to a question that was not asked: forms never send one.
    """
    unasked = sorted(set(answers) - {question.key for question in questions})
    if unasked:
        raise KeyError(f"No question was asked about {', '.join(unasked)}.")
    alone = (_problem(question, answers.get(question.key)) for question in questions)
    return (*(problem for problem in alone if problem), *_problems_together(rules, answers))


def answers_after(decision: Decision, answers: Answers) -> dict[str, Answer]:
    """The case's answers as they stand once the decision is taken."""
    return {**answers, **{setting.question: setting.answer for setting in decision.sets}}


def problems_with_decision(
    kind: Kind, code: str, rationale: str, answers: Answers
) -> tuple[AnswerProblem, ...]:
    """What stands in the way of a decision on a case that has these answers.

    Raises UnknownName for a decision that this kind of conference does not take.
    """
    decision = kind.decision(code)
    problems = list(_problems_together(kind.case_rules, answers_after(decision, answers)))
    if decision.needs_rationale and not rationale.strip():
        problems.insert(0, AnswerProblem("rationale", "Say why the meeting decided this."))
    return tuple(problems)


def problems_with_considerations(
    kind: Kind, recorded: Mapping[str, tuple[str, str]]
) -> tuple[AnswerProblem, ...]:
    """What is missing from the considerations of a case, recorded as key to (outcome, reason)."""
    problems = []
    for consideration in kind.considerations:
        outcome, reason = recorded.get(consideration.key, ("", ""))
        codes = {choice.code for choice in consideration.outcomes}
        if outcome not in codes and (outcome or consideration.is_required):
            problems.append(AnswerProblem(consideration.key, f"Choose an outcome: {consideration.label}."))
        elif outcome and consideration.needs_reason and not reason.strip():
            problems.append(AnswerProblem(consideration.key, f"Give the reason: {consideration.label}."))
    return tuple(problems)


def _is_blank(answer: Answer) -> bool:
    return answer is None or (isinstance(answer, str) and not answer.strip()) or answer in ((), [])


def _problem(question: Question, answer: Answer) -> AnswerProblem | None:
    if _is_blank(answer):
        message = f"Answer this: {question.label}." if question.is_required else ""
    elif question.type == "date":
        is_day = isinstance(answer, date) and not isinstance(answer, datetime)
        message = "" if is_day else f"Give a date such as 3 April 2026: {question.label}."
    else:
        message = _choice_message(question, answer)
    return AnswerProblem(question.key, message) if message else None


def _choice_message(question: Question, answer: Answer) -> str:
    chosen = (answer,) if isinstance(answer, str) else answer
    if not isinstance(chosen, Sequence) or (len(chosen) > 1 and not question.is_many):
        return f"Give one answer: {question.label}."
    if question.type == "choice" and any(code not in question.codes for code in chosen):
        return f"Choose from the list: {question.label}."
    return ""


def _problems_together(rules: Sequence[AnswerRule], answers: Answers) -> Iterator[AnswerProblem]:
    for rule in rules:
        answer = answers.get(rule.question)
        if _is_blank(answer) or (rule.answers and answer not in rule.answers):
            continue
        if rule.refuses and answers.get(rule.refuses) in rule.refused_answers:
            yield AnswerProblem(rule.refuses, rule.message)
        yield from (AnswerProblem(key, rule.message) for key in rule.requires if _is_blank(answers.get(key)))
