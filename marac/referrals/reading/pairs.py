"""Labels and their answers in one line or one cell, however they are set beside or under each other."""

import re
from typing import NamedTuple

from marac.referrals.reading.vocabulary import LONGEST_LABEL, Label, find_label

LABELLED = re.compile(r"(?P<label>\s*[^:?\s][^:?\n]{0,99}?)\s*(?:\?\s*:?|:(?!//))\s*(?P<value>.*)", re.DOTALL)
DASHED = re.compile(r"(?P<label>\s*[^:?\n]{2,60}?)\s+[-–—]\s+(?P<value>.*)", re.DOTALL)
GAP = re.compile(r"\t+|\s{3,}|\s\|\s")
UNKNOWN = re.compile(r"\s*(?P<label>[^\W\d_][^:?\n.]{1,50}):(?!//)\s+(?P<value>\S.*)", re.DOTALL)
MOST_LABEL_WORDS = 6


class Pair(NamedTuple):
    """A label as written, where it ends, the answer beside it, and what the label asks for."""

    label_text: str
    label_end: int
    value: str
    label: Label


def split_label(text: str) -> Pair | None:
    """Split "Label: value", or "Label? value", or "Label - value", where the label is a known one."""
    match = LABELLED.match(text)
    label = find_label(match["label"]) if match else None
    if match is None or label is None:
        match = DASHED.match(text)
        label = find_label(match["label"]) if match else None
        if match is None or label is None or not label.is_exact:
            return None
    return Pair(match["label"], match.end("label"), match["value"], label)


def bare_label(text: str) -> Pair | None:
    """A line that is a label and nothing else, whose answer stands under it."""
    text = text.strip()
    label = find_label(text.rstrip(" :?")) if len(text) <= LONGEST_LABEL and not text.endswith(".") else None
    return Pair(text, len(text), "", label) if label is not None and label.is_exact else None


def split_line(text: str) -> list[str]:
    """Several labelled answers on one line, parted by tabs or wide gaps, as a line each."""
    parts = [part for part in GAP.split(text) if part.strip()]
    if len(parts) < 2:
        return [text]
    labelled = [split_label(part) is not None for part in parts]
    if sum(labelled) > 1 and labelled[0]:
        return _with_rests(parts, labelled)
    bare = bare_label(parts[0])
    if bare is not None and "\t" in text and not any(labelled) and len(parts) == 2:
        return [f"{parts[0].strip().rstrip(':?')}: {parts[1].strip()}"]
    return [text]


def _with_rests(parts: list[str], labelled: list[bool]) -> list[str]:
    lines: list[str] = []
    for part, is_labelled in zip(parts, labelled, strict=True):
        if is_labelled:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]}   {part}"
    return lines


def split_cell(texts: list[str]) -> list[tuple[Pair, list[str]]]:
    """The labels inside a cell with the lines that follow each; empty if the cell does not open with one."""
    lines = [line for text in texts for line in text.split("\n") if line.strip()]
    found: list[tuple[Pair, list[str]]] = []
    for line in lines:
        pair = split_label(line) or (bare_label(line) if not found else None)
        if pair is not None:
            found.append((pair, [pair.value] if pair.value else []))
        elif found:
            found[-1][1].append(line)
        else:
            return []
    return found if any(values for _, values in found) else []


def unknown_pair(text: str) -> tuple[str, str] | None:
    """A short label that is not a known one, with its answer."""
    match = UNKNOWN.match(text)
    if match is None or len(match["label"].split()) > MOST_LABEL_WORDS:
        return None
    return match["label"].strip(), match["value"].strip()
