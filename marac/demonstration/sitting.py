"""A meeting of the demonstration, from its plan to its approved minutes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.actions import operations as actions
from marac.conferences import get_kind
from marac.conferences.answers import Answer
from marac.conferences.working_days import is_working_day, working_days_later
from marac.db import Session
from marac.demonstration.later import plan_later_life
from marac.demonstration.people import ACCOUNTS, AGENCY_NAMES
from marac.demonstration.stage import Stage
from marac.meetings import listing, running
from marac.meetings.listing_publish import publish_list
from marac.meetings.outstanding import unreviewed_actions
from marac.meetings.plan import plan_meeting
from marac.records import AgendaItem, Case, Meeting, Minutes
from marac.records.base import columns

_MINUTES = select(columns(Minutes).id, columns(Minutes).version).where(
    columns(Minutes).meeting_id == bindparam("meeting_id"), see(Minutes)
)
BEFORE_CASES, EACH_CASE = timedelta(minutes=10), timedelta(minutes=12)
CARRIED = "Still to be done; carried forward to the next meeting."


@dataclass(frozen=True)
class Office:
    """Who runs a conference of the demonstration."""

    slug: str
    kind: str
    coordinator: str
    chair: str


def list_and_publish(
    stage: Stage, office: Office, keys: list[str], starts_at: datetime, research_by: date
) -> int:
    """Plan a meeting, list the cases in order and publish the list. Returns the meeting."""
    with stage.acting(office.coordinator, Act.LIST_MANAGE) as session:
        meeting = plan_meeting(
            session,
            stage.conferences[office.slug],
            starts_at,
            chair_id=stage.people[office.chair],
            research_by=research_by,
        )
        for key in keys:
            stage.items[key] = listing.list_case(session, meeting.id, stage.cases[key]).id
        publish_list(session, meeting.id, get(session, Meeting, meeting.id).version, research_by)
        return meeting.id


def sit(stage: Stage, office: Office, meeting_id: int, told: list[dict[str, Any]]) -> None:
    """Hold the meeting as it is told: open, review, case by case, close, approve the minutes."""
    met_at = clock.now()
    with stage.acting(office.chair, Act.MEETING_RUN) as session:
        running.open_meeting(session, meeting_id, get(session, Meeting, meeting_id).version)
        _attend(session, stage, office, meeting_id)
        running.record_confidentiality(session, meeting_id)
        running.ask_conflicts(session, meeting_id)
    _review(stage, office, meeting_id)
    begins = met_at + BEFORE_CASES
    for case in told:
        with clock.at(begins):
            _hear(stage, office, case, met_at)
        begins += EACH_CASE
    with clock.at(begins), stage.acting(office.chair, Act.MEETING_RUN) as session:
        running.close_meeting(session, meeting_id, get(session, Meeting, meeting_id).version)
    stage.plan(met_at + timedelta(days=4), lambda: _approve(stage, office, meeting_id))


def _attend(session: Session, stage: Stage, office: Office, meeting_id: int) -> None:
    seen: set[str] = set()
    for account in ACCOUNTS:
        if (office.slug, "representative") not in account.roles or account.agency in seen:
            continue
        seen.add(account.agency)
        status = "apologies_with_report" if account.agency == "midchester-mental-health" else "present"
        running.record_attendance(
            session,
            meeting_id,
            stage.agencies[account.agency],
            status,
            user_id=stage.people[account.key] if status == "present" else None,
        )


def _review(stage: Stage, office: Office, meeting_id: int) -> None:
    with stage.acting(office.chair, Act.MEETING_RUN) as session:
        waiting = unreviewed_actions(session, get(session, Meeting, meeting_id))
    with stage.acting(office.chair, Act.ACTION_SETTLE) as session:
        for action_id, _reference in waiting:
            actions.review_action(session, action_id, meeting_id, "carried_forward", CARRIED)


def _hear(stage: Stage, office: Office, case: dict[str, Any], met_at: datetime) -> None:
    item_id = stage.items[case.get("form") or case["key"]]
    with stage.acting(office.chair, Act.MEETING_RUN) as session:
        running.start_case(session, item_id)
        risks = [_name(session, item_id, risk) for risk in case.get("risk", ())]
    if "traits" in case:
        _answer_traits(stage, office, item_id, case["traits"])
    for risk_id, risk in zip(risks, case.get("risk", ()), strict=True):
        for action in risk.get("action", ()):
            action_id = _agree(stage, office, item_id, risk_id, action, met_at)
            plan_later_life(stage, office.coordinator, action["owner"], action_id, met_at, action["then"])
    with stage.acting(office.chair, Act.MEETING_RUN) as session:
        _decide(session, item_id, case, get_kind(office.kind).considerations != ())


def _name(session: Session, item_id: int, risk: dict[str, Any]) -> int:
    named = running.name_risk(session, item_id, risk["text"])
    if risk.get("reason"):
        running.leave_risk(session, named.id, named.version, risk["reason"])
    return named.id


def _agree(
    stage: Stage, office: Office, item_id: int, risk_id: int, action: dict[str, Any], met_at: datetime
) -> int:
    hours = action.get("due_hours")
    due = clock.to_london(met_at + (timedelta(hours=hours) if hours else timedelta(days=action["due"])))
    kind, due_on = get_kind(office.kind), due.date()
    if not hours and not is_working_day(kind, due_on):
        due_on = working_days_later(kind, due_on, 1)
    with stage.acting(office.chair, Act.ACTION_RECORD) as session:
        recorded = actions.record_action(
            session,
            item_id,
            risk_id,
            agency_id=stage.agency_of(action["owner"]),
            owner_id=stage.people[action["owner"]],
            text=action["text"],
            subject=action["subject"],
            due_on=due_on,
            due_time=due.time().replace(second=0, microsecond=0) if hours else None,
            pillar=action.get("pillar", ""),
        )
        return recorded.id


def _decide(session: Session, item_id: int, case: dict[str, Any], considers: bool) -> None:
    if considers and case.get("disclosure"):
        item = get(session, AgendaItem, item_id)
        running.consider_disclosure(
            session, item_id, item.version, case["disclosure"], case["disclosure_reason"]
        )
    item = get(session, AgendaItem, item_id)
    running.decide_case(
        session,
        item_id,
        item.version,
        case["decision"],
        case["rationale"],
        case.get("dissent", ""),
        summary=case["summary"],
    )


def _approve(stage: Stage, office: Office, meeting_id: int) -> None:
    from marac.documents.amending import approve_minutes

    with stage.acting(office.chair, Act.MINUTES_APPROVE) as session:
        drafted = session.row(_MINUTES, {"meeting_id": meeting_id})
        approve_minutes(session, drafted.id, drafted.version)


def _answer_traits(stage: Stage, office: Office, item_id: int, traits: dict[str, Any]) -> None:
    """Record the kind's own answers on a case while it is heard."""
    kind = get_kind(office.kind)
    of_type = {question.key: question.type for question in kind.case_fields}
    answers: dict[str, Answer] = {key: clock.today() for key, type_ in of_type.items() if type_ == "date"}
    for key, told in traits.items():
        answers[key] = AGENCY_NAMES[told] if of_type[key] == "agency" else told
    with stage.acting(office.chair, Act.MEETING_RUN) as session:
        case = get(session, Case, get(session, AgendaItem, item_id).case_id)
        running.write_traits(session, item_id, case.version, answers)
