"""The example forms, received into the Marac of a test world, and its people by form and role."""

import json
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

import marac
from marac.access.acts import Act
from marac.access.scope import see
from marac.people.operations import decide_persons, undo_decision
from marac.records import Party
from marac.records.base import columns
from marac.referrals.reading import ReadForm
from marac.referrals.receiving import receive_form
from tests.world import World

EXPECTED: dict[str, Any] = json.loads(
    (Path(marac.__file__).parent / "demonstration" / "cases" / "expected.json").read_text(encoding="utf-8")
)
P = columns(Party)
_ALL = select(P.id, P.case_id, P.role, P.position, P.person_id).where(see(Party)).order_by(P.position)


@dataclass
class Folk:
    """Cases by form number, parties by (form, role, position), and the form of each case."""

    cases: dict[str, int] = field(default_factory=dict)
    parties: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def party(self, form: str, role: str, position: int = 0) -> int:
        return self.parties[form, role, position]

    def form_of(self, case_id: int) -> str:
        return next(form for form, number in self.cases.items() if number == case_id)


def receive(world: World, forms: list[dict[str, Any]]) -> Folk:
    """Receive forms as the coordinator does, from their expected fields."""
    folk = Folk()
    with world.acting("carol", Act.REFERRAL_RECEIVE) as session:
        for form in forms:
            read = ReadForm(form.get("layout", "A"), form["fields"], (), (), {}, {})
            referral = receive_form(session, world.conference(), form["form_id"].encode(), read)
            folk.cases[form["form_id"]] = referral.case_id
        forms_by_case = {number: form for form, number in folk.cases.items()}
        for row in session.rows(_ALL):
            if row.case_id in forms_by_case:
                folk.parties[forms_by_case[row.case_id], row.role, row.position] = row.id
    return folk


def all_forms(world: World) -> Folk:
    return receive(world, EXPECTED["forms"])


def form(number: str, victim: str, perpetrator: str, **more: Any) -> dict[str, Any]:
    """A small form. Dates of birth differ by number so that only the same words match."""
    return {
        "form_id": number,
        "fields": {
            "referral_date": more.get("referred", "2026-01-10"),
            "incident_date": more.get("incident"),
            "victim": {"name": victim, "date_of_birth": more.get("victim_born", "1990-02-03")},
            "perpetrators": [
                {"name": perpetrator, "date_of_birth": more.get("perpetrator_born", "1985-06-07")}
            ],
            "children": more.get("children", []),
            "criteria": {},
        },
    }


def decide(world: World, one: int, other: int, decision: str = "same", reason: str = "") -> int:
    with world.acting("carol", Act.PERSON_DECIDE) as session:
        return decide_persons(session, one, other, decision, reason).id


def undo(world: World, decision_id: int, who: str = "carol") -> None:
    with world.acting(who, Act.PERSON_DECIDE) as session:
        undo_decision(session, decision_id)


def persons(world: World, who: str = "carol") -> dict[int, int]:
    """Every party that somebody sees, and the person that it is."""
    with world.acting(who, Act.PERSON_DECIDE) as session:
        return {row.id: row.person_id for row in session.rows(_ALL)}


def partition(person_of: dict[int, int]) -> set[frozenset[int]]:
    """The parties, each with those who are the same person."""
    groups: dict[int, set[int]] = {}
    for party_id, person_id in person_of.items():
        groups.setdefault(person_id, set()).add(party_id)
    return {frozenset(group) for group in groups.values()}


def pairs(forms: list[str]) -> list[tuple[str, str]]:
    return list(combinations(sorted(forms), 2))
