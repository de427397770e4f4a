"""Forms of referrals, made for the questions that are on the page."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from marac.clock import day_in_words, written_day
from marac.conferences import Kind
from marac.referrals.checking import set_leaf
from marac.referrals.questions import LONGEST_LINE, MOST_PEOPLE, Question, blank_fields, blank_person
from marac.referrals.reviewed import Fields, leaf_of
from marac.ui.forms import BaseForm, Files, LongText, Pick, ShortText, SomeOf, WholeNumber, YesTick
from marac.ui.typed_text import NoHiddenCharacters, Required

YES, NO, UNKNOWN = "yes", "no", "unknown"
OUTSIDE = "outside"
_TRUTHS = ((YES, "Yes"), (NO, "No"), (UNKNOWN, "Not known"))
_ROWS = ((YES, "Yes"), (NO, "No"), ("dont_know", "Don't know"), (UNKNOWN, "Not answered"))
_CHOOSE = ("", "Choose…")
_ROLES = "perpetrators|children"
_NOT_A_DAY = "This is not a real date. Write it like 3 4 2026 or 3 April 2026."


class WrittenDay(ShortText):
    """A day in one box, written as people write it, day first. `day` is the date once it has been checked."""

    day: date | None = None

    def __init__(self, label: str = "", validators: Iterable[Any] = (), **settings: Any) -> None:
        super().__init__(label, validators, max_length=40, **settings)

    def pre_validate(self, form: BaseForm) -> None:
        """Read the day. ValidationError says what to write."""
        self.day = _read_day(self.data) if self.data else None


def _read_day(text: str) -> date:
    found = written_day(text)
    if found is None:
        raise ValidationError(_NOT_A_DAY)
    if found.year is None or found.has_short_year:
        raise ValidationError("Write the year with four figures, like 3 April 2026.")
    try:
        return date(found.year, found.month, found.day)
    except ValueError:
        raise ValidationError(_NOT_A_DAY) from None


class UploadForm(BaseForm):
    """Word forms to receive."""

    files = Files("Word files", description="One or many .docx files. You can choose several at once.")


class ReasonForm(BaseForm):
    """Setting a referral aside."""

    reason = LongText(
        "Why it is set aside", [Required("Say why this referral is set aside.")], max_length=2000
    )


class RestrictionForm(BaseForm):
    """Whom a form's words keep from its case."""

    people = SomeOf("People", coerce=int)
    agencies = SomeOf("Agencies", coerce=int)
    nobody = YesTick("Nobody of this conference is meant")
    reason = LongText(
        "How you decided",
        [Required("Say how you decided, so that others can follow it.")],
        max_length=2000,
        description="For example: asked the referrer by telephone; the person works for an agency not here.",
    )


def _field_for(question: Question, is_open: bool) -> Any:
    label, hint = question.label, question.hint
    if question.type == "name":
        return ShortText(label, [NoHiddenCharacters()], description=hint)
    if question.type == "line":
        return ShortText(label, max_length=LONGEST_LINE, description=hint)
    if question.type == "day":
        return WrittenDay(label, description=hint)
    if question.type == "number":
        return WholeNumber(label, most=max(question.most, 1), description=hint)
    if question.type == "tick":
        return YesTick(label, description=hint)
    if question.type in ("truth", "checklist"):
        choices = _TRUTHS if question.type == "truth" else _ROWS
        return Pick(label, description=hint, choices=[*([_CHOOSE] if is_open else []), *choices])
    return LongText(label, description=hint)


def fields_form(
    questions: Sequence[Question],
    fields: Fields,
    *,
    posted: MultiDict[str, str] | None = None,
    open_paths: Iterable[str] = (),
    agencies: Sequence[Any] | None = None,
    agency: str = "",
    version: int | None = None,
) -> BaseForm:
    """A form with these questions, showing what the fields hold, or what was posted.

    `open_paths` are questions that still wait for an answer, so nothing is chosen. `agencies` adds the
    choice of the referring agency, with `agency` chosen.
    """
    waiting = set(open_paths)
    # Fields stand, and are complained of, in the order in which they are made.
    made = {} if agencies is None else {"agency": _agency_field(agencies)}
    made |= {each.field_name: _field_for(each, each.path in waiting) for each in questions}
    shown = {
        each.field_name: _shown(each, leaf_of(fields, each.path), each.path in waiting) for each in questions
    }
    form_class = type("FieldsForm", (BaseForm,), made)
    form: BaseForm = form_class(formdata=posted, data={**shown, "agency": agency, "version": version})
    return form


