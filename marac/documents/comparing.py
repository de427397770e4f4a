"""Two versions of minutes, paragraph by paragraph: what was changed, added and left out, and why."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marac.conferences import Kind
from marac.documents.opening_reasons import why_amended
from marac.documents.reading import MinutesRead, Said

_WORD = re.compile(r"\s+|\w+|[^\w\s]")

# A stretch of words, and whether it stands in this version alone.
Stretch = tuple[str, bool]


@dataclass(frozen=True)
class Difference:
    """One paragraph that differs; `before` or `after` is empty when it was added or left out."""

    reference: str
    heading: str
    before: tuple[Stretch, ...]
    after: tuple[Stretch, ...]
    why: str


def differences(older: MinutesRead, newer: MinutesRead) -> list[Difference]:
    """The paragraphs in which two versions differ, in the order of the newer one.

    Only what the minutes hold themselves can differ: the agencies' own information stands as it was shared.
    """
    before, after = _by_source(older.lines), _by_source(newer.lines)
    names = {case.item_id: case.reference for case in (*older.cases, *newer.cases)}
    return _of_opening(older, newer) + [
        _difference(newer.kind, names, before.get(source), after.get(source))
        for source in dict.fromkeys((*after, *before))
        if _words(before.get(source)) != _words(after.get(source))
    ]


def _of_opening(older: MinutesRead, newer: MinutesRead) -> list[Difference]:
    before, after = (opening_words(each.kind, each.opening) for each in (older, newer))
    why = why_amended(newer.opening)
    return [
        Difference("", label, *_stretches(before[label], words), why)
        for label, words in after.items()
        if before[label] != words
    ]


def opening_words(kind: Kind, opening: Mapping[str, Any]) -> dict[str, str]:
    """What can be amended in the opening of minutes, each part as one text."""
    conflicts = opening["conflicts"]
    came = (f"{each['agency']}: {each['name']}, {each['status_words']}" for each in opening["attendance"])
    return {
        kind.heading("chair"): opening["chair"],
        "Attendance": "\n".join(came),
        "Observers": "\n".join(f"{each['name']}, {each['organisation']}" for each in opening["observers"]),
        "Conflicts of interest": "Not asked for" if conflicts is None else str(conflicts),
    }


def _by_source(lines: Iterable[Said]) -> dict[tuple[int, int | None, str, int], Said]:
    return {(line.case_id, line.item_id, line.part, line.number): line for line in lines if line.section_id}


def _words(line: Said | None) -> str | None:
    return line.text if line is not None else None


def _difference(kind: Kind, names: dict[int, str], before: Said | None, after: Said | None) -> Difference:
    line = after or before
    assert line is not None
    headings = {heading.key: heading.text for heading in kind.minutes_headings}
    old, new = _stretches(before.text if before else "", after.text if after else "")
    reference = names.get(line.item_id or 0, str(line.frame.get("case", "")))
    return Difference(reference, headings[line.heading], old, new, after.why if after else "")


def _stretches(before: str, after: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left, right = [], []
    for what, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        left.append(("".join(old[old_start:old_end]), what != "equal"))
        right.append(("".join(new[new_start:new_end]), what != "equal"))
    return tuple(each for each in left if each[0]), tuple(each for each in right if each[0])
