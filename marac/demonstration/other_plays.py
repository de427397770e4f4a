"""The MAPPA conference and the stalking panel of the demonstration."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.access.loading import get
from marac.conferences import Kind, get_kind
from marac.contributions import operations as contributions
from marac.contributions import returns
from marac.demonstration.people import ACCOUNTS, AGENCY_NAMES, MAPPA, MASIP
from marac.demonstration.sitting import Office, list_and_publish, sit
from marac.demonstration.stage import Stage, story, working_day_before
from marac.people import operations as people
from marac.people import queries as matches
from marac.records import Contribution, Referral, ResearchReturn
from marac.referrals import operations as referrals
from marac.referrals import typed
from marac.referrals.questions import blank_fields, blank_person

DAYS_BEFORE = 10
RESEARCH_DAYS = 3


def plan_mappa(stage: Stage) -> None:
    """Plan everything that happens in the MAPPA conference."""
    _plan(stage, Office(MAPPA, "mappa", "mabel", "magnus"), story("mappa_story.toml"))


def plan_masip(stage: Stage) -> None:
    """Plan everything that happens in the stalking panel."""
    _plan(stage, Office(MASIP, "masip", "tess", "theo"), story("masip_story.toml"))


def _plan(stage: Stage, office: Office, told: dict[str, Any]) -> None:
    for case in told["case"]:
        moment = stage.on(-case["referred_days_ago"], 16)
        stage.plan(moment, partial(_refer, stage, office, case))
    for meeting in told["meeting"]:
        _plan_past(stage, office, told, meeting)
    _plan_coming(stage, office, told["coming"])


def _plan_past(stage: Stage, office: Office, told: dict[str, Any], meeting: dict[str, Any]) -> None:
    ago = stage.working(-meeting["days_ago"])
    met_at = stage.on(ago, 13)
    keys = [case["key"] for case in meeting["case"]]
    traits = {case["key"]: case["traits"] for case in told["case"]}
    made: list[int] = []

    def publish() -> None:
        made.append(list_and_publish(stage, office, keys, met_at, working_day_before(met_at, RESEARCH_DAYS)))

    def meet() -> None:
        sit(stage, office, made[0], [{**case, "traits": traits[case["key"]]} for case in meeting["case"]])

    stage.plan(stage.on(ago - 5, 9), publish)
    for case in meeting["case"]:
        for number, given in enumerate(case.get("contribution", ())):
            moment = stage.on(ago - 4, 14, number)
            stage.plan(moment, partial(_contribute, stage, case["key"], given))
    stage.plan(met_at, meet)


def _plan_coming(stage: Stage, office: Office, coming: dict[str, Any]) -> None:
    starts_at = stage.on(stage.working(coming["days_ahead"]), 13)

    def publish() -> None:
        list_and_publish(
            stage, office, coming["keys"], starts_at, working_day_before(starts_at, RESEARCH_DAYS)
        )

    stage.plan(stage.on(-4, 9), publish)
    for given in coming.get("contribution", ()):
        stage.plan(stage.on(-2, 14), partial(_contribute, stage, given["key"], given))


def _refer(stage: Stage, office: Office, told: dict[str, Any]) -> None:
    kind = get_kind(office.kind)
    writer = next(
        account.key
        for account in ACCOUNTS
        if account.agency == told["agency"] and (office.slug, "representative") in account.roles
    )
    with stage.acting(writer, Act.REFERRAL_WRITE) as session:
        referral = typed.start_draft(session, stage.conferences[office.slug])
        referral_id, stage.cases[told["key"]] = referral.id, referral.case_id
    with stage.acting(writer, Act.REFERRAL_WRITE) as session:
        draft = get(session, Referral, referral_id)
        saved = typed.save_draft(session, referral_id, draft.version, _fields(stage, kind, told))
        version = saved.version
    with stage.acting(writer, Act.REFERRAL_WRITE) as session:
        typed.send_draft(session, referral_id, version)
    _accept(stage, office, told["key"], referral_id)


def _accept(stage: Stage, office: Office, key: str, referral_id: int) -> None:
    with stage.acting(office.coordinator, Act.PERSON_DECIDE) as session:
        for candidate in matches.candidates_for(session, stage.cases[key]):
            if candidate.strength == "strong" and not candidate.decision:
                people.decide_persons(
                    session,
                    candidate.party_id,
                    candidate.other_party_id,
                    "same",
                    "Same name and date of birth.",
                )
    with stage.acting(office.coordinator, Act.REFERRAL_REVIEW) as session:
        referrals.accept_referral(session, referral_id, get(session, Referral, referral_id).version)


def _fields(stage: Stage, kind: Kind, told: dict[str, Any]) -> dict[str, Any]:
    today = clock.today()
    passed = told["incident_days_ago"] - told["referred_days_ago"]
    fields = blank_fields(kind)
    fields["referral_date"] = today.isoformat()
    fields["incident_date"] = (today - timedelta(days=passed)).isoformat()
    fields["referring_agency"] = AGENCY_NAMES[told["agency"]]
    fields["reason_for_referral"] = told["reason"]
    fields["criteria"].update(dict.fromkeys(told["criteria"], True))
    fields["perpetrators"] = [_person("perpetrators", told["perpetrator"])]
    if "victim" in told:
        fields["victim"] = _person("victim", told["victim"])
    return fields


def _person(role: str, told: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}
    person = {**blank_person(role), **plain}
    if person.get("address") == "No fixed abode":
        person["no_fixed_abode"], person["address"] = True, None
    return person


def _contribute(stage: Stage, key: str, given: dict[str, Any]) -> None:
    with stage.acting(given["by"], Act.RESEARCH_CONTRIBUTE) as session:
        opened = returns.start_return(session, stage.items[key])
        item = contributions.write_contribution(
            session,
            opened.id,
            kind=given.get("kind", "fact"),
            text=given["text"],
            source=given["source"],
            dated_on=clock.today() - timedelta(days=20),
            section_class=given.get("section_class", "standard"),
        )
        contributions.decide_sharing(session, item.id, get(session, Contribution, item.id).version, True)
        version = get(session, ResearchReturn, opened.id).version
        returns.make_return(
            session,
            opened.id,
            version,
            nothing_known=False,
            records_checked=given.get("records", "Own records"),
            last_contact_on=clock.today() - timedelta(days=15),
        )
