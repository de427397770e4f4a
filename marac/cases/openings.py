"""Accounting for break-glass: who is told of an opening, and what somebody else makes of it.

Told are the office of the conference, the case's lead agency (where it has none, as in a Marac, whoever represents
the agency that referred it) and the auditor, but nobody who is kept from the case. The office reviews, and never the
person who opened it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from marac import clock
from marac.access.acts import Act
from marac.access.others import is_named
from marac.access.scope import openable
from marac.access.seal import open_of, seal
from marac.access.writing import note_accounting
from marac.audit import events
from marac.cases.opening import causes_of
from marac.conferences import get_kind
from marac.db import Session
from marac.errors import Mistake, NotFound, Refused
from marac.records import Agency, BreakGlass, Case, Text, User
from marac.records.base import columns

MOST_TOLD = 50

_B, _C, _U, _G = (columns(record) for record in (BreakGlass, Case, User, Agency))
_REVIEWER = User.__table__.alias()  # type: ignore[attr-defined]
_OPENINGS = (
    select(
        *(_B.id, _B.case_id, _B.conference_id, _B.user_id, _B.cause, _B.opens_at, _B.closes_at),
        *(_B.review_by, _B.reviewed_at, _B.is_justified, _C.reference, _C.lead_agency_id),
        *(_C.referring_agency_id, _C.is_sealed),
        *(_U.name.label("person"), _G.name.label("agency"), _REVIEWER.c.name.label("reviewer")),
    )
    .join_from(BreakGlass, Case, _C.id == _B.case_id)
    .join(User, _U.id == _B.user_id)
    .join(Agency, _G.id == _B.agency_id)
    .outerjoin(_REVIEWER, _REVIEWER.c.id == _B.reviewed_by_id)
    .where(openable(Case))
    .order_by(_B.opens_at, _B.id)
)
_WAITING = _OPENINGS.where(_B.reviewed_at.is_(None)).limit(MOST_TOLD)
_ONE = _OPENINGS.where(_B.id == bindparam("opening_id"))
_REVIEW = (
    update(BreakGlass)
    .where(_B.id == bindparam("this_opening"), _B.reviewed_at.is_(None))
    .values(
        reviewed_at=bindparam("at"), reviewed_by_id=bindparam("reviewer_id"), is_justified=bindparam("so")
    )
)


@dataclass(frozen=True)
class Opening:
    """A case opened by break-glass. `case` is its reference, for an auditor only the end of its number."""

    id: int
    case_id: int
    conference_id: int
    case: str
    person: str
    agency: str
    opens_at: datetime
    closes_at: datetime
    review_by: date
    is_own: bool
    may_review: bool = False
    reviewed_at: datetime | None = None
    is_justified: bool | None = None
    reviewer: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the time for a review has passed."""
        return self.reviewed_at is None and self.review_by < clock.today()

    @property
    def due(self) -> str:
        """By when it has to be reviewed, in words."""
        return clock.weekday_in_words(self.review_by)


@dataclass(frozen=True)
class OpeningPage:
    """One opening with why it was made. The words are shown to those who may see the case itself."""

    opening: Opening
    cause: str
    words: str
    verdict: str


def openings_waiting(session: Session) -> list[Opening]:
    """The openings that wait for a review and that the viewer is to be told of, the oldest first, recorded."""
    told: dict[int, Opening] = {}
    for act in (Act.AUDIT_LEDGER, Act.CASE_OPEN):
        if session.viewer.may(act):
            with session.under(act):
                told.update((each.id, each) for each in _told(session, act))
    if told:
        entry = session.record(events.ListShown(page="break-glass", rows=len(told)), is_list=True)
        entry.cases.update(each.case_id for each in told.values())
    return list(told.values())


def _told(session: Session, act: Act) -> Iterable[Opening]:
    for row in session.rows(_WAITING):
        is_office = session.viewer.may_in(Act.OPENING_REVIEW, row.conference_id)
        if act is Act.AUDIT_LEDGER or is_office or _leads(session, row):
            yield _opening(session, row, as_auditor=act is Act.AUDIT_LEDGER)


def _leads(session: Session, row: Any) -> bool:
    """Whether the viewer is of the lead agency or, where there is none, represents the agency that referred it."""
    if row.lead_agency_id is not None:
        return bool(row.lead_agency_id == session.viewer.agency_id)
    seat = session.viewer.seat_in(row.conference_id)
    speaks = seat is not None and seat.role in ("representative", "deputy")
    is_theirs = speaks and row.referring_agency_id == session.viewer.agency_id
    return is_theirs and (not row.is_sealed or is_named(session, row.case_id))


def _opening(session: Session, row: Any, *, as_auditor: bool = False) -> Opening:
    is_own = row.user_id == session.viewer.id
    is_office = session.viewer.may_in(Act.OPENING_REVIEW, row.conference_id)
    return Opening(
        id=row.id,
        case_id=row.case_id,
        conference_id=row.conference_id,
        case=f"Case …{row.case_id % 1_000_000:06d}" if as_auditor else row.reference,
        person=row.person,
        agency=row.agency,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        review_by=row.review_by,
        is_own=is_own,
        may_review=is_office and not is_own and row.reviewed_at is None,
        reviewed_at=row.reviewed_at,
        is_justified=row.is_justified,
        reviewer=row.reviewer or "",
    )


def _row(session: Session, opening_id: int) -> Any:
    row = session.row(_ONE, {"opening_id": opening_id})
    if row is None or not session.viewer.may_in(session.act, row.conference_id):
        raise NotFound
    return row


def show_opening(session: Session, opening_id: int) -> OpeningPage:
    """One opening (OPENING_REVIEW), recorded. Raises NotFound, for an opening of a hidden case as well."""
    row = _row(session, opening_id)
    shown = session.record(
        events.CaseShown(case_id=row.case_id, conference_id=row.conference_id, page="opening")
    )
    texts = open_of(session, shown, opening_id, Text.OPENING_REASON, Text.OPENING_REVIEW)
    kind = get_kind(session.viewer.seat_in(row.conference_id).kind)
    return OpeningPage(
        opening=_opening(session, row),
        cause=causes_of(kind).get(row.cause, row.cause.replace("_", " ")),
        words=texts.get(Text.OPENING_REASON, ""),
        verdict=texts.get(Text.OPENING_REVIEW, ""),
    )


def review_opening(session: Session, opening_id: int, is_justified: bool, words: str) -> None:
    """Say whether an opening was justified (OPENING_REVIEW); it gives back the account that waits for it.

    Raises NotFound, Refused for one's own, and Mistake without words or for one that has been reviewed.
    """
    row = _row(session, opening_id)
    if row.user_id == session.viewer.id:
        raise Refused
    if not words:
        raise Mistake("words", "Say why, so that others can follow it.")
    bound = {"this_opening": opening_id, "at": clock.now(), "so": is_justified}
    done: Any = session.execute(
        _REVIEW,
        {**bound, "reviewer_id": session.viewer.id},
        execution_options={"synchronize_session": False},
    )
    if done.rowcount != 1:
        raise Mistake("", "Somebody has reviewed this already.")
    happening = events.BreakGlassReviewed(
        case_id=row.case_id,
        conference_id=row.conference_id,
        record_id=opening_id,
        user_id=row.user_id,
        is_justified=is_justified,
    )
    office = get_kind(session.viewer.seat_in(row.conference_id).kind).section_class("office").mask
    note_accounting(session, row.case_id)
    seal(session, session.record(happening), opening_id, Text.OPENING_REVIEW, words, class_bit=office)
