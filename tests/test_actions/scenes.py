"""A meeting with cases on its list, ready for actions."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.seal import seal
from marac.access.seats import reseat
from marac.actions import operations
from marac.audit import events
from marac.conferences import get_kind
from marac.records import AgendaItem, Case, Exclusion, Invitation, Meeting, Risk, Text
from marac.records.base import new_id
from tests.world import MAPPA, MARAC, World

INVITED = ("northtown-police", "eastvale-probation", "eastvale-health", "northtown-idva", "westford-housing")
OFFICE = {MARAC: "carol", MAPPA: "mabel"}
SUMMARY = get_kind("marac").section_class("summary").mask


@dataclass
class Scene:
    """One meeting of one conference; `office` is its coordinator."""

    world: World
    slug: str = MARAC
    meeting_id: int = field(default_factory=new_id)

    def __post_init__(self) -> None:
        with self.world.acting(self.office, Act.LIST_MANAGE) as session:
            session.add(
                Meeting(
                    id=self.meeting_id,
                    conference_id=self.conference_id,
                    reference=f"M-{self.meeting_id % 10_000}",
                    status="open",
                    starts_at=clock.now(),
                    published_at=clock.now() - timedelta(days=60),
                )
            )

    @property
    def office(self) -> str:
        return OFFICE[self.slug]

    @property
    def conference_id(self) -> int:
        return self.world.conference(self.slug)

    def add_case(self, reference: str, invited: tuple[str, ...] = INVITED) -> tuple[int, int, int]:
        """A case on the meeting's list, with one risk; returns the ids of case, listing and risk."""
        case_id, item_id, risk_id = new_id(), new_id(), new_id()
        with self.world.acting(self.office, Act.MEETING_RUN) as session:
            session.add(
                Case(id=case_id, conference_id=self.conference_id, reference=reference, status="open")
            )
            session.flush()
            listed = {"id": item_id, "meeting_id": self.meeting_id, "case_id": case_id}
            session.add(AgendaItem(**listed, position=case_id % 1000, minutes=15))
            session.flush()
            for slug in invited:
                agency_id = self.world.agency(slug)
                session.add(Invitation(agenda_item_id=item_id, agency_id=agency_id, case_id=case_id))
            session.add(Risk(id=risk_id, case_id=case_id, agenda_item_id=item_id))
            session.flush()
            entry = session.record(events.RiskNamed(case_id=case_id, record_id=risk_id))
            words = f"Contact at the school, {reference}"
            seal(session, entry, risk_id, Text.RISK_TEXT, words, class_bit=SUMMARY)
            reseat(session, case_id, 28)
        return case_id, item_id, risk_id

    def act(self, name: str, act: Act, operation: Any, *arguments: Any, **named: Any) -> Any:
        """One operation by one person, committed."""
        with self.world.acting(name, act) as session:
            return operation(session, *arguments, **named)

    def record(self, listed: tuple[int, int, int], **changes: Any) -> Any:
        """An action for Polly of Northtown Police, unless `changes` say otherwise."""
        answers = {
            "agency_id": self.world.agency("northtown-police"),
            "owner_id": self.world.person("polly"),
            "text": "Visit the school and agree who may collect the children",
            "subject": "victim",
            "due_on": clock.today() + timedelta(days=3),
            **changes,
        }
        place = (listed[1], answers.pop("risk_id", listed[2]))
        return self.act(self.office, Act.ACTION_RECORD, operations.record_action, *place, **answers)

    def for_person(self, name: str, agency: str) -> dict[str, int]:
        """Whose action it is."""
        return {"agency_id": self.world.agency(agency), "owner_id": self.world.person(name)}

    def exclude(self, case_id: int, name: str) -> None:
        """Keep somebody from a case."""
        with self.world.acting(self.office, Act.EXCLUSION_DECIDE) as session:
            decided = {"decided_by_id": self.world.person(self.office), "case_id": case_id}
            session.add(Exclusion(user_id=self.world.person(name), **decided))
