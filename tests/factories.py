"""Makers that tests share: a case as an accepted referral leaves it, a meeting, a list, a published list.

Everything is written by the people who would write it, under working sessions with their ledger entries.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seal import seal
from marac.actions.operations import record_action
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.meetings import listing, running
from marac.records import Action, AgendaItem, Case, Meeting, Party, Person, Referral, Text
from marac.referrals.sealing import seal_until_decided
from tests.world import MAPPA, MARAC, MASIP, World

COORDINATORS = {MARAC: "carol", MAPPA: "mabel", MASIP: "tess"}
KINDS = {MARAC: "marac", MAPPA: "mappa", MASIP: "masip"}
INITIALS = {MARAC: "NM", MAPPA: "NML", MASIP: "NSP"}


@dataclass(frozen=True)
class MadeCase:
    """The numbers of a case made for a test, with the names it was given."""

    id: int
    reference: str
    referral_id: int
    victim_id: int
    perpetrator_id: int
    victim: str
    perpetrator: str
    child_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class MadeList:
    """A meeting with its cases in order, and the listing of each case by its number."""

    meeting_id: int
    reference: str
    cases: tuple[MadeCase, ...]
    item_ids: dict[int, int] = field(default_factory=dict)

    def item_of(self, case: MadeCase) -> int:
        return self.item_ids[case.id]


def make_case(
    world: World,
    conference: str = MARAC,
    *,
    victim: str = "",
    perpetrator: str = "",
    children: int = 0,
    referring: str = "northtown-police",
    earlier_case_id: int | None = None,
    restriction: str = "none",
    status: str = "open",
    traits: dict[str, Any] | None = None,
    victim_identity: dict[str, Any] | None = None,
    referred_on: date | None = None,
) -> MadeCase:
    """An accepted case with its referral, parties and sealed texts. Names differ from case to case."""
    mark = secrets.token_hex(4)
    names = (victim or f"Vera Fiktiv {mark}", perpetrator or f"Percy Fiktiv {mark}")
    agency_id = world.agency(referring)
    referred = referred_on or clock.today()
    case = Case(
        conference_id=world.conference(conference),
        reference=f"{INITIALS[conference]}-{mark.upper()}",
        status=status,
        referring_agency_id=agency_id,
        earlier_case_id=earlier_case_id,
        is_repeat=earlier_case_id is not None,
        last_referred_on=referred,
        traits=json.dumps(traits or {}),
    )
    with world.acting(COORDINATORS[conference], Act.REFERRAL_RECEIVE) as session:
        session.add(case)
        session.flush()
        referral = _add_referral(session, world, case, restriction, referred)
        seal_until_decided(session, case, referral)
        entry = session.record(
            events.ReferralReceived(
                case_id=case.id, conference_id=case.conference_id, record_id=referral.id, route="typed"
            )
        )
        summary = get_kind(KINDS[conference]).section_class("summary").mask
        _seal_summary(session, entry, referral.id, summary, agency_id)
        roles = [("victim", names[0]), ("perpetrator", names[1])]
        roles += [("child", f"Chip Fiktiv {mark} {number}") for number in range(1, children + 1)]
        more = {"victim": victim_identity or {}}
        parties = [_add_party(session, entry, case, role, name, more.get(role, {})) for role, name in roles]
        return MadeCase(
            case.id,
            case.reference,
            referral.id,
            parties[0],
            parties[1],
            names[0],
            names[1],
            tuple(parties[2:]),
        )


def _add_referral(session: Session, world: World, case: Case, restriction: str, referred: date) -> Referral:
    is_accepted = case.status != "received"
    referral = Referral(
        case_id=case.id,
        conference_id=case.conference_id,
        agency_id=case.referring_agency_id,
        status="accepted" if is_accepted else "to_review",
        route="typed",
        referred_on=referred,
        is_repeat=case.is_repeat,
        restriction_state=restriction,
        criteria=json.dumps(["visible_high_risk"]),
        received_by_id=session.viewer.id,
    )
    session.add(referral)
    session.flush()
    return referral


def _seal_summary(session: Session, entry: Any, referral_id: int, class_bit: int, agency_id: int) -> None:
    summary = {"reason_for_referral": "Made for a test.", "victim_afraid_of": "", "safe_to_call": "yes"}
    seal(session, entry, referral_id, Text.CASE_SUMMARY, summary, class_bit=class_bit, agency_id=agency_id)


def _add_party(
    session: Session,
    entry: Any,
    case: Case,
    role: str,
    name: str,
    more: dict[str, Any],
) -> int:
    person = Person(conference_id=case.conference_id)
    session.add(person)
    session.flush()
    party = Party(case_id=case.id, conference_id=case.conference_id, person_id=person.id, role=role)
    session.add(party)
    session.flush()
    seat = session.viewer.seat_in(case.conference_id)
    kind, agency_id = get_kind(seat.kind), case.referring_agency_id
    contact_class = kind.section_class("summary" if role == "perpetrator" else "safe_contact").mask
    identity = {"name": name, "aliases": [], "date_of_birth": "1984-03-27", **more}
    seal(
        session,
        entry,
        party.id,
        Text.PARTY_IDENTITY,
        identity,
        class_bit=kind.section_class("summary").mask,
        agency_id=agency_id,
    )
    contact = {"address": f"1 Invented Row, {name}", "phone": "01632 960000"}
    seal(session, entry, party.id, Text.PARTY_CONTACT, contact, class_bit=contact_class, agency_id=agency_id)
    return party.id


def make_meeting(
    world: World,
    conference: str = MARAC,
    *,
    days_ahead: int = 7,
    starts_at: datetime | None = None,
    minutes_available: int = 180,
    kind: str = "scheduled",
    chair: str | None = None,
) -> Meeting:
    """A planned meeting, by default a week ahead at this hour."""
    with world.acting(COORDINATORS[conference], Act.LIST_MANAGE) as session:
        return listing.plan_meeting(
            session,
            world.conference(conference),
            starts_at or clock.now() + timedelta(days=days_ahead),
            minutes_available=minutes_available,
            kind=kind,
            chair_id=world.person(chair) if chair else None,
        )


def make_listing(
    world: World, meeting_id: int, case: MadeCase, *, conference: str = MARAC, minutes: int | None = None
) -> AgendaItem:
    """A case put on a meeting's list; the standing agencies are invited."""
    with world.acting(COORDINATORS[conference], Act.LIST_MANAGE) as session:
        return listing.list_case(session, meeting_id, case.id, minutes=minutes)


