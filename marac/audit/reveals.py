"""The reveals of safe addresses and contacts that somebody is told of: read from the ledger, never told twice.

Told are the coordinator of the conference and the people of the case's lead agency; where it has none (in a Marac
there is none), those who represent the agency that referred it; and the chair where a coordinator revealed it, or where
no coordinator may see the case. Each is told of a reveal by somebody else, on a case that they may see. Nobody is told
what was revealed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from marac import clock
from marac.access.others import has_coordinator
from marac.access.scope import see
from marac.audit import events
from marac.audit.ledger import stamp
from marac.audit.telling import holds
from marac.db import Session
from marac.errors import Mistake
from marac.records import Agency, Case, Membership, RevealSeen, User, ledger_entry
from marac.records.base import LARGEST_ID, columns

_L = ledger_entry.c
_C, _M, _S, _U, _G = (columns(each) for each in (Case, Membership, RevealSeen, User, Agency))
_COORDINATING: Any = Membership.__table__.alias()  # type: ignore[attr-defined]
_by_coordinator = (
    select(_COORDINATING.c.user_id)
    .where(
        _COORDINATING.c.user_id == _L.actor_id,
        _COORDINATING.c.conference_id == _L.conference_id,
        _COORDINATING.c.role == "coordinator",
    )
    .exists()
)
_leads = _C.lead_agency_id == bindparam("viewer_agency_id")
_referred = and_(
    _C.lead_agency_id.is_(None),
    _C.referring_agency_id == bindparam("viewer_agency_id"),
    _M.role.in_(("representative", "deputy")),
)
_acknowledged = select(_S.seq).where(_S.user_id == bindparam("viewer_id"), _S.seq == _L.seq).exists()
_TOLD = (
    select(
        *(_L.seq, _L.at, _L.case_id, _L.conference_id, _C.reference),
        *(_U.name.label("person"), _G.name.label("agency")),
    )
    .select_from(ledger_entry)
    .join(Membership, and_(_M.conference_id == _L.conference_id, _M.user_id == bindparam("viewer_id")))
    .join(Case, _C.id == _L.case_id)
    .join(User, _U.id == _L.actor_id)
    .join(Agency, _G.id == _L.agency_id)
    .where(
        # Spelt out in the statement, so that the index of reveals alone serves it.
        _L.event == literal("ContactRevealed", literal_execute=True),
        _L.at >= bindparam("since"),
        _L.actor_id != bindparam("viewer_id"),
        ~holds('"is_draft":true'),
        or_(
            _M.role == "coordinator",
            _leads,
            _referred,
            and_(_M.role == "chair", or_(_by_coordinator, ~has_coordinator(Case))),
        ),
        ~_acknowledged,
        see(Case),
    )
    .order_by(_L.at.desc(), _L.seq.desc())
)
_WAITING = _TOLD.limit(bindparam("most"))
_ONE = _TOLD.where(_L.seq == bindparam("this_entry"))
_SEEN_BEFORE = select(_S.seq).where(_S.user_id == bindparam("viewer_id"), _S.seq == bindparam("this_entry"))
_seen_table: Any = RevealSeen.__table__  # type: ignore[attr-defined]
# By name of the database: of two presses at once the second finds it noted and changes nothing.
_NOTE_SEEN = {
    "sqlite": sqlite.insert(_seen_table).on_conflict_do_nothing().returning(_S.seq),
    "postgresql": postgresql.insert(_seen_table).on_conflict_do_nothing().returning(_S.seq),
}


def reveals_since(session: Session, since: datetime, most: int) -> list[Any]:
    """The newest reveals that the viewer is told of and has not acknowledged (CASE_VIEW).

    Rows of seq, at (as written), case_id, conference_id, reference, person, agency.
    """
    return list(session.rows(_WAITING, {"since": stamp(since), "most": most}))


def acknowledge_reveal(session: Session, entry: int, since: datetime) -> bool:
    """Say that one has seen the notice of a reveal (CASE_VIEW), by the number of its entry.

    False, and nothing changes, for one that the viewer has acknowledged before. Raises Mistake for every other
    entry of which they are not told.
    """
    if not 0 < entry <= LARGEST_ID:
        raise Mistake("entry", "This notice does not wait for you.")
    row = session.row(_ONE, {"since": stamp(since), "this_entry": entry})
    if row is None:
        if session.row(_SEEN_BEFORE, {"this_entry": entry}) is None:
            raise Mistake("entry", "This notice does not wait for you.")
        return False
    noted = {"user_id": session.viewer.id, "seq": entry, "seen_at": clock.now()}
    if session.execute(_NOTE_SEEN[session.get_bind().dialect.name], noted).one_or_none() is None:
        return False
    session.record(
        events.RevealAcknowledged(case_id=row.case_id, conference_id=row.conference_id, entry=entry)
    )
    return True
