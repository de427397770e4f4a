"""What somebody typed into a form that is no longer on the page, in words to read and to copy."""

from collections.abc import Iterator
from typing import Any

from wtforms import SelectField

from marac.ui.forms import BaseForm, DayField, LongText, ShortText


def written_words(posted: BaseForm | None) -> str:
    """Everything that was typed or chosen: the words alone, or each with its label if there are several."""
    answers = [] if posted is None else list(_answers(posted))
    if len(answers) == 1:
        return answers[0][1]
    return "\n".join(f"{label}: {words}" for label, words in answers)


def _answers(posted: BaseForm) -> Iterator[tuple[str, str]]:
    for field in posted:
        words = _words_of(field)
        if words:
            yield field.label.text, words


def _words_of(field: Any) -> str:
    if isinstance(field, DayField):
        return " ".join(part for part in field.typed if part)
    if isinstance(field, SelectField):
        chosen = (label for value, label, is_chosen, *_ in field.iter_choices() if is_chosen and value)
        return next(chosen, "")
    return field.data or "" if isinstance(field, (LongText, ShortText)) else ""


def say_at_the_top(posted: BaseForm) -> None:
    """Move the messages of its fields to the top: the fields that they stood beside are not on the page."""
    for field in posted:
        posted.form_errors.extend(field.errors)
        field.errors = []
