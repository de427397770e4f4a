"""What another invited agency gets of one's own research: the see-rule's item rule, asked for somebody else.

It reads the viewer's own agency's items alone, so it can tell nothing that the viewer does not know.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, select

from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, open_list, open_of
from marac.contributions.lines import Line, line_of
from marac.contributions.own import Listing, find_own_return, get_listing
from marac.contributions.page import invited_others, record_page
from marac.contributions.queries import answer_of
from marac.contributions.wording import SAFE_CONTACT, VIEWS
from marac.db import Session
from marac.errors import NotFound
from marac.records import Contribution, SealedText, Text
from marac.records.base import columns

_K, _S = columns(Contribution), columns(SealedText)
PREVIEWED_ROLE = "representative"

_theirs: Any = and_(
    _K.return_id == bindparam("return_id"),
    _K.agency_id == bindparam("agency_id"),
    _K.is_shared.is_(True),
    _K.class_bit.op("&")(bindparam("clearance")) != 0,
)
_AS_SHOWN = (
    select(_K.id, _K.kind, _K.dated_on, _K.section_class)
    .where(_theirs, see(Contribution))
    .order_by(_K.position, _K.id)
)
_TEXTS = (
    select(*SEALED_COLUMNS)
    .join_from(Contribution, SealedText, _S.owner_id == _K.id)
    .where(
        _K.case_id == bindparam("case_id"),
        _theirs,
        _K.section_class != SAFE_CONTACT,
        _S.field.in_((Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)),
        see(Contribution, SealedText),
    )
)
_OWN = select(_K.is_shared, _K.class_bit).where(
    _K.return_id == bindparam("return_id"), _K.agency_id == bindparam("agency_id"), see(Contribution)
)


@dataclass(frozen=True)
class Preview:
    """One's own research as a representative of another agency reads it, and how much of it they do not."""

    listing: Listing
    agency_name: str
    status: str
    records_checked: str
    last_contact_on: date | None
    views: tuple[Line, ...]
    lines: tuple[Line, ...]
    not_shared: int
    not_cleared: int


def preview_as(session: Session, item_id: int, agency_id: int) -> Preview:
    """The viewer's own agency's research as `agency_id` gets it. Raises NotFound unless both are invited."""
    listing = get_listing(session, item_id)
    other = next((row for row in invited_others(session, item_id) if row.id == agency_id), None)
    if other is None:
        raise NotFound
    clearance = listing.kind.clearance_bits(other.kind, PREVIEWED_ROLE)
    shown = record_page(session, listing, "research_preview")
    own = find_own_return(session, item_id)
    return_id = own.id if own else 0
    bound = {"return_id": return_id, "agency_id": session.viewer.agency_id}
    theirs = {**bound, "case_id": listing.case_id, "clearance": clearance}
    _, texts = open_list(session, shown, _TEXTS, theirs)
    name = session.viewer.agency_name
    lines = [line_of(listing.kind, row, name, texts) for row in session.rows(_AS_SHOWN, theirs)]
    records = {}
    if own and own.status != "draft" and clearance & listing.kind.section_class("standard").mask:
        opened = open_of(session, shown, return_id, Text.RETURN_RECORDS)
        records = {(return_id, field): text for field, text in opened.items()}
    answer = answer_of(own, records)
    items = session.rows(_OWN, bound)
    return Preview(
        listing=listing,
        agency_name=other.name,
        status=answer[0],
        records_checked=answer[2],
        last_contact_on=answer[3],
        views=tuple(line for line in lines if line.kind == VIEWS),
        lines=tuple(line for line in lines if line.kind != VIEWS),
        not_shared=sum(not row.is_shared for row in items),
        not_cleared=sum(row.is_shared and not row.class_bit & clearance for row in items),
    )
