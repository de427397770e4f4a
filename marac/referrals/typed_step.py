"""One step of typing in a referral: its questions, what was typed, and what of it cannot be kept."""

import copy
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from marac.referrals.checking import wrong_answers
from marac.referrals.forms import collect, fields_form, is_about_people, people_posted, rearranged
from marac.referrals.posting import as_text
from marac.referrals.questions import Group, Question, blank_person
from marac.referrals.reviewed import Fields, changed_paths
from marac.referrals.typed_page import STEPS, Draft
from marac.ui.forms import BaseForm

PEOPLE = ("perpetrators", "children")


@dataclass
class TypedStep:
    """A step as it is shown. `fields` are the whole referral, with this step's answers once validated."""

    name: str
    heading: str
    groups: list[Group]
    fields: Fields
    form: BaseForm
    order: str = ""

    @property
    def questions(self) -> list[Question]:
        """Every question of the step."""
        return [question for group in self.groups for question in group.questions]

    @property
    def people(self) -> str:
        """The list that people can be added to on this step, or nothing."""
        return next((role for role in PEOPLE if role in STEPS[self.name]), "")

    @property
    def is_about_people(self) -> bool:
        """Whether somebody was added or removed, and nothing is to be kept yet."""
        return is_about_people(self.order)

    def validate(self) -> bool:
        """Check what was typed and take it over; messages stand beside their fields."""
        if not self.form.validate():
            return False
        collect(self.form, self.questions, self.fields)
        mistakes = list(wrong_answers(self.questions, self.fields))
        for mistake in mistakes:
            self.form.mark(mistake)
        return not mistakes

    def renewed(self, draft: Draft) -> "TypedStep":
        """The same step, now built on the version that the draft has: both texts have been seen."""
        self.form.version.raw_data, self.form.version.data = None, draft.referral.version
        return self

    def versions(self, draft: Draft) -> tuple[str, str]:
        """Where the draft and what was typed differ, as two texts."""
        paths = changed_paths(draft.fields, self.fields)
        return as_text(draft.kind, draft.fields, paths), as_text(draft.kind, self.fields, paths)


def shown_step(draft: Draft, name: str) -> TypedStep:
    """A step as the draft stands."""
    fields = copy.deepcopy(draft.fields)
    return _step(draft, name, fields, None, "")


def posted_step(draft: Draft, name: str, posted: MultiDict[str, str]) -> TypedStep:
    """A step as it was sent back. `order` is the button: next, later, or adding and removing people."""
    order = posted.get("then", "")
    sent = rearranged(posted, order)
    fields = copy.deepcopy(draft.fields)
    for role in PEOPLE:
        if role in STEPS[name]:
            fields[role] = [blank_person(role) for _ in people_posted(role, sent)]
    return _step(draft, name, fields, sent, order)


def _step(draft: Draft, name: str, fields: Fields, sent: MultiDict[str, str] | None, order: str) -> TypedStep:
    groups = draft.groups_of_step(name, fields)
    questions = [question for group in groups for question in group.questions]
    form = fields_form(questions, fields, posted=sent, version=draft.referral.version)
    return TypedStep(name, draft.heading_of(name), groups, fields, form, order)
