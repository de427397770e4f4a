"""Files that should not, or cannot, be opened."""

import io
import zipfile

import pytest

from marac.referrals.reading import Limits, UnreadableForm, read_form
from tests.test_reading.forms import layout_a, rewritten, saved

GOOD = saved(layout_a())
RELATIONSHIPS = "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def with_relationship(kind, target, mode='TargetMode="External"'):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entry = f'<Relationship Id="rX" Type="{base}/{kind}" Target="{target}" {mode}/>'
    return rewritten(
        GOOD,
        RELATIONSHIPS,
        lambda xml: xml.replace(b"</Relationships>", entry.encode() + b"</Relationships>"),
    )


def document(body):
    xml = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    return rewritten(GOOD, "word/document.xml", lambda _: xml.encode())


def refused(content, *words, **options):
    with pytest.raises(UnreadableForm) as refusal:
        read_form(content, **options)
    message = str(refusal.value)
    for word in words:
        assert word in message
    assert message.endswith(".") and len(message) < 300
    return message


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"{\\rtf1 rest}", "Rich Text"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"Dear all", "not a Word document"),
        (OLE, "older Word file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (GOOD[:300], "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
    ],
)
def test_what_is_not_a_word_document_is_refused_by_its_bytes(content, word):
    refused(content, word)


def test_other_zip_files_are_named():
    refused(zipped(a="b"), "a zip file")
    refused(zipped(xl__workbook="b"), "a spreadsheet")
    refused(zipped(mimetype="x", **{"content.xml": "b"}), "OpenDocument")


def test_large_file_is_refused_before_it_is_unpacked():
    refused(bytes(60_000_000), "larger than 20 MB")


def test_size_limit_can_be_changed():
    refused(GOOD, "larger than", limits=Limits(file_bytes=1000))


@pytest.mark.parametrize(
    "content",
    [
        rewritten(GOOD, "word/vbaProject.bin", lambda _: b"x"),
        rewritten(GOOD, "word/activeX/activeX1.xml", lambda _: b"<x/>"),
        rewritten(
            GOOD,
            "[Content_Types].xml",
            lambda xml: xml.replace(b"wordprocessingml.document.main+xml", b"x").replace(
                b"application/vnd.openxmlformats-officedocument.x",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
        ),
    ],
)
def test_macros_are_refused(content):
    refused(content, "macros")


@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "image", "frame", "subDocument"])
def test_what_is_fetched_from_outside_is_refused(kind):
    refused(with_relationship(kind, "http://outside.example/x"), "outside")


def test_ordinary_link_does_no_harm():
    assert read_form(with_relationship("hyperlink", "mailto:tracey@eastvale.example")).layout == "A"


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE w:document [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE w:document SYSTEM "http://outside.example/x.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(prologue, encoding):
    def change(xml):
        text = xml.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="{encoding}"?>{prologue}{text}'.encode(encoding)

    refused(rewritten(GOOD, "word/document.xml", change), "hidden instructions")


def test_unpacking_to_too_much_is_refused():
    refused(rewritten(GOOD, "word/media/image1.png", lambda _: bytes(50_000_000)), "unpacks to far more")
    refused(
        rewritten(GOOD, "word/document.xml", lambda _: b"<x>" + b" " * 9_000_000 + b"</x>"),
        "unpacks to far more",
    )
    refused(
        zipped(**{f"word__a{number}": "" for number in range(700)}, word__document="x"), "unpacks to far more"
    )


def test_directory_that_lies_about_size_gains_nothing():
    bomb = bytearray(rewritten(GOOD, "word/document.xml", lambda _: b"<x>" + b" " * 9_000_000 + b"</x>"))
    size = (9_000_007).to_bytes(4, "little")
    while size in bomb:
        place = bomb.index(size)
        bomb[place : place + 4] = (100).to_bytes(4, "little")
    refused(bytes(bomb))


def test_missing_or_wrong_document_part():
    refused(zipped(word__other="<x/>"), "not a Word document")
    refused(rewritten(GOOD, "word/document.xml", lambda _: b"<html/>"), "damaged")
    refused(rewritten(GOOD, "word/document.xml", lambda _: b"<w:p"), "damaged")
    refused(rewritten(GOOD, "word/document.xml", lambda _: b"\x00\xff"), "damaged")


def test_absurd_nesting_and_length_are_refused():
    refused(document("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000), "damaged")
    refused(document("<w:p/>" * 30_000), "far longer")


def test_deep_but_permitted_nesting_is_read():
    depth = 75
    form = read_form(
        document(
            "<w:tbl><w:tr><w:tc>" * depth
            + "<w:p><w:r><w:t>x</w:t></w:r></w:p>"
            + "</w:tc></w:tr></w:tbl>" * depth
        )
    )
    assert form.layout == "unknown"


def test_nested_tables_merged_downwards_do_not_multiply():
    inner = "<w:p/>"
    merged = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * 5
    for _ in range(40):
        first = f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{inner}</w:tc></w:tr>'
        inner = f"<w:tbl>{first}{merged}</w:tbl><w:p/>"
    assert read_form(document(inner)).layout == "unknown"


def paragraph(text):
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def merged_downwards(text, rows):
    first = f'<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph(text)}</w:tc></w:tr>'
    return document(
        f"<w:tbl>{first}{'<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>' * rows}</w:tbl>"
    )


def test_long_words_merged_downwards_count_on_every_row_they_stand_in():
    refused(merged_downwards("Surname: " + "word " * 20_000, 2_800), "far longer")


def test_letters_count_over_the_body_and_the_margins_together():
    refused(document(paragraph("word " * 90_000)), "far longer")
    half = paragraph("word " * 40_000)
    footer = f'<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{half}</w:ftr>'
    refused(rewritten(document(half), "word/footer7.xml", lambda _: footer.encode()), "far longer")


def test_a_long_form_with_cells_merged_downwards_is_read():
    assert read_form(merged_downwards("Surname: " + "word " * 100, 400)).layout == "unknown"


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_packing_that_word_does_not_use_is_refused(packing, is_damaged):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("word/document.xml", b"<w:document/>" * 500)
    content = bytearray(file.getvalue())
    if is_damaged:
        start = content.index(b"word/document.xml") + len("word/document.xml")
        content[start + 5 : start + 40] = b"\xff" * 35
    refused(bytes(content), "packed in a way that Word does not use")


def test_alternative_content_nested_deep_is_read_quickly():
    inner = "<w:p/>" * 2000
    for _ in range(80):
        inner = f"<w:AlternateContent><w:Choice>{inner}</w:Choice></w:AlternateContent>"
    assert read_form(document(inner)).layout == "unknown"


def test_empty_document_is_read_as_an_unknown_form():
    form = read_form(document(""))
    assert form.layout == "unknown"
    assert form.fields["victim"]["name"] is None
    assert form.fields["perpetrators"][0]["name"] is None