def _agency_field(agencies: Iterable[Any]) -> Pick:
    choices = [_CHOOSE, *((str(row.id), row.name) for row in agencies)]
    choices.append((OUTSIDE, "An agency that takes no part in this conference"))
    return Pick("Agency that refers", choices=choices)


def _shown(question: Question, value: Any, is_open: bool) -> Any:
    if question.type == "truth":
        return {True: YES, False: NO}.get(value, "" if is_open else UNKNOWN)
    if question.type == "checklist":
        return value or ("" if is_open else UNKNOWN)
    if question.type == "day":
        return day_in_words(date.fromisoformat(value)) if value else ""
    if question.type == "lines":
        return "\n".join(value or ())
    return value


def collect(form: BaseForm, questions: Sequence[Question], fields: Fields) -> tuple[Fields, tuple[str, ...]]:
    """Put the form's answers into `fields`; returns them and the paths answered "not known"."""
    for question in questions:
        set_leaf(fields, question.path, _value(question, form[question.field_name]))
    settled = [
        question.path
        for question in questions
        if question.type in ("truth", "checklist") and form[question.field_name].data == UNKNOWN
    ]
    return fields, tuple(settled)


def _value(question: Question, field: Any) -> Any:
    if question.type == "truth":
        return {YES: True, NO: False}.get(field.data)
    if question.type == "checklist":
        return None if field.data in ("", UNKNOWN) else field.data
    if question.type == "day":
        return field.day.isoformat() if field.day else None
    if question.type == "lines":
        return [line.strip() for line in (field.data or "").split("\n") if line.strip()]
    return field.data if question.type in ("tick", "number") else field.data or None


def people_posted(role: str, names: Iterable[str]) -> set[str]:
    """The places of the perpetrators or children that the names of a posted form speak of."""
    places = (re.fullmatch(rf"{role}-([0-9]{{1,2}})-name", name) for name in names)
    return {match[1] for match in places if match and int(match[1]) < MOST_PEOPLE}


def posted_fields(kind: Kind, posted: Iterable[str]) -> Fields:
    """Blank fields with as many people, and the checklist rows, that the names of a posted form speak of."""
    names = list(posted)
    fields = blank_fields(kind)
    for role in ("perpetrators", "children"):
        fields[role] = [blank_person(role) for _ in people_posted(role, names)]
    rows = [match[1] for name in names if (match := re.fullmatch(r"risk_checklist-([0-9]{1,3})", name))]
    fields["risk_checklist"] = dict.fromkeys(rows) or None
    return fields


def rearranged(posted: MultiDict[str, str], order: str) -> MultiDict[str, str]:
    """A posted form with a person more or fewer, everything typed in its place.

    `order` is the button pressed: `add-children`, `remove-perpetrators-1`; others change nothing.
    """
    adding = re.fullmatch(rf"add-({_ROLES})", order)
    removing = re.fullmatch(rf"remove-({_ROLES})-([0-9]+)", order)
    # The page shown next is another form than the one posted, and so has a key of its own.
    kept = [(name, value) for name, value in posted.items(multi=True) if name != "form_key"]
    if adding:
        places = people_posted(adding[1], posted)
        more = [(f"{adding[1]}-{len(places)}-name", "")] if len(places) < MOST_PEOPLE else []
        return MultiDict([*kept, *more])
    if removing:
        moved = [(_moved_up(name, removing[1], int(removing[2])), value) for name, value in kept]
        return MultiDict([(name, value) for name, value in moved if name])
    return posted


def _moved_up(name: str, role: str, gone: int) -> str:
    """The name of a field once somebody before it is taken out; empty for that person's own fields."""
    found = re.fullmatch(rf"{role}-([0-9]+)-(.+)", name)
    if not found or int(found[1]) < gone:
        return name
    return f"{role}-{int(found[1]) - 1}-{found[2]}" if int(found[1]) > gone else ""


def is_about_people(order: str) -> bool:
    """Whether a pressed button adds or removes somebody."""
    return order.startswith(("add-", "remove-"))
