"""What is typed on the research pages. A form that is saving itself may be unfinished."""

from collections.abc import Mapping
from typing import Any

from wtforms.fields.choices import SelectChoice

from marac.conferences import Kind
from marac.contributions import wording
from marac.contributions.wording import LONGEST_SOURCE, LONGEST_TEXT, VIEWS, Saving, Words
from marac.ui.forms import BaseForm, DayField, LongText, OneOf, Pick, ShortText, WholeNumber, YesTick
from marac.ui.typed_text import Required

MOST_SAVINGS = 2**31 - 1


class Finished(Required):
    """Required when the button is pressed, not while the form saves itself."""

    def __call__(self, form: Any, field: Any) -> None:
        if not form.is_by_itself:
            super().__call__(form, field)


class SavingForm(BaseForm):
    """A form that saves itself: `client_seq` comes only from its script."""

    client_seq = WholeNumber(most=MOST_SAVINGS)
    is_by_itself = False

    @property
    def saving(self) -> Saving:
        """How this form was saved."""
        key = self.form_key.data or ""
        return Saving(key, (self.client_seq.data or 0) if self.is_by_itself else None)

    def save_itself(self) -> bool:
        """Check what was posted by the script: a day half typed is left out, anything else must be right."""
        self.is_by_itself = True
        return bool(self.validate()) or set(self.errors) <= self.day_names

    @property
    def day_names(self) -> set[str]:
        """The names of its day fields."""
        return {field.name for field in self if isinstance(field, DayField)}

    @property
    def unsaved_days(self) -> str:
        """What to add to "Saved 14:03:22" when a day could not be read."""
        return " except the date, which is not finished" if self.day_names & set(self.errors) else ""


class ItemForm(SavingForm):
    """One item: a fact or a professional opinion."""

    kind = OneOf(
        "Is it a fact or an opinion?", [Finished("Choose fact or professional opinion.")], choices=[]
    )
    text = LongText(
        "What your agency knows", [Finished("Write what your agency knows.")], max_length=LONGEST_TEXT
    )
    source = ShortText(
        "Source",
        [Finished("Say where this comes from.")],
        max_length=LONGEST_SOURCE,
        description="The record, or the name and role of whoever judged it.",
    )
    dated_on = DayField("Date", [Finished("Give the day it was recorded or seen.")])
    section_class = OneOf(
        "Who may see it once it is shared", [Finished("Choose who may see it.")], choices=[]
    )

    @property
    def words(self) -> Words:
        """The item as typed."""
        return Words(
            self.kind.data or "",
            self.text.data or "",
            self.source.data or "",
            self.dated_on.data,
            self.section_class.data or "",
        )


class ViewsForm(SavingForm):
    """The victim's views, which need their source and date."""

    views = LongText("", [Finished("Write the views.")], max_length=LONGEST_TEXT)
    views_from = Pick("", [Finished("Choose who the views come from.")], choices=[])
    views_on = DayField("", [Finished("Give the day on which they were given.")])
    views_class = OneOf(
        "Who may see them once they are shared", [Finished("Choose who may see them.")], choices=[]
    )

    @property
    def words(self) -> Words:
        """The views as an item."""
        return Words(
            VIEWS,
            self.views.data or "",
            self.views_from.data or "",
            self.views_on.data,
            self.views_class.data or "",
        )


class AnswerForm(SavingForm):
    """The return: which records were checked, the last contact, and whether nothing is known."""

    records_checked = LongText(
        "Records checked",
        [Finished("Say which records were checked.")],
        max_length=2000,
        description="Name each system or file that was searched.",
    )
    last_contact_on = DayField(
        "Last contact or sighting", description="Leave it blank if there has been none. For example, 3 4 2026"
    )
    nothing_known = YesTick("Nothing is known: these records were checked and hold nothing on anybody here")


class WithholdForm(BaseForm):
    """Why an item is not shared."""

    reason = LongText("Why it is not shared", [Required("Say why this is not shared.")], max_length=1000)


# Fields of the views form by the part of an item that they hold, to place a message.
VIEWS_FIELDS = {
    "text": "views",
    "source": "views_from",
    "dated_on": "views_on",
    "section_class": "views_class",
}


def item_form(conference: Kind, /, **values: Any) -> ItemForm:
    """The form for facts and opinions, with the choices of a kind of conference."""
    form = ItemForm(**values)
    form.kind.choices = [SelectChoice(code, label) for code, label in wording.item_kinds()]
    form.section_class.choices = _classes(conference)
    return form


def views_form(kind: Kind, **values: Any) -> ViewsForm:
    """The form for the victim's views, with the words and choices of a kind of conference."""
    form = ViewsForm(**values)
    asked = {question.key: question for question in kind.victim_views}
    for field in (form.views, form.views_from, form.views_on):
        field.label.text = asked[field.name].label
        field.description = asked[field.name].hint
    sources = [SelectChoice(source, source) for source in wording.views_sources(kind)]
    form.views_from.choices = [SelectChoice("", "Choose…"), *sources]
    form.views_class.choices = _classes(kind)
    return form


def posted_form(kind: Kind, item_kind: str) -> ItemForm | ViewsForm:
    """The form that was posted for an item of some kind."""
    return views_form(kind) if item_kind == VIEWS else item_form(kind)


def _classes(kind: Kind) -> list[SelectChoice]:
    return [SelectChoice(key, label) for key, label, _ in wording.item_classes(kind)]


def class_hints(kind: Kind, decided: Mapping[str, str]) -> dict[str, str]:
    """The line under each class; `decided` says who reads the classes on which the conference decided itself."""
    own = {key: f"In this conference: {words}." for key, words in decided.items()}
    return {key: own.get(key, hint) for key, _, hint in wording.item_classes(kind)}
