"""Go through the blocks of a form once and fill a script."""

from marac.referrals.reading.blocks import Document, Paragraph, Table
from marac.referrals.reading.model import WordsKind
from marac.referrals.reading.pairs import Pair, bare_label, split_label, split_line, unknown_pair
from marac.referrals.reading.restrictions import starts_like_a_note
from marac.referrals.reading.script import Entry, Script
from marac.referrals.reading.tables import scan_table
from marac.referrals.reading.tick_lists import add_tick_list
from marac.referrals.reading.ticks import has_boxes
from marac.referrals.reading.vocabulary import find_section, is_section
from marac.referrals.reading.wording import clean, is_none

LOOSE_SECTIONS = {"summary", "children"}
MOST_LINES_UNDER = 4
LONGEST_LINE_UNDER = 200
NOTE_KINDS: dict[str, WordsKind] = {
    "header": "header",
    "footer": "footer",
    "text box": "text box",
    "comment": "comment",
    "footnote": "footnote",
}


class LineScanner:
    """Reads the paragraphs outside tables.

    A label with a long answer gathers the lines below it; one with none waits for the answer under it.
    """

    def __init__(self, script: Script, labels_are_bold: bool) -> None:
        self.script = script
        self.labels_are_bold = labels_are_bold
        self.gathering: Entry | None = None
        self.waiting: Entry | None = None

    def scan(self, paragraph: Paragraph) -> None:
        """Take one paragraph, as a line for each labelled answer on it."""
        lines = [paragraph.text] if self.gathering is not None else split_line(paragraph.text)
        if len(lines) == 1 and lines[0] == paragraph.text:
            self._scan_line(paragraph)
            return
        for line in lines:
            self._scan_line(Paragraph(line))

    def _scan_line(self, paragraph: Paragraph) -> None:
        """Take a heading, a labelled line, ticks, a line of a long answer, or a loose line."""
        text = paragraph.text
        if not text.strip():
            return
        section = self._section(paragraph)
        if section is not None:
            self.gathering = self.waiting = None
            self.script.open_section(section, text)
            return
        found = split_label(text) or self._label_alone(paragraph)
        if found is not None and self._may_be_label(paragraph, found.label_end):
            self._add_pair(found)
        elif self.gathering is not None and not paragraph.is_heading:
            self.gathering.texts.append(text)
            self.gathering.ids.append(self.script.add_words("paragraph", text))
        elif has_boxes(text) and add_tick_list(self.script, [text]):
            return
        elif paragraph.is_heading:
            self._plain_heading(text)
        elif not self._take_under(text):
            self._add_loose(text)

    def _label_alone(self, paragraph: Paragraph) -> Pair | None:
        return bare_label(paragraph.text) if self.gathering is None and not paragraph.is_heading else None

    def _take_under(self, text: str) -> bool:
        """An answer on the lines under its label. It is less sure than one beside it."""
        entry = self.waiting
        if entry is None or len(text) > LONGEST_LINE_UNDER or starts_like_a_note(text):
            return False
        if len(entry.texts) > MOST_LINES_UNDER:
            return False
        entry.texts.append(clean(text))
        entry.ids.append(self.script.add_words("paragraph", text))
        entry.is_exact = False
        return True

    def _add_loose(self, text: str) -> None:
        self.waiting = None
        line = self.script.add_loose(text)
        unknown = unknown_pair(text) if line.section not in LOOSE_SECTIONS else None
        if unknown is not None and not is_none(unknown[1]) and not starts_like_a_note(text):
            self.script.unread.append(unknown)

    def _plain_heading(self, text: str) -> None:
        self.gathering = self.waiting = None
        self.script.heading = text.strip()
        self.script.add_words("heading", text)

    def _section(self, paragraph: Paragraph) -> str | None:
        text = paragraph.text.strip()
        if paragraph.is_heading:
            return find_section(text)
        # In a long answer a bold or short line may be emphasis, so only a proper heading ends one.
        if self.gathering is not None:
            return None
        all_bold = paragraph.bold_start >= len(paragraph.text.rstrip())
        is_bare = is_section(text)
        return find_section(text) if is_bare or (all_bold and not text.endswith((":", "."))) else None

    def _may_be_label(self, paragraph: Paragraph, label_end: int) -> bool:
        if self.gathering is None:
            return True
        return paragraph.bold_start >= label_end if self.labels_are_bold else True

    def _add_pair(self, pair: Pair) -> None:
        entry = self.script.add_pair(pair.label_text, [pair.value], pair.label)
        self.script.line_pairs += entry is not None
        self.gathering = entry if entry is not None and entry.attribute == "reason" else None
        self.waiting = entry if entry is not None and not pair.value.strip() else None


def scan(document: Document) -> Script:
    """Fill a script from a document; notes in margins and boxes come last, under their own place."""
    script = Script()
    lines = LineScanner(script, _labels_are_bold(document))
    for block in document.blocks:
        if isinstance(block, Table):
            lines.gathering = lines.waiting = None
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
