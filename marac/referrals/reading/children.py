"""The children, from a table of one row each."""

import re
from typing import Any

from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.people import read_birth_field
from marac.referrals.reading.script import Entry, Row, Script
from marac.referrals.reading.wording import has_hidden_characters, is_elsewhere, is_none

MOST_CHILDREN = 40
LONGEST = 200
UNBORN = re.compile(
    r"\bun-?born\b|\bnot yet born\b|\bexpect(?:ed|ing)\b|\bpregnan|\bbump\b|\bin utero\b|\bgestation\b",
    re.IGNORECASE,
)
ONLY_UNBORN = re.compile(
    r"\W*(?:(?:un-?born|not yet born|expect(?:ed|ing)|bump|baby|child|pregnancy|pregnant|in utero|gestation|the|an?"
    r"|mother|mum|victim|is|due|e\.?d\.?d|approx|about|\d+(?!\d)|w(?:ee)?ks?|months?|(?:wks?|weeks?)\s+pregnant)(?![^\W\d_])\W*)+",
    re.IGNORECASE,
)
DUE = re.compile(r"\b(?:e\.?d\.?d\.?|due|expected)(?!\w)", re.IGNORECASE)
NO_CHILD = re.compile(
    r"\W*(?:no|none|nil)\b(?:\W*(?:known|other|dependent|children|child|kids))*\W*", re.IGNORECASE
)
NO_NAME = re.compile(
    r"\W*(?:\d+\s+(?:children|kids|others?)\b.*|names?\s+(?:withheld|not\s+\w+|unknown)|not\s+named|no\s+name|unnamed|child(?:ren)?\s*\d*)\W*",
    re.IGNORECASE | re.DOTALL,
)
SEVERAL = re.compile(r"\s(?:&|and|\+)\s|\n|;", re.IGNORECASE)
# Words for whom a child lives with, which part a place from a school where only a comma or a dash stands between.
LIVING = re.compile(
    r"\b(?:with|lives?|living|resid\w+|foster\w*|in care|same|home|victim|mother|father|mum|dad|gran\w*|nan|aunt\w*"
    r"|uncle|carer?)\b",
    re.IGNORECASE,
)
LOOSE_PART = re.compile(r"\s*,\s*|\s+[-–—]\s+|\s*\(|\)\s*$")
SCHOOL = re.compile(
    r"\b(?:school|academy|primary|junior|infants?|high|college|nursery|pre-?school|secondary|grammar|playgroup|"
    r"kindergarten|ysgol|childminder|comprehensive|sixth form)\b",
    re.IGNORECASE,
)
PART = re.compile(r"\s*;\s*|\s+/\s*|^/\s*|\n")


def read_children(script: Script, findings: Findings) -> list[dict[str, Any]]:
    """Every child with a row. A sentence in place of rows is shown and not guessed at."""
    rows = [part for row in script.children if _holds_child(row) for part in _each_child(row)]
    if len(rows) > MOST_CHILDREN:
        findings.warn(
            "children", "too_many_children", f"Only the first {MOST_CHILDREN} rows of children were read."
        )
        rows = rows[:MOST_CHILDREN]
    _warn_of_sentences(script, findings)
    if not rows:
        ids = [line.id for line in script.loose if line.section == "children"]
        entry = script.entry("children")
        findings.note(
            "children", [*ids, *(entry.ids if entry else ())], "read" if ids or entry else "missing"
        )
    return [_read_child(index, row, findings) for index, row in enumerate(rows)]


def _holds_child(row: Row) -> bool:
    if all(is_none(text) for text, _ in row.cells.values()):
        return False
    has_name = not is_none(row.text("name")) and not NO_CHILD.fullmatch(row.text("name"))
    return has_name or not is_none(row.text("date_of_birth"))


def _each_child(row: Row) -> list[Row]:
    """A row that holds several children, one to a line, as a row for each."""
    lines = {column: text.split("\n") for column, (text, _) in row.cells.items()}
    count = len(lines.get("name", ()))
    if count < 2 or len(lines.get("date_of_birth", ())) != count:
        return [row]
    return [
        Row(
            {
                column: (lines[column][place] if len(lines[column]) == count else text, word_id)
                for column, (text, word_id) in row.cells.items()
            }
        )
        for place in range(count)
    ]


def _warn_of_sentences(script: Script, findings: Findings) -> None:
    entry = script.entry("children")
    sentences = [line.text for line in script.loose if line.section == "children" and not is_none(line.text)]
    sentences += [entry.text] if entry is not None and not is_none(entry.text) else []
    for sentence in sentences:
        findings.warn(
            "children",
            "children_as_sentence",
            f"The children are described in a sentence: “{shorten(sentence)}”. Add each child by hand.",
        )


