"""The ground that probes stand on: a case its viewer sees, one of others, one of another conference.

Polly of Northtown Police has a seat on `seen` alone. Each case has an action, an item of the health trust and
sealed texts: shared ones, one that health keeps to itself, and one of a class that Polly is not cleared for.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import registry, relationship

from marac import clock
from marac.access.acts import Act
from marac.access.seal import seal
from marac.audit import events
from marac.conferences import get_kind
from marac.db import Session
from marac.records import (
    Action,
    AgendaItem,
    Case,
    Contribution,
    Meeting,
    ResearchReturn,
    Risk,
    SealedText,
    Seat,
    Text,
)
from tests.world import MAPPA, MARAC, World

OFFICE = {MARAC: "carol", MAPPA: "mabel"}
SHARED, PRIVATE, UNCLEARED = "SHARED-CANARY", "PRIVATE-CANARY", "UNCLEARED-CANARY"


@dataclass(frozen=True)
class Planted:
    """A case and the records on it."""

    case_id: int
    meeting_id: int
    action_id: int
    risk_id: int
    contribution_id: int
    private_id: int
    uncleared_id: int


@dataclass(frozen=True)
class Ground:
    """Three cases and the world they are in."""

    world: World
    seen: Planted
    unseen: Planted
    foreign: Planted

    def session(self, name: str = "polly", act: Act = Act.CASE_VIEW) -> Session:
        """A session that may also write, so that a refusal is the doorman's and not the engine's."""
        return Session(self.world.store.writer, self.world.viewer(name), act)


def _mask(slug: str, section: str) -> int:
    return get_kind(slug.split("-")[1]).section_class(section).mask


def plant(world: World, slug: str, reference: str) -> Planted:
    """A case with a meeting, an action, three items and their texts, written by the coordinator."""
    with world.acting(OFFICE[slug], Act.MEETING_RUN) as session:
        conference_id, health = world.conference(slug), world.agency("eastvale-health")
        case = Case(conference_id=conference_id, reference=reference, status="open")
        meeting = Meeting(conference_id=conference_id, reference=f"{reference}-M")
        session.add_all([case, meeting])
        session.flush()
        listed = AgendaItem(meeting_id=meeting.id, case_id=case.id, position=1, minutes=15)
        session.add(listed)
        session.flush()
        returned = ResearchReturn(case_id=case.id, agenda_item_id=listed.id, agency_id=health)
        risk = Risk(case_id=case.id, agenda_item_id=listed.id)
        action = Action(
            case_id=case.id,
            conference_id=conference_id,
            agency_id=world.agency("northtown-police"),
            owner_id=world.person("polly"),
            due_on=clock.today(),
        )
        session.add_all([returned, risk, action])
        session.flush()
        items = [
            Contribution(
                case_id=case.id,
                agency_id=health,
                return_id=returned.id,
                author_id=world.person("hana"),
                class_bit=mask,
                is_shared=is_shared,
            )
            for mask, is_shared in _three(slug)
        ]
        session.add_all(items)
        session.flush()
        _seal_three(session, slug, case.id, [each.id for each in items], health)
        return Planted(case.id, meeting.id, action.id, risk.id, *(each.id for each in items))


def _three(slug: str) -> list[tuple[int, bool]]:
    return [(_mask(slug, "standard"), True), (_mask(slug, "standard"), False), (_mask(slug, "health"), True)]


def _seal_three(session: Session, slug: str, case_id: int, owners: list[int], health: int) -> None:
    entry = session.record(events.ContributionWritten(case_id=case_id, record_id=owners[0]))
    texts = zip(owners, _three(slug), (SHARED, PRIVATE, UNCLEARED), strict=True)
    for owner_id, (mask, is_shared), text in texts:
        named = {"class_bit": mask, "agency_id": health, "is_shared": is_shared}
        seal(session, entry, owner_id, Text.CONTRIBUTION_TEXT, text, **named)


def give_seat(world: World, case_id: int, slug: str) -> None:
    """A seat for an agency, open since a month ago and for a month."""
    month = timedelta(days=30)
    row = {
        "case_id": case_id,
        "agency_id": world.agency(slug),
        "opens_on": clock.today() - month,
        "closes_on": clock.today() + month,
    }
    with world.store.writer.begin() as connection:
        connection.execute(insert(Seat.__table__), [row])


def prepare(world: World) -> Ground:
    """Plant the three cases and seat the police and the health trust on the first."""
    planted = [
        plant(world, MARAC, "NM-SEEN"),
        plant(world, MARAC, "NM-UNSEEN"),
        plant(world, MAPPA, "NA-FOREIGN"),
    ]
    give_seat(world, planted[0].case_id, "northtown-police")
    give_seat(world, planted[0].case_id, "eastvale-health")
    return Ground(world, *planted)


# --- the same tables with relationships, which the records themselves do not have

_registry = registry()


class RelatedCase:
    """A case mapped a second time, with its actions and texts within reach of a dot."""

    actions: Any
    texts: Any
    id: Any


class RelatedAction:
    """An action mapped a second time, with its case."""

    case: Any
    id: Any


class RelatedText:
    """A sealed text mapped a second time."""

    body: Any


_C, _A, _S = Case.__table__, Action.__table__, SealedText.__table__
_registry.map_imperatively(RelatedText, _S)
_registry.map_imperatively(
    RelatedCase,
    _C,
    properties={
        "actions": relationship(
            RelatedAction, primaryjoin=_C.c.id == _A.c.case_id, foreign_keys=_A.c.case_id, viewonly=True
        ),
        "texts": relationship(
            RelatedText, primaryjoin=_C.c.id == _S.c.case_id, foreign_keys=_S.c.case_id, viewonly=True
        ),
    },
)
_registry.map_imperatively(
    RelatedAction,
    _A,
    properties={
        "case": relationship(
            RelatedCase, primaryjoin=_A.c.case_id == _C.c.id, foreign_keys=_A.c.case_id, viewonly=True
        )
    },
)
