"""Load and authorise: an agency's own listing, return and items, and whether they may still change."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.records import AgendaItem, Case, Conference, Contribution, Invitation, Meeting, ResearchReturn
from marac.records.base import columns

_C, _G, _K, _M, _N, _O, _R = (
    columns(record)
    for record in (Case, AgendaItem, Contribution, Meeting, Invitation, Conference, ResearchReturn)
)


@dataclass(frozen=True)
class Listing:
    """A case on a published list to which the viewer's agency is invited."""

    id: int
    case_id: int
    conference_id: int
    kind_key: str
    reference: str
    is_repeat: bool
    closed_at: datetime | None
    meeting_id: int
    meeting_reference: str
    meeting_status: str
    starts_at: datetime
    research_by: date | None
    invited_at: datetime

    @property
    def kind(self) -> Kind:
        """The description of its conference."""
        return get_kind(self.kind_key)

    @property
    def is_closed(self) -> bool:
        """Whether the meeting is over, so that nothing may change."""
        return self.meeting_status == "closed" or self.closed_at is not None

    @property
    def has_begun(self) -> bool:
        """Whether the meeting has been opened, so that what was shared stays shared."""
        return self.meeting_status in ("open", "closed")


_LISTING = (
    select(
        _G.id,
        _G.case_id,
        _C.conference_id,
        _O.kind,
        _C.reference,
        _G.is_repeat,
        _G.closed_at,
        _M.id.label("meeting_id"),
        _M.reference.label("meeting_reference"),
        _M.status,
        _M.starts_at,
        _M.research_by,
        _N.invited_at,
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .join(Conference, _O.id == _C.conference_id)
    .join(Invitation, _N.agenda_item_id == _G.id)
    .where(
        _G.id == bindparam("item_id"),
        _N.agency_id == bindparam("agency_id"),
        _M.published_at.is_not(None),
        _M.status != "cancelled",
        see(Case, AgendaItem, Meeting, Invitation),
    )
)
# Two people of an agency, or one and the chair who closes the meeting, must not act on what they saw first.
_HOLD = select(_G.id).where(_G.id == bindparam("item_id"), see(AgendaItem)).with_for_update()

_RETURN_PLACE = select(_R.agenda_item_id).where(
    _R.id == bindparam("return_id"), _R.agency_id == bindparam("agency_id"), see(ResearchReturn)
)
_OWN_RETURN = select(
    _R.id,
    _R.status,
    _R.last_contact_on,
    _R.returned_at,
    _R.confirmed_at,
    _R.saved_key,
    _R.saved_seq,
    _R.version,
).where(
    _R.agenda_item_id == bindparam("item_id"), _R.agency_id == bindparam("agency_id"), see(ResearchReturn)
)

_ITEM_PLACE = (
    select(_R.agenda_item_id)
    .join_from(Contribution, ResearchReturn, _R.id == _K.return_id)
    .where(
        _K.id == bindparam("contribution_id"),
        _K.agency_id == bindparam("agency_id"),
        see(Contribution, ResearchReturn),
    )
)
_OWN_ITEM = select(
    _K.id,
    _K.return_id,
    _K.kind,
    _K.section_class,
    _K.class_bit,
    _K.dated_on,
    _K.is_shared,
    _K.is_decided,
    _K.is_finished,
    _K.saved_key,
    _K.saved_seq,
    _K.version,
).where(_K.id == bindparam("contribution_id"), _K.agency_id == bindparam("agency_id"), see(Contribution))


def get_listing(session: Session, item_id: int, *, is_held: bool = False) -> Listing:
    """The listing, if it is published and the viewer's agency invited; held against other changes if asked.

    Raises NotFound alike for what is not there, not published, or not the agency's to research.
    """
    if is_held:
        session.row(_HOLD, {"item_id": item_id})
    row = session.row(_LISTING, {"item_id": item_id, "agency_id": session.viewer.agency_id})
    if row is None:
        raise NotFound
    return Listing(*row)


def find_own_return(session: Session, item_id: int) -> Any:
    """The return of the viewer's agency on a listing, as a row, or None."""
    return session.row(_OWN_RETURN, {"item_id": item_id, "agency_id": session.viewer.agency_id})


def get_own_return(session: Session, return_id: int) -> tuple[Listing, Any]:
    """The listing, held, and the return of the viewer's own agency. Raises NotFound for any other return."""
    agency_id = session.viewer.agency_id
    place = session.row(_RETURN_PLACE, {"return_id": return_id, "agency_id": agency_id})
    if place is None:
        raise NotFound
    listing = get_listing(session, place[0], is_held=True)
    return listing, find_own_return(session, listing.id)


def find_own_item(session: Session, contribution_id: int) -> Any:
    """An item of the viewer's own agency, as a row, or None."""
    bound = {"contribution_id": contribution_id, "agency_id": session.viewer.agency_id}
    return session.row(_OWN_ITEM, bound)


def get_own_item(session: Session, contribution_id: int, *, is_held: bool = True) -> tuple[Listing, Any]:
    """The listing (held) and an item of the viewer's own agency.

    Raises NotFound for any other item, shared with the viewer or not.
    """
    bound = {"contribution_id": contribution_id, "agency_id": session.viewer.agency_id}
    place = session.row(_ITEM_PLACE, bound)
    if place is None:
        raise NotFound
    listing = get_listing(session, place[0], is_held=is_held)
    own = session.row(_OWN_ITEM, bound)
    if own is None:
        raise NotFound
    return listing, own


def refuse_closed(listing: Listing) -> None:
    """Raise Mistake once the meeting is over."""
    if listing.is_closed:
        raise Mistake(
            "meeting",
            "The meeting is closed, so this return stays as the meeting had it. "
            "Tell the coordinator what is new, for the next meeting.",
        )
