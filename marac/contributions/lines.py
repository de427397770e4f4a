"""One item in words, as every page and the preview write it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from marac.access.seal import Texts
from marac.conferences import Kind
from marac.contributions.wording import HELD_BACK, SAFE_CONTACT, class_label, kind_label
from marac.records import Text


@dataclass(frozen=True)
class Line:
    """One shared item, or one of the viewer's own. `is_held_back`: it is shown only on a page of its own."""

    id: int
    agency_name: str
    kind: str
    kind_words: str
    text: str
    source: str
    dated_on: date | None
    section_class: str
    class_words: str
    is_held_back: bool = False


def line_of(kind: Kind, row: Any, agency_name: str, texts: Texts, *, holds_back: bool = True) -> Line:
    """An item from a row of its id, kind, date and class, and its opened texts.

    With `holds_back` a safe address or contact says only that it is one.
    """
    is_held_back = holds_back and row.section_class == SAFE_CONTACT
    return Line(
        id=row.id,
        agency_name=agency_name,
        kind=row.kind,
        kind_words=kind_label(kind, row.kind),
        text=HELD_BACK if is_held_back else texts.get((row.id, Text.CONTRIBUTION_TEXT), ""),
        source="" if is_held_back else texts.get((row.id, Text.CONTRIBUTION_SOURCE), ""),
        dated_on=row.dated_on,
        section_class=row.section_class,
        class_words=class_label(kind, row.section_class),
        is_held_back=is_held_back,
    )
