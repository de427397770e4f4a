"""Whoever is asking: read afresh from the database at each request."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.policy import ADMINISTRATOR, EVERYONE, OPENED_ACTS, acts_of, roles_granting


@dataclass(frozen=True, slots=True)
class Seat:
    """A membership in force today."""

    conference_id: int
    slug: str
    kind: str
    name: str
    role: str
    clearance: int
    is_office: bool
    is_per_meeting: bool = False

    @property
    def acts(self) -> frozenset[Act]:
        """What the membership grants."""
        return acts_of(self.role, self.is_per_meeting)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person with the memberships in force at this moment.

    `asked_case_id` is the one case that the address of this request names, where the request only reads; 0 else.
    """

    id: int
    name: str
    agency_id: int
    agency_name: str
    agency_kind: str
    is_administrator: bool
    seats: tuple[Seat, ...]
    today: date
    session_hash: str = ""
    client: str = ""
    request_id: str = ""
    asked_case_id: int = 0

    def may(self, act: Act) -> bool:
        """Whether any of the viewer's roles grants the act (somewhere)."""
        if act in EVERYONE:
            return True
        if self.is_administrator and act in ADMINISTRATOR:
            return True
        return any(act in seat.acts for seat in self.seats)

    def seat_in(self, conference_id: int) -> Seat | None:
        """The viewer's membership in a conference, if any."""
        return next((seat for seat in self.seats if seat.conference_id == conference_id), None)

    def may_in(self, act: Act, conference_id: int | None) -> bool:
        """Whether the viewer's role in this very conference grants the act."""
        seat = self.seat_in(conference_id) if conference_id is not None else None
        return seat is not None and act in seat.acts

    def conferences(self, act: Act) -> tuple[Seat, ...]:
        """The memberships whose role grants the act."""
        return tuple(seat for seat in self.seats if act in seat.acts)

    def see_parameters(self, act: Act | None) -> dict[str, Any]:
        """The binds of the see-rule: who asks, from which agency, when, by which roles, and for which one case.

        Only that case can be seen by break-glass, and only for the acts of its own page.
        """
        return {
            "viewer_id": self.id,
            "viewer_agency_id": self.agency_id,
            "viewer_today": self.today,
            "viewer_roles": 0 if act is None else roles_granting(act),
            "viewer_case_id": self.asked_case_id if act in OPENED_ACTS else 0,
            "viewer_now": clock.now(),
        }
