"""Dates as people in Britain write them: the day is always first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

LONGEST_VALUE = 400
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_WORD = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?<!\d)(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<day>\d{{1,2}})\s?[-/.\\]\s?(?P<month>\d{{1,2}})\s?[-/.\\]\s?{YEAR}",
        rf"(?<!\d)(?P<day>\d{{1,2}}) (?P<month>\d{{1,2}}) {YEAR}",
        rf"{DAY}(?:\s+of)?\s*[-/.,]?\s*{MONTH_WORD}(?![a-z])[.,]?\s*[-/]?\s*{YEAR}",
        rf"\b{MONTH_WORD}\.?\s+{DAY},?\s+{YEAR}",
        r"(?<!\d)(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})(?!\d)",
    )
)
AGE = re.compile(
    r"\bage[ds]?\b[\s:]*(?:about|approx\w*\.?|around|circa|ca?\.|~)?\s*(?P<a>\d{1,3})(?!\d)"
    r"|(?<![\d/.-])(?P<b>\d{1,3})\s*-?\s*(?:yrs?|years?|y\.?/?o\.?|yo)\b"
    r"|\b(?:about|approx\w*\.?|around|circa)\s*(?P<d>\d{2})(?![\d/.-])"
    r"|^\W*(?:about|approx\w*\.?|around|circa|ca?\.|~)?\s*(?P<c>\d{1,2})\s*\??\W*$",
    re.IGNORECASE,
)
YEAR_ALONE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d)\s*(?P<doubt>\?)?")
DOUBT = re.compile(
    r"\?|\b(?:approx\w*|about|circa|possibly|believed|thought|maybe|unsure|not sure)\b", re.IGNORECASE
)

BirthProblem = Literal["impossible", "age_only", "unclear", "in_future"]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written: `value` is None when no such day exists. `start` and `end` are offsets."""

    value: date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Birth:
    """What a date-of-birth box says: a date, or what an incomplete one still tells (ages in whole years)."""

    value: date | None = None
    year: int | None = None
    age: int | None = None
    problem: BirthProblem | None = None
    is_doubtful: bool = False


def find_dates(text: str, latest: date | None = None) -> list[FoundDate]:
    """Every date in a text, in order. A two-digit year is the most recent one not after `latest`."""
    found: list[FoundDate] = []
    for pattern in PATTERNS:
        for match in pattern.finditer(text[:LONGEST_VALUE]):
            if not any(other.start < match.end() and match.start() < other.end for other in found):
                found.append(FoundDate(_as_date(match, latest), match.start(), match.end()))
    return sorted(found, key=lambda each: each.start)


def read_birth(text: str, latest: date | None = None) -> Birth:
    """Read a date-of-birth box that is known to hold something."""
    doubtful = DOUBT.search(text[:LONGEST_VALUE]) is not None
    dates = find_dates(text, latest)
    if dates:
        value = dates[0].value
        if value is None:
            return Birth(problem="impossible")
        if latest is not None and value > latest:
            return Birth(value=value, problem="in_future", is_doubtful=True)
        return Birth(value=value, is_doubtful=doubtful or len(dates) > 1)
    return _incomplete_birth(text[:LONGEST_VALUE])


def without_dates(text: str) -> str:
    """The text with its dates taken out."""
    for found in reversed(find_dates(text)):
        text = text[: found.start] + " " + text[found.end :]
    return text


def _incomplete_birth(text: str) -> Birth:
    age = _age(text)
    match = YEAR_ALONE.search(text)
    # A queried year beside an age was worked out from that age, so it says nothing more.
    year = int(match["year"]) if match and not (match["doubt"] and age is not None) else None
    if age is None and year is None:
        return Birth(problem="unclear")
    return Birth(year=year, age=age, problem="age_only", is_doubtful=True)


def _age(text: str) -> int | None:
    for match in AGE.finditer(text):
        age = int(next(group for group in match.groups() if group is not None))
        if 0 <= age <= 120:
            return age
    return None


def _as_date(match: re.Match[str], latest: date | None) -> date | None:
    month = match["month"]
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    for year in _years(match["year"].lstrip("'"), latest):
        try:
            value = date(year, number, int(match["day"]))
        except ValueError:
            continue
        if len(match["year"].lstrip("'")) == 4 or latest is None or value <= latest:
            return value
    return None


def _years(written: str, latest: date | None) -> Iterator[int]:
    if len(written) == 4:
        yield int(written)
        return
    century = (latest.year if latest else 2000) // 100 * 100
    yield century + int(written)
    yield century - 100 + int(written)
