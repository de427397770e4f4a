"""All that the page of one action shows, and what its reader may do there."""

from dataclasses import dataclass
from datetime import datetime

from marac import clock
from marac.access.acts import Act
from marac.access.viewer import Seat
from marac.actions.deadlines import in_words
from marac.actions.happenings import kind_of
from marac.actions.lines import ActionLine
from marac.actions.owners import OwnerChoice, owner_choices, receiving_choices
from marac.actions.queries import HistoryLine, action_of, history_of, is_late, place_of
from marac.actions.statuses import STATUS_WORDS, is_open
from marac.actions.updating import agencies_to_ask
from marac.audit import events
from marac.db import Session


@dataclass(frozen=True)
class ActionPage:
    """One action with its history, in words, and the people and agencies it could go to."""

    action: ActionLine
    history: list[HistoryLine]
    seat: Seat
    subject: str
    pillar: str
    status: str
    due: str
    is_late: bool
    is_open: bool
    is_own: bool
    may_update: bool
    may_settle: bool
    may_see_case: bool
    owners: list[OwnerChoice]
    agencies: list[tuple[int, str]]
    receivers: list[OwnerChoice]
    asked_agency: str
    now: datetime

    @property
    def offered(self) -> frozenset[str]:
        """The forms that its reader may send as the action stands now, by the names they have on the page."""
        of_owner = {"done", "progress", "not-completed", "hand-over"} if self.may_update else set()
        if self.may_update and not self.action.transfer_to_id:
            of_owner.add("transfer")
        return frozenset(of_owner | (self._of_office() if self.may_settle else set()))

    def _of_office(self) -> set[str]:
        if self.is_open:
            return {"deadline", "close"} | ({"decide"} if self.action.transfer_to_id else set())
        return set() if self.action.status == "transferred" else {"reopen"}


def action_page(session: Session, action_id: int) -> ActionPage:
    """Everything of one action, recorded as shown. Raises NotFound."""
    case_id, conference_id = place_of(session, action_id)
    shown = session.record(events.CaseShown(case_id=case_id, conference_id=conference_id, page="action"))
    action = action_of(session, shown, action_id)
    viewer, kind, now = session.viewer, kind_of(session, conference_id), clock.now()
    waits = is_open(action.status)
    may_update = (
        waits and viewer.agency_id == action.agency_id and viewer.may_in(Act.ACTION_UPDATE, conference_id)
    )
    may_settle = viewer.may_in(Act.ACTION_SETTLE, conference_id)
    agencies = agencies_to_ask(session, case_id)
    asked = action.transfer_to_id
    pillar = kind.action_field("pillar").label_of(action.pillar) if action.pillar else ""
    return ActionPage(
        action=action,
        history=history_of(session, shown, action_id),
        seat=viewer.seat_in(conference_id),
        subject=kind.action_field("subject").label_of(action.subject),
        pillar=pillar,
        status=STATUS_WORDS[action.status],
        due=in_words(now, action.due_on, action.due_time) if waits else "",
        is_late=is_late(action),
        is_open=waits,
        is_own=viewer.agency_id == action.agency_id,
        may_update=may_update,
        may_settle=may_settle,
        may_see_case=viewer.may_in(Act.CASE_VIEW, conference_id),
        owners=owner_choices(session, case_id, action.agency_id) if may_update else [],
        agencies=[each for each in agencies if each[0] != action.agency_id],
        receivers=receiving_choices(session, case_id, asked) if may_settle and asked else [],
        asked_agency=next((name for agency_id, name in agencies if agency_id == asked), ""),
        now=now,
    )
