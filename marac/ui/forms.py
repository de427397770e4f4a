"""Forms: one base with the hidden fields that every change needs, and the fields pages are built from."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import HiddenInput

from marac.errors import Mistake
from marac.ui.dates import DayRefused, read_day_parts
from marac.ui.typed_text import MaxLength, WholeNumberBetween, paragraphs, single_line

LONGEST_LINE = 200
LONGEST_TEXT = 50_000
LONGEST_FORM_KEY = 64
LARGEST_VERSION = 2**31 - 1

_FIGURES = re.compile(r"-?[0-9]{1,18}")
_CHOOSE_SHOWN = "Choose from the answers shown."
_PLAIN_WORDS = {
    "Not a valid choice.": _CHOOSE_SHOWN,
    "Invalid Choice: could not coerce.": _CHOOSE_SHOWN,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE_SHOWN,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE_SHOWN,
    "'%(value)s' are not valid choices for this field.": _CHOOSE_SHOWN,
    "This field is required.": "Fill this in.",
}


class PlainWords:
    """The words of the form library in the words of this platform."""

    def gettext(self, words: str) -> str:
        """The plain English for `words`, or `words` themselves."""
        return _PLAIN_WORDS.get(words, words)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The plain English for `one` or `many`, by `count`."""
        return self.gettext(one if count == 1 else many)


def new_form_key() -> str:
    """A random key for one showing of one form: the same key posted twice is one change."""
    return secrets.token_urlsafe(18)


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number between `least` and `most`."""

    def __init__(
        self, label: str = "", validators: Iterable[Any] = (), *, least: int = 0, most: int, **settings: Any
    ) -> None:
        super().__init__(label, [*validators, WholeNumberBetween(least, most)], **settings)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read figures, with commas if people like; blank is no answer. ValueError says what to type."""
        typed = (single_line(valuelist[0]) or "").replace(",", "") if valuelist else ""
        if typed and not _FIGURES.fullmatch(typed):
            self.data = None
            raise ValueError("Enter a whole number, such as 12.")
        self.data = int(typed) if typed else None


class RecordVersion(WholeNumber):
    """The version of the record a form was built from. A number that no record can have is a stale one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = min(self.data, LARGEST_VERSION)


class PostedMeta(FlaskForm.Meta):  # type: ignore[misc]
    """How every form here is read, and in which words it complains."""

    def get_translations(self, form: FlaskForm) -> PlainWords:
        """Messages in plain English, whatever the language settings of the libraries."""
        return PlainWords()

    def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
        """What was posted: words for fields of words, files for fields of files, and never JSON.

        A body of another shape is a form with nothing filled in.
        """
        if formdata is None or hasattr(formdata, "getlist"):
            return formdata
        if request.method != "POST":
            return None
        posted: MultiDict[str, Any] = MultiDict(request.form)
        for field in form:
            if isinstance(field, MultipleFileField):
                posted.setlist(field.name, request.files.getlist(field.name))
        return posted


def _kept_or_new_key(posted: str | None) -> str:
    return single_line(posted) or new_form_key()


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form with its CSRF token, its `form_key` and the `version` of the record it was built from.

    `form_key` makes a double press one change; `version` lets a lost update be found. Both come back
    as they were sent, so a page shown again after an error carries the same ones.
    """

    class Meta(PostedMeta):
        pass

    form_key = HiddenField(
        default=new_form_key, filters=[_kept_or_new_key], validators=[MaxLength(LONGEST_FORM_KEY)]
    )
    version = RecordVersion(widget=HiddenInput(), most=LARGEST_VERSION)

    def mark(self, mistake: Mistake) -> None:
        """Show `mistake` beside its field, or at the top when the form has no such field."""
        if mistake.field not in self:
            self.form_errors.append(mistake.message)
            return
        field = self[mistake.field]
        field.errors = [*field.errors, mistake.message]


class ShortText(StringField):  # type: ignore[misc]
    """One line of text; `max_length` counts characters after cleaning."""

    def __init__(
        self,
        label: str = "",
        validators: Iterable[Any] = (),
        *,
        max_length: int = LONGEST_LINE,
        **settings: Any,
    ) -> None:
        settings["filters"] = (single_line, *settings.get("filters", ()))
        super().__init__(label, [*validators, MaxLength(max_length)], **settings)
        self.max_length = max_length


