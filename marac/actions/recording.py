"""Recording an action: one owner, one risk, one day."""

from datetime import date, time

from marac import clock
from marac.access.loading import find, get
from marac.access.seal import open_texts, seal
from marac.actions.deadlines import deadline
from marac.actions.happenings import (
    LONGEST_ACTION,
    check_due,
    happened,
    kind_of,
    reseat_case,
    said,
    summary_mask,
)
from marac.actions.owners import check_owner, owner_choices
from marac.actions.wording import warnings_for
from marac.audit import events
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.errors import Mistake
from marac.records import Action, AgendaItem, Case, Meeting, Risk, Text

_NO_SUCH_RISK = "Choose the risk that this action answers. Name it first if it is not on the list."


def record_action(
    session: Session,
    item_id: int,
    risk_id: int | None,
    *,
    agency_id: int,
    owner_id: int,
    text: str,
    subject: str,
    due_on: date | None,
    due_time: time | None = None,
    pillar: str = "",
    form_warnings_accepted: bool = True,
) -> Action:
    """Record an action that answers a risk of a listing, for one named owner of one agency (ACTION_RECORD).

    `due_time` is London wall clock. Raises NotFound, and Mistake on the field that cannot be kept.
    """
    item = get(session, AgendaItem, item_id)
    case = get(session, Case, item.case_id)
    kind = kind_of(session, case.conference_id)
    _check_meeting(session, item)
    risk = _risk_of(session, item, risk_id)
    words = said("text", text, "Say what will be done.", LONGEST_ACTION)
    _check_answers(kind, subject, pillar)
    check_owner(owner_choices(session, case.id), agency_id, owner_id)
    day = check_due(kind, due_on, due_time)
    if not form_warnings_accepted:
        question_wording(session, kind, case, words)
    action = Action(
        case_id=case.id,
        conference_id=case.conference_id,
        agenda_item_id=item.id,
        risk_id=risk.id,
        agency_id=agency_id,
        owner_id=owner_id,
        subject=subject,
        pillar=pillar,
        due_on=day,
        due_time=due_time,
        due_at=deadline(day, due_time),
        recorded_at=clock.now(),
    )
    keep_new(session, kind, action, words, "recorded")
    return action


def keep_new(
    session: Session, kind: Kind, action: Action, words: str, happening: str, note: str = ""
) -> Entry:
    """Write a new action with its text, its first event and its ledger entry."""
    session.add(action)
    session.flush()
    entry = session.record(
        events.ActionRecorded(
            case_id=action.case_id,
            conference_id=action.conference_id,
            record_id=action.id,
            agency_id=action.agency_id,
            owner_id=action.owner_id,
            version=1,
        )
    )
    seal(session, entry, action.id, Text.ACTION_TEXT, words, class_bit=summary_mask(kind))
    owner = {"to_owner_id": action.owner_id, "to_agency_id": action.agency_id}
    happened(session, entry, action, happening, note, **owner)
    reseat_case(session, action)
    return entry


def question_wording(session: Session, kind: Kind, case: Case, words: str) -> None:
    """Raise Mistake on `text` when the words are vague or repeat another action of the case.

    Reading the other actions is itself recorded.
    """
    shown = session.record(
        events.CaseShown(case_id=case.id, conference_id=case.conference_id, page="action-wording")
    )
    earlier = [*open_texts(session, shown, Text.ACTION_TEXT).values()]
    warnings = warnings_for(words, earlier, kind.rule("vague_verbs", clock.today()).texts)
    if warnings:
        raise Mistake("text", " ".join(warnings))


def _check_meeting(session: Session, item: AgendaItem) -> None:
    status = get(session, Meeting, item.meeting_id).status
    if status in ("closed", "cancelled"):
        raise Mistake("meeting", f"This meeting is {status}. Record the action at the next one.")


def _risk_of(session: Session, item: AgendaItem, risk_id: int | None) -> Risk:
    risk = find(session, Risk, risk_id) if risk_id is not None else None
    if risk is None or risk.agenda_item_id != item.id:
        raise Mistake("risk_id", _NO_SUCH_RISK)
    return risk


def _check_answers(kind: Kind, subject: str, pillar: str) -> None:
    if subject not in kind.action_field("subject").codes:
        raise Mistake("subject", "Choose who the action is about.")
    asked = next((field for field in kind.action_fields if field.key == "pillar"), None)
    if asked is None and pillar:
        raise Mistake("pillar", "This conference does not divide its plan into parts. Leave this out.")
    if asked is not None and pillar not in asked.codes:
        raise Mistake("pillar", "Choose the part of the plan that the action belongs to.")
