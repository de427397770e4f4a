"""How minutes and lists put facts into words: people, deadlines, criteria, a kind's own questions."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from marac import clock
from marac.conferences import Kind
from marac.conferences.shapes import Question


def person_words(kind: Kind, role: str, identity: Mapping[str, Any]) -> str:
    """One person of a case: the conference's word for the role, the name, the birth, other names."""
    name = identity.get("name") or "name not known"
    aliases = [str(alias) for alias in identity.get("aliases") or []]
    known_as = f"also known as {', '.join(aliases)}" if aliases else ""
    parts = [part for part in (str(name), _born(identity), known_as) if part]
    return f"{kind.heading(role)}: {', '.join(parts)}"


def _born(identity: Mapping[str, Any]) -> str:
    if identity.get("is_unborn"):
        return "not yet born"
    day = clock.written_day(str(identity.get("date_of_birth") or ""))
    if day is not None and day.year:
        return f"born {day.day} {clock.MONTHS[day.month - 1]} {day.year}"
    if identity.get("birth_year"):
        return f"born in {identity['birth_year']}"
    if identity.get("age_stated"):
        return f"aged {identity['age_stated']} when referred"
    return ""


def due_words(due_on: date, due_time: time | None) -> str:
    """A deadline: 3 April 2026, or 3 April 2026, 17:00."""
    hour = "" if due_time is None else f", {due_time:%H:%M}"
    return f"{clock.day_in_words(due_on)}{hour}"


def moment_words(moment: datetime) -> str:
    """An instant on the London clock: 3 April 2026 at 14:03."""
    wall = clock.to_london(moment)
    return f"{clock.day_in_words(wall.date())} at {wall:%H:%M}"


def weekday_words(moment: datetime) -> str:
    """A meeting's day in London: Friday 3 April 2026."""
    day = clock.london_day(moment)
    return f"{clock.weekday_in_words(day)} {day.year}"


def criteria_words(kind: Kind, codes: str) -> str:
    """The criteria in a referral's JSON list, one to a line; a code of an older description stays."""
    known = {criterion.code: criterion.label for criterion in kind.criteria}
    return "\n".join(known.get(code, code) for code in json.loads(codes or "[]"))


def trait_lines(kind: Kind, traits: str, sealed: str) -> str:
    """The answers to the kind's own questions about a case, one to a line, with their labels."""
    answers = {**json.loads(traits or "{}"), **json.loads(sealed or "{}")}
    told = [
        (question.label, answer_words(question, answers.get(question.key))) for question in kind.case_fields
    ]
    return "\n".join(f"{label}: {words}" for label, words in told if words)


def answer_words(question: Question, answer: Any) -> str:
    """One answer as it was kept in JSON, in words; nothing for one that was not given."""
    if not answer:
        return ""
    if question.type == "date":
        return clock.day_in_words(date.fromisoformat(str(answer)))
    given = answer if isinstance(answer, list) else [answer]
    return ", ".join(question.label_of(str(code)) for code in given)
