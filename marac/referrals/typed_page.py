"""The pages on which a referral is typed in: one step each, then all answers to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marac.access.loading import get
from marac.access.seal import open_texts
from marac.access.viewer import Seat
from marac.audit import events
from marac.clock import day_in_words
from marac.conferences import Kind
from marac.conferences.kind import opening_capital
from marac.db import Session
from marac.errors import Mistake
from marac.records import Case, Referral, Text
from marac.referrals.checking import problems_of, shaped_fields
from marac.referrals.questions import Group, Question, groups_of
from marac.referrals.reviewed import Fields, KeptForm, leaf_of, open_kept_form
from marac.referrals.standing import kind_for, seat_for
from marac.referrals.typed import get_draft
from marac.referrals.writing import iso_day

NOT_GIVEN = "Not given"
# The address of each step, the groups on it, and the people that can be added there.
STEPS: dict[str, tuple[str, ...]] = {
    "referrer": ("referral",),
    "victim": ("victim",),
    "perpetrators": ("perpetrators",),
    "children": ("children",),
    "reason": ("criteria", "reason"),
    "safety": ("safety", "elsewhere", "notes"),
}


@dataclass(frozen=True)
class Draft:
    """A draft as its own agency sees it."""

    referral: Referral
    reference: str
    seat: Seat
    kind: Kind
    form: KeptForm

    @property
    def fields(self) -> Fields:
        """Everything that has been typed so far."""
        return self.form.fields

    def groups_of_step(self, step: str, fields: Fields | None = None) -> list[Group]:
        """The groups of questions on one step."""
        keys = STEPS[step]
        return [
            group
            for group in groups_of(self.kind, fields or self.fields)
            if group.key in keys or group.people in keys
        ]

    def heading_of(self, step: str) -> str:
        """What a step is called here."""
        words = {
            "referrer": "Who refers, and when",
            "victim": opening_capital(self.kind.word("victim")),
            "perpetrators": opening_capital(self.kind.plural("perpetrator")),
            "children": opening_capital(self.kind.plural("child")),
            "reason": "Criteria and reason",
            "safety": "Safety, consent and restrictions",
        }
        return words[step]

    def problems(self) -> list[Mistake]:
        """Everything that keeps the draft from being sent."""
        fields = shaped_fields(self.kind, self.fields)
        found = list(problems_of(self.kind, fields))
        if not fields.get("reason_for_referral"):
            found.append(
                Mistake("reason_for_referral", f"Say why you make this {self.kind.word('referral')}.")
            )
        return found

    def problems_by_step(self) -> list[tuple[str, str, str]]:
        """The problems with the step and the field where each can be put right: (message, step, field)."""
        return [(each.message, self._step_of(each.field), each.field) for each in self.problems()]

    def _step_of(self, name: str) -> str:
        for step in STEPS:
            if any(question.field_name == name for question in _questions(self.groups_of_step(step))):
                return step
        return "perpetrators" if name.startswith("perpetrators") else "referrer"

    def answers(self, step: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """What has been answered on a step: group heading, then (question, answer)."""
        return [
            (
                group.heading,
                [(each.label, _in_words(each, leaf_of(self.fields, each.path))) for each in group.questions],
            )
            for group in self.groups_of_step(step)
        ]


def _questions(groups: Sequence[Group]) -> list[Question]:
    return [question for group in groups for question in group.questions]


def _in_words(question: Question, value: Any) -> str:
    if question.type in ("truth", "tick"):
        return {True: "Yes", False: "No"}.get(value, "Not known")
    if question.type == "lines":
        return "; ".join(value or ()) or NOT_GIVEN
    if question.type == "day":
        day = iso_day(value)
        return day_in_words(day) if day else NOT_GIVEN
    return NOT_GIVEN if value is None else str(value)


def open_draft(session: Session, referral_id: int) -> Draft:
    """A draft of the viewer's own agency, for a page. Raises NotFound."""
    referral = get_draft(session, referral_id)
    case = get(session, Case, referral.case_id)
    shown = session.record(events.CaseShown(case_id=case.id, conference_id=case.conference_id, page="draft"))
    texts = open_texts(session, shown, Text.REFERRAL_FORM)
    return Draft(
        referral=referral,
        reference=case.reference,
        seat=seat_for(session, case.conference_id),
        kind=kind_for(session, case.conference_id),
        form=open_kept_form(texts[referral.id, Text.REFERRAL_FORM]),
    )
