"""Recognise labels and section headings whatever their exact wording."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

WORDINGS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
)
LONGEST_LABEL = 120
CLOSE_ENOUGH = 88  # Out of 100: one slip in a word passes, another word does not.
NEGATIONS = {"not", "no", "dont", "unsafe", "never", "without", "non"}
SMALL_WORDS = {"the", "please"}
ORDINALS = {"first", "second", "third", "1st", "2nd", "3rd", "one", "two", "another", "additional", "further"}


@dataclass(frozen=True, slots=True)
class Label:
    """What a label asks for: whose (if it says so), which attribute, and whether the wording is known."""

    attribute: str
    subject: str | None
    is_exact: bool


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A wording without case, punctuation, bracketed remarks, leading numbers or small words."""
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST_LABEL]).casefold().replace("’", "'")
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    text = re.sub(
        r"^\s*(?:section|part|q)?\s*\d{1,2}[a-h]?\s*[.):]?\s+|^\s*\d{1,2}[a-h]?[.)]\s*|^\s*[a-h]\)\s*",
        "",
        text,
    )
    text = re.sub(r"'s\b|(?<=s)'(?=\s|$)", "", text).replace("'", "")
    text = re.sub(r"(?<=\w)\.(?=\w|\s|$|:)|(?<=\be)-(?=mail)", "", text)
    words = re.sub(r"[^\w\s]|_", " ", text.replace("&", " and ")).split()
    return " ".join(word for word in words if word not in SMALL_WORDS)


def _index(table: str) -> dict[str, str]:
    return {plain(wording): meaning for meaning, wordings in WORDINGS[table].items() for wording in wordings}


SINGLE, PERSONAL, SECTIONS, CHILD_COLUMNS = (
    _index("single"),
    _index("personal"),
    _index("sections"),
    _index("child_columns"),
)
NOT_HEADINGS = {"you", "your", "child", "agency"}
SUBJECTS = sorted(_index("subjects").items(), key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=8192)
def find_label(text: str) -> Label | None:
    """What a label asks for, or None. Close spellings count, but never one that adds or drops a "not"."""
    if not text.strip() or len(text) > LONGEST_LABEL:
        return None
    wording = plain(text)
    if wording in SINGLE:
        return Label(SINGLE[wording], None, True)
    subject, attribute = _personal(wording)
    if attribute:
        return Label(attribute, subject, True)
    return _close_label(wording)


def _personal(wording: str) -> tuple[str | None, str | None]:
    if wording in PERSONAL:
        return None, PERSONAL[wording]
    for phrase, subject in SUBJECTS:
        rest = _without_phrase(wording, phrase)
        if rest is not None and rest in PERSONAL:
            return subject, PERSONAL[rest]
        if rest in {"role", "job title"}:
            return None, "role"
    return None, None


def _without_phrase(wording: str, phrase: str) -> str | None:
    words = [word for word in wording.split() if word not in ORDINALS]
    # A single figure numbers the person; more of them are an answer in the label's own cell.
    figures = [word for word in words if word.isdigit()]
    if len(figures) < 2 and len("".join(figures)) < 2:
        words = [word for word in words if not word.isdigit()]
    wording = " ".join(words)
    if wording.startswith(phrase + " "):
        return wording[len(phrase) + 1 :]
    if wording.endswith(" of " + phrase):
        return wording[: -len(phrase) - 4]
    return None


def _close_label(wording: str) -> Label | None:
    if len(wording) < 5:
        return None
    found = _closest(wording, SINGLE) or _closest(wording, PERSONAL)
    return Label(found, None, False) if found else None


def _closest(wording: str, index: dict[str, str]) -> str | None:
    found = process.extractOne(wording, index.keys(), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    if found is None or _negations(found[0]) != _negations(wording):
        return None
    return index[found[0]]


def _negations(wording: str) -> int:
    return sum(word in NEGATIONS for word in wording.split())


@lru_cache(maxsize=4096)
def find_section(text: str) -> str | None:
    """The section that a heading opens, or None."""
    if not text.strip() or len(text) > LONGEST_LABEL:
        return None
    wording = plain(text)
    if wording in SECTIONS:
        return SECTIONS[wording]
    words = [word for word in wording.split() if not word.isdigit() and word not in ORDINALS]
    bare = re.sub(
        r"^(?:about|details of|information about|information on) | (?:details|information|detail|info)$",
        "",
        " ".join(words),
    )
    if bare in SECTIONS:
        return SECTIONS[bare]
    for phrase, subject in SUBJECTS:
        if bare in {phrase, phrase + "s"} and subject != "child":
            return subject
    return _closest(wording, SECTIONS) if len(wording) > 6 else None


def is_section(text: str) -> bool:
    """Whether a line is the bare heading of a section ("VICTIM", "About the perpetrator") and no label besides."""
    wording = plain(text)
    is_short = 0 < len(wording.split()) <= 4 and not text.rstrip().endswith((".", ":", ","))
    return (
        is_short
        and wording not in SINGLE
        and wording not in PERSONAL
        and wording not in NOT_HEADINGS
        and (wording in SECTIONS or find_section(text) in {"victim", "perpetrator", "referrer"})
    )


def without_label(text: str, *attributes: str) -> str:
    """What follows "Label:" where the label asks for one of these attributes; else the text as it is."""
    start, colon, rest = text.partition(":")
    label = find_label(start) if colon else None
    return rest.strip() if label is not None and label.attribute in attributes else text


def find_child_column(text: str) -> str | None:
    """The child column that a table heading names, or None."""
    return CHILD_COLUMNS.get(plain(text)) if len(text) <= LONGEST_LABEL else None


def meaning(table: str, text: str) -> str | None:
    """The entry of a small table (answers, genders, blank) whose wordings hold this text exactly."""
    return _small_table(table).get(plain(text)) if len(text) <= LONGEST_LABEL else None


@lru_cache(maxsize=16)
def _small_table(table: str) -> dict[str, str]:
    return _index(table)
