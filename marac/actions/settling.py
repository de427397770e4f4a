"""What only the chair and the coordinator do with actions, and what a meeting finds of them."""

from datetime import date, time

from marac import clock
from marac.access.acts import Act
from marac.access.loading import claim, get
from marac.access.seal import open_of
from marac.actions.deadlines import deadline
from marac.actions.happenings import change_status, check_due, happened, kind_of, said
from marac.actions.owners import check_owner, receiving_choices
from marac.actions.recording import keep_new
from marac.actions.statuses import CLOSED_BY_OFFICE, OUTCOME_STATUS, is_open
from marac.actions.updating import about, check_open
from marac.audit import events
from marac.db import Entry, Session
from marac.errors import Mistake, NotFound, Refused
from marac.records import Action, Meeting, Text

_WHO = "Only the chair or the coordinator of this conference can do this."
_NOTE_WANTED = {
    "done": "Say what was done and how anyone can tell.",
    "circumstances": "Say what changed.",
    "not_done": "Say why it was not done.",
}


def settled_action(session: Session, action_id: int) -> Action:
    """An action of a conference that the viewer chairs or coordinates. Raises NotFound or Refused."""
    action = get(session, Action, action_id)
    if not session.viewer.may_in(Act.ACTION_SETTLE, action.conference_id):
        raise Refused(_WHO)
    return action


def decide_transfer(
    session: Session, action_id: int, version: int | None, grant: bool, owner_id: int | None, note: str
) -> Action:
    """Decide on a transfer that was asked for (ACTION_SETTLE). Returns the action as it stands then.

    Granted, the action ends as transferred and a new one, for `owner_id` of the other agency, carries on
    with the same words, risk and deadline, for being handed on makes nothing less late. Declined, it stays
    where it was, and the note is compulsory. Raises Mistake when nothing was asked for.
    """
    action = settled_action(session, action_id)
    check_open(action)
    agency_id = action.transfer_to_id
    if agency_id is None:
        raise Mistake("grant", "No transfer is waiting for a decision.")
    if not grant:
        return _decline(session, action_id, version, agency_id, note)
    choices = receiving_choices(session, action.case_id, agency_id)
    check_owner(choices, agency_id, owner_id or 0)
    return _grant(session, claim(session, Action, action_id, version), agency_id, owner_id or 0, note.strip())


def _decline(session: Session, action_id: int, version: int | None, agency_id: int, note: str) -> Action:
    why = said("decision_note", note, "Say why it stays with the agency that has it.")
    action = claim(session, Action, action_id, version)
    action.transfer_to_id = None
    happening = events.ActionTransferred(**about(action), agency_id=agency_id, is_granted=False)
    asked = {"from_status": action.status, "to_agency_id": agency_id}
    happened(session, session.record(happening), action, "transfer_declined", why, **asked)
    return action


def _grant(session: Session, action: Action, agency_id: int, owner_id: int, note: str) -> Action:
    entry = session.record(events.ActionTransferred(**about(action), agency_id=agency_id, is_granted=True))
    words = open_of(session, entry, action.id, Text.ACTION_TEXT)[Text.ACTION_TEXT]
    successor = Action(
        case_id=action.case_id,
        conference_id=action.conference_id,
        agenda_item_id=action.agenda_item_id,
        risk_id=action.risk_id,
        agency_id=agency_id,
        owner_id=owner_id,
        subject=action.subject,
        pillar=action.pillar,
        due_on=action.due_on,
        due_time=action.due_time,
        due_at=action.due_at,
        recorded_at=clock.now(),
    )
    keep_new(session, kind_of(session, action.conference_id), successor, words, "received", note)
    action.superseded_by_id = successor.id
    before = change_status(session, action, "transferred")
    passed = {"from_status": before, "to_agency_id": agency_id, "to_owner_id": owner_id}
    happened(session, entry, action, "transferred", note, **passed)
    return successor


