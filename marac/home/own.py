"""What somebody's agency has to do: its actions, and the research it is asked for."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from marac import clock
from marac.access.acts import Act
from marac.actions.mine import OwnCounts, OwnRow, first_actions, own_counts
from marac.audit import events
from marac.contributions.asked import Asked, research_queue
from marac.db import Session

ROWS_SHOWN = 10


@dataclass(frozen=True)
class ResearchWanted:
    """What one meeting still wants of the agency; `more` cases are not shown."""

    meeting_id: int
    reference: str
    due: str
    is_late: bool
    cases: list[Asked]
    more: int = 0


@dataclass(frozen=True)
class OwnWork:
    """The agency's open actions that are due first, and its research, for somebody who does both.

    A manager, who researches nothing, has no colleagues' actions here: `overseen` tells of them.
    """

    mine: list[OwnRow]
    others: list[OwnRow]
    counts: OwnCounts
    asked: int = 0
    returned: int = 0
    first_due: date | None = None
    wanted: list[ResearchWanted] = field(default_factory=list)
    is_asked: bool = False
    linked: frozenset[int] = frozenset()

    @property
    def greeting(self) -> str:
        """The work in one line: "3 actions to do · 1 overdue · 12 cases to research by Tuesday"."""
        parts = [f"{counted(self.counts.open, 'action')} to do"]
        if self.counts.overdue:
            parts.append(f"{self.counts.overdue} overdue")
        if self.asked > self.returned:
            by = f" by {clock.weekday_in_words(self.first_due)}" if self.first_due else ""
            parts.append(f"{counted(self.asked - self.returned, 'case')} to research{by}")
        return " · ".join(parts)


def counted(number: int, word: str) -> str:
    """A number with its word, in the plural where it is not one."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def own_work(session: Session) -> OwnWork | None:
    """The actions of the viewer's agency and its research queue, or None for somebody without either.

    `linked` are the conferences whose cases the viewer may open.
    """
    viewer = session.viewer
    if not viewer.may(Act.ACTION_UPDATE):
        return None
    is_asked = viewer.may(Act.RESEARCH_CONTRIBUTE)
    with session.under(Act.ACTION_UPDATE):
        page = first_actions(session, ROWS_SHOWN, only_mine=not is_asked)
        counts = own_counts(session, only_mine=not is_asked)
    linked = frozenset(seat.conference_id for seat in viewer.conferences(Act.CASE_VIEW))
    if not is_asked:
        return OwnWork(page.mine, [], counts, linked=linked)
    with session.under(Act.RESEARCH_CONTRIBUTE):
        asked = research_queue(session)
        waiting = [each for each in asked if not each.is_returned]
        shown = waiting[:ROWS_SHOWN]
        entry = session.record(events.ListShown(page="research-queue", rows=len(shown)), is_list=True)
        entry.cases.update(each.case_id for each in shown)
    return OwnWork(
        page.mine,
        page.others,
        counts,
        asked=len(asked),
        returned=len(asked) - len(waiting),
        first_due=min((each.research_by for each in waiting if each.research_by), default=None),
        wanted=_by_meeting(waiting, shown),
        is_asked=True,
        linked=linked,
    )


def _by_meeting(waiting: list[Asked], shown: list[Asked]) -> list[ResearchWanted]:
    """The cases that are shown, under their meetings; a meeting says how many more it wants."""
    wanted = []
    for meeting_id, group in groupby(shown, key=lambda each: each.meeting_id):
        cases = list(group)
        first, more = cases[0], sum(each.meeting_id == meeting_id for each in waiting) - len(cases)
        wanted.append(
            ResearchWanted(meeting_id, first.meeting_reference, first.due, first.is_late, cases, more)
        )
    return wanted
