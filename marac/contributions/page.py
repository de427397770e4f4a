"""An agency's own research page on one case, and the page of one of its items."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.access.seal import SEALED_COLUMNS, Texts, open_list, open_of
from marac.audit import events
from marac.contributions.answered import EARLIER, answered_at, standing_of
from marac.contributions.lines import Line, line_of
from marac.contributions.own import Listing, find_own_return, get_listing, get_own_item
from marac.contributions.wording import due_words, may_bring_views, state_label
from marac.db import Entry, Session
from marac.people.party_lines import PartyLine
from marac.people.queries import case_parties
from marac.records import Agency, Contribution, Invitation, SealedText, Text
from marac.records.base import columns

_A, _K, _N, _S = columns(Agency), columns(Contribution), columns(Invitation), columns(SealedText)

_OWN_ITEMS = (
    select(
        _K.id,
        _K.kind,
        _K.dated_on,
        _K.section_class,
        _K.is_shared,
        _K.is_decided,
        _K.is_finished,
        _K.version,
        *SEALED_COLUMNS,
    )
    .join_from(Contribution, SealedText, _S.owner_id == _K.id)
    .where(
        _K.case_id == bindparam("case_id"),
        _K.return_id == bindparam("return_id"),
        _K.agency_id == bindparam("agency_id"),
        _S.field.in_((Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE, Text.CONTRIBUTION_WITHHELD)),
        see(Contribution, SealedText),
    )
    .order_by(_K.position, _K.id)
)
_OTHERS = (
    select(_A.id, _A.name, _A.kind)
    .join_from(Invitation, Agency, _A.id == _N.agency_id)
    .where(_N.agenda_item_id == bindparam("item_id"), _N.agency_id != bindparam("agency_id"), see(Invitation))
    .order_by(_A.name)
)


@dataclass(frozen=True)
class OwnItem:
    """One item as its own agency sees it; `reason` says why it is not shared."""

    line: Line
    is_shared: bool
    is_decided: bool
    is_finished: bool
    reason: str
    version: int

    @property
    def id(self) -> int:
        """The item's number."""
        return self.line.id


@dataclass(frozen=True)
class OwnReturn:
    """The agency's return; without one everything is empty and `id` is 0."""

    id: int = 0
    status: str = "not_started"
    last_contact_on: date | None = None
    returned_at: datetime | None = None
    confirmed_at: datetime | None = None
    saved_key: str = ""
    saved_seq: int = 0
    version: int | None = None
    records: str = ""

    @property
    def is_made(self) -> bool:
        """Whether the agency has answered."""
        return self.returned_at is not None


@dataclass(frozen=True)
class ResearchPage:
    """Everything on an agency's own page. `others` are the agencies that can be previewed: (id, name)."""

    listing: Listing
    due: str
    people: tuple[PartyLine, ...]
    items: tuple[OwnItem, ...]
    answer: OwnReturn
    others: tuple[tuple[int, str], ...]
    brings_views: bool
    standing: str = "not_started"

    @property
    def is_earlier(self) -> bool:
        """Whether the return is from before the agency was asked, and not confirmed since."""
        return self.standing == EARLIER

    @property
    def state(self) -> str:
        """Where the return stands for this listing, in words."""
        return state_label(self.standing)

    @property
    def undecided(self) -> int:
        """How many items are neither shared nor kept back for a reason."""
        return sum(not each.is_decided for each in self.items)


def record_page(session: Session, listing: Listing, page: str) -> Entry:
    """The entry of a page about one listing, and the receipt for its texts."""
    return session.record(
        events.CaseShown(
            case_id=listing.case_id,
            conference_id=listing.conference_id,
            page=page,
            meeting_id=listing.meeting_id,
        )
    )


def research_page(session: Session, item_id: int) -> ResearchPage:
    """The page of the viewer's agency on one listing. Raises NotFound; what it shows is on one entry."""
    listing = get_listing(session, item_id)
    shown = record_page(session, listing, "research")
    answer = _answer(session, shown, listing)
    return ResearchPage(
        listing=listing,
        due=_due(listing, answer),
        people=tuple(case_parties(session, shown, listing.case_id)),
        items=_items(session, shown, listing, answer.id),
        answer=answer,
        others=tuple((row.id, row.name) for row in invited_others(session, item_id)),
        brings_views=may_bring_views(listing.kind, session.viewer.agency_kind),
        standing=standing_of(answer.status, answer.returned_at, answer.confirmed_at, listing.invited_at),
    )


def invited_others(session: Session, item_id: int) -> Any:
    """The other agencies invited to a listing, as rows of id, name and kind."""
    return session.rows(_OTHERS, {"item_id": item_id, "agency_id": session.viewer.agency_id})


def _answer(session: Session, shown: Entry, listing: Listing) -> OwnReturn:
    row = find_own_return(session, listing.id)
    if row is None:
        return OwnReturn()
    texts = open_of(session, shown, row.id, Text.RETURN_RECORDS)
    return replace(OwnReturn(*row), records=texts.get(Text.RETURN_RECORDS, ""))


def _due(listing: Listing, answer: OwnReturn) -> str:
    answered = answered_at(answer.returned_at, answer.confirmed_at, listing.invited_at)
    if answered is None:
        return due_words(listing.research_by, clock.today())
    day = clock.london_day(answered)
    is_late = listing.research_by is not None and day > listing.research_by
    return f"returned {clock.day_in_words(day)}{', late' if is_late else ''}"


def _items(session: Session, shown: Entry, listing: Listing, return_id: int) -> tuple[OwnItem, ...]:
    if not return_id:
        return ()
    bound = {"case_id": listing.case_id, "return_id": return_id, "agency_id": session.viewer.agency_id}
    rows, texts = open_list(session, shown, _OWN_ITEMS, bound)
    first_rows = {row.id: row for row in rows}
    return tuple(
        OwnItem(
            _own_line(session, listing, row, texts),
            row.is_shared,
            row.is_decided,
            row.is_finished,
            texts.get((row.id, Text.CONTRIBUTION_WITHHELD), ""),
            row.version,
        )
        for row in first_rows.values()
    )


def _own_line(session: Session, listing: Listing, row: Any, texts: Texts) -> Line:
    return line_of(listing.kind, row, session.viewer.agency_name, texts, holds_back=False)


@dataclass(frozen=True)
class ItemPage:
    """One item of the viewer's own agency, to be changed; `saved_key` and `saved_seq` as on the record."""

    listing: Listing
    line: Line
    is_shared: bool
    saved_key: str
    saved_seq: int
    version: int
    brings_views: bool


def item_page(session: Session, contribution_id: int) -> ItemPage:
    """One item of the viewer's own agency. Raises NotFound; what it shows is on one entry."""
    listing, row = get_own_item(session, contribution_id, is_held=False)
    shown = record_page(session, listing, "contribution")
    texts = open_of(session, shown, contribution_id, Text.CONTRIBUTION_TEXT, Text.CONTRIBUTION_SOURCE)
    return ItemPage(
        listing=listing,
        line=_own_line(
            session, listing, row, {(contribution_id, name): text for name, text in texts.items()}
        ),
        is_shared=row.is_shared,
        saved_key=row.saved_key,
        saved_seq=row.saved_seq,
        version=row.version,
        brings_views=may_bring_views(listing.kind, session.viewer.agency_kind),
    )
