"""Go through the blocks of a form once and fill a script."""

import re

from marac.referrals.reading.blocks import Document, Paragraph, Table
from marac.referrals.reading.model import WordsKind
from marac.referrals.reading.script import Entry, Script
from marac.referrals.reading.tables import scan_table
from marac.referrals.reading.tick_lists import add_tick_list
from marac.referrals.reading.ticks import has_boxes
from marac.referrals.reading.vocabulary import Label, find_label, find_section

LABELLED = re.compile(r"(?P<label>\s*[^:\s][^:\n]{0,99}?)\s*:(?!//)\s*(?P<value>.*)", re.DOTALL)
NOTE_KINDS: dict[str, WordsKind] = {
    "header": "header",
    "footer": "footer",
    "text box": "text box",
    "comment": "comment",
    "footnote": "footnote",
}


class LineScanner:
    """Reads the paragraphs outside tables. A label with a long answer gathers the lines below it."""

    def __init__(self, script: Script, labels_are_bold: bool) -> None:
        self.script = script
        self.labels_are_bold = labels_are_bold
        self.gathering: Entry | None = None

    def scan(self, paragraph: Paragraph) -> None:
        """Take one paragraph: a heading, a labelled line, ticks, a line of a long answer, or a loose line."""
        text = paragraph.text
        if not text.strip():
            return
        section = self._section(paragraph)
        if section is not None:
            self.gathering = None
            self.script.open_section(section, text)
            return
        found = split_label(text)
        if found is not None and self._may_be_label(paragraph, found[1]):
            self._add_pair(*found)
        elif self.gathering is not None and not paragraph.is_heading:
            self.gathering.texts.append(text)
            self.gathering.ids.append(self.script.add_words("paragraph", text))
        elif has_boxes(text) and add_tick_list(self.script, [text]):
            return
        elif paragraph.is_heading:
            self._plain_heading(text)
        else:
            self.script.add_loose(text)

    def _plain_heading(self, text: str) -> None:
        self.gathering = None
        self.script.heading = text.strip()
        self.script.add_words("heading", text)

    def _section(self, paragraph: Paragraph) -> str | None:
        text = paragraph.text.strip()
        if paragraph.is_heading:
            return find_section(text)
        all_bold = paragraph.bold_start >= len(paragraph.text.rstrip())
        # In a long answer a bold line may be emphasis, so only a proper heading ends one.
        if all_bold and not text.endswith((":", ".")) and self.gathering is None:
            return find_section(text)
        return None

    def _may_be_label(self, paragraph: Paragraph, label_end: int) -> bool:
        if self.gathering is None:
            return True
        return paragraph.bold_start >= label_end if self.labels_are_bold else True

    def _add_pair(self, label_text: str, label_end: int, value: str, label: Label) -> None:
        entry = self.script.add_pair(label_text, [value], label)
        self.script.line_pairs += entry is not None
        self.gathering = entry if entry is not None and entry.attribute == "reason" else None


def split_label(text: str) -> tuple[str, int, str, Label] | None:
    """Split "Label: value" where the label is a known one; the number is where the label ends."""
    match = LABELLED.match(text)
    if match is None:
        return None
    label = find_label(match["label"])
    return (match["label"], match.end("label"), match["value"], label) if label is not None else None


def scan(document: Document) -> Script:
    """Fill a script from a document; notes in margins and boxes come last, under their own place."""
    script = Script()
    lines = LineScanner(script, _labels_are_bold(document))
    for block in document.blocks:
        if isinstance(block, Table):
            lines.gathering = None
            scan_table(block, script)
        else:
            lines.scan(block)
    script.heading = ""
    for note in document.notes:
        script.add_words(NOTE_KINDS[note.place], note.text)
    return script


def _labels_are_bold(document: Document) -> bool:
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph) and ":" in block.text]
    labelled = [paragraph for paragraph in paragraphs if split_label(paragraph.text)]
    bold = [paragraph for paragraph in labelled if paragraph.bold_start >= paragraph.text.index(":")]
    return len(bold) * 2 > len(labelled)
