"""Makers for the tests of referrals: example forms received, decided on and accepted."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import marac
from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seal import open_texts
from marac.audit import events
from marac.people.operations import decide_persons
from marac.people.queries import candidates_for
from marac.records import Case, Referral, Text
from marac.referrals import operations
from marac.referrals.reading import ReadForm, read_form
from tests.world import World

CASES = Path(marac.__file__).parent / "demonstration" / "cases"


@cache
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))
    return loaded


@cache
def expected_form(form_id: str) -> dict[str, Any]:
    return next(form for form in expected()["forms"] if form["form_id"] == form_id)


@cache
def read_example(form_id: str) -> tuple[bytes, ReadForm]:
    content = (CASES / expected_form(form_id)["file"]).read_bytes()
    return content, read_form(content)


def receive(world: World, form_id: str, by: str = "carol") -> Referral:
    """An example form received into the Marac."""
    content, read = read_example(form_id)
    with world.acting(by, Act.REFERRAL_RECEIVE) as session:
        return operations.receive_form(session, world.conference(), content, read, form_number=form_id)


def kept_form(world: World, referral: Referral, by: str = "carol") -> dict[str, Any]:
    """What is kept of a form."""
    with world.looking(by, Act.REFERRAL_REVIEW) as session:
        shown = session.record(events.CaseShown(case_id=referral.case_id, page="referral"))
        texts = open_texts(session, shown, Text.REFERRAL_FORM)
        found: dict[str, Any] = json.loads(texts[referral.id, Text.REFERRAL_FORM])
        return found


def version_of(world: World, referral_id: int, by: str = "carol") -> int:
    with world.looking(by, Act.REFERRAL_REVIEW) as session:
        session.record(events.ListShown(page="test"), is_list=True)
        return get(session, Referral, referral_id).version


def settle(world: World, referral: Referral) -> Referral:
    """Whatever a form leaves open, answered as not known; the agency taken as from outside if not matched."""
    form = kept_form(world, referral)
    about = [warning[0] for warning in form["warnings"]]
    with world.acting("carol", Act.REFERRAL_REVIEW) as session:
        corrected = operations.correct_referral(
            session,
            referral.id,
            version_of(world, referral.id),
            form["fields"],
            is_from_outside=referral.agency_id is None,
            settled=about,
        )
    if corrected.restriction_state == "undecided":
        with world.acting("carol", Act.REFERRAL_REVIEW) as session:
            return operations.decide_restriction(
                session, referral.id, corrected.version, user_ids=[], agency_ids=[], reason="Nobody here."
            )
    return corrected


def decide_candidates(world: World, case_id: int, decision: str = "same") -> int:
    """Every strong candidate of a case decided alike; returns how many."""
    decided = 0
    while True:
        with world.looking("carol", Act.PERSON_DECIDE) as session:
            offered = [
                each
                for each in candidates_for(session, case_id)
                if each.strength == "strong" and not each.decision
            ]
        if not offered:
            return decided
        with world.acting("carol", Act.PERSON_DECIDE) as session:
            decide_persons(session, offered[0].party_id, offered[0].other_party_id, decision)
        decided += 1


def accept(world: World, referral: Referral, by: str = "carol") -> Case:
    with world.acting(by, Act.REFERRAL_REVIEW) as session:
        return operations.accept_referral(session, referral.id, version_of(world, referral.id))
