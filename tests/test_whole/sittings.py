"""What happens to the cases of the story: research of every class, meetings, plans, minutes, denials."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.actions import operations as actions
from marac.conferences import get_kind
from marac.contributions import operations as research
from marac.contributions.wording import VIEWS, Words, views_sources
from marac.documents import operations as documents
from marac.documents.drafting import latest_minutes
from marac.meetings import listing, running
from marac.meetings.closing import unreviewed_actions
from marac.meetings.listing_publish import publish_list
from marac.meetings.plan import plan_meeting
from marac.records import Action, AgendaItem, Case, Meeting, ResearchReturn, Text
from tests.test_whole.story import KIND, OFFICE, SPEAKER, Told, days_ago, due

WRITE = Act.RESEARCH_CONTRIBUTE
CLASSES = ("standard", "health", "advocacy", "police_intelligence", "safe_contact")


@dataclass(frozen=True)
class Heard:
    """What came of hearing a case."""

    risk_id: int
    action_ids: dict[str, int]


def list_cases(told: Told, meeting: str, conference: str, days_ahead: float, *cases: str) -> None:
    """Plan a meeting and put cases on its list."""
    with told.by(OFFICE[conference][0], Act.LIST_MANAGE) as session:
        starts_at = clock.now() + timedelta(days=days_ahead)
        chair = told.world.person(OFFICE[conference][1])
        made = plan_meeting(session, told.world.conference(conference), starts_at, chair_id=chair)
        told.meetings[meeting] = made.id
        for case in cases:
            told.items[meeting, case] = listing.list_case(session, made.id, told.cases[case]).id


def publish(told: Told, meeting: str, conference: str) -> None:
    with told.by(OFFICE[conference][0], Act.LIST_MANAGE) as session:
        found = get(session, Meeting, told.meetings[meeting])
        publish_list(session, found.id, found.version, found.research_by)


def _words(told: Told, case: str, agency: str, its_class: str, is_shared: bool, kind: str = "fact") -> Words:
    sow = told.sower.sow
    text = sow(case, Text.CONTRIBUTION_TEXT, its_class, agency, is_shared=is_shared)
    if kind == VIEWS:
        source = views_sources(get_kind(KIND[told.conference_of[case]]))[0]
    else:
        source = sow(case, Text.CONTRIBUTION_SOURCE, its_class, agency, is_shared=is_shared)
    return Words(kind, text, source, clock.today(), its_class)


def write(
    told: Told,
    meeting: str,
    case: str,
    agency: str,
    its_class: str,
    *,
    state: str,
    who: str = "",
    kind: str = "fact",
) -> int:
    """An item that an agency writes: `state` is draft, shared or withheld."""
    name, item_id = who or SPEAKER[agency], told.items[meeting, case]
    with told.by(name, WRITE) as session:
        words = _words(told, case, agency, its_class, state == "shared", kind)
        made = research.write_in_listing(session, item_id, words)
        made_id, version = made.id, made.version
    if state != "draft":
        with told.by(name, WRITE) as session:
            is_shared = state == "shared"
            reason = (
                ""
                if is_shared
                else told.sower.sow(case, Text.CONTRIBUTION_WITHHELD, "office", agency, is_shared=False)
            )
            research.decide_sharing(session, made_id, version, is_shared, reason)
    return made_id


def answer(told: Told, meeting: str, case: str, agency: str, *, nothing: bool = False, who: str = "") -> None:
    """An agency's return."""
    with told.by(who or SPEAKER[agency], WRITE) as session:
        return_id, version = research.return_to_write(session, told.items[meeting, case], None)
        research.make_return(
            session,
            return_id,
            version or get(session, ResearchReturn, return_id).version,
            nothing_known=nothing,
            records_checked=told.sower.sow(case, Text.RETURN_RECORDS, "standard", agency),
            last_contact_on=None,
        )


def date_back(told: Told, meeting: str, case: str, agency: str, days: int) -> None:
    """Let a return be one from before its agency was asked, which it has to confirm."""
    with told.by(SPEAKER[agency], WRITE) as session:
        return_id, _ = research.return_to_write(session, told.items[meeting, case], 1)
        made = get(session, ResearchReturn, return_id)
        made.returned_at = days_ago(days)
        session.add(made)


def open_meeting(told: Told, meeting: str, conference: str, who: str = "") -> None:
    """Open a meeting: somebody comes, the statement is read, conflicts are asked for."""
    with told.by(who or OFFICE[conference][0], Act.MEETING_RUN) as session:
        meeting_id = told.meetings[meeting]
        running.open_meeting(session, meeting_id, get(session, Meeting, meeting_id).version)
        police = told.world.agency("northtown-police")
        running.record_attendance(session, meeting_id, police, "present", name="Somebody Else")
        running.record_confidentiality(session, meeting_id)
        running.ask_conflicts(session, meeting_id)


