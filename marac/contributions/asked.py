"""What is asked of an agency: the research queue."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.scope import see
from marac.contributions.answered import answered_at, standing_of
from marac.contributions.wording import due_words, state_label
from marac.db import Session
from marac.records import AgendaItem, Case, Conference, Invitation, Meeting, ResearchReturn
from marac.records.base import columns

_C, _G, _M, _N, _O, _R = (
    columns(record) for record in (Case, AgendaItem, Meeting, Invitation, Conference, ResearchReturn)
)


@dataclass(frozen=True)
class Asked:
    """A case that the viewer's agency is asked about; `status` not_started, draft, shared, nothing_known."""

    item_id: int
    case_id: int
    conference_id: int
    conference_name: str
    reference: str
    is_repeat: bool
    meeting_id: int
    meeting_reference: str
    starts_at: datetime
    research_by: date | None
    invited_at: datetime
    status: str = "not_started"
    returned_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def answered_at(self) -> datetime | None:
        """When the agency answered for this meeting; a return from before it was asked does not count yet."""
        return answered_at(self.returned_at, self.confirmed_at, self.invited_at)

    @property
    def is_returned(self) -> bool:
        """Whether the agency has answered."""
        return self.answered_at is not None

    @property
    def standing(self) -> str:
        """The status of the return for this meeting."""
        return standing_of(self.status, self.returned_at, self.confirmed_at, self.invited_at)

    @property
    def is_late(self) -> bool:
        """Whether the answer is, or was, after the day it was due."""
        if self.research_by is None:
            return False
        day = clock.london_day(self.answered_at) if self.answered_at else clock.today()
        return day > self.research_by

    @property
    def state(self) -> str:
        """Where the return stands, in words."""
        return state_label(self.standing)

    @property
    def due(self) -> str:
        """When it is due, or how late it is, in words."""
        if self.answered_at is None:
            return due_words(self.research_by, clock.today())
        late = ", late" if self.is_late else ""
        return f"returned {clock.day_in_words(clock.london_day(self.answered_at))}{late}"


_ASKED = (
    select(
        _G.id,
        _G.case_id,
        _C.conference_id,
        _O.name,
        _C.reference,
        _G.is_repeat,
        _M.id.label("meeting_id"),
        _M.reference.label("meeting_reference"),
        _M.starts_at,
        _M.research_by,
        _N.invited_at,
    )
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .join(Conference, _O.id == _C.conference_id)
    .join(Invitation, _N.agenda_item_id == _G.id)
    .where(
        _N.agency_id == bindparam("agency_id"),
        _M.published_at.is_not(None),
        _M.status.in_(("published", "open")),
        see(Case, AgendaItem, Meeting, Invitation),
    )
    .order_by(_M.starts_at, _G.position)
)
_OWN_RETURNS = (
    select(_R.agenda_item_id, _R.status, _R.returned_at, _R.confirmed_at)
    .join_from(ResearchReturn, AgendaItem, _G.id == _R.agenda_item_id)
    .join(Meeting, _M.id == _G.meeting_id)
    .where(
        _R.agency_id == bindparam("agency_id"),
        _M.status.in_(("published", "open")),
        see(ResearchReturn, AgendaItem, Meeting),
    )
)


def research_queue(session: Session) -> list[Asked]:
    """The cases that the viewer's agency is asked to research, soonest meeting first, unanswered ones first.

    For the act RESEARCH_CONTRIBUTE. The page that shows them names their cases on its entry.
    """
    bound = {"agency_id": session.viewer.agency_id}
    own = {row[0]: tuple(row)[1:] for row in session.rows(_OWN_RETURNS, bound)}
    asked = [Asked(*row, *own.get(row[0], ())) for row in session.rows(_ASKED, bound)]
    return sorted(asked, key=lambda each: (each.is_returned, each.starts_at))
