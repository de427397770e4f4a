"""Comparing two names as people write them: accents, hyphens, short forms, spelling, order."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

import jellyfish
from rapidfuzz.distance import OSA, JaroWinkler

from marac.people.nicknames import is_short_form

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
        "'": None, "’": None, "‘": None, "ʼ": None, "ʻ": None, "`": None, "´": None, "′": None,
    }
)  # fmt: skip
_COMBINING = re.compile("[\u0300-\u036f]")
_NOT_WORD = re.compile(r"[\W_]+")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "sir", "lady", "rev", "prof"))
_NO_NAME = frozenset((
    "unknown", "nk", "not", "known", "stated", "unborn", "baby", "tbc", "unnamed", "male", "female",
    "child", "man", "woman", "none", "no", "name", "withheld", "perpetrator", "victim", "suspect",
))  # fmt: skip


class Likeness(IntEnum):
    """How alike two names are, weakest first."""

    DIFFERENT = 0
    GIVEN_ONLY = 1  # the first name agrees, the surname does not
    ONE_WORD = 2  # one of the names is a single word, which the other holds
    LOOSE = 3  # both parts are near, or one is an initial or a slip
    VARIANT = 4  # a short form, a usual other spelling, or a further name
    SAME = 5


class _Word(IntEnum):
    DIFFERENT = 0
    INITIAL = 1
    SLIP = 2
    ALIKE = 3
    SHORT = 4
    SAME = 5


@dataclass(frozen=True)
class Comparison:
    """The likeness of two names, with the reasons for it and the differences left, in plain English."""

    likeness: Likeness
    reasons: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Lower case without accents, apostrophes or punctuation; hyphens and dots become spaces."""
    if not text.isascii():
        text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    return _NOT_WORD.sub(" ", text.casefold().translate(_LETTERS)).strip()


def words(name: str) -> tuple[str, ...]:
    """The plain words of a name without its title; none when the name is not known."""
    found = plain(name).split()
    while found and found[0] in _TITLES:
        found.pop(0)
    return () if all(word in _NO_NAME for word in found) else tuple(found)


