"""The risk checklist: one numbered row a topic, one column an answer. Topics are not kept, only answers."""

import re

from marac.referrals.reading.script import Row, Script
from marac.referrals.reading.ticks import BOX
from marac.referrals.reading.vocabulary import meaning, plain

MOST_ROWS = 60
TYPED_MARK = re.compile(r"^\W*(?:x|y|yes|1|v|p|tick(?:ed)?|a|\*)\W*$", re.IGNORECASE)


def checklist_columns(headings: list[str]) -> dict[int, str]:
    """Which column means what, if these headings open a checklist; else empty."""
    columns: dict[int, str] = {}
    for position, heading in enumerate(headings):
        answer = meaning("answers", heading)
        if answer == "no" and (position == 0 or heading.strip().endswith(".")):
            columns[position] = "number"
        elif answer is not None:
            columns[position] = answer
        elif plain(heading) in {"number", "row", "q", "question number"} or heading.strip() == "#":
            columns[position] = "number"
        elif plain(heading) in {"answer", "response"}:
            columns[position] = "answer"
    kinds = set(columns.values())
    return columns if {"yes", "no"} <= kinds or {"number", "answer"} <= kinds else {}


def checklist_row(texts: list[str], columns: dict[int, str], script: Script) -> None:
    """Keep one row as number, answer and how many boxes were ticked."""
    if len(script.checklist) >= MOST_ROWS:
        return
    numbers = [texts[place] for place, kind in columns.items() if kind == "number" and place < len(texts)]
    written = re.search(r"\d{1,2}", numbers[0] if numbers else texts[0])
    number = str(int(written.group())) if written else str(len(script.checklist) + 1)
    answers = _answers(texts, columns)
    topic = next((text for place, text in enumerate(texts) if place not in columns and text), texts[0])
    shown = " and ".join(answer.replace("_", " ") for answer in answers).replace("dont know", "don't know")
    word_id = script.add_words("checklist", shown, f"{number}. {topic}")
    script.checklist.append(Row({"number": (number, word_id), "answers": (" ".join(answers), word_id)}))


def _answers(texts: list[str], columns: dict[int, str]) -> list[str]:
    answers: list[str] = []
    for place, kind in columns.items():
        text = texts[place] if place < len(texts) else ""
        if kind == "answer":
            found = meaning("answers", text)
            answers.extend([found] if found else [])
        elif kind != "number" and _is_marked(text):
            answers.append(kind)
    return answers


def _is_marked(text: str) -> bool:
    box = BOX.search(text)
    return box["on"] is not None if box else bool(TYPED_MARK.match(text))
