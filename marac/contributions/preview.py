"""What another invited agency gets of one's own research, of one item even before it is shared.

The statements are those by which that agency's own page is made, narrowed to the viewer's own items and to what
the other is cleared for: so it can tell nothing that the viewer does not know, and nothing but what they will get.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.scope import see
from marac.conferences.audiences import audiences_of
from marac.contributions.lines import Line
from marac.contributions.own import Listing, find_own_return, get_listing, get_own_item
from marac.contributions.page import invited_others, record_page
from marac.contributions.queries import AgencyPart, AskedOf, Reader, said_on
from marac.db import Session
from marac.errors import NotFound
from marac.records import Contribution
from marac.records.base import columns

_K = columns(Contribution)
PREVIEWED_ROLE = "representative"
_OWN = select(_K.id, _K.is_shared, _K.class_bit).where(
    _K.return_id == bindparam("return_id"), _K.agency_id == bindparam("agency_id"), see(Contribution)
)


@dataclass(frozen=True)
class Preview:
    """One's own research as a representative of another agency reads it, and how much of it they do not.

    `part` and `views` are what their page of the case at the meeting is made of. `item_id` is the item that is
    taken as if it were shared, 0 for none; `others` are the agencies that can be chosen: (id, name).
    """

    listing: Listing
    agency_id: int
    agency_name: str
    part: AgencyPart
    views: tuple[Line, ...]
    not_shared: int
    not_cleared: int
    item_id: int
    others: tuple[tuple[int, str], ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The facts and opinions they read."""
        return self.part.lines

    @property
    def status(self) -> str:
        """How they see that the agency answered."""
        return self.part.status

    @property
    def records_checked(self) -> str:
        """Which records they read were checked."""
        return self.part.records_checked

    @property
    def last_contact_on(self) -> date | None:
        """The last contact that they read of."""
        return self.part.last_contact_on


def preview_item_as(session: Session, contribution_id: int, agency_id: int) -> Preview:
    """The same as if this item of the viewer's own agency were shared. Raises NotFound for any other item."""
    listing, _ = get_own_item(session, contribution_id, is_held=False)
    return preview_as(session, listing.id, agency_id, contribution_id)


def preview_as(session: Session, item_id: int, agency_id: int, contribution_id: int = 0) -> Preview:
    """The viewer's own agency's research as `agency_id` gets it. Raises NotFound unless both are invited."""
    listing = get_listing(session, item_id)
    invited = list(invited_others(session, item_id))
    other = next((row for row in invited if row.id == agency_id), None)
    if other is None:
        raise NotFound
    clearance = audiences_of(session, listing.conference_id).clearance(other.kind, PREVIEWED_ROLE)
    reader = Reader(session.viewer.agency_id, clearance, contribution_id)
    shown = record_page(session, listing, "research_preview")
    said = said_on(session, shown, AskedOf(listing.kind, listing.case_id, None, item_id), reader=reader)
    items = _items(session, item_id, contribution_id)
    return Preview(
        listing=listing,
        agency_id=other.id,
        agency_name=other.name,
        part=said.agencies[0],
        views=said.views,
        not_shared=sum(not is_shared for is_shared, _ in items),
        not_cleared=sum(is_shared and not class_bit & clearance for is_shared, class_bit in items),
        item_id=contribution_id,
        others=tuple((row.id, row.name) for row in invited),
    )


def _items(session: Session, item_id: int, as_if_shared: int) -> list[tuple[Any, int]]:
    own = find_own_return(session, item_id)
    bound = {"return_id": own.id if own else 0, "agency_id": session.viewer.agency_id}
    return [(row.is_shared or row.id == as_if_shared, row.class_bit) for row in session.rows(_OWN, bound)]
