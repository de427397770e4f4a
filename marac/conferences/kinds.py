"""Loads the descriptions: once, on first use, and refuses to go on with a faulty one."""

from __future__ import annotations

from functools import cache
from typing import Any

from marac.conferences.checks import check_common, check_kind
from marac.conferences.kind import Kind, opening_capital
from marac.conferences.problems import ConferenceDataError, UnknownName
from marac.conferences.reading import Tables, build, fill_words, merge_by, read_toml
from marac.conferences.settings import CommonSettings

COMMON_FILE = "common.toml"
KIND_KEYS = ("marac", "mappa", "masip")

_MERGED = {
    "action_fields": "key",
    "victim_views": "key",
    "victim_views_rules": "code",
    "section_classes": "key",
    "audience_limits": "section_class",
    "invitation_rules": "code",
}


@cache
def get_common() -> CommonSettings:
    """The settings that all conferences share. Raises ConferenceDataError."""
    return build_common(read_toml(COMMON_FILE))


@cache
def get_kind(key: str) -> Kind:
    """The kind of conference `marac`, `mappa` or `masip`.

    Raises UnknownName for another key, and ConferenceDataError when its description has a fault.
    """
    if key not in KIND_KEYS:
        raise UnknownName("kind of conference", key, KIND_KEYS)
    return build_kind(f"{key}.toml", read_toml(f"{key}.toml"), read_toml(COMMON_FILE))


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of conference, in the order in which they are offered. Raises ConferenceDataError."""
    return tuple(get_kind(key) for key in KIND_KEYS)


def build_common(common: Tables) -> CommonSettings:
    """The shared settings from their tables. Raises ConferenceDataError."""
    own = {name: entry for name, entry in common.items() if name != "for_each_kind"}
    settings = build(CommonSettings, own, COMMON_FILE)
    check_common(settings, COMMON_FILE)
    return settings


def build_kind(place: str, own: Tables, common: Tables) -> Kind:
    """A kind of conference from its own tables laid over the common ones.

    Raises ConferenceDataError, which opens with `place`.
    """
    shared = common["for_each_kind"]
    vocabulary = _vocabulary(shared["words"], own.get("words", {}), place)
    merged = {name: entry for name, entry in own.items() if name not in ("words", "audiences")}
    for name, label in _MERGED.items():
        merged[name] = merge_by(label, shared[name], own.get(name, []))
    merged["rules"] = merge_by("name", common["rules"], own.get("rules", []))
    merged["section_classes"] = _with_audiences(merged["section_classes"], own.get("audiences", {}), place)
    merged.update({name: common[name] for name in ("marking", "roles", "agency_kinds")})
    filled = fill_words(merged, _placeholders(vocabulary), place)
    kind = build(Kind, {**filled, "vocabulary": vocabulary}, place)
    check_kind(kind, build_common(common), place)
    return kind


def _vocabulary(shared: Tables, own: Tables, place: str) -> Tables:
    for key in own:
        if key not in shared:
            raise ConferenceDataError(f"{place}, words: {key!r} is not a word that every kind has")
    return {**shared, **own}


def _placeholders(vocabulary: Tables) -> dict[str, str]:
    words: dict[str, str] = {}
    for key, word in vocabulary.items():
        for name, text in ((key, word["one"]), (f"{key}_plural", word["many"])):
            words[name] = text
            words[opening_capital(name)] = opening_capital(text)
    return words


def _with_audiences(classes: list[Tables], audiences: dict[str, Any], place: str) -> list[Tables]:
    known = {entry["key"] for entry in classes}
    for key in audiences:
        if key not in known:
            raise ConferenceDataError(f"{place}, audiences: there is no class of sections {key!r}")
    return [
        {**entry, "audience": audiences[entry["key"]]} if entry["key"] in audiences else entry
        for entry in classes
    ]
