"""Warnings about how an action is worded. Nothing is refused: the meeting decides."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from marac.people.names import plain

VAGUE_VERBS = (
    "monitor",
    "support",
    "liaise",
    "continue",
    "discuss",
    "consider",
    "review",
    "explore",
    "engage",
)

# Words that say neither what is done nor to whom.
_FILLERS = frozenset((
    "to", "the", "a", "an", "and", "or", "of", "on", "with", "for", "as", "at", "in", "will", "be",
    "all", "required", "needed", "necessary", "appropriate", "possible", "ongoing", "regularly",
    "closely", "further", "situation", "matter", "case", "position", "progress", "partners",
    "partner", "agency", "agencies", "others", "them", "her", "him", "it", "this", "generally",
    "where", "when", "if", "going", "forward",
))  # fmt: skip
_NEAR_SAME = 90.0


def warnings_for(
    text: str, earlier_texts: Sequence[str], vague_verbs: Sequence[str] = VAGUE_VERBS
) -> list[str]:
    """What a person should look at before the action is saved; empty when there is nothing.

    `earlier_texts` are the actions of the same case, oldest first; a repeat is named by its place
    among them. `vague_verbs` is a setting of the conference.
    """
    vague = _vague_warning(text, vague_verbs)
    repeated = _repeat_warning(text, earlier_texts)
    return [warning for warning in (vague, repeated) if warning is not None]


def _vague_warning(text: str, vague_verbs: Sequence[str]) -> str | None:
    told = [word for word in plain(text).split() if word not in _FILLERS]
    verbs = [_as_verb(word, vague_verbs) for word in told]
    if not verbs or not all(verbs):
        return None
    advice = "Name who or what, and how anyone will know that it is done."
    return f"“{text.strip()}” does not say what will be done. {advice}"


def _as_verb(word: str, vague_verbs: Sequence[str]) -> str | None:
    for verb in vague_verbs:
        stem = re.escape(plain(verb).removesuffix("e"))
        if re.fullmatch(rf"{stem}(?:e|es|s|ed|ing)?", word):
            return verb
    return None


def _repeat_warning(text: str, earlier_texts: Sequence[str]) -> str | None:
    new = plain(text)
    if not new:
        return None
    scores = [fuzz.token_sort_ratio(new, plain(earlier)) for earlier in earlier_texts]
    best = max(scores, default=0.0)
    if best < _NEAR_SAME:
        return None
    place = scores.index(best)
    likeness = "The same as" if best == 100 else "Nearly the same as"
    earlier = earlier_texts[place].strip()
    return f"{likeness} action {place + 1} of this case: “{earlier}”. Change that one, or say what is new."
