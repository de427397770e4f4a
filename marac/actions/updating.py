"""What the owning agency does with its action."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import claim, get
from marac.access.scope import see
from marac.actions.happenings import change_status, happened, said
from marac.actions.owners import check_owner, owner_choices
from marac.actions.statuses import NOT_COMPLETED, STATUS_WORDS, is_open
from marac.audit import events
from marac.clock import day_in_words, london_day
from marac.db import Session
from marac.errors import Mistake, Refused
from marac.records import Action, Agency, Case, ConferenceAgency
from marac.records.base import columns

_C, _G, _J = columns(Case), columns(Agency), columns(ConferenceAgency)
_AGENCIES = (
    select(_G.id, _G.name)
    .join_from(Case, ConferenceAgency, _J.conference_id == _C.conference_id)
    .join(Agency, _G.id == _J.agency_id)
    .where(_C.id == bindparam("case_id"), _G.is_active.is_(True), see(Case))
    .order_by(_G.name)
)


def own_open_action(session: Session, action_id: int) -> Action:
    """An action of the viewer's agency that is still open.

    Raises NotFound; Refused when it is another agency's; Mistake, in words, when it has ended.
    """
    action = get(session, Action, action_id)
    if action.agency_id != session.viewer.agency_id:
        raise Refused("This action belongs to another agency.")
    check_open(action)
    return action


def check_open(action: Action) -> None:
    """Raise Mistake unless the action still waits to be done."""
    if not is_open(action.status):
        ended = f" on {day_in_words(london_day(action.ended_at))}" if action.ended_at else ""
        raise Mistake(
            "action",
            f"This action ended{ended}: {STATUS_WORDS[action.status].lower()}. "
            "Ask the coordinator if it should be opened again.",
        )


def acknowledge(session: Session, action_id: int, version: int | None) -> Action:
    """Say that one's agency knows of its action and will do it (ACTION_UPDATE)."""
    own_open_action(session, action_id)
    action = claim(session, Action, action_id, version)
    if action.acknowledged_at is not None:
        return action
    action.acknowledged_at, action.acknowledged_by_id = clock.now(), session.viewer.id
    entry = session.record(events.ActionAcknowledged(**about(action), fields=("acknowledged_at",)))
    happened(session, entry, action, "acknowledged", from_status=action.status)
    return action


def note_progress(session: Session, action_id: int, version: int | None, note: str) -> Action:
    """Note what has been done so far; the action is then in progress (ACTION_UPDATE)."""
    own_open_action(session, action_id)
    words = said("progress_note", note, "Say what has been done so far.")
    action = claim(session, Action, action_id, version)
    before = change_status(session, action, "in_progress")
    entry = session.record(events.ActionProgressed(**about(action), fields=("status",)))
    happened(session, entry, action, "progress", words, from_status=before)
    return action


def complete(
    session: Session, action_id: int, version: int | None, done: str, evidence: str, done_on: date | None
) -> Action:
    """Mark an action as done: what was done, on which day, and how anyone can tell (ACTION_UPDATE).

    Raises Mistake without all three, or for a day in the future or before the action was recorded.
    Source of the evidence rule: SafeLives Marac action tracking form.
    """
    action = own_open_action(session, action_id)
    what = said("done", done, "Say what was done.")
    proof = said("evidence", evidence, "Say how anyone can tell that it was done, and where that is kept.")
    day = _day_done(action, done_on)
    action = claim(session, Action, action_id, version)
    before = change_status(session, action, "complete")
    entry = session.record(events.ActionCompleted(**about(action), fields=("status",)))
    note = f"{what}\nEvidence: {proof}\nDone on {day_in_words(day)}."
    happened(session, entry, action, "completed", note, from_status=before)
    return action


