"""The Marac of the demonstration: referrals from the open cases, two past meetings, one to come."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from marac import clock
from marac.access.acts import Act
from marac.administration.audiences import decide_audience, weigh
from marac.conferences.audiences import held_audiences
from marac.contributions.loading import load_return
from marac.demonstration.people import MARAC
from marac.demonstration.referring import accept, cases_folder, form_files, receive
from marac.demonstration.sitting import Office, list_and_publish, sit
from marac.demonstration.stage import Stage, story, working_day_before
from marac.meetings.deputising import name_deputy

OFFICE = Office(MARAC, "marac", "carol", "chidi")
DAYS_BEFORE = 14
RESEARCH_DAYS = 4


def plan_marac(stage: Stage) -> None:
    """Plan everything that happens in the Marac."""
    told = story("story.toml")
    for meeting in told["meeting"]:
        _plan_past(stage, told, meeting)
    _plan_coming(stage, told)
    stage.plan(stage.on(-4), partial(_ask_police, stage))
    _plan_waiting(stage, told)


def _plan_accepted(stage: Stage, told: dict[str, Any], forms: list[str], days: float) -> None:
    paths = form_files()
    for number, form in enumerate(forms):
        moment = stage.on(days, 9, number)
        stage.plan(moment, partial(accept, stage, OFFICE, form, paths[form], told))


def _plan_past(stage: Stage, told: dict[str, Any], meeting: dict[str, Any]) -> None:
    ago = stage.working(-meeting["days_ago"])
    forms = [case["form"] for case in meeting["case"]]
    met_at = stage.on(ago)
    made: list[int] = []

    def publish() -> None:
        research_by = working_day_before(met_at, RESEARCH_DAYS)
        made.append(list_and_publish(stage, OFFICE, forms, met_at, research_by))

    _plan_accepted(stage, told, forms, ago - DAYS_BEFORE - 2)
    stage.plan(stage.on(ago - DAYS_BEFORE), publish)
    stage.plan(stage.on(ago - RESEARCH_DAYS - 1), lambda: _load_research(stage, forms, ()))
    stage.plan(met_at, lambda: sit(stage, OFFICE, made[0], meeting["case"]))


def _plan_coming(stage: Stage, told: dict[str, Any]) -> None:
    coming = told["coming"]
    forms = [*coming["carry_deferred"], *coming["forms"]]
    starts_at = stage.on(stage.working(coming["days_ahead"]))
    made: list[int] = []

    def publish() -> None:
        research_by = working_day_before(starts_at, RESEARCH_DAYS)
        made.append(list_and_publish(stage, OFFICE, forms, starts_at, research_by))

    def cannot_come() -> None:
        with stage.acting("horatio", Act.DEPUTY_NAME) as session:
            name_deputy(session, made[0], stage.people["hazel"])

    _plan_accepted(stage, told, coming["forms"], -9)
    _plan_accepted(stage, told, told["coming"]["accepted"], -10)
    stage.plan(stage.on(-5), publish)
    stage.plan(stage.on(-3), cannot_come)
    stage.plan(stage.on(-2), lambda: _load_research(stage, coming["research"], coming["held_back"]))


def _ask_police(stage: Stage) -> None:
    """The chair would have probation read police intelligence; it waits for somebody of the police to agree."""
    conference_id, key = stage.conferences[MARAC], "police_intelligence"
    with stage.acting(OFFICE.chair, Act.AUDIENCE_DECIDE) as session:
        held = held_audiences(session, conference_id)
        readers = held.readers(held.kind.section_class(key)) | {("probation", "representative")}
        token = weigh(session, conference_id, key, readers, 0).token
        decide_audience(
            session,
            conference_id,
            key,
            readers,
            0,
            ground="agreement",
            agreed_on=clock.today(),
            confirmed=token,
        )


def _plan_waiting(stage: Stage, told: dict[str, Any]) -> None:
    heard = [case["form"] for meeting in told["meeting"] for case in meeting["case"]]
    used = {*heard, *told["coming"]["forms"], *told["coming"]["accepted"]}
    waiting = [(form, path) for form, path in form_files().items() if form not in used]
    for number, (form, path) in enumerate(waiting):
        moment = stage.on(-1, 14, number)
        stage.plan(moment, partial(receive, stage, OFFICE, form, path))


def _load_research(stage: Stage, forms: list[str], held_back: tuple[str, ...]) -> None:
    for path in sorted((cases_folder() / "research").glob("*.json")):
        form = path.name.split("-")[0]
        if form in forms and path.stem not in held_back:
            with stage.acting("importer", Act.RESEARCH_LOAD) as session:
                load_return(session, stage.conferences[MARAC], _sent_today(path))


def _sent_today(path: Path) -> dict[str, Any]:
    """A research file as its agency sends it for the meeting of the play: returned when it is loaded."""
    research: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {**research, "returned": clock.today().isoformat()}
