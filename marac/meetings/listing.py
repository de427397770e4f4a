"""Putting cases on a meeting's list, in order, with their time. What other slices call is all here."""

from typing import Any

from sqlalchemy import bindparam, select, update

from marac.access.loading import claim, get
from marac.access.scope import see
from marac.access.seats import reseat
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.meetings.listing_invitations import first_invitations, invite, uninvite, withdraw_all
from marac.meetings.listing_publish import publish_list
from marac.meetings.listing_returns import let_returns_wait, take_returns_along
from marac.meetings.listing_rules import LIST_CHANGES, minutes_per_case, window_days
from marac.meetings.plan import change_plan, plan_meeting
from marac.records import AgendaItem, Case, Meeting, Referral
from marac.records.base import columns

__all__ = [
    "change_plan", "invite", "list_case", "move_item", "place_after", "plan_meeting", "publish_list",
    "set_minutes", "uninvite", "unlist_case",
]  # fmt: skip

LONGEST_CASE = 240

_G, _M, _R = columns(AgendaItem), columns(Meeting), columns(Referral)
_HOLD = (
    update(Meeting.__table__)  # type: ignore[attr-defined]
    .where(_M.id == bindparam("meeting_id"), see(Meeting))
    .values(minutes_available=_M.minutes_available)
)
_ITEMS = (
    select(AgendaItem)
    .where(_G.meeting_id == bindparam("meeting_id"), see(AgendaItem))
    .order_by(_G.position, _G.id)
)
_REFERRALS = (
    select(_R.id, _R.status, _R.restriction_state)
    .where(_R.case_id == bindparam("case_id"), see(Referral))
    .order_by(_R.received_at.desc())
)


def list_case(session: Session, meeting_id: int, case_id: int, *, minutes: int | None = None) -> AgendaItem:
    """Put a case at the end of a meeting's list and invite the conference's standing agencies to it.

    `minutes` is the time for the case; without it the conference's rule decides. On a list already published
    the agencies see the case at once. Raises NotFound, and Mistake when the case cannot be listed or is.
    """
    meeting = _held_meeting(session, meeting_id)
    case = get(session, Case, case_id)
    if case.conference_id != meeting.conference_id:
        raise NotFound
    items = _items_of(session, meeting_id)
    if any(item.case_id == case_id for item in items):
        raise Mistake("case_id", f"{case.reference} is already on this list.")
    referral_id = _listable_referral(session, case)
    item = AgendaItem(
        meeting_id=meeting_id,
        case_id=case_id,
        referral_id=referral_id,
        position=max((each.position for each in items), default=0) + 1,
        minutes=_checked_minutes(minutes if minutes is not None else minutes_per_case(session, meeting)),
        is_repeat=case.is_repeat,
    )
    _add_listing(session, meeting, case, item)
    return item


def _add_listing(session: Session, meeting: Meeting, case: Case, item: AgendaItem) -> None:
    session.add(item)
    session.flush()
    session.record(
        events.CaseListed(
            case_id=case.id, conference_id=case.conference_id, record_id=item.id, meeting_id=meeting.id
        )
    )
    take_returns_along(session, item)
    first_invitations(session, case, item)
    reseat(session, case.id, window_days(session, case.conference_id))


def move_item(session: Session, item_id: int, version: int | None, to_position: int) -> AgendaItem:
    """Move a case to a place on its list, counted from 1 among the cases that the viewer sees.

    Cases hidden from the viewer keep their places. Raises NotFound, StaleForm, and Mistake for a place that
    is not on the list.
    """
    item = claim(session, AgendaItem, item_id, version)
    meeting = _held_meeting(session, item.meeting_id)
    items = _items_of(session, meeting.id)
    if not 1 <= to_position <= len(items):
        raise Mistake("position", f"Choose a place from 1 to {len(items)}.")
    places = _rising([each.position for each in items])
    order = [each for each in items if each.id != item_id]
    order.insert(to_position - 1, item)
    for each, place in zip(order, places, strict=True):
        each.position = place
    session.record(
        events.CaseMoved(
            case_id=item.case_id,
            conference_id=meeting.conference_id,
            record_id=item.id,
            meeting_id=meeting.id,
            position=item.position,
        )
    )
    session.flush()
    return item