class DueField(ShortText):
    """A due time in the words people use, such as "Friday 17:00" or "3 April 2026": kept as typed."""

    def __init__(self, label: str = "Due", validators: Iterable[Any] = (), **settings: Any) -> None:
        settings.setdefault("description", "A day, and a time if it matters. For example, Friday 17:00.")
        super().__init__(label, validators, max_length=60, **settings)


class LongText(TextAreaField):  # type: ignore[misc]
    """Paragraphs of text; `max_length` counts characters after cleaning."""

    def __init__(
        self,
        label: str = "",
        validators: Iterable[Any] = (),
        *,
        max_length: int = LONGEST_TEXT,
        **settings: Any,
    ) -> None:
        settings["filters"] = (paragraphs, *settings.get("filters", ()))
        super().__init__(label, [*validators, MaxLength(max_length)], **settings)
        self.max_length = max_length


class _Choices:
    """What the three kinds of choice share: answers given as (value, words) pairs, or value to words."""

    def __init__(self, label: str = "", validators: Iterable[Any] = (), **settings: Any) -> None:
        if isinstance(settings.get("choices"), (list, tuple)):
            settings["choices"] = [SelectChoice(value, words) for value, words in settings["choices"]]
        super().__init__(label, validators, **settings)  # type: ignore[call-arg]


class _OneAnswer(_Choices):
    data: Any

    def pre_validate(self, form: BaseForm) -> None:
        """Leave an unanswered question to `Required`, whose message says what to do."""
        if self.data not in (None, ""):
            super().pre_validate(form)  # type: ignore[misc]


class OneOf(_OneAnswer, RadioField):  # type: ignore[misc]
    """One answer of a few, all shown: radio buttons. Nothing is chosen unless `default` says so."""


class Pick(_OneAnswer, SelectField):  # type: ignore[misc]
    """One answer out of a long list: a drop-down. Put ("", "Choose…") first when nothing is chosen yet."""


class SomeOf(_Choices, SelectMultipleField):  # type: ignore[misc]
    """Any number of answers, all shown: tick boxes."""


class YesTick(BooleanField):  # type: ignore[misc]
    """A single tick box, off until ticked."""


class Files(MultipleFileField):  # type: ignore[misc]
    """One or more files; browsers send them only in a form opened with `files=true`."""


class TypedDay(NamedTuple):
    """A day as it was typed, which may be no day at all."""

    day: str = ""
    month: str = ""
    year: str = ""


class DayField(Field):  # type: ignore[misc]
    """A day in three boxes. `data` is a date or None; `typed` keeps what was typed to show it again.

    The boxes are named after the field: `due_on-day`, `due_on-month`, `due_on-year`.
    """

    process_errors: Sequence[str]
    typed = TypedDay()
    wrong_parts: tuple[str, ...] = ()

    def process(self, formdata: Any, *arguments: Any, **settings: Any) -> None:
        """Read the three boxes when a form was sent, the record's value otherwise."""
        super().process(None, *arguments, **settings)
        if self.data is not None:
            self.typed = TypedDay(str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata is not None:
            self._read(formdata)

    def _read(self, formdata: Mapping[str, str]) -> None:
        boxes = (formdata.get(f"{self.name}-{part}", "") for part in TypedDay._fields)
        self.typed = TypedDay(*(single_line(str(box)) or "" for box in boxes))
        self.raw_data = [box for box in self.typed if box]
        self.data: date | None = None
        if self.raw_data:
            self._read_day()

    def _read_day(self) -> None:
        try:
            self.data = read_day_parts(*self.typed, name=self.label.text)
        except DayRefused as refusal:
            self.wrong_parts = refusal.parts
            self.process_errors = [*self.process_errors, refusal.message]

    @property
    def marked_parts(self) -> tuple[str, ...]:
        """The boxes to mark as wrong: those that could not be read, or all when the whole day is refused."""
        return (self.wrong_parts or TypedDay._fields) if self.errors else ()
