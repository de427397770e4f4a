"""What the weekly review counts: entries of one conference between two moments, without case content.

Each statement reads a stretch of an index, by conference and time or by case, and how many there are does not
hang on how much happened.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, or_, select

from marac.access.scope import see, tellable
from marac.audit import events
from marac.audit.ledger import body_of, moment_of, stamp
from marac.audit.telling import number_in
from marac.db import Session
from marac.errors import NotFound
from marac.records import Agency, Attendance, Case, Membership, User, ledger_entry
from marac.records.base import columns

# A look at one case, as against a list of many.
LOOKS = ("CaseShown", "ContactRevealed", "FileShown")
COPIES = ("DocumentMade", "FileShown", "LedgerExported")
CLOCK = "ClockWentBack"
REFUSALS = ("AccessRefused", "BreakGlassRefused", "AccountHeld")
_WATCHED = (*LOOKS, *COPIES, *REFUSALS, "SearchMade", "BreakGlassOpened")
# What somebody does on a case for their agency. An invitation and an action name the agency themselves.
_DEEDS = (
    "ReferralReceived", "ReferralSent", "ReferralCorrected", "ReferralAccepted", "ContributionWritten",
    "ContributionShared", "ReturnMade", "ActionAcknowledged", "ActionProgressed", "ActionCompleted",
    "ActionNotCompleted", "ActionReassigned", "ActionTransferAsked",
)  # fmt: skip
_NAMING = ("AgencyInvited", "ActionRecorded", "ActionTransferred", "CaseListed")
_NOT_THERE = frozenset({"apologies", "absent"})

_L = ledger_entry.c
_M, _U, _G, _A, _C = (columns(each) for each in (Membership, User, Agency, Attendance, Case))
_conference: Any = bindparam("conference_id")
_IN_TIME = (_L.at >= bindparam("since"), _L.at < bindparam("until"))
# Of a case that the auditor is kept from nothing is counted.
_TELLABLE = or_(
    _L.case_id.is_(None),
    _L.case_id.in_(select(_C.id).where(_C.conference_id == _conference, tellable(Case))),
)
_body = case((_L.event == "SearchMade", _L.body), else_="")
_ENTRIES = select(_L.seq, _L.at, _L.event, _L.actor_id, _L.agency_id, _L.case_id, _body).where(
    _L.conference_id == _conference, *_IN_TIME, _L.event.in_(_WATCHED), _TELLABLE
)
# A refusal names no conference: it is told where the person who was refused belongs. The clock is everybody's.
_REFUSED = select(_L.seq, _L.at, _L.event, _L.actor_id, _L.agency_id, _L.case_id, _body).where(
    _L.conference_id.is_(None),
    *_IN_TIME,
    or_(
        _L.event == CLOCK,
        and_(
            or_(_L.event == "AccessRefused", _L.event == "LedgerExported"),
            _L.actor_id.in_(select(_M.user_id).where(_M.conference_id == _conference)),
        ),
    ),
    _TELLABLE,
)
_LOOKED_AT = select(_L.case_id).where(_L.conference_id == _conference, *_IN_TIME, _L.event.in_(LOOKS))
_PARTS = select(_L.case_id, _L.agency_id, _L.event, case((_L.event.in_(_NAMING), _L.body), else_="{}")).where(
    _L.case_id.in_(_LOOKED_AT), _L.event.in_((*_DEEDS, *_NAMING))
)
_CAME = select(_A.meeting_id, _A.agency_id, _A.status).where(
    _A.conference_id == _conference, _A.agency_id.is_not(None), see(Attendance)
)
_BELONGING = select(_M.user_id, _M.is_office).where(_M.conference_id == _conference)
_PEOPLE = (
    select(_U.id, _U.name, _G.name.label("agency"))
    .join_from(User, Agency, _G.id == _U.agency_id)
    .where(_U.password_hash != "")
)


class Watched(NamedTuple):
    """One entry that the review counts. `terms` is the keyed hash of what was searched for. How many cases a search
    found is not told: beside a colleague's name it would say that they are in one."""

    seq: int
    at: datetime
    event: str
    person_id: int
    agency_id: int
    case_id: int
    terms: str = ""


class Parts(NamedTuple):
    """Which agencies were invited to which cases, and which did something there: pairs of case and agency."""

    invited: frozenset[tuple[int, int]]
    took_part: frozenset[tuple[int, int]]


class Person(NamedTuple):
    """Somebody with an account."""

    id: int
    name: str
    agency: str


def watched(session: Session, conference_id: int, since: datetime, until: datetime) -> list[Watched]:
    """The entries of a conference that the review counts (AUDIT_LEDGER), oldest first; that this was read is
    recorded. One whose time was altered belongs to no week: verifying tells of it. Raises NotFound for a
    conference that the viewer does not audit."""
    if not session.viewer.may_in(session.act, conference_id):
        raise NotFound
    bound = {"conference_id": conference_id, "since": stamp(since), "until": stamp(until)}
    rows = [*session.rows(_ENTRIES, bound), *session.rows(_REFUSED, bound)]
    session.record(events.LedgerRead(page=events.Question.WEEK, conference_id=conference_id, rows=len(rows)))
    return sorted(
        Watched(seq, at, str(event), number_in(actor), number_in(agency), number_in(case_id), _terms(body))
        for seq, written, event, actor, agency, case_id, body in rows
        if (at := moment_of(written)) is not None
    )


def _terms(body: str) -> str:
    return str(body_of(body).get("about", {}).get("terms_hash", "")) if body else ""


def parts_taken(session: Session, conference_id: int, since: datetime, until: datetime) -> Parts:
    """Who was invited to the cases that were looked at in this time, and who took part, whenever that was."""
    bound = {"conference_id": conference_id, "since": stamp(since), "until": stamp(until)}
    invited, took_part, listed = set[tuple[int, int]](), set[tuple[int, int]](), set[tuple[int, int]]()
    for case_id, agency_id, event, body in session.rows(_PARTS, bound):
        about = body_of(body).get("about", {})
        if event == "CaseListed":
            listed.add((number_in(about.get("meeting_id")), case_id))
        elif event == "AgencyInvited":
            invited.add((case_id, number_in(about.get("agency_id"))))
        else:
            took_part.add((case_id, number_in(about.get("agency_id", agency_id))))
    came = [row for row in session.rows(_CAME, bound) if row.status not in _NOT_THERE]
    for meeting_id, agency_id, _status in came:
        took_part |= {(case_id, agency_id) for at_meeting, case_id in listed if at_meeting == meeting_id}
    return Parts(frozenset(invited), frozenset(took_part))


def belonging_to(session: Session, conference_id: int) -> dict[int, bool]:
    """The people who are or were members of a conference, and whether of its office, which works on every case."""
    return dict(tuple(row) for row in session.rows(_BELONGING, {"conference_id": conference_id}))


def people(session: Session) -> dict[int, Person]:
    """Everybody with an account, by number."""
    return {row.id: Person(*row) for row in session.rows(_PEOPLE)}
