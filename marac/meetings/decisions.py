"""Deciding on a case: nothing is decided while a risk hangs in the air."""

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import open_of
from marac.audit import events
from marac.conferences import Kind
from marac.conferences.answers import problems_with_considerations, problems_with_decision
from marac.conferences.shapes import Decision
from marac.contributions.wording import BY_BUTTON, Saving
from marac.db import Session
from marac.errors import Mistake
from marac.meetings.case_record import (
    claim_for,
    consideration_of,
    keep_consideration,
    keep_texts,
    may_record,
    offered,
)
from marac.meetings.listing_rules import kind_of
from marac.meetings.sitting import started_case
from marac.meetings.traits import answers_from, settle_traits
from marac.records import Action, AgendaItem, Case, Meeting, Risk, Text
from marac.records.base import columns

_K, _G, _A = columns(Risk), columns(AgendaItem), columns(Action)
_UNREASONED = (
    select(_K.id, _K.agenda_item_id, _K.position)
    .join_from(Risk, AgendaItem, _G.id == _K.agenda_item_id)
    .where(
        _G.meeting_id == bindparam("meeting_id"),
        _K.has_reason.is_(False),
        see(Risk, AgendaItem),
    )
    .order_by(_K.position)
)
_ANSWERED = (
    select(_A.risk_id)
    .join_from(Action, AgendaItem, _G.id == _A.agenda_item_id)
    .where(_G.meeting_id == bindparam("meeting_id"), see(Action, AgendaItem))
)


def hanging_risks(session: Session, meeting_id: int) -> dict[int, list[int]]:
    """The numbers of the risks that have neither an action nor a reason, by listing of the meeting."""
    bound = {"meeting_id": meeting_id}
    answered = {risk_id for (risk_id,) in session.rows(_ANSWERED, bound)}
    hanging: dict[int, list[int]] = {}
    for risk_id, item_id, position in session.rows(_UNREASONED, bound):
        if risk_id not in answered:
            hanging.setdefault(item_id, []).append(position)
    return hanging


def hanging_words(numbers: list[int]) -> str:
    """What is missing from the plan, in words: "risks 2 and 3 have neither an action nor a reason"."""
    *first, last = [str(number) for number in numbers]
    named = f"risks {', '.join(first)} and {last} have" if first else f"risk {last} has"
    return f"{named} neither an action nor a reason"


def decide_case(
    session: Session,
    item_id: int,
    version: int | None,
    decision: str,
    rationale: str = "",
    dissent: str = "",
    *,
    summary: str = "",
    outcome: str = "",
    reason: str = "",
    saving: Saving = BY_BUTTON,
) -> AgendaItem:
    """Decide on a case that the meeting has turned to, or defer it; it can be decided anew until the close.

    Texts left blank stay as `write_case_record` and `consider_disclosure` kept them. A decision that closes
    the case closes it today; one that brings answers to the kind's own questions writes them.
    Raises NotFound, StaleForm, and Mistake in words for whatever is missing.
    """
    listed, meeting = started_case(session, item_id)
    kind = kind_of(session, meeting.conference_id)
    chosen = next((each for each in kind.decisions if each.code == decision), None)
    if chosen is None:
        raise Mistake("decision", "Choose what the meeting decided.")
    kept = _kept(session, kind, listed, meeting)
    why = rationale.strip() or kept.get(Text.MEETING_RATIONALE, "")
    considered = (outcome or listed.disclosure, reason.strip() or kept.get(Text.MEETING_DISCLOSURE, ""))
    if outcome:
        offered(session, meeting, outcome)
    _check(session, kind, chosen, listed, meeting, why, considered, kept.get(Text.CASE_TRAITS))
    listed = claim_for(session, listed, version, saving)
    typed = {
        Text.MEETING_SUMMARY: summary,
        Text.MEETING_RATIONALE: rationale,
        Text.MEETING_DISSENT: dissent,
    }
    keep_texts(session, listed, meeting, {field: text for field, text in typed.items() if text.strip()})
    consideration = consideration_of(kind)
    if outcome and consideration is not None:
        keep_consideration(session, listed, meeting, consideration, *considered)
    _take(session, kind, chosen, listed, meeting, why)
    return listed


def _kept(session: Session, kind: Kind, listed: AgendaItem, meeting: Meeting) -> dict[str, str]:
    """What is sealed and the decision rests on: texts of the listing, confidential answers about the case."""
    shown = session.record(
        events.CaseShown(
            case_id=listed.case_id,
            conference_id=meeting.conference_id,
            page="case-decision",
            meeting_id=meeting.id,
        )
    )
    kept = open_of(session, shown, listed.id, Text.MEETING_RATIONALE, Text.MEETING_DISCLOSURE)
    if any(question.is_sealed for question in kind.case_fields):
        kept |= open_of(session, shown, listed.case_id, Text.CASE_TRAITS)
    return kept


def _check(
    session: Session,
    kind: Kind,
    chosen: Decision,
    listed: AgendaItem,
    meeting: Meeting,
    why: str,
    considered: tuple[str, str],
    sealed: str | None,
) -> None:
    case = get(session, Case, listed.case_id)
    hanging = hanging_risks(session, meeting.id).get(listed.id)
    if hanging:
        words = hanging_words(hanging)
        raise Mistake("decision", f"{words[0].upper()}{words[1:]}. Add an action, or say why there is none.")
    for problem in problems_with_decision(kind, chosen.code, why, answers_from(kind, case.traits, sealed)):
        field = problem.key if problem.key == "rationale" else "decision"
        raise Mistake(field, problem.message)
    if not chosen.defers:
        _check_considered(session, kind, meeting, considered)


def _check_considered(session: Session, kind: Kind, meeting: Meeting, considered: tuple[str, str]) -> None:
    consideration = consideration_of(kind)
    if consideration is None:
        return
    if considered[0] and not may_record(session, meeting.conference_id, consideration):
        return
    for problem in problems_with_considerations(kind, {consideration.key: considered}):
        raise Mistake("reason" if considered[0] else "outcome", problem.message)


def _take(
    session: Session, kind: Kind, chosen: Decision, listed: AgendaItem, meeting: Meeting, why: str
) -> None:
    listed.decision, listed.decided_at = chosen.code, clock.now()
    listed.status = "deferred" if chosen.defers else "heard"
    session.record(
        events.CaseDecided(
            record_id=listed.id,
            case_id=listed.case_id,
            conference_id=meeting.conference_id,
            decision=chosen.code,
        )
    )
    case = get(session, Case, listed.case_id)
    settle_traits(session, kind, case, chosen, why)
    _close_or_reopen(session, case, chosen)
    session.flush()


def _close_or_reopen(session: Session, case: Case, chosen: Decision) -> None:
    status = "closed" if chosen.closes_case else "open"
    if case.status == status:
        return
    case.status, case.closed_on = status, clock.today() if chosen.closes_case else None
    case.version += 1
    session.record(
        events.CaseChanged(
            record_id=case.id,
            case_id=case.id,
            conference_id=case.conference_id,
            fields=("status", "closed_on"),
        )
    )