def shown(name: str) -> str:
    """A name for a sentence: composed accents, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def compare_names(one: str, other: str) -> Comparison:
    """Compare two names in any order of their words. A name that is not known is like no other."""
    a, b = words(one), words(other)
    if not a or not b:
        return Comparison(Likeness.DIFFERENT)
    if len(a) == 1 or len(b) == 1:
        return _one_word(one, other)
    if a == b or "".join(a) == "".join(b):
        return _same(shown(one), shown(other))
    if sorted(a) == sorted(b):
        return Comparison(Likeness.SAME, (f"names in another order: {shown(one)} / {shown(other)}",))
    names = _Name.of(one), _Name.of(other)
    found = [_by_parts(*names), *_by_turned_parts(*names)]
    return max(found, key=lambda comparison: comparison.likeness)


def _same(one: str, other: str) -> Comparison:
    if one == other:
        return Comparison(Likeness.SAME, (f"same name {one}",))
    return Comparison(Likeness.SAME, (f"same name, written {one} / {other}",))


def _one_word(one: str, other: str) -> Comparison:
    single, longer = sorted((words(one), words(other)), key=len)
    if len(longer) == 1:
        near = _relation(single[0], longer[0]) >= _Word.ALIKE
    else:
        near = single[0] in longer or is_short_form(single[0], longer[0])
    if not near or len(single[0]) == 1:
        return Comparison(Likeness.DIFFERENT)
    return Comparison(Likeness.ONE_WORD, (f"name {shown(one)} / {shown(other)}",))


@dataclass(frozen=True)
class _Name:
    plain: tuple[str, ...]
    shown: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> "_Name":
        plain_words = words(name)
        as_written = [word for word in re.split(r"[\s\-‐‑–]+", shown(name)) if plain(word)][
            -len(plain_words) :
        ]
        if tuple(plain(word) for word in as_written) == plain_words:
            return cls(plain_words, tuple(as_written))
        return cls(plain_words, tuple(word.capitalize() for word in plain_words))

    def turned(self) -> "_Name":
        return _Name(self.plain[-1:] + self.plain[:-1], self.shown[-1:] + self.shown[:-1])


def _by_parts(one: _Name, other: _Name) -> Comparison:
    last, other_last = len(one.plain) - 1, len(other.plain) - 1
    givens = [(0, place) for place in range(other_last)] + [(place, 0) for place in range(last)]
    families = [(last, place + 1) for place in range(other_last)]
    families += [(place + 1, other_last) for place in range(last)]
    given, given_at = _closest(one, other, givens, is_given=True)
    family, family_at = _closest(one, other, families, is_given=False)
    likeness = _likeness(given, family)
    if likeness == Likeness.DIFFERENT:
        return Comparison(likeness)
    reasons = _reason("first name", given, one, other, given_at)
    if likeness == Likeness.GIVEN_ONLY:
        surnames = f"surname {one.shown[-1]} / {other.shown[-1]}"
        return Comparison(likeness, reasons or (f"same first name {one.shown[given_at[0]]}",), (surnames,))
    reasons += _reason("surname", family, one, other, family_at)
    return Comparison(likeness, (*reasons, *_further(one, other)))


def _by_turned_parts(one: _Name, other: _Name) -> list[Comparison]:
    found = [_by_parts(one, other.turned()), _by_parts(one.turned(), other)]
    # A first name that is somebody's surname is no likeness.
    return [comparison for comparison in found if comparison.likeness > Likeness.GIVEN_ONLY]


def _closest(
    one: _Name, other: _Name, places: list[tuple[int, int]], is_given: bool
) -> tuple[_Word, tuple[int, int]]:
    found = [(_relation(one.plain[i], other.plain[j], is_given), (i, j)) for i, j in places]
    return max(found, key=lambda pair: pair[0])


def _reason(part: str, relation: _Word, one: _Name, other: _Name, at: tuple[int, int]) -> tuple[str, ...]:
    ways = {_Word.SHORT: "in a short form", _Word.INITIAL: "as an initial"}
    if relation == _Word.SAME:
        return ()
    return (f"{part} {ways.get(relation, 'spelled')} {one.shown[at[0]]} / {other.shown[at[1]]}",)


def _further(one: _Name, other: _Name) -> tuple[str, ...]:
    if len(one.plain) == len(other.plain):
        return ()
    return (f"a further name: {' '.join(one.shown)} / {' '.join(other.shown)}",)


def _likeness(given: _Word, family: _Word) -> Likeness:
    weaker, stronger = sorted((given, family))
    if given == _Word.DIFFERENT:
        return Likeness.DIFFERENT
    if family <= _Word.INITIAL:
        return Likeness.GIVEN_ONLY if given >= _Word.ALIKE else Likeness.DIFFERENT
    if stronger == _Word.SAME:
        return Likeness.VARIANT if weaker >= _Word.ALIKE else Likeness.LOOSE
    return Likeness.LOOSE if stronger >= _Word.ALIKE and weaker >= _Word.SLIP else Likeness.DIFFERENT


def _relation(one: str, other: str, is_given: bool = False) -> _Word:
    if one == other:
        return _Word.SAME
    if 1 in (len(one), len(other)):
        return _Word.INITIAL if one[0] == other[0] else _Word.DIFFERENT
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance <= 2 and _sound_alike(one, other):
        return _Word.ALIKE
    if is_given and is_short_form(one, other):
        return _Word.SHORT
    return _Word.SLIP if distance == 1 and min(len(one), len(other)) >= 4 else _Word.DIFFERENT


def _sound_alike(one: str, other: str) -> bool:
    if jellyfish.metaphone(one) != jellyfish.metaphone(other):
        return False
    if _vowels(one) == _vowels(other):
        return True
    # Short names that share their consonants are often different names: John and Joan.
    return min(len(one), len(other)) >= 5 and JaroWinkler.similarity(one, other) >= 0.9


def _vowels(word: str) -> str:
    return "".join(letter for letter in word.replace("y", "i") if letter in "aeiou")