def publish(world: World, meeting_id: int, *, conference: str = MARAC) -> None:
    """Publish a meeting's list; research is due on the day the plan proposed."""
    with world.acting(COORDINATORS[conference], Act.LIST_MANAGE) as session:
        meeting = get(session, Meeting, meeting_id)
        assert meeting.research_by is not None
        listing.publish_list(session, meeting_id, meeting.version, meeting.research_by)


def make_published_list(
    world: World, conference: str = MARAC, *, cases: int | Sequence[MadeCase] = 1, days_ahead: int = 7
) -> MadeList:
    """A meeting whose list is published: `cases` are made here, or taken as they are."""
    wanted = [make_case(world, conference) for _ in range(cases)] if isinstance(cases, int) else cases
    made = tuple(wanted)
    meeting = make_meeting(world, conference, days_ahead=days_ahead)
    items = {case.id: make_listing(world, meeting.id, case, conference=conference).id for case in made}
    publish(world, meeting.id, conference=conference)
    return MadeList(meeting.id, meeting.reference, made, items)


def open_at_once(world: World, made: MadeList, conference: str = MARAC) -> None:
    """Open a meeting whose list is published; the statement is read and conflicts have been asked for."""
    with world.acting(COORDINATORS[conference], Act.MEETING_RUN) as session:
        running.open_meeting(session, made.meeting_id, get(session, Meeting, made.meeting_id).version)
        running.record_confidentiality(session, made.meeting_id)
        running.ask_conflicts(session, made.meeting_id)


def make_running_meeting(
    world: World, conference: str = MARAC, *, cases: int | Sequence[MadeCase] = 1
) -> MadeList:
    """An open meeting that has turned to every case on its list."""
    made = make_published_list(world, conference, cases=cases)
    open_at_once(world, made, conference)
    with world.acting(COORDINATORS[conference], Act.MEETING_RUN) as session:
        for item_id in made.item_ids.values():
            running.start_case(session, item_id)
    return made


def make_action(
    world: World,
    item_id: int,
    *,
    conference: str = MARAC,
    owner: str = "polly",
    agency: str = "northtown-police",
    days: int = 7,
    **answers: Any,
) -> Action:
    """An action of a case that a sitting meeting has turned to, under a risk named for it.

    `answers` replace what `record_action` is told: risk_id, text, subject, due_on, due_time, pillar.
    """
    pillar = "supervision" if conference == MAPPA else ""
    told = {"text": "Visit the school", "subject": "victim", "pillar": pillar, **answers}
    with world.acting(COORDINATORS[conference], Act.MEETING_RUN) as session:
        risk_id = told.pop("risk_id", 0) or running.name_risk(session, item_id, "Contact at the school").id
    with world.acting(COORDINATORS[conference], Act.ACTION_RECORD) as session:
        whose = {"agency_id": world.agency(agency), "owner_id": world.person(owner)}
        told.setdefault("due_on", clock.today() + timedelta(days=days))
        return record_action(session, item_id, risk_id, **whose, **told)
