"""Text that people type, paste or plant: it is printed as text, in full, and breaks nothing."""

import dataclasses
import io

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marac.documents.model import ActionPlan, AgencyInformation, Entry, PlanGroup
from marac.documents.plain import lines_of, one_line, plain_text
from marac.documents.word import write_action_plan, write_minutes
from tests.test_documents.specimens import COPY, MEETING, action, case_minutes, minutes


def printed_narrative(text: str) -> list[str]:
    """Return the paragraphs that a reader sees for a narrative shared by an agency."""
    shared = AgencyInformation("Shared here", (Entry(text, "Fact", "Log", "1 April 2026"),))
    case = dataclasses.replace(case_minutes(), information=(shared,), summary="After it")
    written = write_minutes(dataclasses.replace(minutes(0), cases=(case,)), COPY)
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(written)).paragraphs]
    return texts[
        texts.index("Fact. Source: Log. 1 April 2026") + 1 : texts.index("Chair's summary of the risks")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }} {% for x in y %} ${7*7}",
        "<script>alert(1)</script>",
        "<w:p><w:r><w:t>planted</w:t></w:r></w:p> & \"quoted\" 'too'",
        "]]><!-- -->&#x41;&amp;",
        "=HYPERLINK(A1) +1 -1 @SUM",
        ' INCLUDETEXT "C:\\x" ',
        "Zoë O'Niño 李 محمد 👩‍👧",
        "a\tb\tc",
        "two  spaces   kept",
    ],
)
def test_text_that_looks_like_code_is_printed_as_it_stands(text: str) -> None:
    assert printed_narrative(text) == [text]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("nul\x00bell\x07escape\x1b", ["nulbellescape"]),
        ("delete\x7f control\x9f end\ufffe\uffff", ["delete control end"]),
        ("lone \ud83d surrogate", ["lone \ufffd surrogate"]),
        ("safe\u202egnp.exe\u202c \u2066x\u2069 \u200f", ["safegnp.exe x "]),
        ("in\u200bvis\u2060ible\ufeff", ["invisible"]),
        ("one\r\ntwo\rthree\x0bfour\u2028five\n\n \nsix", ["one", "two", "three", "four", "five", "six"]),
    ],
)
def test_what_cannot_be_printed_is_taken_out_and_every_word_stays(text: str, printed: list[str]) -> None:
    assert printed_narrative(text) == printed


@pytest.mark.parametrize(
    "narrative",
    ["word " * 100_000, "x" * 500_000, "line\n" * 100_000, "<&>" * 170_000],
    ids=["words", "x", "lines", "marks"],
)
def test_half_a_megabyte_of_narrative_is_kept_in_full(narrative: str) -> None:
    assert printed_narrative(narrative) == lines_of(narrative)


def test_hostile_text_in_every_label_and_name_gives_a_readable_file() -> None:
    nasty = "\x00</w:t>]]>\ud800\u202e\r\n<b>&{{x}}"
    copy = dataclasses.replace(
        COPY,
        recipient_name=nasty,
        recipient_agency=nasty,
        made_at_london=nasty,
        copy_number=nasty,
        ledger_position=nasty,
        reference=nasty,
        receipt=nasty,
        marking=nasty,
    )
    fields = dict.fromkeys(("action", "agency", "owner", "due", "status", "outcome", "pillar"), nasty)
    plan = ActionPlan(
        meeting=dataclasses.replace(
            MEETING, conference=nasty, kind=nasty, on=nasty, chair=nasty, reference=nasty
        ),
        groups=(PlanGroup(nasty, (action(1, **fields), action(2)), (nasty,)),),
    )
    read = docx.Document(io.BytesIO(write_action_plan(plan, copy)))
    assert read.core_properties.title == one_line(nasty)
    assert read.tables[-1].rows[1].cells[1].text == "\n".join(lines_of(nasty))
    assert (
        read.sections[0]
        .footer.paragraphs[1]
        .text.startswith(f"Copy {one_line(nasty)}, for {one_line(nasty)}")
    )


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=80))
def test_any_text_at_all_can_be_read_back(text: str) -> None:
    assert printed_narrative(text) == lines_of(text)
    assert plain_text(plain_text(text)) == plain_text(text)
