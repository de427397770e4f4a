"""A meeting that was really held: listed, researched, decided and closed by the people whose work it is."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.actions.operations import record_action, review_action
from marac.contributions import operations as research
from marac.documents.drafting import latest_minutes
from marac.documents.operations import approve_minutes
from marac.meetings import running
from marac.meetings.closing import unreviewed_actions
from marac.records import AgendaItem, Meeting, Minutes
from tests.factories import MadeCase, MadeList, make_case, make_published_list
from tests.world import MAPPA, MARAC, MASIP, World

OFFICE = {MARAC: ("carol", "chidi"), MAPPA: ("mabel", "magnus"), MASIP: ("tess", "chidi")}
OWNERS = {
    MARAC: ("polly", "northtown-police"),
    MAPPA: ("polly", "northtown-police"),
    MASIP: ("isaac", "northtown-idva"),
}
DECISIONS = {MARAC: "actions_agreed", MAPPA: "manage_at_level_2", MASIP: "panel_continues"}
CONSIDERED = {MAPPA: "not_disclosed", MASIP: "to_be_sought"}
TRAITS = {
    MARAC: {},
    MAPPA: {
        "category": "2",
        "level": "2",
        "level_decided_on": "2026-01-05",
        "lead_agency": "Eastvale Probation",
    },
    MASIP: {
        "tier": "panel_case",
        "typology": "rejected",
        "typology_assessor": "Asha Assessor",
        "typology_assessed_on": "2026-02-03",
    },
}

# A word for each thing that is said, so that it can be looked for in whatever comes out.
SHARED = (
    ("polly", "standard", "wordofpolice"),
    ("polly", "police_intelligence", "wordofintelligence"),
    ("hana", "health", "wordofhealth"),
    ("hana", "standard", "wordofsummaryofhealth"),
    ("ida", "advocacy", "wordofadvocacy"),
    ("horatio", "standard", "wordofhousing"),
    ("horatio", "safe_contact", "wordofsafecontact"),
)
SHARED_BY = {
    MARAC: SHARED,
    MAPPA: (("polly", "standard", "wordofpolice"), ("mira", "health", "wordofhealth")),
    MASIP: (("isaac", "advocacy", "wordofadvocacy"),),
}


@dataclass
class Held:
    """One meeting and what was said at it."""

    world: World
    slug: str = MARAC
    listed: MadeList = field(init=False)

    @property
    def meeting_id(self) -> int:
        return self.listed.meeting_id

    @property
    def coordinator(self) -> str:
        return OFFICE[self.slug][0]

    @property
    def chair(self) -> str:
        return OFFICE[self.slug][1]

    def run(self, operation: Any, *arguments: Any, by: str = "", **named: Any) -> Any:
        """One operation at the meeting, committed."""
        with self.world.acting(by or self.coordinator, Act.MEETING_RUN) as session:
            return operation(session, *arguments, **named)

    def version(self, record: type, record_id: int) -> int:
        with self.world.acting(self.coordinator, Act.MEETING_RUN) as session:
            return get(session, record, record_id).version

    def minutes(self, by: str = "") -> Minutes:
        with self.world.acting(by or self.coordinator, Act.MINUTES_WRITE) as session:
            found = latest_minutes(session, self.meeting_id)
        assert found is not None
        return found

    def share(self, person: str, case: MadeCase, section_class: str, text: str) -> None:
        """An item that somebody shares on a case."""
        with self.world.acting(person, Act.RESEARCH_CONTRIBUTE) as session:
            made = research.start_return(session, self.listed.item_of(case))
            written = research.write_contribution(
                session,
                made.id,
                kind="fact",
                text=text,
                source=f"Record {text}source",
                dated_on=clock.today(),
                section_class=section_class,
            )
            research.decide_sharing(session, written.id, written.version, True)

    def answer_nothing(self, person: str, case: MadeCase) -> None:
        """A return that says that nothing is known."""
        with self.world.acting(person, Act.RESEARCH_CONTRIBUTE) as session:
            made = research.start_return(session, self.listed.item_of(case))
            research.make_return(
                session,
                made.id,
                made.version,
                nothing_known=True,
                records_checked="Case files wordofrecords",
                last_contact_on=None,
            )

    def approve(self) -> Minutes:
        """The chair approves what there is."""
        minutes = self.minutes()
        with self.world.acting(self.chair, Act.MINUTES_APPROVE) as session:
            return approve_minutes(session, minutes.id, minutes.version)

    def open(self) -> None:
        """The meeting opens; everybody is greeted, the statement is read, conflicts are asked for."""
        self.run(running.open_meeting, self.meeting_id, self.version(Meeting, self.meeting_id))
        name, slug = OWNERS[self.slug]
        there = (self.meeting_id, self.world.agency(slug), "present")
        self.run(running.record_attendance, *there, user_id=self.world.person(name))
        health = self.world.agency("eastvale-health")
        self.run(running.record_attendance, self.meeting_id, health, "apologies_with_report")
        observer = ("Olga Observer", "Northtown College")
        self.run(running.record_observer, self.meeting_id, *observer, has_signed=True)
        self.run(running.record_confidentiality, self.meeting_id)
        self.run(running.ask_conflicts, self.meeting_id)

    def hear(self, case: MadeCase, mark: str = "") -> None:
        """A case is heard: a risk, an action for the police, a summary, a decision."""
        item_id = self.listed.item_of(case)
        self.run(running.start_case, item_id)
        risk = self.run(running.name_risk, item_id, f"He waits at the school wordofrisk{mark}")
        bare = self.run(running.name_risk, item_id, f"The flat is not secure wordofsecondrisk{mark}")
        self.run(running.leave_risk, bare.id, bare.version, f"Done already wordofreason{mark}")
        self.act_on(item_id, risk.id, f"Visit the school wordofaction{mark}")
        version = self.version(AgendaItem, item_id)
        texts = [f"{word}{mark}" for word in ("wordofchair", "wordofrationale", "wordofdissent")]
        self.run(running.write_case_record, item_id, version, *texts)
        version = self.version(AgendaItem, item_id)
        if self.slug in CONSIDERED:
            reason = f"wordofdisclosure{mark}"
            self.run(running.consider_disclosure, item_id, version, CONSIDERED[self.slug], reason)
            version = self.version(AgendaItem, item_id)
        self.run(running.decide_case, item_id, version, DECISIONS[self.slug])

    def act_on(self, item_id: int, risk_id: int, text: str) -> None:
        name, slug = OWNERS[self.slug]
        with self.world.acting(self.coordinator, Act.ACTION_RECORD) as session:
            record_action(
                session,
                item_id,
                risk_id,
                agency_id=self.world.agency(slug),
                owner_id=self.world.person(name),
                text=text,
                subject="victim",
                due_on=clock.today() + timedelta(days=5),
                pillar="victim_safety" if self.slug == MAPPA else "",
            )

    def review_outstanding(self) -> None:
        """Every open action from before is carried forward."""
        with self.world.acting(self.coordinator, Act.ACTION_SETTLE) as session:
            for action_id, _ in unreviewed_actions(session, get(session, Meeting, self.meeting_id)):
                note = "wordofoutcome"
                review_action(session, action_id, self.meeting_id, "carried_forward", note)

    def close(self, by: str = "") -> None:
        self.run(running.close_meeting, self.meeting_id, self.version(Meeting, self.meeting_id), by=by)


def held_meeting(world: World, slug: str = MARAC, cases: int = 1, earlier: MadeCase | None = None) -> Held:
    """A meeting with everything said once on its first case; the others are heard without research.

    `earlier`: the case before the first one, which is then a repeat.
    """
    held = Held(world, slug)
    before = [earlier.id if earlier else None, *[None] * cases]
    made = [
        make_case(world, slug, children=1, traits=TRAITS[slug], earlier_case_id=before[number])
        for number in range(cases)
    ]
    held.listed = make_published_list(world, slug, cases=made)
    for person, section_class, text in SHARED_BY[slug]:
        held.share(person, made[0], section_class, text)
    if slug == MARAC:
        held.answer_nothing("pravin", made[0])
    held.open()
    for number, case in enumerate(made):
        held.hear(case, "" if number == 0 else f"of{number}")
    held.review_outstanding()
    held.close()
    return held


def words_in(document: bytes) -> str:
    """Everything in every part of a Word file, as text."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def canaries_in(text: str) -> set[str]:
    """The looked-for words of the first case that a text holds."""
    found = {word.removesuffix("source") for word in re.findall(r"wordof[a-z]+", text)}
    return {word for word in found if "of" not in word.removeprefix("wordof") or word.endswith("ofhealth")}