def _read_child(index: int, row: Row, findings: Findings) -> dict[str, Any]:
    path = f"children[{index}]"
    written_name, born = row.text("name"), row.text("date_of_birth")
    told = f"{written_name}\n{born}\n{row.text('to_victim')}\n{row.text('to_both')}"
    is_unborn = bool(UNBORN.search(told) or DUE.search(born))
    findings.note(f"{path}.unborn", row.ids("name", "date_of_birth"), "read")
    victim, perpetrator = _read_relations(path, row, findings)
    school, address = _read_places(path, row, findings)
    name = _read_name(path, row, is_unborn, findings)
    return {
        "name": name,
        "date_of_birth": None if is_unborn else _read_birth(path, row, findings),
        "unborn": is_unborn,
        "due_date": _read_due(path, row, is_unborn, findings),
        "relationship_to_victim": victim,
        "relationship_to_perpetrator": perpetrator,
        "school": school,
        "address": address,
    }


def _read_name(path: str, row: Row, is_unborn: bool, findings: Findings) -> str | None:
    written = row.text("name")
    is_missing = is_none(written) or is_elsewhere(written)
    is_missing = is_missing or any(kind.fullmatch(written[:LONGEST]) for kind in (ONLY_UNBORN, NO_NAME))
    findings.note(f"{path}.name", row.ids("name"), "missing" if is_missing else "read")
    if is_missing and not is_unborn:
        findings.warn(f"{path}.name", "not_given", f"Child {path[9:-1]}’s name is not given.")
    if not is_missing and SEVERAL.search(written):
        findings.warn(
            f"{path}.name", "several_names", f"One row may hold more than one child: “{shorten(written)}”."
        )
    if has_hidden_characters(written):
        findings.warn_hidden(f"{path}.name")
    return None if is_missing else written


def _read_birth(path: str, row: Row, findings: Findings) -> str | None:
    entry = Entry("date_of_birth", "child", 0, [row.text("date_of_birth")], row.ids("date_of_birth"))
    birth = read_birth_field(f"{path}.date_of_birth", entry, findings)
    return birth.value.isoformat() if birth.value else None


def _read_due(path: str, row: Row, is_unborn: bool, findings: Findings) -> str | None:
    born, ids = row.text("date_of_birth"), row.ids("date_of_birth", "name")
    if not is_unborn:
        findings.note(f"{path}.due_date", ids, findings.marks[f"{path}.date_of_birth"])
        return None
    findings.note(f"{path}.date_of_birth", ids, "missing")
    written = born if re.search(r"\d", born) else row.text("name")
    if not re.search(r"\d", written) and (is_none(born) or UNBORN.search(born)):
        findings.note(f"{path}.due_date", ids, "missing")
        return None
    latest, findings.latest = findings.latest, None
    due = findings.found_day(f"{path}.due_date", written, ids)
    findings.latest = latest
    return due


def _read_relations(path: str, row: Row, findings: Findings) -> tuple[str | None, str | None]:
    victim, perpetrator = row.text("to_victim"), row.text("to_perpetrator")
    if "to_both" in row.cells:
        victim, _, perpetrator = re.sub(r"\s*[/;\n]\s*", "/", row.text("to_both"), count=1).partition("/")
    return (
        _part(f"{path}.relationship_to_victim", victim, row.ids("to_victim", "to_both"), findings),
        _part(
            f"{path}.relationship_to_perpetrator", perpetrator, row.ids("to_perpetrator", "to_both"), findings
        ),
    )


def _read_places(path: str, row: Row, findings: Findings) -> tuple[str | None, str | None]:
    school, address = row.text("school"), row.text("address")
    if "school_and_address" in row.cells:
        school, address = split_places(row.text("school_and_address"))
    elif "address_and_school" in row.cells:
        school, address = split_places(row.text("address_and_school"), is_school_first=False)
    ids = row.ids("school_and_address", "address_and_school")
    return (
        _part(f"{path}.school", school, [*row.ids("school"), *ids], findings),
        _part(f"{path}.address", address, [*row.ids("address"), *ids], findings),
    )


def split_places(text: str, is_school_first: bool = True) -> tuple[str, str]:
    """Part a box that holds a school and a place. A single part goes by whether it names a school."""
    match = PART.search(text)
    if match is None:
        return _split_loosely(text)
    first, second = text[: match.start()].strip(), text[match.end() :].strip()
    if SCHOOL.search(second) and not SCHOOL.search(first) and not is_none(first):
        return second, first
    return (first, second) if is_school_first or SCHOOL.search(first) else (second, first)


def _split_loosely(text: str) -> tuple[str, str]:
    parts = [part for part in LOOSE_PART.split(text) if part]
    if len(parts) == 2:
        for school, place in (parts, parts[::-1]):
            if (
                SCHOOL.search(school)
                and not SCHOOL.search(place)
                and LIVING.search(place)
                and not LIVING.search(school)
            ):
                return school, place
    return (text, "") if SCHOOL.search(text) else ("", text)


def _part(path: str, text: str, ids: list[str], findings: Findings) -> str | None:
    text = text.strip()
    findings.note(path, ids, "missing" if is_none(text) else "read")
    return None if is_none(text) else text
