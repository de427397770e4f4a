"""Reads description files into frozen dataclasses and refuses anything unexpected, naming the place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from marac.conferences.problems import ConferenceDataError
from marac.conferences.rules import RuleValue

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shape = TypeVar("Shape", bound="DataclassInstance")
Tables = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_NAMES = ("key", "code", "name", "section_class")


def read_toml(file_name: str) -> Tables:
    """The packaged description file as plain tables. Raises ConferenceDataError when it cannot be parsed."""
    text = files("marac.conferences").joinpath(file_name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ConferenceDataError(f"{file_name}: {problem}") from problem


def fill_words(value: Any, words: Mapping[str, str], place: str) -> Any:
    """`value` with every `{word}` in its texts replaced. Raises ConferenceDataError for an unknown word."""
    if isinstance(value, dict):
        return {key: fill_words(member, words, f"{place}, {key}") for key, member in value.items()}
    if isinstance(value, list):
        return [fill_words(member, words, place) for member in value]
    return _fill(value, words, place) if isinstance(value, str) else value


def _fill(text: str, words: Mapping[str, str], place: str) -> str:
    missing = [name for name in _PLACEHOLDER.findall(text) if name not in words]
    if missing:
        raise ConferenceDataError(f"{place}: there is no word {{{missing[0]}}} in the vocabulary")
    return _PLACEHOLDER.sub(lambda found: words[found.group(1)], text)


def merge_by(name: str, common: list[Tables], own: list[Tables]) -> list[Tables]:
    """The common entries but for those that the kind gives under the same `name`, then its own."""
    replaced = {entry.get(name) for entry in own}
    return [entry for entry in common if entry.get(name) not in replaced] + own


def build(shape: type[Shape], values: object, place: str) -> Shape:
    """An instance of the dataclass `shape` read from a table.

    Raises ConferenceDataError, naming the place, for a missing, unknown or mistyped setting.
    """
    table = _table(values, place)
    place = _named(place, table)
    known = {field.name: field for field in fields(shape)}
    for name in table:
        if name not in known:
            raise ConferenceDataError(f"{place}: unknown setting {name!r}; known: {', '.join(known)}")
    hints = get_type_hints(shape)
    return shape(**_arguments(known, hints, table, place))


def _arguments(
    known: Mapping[str, Field[Any]], hints: Mapping[str, Any], table: Tables, place: str
) -> dict[str, Any]:
    arguments = {}
    for name, field in known.items():
        if name in table:
            arguments[name] = _read(hints[name], table[name], f"{place}, {name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ConferenceDataError(f"{place}: {name!r} is missing")
    return arguments


def _named(place: str, table: Tables) -> str:
    name = next((table[name] for name in _NAMES if isinstance(table.get(name), str)), "")
    return f"{place} ({name})" if name else place


def _read(hint: Any, value: object, place: str) -> Any:
    if hint in _PLAIN:
        return _PLAIN[hint](value, place)
    origin = get_origin(hint)
    if origin in _COMPOUND:
        return _COMPOUND[origin](hint, value, place)
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, value, place)
    raise TypeError(f"Description files hold no settings of type {hint!r}.")


def _table(value: object, place: str) -> Tables:
    if not isinstance(value, dict):
        raise ConferenceDataError(f"{place}: must be a table")
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise ConferenceDataError(f"{place}: must be a list")
    return value


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConferenceDataError(f"{place}: must be a text that is not empty")
    return value.strip()


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise ConferenceDataError(f"{place}: must be true or false")
    return value


def _whole(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ConferenceDataError(f"{place}: must be a whole number, 0 or more")
    return value


def _day(value: object, place: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ConferenceDataError(f"{place}: must be a date such as 2026-04-03, without quotes")
    return value


def _rule_value(value: object, place: str) -> RuleValue:
    if not isinstance(value, list):
        return _whole(value, place)
    if value and all(isinstance(member, str) for member in value):
        return tuple(_text(member, place) for member in value)
    if not value:
        raise ConferenceDataError(f"{place}: the list must not be empty")
    return tuple(_whole(member, place) for member in value)


def _members(hint: Any, value: object, place: str) -> tuple[Any, ...]:
    member_hint = get_args(hint)[0]
    return tuple(
        _read(member_hint, member, f"{place} {number}")
        for number, member in enumerate(_list(value, place), start=1)
    )


def _mapping(hint: Any, value: object, place: str) -> Mapping[str, Any]:
    member_hint = get_args(hint)[1]
    entries = _table(value, place).items()
    return MappingProxyType({name: _read(member_hint, entry, f"{place}, {name}") for name, entry in entries})


def _one_of(hint: Any, value: object, place: str) -> str:
    allowed = get_args(hint)
    if value not in allowed:
        raise ConferenceDataError(f"{place}: must be one of {', '.join(allowed)}")
    return str(value)


_PLAIN: dict[Any, Callable[[object, str], Any]] = {
    str: _text,
    bool: _flag,
    int: _whole,
    date: _day,
    RuleValue: _rule_value,
}
_COMPOUND: dict[Any, Callable[[Any, object, str], Any]] = {
    tuple: _members,
    Mapping: _mapping,
    Literal: _one_of,
}
