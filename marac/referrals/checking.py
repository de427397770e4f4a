"""Whether fields can be kept as they stand, with plain words for what cannot."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from marac import clock
from marac.conferences import Kind
from marac.errors import Mistake
from marac.referrals.questions import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_PEOPLE,
    Question,
    blank_fields,
    blank_person,
    field_name,
    questions_of,
)
from marac.referrals.reading.wording import clean
from marac.referrals.reviewed import Fields, leaf_of

EARLIEST_BIRTH = date(1900, 1, 1)
# Days that may lie ahead: a child's due date.
_AHEAD = ("due_date",)
# Control, direction-changing, private and lone-surrogate characters.
_HIDDEN = ("Cc", "Cf", "Co", "Cs")
MOST_ROWS = 100
_CHECKLIST = (None, "yes", "no", "dont_know")


def shaped_fields(kind: Kind, given: Fields) -> Fields:
    """The fields that this conference asks for, and nothing else, from whatever was given.

    Raises Mistake for a list that is too long or not a list of people.
    """
    shaped = blank_fields(kind)
    for role in ("perpetrators", "children"):
        people = given.get(role) or []
        if not isinstance(people, list) or len(people) > MOST_PEOPLE:
            raise Mistake(role, f"A referral holds up to {MOST_PEOPLE} people of one kind. Take some out.")
        shaped[role] = [blank_person(role) for _ in people]
    shaped["risk_checklist"] = _rows(given.get("risk_checklist"))
    for question in questions_of(kind, shaped):
        set_leaf(shaped, question.path, _cleaned(question, leaf_of(given, question.path)))
    return shaped


def _rows(given: Any) -> dict[str, Any] | None:
    rows = [row for row in given if str(row).isdigit()] if isinstance(given, dict) else []
    return dict.fromkeys(rows[:MOST_ROWS]) or None


def set_leaf(fields: Fields, path: str, value: Any) -> None:
    """Put a value at a path that exists."""
    *owners, leaf = path.replace("[", ".").replace("]", "").split(".")
    place: Any = fields
    for owner in owners:
        place = place[int(owner)] if isinstance(place, list) else place[owner]
    place[leaf] = value


def problems_of(kind: Kind, fields: Fields) -> Iterator[Mistake]:
    """Everything that keeps fields from being kept; `field` is the name of the form's field."""
    yield from wrong_answers(questions_of(kind, fields), fields)
    yield from missing_people(kind, fields)


def wrong_answers(questions: Iterable[Question], fields: Fields) -> Iterator[Mistake]:
    """The answers to some questions that cannot be kept as they stand."""
    for question in questions:
        message = _problem(question, leaf_of(fields, question.path))
        if message:
            yield Mistake(question.field_name, message)


def missing_people(kind: Kind, fields: Fields) -> Iterator[Mistake]:
    """Who must be named: the victim, or the offender where the conference is about them."""
    if kind.centred_on != "perpetrator" and not leaf_of(fields, "victim.name"):
        yield Mistake(
            field_name("victim.name"),
            f"Enter the name of the {kind.word('victim')}. If it is not known, write Unknown.",
        )
    elif kind.centred_on != "pair" and not leaf_of(fields, "perpetrators[0].name"):
        yield Mistake(
            field_name("perpetrators[0].name"), f"Enter the name of the {kind.word('perpetrator')}."
        )


def check_fields(kind: Kind, given: Fields) -> Fields:
    """The fields as they will be kept. Raises Mistake for the first thing that is wrong."""
    fields = shaped_fields(kind, given)
    for mistake in problems_of(kind, fields):
        raise mistake
    return fields


def _cleaned(question: Question, value: Any) -> Any:
    if question.type == "lines":
        return [line for each in value or () if (line := clean(str(each)).strip())]
    if question.type == "tick":
        return value is True
    if isinstance(value, str):
        return (value if question.type == "name" else clean(value)).strip() or None
    return value


def _problem(question: Question, value: Any) -> str:
    if value is None:
        return ""
    check = _CHECKS[question.type]
    return check(question, value)


def _check_text(question: Question, value: Any) -> str:
    longest = {"name": LONGEST_NAME, "line": LONGEST_LINE}.get(question.type, LONGEST_TEXT)
    if not isinstance(value, str):
        return "Write this in words."
    if len(value) > longest:
        return f"{question.label} must be {longest:,} characters or fewer. Take out {len(value) - longest:,}."
    if question.type == "name" and any(unicodedata.category(each) in _HIDDEN for each in value):
        return f"{question.label} holds a hidden character. Type it by hand instead of pasting it."
    return ""


def _check_lines(question: Question, value: Any) -> str:
    return next((problem for line in value if (problem := _check_text(question, line))), "")


def _check_day(question: Question, value: Any) -> str:
    leaf = question.path.rpartition(".")[2]
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return f"{question.label} is not a real date. Write it like 3 April 2026."
    if day > clock.today() and leaf not in _AHEAD:
        return f"{question.label} must be today or earlier."
    if day < EARLIEST_BIRTH:
        return f"{question.label} must be in 1900 or later."
    return ""


def _check_truth(question: Question, value: Any) -> str:
    return "" if isinstance(value, bool) else "Choose yes, no or not known."


def _check_number(question: Question, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "Enter a whole number, such as 12."
    least = EARLIEST_BIRTH.year if question.path.endswith("birth_year") else 0
    most = clock.today().year if question.path.endswith("birth_year") else question.most
    return "" if least <= value <= most else f"{question.label} must be between {least} and {most}."


def _check_answer(question: Question, value: Any) -> str:
    return "" if value in _CHECKLIST else "Choose yes, no or don't know."


_CHECKS = {
    "name": _check_text,
    "line": _check_text,
    "text": _check_text,
    "lines": _check_lines,
    "day": _check_day,
    "truth": _check_truth,
    "tick": _check_truth,
    "number": _check_number,
    "checklist": _check_answer,
}
