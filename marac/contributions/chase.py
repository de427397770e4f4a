"""Which agencies have answered for a meeting and which have not. It holds no content."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.contributions.answered import EARLIER, answered_at, standing_of
from marac.contributions.wording import due_words
from marac.db import Session
from marac.records import Agency, AgendaItem, Case, Invitation, Meeting, ResearchReturn
from marac.records.base import columns

_A, _C, _G, _N, _R = (columns(record) for record in (Agency, Case, AgendaItem, Invitation, ResearchReturn))

_LISTED = (
    select(_G.id, _G.case_id, _C.reference)
    .join_from(AgendaItem, Case, _C.id == _G.case_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Case, AgendaItem))
    .order_by(_G.position, _G.id)
)
_INVITED = (
    select(_N.agenda_item_id, _A.id, _A.name, _N.invited_at)
    .join_from(Invitation, AgendaItem, _G.id == _N.agenda_item_id)
    .join(Agency, _A.id == _N.agency_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Invitation, AgendaItem))
)
_RETURNED = (
    select(_R.agenda_item_id, _A.id, _A.name, _R.status, _R.returned_at, _R.confirmed_at)
    .join_from(ResearchReturn, AgendaItem, _G.id == _R.agenda_item_id)
    .join(Agency, _A.id == _R.agency_id)
    .where(_G.meeting_id == bindparam("meeting_id"), _R.status != "draft", see(ResearchReturn, AgendaItem))
)
_WORDS = {"missing": "Not yet returned", "shared": "Returned", "nothing_known": "Nothing known"}


@dataclass(frozen=True)
class ReturnCell:
    """One agency on one case: `status` not_asked, missing, earlier, shared or nothing_known.

    Earlier: what it returned is from before it was asked, and it has not said that this is still current.
    """

    status: str
    returned_at: datetime | None = None
    is_late: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether the agency was asked and has not answered."""
        return self.status in ("missing", EARLIER)

    @property
    def words(self) -> str:
        """The state as the page says it."""
        words = _WORDS.get(self.status, "Not invited")
        if self.status == EARLIER and self.returned_at is not None:
            words = f"From {clock.day_in_words(clock.london_day(self.returned_at))}: to confirm"
        return words + (", late" if self.is_late else "")


@dataclass(frozen=True)
class ReturnRow:
    """One case of the list, with a cell for each agency in the matrix's order."""

    item_id: int
    case_id: int
    reference: str
    cells: tuple[ReturnCell, ...]


@dataclass(frozen=True)
class Chased:
    """An agency that owes returns, and the references of the cases it owes them on.

    `to_confirm`: of how many there is one from before, which the agency has not said to be still current.
    """

    agency_name: str
    references: tuple[str, ...]
    to_confirm: int = 0


@dataclass(frozen=True)
class ReturnState:
    """The returns of a meeting: who has answered on what."""

    meeting_id: int
    conference_id: int
    meeting_reference: str
    starts_at: datetime
    is_published: bool
    is_cancelled: bool
    research_by: date | None
    agencies: tuple[str, ...]
    rows: tuple[ReturnRow, ...]

    @property
    def cells(self) -> list[ReturnCell]:
        """Every question asked, case by case."""
        return [cell for row in self.rows for cell in row.cells if cell.status != "not_asked"]

    @property
    def asked(self) -> int:
        """How many returns were asked for."""
        return len(self.cells)

    @property
    def returned(self) -> int:
        """How many have come."""
        return sum(not cell.is_missing for cell in self.cells)

    @property
    def earlier(self) -> int:
        """How many are from before they were asked for, and still to be confirmed."""
        return sum(cell.status == EARLIER for cell in self.cells)

    @property
    def due(self) -> str:
        """When research is due, or how late it is, in words."""
        return due_words(self.research_by, clock.today())

    @property
    def chase_list(self) -> tuple[Chased, ...]:
        """The agencies that owe returns, those that owe most first."""
        owing = [
            Chased(
                name,
                tuple(row.reference for row in self.rows if row.cells[place].is_missing),
                sum(row.cells[place].status == EARLIER for row in self.rows),
            )
            for place, name in enumerate(self.agencies)
        ]
        return tuple(
            sorted((each for each in owing if each.references), key=lambda each: -len(each.references))
        )


def return_state(session: Session, meeting_id: int) -> ReturnState:
    """Who has answered for a meeting, for the act RESEARCH_CHASE. A draft counts as not yet returned.

    Cases hidden from the viewer are not in it. Raises NotFound. The page names the cases on its entry.
    """
    meeting = get(session, Meeting, meeting_id)
    bound = {"meeting_id": meeting_id}
    answers = {(row[0], row[1]): row for row in session.rows(_RETURNED, bound)}
    asked = {(row[0], row[1]): row for row in session.rows(_INVITED, bound)}
    names = {agency_id: row.name for (_, agency_id), row in asked.items()}
    names |= {agency_id: row.name for (_, agency_id), row in answers.items()}
    order = sorted(names, key=lambda agency_id: names[agency_id])

    def cell(item_id: int, agency_id: int) -> ReturnCell:
        answer = answers.get((item_id, agency_id))
        if answer is None:
            if (item_id, agency_id) not in asked:
                return ReturnCell("not_asked")
            return ReturnCell("missing", None, _is_late(meeting, None))
        return _cell_of(meeting, answer, asked.get((item_id, agency_id)))

    return ReturnState(
        meeting_id=meeting_id,
        conference_id=meeting.conference_id,
        meeting_reference=meeting.reference,
        starts_at=meeting.starts_at,
        is_published=meeting.published_at is not None,
        is_cancelled=meeting.status == "cancelled",
        research_by=meeting.research_by,
        agencies=tuple(names[agency_id] for agency_id in order),
        rows=tuple(
            ReturnRow(item_id, case_id, reference, tuple(cell(item_id, agency_id) for agency_id in order))
            for item_id, case_id, reference in session.rows(_LISTED, bound)
        ),
    )


def _cell_of(meeting: Meeting, answer: Any, invited: Any) -> ReturnCell:
    asked_at = invited.invited_at if invited else None
    given = (answer.returned_at, answer.confirmed_at, asked_at)
    answered = answered_at(*given)
    standing = standing_of(answer.status, *given)
    return ReturnCell(standing, answered or answer.returned_at, _is_late(meeting, answered))


def _is_late(meeting: Meeting, answered: datetime | None) -> bool:
    if meeting.research_by is None:
        return False
    day = clock.london_day(answered) if answered else clock.today()
    return day > meeting.research_by