def reopen(
    session: Session,
    action_id: int,
    version: int | None,
    reason: str,
    due_on: date | None,
    due_time: time | None = None,
) -> Action:
    """Open an ended action again with a new deadline; it has to be acknowledged anew (ACTION_SETTLE).

    Raises Mistake when it is open, or when it was transferred: the other agency's action is the living one.
    """
    action = settled_action(session, action_id)
    if is_open(action.status):
        raise Mistake("action", "This action is open already.")
    if action.status == "transferred":
        raise Mistake("action", "This action went to another agency. Look at the action it was replaced by.")
    why = said("reopen_reason", reason, "Say why it is opened again.")
    day = check_due(kind_of(session, action.conference_id), due_on, due_time)
    action = claim(session, Action, action_id, version)
    action.due_on, action.due_time, action.due_at = day, due_time, deadline(day, due_time)
    action.acknowledged_at = action.acknowledged_by_id = None
    before = change_status(session, action, "open")
    entry = session.record(events.ActionReopened(**about(action), fields=("status", "due_on", "due_time")))
    happened(session, entry, action, "reopened", why, from_status=before)
    return action


def change_deadline(
    session: Session,
    action_id: int,
    version: int | None,
    due_on: date | None,
    due_time: time | None,
    reason: str,
) -> Action:
    """Give an open action another deadline, with the reason (ACTION_SETTLE)."""
    action = settled_action(session, action_id)
    check_open(action)
    why = said("due_reason", reason, "Say why the deadline is changed.")
    day = check_due(kind_of(session, action.conference_id), due_on, due_time)
    action = claim(session, Action, action_id, version)
    action.due_on, action.due_time, action.due_at = day, due_time, deadline(day, due_time)
    happening = events.ActionSettled(**about(action), status="due-changed", fields=("due_on", "due_time"))
    happened(session, session.record(happening), action, "due_changed", why, from_status=action.status)
    return action


def settle_action(session: Session, action_id: int, version: int | None, status: str, reason: str) -> Action:
    """Close an open action otherwise: superseded, or what the meeting heard (ACTION_SETTLE).

    `status`: superseded, complete or one of the two not completed. The reason is compulsory; for complete it
    is the evidence.
    """
    action = settled_action(session, action_id)
    check_open(action)
    if status not in CLOSED_BY_OFFICE:
        raise Mistake("close_as", "Choose how the action ends.")
    why = said("close_reason", reason, "Say why, and for an action that was done how anyone can tell.")
    action = claim(session, Action, action_id, version)
    before = change_status(session, action, status)
    entry = session.record(events.ActionSettled(**about(action), status=status, fields=("status",)))
    happened(session, entry, action, "settled", why, from_status=before)
    return action


def review_action(session: Session, action_id: int, meeting_id: int, outcome: str, note: str = "") -> Action:
    """Record what a meeting found of an outstanding action (ACTION_SETTLE).

    `outcome`: done, progress, circumstances, not_done or carried_forward; the first and the two not completed
    need a note. Raises NotFound for a meeting of another conference, Mistake when it is not open.
    """
    action = settled_action(session, action_id)
    meeting = get(session, Meeting, meeting_id)
    if meeting.conference_id != action.conference_id:
        raise NotFound
    if meeting.status != "open":
        raise Mistake("meeting", "Open the meeting first: an action is reviewed while the meeting sits.")
    check_open(action)
    if outcome not in OUTCOME_STATUS:
        raise Mistake("outcome", "Choose what became of the action.")
    wanted = _NOTE_WANTED.get(outcome)
    words = said("note", note, wanted) if wanted else note.strip()
    action = claim(session, Action, action_id, action.version)
    before = change_status(session, action, OUTCOME_STATUS[outcome] or action.status)
    entry = _reviewed(session, action, meeting_id, outcome)
    happened(session, entry, action, "reviewed", words, from_status=before, meeting_id=meeting_id)
    return action


def _reviewed(session: Session, action: Action, meeting_id: int, outcome: str) -> Entry:
    code = outcome.replace("_", "-")
    return session.record(events.ActionReviewed(**about(action), meeting_id=meeting_id, outcome=code))
