"""Which kind of agency is meant by a short name, a research file or an agency's full name."""

from __future__ import annotations

import re
from functools import cache

from marac.conferences.agency_names import plain_name
from marac.conferences.kinds import get_common


def find_agency_kind_for_slug(slug: str) -> str | None:
    """The kind of agency whose research files carry `slug`, such as `childrens-services`; else None."""
    kinds = get_common().agency_kinds
    return next((kind.key for kind in kinds if slug.strip().casefold() in kind.slugs), None)


def find_agency_kind_for_short_name(word: str) -> str | None:
    """The kind of agency that a one-line action means by its first word, such as `csc`; else None."""
    return _short_names().get(plain_name(word))


def guess_agency_kind(name: str) -> str | None:
    """The kind of agency that a full name points to, or None when it points nowhere or to two kinds.

    A guess is for a person to confirm. A phrase inside a longer one that was found does not count,
    so that a mental health trust is not taken for health.
    """
    found = [
        (match.start(), match.end(), key)
        for phrase, key in _phrases()
        for match in re.finditer(rf"\b{re.escape(phrase)}\b", plain_name(name))
    ]
    kept = {key for start, end, key in found if not _is_inside(start, end, found)}
    return kept.pop() if len(kept) == 1 else None


def _is_inside(start: int, end: int, found: list[tuple[int, int, str]]) -> bool:
    return any(first <= start and end <= last and last - first > end - start for first, last, _ in found)


@cache
def _short_names() -> dict[str, str]:
    kinds = get_common().agency_kinds
    return {plain_name(name): kind.key for kind in kinds for name in kind.short_names}


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    kinds = get_common().agency_kinds
    return tuple((plain_name(phrase), kind.key) for kind in kinds for phrase in kind.name_phrases)
