"""What the form macros need to know of a form: its messages, where they lead, and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wtforms.widgets import HiddenInput

from marac.ui.forms import BaseForm, DayField

# A hidden field is only ever wrong when the page it came from is old, or was tampered with.
OUT_OF_DATE = "This page was out of date. Check what you typed, then try again."


class ErrorLine(NamedTuple):
    """One line of the summary at the top: what to do, and the place in the page to do it."""

    text: str
    href: str


def error_lines(form: BaseForm) -> list[ErrorLine]:
    """Every message of `form`, in the order of its fields; those of hidden fields lead nowhere."""
    lines = [ErrorLine(str(message), "") for message in form.form_errors]
    for field in form:
        lines.extend(_lines_of(field))
    return list(dict.fromkeys(lines))


def _lines_of(field: Any) -> Iterator[ErrorLine]:
    if hasattr(field, "form") or hasattr(field, "entries"):
        for inner in field:
            yield from _lines_of(inner)
        return
    if isinstance(field.widget, HiddenInput) and field.errors:
        yield ErrorLine(OUT_OF_DATE, "")
        return
    for message in field.errors:
        yield ErrorLine(str(message), _place_of(field))


def _place_of(field: Any) -> str:
    if isinstance(field, DayField):
        return f"#{field.id}-{field.marked_parts[0]}"
    return f"#{field.id}"


def answers_of(
    field: Any,
    hints: Mapping[str, str],
    inside: Mapping[str, str],
    keys: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The answers of a choice field as the GOV.UK macros read them.

    `hints`, `inside` (fields that belong to one answer) and `keys` (the key that chooses it) are keyed
    by the answer's value.
    """
    return [
        _answer(choice[0], choice[1], bool(choice[2]), hints, inside, keys or {})
        for choice in field.iter_choices()
    ]


def _answer(
    value: Any,
    words: str,
    is_chosen: bool,
    hints: Mapping[str, str],
    inside: Mapping[str, str],
    keys: Mapping[str, str],
) -> dict[str, Any]:
    answer: dict[str, Any] = {"value": value, "text": words, "checked": is_chosen}
    if value in hints:
        answer["hint"] = {"text": hints[value]}
    if value in inside:
        answer["conditional"] = {"html": inside[value]}
    if value in keys:
        answer["attributes"] = {"data-key": keys[value], "data-key-help": words}
    return answer
