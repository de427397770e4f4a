"""Taking somebody out of a case: what was decided on them, and undone, goes with them."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from marac.access.scope import see
from marac.access.seal import unseal_all
from marac.access.ties import decisions_on
from marac.audit import events
from marac.db import Session
from marac.errors import Mistake
from marac.records import PersonDecision
from marac.records.base import columns

_D = columns(PersonDecision)
_SEEN = select(_D.id, _D.case_id).where(
    _D.id.in_(bindparam("decisions", expanding=True)), see(PersonDecision)
)
_DELETE = delete(PersonDecision.__table__).where(  # type: ignore[attr-defined]
    _D.id == bindparam("decision_id"), see(PersonDecision)
)


def check_no_decision(session: Session, party_ids: Collection[int]) -> None:
    """Raise Mistake while a decision on any of these parties stands; one that was undone is no hindrance."""
    if party_ids and any(decisions_on(session, party_ids).values()):
        raise _compared()


def forget_undone(session: Session, conference_id: int, party_id: int) -> None:
    """Remove the undone decisions on a party that is about to be removed, and why they were made.

    The ledger keeps that they were made, undone and removed. Raises Mistake where one belongs to a case that
    the viewer may not see.
    """
    undone = list(decisions_on(session, [party_id]))
    if not undone:
        return
    seen = session.rows(_SEEN, {"decisions": undone})
    if len(seen) != len(undone):
        raise _compared()
    for row in seen:
        entry = session.record(
            events.PersonsDecisionRemoved(case_id=row.case_id, conference_id=conference_id, record_id=row.id)
        )
        unseal_all(session, entry, row.id)
        bound = {**session.see, "decision_id": row.id}
        session.execute(_DELETE, bound, execution_options={"synchronize_session": False})


def _compared() -> Mistake:
    return Mistake(
        "",
        "Somebody here has been compared with a person of another case, so nobody beside them can be "
        "taken out. Undo the decision first, or correct the names instead.",
    )
