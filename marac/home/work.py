"""What somebody has to do now, by the parts they play: each part asks under the act that it is about."""

from collections.abc import Iterator
from typing import Any

from marac.access.acts import Act
from marac.access.viewer import Seat
from marac.audit.checking import LastCheck, last_check
from marac.cases.openings import openings_waiting
from marac.db import Session
from marac.home.office import chaired, coordinated
from marac.home.overseen import overseen
from marac.home.own import own_work


def audited(session: Session) -> Iterator[tuple[Seat, LastCheck | None]]:
    """Each conference that the viewer audits, and when its ledger was last checked."""
    for seat in session.viewer.conferences(Act.AUDIT_LEDGER):
        with session.under(Act.AUDIT_LEDGER):
            yield seat, last_check(session, seat.conference_id)


def everything(session: Session) -> dict[str, Any]:
    """All the parts of somebody's first page."""
    return {
        "openings": openings_waiting(session),
        "chaired": list(chaired(session)),
        "coordinated": list(coordinated(session)),
        "overseen": overseen(session),
        "own": own_work(session),
        "audited": list(audited(session)),
        "administers": session.viewer.may(Act.ACCOUNT_ADMINISTER),
    }
