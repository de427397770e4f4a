"""What the tests of lists need besides the factories: exclusions, a closing, and who sees what."""

from typing import Any

from sqlalchemy import select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.access.seats import reseat_meeting
from marac.audit import events
from marac.db import Session
from marac.meetings.listing_rules import window_days
from marac.records import AgendaItem, Case, Exclusion, Meeting
from marac.records.base import columns
from tests.factories import MadeCase
from tests.world import World

_C, _G = columns(Case), columns(AgendaItem)
_SEEN = select(_C.id).where(see(Case))
_ORDER = (
    select(_C.reference)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)


def seen_cases(world: World, name: str, act: Act = Act.CASE_VIEW) -> set[int]:
    """The cases that somebody sees."""
    with world.looking(name, act) as session:
        return {case_id for (case_id,) in session.rows(_SEEN)}


def order_seen(world: World, name: str, act: Act = Act.LIST_MANAGE) -> list[str]:
    """The references of the only list, in the order somebody sees."""
    with world.looking(name, act) as session:
        return [reference for (reference,) in session.rows(_ORDER)]


def exclude(world: World, case: MadeCase, *, person: str = "", agency: str = "", by: str = "chidi") -> None:
    """Keep a person or an agency from a case."""
    user_id = world.person(person) if person else None
    agency_id = world.agency(agency) if agency else None
    with world.acting(by, Act.EXCLUSION_DECIDE) as session:
        get(session, Case, case.id)
        exclusion = Exclusion(
            case_id=case.id, user_id=user_id, agency_id=agency_id, decided_by_id=session.viewer.id
        )
        session.record(
            events.CaseExcluded(
                case_id=case.id, record_id=exclusion.id, user_id=user_id, agency_id=agency_id, origin="test"
            )
        )
        session.add(exclusion)


def version_of(world: World, record: Any, record_id: int, name: str = "carol") -> int:
    """The version that a page built now would carry."""
    with world.looking(name, Act.LIST_MANAGE) as session:
        return int(get(session, record, record_id).version)


def close(session: Session, meeting_id: int) -> None:
    """Close a meeting as far as seats are concerned."""
    meeting = get(session, Meeting, meeting_id)
    meeting.status, meeting.closed_at = "closed", clock.now()
    reseat_meeting(session, meeting_id, window_days(session, meeting.conference_id))


def closed(world: World, meeting_id: int, *, statuses: dict[int, str] | None = None) -> None:
    """Close a meeting; `statuses` says what became of its listings."""
    with world.acting("carol", Act.LIST_MANAGE) as session:
        for item_id, status in (statuses or {}).items():
            get(session, AgendaItem, item_id).status = status
        close(session, meeting_id)
