"""Reading a research return from a file: what it must hold, and plain words for whoever made it otherwise."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marac.conferences import get_common
from marac.conferences.problems import UnknownName
from marac.contributions.wording import LONGEST_SOURCE, LONGEST_TEXT, Words, item_kinds
from marac.errors import Mistake

LARGEST_FILE = 1024 * 1024
MOST_ITEMS = 500
# Neither the database nor a Word file takes these; no record-keeping system means to send them.
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class FileItem:
    """One item of a file: what it says, whether it is shared, and otherwise why not."""

    words: Words
    is_shared: bool
    reason: str


@dataclass(frozen=True)
class ResearchFile:
    """One agency's return on one case, as its file says."""

    form_number: str
    agency_slug: str
    agency_name: str
    records_checked: str
    last_contact_on: date | None
    returned_on: date | None
    is_nothing_known: bool
    items: tuple[FileItem, ...]


def wrong(message: str) -> Mistake:
    """What is wrong with the file, for whoever loads it."""
    return Mistake("file", message)


def read_json(path: Path) -> Any:
    """The content of a file. Raises Mistake when it cannot be read as JSON."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise wrong("This file is larger than a research return can be. Check that it is the right file.")
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise wrong("This file cannot be read as JSON. Ask the agency to send it again.") from error


def read_research(research: Any) -> ResearchFile:
    """A return from the content of its file. Raises Mistake that names the part to put right."""
    if not isinstance(research, Mapping):
        raise wrong("This file does not hold a research return.")
    items = research.get("items", [])
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise wrong("The part “items” must be a list of items.")
    is_nothing_known = research.get("nothing_known", False)
    if not isinstance(is_nothing_known, bool):
        raise wrong("The part “nothing_known” must be true or false.")
    if is_nothing_known == bool(items):
        raise wrong("A return holds either items or “nothing_known”: true, not both and not neither.")
    return ResearchFile(
        form_number=_text(research, "form_id", "The file", is_needed=True),
        agency_slug=_text(research, "agency", "The file"),
        agency_name=_text(research, "agency_name", "The file"),
        records_checked=_records(research),
        last_contact_on=_day(research, "last_contact", "The file"),
        returned_on=_day(research, "returned", "The file"),
        is_nothing_known=is_nothing_known,
        items=tuple(_item(each, f"Item {number}") for number, each in enumerate(items, start=1)),
    )


def _text(part: Mapping[str, Any], name: str, where: str, *, is_needed: bool = False) -> str:
    found = part.get(name)
    if found is None and not is_needed:
        return ""
    if not isinstance(found, str) or (is_needed and not found.strip()):
        raise wrong(f"{where} must say “{name}” in words.")
    return _keepable(found, name, where).strip()


def _keepable(text: str, name: str, where: str) -> str:
    if _UNKEEPABLE.search(text):
        raise wrong(
            f"{where} has characters in “{name}” that are no writing. Ask the agency to send it again."
        )
    return text


def _day(part: Mapping[str, Any], name: str, where: str) -> date | None:
    found = part.get(name)
    if found is None:
        return None
    try:
        return date.fromisoformat(found)
    except (TypeError, ValueError):
        raise wrong(f"{where} must give “{name}” as a day such as 2026-04-03.") from None


def _records(research: Mapping[str, Any]) -> str:
    records = research.get("records_checked", [])
    if not isinstance(records, list) or not all(isinstance(each, str) for each in records):
        raise wrong("The part “records_checked” must be a list of names of records.")
    note = _text(research, "note", "The file")
    records = [_keepable(each, "records_checked", "The file") for each in records]
    return ". ".join(part for part in (", ".join(records), note) if part)


def _item(part: Any, where: str) -> FileItem:
    if not isinstance(part, Mapping):
        raise wrong(f"{where} must hold a text, kind, source, date, sensitivity and share.")
    share = part.get("share")
    if share not in ("yes", "no"):
        raise wrong(f"{where} must say “share”: “yes” or “no”.")
    reason = _text(part, "reason_not_shared", where, is_needed=share == "no")
    return FileItem(_words(part, where), share == "yes", reason)


def _words(part: Mapping[str, Any], where: str) -> Words:
    kind = _text(part, "kind", where, is_needed=True)
    if kind not in dict(item_kinds()):
        raise wrong(f"{where} must be of the kind “fact” or “opinion”.")
    text, source = (_text(part, name, where, is_needed=True) for name in ("text", "source"))
    if len(text) > LONGEST_TEXT or len(source) > LONGEST_SOURCE:
        raise wrong(f"{where} is too long. Make two items of it.")
    try:
        sensitivity = _text(part, "sensitivity", where, is_needed=True)
        section_class = get_common().class_for_sensitivity(sensitivity).section_class
    except UnknownName:
        raise wrong(f"{where} has a sensitivity that is not known, so who may see it is not clear.") from None
    return Words(kind, text, source, _day(part, "date", where), section_class)
