"""Whatever bytes come in, a form comes out or a plain refusal."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marac.referrals.reading import UnreadableForm, read_form
from tests.test_reading.compare import CASES, example_forms, leaves
from tests.test_reading.forms import layout_a, layout_b, layout_c, rewritten, saved

FILES = [CASES / form["file"] for form in example_forms()]
BLANK = {"A": saved(layout_a()), "B": saved(layout_b()), "C": saved(layout_c())}
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
VALUES = {"A": b"Lucy Avon", "B": b"Maria Jhelum", "C": b"Maria Jhelum"}
SMALL_FORMS = sorted(FILES, key=lambda file: file.stat().st_size)[:6]


def outcome(content):
    try:
        form = read_form(content)
    except UnreadableForm as refusal:
        assert str(refusal)
        return None
    assert set(form.marks) == {path for path, _ in leaves(form.fields)}
    json.dumps(form.fields, ensure_ascii=False).encode()
    return form


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_at_all(content):
    outcome(content)
    outcome(b"PK\x03\x04" + content)


@pytest.mark.parametrize("file", SMALL_FORMS, ids=lambda file: file.name)
def test_truncated_and_mutated_copies_of_real_forms(file):
    content, chance = file.read_bytes(), random.Random(7)
    for _ in range(40):
        outcome(content[: chance.randrange(len(content))])
        spoiled = bytearray(content)
        for _ in range(chance.randrange(1, 30)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        outcome(bytes(spoiled))


@pytest.mark.parametrize("layout", "ABC")
def test_document_xml_with_pieces_cut_out_repeated_and_swapped(layout):
    chance = random.Random(layout)

    def spoil(xml):
        parts = xml.split(b"><")
        for _ in range(6):
            start = chance.randrange(len(parts))
            end = min(len(parts), start + chance.randrange(1, 40))
            parts = chance.choice(
                [parts[:start] + parts[end:], parts[:end] + parts[start:], parts[end:] + parts[:start]]
            ) or [b"<x/>"]
        return b"><".join(parts)

    for _ in range(60):
        outcome(rewritten(BLANK[layout], "word/document.xml", spoil))


@pytest.mark.parametrize("layout", "ABC")
@QUICK
@given(text=st.text(max_size=300))
def test_any_text_in_a_box(layout, text):
    escaped = "".join(f"&#{ord(sign)};" for sign in text).encode()
    outcome(rewritten(BLANK[layout], "word/document.xml", lambda xml: xml.replace(VALUES[layout], escaped)))


@pytest.mark.parametrize("layout", "ABC")
@SLOW
@given(
    chance=st.randoms(use_true_random=False),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
)
def test_any_text_in_every_box(layout, chance, text):
    signs = "☐☒ /;:()0123456789.,-\n" + text
    makers = {"A": layout_a, "B": layout_b, "C": layout_c}
    form = makers[layout]()
    for paragraph in [
        each for table in form.tables for row in table.rows for cell in row.cells for each in cell.paragraphs
    ]:
        if chance.random() < 0.3:
            written = "".join(chance.choice(signs) for _ in range(chance.randrange(40)))
            paragraph.text = "".join(sign for sign in written if sign.isprintable() or sign == "\n")
    assert outcome(saved(form)) is not None


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u0085", "\u00ad"])
def test_hidden_characters_never_reach_a_field_or_the_words(sign):
    form = outcome(
        rewritten(BLANK["B"], "word/document.xml", lambda xml: xml.replace(b"Maria", f"Ma{sign}ria".encode()))
    )
    assert form.fields["victim"]["name"] == "Maria Jhelum"
    assert all(sign not in each.text + each.label + each.heading for each in form.words)
    assert any(each.kind == "hidden_characters" for each in form.warnings)


@pytest.mark.parametrize("bad", [b"\x00", b"\x0b", b"\xff\xfe", b"&#0;", b"&#xD800;", b"&#xFFFF;"])
def test_characters_that_xml_forbids_are_a_damaged_file(bad):
    assert (
        outcome(
            rewritten(BLANK["A"], "word/document.xml", lambda xml: xml.replace(b"Lucy", b"Lu" + bad + b"cy"))
        )
        is None
    )