def hear(told: Told, meeting: str, case: str, owners: tuple[str, ...], who: str = "") -> Heard:
    """Turn to a case: a risk with an action for each owner's agency, a risk without."""
    item_id, sow = told.items[meeting, case], told.sower.sow
    office = who or told.coordinator(case)
    with told.by(office, Act.MEETING_RUN) as session:
        running.start_case(session, item_id)
        risk = running.name_risk(session, item_id, sow(case, Text.RISK_TEXT, "summary")).id
        bare = running.name_risk(session, item_id, sow(case, Text.RISK_TEXT, "summary"))
        running.leave_risk(session, bare.id, bare.version, sow(case, Text.RISK_UNPLANNED, "summary"))
    made = {}
    for agency in owners:
        with told.by(office, Act.ACTION_RECORD) as session:
            made[agency] = actions.record_action(
                session,
                item_id,
                risk,
                agency_id=told.world.agency(agency),
                owner_id=told.world.person(_owner(told, case, agency)),
                text=sow(case, Text.ACTION_TEXT, "summary"),
                subject="victim",
                due_on=due(5),
                pillar="victim_safety" if KIND[told.conference_of[case]] == "mappa" else "",
            ).id
    return Heard(risk, made)


def _owner(told: Told, case: str, agency: str) -> str:
    kind = KIND[told.conference_of[case]]
    return {("mappa", "eastvale-health"): "mira", ("masip", "northtown-idva"): "isaac"}.get(
        (kind, agency), SPEAKER[agency]
    )


def consider(told: Told, meeting: str, case: str, outcome: str, its_class: str, who: str = "") -> None:
    """Record what the kind considers on every case."""
    item_id = told.items[meeting, case]
    with told.by(who or told.coordinator(case), Act.MEETING_RUN) as session:
        version = get(session, AgendaItem, item_id).version
        reason = told.sower.sow(case, Text.MEETING_DISCLOSURE, its_class)
        running.consider_disclosure(session, item_id, version, outcome, reason)


def decide(told: Told, meeting: str, case: str, decision: str, who: str = "") -> None:
    """Sum a case up and decide on it."""
    item_id, sow = told.items[meeting, case], told.sower.sow
    # A decision on the level is kept with its rationale among the case's own answers too.
    is_level = KIND[told.conference_of[case]] == "mappa"
    with told.by(who or told.coordinator(case), Act.MEETING_RUN) as session:
        version = get(session, AgendaItem, item_id).version
        running.decide_case(
            session,
            item_id,
            version,
            decision,
            sow(
                case,
                Text.MEETING_RATIONALE,
                "summary",
                also=((Text.CASE_TRAITS, "summary"),) if is_level else (),
            ),
            sow(case, Text.MEETING_DISSENT, "summary"),
            summary=sow(case, Text.MEETING_SUMMARY, "summary"),
        )


def close(told: Told, meeting: str, conference: str, who: str = "") -> None:
    """Review what is outstanding, then close the meeting; its minutes are drafted."""
    name, meeting_id = who or OFFICE[conference][0], told.meetings[meeting]
    with told.by(name, Act.MEETING_RUN) as session:
        waiting = unreviewed_actions(session, get(session, Meeting, meeting_id))
    for action_id, _reference in waiting:
        with told.by(name, Act.ACTION_SETTLE) as session:
            case = _case_of(told, get(session, Action, action_id).case_id)
            note = told.sower.sow(case, Text.ACTION_NOTE, "summary", "northtown-partnership")
            actions.review_action(session, action_id, meeting_id, "carried_forward", note)
    with told.by(name, Act.MEETING_RUN) as session:
        running.close_meeting(session, meeting_id, get(session, Meeting, meeting_id).version)


def _case_of(told: Told, case_id: int) -> str:
    return next(case for case, its_id in told.cases.items() if its_id == case_id)


def approve(told: Told, meeting: str, conference: str) -> None:
    with told.by(OFFICE[conference][1], Act.MINUTES_APPROVE) as session:
        found = latest_minutes(session, told.meetings[meeting])
        assert found is not None
        documents.approve_minutes(session, found.id, found.version)


def act_on(told: Told, name: str, action_id: int, operation: Any, *arguments: Any, act: Act) -> None:
    """One deed on an action at its version as it stands."""
    with told.by(name, act) as session:
        operation(session, action_id, get(session, Action, action_id).version, *arguments)


def answer_traits(told: Told, meeting: str, case: str, answers: dict[str, Any], who: str = "") -> None:
    with told.by(who or told.coordinator(case), Act.MEETING_RUN) as session:
        version = get(session, Case, told.cases[case]).version
        running.write_traits(session, told.items[meeting, case], version, answers)
