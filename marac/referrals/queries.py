"""Lists of referrals: what waits for review, what was decided, and one's own drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from marac.access.scope import see
from marac.audit import events
from marac.db import Entry, Session
from marac.people.queries import earlier_cases_of_pairs, undecided_strong_by_case
from marac.records import Agency, Case, Referral
from marac.records.base import LARGEST_ID, columns
from marac.referrals.history import stand_of
from marac.referrals.points import points_beyond_form
from marac.referrals.standing import kind_for

_R, _C, _G = (columns(record) for record in (Referral, Case, Agency))
PAGE = 50
STATUS_WORDS = {"to_review": "To review", "accepted": "Accepted", "set_aside": "Set aside"}
STATUSES = tuple(STATUS_WORDS)
_FIRST, _LAST = (datetime(1, 1, 2, tzinfo=UTC), 0), (datetime(9999, 12, 30, tzinfo=UTC), LARGEST_ID)

_at: Any = bindparam("at", type_=_R.received_at.type)
_id: Any = bindparam("at_id")
_ROWS = (
    select(
        _R.id,
        _R.case_id,
        _C.reference,
        _R.route,
        _R.form_number,
        _R.received_at,
        _R.decided_at,
        _R.referred_on,
        _R.incident_on,
        _R.warning_count,
        _R.blocking_count,
        _R.restriction_state,
        _R.is_headed_elsewhere,
        _R.repeat_answer,
        _C.is_repeat,
        _G.name.label("agency"),
    )
    .join_from(Case, Referral, _R.case_id == _C.id)
    .outerjoin(Agency, _G.id == _R.agency_id)
    .where(
        _R.conference_id == bindparam("conference_id"), _R.status == bindparam("status"), see(Case, Referral)
    )
    .limit(PAGE + 1)
)
_OLDEST_FIRST = _ROWS.where(or_(_R.received_at > _at, and_(_R.received_at == _at, _R.id > _id))).order_by(
    _R.received_at, _R.id
)
_NEWEST_FIRST = _ROWS.where(or_(_R.received_at < _at, and_(_R.received_at == _at, _R.id < _id))).order_by(
    _R.received_at.desc(), _R.id.desc()
)
_DRAFTS = _ROWS.where(_R.agency_id == bindparam("agency_id")).order_by(_R.received_at.desc())
_COUNTS = (
    select(_R.status, func.count())
    .where(_R.conference_id == bindparam("conference_id"), _R.status.in_(STATUSES), see(Referral))
    .group_by(_R.status)
)
_QUEUE = (
    select(_R.id)
    .where(_R.conference_id == bindparam("conference_id"), _R.status == "to_review", see(Referral))
    .order_by(_R.received_at, _R.id)
)


@dataclass(frozen=True)
class ToLookAt:
    """How much there is to look at on a referral that waits, as its review page lists it.

    `blocking`: how much of it stops the acceptance; `matches`: how many people to decide on are in that.
    """

    count: int
    blocking: int
    matches: int


@dataclass(frozen=True)
class ReferralList:
    """One page of referrals of one status. `to_look_at` is by referral, for those that wait for review.

    `following` is the mark of the next page, if there is one.
    """

    status: str
    rows: Sequence[Any]
    counts: dict[str, int] = field(default_factory=dict)
    drafts: Sequence[Any] = ()
    following: str = ""
    to_look_at: dict[int, ToLookAt] = field(default_factory=dict)


def referral_list(
    session: Session, conference_id: int, status: str, mark: str = "", *, is_reviewer: bool
) -> ReferralList:
    """The referrals of a conference: one's agency's drafts and, for a reviewer, one status at a time."""
    shown = session.record(events.ListShown(page="referrals", conference_id=conference_id), is_list=True)
    bound = {"conference_id": conference_id}
    own = {**bound, "status": "draft", "agency_id": session.viewer.agency_id}
    drafts = session.rows(_DRAFTS, own)
    rows: list[Any] = []
    counts: dict[str, int] = {}
    if is_reviewer:
        rows = _page(session, conference_id, status, mark)
        counts = {row[0]: row[1] for row in session.rows(_COUNTS, bound)}
    shown.cases.update(row.case_id for row in [*drafts, *rows[:PAGE]])
    following = _mark_of(rows[PAGE - 1]) if len(rows) > PAGE else ""
    waiting = rows[:PAGE] if status == "to_review" else []
    looks = _to_look_at(session, shown, conference_id, waiting) if waiting else {}
    return ReferralList(status, rows[:PAGE], counts, drafts, following, looks)


def _to_look_at(
    session: Session, shown: Entry, conference_id: int, rows: Sequence[Any]
) -> dict[int, ToLookAt]:
    kind = kind_for(session, conference_id)
    case_ids = [row.case_id for row in rows]
    earlier = earlier_cases_of_pairs(session, conference_id, case_ids)
    undecided = undecided_strong_by_case(session, shown, conference_id, case_ids)
    found = {}
    for row in rows:
        standing, matches = stand_of(kind, row, earlier[row.case_id]), undecided[row.case_id]
        beyond = sum(1 for _ in points_beyond_form(row, standing, matches, row.repeat_answer))
        found[row.id] = ToLookAt(row.warning_count + beyond, row.blocking_count + beyond, len(matches))
    return found


def _page(session: Session, conference_id: int, status: str, mark: str) -> list[Any]:
    is_queue = status == "to_review"
    at, at_id = _read_mark(mark) or (_FIRST if is_queue else _LAST)
    bound = {"conference_id": conference_id, "status": status, "at": at, "at_id": at_id}
    return list(session.rows(_OLDEST_FIRST if is_queue else _NEWEST_FIRST, bound))


def _mark_of(row: Any) -> str:
    return f"{row.received_at.isoformat()}~{row.id}"


def _read_mark(mark: str) -> tuple[datetime, int] | None:
    moment, _, number = mark.partition("~")
    try:
        at, at_id = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return (at, at_id) if at.tzinfo is not None and 0 <= at_id <= LARGEST_ID else None


def review_queue(session: Session, conference_id: int) -> list[int]:
    """The referrals that wait for review, in the order in which they came."""
    return [row.id for row in session.rows(_QUEUE, {"conference_id": conference_id})]
