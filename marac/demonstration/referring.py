"""Receiving and accepting the forms of the demonstration, and deciding who is who."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from marac.access.acts import Act
from marac.access.loading import get
from marac.access.seal import open_of
from marac.audit import events
from marac.db import Session
from marac.demonstration.sitting import Office
from marac.demonstration.stage import Stage
from marac.people import operations as people
from marac.people import queries as matches
from marac.records import Referral, Text
from marac.referrals import operations as referrals
from marac.referrals.reading import read_form
from marac.referrals.reviewed import open_kept_form

_NUMBER = re.compile(r"\d{3}(-[rv]\d)?")


def cases_folder() -> Path:
    """Where the open cases lie."""
    return Path(str(files("marac.demonstration").joinpath("cases")))


def form_files() -> dict[str, Path]:
    """The Word forms by number: 002, 002-r2 …"""
    found = sorted((cases_folder() / "referrals").glob("*.docx"))
    return {match[0]: path for path in found if (match := _NUMBER.match(path.name))}


def receive(stage: Stage, office: Office, form: str, path: Path) -> int:
    """Upload one form. Returns the referral."""
    content = path.read_bytes()
    read = read_form(content)
    with stage.acting(office.coordinator, Act.REFERRAL_RECEIVE) as session:
        referral = referrals.receive_form(
            session, stage.conferences[office.slug], content, read, form_number=form
        )
        stage.cases[form] = referral.case_id
        return referral.id


def accept(stage: Stage, office: Office, form: str, path: Path, told: dict[str, Any]) -> None:
    """Upload a form, settle what it leaves open and accept it."""
    referral_id = receive(stage, office, form, path)
    with stage.acting(office.coordinator, Act.REFERRAL_REVIEW) as session:
        _settle_questions(session, referral_id)
        _settle_restriction(session, referral_id, form, told)
    with stage.acting(office.coordinator, Act.PERSON_DECIDE) as session:
        _decide_people(stage, session, form, told)
    with stage.acting(office.coordinator, Act.REFERRAL_REVIEW) as session:
        referrals.accept_referral(session, referral_id, get(session, Referral, referral_id).version)


def _settle_questions(session: Session, referral_id: int) -> None:
    referral = get(session, Referral, referral_id)
    shown = session.record(
        events.CaseShown(case_id=referral.case_id, conference_id=referral.conference_id, page="referral")
    )
    form = open_kept_form(open_of(session, shown, referral_id, Text.REFERRAL_FORM)[Text.REFERRAL_FORM])
    asked = [warning.about for warning in form.open_questions()]
    if asked or referral.agency_id is None:
        referrals.correct_referral(
            session,
            referral_id,
            referral.version,
            form.fields,
            settled=asked,
            is_from_outside=referral.agency_id is None,
        )


def _settle_restriction(session: Session, referral_id: int, form: str, told: dict[str, Any]) -> None:
    referral = get(session, Referral, referral_id)
    if referral.restriction_state == "undecided":
        reason = told["restrictions"].get(form, "Nobody who is meant takes part in this conference.")
        referrals.decide_restriction(
            session, referral_id, referral.version, user_ids=[], agency_ids=[], reason=reason
        )


def _decide_people(stage: Stage, session: Session, form: str, told: dict[str, Any]) -> None:
    forms = {case_id: number for number, case_id in stage.cases.items()}
    for candidate in matches.candidates_for(session, stage.cases[form]):
        if candidate.decision or candidate.strength != "strong":
            continue
        pair = {form, forms.get(candidate.other_case_id, "")}
        is_same = any(pair == set(each["forms"]) and candidate.role in each["roles"] for each in told["same"])
        people.decide_persons(
            session,
            candidate.party_id,
            candidate.other_party_id,
            "same" if is_same else "unsure",
            "Name, date of birth and address agree." if is_same else "To be asked at the meeting.",
        )
