"""Audiences that wait for the agreement of the agency whose information it is: kept, answered, overtaken."""

from sqlalchemy import bindparam, select

from marac import clock
from marac.audit import events
from marac.db import Session
from marac.records import AudienceProposal
from marac.records.base import columns

_P = columns(AudienceProposal)
_WAITING = select(AudienceProposal).where(
    _P.conference_id == bindparam("conference_id"),
    _P.section_class == bindparam("section_class"),
    _P.answer == "",
)


def keep_waiting(
    session: Session, proposal: AudienceProposal, widened: tuple[str, ...], narrowed: tuple[str, ...]
) -> None:
    """Keep what was decided until it is answered; nothing changes meanwhile."""
    session.add(proposal)
    session.record(
        events.AudienceProposed(
            conference_id=proposal.conference_id,
            proposal_id=proposal.id,
            section_class=proposal.section_class,
            widened=widened,
            narrowed=narrowed,
            ground=proposal.ground,
            agreed_on=proposal.agreed_on,
        )
    )


def is_waiting(session: Session, conference_id: int, key: str) -> bool:
    """Whether something waits on a class: deciding that all stays as it is takes it back."""
    return bool(session.rows(_WAITING, {"conference_id": conference_id, "section_class": key}))


def overtake(session: Session, conference_id: int, key: str) -> None:
    """Whatever waits on a class waits no longer: another decision has been made."""
    for (proposal,) in session.rows(_WAITING, {"conference_id": conference_id, "section_class": key}):
        answered(session, proposal, "overtaken")


def answered(session: Session, proposal: AudienceProposal, answer: str, refusal: str = "") -> None:
    """Note what became of a proposal, by whom."""
    proposal.answer, proposal.refusal = answer, refusal
    proposal.answered_by_id, proposal.answered_at = session.viewer.id, clock.now()
    session.record(
        events.AudienceAnswered(
            conference_id=proposal.conference_id,
            proposal_id=proposal.id,
            section_class=proposal.section_class,
            answer=answer,
            refusal=refusal,
        )
    )
