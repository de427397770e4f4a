"""Nobody stands in for somebody who has left: namings end with the account, or the role, of whoever made them."""

from typing import Any

from sqlalchemy import bindparam, delete

from marac import clock
from marac.access.acts import Act
from marac.access.deputies import end_membership, held_namings
from marac.access.policy import acts_of
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.records import MeetingDeputy, Membership
from marac.records.base import columns

_D = columns(MeetingDeputy)
_WITHDRAW = delete(MeetingDeputy).where(
    _D.meeting_id == bindparam("meeting_id"), _D.user_id == bindparam("user_id")
)


def withdraw_from(
    session: Session, meeting_id: int, conference_id: int, user_id: int, window_days: int, *, by_office: bool
) -> None:
    """Let somebody stand in at a meeting no longer, from their next request on; who may is settled before.

    `by_office`: they cannot be named for it again until the office allows them. `window_days` as for `seats.reseat`.
    """
    bound = {"meeting_id": meeting_id, "user_id": user_id}
    session.execute(_WITHDRAW, bound, execution_options={"synchronize_session": False})
    session.record(
        events.DeputyWithdrawn(
            record_id=meeting_id, conference_id=conference_id, user_id=user_id, is_barred=by_office
        )
    )
    end_membership(session, user_id, conference_id)
    reseat_meeting(session, meeting_id, window_days)


def withdraw_all_named_by(session: Session, user_id: int, conference_id: int | None = None) -> int:
    """Withdraw everybody whom somebody named and who still stands in, at the meetings of one conference or of all;
    returns how many. For accounts that are closed and roles that end."""
    namings = [each for each in _held(session, user_id, conference_id) if each.named_by_id == user_id]
    return _withdraw(session, namings)


def withdraw_leaver(session: Session, user_id: int) -> int:
    """Withdraw everybody whom somebody named, and them wherever they stand in themselves; returns how many."""
    return _withdraw(session, _held(session, user_id, None))


def follow_role(session: Session, user_id: int, conference_id: int) -> None:
    """After a role was given or changed: whom its holder named stands in as long as the role itself lasts, and no
    longer if it names nobody or is not in force today."""
    membership = session.get(Membership, (user_id, conference_id))
    if membership is None or not _names_today(membership):
        withdraw_all_named_by(session, user_id, conference_id)
        return
    for each in _held(session, user_id, conference_id):
        reseat_meeting(session, each.meeting_id, _window(each.kind))


def _names_today(membership: Membership) -> bool:
    is_in_force = membership.from_on <= clock.today() <= membership.until_on
    return is_in_force and Act.DEPUTY_NAME in acts_of(membership.role, membership.is_per_meeting)


def _held(session: Session, user_id: int, conference_id: int | None) -> list[Any]:
    rows = held_namings(session, user_id)
    return [row for row in rows if conference_id in (None, row.conference_id)]


def _withdraw(session: Session, namings: list[Any]) -> int:
    for each in namings:
        window = _window(each.kind)
        withdraw_from(session, each.meeting_id, each.conference_id, each.user_id, window, by_office=False)
    return len(namings)


def _window(kind: str) -> int:
    return get_kind(kind).rule("access_window_days", clock.today()).number
