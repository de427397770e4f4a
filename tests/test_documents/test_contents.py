"""What a reader finds in each document, and what nobody can find."""

import dataclasses
import io

import docx
import pytest
from docx.document import Document

from marac.documents.minutes import MissingHeading
from marac.documents.model import (
    ActionPlan,
    Column,
    Heading,
    MeetingList,
    Minutes,
    Paragraphs,
    PlanGroup,
    Risk,
    Section,
    Table,
)
from marac.documents.word import write_action_plan, write_list, write_minutes
from marac.documents.wording import Words
from tests.test_documents.specimens import (
    CASE_HEADINGS,
    COPY,
    MEETING,
    action,
    action_plan,
    case_minutes,
    meeting_list,
    minutes,
    parts_of,
)

CANARY = "Kestrel-Lane-Canary"


def opened(document: bytes) -> Document:
    return docx.Document(io.BytesIO(document))


def headings_of(document: bytes, style: str) -> list[str]:
    return [p.text for p in opened(document).paragraphs if p.style is not None and p.style.name == style]


def words_of(document: bytes) -> str:
    return "\n".join(
        node.text or ""
        for node in opened(document).element.iter()
        if str(node.tag).endswith("}t") and node.text
    )


def only_case(**changed: object) -> Minutes:
    case = dataclasses.replace(case_minutes(), **changed)  # type: ignore[arg-type]
    return dataclasses.replace(minutes(0), cases=(case,))


def test_minutes_hold_every_section_in_the_order_of_the_headings() -> None:
    written = write_minutes(minutes(2), COPY)
    assert headings_of(written, "Heading 1") == [
        "Attendance",
        "Observers",
        "Confidentiality",
        "Conflicts of interest",
        "Outstanding actions",
        "Cases",
        "Next meeting",
    ]
    assert headings_of(written, "Heading 2") == ["Case NT-2026-0001", "Case NT-2026-0002"]
    assert headings_of(written, "Heading 3")[: len(CASE_HEADINGS)] == [
        heading.text for heading in CASE_HEADINGS
    ]
    assert "Northtown Police" in headings_of(written, "Heading 4")


def test_another_kind_of_conference_prints_its_own_words_and_order() -> None:
    reordered = tuple(
        Heading(heading.key, f"Panel: {heading.key}")
        for heading in reversed(CASE_HEADINGS)
        if heading.key != "rosh"
    )
    panel = dataclasses.replace(
        only_case(sections=()), case_headings=reordered, words=Words(case="Panel case", listed_as="Tier")
    )
    written = write_minutes(panel, COPY)
    assert headings_of(written, "Heading 2") == ["Panel case NT-2026-0001"]
    assert headings_of(written, "Heading 3") == [heading.text for heading in reordered]
    assert "Tier" in words_of(written)
    assert "Listed as" not in words_of(written)


def test_attendance_says_who_came_and_whether_information_was_sent() -> None:
    attendance = opened(write_minutes(minutes(0), COPY)).tables[1]
    rows = [tuple(cell.text for cell in row.cells) for row in attendance.rows]
    assert rows[0] == ("Agency", "Name", "Attendance")
    assert ("Northtown Housing", "Deputy Testperson", "Present, as deputy") in rows
    assert ("Northtown Hospital", "Hospital Testperson", "Apologies, information sent") in rows
    assert ("Northtown Education", "Education Testperson", "Apologies, no information sent") in rows
    assert ("Northtown Probation", "Probation Testperson", "Absent, no apologies") in rows


def test_what_was_shared_carries_its_nature_source_and_date() -> None:
    text = words_of(write_minutes(minutes(1), COPY))
    assert "Fact. Source: Call log. 28 March 2026\nThree calls to the address since January." in text
    assert "Professional opinion. Source: Officer in the case\nThe contact is becoming more frequent." in text
    assert "Northtown Hospital\nNothing known." in text
    assert "Source: Idva. 1 April 2026\nShe wants to stay in her home" in text


def test_a_risk_shows_its_actions_or_why_there_is_none() -> None:
    text = words_of(write_minutes(minutes(1), COPY))
    assert "No action: The bank closed the joint account on 1 April." in text
    assert "Move the child's school run" in text
    assert "Tuesday 7 April 2026 at 12:00" in text


def test_an_action_below_its_risk_repeats_neither_the_risk_nor_the_case() -> None:
    tables = opened(write_minutes(minutes(1), COPY)).tables
    rows = next(table.rows for table in tables if table.rows[-1].cells[0].text.startswith("Move the child"))
    assert [cell.text for cell in rows[0].cells] == ["Action", "Owner", "Due", "Status"]
    assert rows[1].cells[0].text == "Fit sound locks and report back, job 1\nAbout: Victim"
    assert rows[1].cells[1].text == "Housing Testperson\nNorthtown Housing"


def test_a_risk_told_at_length_is_text_below_a_short_heading() -> None:
    told = "He waits by the school gate. " * 20
    written = write_minutes(only_case(risks=(Risk(told),)), COPY)
    assert "Risk" in headings_of(written, "Heading 4")
    assert told.strip() in words_of(written)


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (0, "Nothing was left out of this copy."),
        (1, "1 entry is not in this copy."),
        (1200, "1,200 entries are not in this copy."),
    ],
)
def test_what_was_withheld_is_counted_and_never_described(count: int, sentence: str) -> None:
    assert sentence in words_of(write_minutes(only_case(withheld=count), COPY))


