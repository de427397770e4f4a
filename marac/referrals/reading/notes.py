"""Notes that stand apart from the boxes of the form, and who must not be told."""

from marac.referrals.reading.blocks import Document
from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.model import Place
from marac.referrals.reading.restrictions import (
    is_restriction,
    is_restriction_in_prose,
    is_standing_line,
    starts_like_a_note,
)
from marac.referrals.reading.script import Script
from marac.referrals.reading.wording import clean, is_none

MOST_WORDS_PRINTED = 12
WHERE: dict[Place, str] = {
    "body": "outside the boxes of the form",
    "header": "in the header",
    "footer": "in the footer",
    "text box": "in a text box",
    "comment": "in a comment",
    "footnote": "in a footnote",
}
USED_LOOSE = {"summary", "children"}


def read_notes(script: Script, document: Document, findings: Findings) -> tuple[list[str], list[str]]:
    """The information restrictions and the other notes, in that order."""
    restrictions, extra = _restriction_field(script)
    for place, text, word_id in [*_margin_notes(script, document), *_loose_notes(script)]:
        notes = restrictions if is_restriction(text) else extra
        if text not in notes:
            notes[text] = word_id
        findings.warn(
            "extra_notes",
            f"note_in_{place.replace(' ', '_')}",
            f"A note was found {WHERE[place]}: “{shorten(text)}”.",
        )
    if restrictions:
        findings.warn(
            "information_restrictions",
            "restriction",
            "The form says that someone must not receive information. Read this before it is circulated: "
            f"“{shorten(next(iter(restrictions)))}”.",
        )
    _warn_of_narrative(script, findings)
    entry = script.entry("restrictions")
    findings.note(
        "information_restrictions",
        restrictions.values() or (entry.ids if entry else ()),
        "read" if restrictions else "missing",
    )
    findings.note("extra_notes", extra.values(), "read")
    return list(restrictions), list(extra)


def _restriction_field(script: Script) -> tuple[dict[str, str], dict[str, str]]:
    entry = script.entry("restrictions")
    if entry is None or is_none(entry.text):
        return {}, {}
    return {entry.text: entry.ids[0]}, {}


def _margin_notes(script: Script, document: Document) -> list[tuple[Place, str, str]]:
    shown = script.words[len(script.words) - len(document.notes) :] if document.notes else []
    notes: list[tuple[Place, str, str]] = []
    for note, words in zip(document.notes, shown, strict=True):
        is_printed = is_standing_line(note.text) and len(note.text.split()) <= MOST_WORDS_PRINTED
        if not is_printed and words.text:
            notes.append((note.place, clean(note.text).strip(), words.id))
    return notes


def _loose_notes(script: Script) -> list[tuple[Place, str, str]]:
    return [
        ("body", line.text, line.id)
        for line in script.loose
        if line.section not in USED_LOOSE and (is_restriction(line.text) or starts_like_a_note(line.text))
    ]


def _warn_of_narrative(script: Script, findings: Findings) -> None:
    entry = script.entry("reason")
    lines = [line.text for line in script.loose if line.section == "summary"]
    for text in [*(entry.texts if entry else ()), *lines]:
        if is_restriction_in_prose(text):
            findings.warn(
                "reason_for_referral",
                "restriction_in_narrative",
                "The reason for referral may say that someone must not be told. Read it before circulation.",
            )
