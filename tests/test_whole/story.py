"""One full world, made by the people whose work it is: three conferences with everything that can be secret.

Cases of the Marac: `earlier` and its repeat `main`, heard at two past meetings; `window`, long past; `kept`,
from which Horatio of housing, Chidi in the chair and the whole of children's services are kept; `coming` and
`sealed`, on a published list; `unpublished`, on one that is not; `running`, at a meeting that sits; and
referrals: `draft` (housing's own), `sent`, `aside` and `word`. MAPPA has `offender`, the panel has `stalker`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.scope import see
from marac.conferences import get_kind
from marac.db import Session
from marac.people import operations as people
from marac.records import Case, Party, Referral, Text
from marac.records.base import columns
from marac.referrals import operations as referrals
from marac.referrals.questions import blank_fields, blank_person
from tests.test_whole.canaries import Sower
from tests.world import MAPPA, MARAC, MASIP, World

POLICE, PROBATION, HEALTH = "northtown-police", "eastvale-probation", "eastvale-health"
IDVA, CHILDREN, CPS = "northtown-idva", "midchester-children", "northtown-cps"
HOUSING, BRIDGE, PARTNERSHIP = "westford-housing", "open-bridge", "northtown-partnership"
SPEAKER = {
    POLICE: "polly",
    PROBATION: "pravin",
    HEALTH: "hana",
    IDVA: "ida",
    CHILDREN: "cerys",
    CPS: "cleo",
    HOUSING: "horatio",
    BRIDGE: "sunny",
}
OFFICE = {MARAC: ("carol", "chidi"), MAPPA: ("mabel", "magnus"), MASIP: ("tess", "chidi")}
KIND = {MARAC: "marac", MAPPA: "mappa", MASIP: "masip"}

_P = columns(Party)
_PARTIES = (
    select(_P.id, _P.role, _P.position)
    .where(_P.case_id == bindparam("case_id"), see(Party))
    .order_by(_P.role, _P.position)
)


@dataclass
class Told:
    """What the story has made so far, by the names that it gives things."""

    world: World
    sower: Sower = field(default_factory=Sower)
    conference_of: dict[str, str] = field(default_factory=dict)
    referring: dict[str, str | None] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    referrals: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, str], int] = field(default_factory=dict)
    parties: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    @contextmanager
    def by(self, name: str, act: Act) -> Iterator[Session]:
        """Something done by somebody."""
        with self.world.acting(name, act) as session:
            yield session

    def coordinator(self, case: str) -> str:
        return OFFICE[self.conference_of[case]][0]

    def chair(self, case: str) -> str:
        return OFFICE[self.conference_of[case]][1]


def days_ago(days: float) -> datetime:
    return clock.now() - timedelta(days=days)


def fields_of(told: Told, case: str, agency: str, *, children: int = 1) -> dict[str, Any]:
    """A referral in which every answer has a word of its own."""
    sower, fields = told.sower, blank_fields(get_kind(KIND[told.conference_of[case]]))
    fields["referral_date"] = clock.today().isoformat()
    fields["incident_date"] = (clock.today() - timedelta(days=3)).isoformat()
    fields["referrer"]["name"] = sower.form(case, agency, "referrer's name").capitalize()
    fields["victim"] = _victim(sower, case, agency)
    fields["perpetrators"] = [_perpetrator(sower, case, agency)]
    fields["children"] = [_child(sower, case, agency) for _ in range(children)]
    for key in ("reason_for_referral", "victim_afraid_of", "safe_to_talk_to", "not_safe_to_talk_to"):
        fields[key] = sower.summary(case, agency, key)
    fields["consent_reason"] = sower.summary(case, agency, "consent_reason")
    fields["other_marac_name"] = sower.summary(case, agency, "other_marac_name")
    fields["previously_referred_other_marac"] = True
    fields["extra_notes"] = [sower.form(case, agency, "extra note")]
    if "visible_high_risk" in fields["criteria"]:
        fields["criteria"]["visible_high_risk"] = True
    return fields


def _victim(sower: Sower, case: str, agency: str) -> dict[str, Any]:
    return {
        **blank_person("victim"),
        "name": sower.name(case, "victim", agency),
        "date_of_birth": "1984-03-27",
        "address": sower.contact(case, "victim", agency),
        "phone": "01632 960 001 " + sower.contact(case, "victim", agency),
        "contact_notes": sower.summary(case, agency, "contact_notes"),
        "interpreter": sower.name(case, "victim", agency),
    }


def _perpetrator(sower: Sower, case: str, agency: str) -> dict[str, Any]:
    return {
        **blank_person("perpetrators"),
        "name": sower.name(case, "perpetrator", agency),
        "aliases": [sower.name(case, "perpetrator", agency)],
        "address": sower.contact(case, "perpetrator", agency),
        "relationship_to_victim": sower.name(case, "perpetrator", agency),
    }


def _child(sower: Sower, case: str, agency: str) -> dict[str, Any]:
    return {
        **blank_person("children"),
        "name": sower.name(case, "child", agency),
        "date_of_birth": "2018-05-04",
        "school": sower.name(case, "child", agency),
        "address": sower.contact(case, "child", agency),
    }


def start_draft(told: Told, case: str, conference: str, agency: str, writer: str, **more: Any) -> None:
    """A referral typed in and not sent."""
    told.conference_of[case], told.referring[case] = conference, agency
    with told.by(writer, Act.REFERRAL_WRITE) as session:
        made = referrals.start_draft(session, told.world.conference(conference))
        told.referrals[case], told.cases[case] = made.id, made.case_id
        told.references[case] = get(session, Case, made.case_id).reference
    with told.by(writer, Act.REFERRAL_WRITE) as session:
        draft = get(session, Referral, told.referrals[case])
        referrals.save_draft(session, draft.id, draft.version, fields_of(told, case, agency, **more))


def send(told: Told, case: str, writer: str) -> None:
    with told.by(writer, Act.REFERRAL_WRITE) as session:
        draft = get(session, Referral, told.referrals[case])
        referrals.send_draft(session, draft.id, draft.version)
    with told.by(told.coordinator(case), Act.REFERRAL_REVIEW) as session:
        told.parties[case] = {}
        for row in session.rows(_PARTIES, {"case_id": told.cases[case]}):
            told.parties[case].setdefault(row.role, []).append(row.id)


def accept(told: Told, case: str) -> None:
    with told.by(told.coordinator(case), Act.REFERRAL_REVIEW) as session:
        sent = get(session, Referral, told.referrals[case])
        referrals.accept_referral(session, sent.id, sent.version)


def refer(told: Told, case: str, conference: str, agency: str, writer: str, **more: Any) -> None:
    """A referral from its first word to the open case."""
    start_draft(told, case, conference, agency, writer, **more)
    send(told, case, writer)
    accept(told, case)


def decide_same(told: Told, case: str, other: str, *roles: str, decision: str = "same") -> None:
    """Say that people of two cases are one, with a reason that has its word."""
    for role in roles:
        with told.by(told.coordinator(case), Act.PERSON_DECIDE) as session:
            reason = told.sower.sow(case, Text.PERSON_REASON, "office")
            here, there = told.parties[case][role][0], told.parties[other][role][0]
            people.decide_persons(session, here, there, decision, reason)


def due(days: int) -> date:
    return clock.today() + timedelta(days=days)
