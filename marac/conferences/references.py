"""The letters with which the references of a conference begin, and those of no other conference of the site."""

import re
from collections.abc import Collection, Iterator
from itertools import product

from sqlalchemy import bindparam, select

from marac.db import Session
from marac.records import Conference
from marac.records.base import columns

_O = columns(Conference)
_PREFIX = select(_O.reference_prefix).where(_O.id == bindparam("conference_id"))
_INITIALS = 3
# No I, L, O or U: a reference is read out over a telephone.
_FURTHER = "ABCDEFGHJKMNPQRSTVWXYZ"


def prefix_of(session: Session, conference_id: int) -> str:
    """The letters before the dash in the references of a conference's cases and meetings."""
    return str(session.scalars(_PREFIX, {"conference_id": conference_id}).one())


def choose_prefix(name: str, taken: Collection[str]) -> str:
    """The initials of a conference's name, with a further letter or two where another conference has them."""
    return next(prefix for prefix in _prefixes(name) if prefix not in taken)


def _prefixes(name: str) -> Iterator[str]:
    initials = "".join(re.findall(r"\b[A-Za-z]", name))[:_INITIALS].upper() or "C"
    yield initials
    last_word = re.findall(r"[A-Za-z]+", name)[-1:]
    yield from (initials + letter for letter in "".join(last_word).upper()[1:] if letter in _FURTHER)
    for length in (1, 2, 3):
        yield from (initials + "".join(letters) for letters in product(_FURTHER, repeat=length))
