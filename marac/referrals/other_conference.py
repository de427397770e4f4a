"""A form that is headed for another conference: somebody must see that before they accept it here."""

import re
from collections.abc import Iterable

from marac.referrals.reading import ReadForm
from marac.referrals.reading.model import Words

# The kind of the warning.
ELSEWHERE = "other_conference"
_HEADS = frozenset({"heading", "header", "paragraph"})
_FIRST_WORDS = 6  # a paragraph further down is no heading
_NAMED = re.compile(
    r"^[^\w\n]*(?P<place>[A-Z][\w’'.-]*(?:[ ,&]+(?:and|of|the|with|upon|[A-Z][\w’'.-]*))*?)\s+"
    r"(?P<noun>MARAC|Marac|MAPPA|Mappa|MASIP|Masip)\b",
    re.MULTILINE,
)
# Words of headings that are the name of no place.
_NO_PLACES = frozenset(
    ("a", "an", "and", "of", "the", "to", "for", "with", "upon", "new", "urgent", "repeat", "joint", "local",
     "official", "sensitive", "restricted", "confidential", "form", "forms", "referral", "referrals", "marac",
     "mappa", "masip", "multi", "agency", "risk", "assessment", "high", "conference", "panel", "level", "county",
     "council")
)  # fmt: skip


def named_elsewhere(read: ReadForm, names: Iterable[str]) -> str:
    """The conference that a form is headed for, if it is another than the one of these names; else empty."""
    ours = {word for name in names for word in _place_words(name)}
    for number, words in enumerate(read.words):
        if not _is_head(words, number):
            continue
        found = _NAMED.search(words.text)
        places = _place_words(found["place"]) if found else set()
        if found and places and not places & ours:
            return " ".join(f"{found['place']} {found['noun']}".split())
    return ""


def warning_of(name: str, here: str) -> tuple[str, str, str]:
    """What is said of such a form."""
    message = (
        f"The form names another conference, {name}, and not {here}. Ask the referrer whether it was meant "
        "for here; you decide whether to accept it."
    )
    return ("", ELSEWHERE, message)


def _is_head(words: Words, number: int) -> bool:
    return words.kind in _HEADS and (words.kind != "paragraph" or number < _FIRST_WORDS)


def _place_words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", name.lower())) - _NO_PLACES
