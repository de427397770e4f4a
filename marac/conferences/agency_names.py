"""The ways in which people write an agency, compared without case, apostrophes or punctuation."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = re.compile(r"['’‘ʼ`]")
_WORD = re.compile(r"[^\W_]+")


def plain_name(text: str) -> str:
    """The words of a name in small letters, with one space between them; `&` counts as a word."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    return " ".join(_WORD.findall(plain))
