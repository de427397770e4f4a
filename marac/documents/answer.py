"""Writes the answer to a question about the record of who has seen what as a Word file."""

from dataclasses import dataclass

from marac.documents.blocks import GAP, heading, labelled, paragraph, paragraphs, table
from marac.documents.model import Copy, Table
from marac.documents.package import LANDSCAPE, word_file
from marac.documents.plain import one_line
from marac.documents.word import ending


@dataclass(frozen=True)
class Answer:
    """A question with its answer: what it is about, and tables under their headings.

    `details` are labels with their values; `empty` stands where a table has no row.
    """

    title: str
    subtitle: str
    details: tuple[tuple[str, str], ...]
    words: str
    tables: tuple[Table, ...]
    empty: str = "Nothing."


def write_answer(answer: Answer, copy: Copy) -> bytes:
    """Return the answer as a Word file, landscape, with the ledger's receipt at its foot."""
    width = LANDSCAPE.text_width
    body = (
        paragraph(one_line(answer.title), "Title")
        + paragraph(one_line(answer.subtitle), "Subtitle")
        + labelled(answer.details, width)
        + GAP
        + paragraphs(answer.words)
    )
    for each in answer.tables:
        rows = table(each, width)
        body += heading(each.caption, 1) + (rows + GAP if rows else paragraph(answer.empty))
    return word_file(body + ending(copy), copy, LANDSCAPE)
