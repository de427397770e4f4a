"""The form taken apart into labelled entries, rows and loose lines, with the words each came from."""

from dataclasses import dataclass, field

from marac.referrals.reading.model import Words, WordsKind
from marac.referrals.reading.vocabulary import PERSONAL, Label, find_label, plain
from marac.referrals.reading.wording import clean, has_hidden_characters, is_none

SUBJECT_OF_SECTION = {
    "referrer": "referrer",
    "victim": "victim",
    "diversity": "victim",
    "perpetrator": "perpetrator",
    "children": "child",
}
PERSONAL_ATTRIBUTES = set(PERSONAL.values())
MOST_PERPETRATORS = 20
OPENS_REFERRER = {"agency", "name_and_role", "role"}
DATED_SECTIONS = {"referrer", "summary", "criteria"}


@dataclass(slots=True)
class Entry:
    """A label and what was written for it. `group` numbers the perpetrator it belongs to, from 0."""

    attribute: str
    subject: str | None
    group: int
    texts: list[str]
    ids: list[str]
    is_exact: bool = True
    has_hidden: bool = False

    @property
    def text(self) -> str:
        """Its paragraphs joined by line feeds, outer spaces trimmed."""
        return "\n".join(text.strip() for text in self.texts if text.strip())


@dataclass(slots=True)
class Row:
    """A table row under known columns: column meaning to text and words."""

    cells: dict[str, tuple[str, str]]

    def text(self, column: str) -> str:
        """The text of a column, empty if the table has no such column."""
        return self.cells.get(column, ("", ""))[0]

    def ids(self, *columns: str) -> list[str]:
        """The words of some columns."""
        return [self.cells[column][1] for column in columns if column in self.cells]


@dataclass(slots=True)
class Loose:
    """A line with no label of its own."""

    section: str
    text: str
    id: str


@dataclass(slots=True)
class Script:
    """Everything found, in order."""

    words: list[Words] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _by_key: dict[tuple[str, str | None, int], list[Entry]] = field(default_factory=dict)
    children: list[Row] = field(default_factory=list)
    checklist: list[Row] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    table_pairs: int = 0
    line_pairs: int = 0
    has_boxes: bool = False
    section: str = "referrer"
    # Whom the labels under "Victim name" are about, where no heading says so.
    speaks_of: str | None = None
    heading: str = ""
    group: int = 0

    def add_words(self, kind: WordsKind, text: str, label: str = "") -> str:
        """Keep words of the form; returns their id."""
        made = Words(f"w{len(self.words) + 1}", self.heading, clean(label).strip(), clean(text).strip(), kind)
        self.words.append(made)
        return made.id

    def open_section(self, section: str, text: str) -> None:
        """Begin a section under its heading. A second perpetrator heading begins a second person."""
        self.heading = clean(text).strip()
        self.add_words("heading", text)
        if section == "perpetrator":
            self._turn_to_next_perpetrator()
        self.section = section
        self.speaks_of = None
        self.sections.append(section)

    def add_pair(self, label_text: str, texts: list[str], label: Label | None = None) -> Entry | None:
        """Take a label and its value; returns the entry, or None if the label is not known here."""
        label = label or find_label(label_text)
        ids = [self.add_words("field", "\n".join(text.strip() for text in texts), label_text)]
        key = self._resolve(label, plain(label_text)) if label else None
        if label is None or key is None:
            self._keep_unread(label_text, texts)
            return None
        attribute, subject = key
        if subject == "perpetrator" and attribute == "name":
            self._turn_to_next_perpetrator()
        return self.add_entry(attribute, subject, texts, ids, label.is_exact)

    def add_entry(
        self, attribute: str, subject: str | None, texts: list[str], ids: list[str], is_exact: bool = True
    ) -> Entry:
        """Keep an entry whose meaning is settled."""
        hidden = any(has_hidden_characters(text) for text in texts)
        group = self.group if subject == "perpetrator" else 0
        entry = Entry(attribute, subject, group, [clean(text) for text in texts], ids, is_exact, hidden)
        self.entries.append(entry)
        self._by_key.setdefault((attribute, subject, group), []).append(entry)
        return entry

    def add_loose(self, text: str) -> Loose:
        """Keep a line with no label."""
        line = Loose(self.section, clean(text).strip(), self.add_words("paragraph", text))
        self.loose.append(line)
        return line

    def entry(self, attribute: str, subject: str | None = None, group: int = 0) -> Entry | None:
        """The entry for an attribute: the first that holds something, else the first."""
        found = self._by_key.get((attribute, subject, group), [])
        return next((entry for entry in found if entry.text), found[0] if found else None)

    def _keep_unread(self, label_text: str, texts: list[str]) -> None:
        text = clean("\n".join(texts)).strip()
        if not is_none(text):
            self.unread.append((clean(label_text).strip(), text))

    def repeated(self) -> list[Entry]:
        """One entry of each label that was answered more than once, and not alike."""
        answered = [
            [entry for entry in entries if not is_none(entry.text)] for entries in self._by_key.values()
        ]
        return [entries[0] for entries in answered if len({entry.text for entry in entries}) > 1]

    def all_entries(self, attribute: str) -> list[Entry]:
        """Every entry for an attribute that belongs to no person, in order."""
        return self._by_key.get((attribute, None, 0), [])

    def _turn_to_next_perpetrator(self) -> None:
        has_name = ("name", "perpetrator", self.group) in self._by_key
        if has_name and self.group + 1 < MOST_PERPETRATORS:
            self.group += 1

    def _resolve(self, label: Label, plain_label: str) -> tuple[str, str | None] | None:
        attribute = label.attribute
        if attribute == "name" and label.subject:
            self.speaks_of = label.subject
        elif attribute in OPENS_REFERRER:
            self.speaks_of = "referrer" if self.speaks_of else None
        subject = label.subject or self.speaks_of or SUBJECT_OF_SECTION.get(self.section)
        if attribute in PERSONAL_ATTRIBUTES:
            return self._resolve_personal(attribute, label.subject, subject)
        if attribute == "contact" and subject == "victim":
            return "phone", "victim"
        if (
            attribute == "reason"
            and plain_label == "reason"
            and self._before() in {"consent", "victim_aware"}
        ):
            return "consent_reason", None
        if attribute == "when":
            return self._resolve_when()
        if attribute == "role" and subject not in {"referrer", None}:
            return None
        if attribute == "referral_date" and self.section not in DATED_SECTIONS:
            return None
        return attribute, None

    def _resolve_personal(
        self, attribute: str, named: str | None, subject: str | None
    ) -> tuple[str, str] | None:
        if attribute == "relationship_to_victim":
            subject = "child" if named == "child" or self.section == "children" else "perpetrator"
        return (attribute, subject) if subject is not None else None

    def _before(self) -> str:
        return next((entry.attribute for entry in reversed(self.entries) if entry.subject is None), "")

    def _resolve_when(self) -> tuple[str, None] | None:
        before = self._before()
        if before.startswith("other_marac"):
            return "other_marac_date", None
        return ("previous_referral_date", None) if before == "repeat" else None
