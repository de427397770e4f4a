"""A referral form as it is kept: the fields as corrected, beside what was read and how sure that was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from marac.referrals.reading import ReadForm
from marac.referrals.said_unknown import said_of

Fields = dict[str, Any]

# Warnings of these kinds are questions: a person must answer, or say that it is not known.
ASKING = frozenset({"both_ticked", "none_ticked", "unclear"})
# Warnings of an empty box: nothing is left to do where the form itself says that the answer is not known.
UNGIVEN = frozenset({"not_given", "not_known"})
RESTRICTING = frozenset({"restriction", "restriction_in_narrative"})


@dataclass(frozen=True)
class FormWarning:
    """Something a person must look at. `is_settled`: nothing is left to do.

    It has been answered, what it is about has been corrected, or the form says that it is not known.
    """

    about: str
    kind: str
    message: str
    is_asking: bool = False
    is_settled: bool = False


@dataclass(frozen=True)
class KeptForm:
    """What Text.REFERRAL_FORM holds. Paths such as `perpetrators[0].name` name the leaves of `fields`.

    `says` is what the form says of empty fields: that it is not known, or that there is none. `settled` are
    the paths of which a person has said that the answer is not known; `is_from_outside` says that the
    referring agency takes no part in this conference.
    """

    fields: Fields
    as_read: Fields = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    found_at: dict[str, list[str]] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    warnings: tuple[tuple[str, str, str], ...] = ()
    settled: tuple[str, ...] = ()
    is_from_outside: bool = False

    def as_json(self) -> dict[str, Any]:
        """The mapping that is sealed."""
        return {
            "fields": self.fields,
            "as_read": self.as_read,
            "marks": self.marks,
            "found_at": self.found_at,
            "says": self.says,
            "warnings": [list(warning) for warning in self.warnings],
            "settled": list(self.settled),
            "is_from_outside": self.is_from_outside,
        }

    def changed(self, **values: Any) -> "KeptForm":
        """The same form with some values replaced."""
        return replace(self, **values)

    def all_warnings(self) -> tuple[FormWarning, ...]:
        """Every warning, with whether it still asks for an answer."""
        return tuple(self._warning(*warning) for warning in self.warnings)

    def open_questions(self) -> tuple[FormWarning, ...]:
        """The warnings that somebody must still answer."""
        return tuple(each for each in self.all_warnings() if each.is_asking and not each.is_settled)

    def _warning(self, about: str, kind: str, message: str) -> FormWarning:
        is_asking = kind in ASKING and about in dict(leaves(self.fields))
        value = leaf_of(self.fields, about)
        if is_asking:
            return FormWarning(about, kind, message, True, value is not None or about in self.settled)
        is_corrected = bool(value) and value != leaf_of(self.as_read, about)
        is_stated = value is None and kind in UNGIVEN and about in self.says
        return FormWarning(about, kind, message, False, is_corrected or is_stated)


def keep_read_form(read: ReadForm) -> KeptForm:
    """What is kept of a form that was read."""
    return KeptForm(
        fields=read.fields,
        as_read=read.fields,
        marks=dict(read.marks),
        found_at={path: list(ids) for path, ids in read.found_at.items()},
        says=said_of(read),
        warnings=tuple((warning.about, warning.kind, warning.message) for warning in read.warnings),
    )


def open_kept_form(text: str) -> KeptForm:
    """The form that a sealed text holds."""
    held = json.loads(text)
    held["warnings"] = tuple((about, kind, message) for about, kind, message in held["warnings"])
    return KeptForm(**{**held, "settled": tuple(held["settled"])})


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of some fields with its path. Lists of texts are leaves; lists of people are not."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def leaf_of(fields: Fields, path: str) -> Any:
    """The value at a path, or None when there is none."""
    return dict(leaves(fields)).get(path)


def changed_paths(before: Fields, after: Fields) -> tuple[str, ...]:
    """The paths whose values differ, in the order of the form."""
    old, new = dict(leaves(before)), dict(leaves(after))
    return tuple(path for path in dict.fromkeys([*old, *new]) if old.get(path) != new.get(path))