def place_after(session: Session, item_id: int, move: str, position: int | None) -> int:
    """The place that a case goes to by `move`: up, down, or to `position`. Raises NotFound, and Mistake."""
    item = get(session, AgendaItem, item_id)
    place = [each.id for each in _items_of(session, item.meeting_id)].index(item_id) + 1
    wanted = {"up": place - 1, "down": place + 1, "to": position}.get(move)
    if wanted is None:
        raise Mistake("position", "Choose up, down or the number of a place.")
    return wanted


def _rising(places: list[int]) -> list[int]:
    """The same places, made strictly rising: two people may have added a case at the same moment."""
    rising: list[int] = []
    for place in places:
        rising.append(max(place, rising[-1] + 1) if rising else place)
    return rising


def set_minutes(session: Session, item_id: int, version: int | None, minutes: int) -> AgendaItem:
    """Give a case so many minutes of its meeting. Raises NotFound, StaleForm, or Mistake for the number."""
    item = claim(session, AgendaItem, item_id, version)
    meeting = _held_meeting(session, item.meeting_id)
    item.minutes = _checked_minutes(minutes)
    session.record(
        events.CaseMoved(
            case_id=item.case_id,
            conference_id=meeting.conference_id,
            record_id=item.id,
            meeting_id=meeting.id,
            position=item.position,
            fields=("minutes",),
        )
    )
    session.flush()
    return item


def unlist_case(session: Session, item_id: int, version: int | None) -> Meeting:
    """Take a case off a list before it is heard; its invitations go with it. Returns the meeting.

    Research that was begun waits with the case. Raises NotFound, StaleForm, and Mistake once the meeting has
    begun: it can defer the case.
    """
    item = claim(session, AgendaItem, item_id, version)
    meeting = _held_meeting(session, item.meeting_id)
    if meeting.status == "open" or item.status != "listed":
        raise Mistake("item", "The meeting has begun. Defer the case there, so that the record says why.")
    let_returns_wait(session, item_id)
    withdraw_all(session, item)
    session.delete(item)
    session.record(
        events.CaseUnlisted(
            case_id=item.case_id,
            conference_id=meeting.conference_id,
            record_id=item.id,
            meeting_id=meeting.id,
        )
    )
    reseat(session, item.case_id, window_days(session, meeting.conference_id))
    return meeting


def _held_meeting(session: Session, meeting_id: int) -> Meeting:
    """The meeting, with its list held for this change. Raises NotFound; Mistake once it is closed or cancelled."""
    session.execute(
        _HOLD, {**session.see, "meeting_id": meeting_id}, execution_options={"synchronize_session": False}
    )
    meeting = get(session, Meeting, meeting_id)
    if meeting.status not in LIST_CHANGES:
        words = f"This meeting is {meeting.status}, so its list stays as it is. Use the next meeting."
        raise Mistake("meeting", words)
    return meeting


def _items_of(session: Session, meeting_id: int) -> list[AgendaItem]:
    return [row[0] for row in session.rows(_ITEMS, {"meeting_id": meeting_id})]


def _checked_minutes(minutes: int) -> int:
    if not 1 <= minutes <= LONGEST_CASE:
        raise Mistake("minutes", f"Give the case between 1 and {LONGEST_CASE} minutes.")
    return minutes


def _listable_referral(session: Session, case: Case) -> int:
    """The referral to hear. Raises Mistake, in words for the coordinator, when the case cannot be listed."""
    referrals: list[Any] = session.rows(_REFERRALS, {"case_id": case.id})
    if case.status == "closed":
        raise Mistake("case_id", f"{case.reference} is closed. Open it again before listing it.")
    accepted = [referral_id for referral_id, status, _ in referrals if status == "accepted"]
    if case.status != "open" or not accepted:
        raise Mistake("case_id", f"{case.reference} has not been accepted. Review its referral first.")
    if any(state == "undecided" for _, _, state in referrals):
        raise Mistake(
            "case_id",
            f"The referral of {case.reference} says that somebody must not receive information. "
            "Decide who that is, then list the case.",
        )
    return int(accepted[0])