def test_nothing_is_said_about_withholding_unless_a_count_is_given() -> None:
    assert "this copy" not in words_of(write_minutes(only_case(withheld=None), COPY)).replace(
        "This copy was", ""
    )


def test_only_the_number_of_conflicts_is_told() -> None:
    told = words_of(write_minutes(dataclasses.replace(minutes(0), conflicts=2), COPY))
    assert "Declared at this meeting: 2." in told
    none = words_of(write_minutes(dataclasses.replace(minutes(0), conflicts=0), COPY))
    assert "None was declared at this meeting." in none
    unknown = words_of(write_minutes(dataclasses.replace(minutes(0), conflicts=None), COPY))
    assert "Conflicts of interest" not in unknown


def test_text_without_a_heading_is_refused_and_never_dropped() -> None:
    with pytest.raises(MissingHeading, match="media"):
        write_minutes(only_case(sections=(Section("media", (Paragraphs(("Say nothing.",)),)),)), COPY)
    with pytest.raises(MissingHeading, match="attendance"):
        write_minutes(dataclasses.replace(minutes(0), headings=()), COPY)
    with pytest.raises(MissingHeading, match="cases"):
        write_list(dataclasses.replace(meeting_list(), headings=()), COPY)


def test_a_section_that_was_not_given_leaves_no_trace() -> None:
    whole = write_minutes(only_case(disclosure=CANARY, dissent=CANARY), COPY)
    assert CANARY in words_of(whole)
    parts = parts_of(write_minutes(only_case(disclosure="", dissent=""), COPY))
    for name, text in parts.items():
        assert CANARY not in text, name
        assert "Disclosure to a third party" not in text, name
        assert "Differing views" not in text, name


def test_a_file_holds_no_hidden_text_comment_or_revision() -> None:
    for written in (
        write_minutes(minutes(2), COPY),
        write_list(meeting_list(), COPY),
        write_action_plan(action_plan(), COPY),
    ):
        parts = parts_of(written)
        assert sorted(parts) == [
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
            "word/document.xml",
            "word/footer1.xml",
            "word/header1.xml",
            "word/numbering.xml",
            "word/settings.xml",
            "word/styles.xml",
        ]
        for forbidden in ("w:vanish", "w:ins ", "w:del ", "w:comment", "w:rsid", "TargetMode"):
            assert forbidden not in "".join(parts.values())


def test_the_list_shows_each_case_on_a_row_and_no_empty_column() -> None:
    written = opened(write_list(meeting_list(3), COPY))
    rows = [[cell.text for cell in row.cells] for row in written.tables[-1].rows]
    assert rows[0] == [
        "No.",
        "Time",
        "Case",
        "People",
        "Listed as",
        "Criteria",
        "Referred by",
        "Agencies asked",
    ]
    assert [row[2] for row in rows[1:]] == ["NT-2026-0001", "NT-2026-0002", "NT-2026-0003"]
    assert rows[1][-1] == "Northtown Housing\nNorthtown Hospital"


def test_an_empty_list_and_an_empty_plan_say_so() -> None:
    empty = MeetingList(meeting=MEETING, headings=(Heading("cases", "Cases"),))
    assert "No cases are listed in this copy." in words_of(write_list(empty, COPY))
    assert "No actions are recorded in this copy." in words_of(
        write_action_plan(ActionPlan(meeting=MEETING), COPY)
    )
    idle = ActionPlan(meeting=MEETING, groups=(PlanGroup("Northtown Police", ()),))
    assert "No actions in this copy." in words_of(write_action_plan(idle, COPY))


def test_a_plan_by_agency_names_the_case_and_a_plan_by_case_names_the_agency() -> None:
    by_agency = opened(write_action_plan(action_plan(4), COPY)).tables[-1]
    assert [cell.text for cell in by_agency.rows[0].cells][:2] == ["Case", "Action"]
    assert "Agency" not in [cell.text for cell in by_agency.rows[0].cells]
    group = PlanGroup("NT-2026-0001", (action(1), action(1, agency="Northtown Police")))
    by_case = opened(write_action_plan(ActionPlan(meeting=MEETING, groups=(group,)), COPY)).tables[-1]
    header = [cell.text for cell in by_case.rows[0].cells]
    assert "Agency" in header
    assert "Case" not in header


def test_a_status_and_an_outcome_are_printed_in_words() -> None:
    failed = action(status="Not completed: agency did not act", outcome="No officer was named.")
    plan = ActionPlan(meeting=MEETING, groups=(PlanGroup("Northtown Housing", (failed,)),))
    text = words_of(write_action_plan(plan, COPY))
    assert "Not completed: agency did not act" in text
    assert "No officer was named." in text


def test_two_tables_in_one_section_stay_two_tables() -> None:
    one = Table("One", (Column("A", 1),), (("a",),))
    written = write_minutes(only_case(sections=(Section("rosh", (one, one)),), withheld=None), COPY)
    assert "</w:tbl><w:tbl>" not in parts_of(written)["word/document.xml"]
