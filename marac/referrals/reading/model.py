"""What a read form is made of."""

from dataclasses import dataclass
from typing import Any, Literal

Layout = Literal["A", "B", "C", "unknown"]
Mark = Literal["read", "unsure", "missing"]
Place = Literal["body", "header", "footer", "text box", "comment", "footnote"]
WordsKind = Literal[
    "heading",
    "field",
    "paragraph",
    "table",
    "checklist",
    "header",
    "footer",
    "text box",
    "comment",
    "footnote",
]


@dataclass(frozen=True, slots=True)
class Words:
    """One piece of the form as it stands there, in reading order, for showing beside what was read."""

    id: str
    heading: str
    label: str
    text: str
    kind: WordsKind


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801
    """Something a person must look at: the field path or topic, a fixed kind, and the message."""

    about: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A referral form as read. `fields` is JSON-able; paths in `found_at` and `marks` name its leaves."""

    layout: Layout
    fields: dict[str, Any]
    warnings: tuple[Warning_, ...]
    words: tuple[Words, ...]
    found_at: dict[str, tuple[str, ...]]
    marks: dict[str, Mark]
