"""What somebody has to do now, by the parts they play: each part asks under the act that it is about."""

from collections.abc import Iterator
from typing import Any

from marac.access.acts import Act
from marac.access.viewer import Seat
from marac.administration.agreeing import Waiting, waiting_for
from marac.audit.checking import LastCheck, last_check
from marac.cases.openings import openings_waiting
from marac.db import Session
from marac.home.office import chaired, coordinated
from marac.home.overseen import overseen
from marac.home.own import own_work
from marac.meetings.deputy_queries import OwnNaming, own_namings
from marac.oversight.reveals import reveals_waiting


def audited(session: Session) -> Iterator[tuple[Seat, LastCheck | None]]:
    """Each conference that the viewer audits, and when its ledger was last checked."""
    for seat in session.viewer.conferences(Act.AUDIT_LEDGER):
        with session.under(Act.AUDIT_LEDGER):
            yield seat, last_check(session, seat.conference_id)


def deputising(session: Session) -> list[OwnNaming]:
    """The meetings at which the viewer stands in for a colleague."""
    if not any(seat.is_per_meeting for seat in session.viewer.seats):
        return []
    with session.under(Act.MEETING_VIEW):
        return own_namings(session)


def agreements(session: Session) -> list[Waiting]:
    """What waits for the viewer's agreement before others may read their agency's own information."""
    if not session.viewer.may(Act.AUDIENCE_AGREE):
        return []
    with session.under(Act.AUDIENCE_AGREE):
        return waiting_for(session)


def everything(session: Session) -> dict[str, Any]:
    """All the parts of somebody's first page."""
    return {
        "openings": openings_waiting(session),
        "reveals": reveals_waiting(session),
        "deputising": deputising(session),
        "agreements": agreements(session),
        "chaired": list(chaired(session)),
        "coordinated": list(coordinated(session)),
        "overseen": overseen(session),
        "own": own_work(session),
        "audited": list(audited(session)),
        "administers": session.viewer.may(Act.ACCOUNT_ADMINISTER),
    }
