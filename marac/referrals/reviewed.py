"""A referral form as it is kept: the fields as corrected, beside what was read and how sure that was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from marac.referrals.reading import ReadForm

Fields = dict[str, Any]

# Warnings of these kinds are questions: a person must answer, or say that it is not known.
ASKING = frozenset({"both_ticked", "none_ticked", "unclear"})
RESTRICTING = frozenset({"restriction", "restriction_in_narrative"})


@dataclass(frozen=True)
class FormWarning:
    """Something a person must look at. `is_settled`: it asks nothing, or has been answered."""

    about: str
    kind: str
    message: str
    is_asking: bool = False
    is_settled: bool = True


@dataclass(frozen=True)
class KeptForm:
    """What Text.REFERRAL_FORM holds. Paths such as `perpetrators[0].name` name the leaves of `fields`.

    `settled` are the paths of which a person has said that the answer is not known; `is_from_outside` says
    that the referring agency takes no part in this conference.
    """

    fields: Fields
    as_read: Fields = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    found_at: dict[str, list[str]] = field(default_factory=dict)
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
        return tuple(warning for warning in self.all_warnings() if not warning.is_settled)

    def _warning(self, about: str, kind: str, message: str) -> FormWarning:
        is_asking = kind in ASKING and about in dict(leaves(self.fields))
        is_open = is_asking and leaf_of(self.fields, about) is None and about not in self.settled
        return FormWarning(about, kind, message, is_asking, not is_open)


def keep_read_form(read: ReadForm) -> KeptForm:
    """What is kept of a form that was read."""
    return KeptForm(
        fields=read.fields,
        as_read=read.fields,
        marks=dict(read.marks),
        found_at={path: list(ids) for path, ids in read.found_at.items()},
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
