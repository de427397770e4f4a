"""Dates as people in Britain write them: the day is always first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

LONGEST_VALUE = 400
# English and Welsh: forms in Wales are filled in either language (Welsh Language (Wales) Measure 2011).
MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "jan", "ionawr", "ion"),
    ("february", "feb", "chwefror", "chwef"),
    ("march", "mar", "mch", "mawrth", "maw"),
    ("april", "apr", "ebrill", "ebr"),
    ("may", "mai"),
    ("june", "jun", "mehefin", "meh"),
    ("july", "jul", "gorffennaf", "gorff"),
    ("august", "aug", "awst"),
    ("september", "sept", "sep", "medi"),
    ("october", "oct", "hydref", "hyd"),
    ("november", "nov", "tachwedd", "tach"),
    ("december", "dec", "rhagfyr", "rhag"),
)
MONTH_NUMBERS = {word: number for number, words in enumerate(MONTHS, 1) for word in words}
MONTH_WORD = f"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
# A letter joined to the front is a slip for a figure (l2/03/2026): what is left of it is not the date.
START = r"(?<![^\W_])"
DAY = rf"{START}(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?"
YEAR = r"(?P<year>\d{4}|['‘’]?\d{2})(?!\d)"
JOIN = r"\s?[-/.,\\_|\u2010-\u2015\u2212]\s?"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{START}(?P<year>\d{{4}}){JOIN}(?P<month>\d{{1,2}}){JOIN}(?P<day>\d{{1,2}})(?!\d)",
        rf"{START}(?P<day>\d{{1,2}}){JOIN}(?P<month>\d{{1,2}}){JOIN}{YEAR}",
        rf"{START}(?P<day>\d{{1,2}})\s(?P<month>\d{{1,2}})\s{YEAR}",
        rf"{DAY}(?:\s+day)?(?:\s+of)?\s*[-/.,\u2010-\u2015]?\s*{MONTH_WORD}(?![a-z])[.,]?\s*[-/\u2010-\u2015]?\s*{YEAR}",
        rf"\b{MONTH_WORD}\.?\s+{DAY},?\s+{YEAR}",
        rf"{START}(?P<day>\d{{2}})(?P<month>\d{{2}})(?P<year>(?:19|20)\d{{2}})(?!\d)",
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
    month, written = match["month"], match["year"].lstrip("'‘’")
    number = int(month) if month.isdigit() else MONTH_NUMBERS[month.lower()]
    for year in _years(written, latest):
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            continue
        try:
            value = date(year, number, int(match["day"]))
        except ValueError:
            continue
        if len(written) == 4 or latest is None or value <= latest:
            return value
    return None


def _years(written: str, latest: date | None) -> Iterator[int]:
    if len(written) == 4:
        yield int(written)
        return
    century = (latest.year if latest else 2000) // 100 * 100
    yield century + int(written)
    yield century - 100 + int(written)
