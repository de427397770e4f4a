"""The form as paragraphs and tables, in reading order, with notes in text boxes and margins kept apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from marac.referrals.reading.errors import UnreadableForm
from marac.referrals.reading.inline import chosen_alternative, read_line
from marac.referrals.reading.model import Place
from marac.referrals.reading.safe_xml import DAMAGED, attribute, child, local_name, parse

WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}
TRACKED = {"ins", "del", "moveFrom", "moveTo"}
MOST_BLOCKS = 6_000
# Some sixty pages: far above any referral form, and read within a few seconds. Repeats of merged cells count.
MOST_LETTERS = 300_000
MOST_COLUMNS = 64
# Nobody types gaps this long; kept short, they cannot slow down the search for labels and dates.
LONG_GAP = re.compile(r"\s{200,}")


@dataclass(slots=True)
class Paragraph:
    """One paragraph: `bold_start` counts the bold characters at its start."""

    text: str
    bold_start: int = 0
    is_heading: bool = False


@dataclass(slots=True)
class Cell:
    """One cell, however many grid columns it spans."""

    blocks: list["Paragraph | Table"]
    column: int = 0

    @property
    def paragraphs(self) -> list[str]:
        """The texts of its own paragraphs that hold anything, inner tables left out."""
        return [block.text for block in self.blocks if isinstance(block, Paragraph) and block.text.strip()]

    @property
    def text(self) -> str:
        """Its paragraphs joined by line feeds, outer spaces trimmed."""
        return "\n".join(paragraph.strip() for paragraph in self.paragraphs)

    @property
    def tables(self) -> list["Table"]:
        """The tables inside it."""
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass(slots=True)
class Table:
    """Rows of cells."""

    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Note:
    """Words that stand outside the flow of the form."""

    place: Place
    text: str


@dataclass(slots=True)
class Document:
    """Everything on the form, and what was noticed while walking through it."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    notes: dict[Note, None] = field(default_factory=dict)
    has_tracked_changes: bool = False
    has_hidden_words: bool = False
    has_struck_words: bool = False
    count: int = 0
    letters: int = 0


PLACES: tuple[tuple[str, Place], ...] = (
    ("header", "header"),
    ("footer", "footer"),
    ("comments", "comment"),
    ("footnotes", "footnote"),
    ("endnotes", "footnote"),
)


def walk(parts: dict[str, bytes]) -> Document:
    """Walk the parts of a form. Raises UnreadableForm if it is damaged or far too long."""
    document = Document()
    root = parse(parts["word/document.xml"])
    body = child(root, "body")
    if local_name(root) != "document" or body is None:
        raise UnreadableForm(DAMAGED)
    document.has_tracked_changes = any(local_name(element) in TRACKED for element in root.iter())
    document.blocks = list(_blocks(body, document))
    for start, place in PLACES:
        for name in sorted(parts):
            if re.fullmatch(rf"word/{start}\d*\.xml", name, re.IGNORECASE):
                _add_margin(parse(parts[name]), place, document)
    return document


def _blocks(container: Any, document: Document) -> Iterator[Paragraph | Table]:
    for element in container:
        name = local_name(element)
        if name == "p":
            yield from _paragraph(element, document)
        elif name == "tbl":
            yield _table(element, document)
        elif name in WRAPPERS and not _is_placeholder(element):
            yield from _blocks(element, document)
        elif name == "AlternateContent":
            yield from _blocks(chosen_alternative(element), document)


def _paragraph(element: Any, document: Document) -> Iterator[Paragraph]:
    line = read_line(element)
    _count(1, len(line.text), document)
    text = LONG_GAP.sub(_short_gap, line.text)
    document.has_hidden_words = document.has_hidden_words or line.hidden
    document.has_struck_words = document.has_struck_words or line.struck
    settings = child(element, "pPr")
    if settings is not None and child(settings, "framePr") is not None and text.strip():
        _add_note("text box", text, document)
    else:
        yield Paragraph(text, line.bold_start, _is_heading(settings))
    for box in line.boxes:
        _add_margin(box, "text box", document)


def _short_gap(gap: re.Match[str]) -> str:
    return "\n" if "\n" in gap.group() else " " * 8


def _is_heading(settings: Any | None) -> bool:
    style = child(settings, "pStyle") if settings is not None else None
    name = (attribute(style, "val") or "").lower() if style is not None else ""
    return name.startswith(("heading", "title", "subtitle"))


def _is_placeholder(element: Any) -> bool:
    settings = child(element, "sdtPr") if local_name(element) == "sdt" else None
    return settings is not None and child(settings, "showingPlcHdr") is not None


def _add_margin(element: Any, place: Place, document: Document) -> None:
    if local_name(element) in {"comments", "footnotes", "endnotes"}:
        for inner in element:
            _add_margin(inner, place, document)
        return
    texts = [text.strip() for block in list(_blocks(element, document)) for text in _texts(block)]
    # A margin mixes standing lines with notes, so its paragraphs stay apart; a box or a comment is one note.
    joined = "\n".join(filter(None, texts))
    for text in joined.split("\n") if place in {"header", "footer"} else [joined]:
        _add_note(place, text, document)


def _texts(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
        return
    for row in block.rows:
        for cell in row:
            for inner in cell.blocks:
                yield from _texts(inner)


def _add_note(place: Place, text: str, document: Document) -> None:
    note = Note(place, text.strip())
    if note.text:
        document.notes[note] = None


def _table(element: Any, document: Document) -> Table:
    rows: list[list[Cell]] = []
    above: dict[int, Cell] = {}
    for row in _inside(element, "tr"):
        settings = child(row, "trPr")
        if settings is not None and child(settings, "del") is not None:
            continue
        cells = _cells(row, above, document)
        above = {cell.column: cell for cell in cells}
        rows.append(cells)
    return Table(rows)


def _cells(row: Any, above: dict[int, Cell], document: Document) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for element in _inside(row, "tc"):
        settings = child(element, "tcPr")
        merge = child(settings, "vMerge") if settings is not None else None
        if merge is not None and (attribute(merge, "val") or "continue") == "continue" and column in above:
            cells.append(Cell(_repeated(above[column], document), column))
        else:
            cells.append(Cell(list(_blocks(element, document)), column))
        column += _span(settings)
    return cells


def _repeated(cell: Cell, document: Document) -> list[Paragraph | Table]:
    """The words of a cell merged downwards; its inner tables are not repeated."""
    words = [block for block in cell.blocks if isinstance(block, Paragraph)]
    _count(len(words), sum(len(block.text) for block in words), document)
    return [*words]


def _count(paragraphs: int, letters: int, document: Document) -> None:
    document.count += paragraphs
    document.letters += letters
    if document.count > MOST_BLOCKS or document.letters > MOST_LETTERS:
        raise UnreadableForm("The form is far longer than a referral form. Ask for the form by itself.")


def _span(settings: Any | None) -> int:
    span = child(settings, "gridSpan") if settings is not None else None
    width = attribute(span, "val") if span is not None else None
    return (
        min(int(width), MOST_COLUMNS)
        if width and width.isascii() and width.isdigit() and len(width) < 4
        else 1
    )


def _inside(element: Any, wanted: str) -> Iterator[Any]:
    for inner in element:
        if local_name(inner) == wanted:
            yield inner
        elif local_name(inner) in WRAPPERS:
            yield from _inside(inner, wanted)
