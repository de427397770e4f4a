"""What a conference's description and dates say about its lists: lengths, windows, reference, first days."""

import secrets
from datetime import date, datetime, timedelta

from marac import clock
from marac.access.viewer import Seat
from marac.conferences import Kind, get_kind
from marac.db import Session
from marac.errors import NotFound
from marac.records import Meeting

LIST_CHANGES = frozenset({"planned", "published", "open"})
# Letters and figures that cannot be taken for one another when read out over a telephone.
_UNMISTAKABLE = "ACDEFGHJKLMNPQRTUVWXY34679"
_RANDOM_LETTERS = 3


def seat_of(session: Session, conference_id: int) -> Seat:
    """The viewer's membership in a conference. Raises NotFound when there is none for the act asked."""
    seat: Seat | None = session.viewer.seat_in(conference_id)
    if seat is None or not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    return seat


def kind_of(session: Session, conference_id: int) -> Kind:
    """The description of the conference, found by the viewer's membership. Raises NotFound without one."""
    return get_kind(seat_of(session, conference_id).kind)


def window_days(session: Session, conference_id: int) -> int:
    """Days for which invited agencies still see a case after its meeting has closed (configured rule)."""
    return kind_of(session, conference_id).rule("access_window_days", clock.today()).number


def minutes_per_case(session: Session, meeting: Meeting) -> int:
    """Minutes that a case is given unless somebody says otherwise, by the rule of the meeting's day."""
    kind = kind_of(session, meeting.conference_id)
    return kind.rule("minutes_per_case", clock.london_day(meeting.starts_at)).number


def first_research_day(kind: Kind, starts_at: datetime) -> date:
    """The research date proposed for a meeting: so many days before it, but not before today or after it."""
    meeting_day = clock.london_day(starts_at)
    proposed = meeting_day - timedelta(days=kind.rule("research_days_before", meeting_day).number)
    return min(max(proposed, clock.today()), meeting_day)


def new_reference(prefix: str, starts_at: datetime) -> str:
    """A meeting's reference: the conference's own `prefix`, the meeting's London day and random letters.

    It names nobody, and its letters count nothing.
    """
    letters = "".join(secrets.choice(_UNMISTAKABLE) for _ in range(_RANDOM_LETTERS))
    return f"{prefix}-M-{clock.london_day(starts_at):%Y-%m-%d}-{letters}"
