"""Compare a read form with the answers a right reading gives, leaf by leaf."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marac.referrals.reading import ReadForm

CASES = Path(__file__).parents[2] / "marac" / "demonstration" / "cases"

# Words of an expected warning, and the kinds by which the reader says the same.
WARNING_KINDS = {
    ": not known": {"not_known"},
    ": not given": {"not_given"},
    ": not a real date": {"impossible"},
    ": age only": {"age_only"},
    ": both Yes and No ticked": {"both_ticked"},
    ": neither box ticked": {"none_ticked"},
    "tracked changes present": {"tracked_changes"},
    "risk checklist: total": {"total_differs"},
    "information restriction": {"restriction"},
    "note found in the footer": {"note_in_footer"},
    "note found in a text box": {"note_in_text_box"},
    "safe address or address not to be recorded": {"withheld_address"},
    "victim contact: unsafe": {"unsafe_contact"},
}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path. Lists of texts are leaves; lists of people are not."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def compare(read: ReadForm, expected: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """The leaves that differ: path, expected, read."""
    wanted, got = dict(leaves(expected)), dict(leaves(read.fields))
    return [
        (path, wanted.get(path, "absent"), got.get(path, "absent"))
        for path in sorted(wanted.keys() | got.keys())
        if wanted.get(path, "absent") != got.get(path, "absent")
    ]


def missing_warnings(read: ReadForm, expected: list[str]) -> list[str]:
    """The expected warnings that the reader did not give."""
    return [
        wanted
        for wanted in expected
        if not any(_matches(wanted, each.about, each.kind) for each in read.warnings)
    ]


def _matches(wanted: str, about: str, kind: str) -> bool:
    kinds = next((kinds for wording, kinds in WARNING_KINDS.items() if wording in wanted), set())
    path = wanted.partition(":")[0]
    names_a_field = "." in path or "_" in path
    return kind in kinds and (not names_a_field or path == about)


def example_forms() -> list[dict[str, Any]]:
    """The example forms with their answers."""
    forms: list[dict[str, Any]] = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))["forms"]
    return forms
