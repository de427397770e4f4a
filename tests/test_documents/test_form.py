"""The form of every document: marking, properties, structure, and bytes that can be repeated."""

import dataclasses
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from marac.documents.model import ActionPlan, Copy, PlanGroup
from marac.documents.word import file_name, write_action_plan, write_list, write_minutes
from tests.test_documents.specimens import COPY, MEETING, action, action_plan, meeting_list, minutes, parts_of

Writer = Callable[[Copy], bytes]

WRITERS: dict[str, Writer] = {
    "list": lambda copy: write_list(meeting_list(), copy),
    "minutes": lambda copy: write_minutes(minutes(), copy),
    "action plan": lambda copy: write_action_plan(action_plan(), copy),
}
every_document = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())


def opened(document: bytes) -> Document:
    return docx.Document(io.BytesIO(document))


@every_document
def test_header_and_footer_say_whose_copy_it_is(write: Writer) -> None:
    parts = parts_of(write(COPY))
    section = opened(write(COPY)).sections[0]
    assert "OFFICIAL-SENSITIVE" in section.header.paragraphs[0].text
    assert "NT-M-2026-04" in section.header.paragraphs[0].text
    assert "OFFICIAL-SENSITIVE" in section.footer.paragraphs[0].text
    assert section.footer.paragraphs[1].text == (
        "Copy 7, for Housing Testperson, Northtown Housing. Made 3 April 2026 at 14:03. "
        "Record of who has seen what: after entry 10,482."
    )
    assert 'w:instr=" PAGE "' in parts["word/footer1.xml"]
    assert 'w:instr=" NUMPAGES "' in parts["word/footer1.xml"]


@every_document
def test_the_first_page_opens_with_the_statement_of_substance_and_the_last_with_the_receipt(
    write: Writer,
) -> None:
    texts = [paragraph.text for paragraph in opened(write(COPY)).paragraphs]
    first_heading = next(
        p.text for p in opened(write(COPY)).paragraphs if p.style and p.style.name == "Heading 1"
    )
    assert texts[0] == "Northtown Marac"
    assert texts.index("Strictly confidential") < texts.index(first_heading)
    assert texts[-2:] == [
        "End of copy 7.",
        "Receipt of the record of who has seen what: size 10,482, root 3f9a0c77d1",
    ]


@every_document
def test_properties_hold_the_reference_and_the_product_and_no_name(write: Writer) -> None:
    written = write(COPY)
    properties = opened(written).core_properties
    assert properties.title == "NT-M-2026-04"
    assert properties.author == properties.last_modified_by == "marac"
    assert (properties.comments, properties.subject, properties.keywords, properties.category) == (
        "",
        "",
        "",
        "",
    )
    assert properties.language == "en-GB"
    assert properties.created == properties.modified == datetime(2026, 4, 3, 13, 3, 22, tzinfo=UTC)
    for name in ("Testperson", "Fictional", "Northtown", "python"):
        assert name not in parts_of(written)["docProps/core.xml"]


@every_document
def test_the_same_copy_has_the_same_bytes_and_another_copy_has_not(write: Writer) -> None:
    assert write(COPY) == write(COPY)
    assert write(COPY) != write(dataclasses.replace(COPY, copy_number="8"))
    with zipfile.ZipFile(io.BytesIO(write(COPY))) as package:
        assert {member.date_time for member in package.infolist()} == {(2026, 4, 3, 13, 3, 22)}


@every_document
def test_every_table_with_a_header_repeats_it_and_keeps_its_rows_whole(write: Writer) -> None:
    tables = opened(write(COPY)).tables
    headed = [table for table in tables if table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert headed
    for table in tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_a_row_longer_than_a_page_may_split_so_that_nothing_is_cut_off() -> None:
    long = action(action="Word by word. " * 2000)
    plan = ActionPlan(meeting=MEETING, groups=(PlanGroup("Northtown Housing", (long, action(2))),))
    rows = opened(write_action_plan(plan, COPY)).tables[-1].rows
    assert rows[1]._tr.trPr is None
    assert rows[2]._tr.trPr.find(qn("w:cantSplit")) is not None


@every_document
def test_the_language_is_british_english_and_the_font_is_one_every_office_has(write: Writer) -> None:
    styles = parts_of(write(COPY))["word/styles.xml"]
    assert '<w:lang w:val="en-GB"' in styles
    assert 'w:ascii="Arial"' in styles


def test_minutes_stand_upright_and_tables_of_cases_and_actions_lie_on_their_side() -> None:
    orientations = {name: opened(write(COPY)).sections[0].orientation for name, write in WRITERS.items()}
    assert orientations == {
        "list": WD_ORIENT.LANDSCAPE,
        "minutes": WD_ORIENT.PORTRAIT,
        "action plan": WD_ORIENT.LANDSCAPE,
    }
    for write in WRITERS.values():
        section = opened(write(COPY)).sections[0]
        assert sorted(round(side.mm) for side in (section.page_width, section.page_height)) == [210, 297]


def test_every_style_that_is_used_is_defined() -> None:
    for write in WRITERS.values():
        parts = parts_of(write(COPY))
        used = {piece.split('"')[0] for name in parts for piece in parts[name].split('Style w:val="')[1:]}
        defined = {piece.split('"')[0] for piece in parts["word/styles.xml"].split('w:styleId="')[1:]}
        assert used <= defined


def test_spaces_at_the_ends_of_a_run_are_kept() -> None:
    for name, text in parts_of(WRITERS["minutes"](COPY)).items():
        assert text.count("<w:t>") == text.count("<w:t>1</w:t>"), name


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_list(meeting_list(), dataclasses.replace(COPY, made_at=datetime(2026, 4, 3, 14, 3)))  # noqa: DTZ001


def test_a_file_name_holds_the_marking_and_references_only() -> None:
    assert file_name("minutes", "NT-M-2026-04", "northtown-housing", "7") == (
        "OFFICIAL-SENSITIVE_minutes_NT-M-2026-04_northtown-housing_copy-7.docx"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nSet-Cookie: b",
        "../../etc/passwd",
        "C:\\x",
        'q"; filename=y',
        "‮cod.exe",
        "Zoë/Ñandú",
        "",
        "\ud800",
        "x" * 900,
    ],
)
def test_a_file_name_survives_a_hostile_reference(hostile: str) -> None:
    name = file_name("list", hostile, hostile, hostile)
    assert name.isascii()
    assert name.startswith("OFFICIAL-SENSITIVE_list_")
    assert name.endswith(".docx")
    assert len(name) < 255
    assert not set(name) & set('\r\n/\\:;"<>|?*% ')
