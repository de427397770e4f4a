"""A return answers the listing it belongs to: one from before its agency was asked must be confirmed first.

Source: the research return is one for each agency and case at a meeting. What an agency said for an earlier
meeting, or before anybody asked, may be out of date; only that agency can say that it is still current.
"""

from datetime import datetime
from typing import Any

from marac.clock import london_day

# How a return stands that its agency made before it was asked and has not confirmed since.
EARLIER = "earlier"


def answered_at(
    returned_at: datetime | None, confirmed_at: datetime | None, asked_at: datetime | None
) -> datetime | None:
    """When an agency answered for a listing to which it was invited at `asked_at`; None: not yet.

    Days count, not hours: a file names no more than the day. Without an invitation any return is an answer.
    """
    for moment in (returned_at, confirmed_at if returned_at else None):
        if moment is not None and (asked_at is None or london_day(moment) >= london_day(asked_at)):
            return moment
    return None


def standing_of(
    status: str, returned_at: datetime | None, confirmed_at: datetime | None, asked_at: datetime | None
) -> str:
    """The status of a return for its listing: its own, or `EARLIER`."""
    is_earlier = returned_at is not None and answered_at(returned_at, confirmed_at, asked_at) is None
    return EARLIER if is_earlier else status


def state_of(given: Any, asked_at: datetime | None) -> str:
    """The same for a row of a return, or for None, where an agency has started none."""
    if given is None:
        return "not_started"
    return standing_of(given.status, given.returned_at, given.confirmed_at, asked_at)
