"""The kind's own questions about a case: kept as JSON, the confidential answers sealed."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from marac import clock
from marac.access.loading import claim, get
from marac.access.seal import open_of, seal, unseal_all
from marac.audit import events
from marac.conferences import Kind
from marac.conferences.answers import Answer, problems_with_case
from marac.conferences.shapes import Decision, Question
from marac.db import Entry, Session
from marac.errors import Mistake
from marac.meetings.listing_rules import kind_of
from marac.records import Agency, AgendaItem, Case, ConferenceAgency, Text
from marac.records.base import columns

# The one question whose answer the list of invitations needs as well.
LEAD = "lead_agency"

_Y, _F = columns(Agency), columns(ConferenceAgency)
_AGENCY = (
    select(_Y.id)
    .join_from(ConferenceAgency, Agency, _Y.id == _F.agency_id)
    .where(_F.conference_id == bindparam("conference_id"), _Y.name == bindparam("name"))
)


def answers_from(kind: Kind, traits: str, sealed: str | None) -> dict[str, Answer]:
    """The case's answers as they were read: from its own JSON and the sealed one. Dates are dates."""
    kept: dict[str, Any] = {**json.loads(traits or "{}"), **json.loads(sealed or "{}")}
    return {
        question.key: _read(question.type, kept[question.key])
        for question in kind.case_fields
        if kept.get(question.key)
    }


def _read(answer_type: str, kept: Any) -> Answer:
    if answer_type == "date":
        return date.fromisoformat(kept)
    answer: Answer = kept
    return answer


def write_traits(session: Session, item_id: int, version: int | None, answers: Mapping[str, Answer]) -> Case:
    """Keep the answers to the kind's own questions about the case of a listing; `version` is the case's.

    Raises NotFound, StaleForm, and Mistake on the question whose answer cannot be kept.
    """
    case = get(session, Case, get(session, AgendaItem, item_id).case_id)
    kind = kind_of(session, case.conference_id)
    for problem in problems_with_case(kind, answers):
        raise Mistake(problem.key, problem.message)
    case = claim(session, Case, case.id, version)
    _lead(session, case, answers)
    entry = session.record(
        events.CaseChanged(
            record_id=case.id,
            case_id=case.id,
            conference_id=case.conference_id,
            fields=tuple(sorted(answers)),
        )
    )
    _keep(session, entry, kind, case, answers)
    return case


def settle_traits(session: Session, kind: Kind, case: Case, decision: Decision, rationale: str) -> None:
    """Write the answers that a decision brings with it, with its day and rationale where the kind asks them.

    A question `level` has its day in `level_decided_on` and its reason in `level_rationale`.
    """
    if not decision.sets:
        return
    fields = tuple(setting.question for setting in decision.sets)
    entry = session.record(
        events.CaseChanged(
            record_id=case.id, case_id=case.id, conference_id=case.conference_id, fields=fields
        )
    )
    sealed = open_of(session, entry, case.id, Text.CASE_TRAITS).get(Text.CASE_TRAITS)
    answers = answers_from(kind, case.traits, sealed)
    known = {question.key for question in kind.case_fields}
    for setting in decision.sets:
        brought: dict[str, Answer] = {
            setting.question: setting.answer,
            f"{setting.question}_decided_on": clock.today(),
            f"{setting.question}_rationale": rationale.strip(),
        }
        answers.update({key: answer for key, answer in brought.items() if key in known and answer})
    _keep(session, entry, kind, case, answers)


def _lead(session: Session, case: Case, answers: Mapping[str, Answer]) -> None:
    if answers.get(LEAD):
        bound = {"conference_id": case.conference_id, "name": answers[LEAD]}
        found = session.row(_AGENCY, bound)
        if found is None:
            raise Mistake(LEAD, "Choose an agency of this conference.")
        case.lead_agency_id = found[0]


def _keep(session: Session, entry: Entry, kind: Kind, case: Case, answers: Mapping[str, Answer]) -> None:
    written = {key: _written(answer) for key, answer in answers.items() if answer}
    sealed = {question.key for question in kind.case_fields if question.is_sealed}
    case.traits = json.dumps({key: value for key, value in written.items() if key not in sealed})
    hidden = {key: value for key, value in written.items() if key in sealed}
    if hidden:
        seal(session, entry, case.id, Text.CASE_TRAITS, hidden, class_bit=kind.section_class("summary").mask)
    elif sealed:
        # Nothing is left of it, or the ledger would list a text that shows nobody anything.
        unseal_all(session, entry, case.id)
    session.flush()


def _written(answer: Answer) -> Any:
    return answer.isoformat() if isinstance(answer, date) else answer


def answer_words(question: Question, answer: Answer) -> str:
    """An answer as a page writes it."""
    if isinstance(answer, date):
        return clock.day_in_words(answer)
    given = [answer] if isinstance(answer, str) else list(answer or ())
    return ", ".join(question.label_of(code) for code in given)
