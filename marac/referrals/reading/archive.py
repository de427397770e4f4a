"""Open a .docx from a stranger without trusting what its directory says."""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from marac.referrals.reading.errors import UnreadableForm
from marac.referrals.reading.file_kind import refuse_other_kinds
from marac.referrals.reading.safe_xml import DAMAGED, attribute, local_name, parse

DOCUMENT = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
READ_PARTS = re.compile(
    r"word/(?:document|(?:header|footer)\d*|comments|footnotes|endnotes)\.xml", re.IGNORECASE
)
MACRO_PARTS = re.compile(r"vbaproject|vbadata|activex|macrosheets", re.IGNORECASE)
# Word writes no other kinds, and each of the rest fails and swells in ways of its own.
WORD_COMPRESSION = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
SMALL_PART_BYTES = 1_000_000
ZIP_PROBLEMS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    struct.error,
    RuntimeError,  # also what zipfile raises for a kind of packing that it does not know
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a form may be. Bytes, except `parts` (a count) and `ratio` (unpacked to packed)."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 120 * 1024 * 1024
    xml_part_bytes: int = 4 * 1024 * 1024
    parts: int = 600
    ratio: int = 150


def open_parts(content: bytes, limits: Limits) -> dict[str, bytes]:
    """The parts that carry words, by name. Raises UnreadableForm for anything that should not be opened."""
    if len(content) > limits.file_bytes:
        raise UnreadableForm(
            f"The file is larger than {limits.file_bytes // 1_048_576} MB, more than a referral form needs. "
            "Ask for the form by itself, with no pictures or scans in it."
        )
    refuse_other_kinds(content)
    if content.count(b"PK\x01\x02") > 4 * limits.parts:
        raise UnreadableForm(_too_large())
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _checked_parts(archive, limits)
    except ZIP_PROBLEMS as problem:
        raise UnreadableForm(DAMAGED) from problem


def _checked_parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    entries = archive.infolist()
    _refuse_oversize(entries, limits)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise UnreadableForm(DAMAGED)
    _refuse_locked(entries)
    _refuse_other_compression(entries)
    _refuse_macro_parts(names)
    if DOCUMENT not in names:
        raise UnreadableForm(_not_word(names))
    if CONTENT_TYPES in names:
        _refuse_macro_types(_unpack(archive, CONTENT_TYPES, limits))
    for name in names:
        if name.lower().endswith(".rels"):
            _refuse_outside_links(_unpack(archive, name, limits))
    return {name: _unpack(archive, name, limits) for name in names if READ_PARTS.fullmatch(name)}


def _refuse_oversize(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > limits.parts or unpacked > limits.unpacked_bytes:
        raise UnreadableForm(_too_large())
    for entry in entries:
        if entry.file_size > SMALL_PART_BYTES and entry.file_size > limits.ratio * max(
            entry.compress_size, 1
        ):
            raise UnreadableForm(_too_large())


def _refuse_locked(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableForm(
            "The form is locked with a password. "
            "Ask the referrer to send it again without one, by secure e-mail."
        )


def _refuse_other_compression(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.compress_type not in WORD_COMPRESSION for entry in entries):
        raise UnreadableForm(
            "The file is packed in a way that Word does not use, so it was not opened. "
            "Ask the referrer to save it again in Word and send it again."
        )


def _refuse_macro_parts(names: list[str]) -> None:
    if any(MACRO_PARTS.search(name) for name in names if not name.lower().startswith("word/embeddings/")):
        raise UnreadableForm(_macros())


def _refuse_macro_types(content_types: bytes) -> None:
    for entry in parse(content_types):
        kind = (attribute(entry, "ContentType") or "").lower()
        if "macroenabled" in kind or "vbaproject" in kind:
            raise UnreadableForm(_macros())


def _refuse_outside_links(relationships: bytes) -> None:
    for entry in parse(relationships):
        is_outside = (attribute(entry, "TargetMode") or "").lower() == "external"
        kind = (attribute(entry, "Type") or "").rpartition("/")[2].lower()
        if local_name(entry) == "Relationship" and is_outside and kind != "hyperlink":
            raise UnreadableForm(
                "The form fetches something from outside itself (a template, picture or object), "
                "which could tell others that it was opened. "
                "Copy the words into a new blank document, save that, and add it."
            )


def _unpack(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    with archive.open(name) as part:
        # The directory's own figure may be a lie: read no further than the limit.
        unpacked = part.read(limits.xml_part_bytes + 1)
    if len(unpacked) > limits.xml_part_bytes:
        raise UnreadableForm(_too_large())
    return unpacked


def _not_word(names: list[str]) -> str:
    kind = "a zip file"
    if "content.xml" in names and "mimetype" in names:
        kind = "an OpenDocument file"
    elif any(name.startswith("xl/") for name in names):
        kind = "a spreadsheet"
    elif any(name.startswith("ppt/") for name in names):
        kind = "a slide show"
    return f"This is {kind}, not a Word document. Ask the referrer for the form as a Word document (.docx)."


def _too_large() -> str:
    return (
        "The file unpacks to far more than a referral form holds, so it was not opened. "
        "Ask the referrer to copy the words into a new form and send that."
    )


def _macros() -> str:
    return (
        "The form carries macros (small programs), so it was not opened. "
        "Save it in Word as Word Document (.docx), which leaves the macros out, and add that."
    )
