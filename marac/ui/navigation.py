"""What surrounds every page: who is asking, for which conference, and where they can go."""

from functools import cache, lru_cache

from flask import current_app, g, request, url_for

from marac.access.acts import Act
from marac.access.viewer import Seat, Viewer
from marac.config import Settings
from marac.ui.chrome import Chrome, NavigationLink

# label, endpoint, act, whether it belongs to one conference
_PLACES = (
    ("What to do now", "home.show", Act.ACCOUNT_USE, False),
    ("Meetings", "meetings.index", Act.MEETING_VIEW, True),
    ("Referrals", "referrals.index", Act.REFERRAL_WRITE, True),
    ("Cases", "cases.index", Act.CASE_VIEW, True),
    ("Research", "contributions.index", Act.RESEARCH_CONTRIBUTE, False),
    ("Actions", "actions.index", Act.ACTION_UPDATE, False),
    ("Overdue", "actions.overdue", Act.ACTION_OVERSEE, False),
    ("Who has read what we shared", "audit.own", Act.AUDIT_OWN, False),
    ("Record of who has seen what", "audit.index", Act.AUDIT_LEDGER, True),
    ("Accounts", "administration.index", Act.ACCOUNT_ADMINISTER, False),
)

# Pages of these slices stand under another slice's link.
_PARTS = {"people": "cases", "documents": "meetings", "oversight": "audit"}


def enter_conference(seat: Seat) -> None:
    """The page being made belongs to this conference: the heading and the navigation say so."""
    g.conference_seat = seat


def current_seat(viewer: Viewer) -> Seat | None:
    """The conference of this page, or the viewer's only one."""
    named: Seat | None = g.get("conference_seat")
    return named or (viewer.seats[0] if len(viewer.seats) == 1 else None)


@cache
def _is_current(asked: str, endpoint: str) -> bool:
    """Whether the page asked for belongs to the part of the platform that the link leads to."""
    slice_asked = asked.split(".")[0]
    part = _PARTS.get(slice_asked, slice_asked)
    others = {place[1] for place in _PLACES if place[1].split(".")[0] == part}
    is_others = len(others) > 1 and asked in others - {endpoint}
    return asked == endpoint or (part == endpoint.split(".")[0] and not is_others)


@lru_cache(maxsize=1000)
def _address(_root: str, endpoint: str, slug: str) -> str:
    return url_for(endpoint, slug=slug) if slug else url_for(endpoint)


def _links(viewer: Viewer, seat: Seat | None) -> tuple[NavigationLink, ...]:
    links = []
    root, asked = request.root_path, request.endpoint or ""
    for label, endpoint, act, is_of_conference in _PLACES:
        may = viewer.may_in(act, seat.conference_id) if is_of_conference and seat else viewer.may(act)
        if not may or (is_of_conference and seat is None):
            continue
        url = _address(root, endpoint, seat.slug if is_of_conference and seat else "")
        links.append(NavigationLink(label, url, _is_current(asked, endpoint)))
    return tuple(links)


def chrome() -> Chrome | None:
    """The surroundings of the page being made, or None for somebody who is not signed in."""
    asking: Viewer | None = g.get("asking")
    if asking is None:
        return None
    settings: Settings = current_app.extensions["marac.settings"]
    seat, root = current_seat(asking), request.root_path
    return Chrome(
        conference=seat.name if seat else "",
        agency=asking.agency_name,
        person=asking.name,
        nav=_links(asking, seat),
        home_url=_address(root, "home.show", ""),
        account_url=_address(root, "accounts.show", ""),
        sign_out_url=_address(root, "accounts.sign_out", ""),
        hide_url=_address(root, "accounts.hide", ""),
        hidden_url=_address(root, "accounts.hidden", ""),
        stay_url=_address(root, "accounts.stay", ""),
        idle_seconds=settings.idle_seconds,
    )
