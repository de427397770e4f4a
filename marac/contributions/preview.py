"""What another invited agency gets of one's own research, of one item even before it is shared.

The statements are those by which that agency's own page is made, narrowed to the viewer's own items and to what
the other is cleared for: so it can tell nothing that the viewer does not know, and nothing but what they will get.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import counts_at
from marac.access.policy import ROLE_ACTS
from marac.access.scope import see
from marac.conferences import get_common
from marac.conferences.audiences import audiences_of
from marac.contributions.lines import Line
from marac.contributions.own import Listing, find_own_return, get_listing, get_own_item
from marac.contributions.page import invited_others, record_page
from marac.contributions.queries import AgencyPart, AskedOf, Reader, said_on
from marac.db import Session
from marac.errors import NotFound
from marac.records import Contribution, Membership, User
from marac.records.base import columns

_K, _B, _U = columns(Contribution), columns(Membership), columns(User)
PREVIEWED_ROLE = "representative"
_today: Any = bindparam("today", type_=_B.from_on.type)
_HELD = (
    select(_B.role, _B.clearance)
    .join_from(Membership, User, _U.id == _B.user_id)
    .where(
        _B.conference_id == bindparam("conference_id"),
        _U.agency_id == bindparam("agency_id"),
        _U.is_active.is_(True),
        _B.from_on <= _today,
        _B.until_on >= _today,
        _B.role.in_([role for role, acts in ROLE_ACTS.items() if Act.CASE_VIEW in acts]),
        counts_at(_B, bindparam("meeting_id"), _today),
    )
)
_OWN = select(_K.id, _K.is_shared, _K.class_bit).where(
    _K.return_id == bindparam("return_id"), _K.agency_id == bindparam("agency_id"), see(Contribution)
)


@dataclass(frozen=True)
class Preview:
    """One's own research as a representative of another agency reads it, and how much of it they do not.

    `part` and `views` are what their page of the case at the meeting is made of. `not_cleared` counts what nobody
    may see who has a role for that agency in this conference. `for_others` is what the representative does not read
    but others of them may: (the class, how many, their roles). `item_id` is the item that is taken as if it were
    shared, 0 for none; `others` are the agencies that can be chosen: (id, name).
    """

    listing: Listing
    agency_id: int
    agency_name: str
    part: AgencyPart
    views: tuple[Line, ...]
    not_shared: int
    not_cleared: int
    for_others: tuple[tuple[str, int, tuple[str, ...]], ...]
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
    others = _clearances(session, listing, other.id)
    anybody = reduce(or_, others.values(), clearance)
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
        not_cleared=sum(is_shared and not class_bit & anybody for is_shared, class_bit in items),
        for_others=tuple(_for_others(listing, clearance, others, items)),
        item_id=contribution_id,
        others=tuple((row.id, row.name) for row in invited),
    )


def _clearances(session: Session, listing: Listing, agency_id: int) -> dict[str, int]:
    """The roles that members of an agency hold in the conference today, each with its clearance as a mask."""
    bound = {"conference_id": listing.conference_id, "agency_id": agency_id, "meeting_id": listing.meeting_id}
    held: dict[str, int] = {}
    for role, clearance in session.rows(_HELD, {**bound, "today": clock.today()}):
        held[role] = held.get(role, 0) | clearance
    return {each.key: held[each.key] for each in get_common().roles if each.key in held}


def _for_others(
    listing: Listing, clearance: int, roles: dict[str, int], items: list[tuple[Any, int]]
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for each in listing.kind.section_classes:
        count = sum(is_shared and bool(class_bit & each.mask) for is_shared, class_bit in items)
        cleared = [get_common().role(role).label.lower() for role, mask in roles.items() if mask & each.mask]
        if count and cleared and not clearance & each.mask:
            yield each.label, count, tuple(cleared)


def _items(session: Session, item_id: int, as_if_shared: int) -> list[tuple[Any, int]]:
    own = find_own_return(session, item_id)
    bound = {"return_id": own.id if own else 0, "agency_id": session.viewer.agency_id}
    return [(row.is_shared or row.id == as_if_shared, row.class_bit) for row in session.rows(_OWN, bound)]
