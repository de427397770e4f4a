"""What tests of audiences need: the default, a decision by the chair, and what somebody is cleared for."""

import re
from collections.abc import Set
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.administration.agreeing import agree, proposal_page, waiting_for
from marac.administration.audiences import (
    Weighed,
    decide_audience,
    last_number,
    weigh,
)
from marac.conferences import get_kind
from marac.conferences.audiences import Reader, Readers, audiences_of, default_readers, kinds_taking_part
from tests.world import MARAC, World


def default(world: World, section_class: str, conference: str = MARAC) -> Readers:
    """Who is cleared for a class by default, of the kinds of agency that take part."""
    with world.looking("chidi", Act.CONFERENCE_VIEW) as session:
        kind = audiences_of(session, world.conference(conference)).kind
        taking_part = kinds_taking_part(session, world.conference(conference))
    readers = default_readers(kind, kind.section_class(section_class))
    return frozenset(each for each in readers if each[0] in taking_part)


def decided(
    world: World, section_class: str, readers: Set[Reader], who: str = "chidi", **told: Any
) -> Weighed:
    """The chair decides; what is widened is confirmed unless the test says otherwise."""
    conference_id = world.conference()
    with world.acting(who, Act.AUDIENCE_DECIDE) as session:
        number = told.pop("number", last_number(session, conference_id, section_class))
        weighed = weigh(session, conference_id, section_class, frozenset(readers), number)
        settings = {"ground": "agreement", "agreed_on": clock.today(), "confirmed": weighed.token, **told}
        return decide_audience(session, conference_id, section_class, frozenset(readers), number, **settings)


def agreed(world: World, who: str, section_class: str) -> None:
    """Somebody whose agency's class it is agrees to what waits on it."""
    with world.acting(who, Act.AUDIENCE_AGREE) as session:
        label = get_kind("marac").section_class(section_class).label
        waiting = next(each for each in waiting_for(session) if each.label == label)
        page = proposal_page(session, world.conference(), waiting.id)
        agree(session, world.conference(), waiting.id, page.weighed.token)


def cleared(world: World, who: str, conference: str = MARAC) -> int:
    """The clearance that somebody's next request has in a conference, as a mask."""
    seat = world.viewer(who).seat_in(world.conference(conference))
    if seat is not None:
        return seat.clearance
    raise AssertionError(f"{who} has no membership")


def post(browser: Any, section_class: str, codes: list[str], **typed: Any) -> Any:
    """Send the form on which a class is changed."""
    today = clock.today()
    day = {"agreed_on-day": today.day, "agreed_on-month": today.month, "agreed_on-year": today.year}
    fields = {"readers": codes, "ground": "agreement", "version": 0, **day, **typed}
    return browser.send(f"/conferences/{MARAC}/audiences/{section_class}", **fields)


def hidden_fields(page: str) -> dict[str, Any]:
    """The fields of the form that confirms, but for its token against forgery and its key."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        if name not in ("csrf_token", "form_key"):
            found.setdefault(name, []).append(value)
    return found
