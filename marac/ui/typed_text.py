"""What people type, made safe to keep: filters that clean and validators that ask in plain English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sized
from typing import Any

from wtforms.validators import StopValidation, ValidationError

# XML 1.0 and PostgreSQL both refuse these; Word files and the database would fail long after typing.
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def keepable(text: str) -> str:
    """`text` in NFC with `\\n` line ends, without control characters, U+0000 or lone surrogates."""
    with_plain_line_ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNKEEPABLE.sub("", with_plain_line_ends))


def single_line(text: str | None) -> str | None:
    """A filter for one-line fields: `keepable`, every run of white space one space, ends trimmed."""
    return None if text is None else " ".join(keepable(text).split())


def paragraphs(text: str | None) -> str | None:
    """A filter for long fields: `keepable`, line breaks kept, blank ends removed."""
    return None if text is None else keepable(text).strip()


class Required:
    """The field must hold something; `message` says what to do, such as "Enter the due date"."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation()
        empty = field.data is None or (isinstance(field.data, Sized) and not len(field.data))
        if empty or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.message)


class MaxLength:
    """The text may hold `characters` characters at most; says how many are too many."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: Any, field: Any) -> None:
        excess = len(field.data or "") - self.characters
        if excess > 0:
            raise ValidationError(
                f"{field.label.text} must be {self.characters:,} characters or fewer. "
                f"Take out {excess:,} or more."
            )


class WholeNumberBetween:
    """The number must lie between `least` and `most`, both allowed."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(f"{field.label.text} must be between {self.least:,} and {self.most:,}.")


class NoHiddenCharacters:
    """A name may hold no invisible characters: direction overrides, zero-width characters and the like.

    Two names that look the same must be the same, or a person is missed by a search.
    """

    def __call__(self, form: Any, field: Any) -> None:
        for place, character in enumerate(field.data or "", start=1):
            if unicodedata.category(character) in {"Cf", "Co", "Cn"}:
                raise ValidationError(
                    f"{field.label.text} holds a hidden character at place {place} "
                    f"({_name_of(character)}). Type it by hand instead of pasting it."
                )


def _name_of(character: str) -> str:
    return unicodedata.name(character, "unnamed").lower()
