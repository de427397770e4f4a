"""Who may be named in the opening of minutes: people with an account, and whom the meeting recorded.

The opening is read by everybody and sealed for nobody, so no name is typed into it: it might be that of
somebody whom a case is about.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.loading import get
from marac.conferences import get_kind
from marac.db import Session
from marac.documents.opening import opening_of
from marac.records import Agency, Conference, ConferenceAgency, Meeting, Membership, User
from marac.records.base import columns

_U, _G, _M, _J = (columns(record) for record in (User, Agency, Membership, ConferenceAgency))
_MEMBERS = (
    select(_G.name.label("agency"), _U.name)
    .join_from(Membership, User, _U.id == _M.user_id)
    .join(Agency, _G.id == _U.agency_id)
    .where(_M.conference_id == bindparam("conference_id"), _U.password_hash != "")
)
_AGENCIES = (
    select(_G.name)
    .join_from(ConferenceAgency, Agency, _G.id == _J.agency_id)
    .where(_J.conference_id == bindparam("conference_id"))
)

Named = tuple[str, str]


@dataclass(frozen=True)
class KnownPeople:
    """Who may stand in each part; `came` are pairs of agency and name, `observers` of name and organisation."""

    chairs: tuple[str, ...]
    came: tuple[Named, ...]
    observers: tuple[Named, ...]


def known_people(session: Session, meeting_id: int, kept: Mapping[str, Any]) -> KnownPeople:
    """Members of the conference, whom the meeting recorded, and whom the opening `kept` names already.

    Raises NotFound for a meeting that the viewer may not see.
    """
    meeting = get(session, Meeting, meeting_id)
    bound = {"conference_id": meeting.conference_id}
    members = [tuple(row) for row in session.rows(_MEMBERS, bound)]
    agencies = [(name, "") for (name,) in session.rows(_AGENCIES, bound)]
    kind = get_kind(get(session, Conference, meeting.conference_id).kind)
    openings = (json.loads(opening_of(session, kind, meeting)), kept)
    return KnownPeople(
        _sorted([f"{name}, {agency}" for agency, name in members], [each["chair"] for each in openings]),
        _sorted(agencies, members, _pairs(openings, "attendance", "agency", "name")),
        _sorted(
            [(name, agency) for agency, name in members],
            _pairs(openings, "observers", "name", "organisation"),
        ),
    )


def _pairs(openings: Iterable[Mapping[str, Any]], part: str, first: str, second: str) -> list[Named]:
    return [(each[first], each[second]) for opening in openings for each in opening[part]]


def _sorted(*groups: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted({each for group in groups for each in group if any(each)}))
