"""Makers for research: items as somebody writes them, meetings as they go on, files as agencies send them."""

from datetime import date, timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.audit import events
from marac.contributions import operations
from marac.contributions.queries import CaseContributions, contributions_of_case
from marac.contributions.wording import Words
from marac.records import Contribution, Meeting, Referral, ResearchReturn
from tests.factories import MadeCase
from tests.world import World

WRITE = Act.RESEARCH_CONTRIBUTE
YESTERDAY = clock.today() - timedelta(days=1)


def words(text: str = "Seen near the school.", **more: Any) -> Words:
    """A finished fact of class standard, but for what is given."""
    parts: dict[str, Any] = {
        "kind": "fact",
        "source": "case file",
        "dated_on": YESTERDAY,
        "section_class": "standard",
    }
    return Words(text=text, **{**parts, **more})


def write(
    world: World, who: str, item_id: int, text: str = "Seen near the school.", **more: Any
) -> Contribution:
    """An item that somebody writes for their agency, still private."""
    with world.acting(who, WRITE) as session:
        return operations.write_in_listing(session, item_id, words(text, **more))


def share(
    world: World, who: str, item_id: int, text: str = "Seen near the school.", **more: Any
) -> Contribution:
    """An item that somebody writes and shares."""
    written = write(world, who, item_id, text, **more)
    with world.acting(who, WRITE) as session:
        return operations.decide_sharing(session, written.id, written.version, True)


def keep_back(world: World, who: str, item_id: int, text: str, reason: str, **more: Any) -> Contribution:
    """An item that somebody writes and does not share."""
    written = write(world, who, item_id, text, **more)
    with world.acting(who, WRITE) as session:
        return operations.decide_sharing(session, written.id, written.version, False, reason)


def make_return(
    world: World,
    who: str,
    item_id: int,
    *,
    nothing_known: bool = False,
    records: str = "index search",
    last_contact_on: date | None = None,
) -> int:
    """The return of somebody's agency."""
    with world.acting(who, WRITE) as session:
        return_id, version = operations.return_to_write(session, item_id, None)
        if version is None:
            version = get_version(session, return_id)
        operations.make_return(
            session,
            return_id,
            version,
            nothing_known=nothing_known,
            records_checked=records,
            last_contact_on=last_contact_on,
        )
        return return_id


def get_version(session: Any, return_id: int) -> int:
    """The version of a return as it stands."""
    return get(session, ResearchReturn, return_id).version


def read(world: World, who: str, case: MadeCase, item_id: int = 0) -> CaseContributions:
    """What somebody gets of a case."""
    with world.looking(who, Act.CASE_VIEW) as session:
        shown = session.record(events.CaseShown(case_id=case.id, page="case"))
        return contributions_of_case(session, shown, case.id, item_id)


def texts_of(seen: CaseContributions) -> set[str]:
    """Every text in it."""
    return {line.text for part in seen.agencies for line in part.lines} | {line.text for line in seen.views}


def set_meeting(world: World, meeting_id: int, status: str, **more: Any) -> None:
    """Move a meeting on."""
    with world.acting("carol", Act.MEETING_RUN) as session:
        meeting = get(session, Meeting, meeting_id)
        for name, value in {"status": status, **more}.items():
            setattr(meeting, name, value)
        session.add(meeting)


def number_form(world: World, case: MadeCase, form_number: str, coordinator: str = "carol") -> None:
    """Give a case's referral the number that its form carried."""
    with world.acting(coordinator, Act.REFERRAL_RECEIVE) as session:
        referral = get(session, Referral, case.referral_id)
        referral.form_number = form_number
        session.add(referral)


def research_file(form_id: str = "033", agency: str = "police", **more: Any) -> dict[str, Any]:
    """A research file as an agency sends it."""
    return {
        "form_id": form_id,
        "agency": agency,
        "agency_name": "Northtown Police",
        "returned": "2026-01-15",
        "records_checked": ["custody", "intelligence"],
        "last_contact": "2026-01-10",
        "nothing_known": False,
        "items": [
            {
                "text": "Arrested on 10 January.",
                "kind": "fact",
                "source": "custody record",
                "date": "2026-01-10",
                "share": "yes",
                "reason_not_shared": None,
                "sensitivity": "standard",
            },
            {
                "text": "Said to look for a weapon.",
                "kind": "opinion",
                "source": "intelligence report",
                "date": "2026-01-12",
                "share": "no",
                "reason_not_shared": "Would show where it came from.",
                "sensitivity": "police-intelligence",
            },
        ],
        **more,
    }