def _day_done(action: Action, done_on: date | None) -> date:
    if done_on is None:
        raise Mistake("done_on", "Give the day on which it was done.")
    if done_on > clock.today():
        raise Mistake("done_on", "That day is still to come. Give the day on which it was done.")
    recorded_on = london_day(action.recorded_at)
    if done_on < recorded_on:
        raise Mistake(
            "done_on",
            f"The action was recorded on {day_in_words(recorded_on)}. Give that day or a later one.",
        )
    return done_on


def mark_not_completed(
    session: Session, action_id: int, version: int | None, status: str, reason: str, instead: str = ""
) -> Action:
    """End an action that will not be done, with the reason, and what happens instead (ACTION_UPDATE).

    `status`: not_completed_circumstances or not_completed_not_done. Raises Mistake without a reason.
    """
    own_open_action(session, action_id)
    if status not in NOT_COMPLETED:
        raise Mistake("status", "Choose whether circumstances changed or your agency did not do it.")
    why = said("reason", reason, "Say why it was not done.")
    now = (instead or "").strip()
    action = claim(session, Action, action_id, version)
    before = change_status(session, action, status)
    entry = session.record(events.ActionNotCompleted(**about(action), status=status, fields=("status",)))
    note = f"{why}\nWhat happens now: {now}" if now else why
    happened(session, entry, action, "not_completed", note, from_status=before)
    return action


def reassign(session: Session, action_id: int, version: int | None, owner_id: int, note: str = "") -> Action:
    """Give an action to another owner of the same agency (ACTION_DIRECT).

    The new owner has not acknowledged it, unless it is the one who takes it over.
    """
    action = own_open_action(session, action_id)
    check_owner(owner_choices(session, action.case_id, action.agency_id), action.agency_id, owner_id)
    if owner_id == action.owner_id:
        raise Mistake("owner_id", "This person owns the action already. Choose somebody else.")
    action = claim(session, Action, action_id, version)
    before, action.owner_id = action.owner_id, owner_id
    takes_over = owner_id == session.viewer.id
    action.acknowledged_at = clock.now() if takes_over else None
    action.acknowledged_by_id = session.viewer.id if takes_over else None
    entry = session.record(events.ActionReassigned(**about(action), owner_id=owner_id, fields=("owner_id",)))
    owners = {"from_owner_id": before, "to_owner_id": owner_id}
    happened(session, entry, action, "reassigned", note.strip(), from_status=action.status, **owners)
    return action


def agencies_to_ask(session: Session, case_id: int) -> list[tuple[int, str]]:
    """Every agency of the conference, as (id, name).

    One that is kept from the case is offered like the others, for a gap in the list would tell every owner of
    an action which it is; the office, which may know, cannot grant a transfer to it.
    """
    return [(agency_id, name) for agency_id, name in session.rows(_AGENCIES, {"case_id": case_id})]


def ask_transfer(
    session: Session, action_id: int, version: int | None, agency_id: int, reason: str
) -> Action:
    """Ask the coordinator to give an action to another agency (ACTION_DIRECT).

    Until the decision it stays with its owner. Raises Mistake for one's own agency, one that is not of the
    conference, a second request, or without a reason.
    """
    action = own_open_action(session, action_id)
    others = {each for each, _name in agencies_to_ask(session, action.case_id)} - {action.agency_id}
    if agency_id not in others:
        raise Mistake("agency_id", "Choose another agency of this conference.")
    if action.transfer_to_id is not None:
        raise Mistake("agency_id", "A transfer was asked for already. The coordinator decides on it.")
    why = said("transfer_reason", reason, "Say why the other agency should have this action.")
    action = claim(session, Action, action_id, version)
    action.transfer_to_id = agency_id
    entry = session.record(events.ActionTransferAsked(**about(action), agency_id=agency_id))
    happened(session, entry, action, "transfer_asked", why, from_status=action.status, to_agency_id=agency_id)
    return action


def about(action: Action) -> dict[str, Any]:
    """What every ledger event of an action names."""
    return {
        "case_id": action.case_id,
        "conference_id": action.conference_id,
        "record_id": action.id,
        "version": action.version,
    }
