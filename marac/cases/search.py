"""Finding cases by reference, name, alias or date of birth, among those that the viewer may see."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, choose_from_list, keys
from marac.access.viewer import Seat
from marac.audit import events
from marac.cases.listing import CaseRow, these_cases
from marac.db import Session
from marac.errors import Mistake
from marac.people.names import Likeness, compare_names, plain, words
from marac.records import Case, Party, SealedText, Text
from marac.records.base import columns

MOST_FOUND = 50
LONGEST_TERMS = 100
_SHORTEST_WORD = 2

_C, _P, _S = (columns(record) for record in (Case, Party, SealedText))
_BY_REFERENCE = select(_C.id).where(
    _C.conference_id == bindparam("conference_id"),
    func.upper(_C.reference) == bindparam("reference"),
    see(Case),
)
_IDENTITIES = (
    select(_P.role, *SEALED_COLUMNS)
    .join_from(Party, SealedText, _S.owner_id == _P.id)
    .where(
        _P.conference_id == bindparam("conference_id"),
        _S.field == Text.PARTY_IDENTITY,
        see(Party, SealedText),
    )
)

Identity = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What a search found; `is_cut` when there was more than can be shown."""

    rows: tuple[CaseRow, ...]
    is_cut: bool = False


def find_cases(session: Session, seat: Seat, terms: str) -> Found:
    """The cases of a conference whose reference, or whose people by name or birth, fit the terms (CASE_VIEW).

    The ledger gets a keyed hash of the terms and the cases found. Raises Mistake for terms too short to mean
    anything.
    """
    wanted = " ".join(terms.split())
    fits = _test_for(wanted)
    happening = events.SearchMade(conference_id=seat.conference_id, terms_hash=_hash_of(wanted), found=0)
    shown = session.record(happening, is_list=True)
    bound = {"conference_id": seat.conference_id, "reference": wanted.upper()}
    by_reference = [row.id for row in session.rows(_BY_REFERENCE, bound)]

    def choose(rows: list[Any], texts: Texts) -> set[int]:
        return {row.owner_id for row in rows if fits(json.loads(texts[row.owner_id, row.field]))}

    by_people, _ = choose_from_list(session, shown, _IDENTITIES, bound, choose)
    found = sorted({*by_reference, *(row.case_id for row in by_people)})
    shown.event = replace(happening, found=len(found))
    shown.cases.intersection_update(found[:MOST_FOUND])
    return Found(these_cases(session, shown, seat, found[:MOST_FOUND]), len(found) > MOST_FOUND)


def _hash_of(wanted: str) -> str:
    return keys().token("search", plain(wanted)).hex()


def _test_for(wanted: str) -> Callable[[Identity], bool]:
    """Whether somebody fits the terms: a date of birth if they are one, else a name."""
    if not wanted:
        raise Mistake("terms", "Enter a reference, a name or a date of birth.")
    if len(wanted) > LONGEST_TERMS:
        raise Mistake("terms", f"Shorten this to {LONGEST_TERMS} characters.")
    day = clock.written_day(wanted)
    if day is not None and day.year and day.year >= 1000:
        born = f"{day.year:04}-{day.month:02}-{day.day:02}"
        return lambda identity: identity.get("date_of_birth") == born
    if max((len(word) for word in words(wanted)), default=0) < _SHORTEST_WORD:
        raise Mistake("terms", "Enter at least two letters of the name, or a whole date of birth.")
    return lambda identity: any(_is_like(wanted, name) for name in _names(identity))


def _names(identity: Identity) -> tuple[str, ...]:
    return tuple(name for name in (identity.get("name"), *(identity.get("aliases") or ())) if name)


def _is_like(wanted: str, name: str) -> bool:
    parts = words(name)
    if all(any(part.startswith(word) for part in parts) for word in words(wanted)):
        return True
    return compare_names(wanted, name).likeness >= Likeness.VARIANT
