"""The forms on the page of a case at the meeting."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from marac import clock
from marac.actions.due import Due, RefusedDue, read_due
from marac.actions.line import ReadLine
from marac.actions.owners import OwnerChoice
from marac.conferences import Kind
from marac.conferences.answers import Answer
from marac.conferences.shapes import Question
from marac.errors import Mistake
from marac.meetings.case_record import consideration_of
from marac.meetings.case_shapes import CaseAtMeeting, NamedRisk
from marac.ui.forms import BaseForm, DayField, DueField, LongText, OneOf, Pick, ShortText
from marac.ui.typed_text import Required

CHOOSE = ("", "Choose…")


def _number(text: Any) -> int | None:
    return None if text in (None, "") else int(text)


def rebase(form: BaseForm, version: int) -> None:
    """Let a form that was stale be sent again, as one that has seen `version`."""
    form.version.raw_data, form.version.data = None, version


class RiskForm(BaseForm):
    """A risk, in the chair's words."""

    risk = ShortText("Name a risk", [Required("Say what the risk is.")], max_length=1000)


class ReasonForm(BaseForm):
    """Why no action answers a risk."""

    reason = ShortText("No action, because", [Required("Say why there is no action.")], max_length=1000)


class LineForm(BaseForm):
    """One action in one line, answering a risk."""

    risk_id = Pick("Answers risk", [Required("Choose the risk.")], coerce=_number)
    line = ShortText(
        "Add an action in one line",
        [Required("Type the action: agency, person, what will be done, and by when.")],
        max_length=2000,
        description="For example: police DC Tamar visit school and agree collection list by Fri 17:00",
    )


class ActionForm(BaseForm):
    """The parts of an action, to correct or to fill in. `warned` is the wording that was questioned."""

    risk_id = Pick("Answers risk", [Required("Choose the risk that this action answers.")], coerce=_number)
    agency_id = Pick("Agency", [Required("Choose the agency that will act.")], coerce=_number)
    owner_id = Pick("Person", [Required("Choose the one person who will do it.")], coerce=_number)
    text = LongText("Action", [Required("Say what will be done.")], max_length=2000)
    subject = OneOf("About", [Required("Choose who the action is about.")])
    pillar = Pick("Part of the plan")
    due = DueField("Due", [Required("Say when it is due, for example Fri 17:00 or 3 April.")], description="")
    warned = ShortText("", max_length=2000)

    def offer(self, kind: Kind, risks: Sequence[NamedRisk], owners: Sequence[OwnerChoice]) -> None:
        """Offer this case's risks, those who may act, and the answers of this kind of conference."""
        self.risk_id.choices = [CHOOSE, *risk_choices(risks)]
        agencies = {owner.agency_id: owner.agency for owner in owners}
        self.agency_id.choices = [CHOOSE, *agencies.items()]
        self.owner_id.choices = [CHOOSE, *((owner.id, owner_words(owner)) for owner in owners)]
        self.subject.choices = choices_of(kind.action_field("subject"))
        pillar = next((field for field in kind.action_fields if field.key == "pillar"), None)
        if pillar is None:
            del self.pillar
        else:
            self.pillar.choices = [CHOOSE, *choices_of(pillar)]

    def fill(self, read: ReadLine, risk_id: int | None, warnings: Sequence[str]) -> None:
        """Show what a line was understood to say, and what was not, for a person to correct."""
        self.risk_id.data, self.agency_id.data, self.owner_id.data = risk_id, read.agency_id, read.owner_id
        self.text.data, self.warned.data = read.text, read.text if warnings else ""
        due = read.due.suggestion if isinstance(read.due, RefusedDue) else read.due
        self.due.data = due_typed(due) if due else ""
        boxes: dict[str, Any] = {"agency": self.agency_id, "owner": self.owner_id, "due": self.due}
        for part, problem in read.problems.items():
            boxes.get(part, self.text).errors = [problem]

    def first_wrong(self) -> str:
        """The name of the first field to put right, or the empty string."""
        return next((field.short_name for field in self if field.errors), "")

    def due_read(self, next_meeting_on: date | None) -> Due:
        """The due date as typed. Raises Mistake with what to do about it."""
        due = read_due(self.due.data or "", clock.now(), next_meeting_on)
        if isinstance(due, RefusedDue):
            raise Mistake("due", due.message)
        return due


def due_typed(due: Due) -> str:
    """A due date as somebody would type it."""
    day = clock.day_in_words(due.due_on)
    return day if due.due_time is None else f"{day} {due.due_time:%H:%M}"


def owner_words(owner: OwnerChoice) -> str:
    """An owner with job title and agency, so that two of one name can be told apart."""
    return ", ".join(part for part in (owner.name, owner.job_title, owner.agency) if part)


def risk_choices(risks: Iterable[NamedRisk]) -> list[tuple[int, str]]:
    """The risks by number, shortened for a list."""
    return [(risk.id, f"{risk.number}. {risk.text[:80]}") for risk in risks]


def choices_of(question: Question) -> list[tuple[str, str]]:
    """The answers of a question of choice."""
    return [(choice.code, choice.label) for choice in question.choices]


class RecordForm(BaseForm):
    """The chair's summary, what was considered, the decision with its rationale, and dissent."""

    summary = LongText("The chair’s summary of risk", max_length=20_000)
    outcome = OneOf("Considered")
    reason = LongText("Reason", max_length=10_000)
    decision = OneOf("Decision")
    rationale = LongText("Rationale", max_length=20_000)
    dissent = LongText("Differing views", max_length=20_000)

    def offer(self, kind: Kind, *, may_consider: bool) -> None:
        """Offer the decisions of this kind, and its consideration to those who may record it."""
        self.decision.choices = [(decision.code, decision.label) for decision in kind.decisions]
        consideration = consideration_of(kind)
        if consideration is None or not may_consider:
            del self.outcome, self.reason
            return
        self.outcome.label.text = consideration.label
        self.outcome.description = consideration.hint
        self.outcome.choices = [(choice.code, choice.label) for choice in consideration.outcomes]
        self.reason.label.text = f"Reason: {consideration.label[:1].lower()}{consideration.label[1:]}"

    def considered(self) -> dict[str, str]:
        """The consideration as typed, for those who were asked it."""
        if "outcome" not in self:
            return {}
        return {"outcome": self.outcome.data or "", "reason": self.reason.data or ""}


def record_form(case: CaseAtMeeting) -> RecordForm:
    """The form of a case's record, filled with what is kept of it."""
    form = RecordForm(
        version=case.listed.version,
        summary=case.record.summary,
        outcome=case.listed.disclosure,
        reason=case.record.reason,
        decision=case.listed.decision,
        rationale=case.record.rationale,
        dissent=case.record.dissent,
    )
    form.offer(case.kind, may_consider=case.may_read_disclosure)
    return form


def traits_form(kind: Kind, answers: dict[str, Answer], agencies: Sequence[str], version: int | None) -> Any:
    """The kind's own questions about a case, as one form; `answers` are those kept so far."""
    fields = {question.key: _box(question, agencies) for question in kind.case_fields}
    form: Any = type("TraitsForm", (BaseForm,), fields)
    return form(version=version, **answers)


def _box(question: Question, agencies: Sequence[str]) -> Any:
    described = {"description": question.hint}
    if question.type == "date":
        return DayField(question.label, **described)
    if question.type == "choice":
        return Pick(question.label, choices=[("", "Not answered"), *choices_of(question)], **described)
    if question.type == "agency":
        names = [(name, name) for name in agencies]
        return Pick(question.label, choices=[("", "Not answered"), *names], **described)
    return LongText(question.label, max_length=5000, **described)
