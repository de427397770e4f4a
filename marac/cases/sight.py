"""Why the viewer can see a case, and who else can, answered by the policy's own code."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.deputies import FOREVER
from marac.access.loading import get
from marac.access.others import is_named, own_seat, own_stand_in, who_can_see
from marac.access.scope import see
from marac.audit import events
from marac.cases.queries import heading_of, seat_for
from marac.cases.shapes import Heading
from marac.conferences import Kind
from marac.db import Session
from marac.records import AgendaItem, Case, Invitation, Meeting
from marac.records.base import columns

_G, _M, _N = (columns(record) for record in (AgendaItem, Meeting, Invitation))
_INVITED_TO = (
    select(_M.reference, _M.starts_at)
    .join_from(Invitation, AgendaItem, _G.id == _N.agenda_item_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .where(
        _N.case_id == bindparam("case_id"),
        _N.agency_id == bindparam("agency_id"),
        _M.published_at.is_not(None),
        _M.status != "cancelled",
        see(Invitation, AgendaItem, Meeting),
    )
    .order_by(_M.starts_at)
)


@dataclass(frozen=True)
class OtherReader:
    """Somebody else who can open the case today, and which classes of what is shared they read."""

    name: str
    role: str
    classes: tuple[str, ...]


@dataclass(frozen=True)
class SightPage:
    """The viewer's reasons in sentences, the classes they read and those they do not, and the others by agency."""

    heading: Heading
    reasons: tuple[str, ...]
    read: tuple[str, ...]
    unread: tuple[str, ...]
    others: tuple[tuple[str, tuple[OtherReader, ...]], ...]


def sight_of(session: Session, case_id: int) -> SightPage:
    """Why the viewer can see a case (CASE_VIEW), and who else can; its showing is on the ledger. Raises NotFound."""
    case = get(session, Case, case_id)
    heading, seat = heading_of(session, case), seat_for(session, case.conference_id)
    session.record(events.CaseShown(case_id=case_id, conference_id=case.conference_id, page="who-can-see"))
    labels = {each.label for each in heading.kind.section_classes if each.mask & seat.clearance}
    return SightPage(
        heading=heading,
        reasons=tuple(_reasons(session, case, heading.kind)),
        read=tuple(each.label for each in heading.kind.section_classes if each.label in labels),
        unread=tuple(each.label for each in heading.kind.section_classes if each.label not in labels),
        others=_others(session, case_id, heading.kind),
    )


def _reasons(session: Session, case: Case, kind: Kind) -> list[str]:
    seat, asking = seat_for(session, case.conference_id), session.viewer
    role = f"Your role in {seat.name} is {_role_label(kind, seat.role)}, which may read its cases."
    placed = own_seat(session, case.id)
    standing_in = own_stand_in(session, case.id) if seat.is_per_meeting else None
    named = case.is_sealed and is_named(session, case.id)
    if not (seat.is_office or placed) or (case.is_sealed and not named):
        return [role, "You opened this case yourself, for an hour and with a reason."]
    reasons = [role]
    if standing_in:
        reasons.append(_standing_in(standing_in.closes_on))
    if seat.is_office:
        reasons.append(
            "You belong to the office of the conference, which sees its cases without an invitation."
        )
    else:
        reasons += [*_invitations(session, case.id), _until(asking.agency_name, placed.closes_on)]
    if named:
        reasons.append("Only people who are named on this case can see it, and you are named.")
    return reasons


def _standing_in(closes_on: Any) -> str:
    words = "You stand in for a colleague at a meeting on whose list it is, and see nothing but that list"
    if closes_on == FOREVER:
        return f"{words}, until the meeting is closed and for some days after."
    return f"{words}, until {clock.day_in_words(closes_on)}."


def _invitations(session: Session, case_id: int) -> list[str]:
    agency = session.viewer.agency_name
    rows = session.rows(_INVITED_TO, {"case_id": case_id, "agency_id": session.viewer.agency_id})
    if not rows:
        return [
            f"{agency} takes part in this case: it has an action in it, referred it, or is asked about a repeat."
        ]
    days = [(row.reference, clock.day_in_words(clock.london_day(row.starts_at))) for row in rows]
    return [f"{agency} is invited to this case at {reference} on {day}." for reference, day in days]


def _until(agency: str, closes_on: Any) -> str:
    if closes_on == FOREVER:
        return f"{agency} can see it until the meeting is closed and its actions are done, and for some days after."
    return f"{agency} can see it until {clock.day_in_words(closes_on)}."


def _role_label(kind: Kind, key: str) -> str:
    label = next((role.label for role in kind.roles if role.key == key), key)
    return label[:1].lower() + label[1:]


def _others(session: Session, case_id: int, kind: Kind) -> tuple[tuple[str, tuple[OtherReader, ...]], ...]:
    rows = [row for row in who_can_see(session, case_id) if row.id != session.viewer.id]
    return tuple(
        (agency, tuple(_reader(kind, row) for row in people))
        for agency, people in groupby(rows, key=lambda row: row.agency)
    )


def _reader(kind: Kind, row: Any) -> OtherReader:
    classes = tuple(each.label for each in kind.section_classes if each.mask & row.clearance)
    return OtherReader(row.name, _role_label(kind, row.role), classes)
