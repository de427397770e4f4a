"""The conference that a referral belongs to: its kind, its agencies, and the classes of what is written."""

from typing import Any

from sqlalchemy import bindparam, select

from marac.access.viewer import Seat
from marac.conferences import Kind, get_kind
from marac.conferences.agency_names import plain_name
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Conference, ConferenceAgency
from marac.records.base import columns

_G, _A, _C = columns(Agency), columns(ConferenceAgency), columns(Conference)
_AGENCIES = (
    select(_G.id, _G.name, _G.kind)
    .join_from(ConferenceAgency, Agency, _G.id == _A.agency_id)
    .where(_A.conference_id == bindparam("conference_id"), _G.is_active.is_(True))
    .order_by(_G.name)
)
_NAMES = select(_C.name, _C.area).where(_C.id == bindparam("conference_id"))
_HOLD = select(_C.id).where(_C.id == bindparam("conference_id")).with_for_update()


def seat_for(session: Session, conference_id: int) -> Seat:
    """The viewer's membership in a conference, if it grants the act of this request. Raises NotFound."""
    seat: Seat | None = session.viewer.seat_in(conference_id)
    if seat is None or not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    return seat


def kind_for(session: Session, conference_id: int) -> Kind:
    """The description of a conference that the viewer belongs to. Raises NotFound."""
    return get_kind(seat_for(session, conference_id).kind)


def class_bit(kind: Kind, key: str) -> int:
    """The class of sections `key` as a bit of a clearance."""
    return kind.section_class(key).mask


def conference_agencies(session: Session, conference_id: int) -> list[Any]:
    """The agencies of a conference by name: id, name, kind."""
    return list(session.rows(_AGENCIES, {"conference_id": conference_id}))


def conference_names(session: Session, conference_id: int) -> tuple[str, str]:
    """What a conference is called, and its area."""
    row = session.row(_NAMES, {"conference_id": conference_id})
    return (row.name, row.area) if row else ("", "")


def guess_agency(session: Session, conference_id: int, name: str | None) -> int | None:
    """The agency of the conference that bears this very name, whatever its case and punctuation; else None.

    A guess by kind alone would take one advocacy service for another.
    """
    wanted = plain_name(name or "")
    found = [row.id for row in conference_agencies(session, conference_id) if plain_name(row.name) == wanted]
    return found[0] if len(found) == 1 and wanted else None


def hold_conference(session: Session, conference_id: int) -> None:
    """Let nobody else receive into the conference until this change ends: the same file may come twice."""
    session.rows(_HOLD, {"conference_id": conference_id})
