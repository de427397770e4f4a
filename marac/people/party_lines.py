"""The people of one case, as pages name them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.access.seal import Texts, open_texts
from marac.clock import day_in_words
from marac.db import Entry, Session
from marac.records import Party, Text
from marac.records.base import columns

ROLES = ("victim", "perpetrator", "child")

_P = columns(Party)
_PARTIES = (
    select(_P.id, _P.role, _P.position)
    .where(_P.case_id == bindparam("case_id"), see(Party))
    .order_by(_P.position, _P.id)
)
_PLAIN_DETAILS = (
    ("gender", "Gender"),
    ("ethnicity", "Ethnicity"),
    ("interpreter", "Interpreter"),
    ("relationship_to_victim", "Relationship to the victim"),
    ("relationship_to_perpetrator", "Relationship to the perpetrator"),
    ("school", "School"),
    ("due_date", "Expected"),
)
_YES_DETAILS = (("disabled", "Disabled"), ("lgbt", "LGBT+"), ("no_fixed_abode", "No fixed abode"))


@dataclass(frozen=True)
class PartyLine:
    """Someone as a case page names them. `details` are pairs of words, for reading alone."""

    id: int
    role: str
    position: int
    name: str
    aliases: tuple[str, ...] = ()
    born: str = ""
    details: tuple[tuple[str, str], ...] = ()


def case_parties(session: Session, shown: Entry, case_id: int, texts: Texts | None = None) -> list[PartyLine]:
    """The people of a case with their names, victims first; without names where the viewer is not cleared.

    `texts` are the identities, if the page has opened them together with its other texts.
    """
    if texts is None:
        texts = open_texts(session, shown, Text.PARTY_IDENTITY)
    rows = session.rows(_PARTIES, {"case_id": case_id})
    lines = [party_line(row, json.loads(texts.get((row.id, Text.PARTY_IDENTITY), "{}"))) for row in rows]
    return sorted(lines, key=lambda line: (ROLES.index(line.role), line.position, line.id))


def party_line(row: Any, identity: Mapping[str, Any]) -> PartyLine:
    """One party's identity in words."""
    return PartyLine(
        id=row.id,
        role=row.role,
        position=row.position,
        name=name_of(identity),
        aliases=tuple(identity.get("aliases") or ()),
        born=born_in_words(identity),
        details=tuple(_details(identity)),
    )


def name_of(identity: Mapping[str, Any]) -> str:
    """The name, or why there is none; an identity that the viewer is not cleared for comes empty."""
    if not identity:
        return "Name not shown to you"
    return identity.get("name") or ("Unborn child" if identity.get("is_unborn") else "Name not known")


def born_in_words(identity: Mapping[str, Any]) -> str:
    """What is known of the birth: a day, a year, an age with its day, or nothing."""
    if identity.get("date_of_birth"):
        return f"born {_day(identity['date_of_birth'])}"
    if identity.get("birth_year"):
        return f"born in {identity['birth_year']}"
    if identity.get("age_stated") is not None:
        on = identity.get("age_stated_on")
        return f"aged {identity['age_stated']}" + (f" on {_day(on)}" if on else "")
    return "not yet born" if identity.get("is_unborn") else ""


def _day(written: str) -> str:
    return day_in_words(date.fromisoformat(written))


def _details(identity: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, label in _PLAIN_DETAILS:
        if identity.get(key):
            yield label, _day(identity[key]) if key == "due_date" else str(identity[key])
    for key, label in _YES_DETAILS:
        if identity.get(key):
            yield label, "Yes"
