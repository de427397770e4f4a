"""Denials that follow the people of a case: whoever is kept from it is kept from its repeat."""

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.audit import events
from marac.db import Session
from marac.records import Case, Exclusion
from marac.records.base import columns

# Why a denial was taken over: at acceptance, or because two people were later decided to be the same.
AT_ACCEPTANCE, SAME_PERSON = "earlier", "same_person"

_X = columns(Exclusion)
_DENIED = select(_X.user_id, _X.agency_id).where(
    _X.case_id == bindparam("case_id"), _X.lifted_at.is_(None), see(Exclusion)
)
_TAKEN_OVER = select(Exclusion).where(
    _X.case_id == bindparam("case_id"),
    _X.origin == SAME_PERSON,
    _X.lifted_at.is_(None),
    see(Exclusion),
)


def keep_from_case(
    session: Session, case: Case, origin: str, *, user_id: int | None = None, agency_id: int | None = None
) -> Exclusion:
    """Deny a case to one user or to one agency, with its ledger entry."""
    exclusion = Exclusion(
        case_id=case.id,
        user_id=user_id,
        agency_id=agency_id,
        origin=origin,
        decided_by_id=session.viewer.id,
        decided_at=clock.now(),
    )
    session.record(
        events.CaseExcluded(
            case_id=case.id,
            conference_id=case.conference_id,
            record_id=exclusion.id,
            user_id=user_id,
            agency_id=agency_id,
            origin=origin,
        )
    )
    session.add(exclusion)
    session.flush()
    return exclusion


def take_over_denials(session: Session, case_id: int, earlier_case_id: int, origin: str) -> int:
    """Keep from a case whoever is kept from the one before it; returns how many denials that adds."""
    case = get(session, Case, case_id)
    ours = {tuple(row) for row in session.rows(_DENIED, {"case_id": case_id})}
    theirs = {tuple(row) for row in session.rows(_DENIED, {"case_id": earlier_case_id})} - ours
    for user_id, agency_id in sorted(theirs, key=str):
        keep_from_case(session, case, origin, user_id=user_id, agency_id=agency_id)
    return len(theirs)


def give_back_denials(session: Session, case_id: int) -> int:
    """Lift the denials that a case took over by a decision on who is who, now undone; returns how many.

    Those decided for the case itself, or taken over when it was accepted, stay until a person lifts them.
    """
    lifted = [row[0] for row in session.rows(_TAKEN_OVER, {"case_id": case_id})]
    for exclusion in lifted:
        exclusion.lifted_at = clock.now()
        session.record(
            events.ExclusionLifted(
                case_id=case_id,
                conference_id=get(session, Case, case_id).conference_id,
                record_id=exclusion.id,
            )
        )
    session.flush()
    return len(lifted)
