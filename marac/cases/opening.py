"""Break-glass: opening one case that one cannot see, to be read for an hour, with a reason that others review.

Never past a conflict: a case that somebody is kept from is found no more than one that does not exist, by the
same statement. Whoever asks has just typed their password again (accounts.operations.check_own_password).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import hold
from marac.access.scope import openable, see
from marac.access.seal import keys, seal
from marac.access.viewer import Seat
from marac.access.writing import note_accounting
from marac.audit import events
from marac.conferences import Kind, get_kind
from marac.conferences.working_days import working_days_later
from marac.db import Session
from marac.errors import Mistake
from marac.records import BreakGlass, Case, Text, User
from marac.records.base import columns

LONGEST_REFERENCE = 40
LONGEST_REASON = 2_000
NONE_FOUND = "There is no case with this reference that you could open."

_C, _B = columns(Case), columns(BreakGlass)
_OPENABLE = select(_C.id).where(
    _C.conference_id == bindparam("conference_id"),
    func.upper(_C.reference) == bindparam("reference"),
    openable(Case),
)
_SEEN = select(_C.id).where(_C.id == bindparam("wanted_id"), see(Case))
_IN_FORCE = (
    select(_B.closes_at)
    .where(
        _B.user_id == bindparam("user_id"),
        _B.case_id == bindparam("case_id"),
        _B.opens_at <= bindparam("now", type_=_B.opens_at.type),
        _B.closes_at > bindparam("now", type_=_B.opens_at.type),
    )
    .order_by(_B.closes_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Asking:
    """What somebody gives to open a case: its reference, the code of a reason, and what exactly it is."""

    reference: str
    cause: str
    words: str


def causes_of(kind: Kind) -> dict[str, str]:
    """The reasons for which a case may be opened today, by code."""
    return {_code(words): words for words in kind.rule("break_glass_reasons", clock.today()).texts}


def _code(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")[:100]


def minutes_of(kind: Kind) -> int:
    """For how long a case is opened."""
    return kind.rule("break_glass_minutes", clock.today()).number


def opened_until(session: Session, case_id: int) -> datetime | None:
    """Until when the viewer has a case open by break-glass, or None."""
    bound = {"user_id": session.viewer.id, "case_id": case_id, "now": clock.now()}
    row = session.row(_IN_FORCE, bound)
    return None if row is None else row.closes_at


def open_case(session: Session, seat: Seat, asking: Asking) -> int:
    """Open a case of a conference to the viewer alone (CASE_OPEN); returns its number.

    A case that the viewer sees, or has open, stays as it is. Raises Mistake for an unknown reason, without
    words, and for a reference that names no case that the viewer could open, which is recorded.
    """
    kind = get_kind(seat.kind)
    if asking.cause not in causes_of(kind):
        raise Mistake("cause", "Choose a reason.")
    if not asking.words:
        raise Mistake("words", "Say what has happened and what you need to know.")
    reference = " ".join(asking.reference.split()).upper()[:LONGEST_REFERENCE]
    found = session.row(_OPENABLE, {"conference_id": seat.conference_id, "reference": reference})
    case_id = int(found.id) if found else 0
    with session.under(Act.CASE_VIEW):
        is_seen = bool(session.rows(_SEEN, {"wanted_id": case_id}))
    if not case_id:
        hashed = keys().token("opening", reference).hex()
        session.record(
            events.BreakGlassRefused(
                conference_id=seat.conference_id, reference_hash=hashed, cause=asking.cause
            )
        )
        raise Mistake("reference", NONE_FOUND)
    if not is_seen:
        # Two forms sent at once are one opening.
        hold(session, User, session.viewer.id)
        if opened_until(session, case_id) is None:
            _grant(session, seat, kind, case_id, asking)
    return case_id


def _grant(session: Session, seat: Seat, kind: Kind, case_id: int, asking: Asking) -> None:
    now, minutes = clock.now(), minutes_of(kind)
    days = kind.rule("break_glass_review_working_days", clock.today()).number
    opening = BreakGlass(
        user_id=session.viewer.id,
        case_id=case_id,
        conference_id=seat.conference_id,
        agency_id=session.viewer.agency_id,
        cause=asking.cause,
        opens_at=now,
        closes_at=now + timedelta(minutes=minutes),
        review_by=working_days_later(kind, clock.today(), days),
    )
    session.add(opening)
    happening = events.BreakGlassOpened(
        case_id=case_id,
        conference_id=seat.conference_id,
        record_id=opening.id,
        cause=asking.cause,
        minutes=minutes,
        review_by=opening.review_by,
    )
    office = kind.section_class("office").mask
    note_accounting(session, case_id)
    entry = session.record(happening)
    seal(session, entry, opening.id, Text.OPENING_REASON, asking.words, class_bit=office)
