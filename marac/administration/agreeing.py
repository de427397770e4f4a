"""Agreeing that others read what is one's own agency's to give: the second person's part in widening an audience."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.acts import Act
from marac.access.policy import ROLE_ACTS
from marac.administration.audiences import Weighed, last_number, put_in_force, weighed_up
from marac.administration.proposals import answered
from marac.conferences import get_common
from marac.conferences.audience_words import readers_in_words
from marac.conferences.audiences import audiences_of, held_audiences, kinds_taking_part, readers_of
from marac.db import Session
from marac.errors import Mistake, NotFound, StaleForm
from marac.records import AudienceProposal, Membership, User
from marac.records.base import columns

_P, _U, _M = columns(AudienceProposal), columns(User), columns(Membership)
# Nobody agrees to what was decided by somebody who can decide it no longer.
_DECIDES = (
    select(_M.user_id)
    .where(
        _M.user_id == _P.proposed_by_id,
        _M.conference_id == _P.conference_id,
        _M.role.in_([role for role, acts in ROLE_ACTS.items() if Act.AUDIENCE_DECIDE in acts]),
        _M.from_on <= bindparam("viewer_today"),
        _M.until_on >= bindparam("viewer_today"),
        _U.id == _P.proposed_by_id,
        _U.is_active.is_(True),
    )
    .correlate(AudienceProposal)
    .exists()
)
_WAITING = (
    select(_P.id, _P.section_class, _P.proposed_at, _U.name)
    .join_from(AudienceProposal, User, _U.id == _P.proposed_by_id)
    .where(_P.conference_id == bindparam("conference_id"), _P.answer == "", _DECIDES)
    .order_by(_P.proposed_at)
)
_ONE = select(AudienceProposal).where(
    _P.id == bindparam("proposal_id"),
    _P.conference_id == bindparam("conference_id"),
    _P.answer == "",
    _DECIDES,
)
_HELD = _ONE.with_for_update()
_PROPOSER = select(_U.name).where(_U.id == bindparam("user_id"))


@dataclass(frozen=True)
class Waiting:
    """A proposal that waits for somebody of the viewer's kind of agency."""

    id: int
    slug: str
    conference: str
    label: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True)
class ProposalPage:
    """What the page of a proposal says: who reads the class now, who would, and why."""

    id: int
    label: str
    description: str
    before: str
    after: str
    proposed_by: str
    proposed_at: datetime
    ground: str
    agreed_on: date
    weighed: Weighed


def waiting_for(session: Session) -> list[Waiting]:
    """What waits for the viewer's agreement, in every conference in which they represent an agency."""
    found = []
    for seat in session.viewer.conferences(Act.AUDIENCE_AGREE):
        audiences = audiences_of(session, seat.conference_id)
        for row in session.rows(_WAITING, {"conference_id": seat.conference_id}):
            section_class = audiences.kind.section_class(row.section_class)
            if session.viewer.agency_kind in audiences.limit(section_class).agreed_by:
                label = section_class.label
                found.append(Waiting(row.id, seat.slug, seat.name, label, row.name, row.proposed_at))
    return found


def proposal_page(session: Session, conference_id: int, proposal_id: int) -> ProposalPage:
    """The page on which the viewer agrees or refuses. Raises NotFound alike when nothing waits there and when it
    does not wait for them."""
    proposal, weighed = _weighed(session, conference_id, proposal_id, _ONE)
    taking_part = kinds_taking_part(session, conference_id)
    kind = audiences_of(session, conference_id).kind
    grounds = {each.code: each.label for each in get_common().audience_grounds}
    return ProposalPage(
        id=proposal.id,
        label=weighed.section_class.label,
        description=weighed.section_class.description,
        before=readers_in_words(kind, weighed.before, taking_part),
        after=readers_in_words(kind, weighed.after, taking_part),
        proposed_by=session.row(_PROPOSER, {"user_id": proposal.proposed_by_id})[0],
        proposed_at=proposal.proposed_at,
        ground=grounds.get(proposal.ground, proposal.ground),
        agreed_on=proposal.agreed_on,
        weighed=weighed,
    )


def agree(session: Session, conference_id: int, proposal_id: int, confirmed: str) -> None:
    """Put a proposed audience in force, as one of the agency whose information it is.

    Raises NotFound as `proposal_page`, and Mistake when who would read more is not what was `confirmed` by its token.
    """
    proposal, weighed = _weighed(session, conference_id, proposal_id)
    if confirmed != weighed.token:
        raise Mistake("", "Who would read it has changed meanwhile. Look at it again before you agree.")
    answered(session, proposal, "agreed")
    about: dict[str, Any] = {"ground": proposal.ground, "agreed_on": proposal.agreed_on}
    put_in_force(session, conference_id, weighed, **about, proposed_by_id=proposal.proposed_by_id)


def refuse(session: Session, conference_id: int, proposal_id: int, refusal: str) -> None:
    """Refuse a proposed audience; `refusal` is a code of the shared description. Errors as `agree`, and Mistake."""
    proposal, _ = _weighed(session, conference_id, proposal_id)
    if refusal not in {each.code for each in get_common().audience_refusals}:
        raise Mistake("refusal", "Choose why you refuse it.")
    answered(session, proposal, "refused", refusal)


def _weighed(
    session: Session, conference_id: int, proposal_id: int, found_by: Any = _HELD
) -> tuple[AudienceProposal, Weighed]:
    asking = session.viewer
    if not asking.may_in(session.act, conference_id):
        raise NotFound
    audiences = (held_audiences if found_by is _HELD else audiences_of)(session, conference_id)
    found = session.row(found_by, {"proposal_id": proposal_id, "conference_id": conference_id})
    if found is None:
        raise NotFound
    proposal: AudienceProposal = found[0]
    section_class = audiences.kind.section_class(proposal.section_class)
    if (
        asking.agency_kind not in audiences.limit(section_class).agreed_by
        or asking.id == proposal.proposed_by_id
    ):
        raise NotFound
    if last_number(session, conference_id, section_class.key) != proposal.number:
        raise StaleForm
    after = readers_of(proposal.readers)
    return proposal, weighed_up(session, conference_id, audiences, section_class, after)
