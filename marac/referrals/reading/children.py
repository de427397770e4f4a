"""The children, from a table of one row each."""

import re
from typing import Any

from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.people import read_birth_field
from marac.referrals.reading.script import Entry, Row, Script
from marac.referrals.reading.wording import has_hidden_characters, is_none

MOST_CHILDREN = 40
UNBORN = re.compile(r"\bun-?born\b|\bnot yet born\b|\bexpected (?:baby|child)\b|\bpregnan", re.IGNORECASE)
ONLY_UNBORN = re.compile(
    r"\W*(?:(?:un-?born|not yet born|expected|baby|child|pregnancy|pregnant|the|an?)\W*)+", re.IGNORECASE
)
DUE = re.compile(r"\b(?:e\.?d\.?d\.?|due|expected)(?!\w)", re.IGNORECASE)
SCHOOL = re.compile(
    r"\b(?:school|academy|primary|junior|infants?|high|college|nursery|pre-?school|secondary|grammar|playgroup|"
    r"kindergarten|ysgol|childminder|comprehensive|sixth form)\b",
    re.IGNORECASE,
)
PART = re.compile(r"\s*;\s*|\s+/\s*|^/\s*|\n")


def read_children(script: Script, findings: Findings) -> list[dict[str, Any]]:
    """Every child with a row. A sentence in place of rows is shown and not guessed at."""
    rows = [row for row in script.children if _holds_child(row)]
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
    return not is_none(row.text("name")) or not is_none(row.text("date_of_birth"))


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
    is_missing = is_none(written) or bool(ONLY_UNBORN.fullmatch(written))
    findings.note(f"{path}.name", row.ids("name"), "missing" if is_missing else "read")
    if is_missing and not is_unborn:
        findings.warn(f"{path}.name", "not_given", f"Child {path[9:-1]}’s name is not given.")
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
    if not re.search(r"\d", written):
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
        return (text, "") if SCHOOL.search(text) else ("", text)
    first, second = text[: match.start()].strip(), text[match.end() :].strip()
    if SCHOOL.search(second) and not SCHOOL.search(first) and not is_none(first):
        return second, first
    return (first, second) if is_school_first or SCHOOL.search(first) else (second, first)


def _part(path: str, text: str, ids: list[str], findings: Findings) -> str | None:
    text = text.strip()
    findings.note(path, ids, "missing" if is_none(text) else "read")
    return None if is_none(text) else text
