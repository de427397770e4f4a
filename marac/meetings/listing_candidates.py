"""Cases that could be put on a list, the most pressing first, each with the reason why it is offered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from marac import clock
from marac.access.scope import see
from marac.db import Session
from marac.meetings.listing_queries import criteria_labels, references_of
from marac.meetings.listing_rules import kind_of
from marac.records import Agency, AgendaItem, Case, Meeting, Referral
from marac.records.base import columns

DEFERRED, REPEAT, NEW, ELSEWHERE, HEARD = "deferred", "repeat", "new", "elsewhere", "heard"
ORDER = (DEFERRED, REPEAT, NEW, ELSEWHERE, HEARD)
# Offered at once; what is listed elsewhere or was heard before is folded away.
PRESSING = frozenset({DEFERRED, REPEAT, NEW})

_C, _R, _A, _G, _M = (columns(record) for record in (Case, Referral, Agency, AgendaItem, Meeting))
_OPEN = (
    select(
        _C.id, _C.reference, _C.is_repeat, _C.earlier_case_id, _A.name,
        _R.status, _R.restriction_state, _R.referred_on, _R.received_at, _R.criteria,
    )
    .join_from(Case, Referral, _R.case_id == _C.id)
    .outerjoin(Agency, _A.id == _C.referring_agency_id)
    .where(_C.conference_id == bindparam("conference_id"), _C.status == "open", see(Case, Referral))
    .order_by(_R.received_at, _C.id)
)  # fmt: skip
_LISTINGS = (
    select(_G.case_id, _G.status, _G.meeting_id, _M.status, _M.starts_at)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .where(
        _C.conference_id == bindparam("conference_id"),
        _C.status == "open",
        see(Case, AgendaItem, Meeting),
    )
    .order_by(_M.starts_at)
)
_TO_REVIEW = select(func.count()).where(
    _R.conference_id == bindparam("conference_id"), _R.status == "to_review", see(Referral)
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that can be offered for a list. `hindrance` says what must be done first; empty if nothing.

    `earlier_case_id` is the case that `why` refers to by its reference, if it does.
    """

    case_id: int
    reference: str
    group: str
    why: str
    referrer: str
    referred_on: date
    criteria: tuple[str, ...]
    hindrance: str
    earlier_case_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Listing:
    """An earlier or other listing of a case."""

    status: str
    meeting_id: int
    meeting_status: str
    starts_at: datetime


def candidates(session: Session, meeting: Meeting) -> list[Candidate]:
    """Open cases of the conference that are not on this list, in the order of ORDER and then by waiting time.

    First those deferred or not reached at an earlier meeting or whose meeting was cancelled, then repeats,
    then new ones; then cases listed at another meeting to come, and those heard before.
    """
    bound = {"conference_id": meeting.conference_id}
    listings: dict[int, list[_Listing]] = defaultdict(list)
    for case_id, *listing in session.rows(_LISTINGS, bound):
        listings[case_id].append(_Listing(*listing))
    offered = {
        case_id: rows
        for case_id, rows in _by_case(session.rows(_OPEN, bound)).items()
        if all(listing.meeting_id != meeting.id for listing in listings[case_id])
    }
    earlier = references_of(session, {rows[0].earlier_case_id for rows in offered.values()} - {None})
    kind = kind_of(session, meeting.conference_id)
    found = []
    for case_id, rows in offered.items():
        group, why = _place(rows[0], listings[case_id], earlier, kind.word("repeat"))
        named = rows[0].earlier_case_id if group == REPEAT and rows[0].earlier_case_id in earlier else None
        found.append(_candidate(rows, group, why, criteria_labels(kind, rows[-1].criteria), named))
    return sorted(found, key=lambda each: (ORDER.index(each.group), each.referred_on, each.reference))


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.id].append(row)
    return grouped


def _candidate(
    rows: list[Any], group: str, why: str, criteria: tuple[str, ...], earlier_case_id: int | None
) -> Candidate:
    last = rows[-1]
    referred_on = last.referred_on or clock.london_day(last.received_at)
    return Candidate(
        last.id,
        last.reference,
        group,
        why,
        last.name or "",
        referred_on,
        criteria,
        _hindrance(rows),
        earlier_case_id,
    )


def _hindrance(rows: Iterable[Any]) -> str:
    states = [(row.status, row.restriction_state) for row in rows]
    if any(restriction == "undecided" for _, restriction in states):
        return "The referral says that somebody must not receive information. Decide who that is first."
    if not any(status == "accepted" for status, _ in states):
        return "The referral has not been accepted. Review it first."
    return ""


def _place(case: Any, listings: list[_Listing], earlier: dict[int, str], repeat: str) -> tuple[str, str]:
    """The group of a case and the reason in words."""
    held = [listing for listing in listings if listing.meeting_status != "cancelled"]
    last = held[-1] if held else None
    if listings and (last is None or last.meeting_status == "closed") and listings[-1] is not last:
        day = clock.day_in_words(clock.london_day(listings[-1].starts_at))
        return DEFERRED, f"Its meeting on {day} was cancelled"
    if last is None and case.is_repeat:
        before = earlier.get(case.earlier_case_id, "")
        return REPEAT, f"A {repeat} of {before}" if before else f"A {repeat}"
    if last is None:
        return NEW, "Not listed yet"
    day = clock.day_in_words(clock.london_day(last.starts_at))
    if last.meeting_status != "closed":
        return ELSEWHERE, f"On the list for {day}"
    if last.status == "deferred":
        return DEFERRED, f"Deferred on {day}"
    if last.status == "listed":
        return DEFERRED, f"Not reached on {day}"
    return HEARD, f"Heard on {day}"


def referrals_to_review(session: Session, conference_id: int) -> int:
    """How many referrals of the conference wait for review."""
    return int(session.row(_TO_REVIEW, {"conference_id": conference_id})[0])
