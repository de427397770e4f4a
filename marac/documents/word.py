"""Writes the Word documents of a meeting: the list of cases, the minutes and the action plan.

Pure functions: from values already filtered for one recipient to the bytes of a file.
"""

from marac.documents.blocks import GAP, heading, labelled, paragraph, paragraphs, table
from marac.documents.minutes import action_table, arranged, minutes_body, with_sections
from marac.documents.model import (
    ActionPlan,
    AgendaItem,
    Column,
    Copy,
    MeetingHeading,
    MeetingList,
    Minutes,
    PlanGroup,
    Table,
)
from marac.documents.package import LANDSCAPE, PORTRAIT, word_file
from marac.documents.plain import one_line, slug
from marac.documents.wording import Words


def write_list(meeting_list: MeetingList, copy: Copy) -> bytes:
    """Return the list of cases for a meeting as a Word file, landscape. Raises MissingHeading."""
    width, words = LANDSCAPE.text_width, meeting_list.words
    filled = with_sections({"cases": _listed_cases(meeting_list, width)}, meeting_list.sections, width)
    body = arranged(meeting_list.headings, filled, lambda h: heading(h.text, 1))
    opening = _opening(words.list_title, meeting_list.meeting, words, meeting_list.statement, width)
    return word_file(opening + body + ending(copy), copy, LANDSCAPE)


def write_minutes(minutes: Minutes, copy: Copy) -> bytes:
    """Return the minutes of a meeting as a Word file, portrait. Raises MissingHeading."""
    width, words = PORTRAIT.text_width, minutes.words
    opening = _opening(words.minutes_title, minutes.meeting, words, minutes.statement, width)
    return word_file(opening + minutes_body(minutes, width) + ending(copy), copy, PORTRAIT)


def write_action_plan(plan: ActionPlan, copy: Copy) -> bytes:
    """Return the action plan of a meeting as a Word file, landscape, one section for each group."""
    width, words = LANDSCAPE.text_width, plan.words
    opening = _opening(words.plan_title, plan.meeting, words, plan.statement, width)
    groups = "".join(_plan_group(group, words, width) for group in plan.groups)
    body = groups or paragraph("No actions are recorded in this copy.")
    return word_file(opening + body + ending(copy), copy, LANDSCAPE)


def file_name(kind: str, reference: str, recipient_slug: str, copy_number: str) -> str:
    """Return an ASCII file name made of the marking and references only, safe in a response header."""
    parts = (slug(kind), slug(reference), slug(recipient_slug), f"copy-{slug(copy_number)}")
    return f"OFFICIAL-SENSITIVE_{'_'.join(parts)}.docx"


def _opening(
    title: str, meeting: MeetingHeading, words: Words, statement: tuple[str, ...], width: int
) -> str:
    """Return the top of the first page: which meeting, and the statement of substance."""
    details = (
        ("Conference", f"{meeting.kind}. {meeting.sitting}"),
        ("Reference", meeting.reference),
        (words.chair, meeting.chair),
    )
    return (
        paragraph(one_line(meeting.conference), "Title")
        + paragraph(one_line(f"{title}, {meeting.on}"), "Subtitle")
        + labelled(details, width)
        + GAP
        + paragraph(one_line(statement[0]), "StatementTitle")
        + "".join(paragraphs(text, "Statement") for text in statement[1:])
    )


def ending(copy: Copy) -> str:
    """Return the last words, by which a reader knows that no page is missing, and the ledger's receipt."""
    receipt = f"Receipt of the record of who has seen what: {copy.receipt}" if copy.receipt.strip() else ""
    return paragraph(f"End of copy {one_line(copy.copy_number)}.", "Ending") + paragraphs(receipt, "Ending")


def _listed_cases(meeting_list: MeetingList, width: int) -> str:
    words = meeting_list.words
    columns = (
        Column("No.", 4),
        Column("Time", 6),
        Column(words.case, 11),
        Column(words.people, 24),
        Column(words.listed_as, 11),
        Column(words.criteria, 17),
        Column(words.referred_by, 12),
        Column(words.agencies, 17),
        Column(words.note, 14),
    )
    rows = tuple(map(_listed_case, meeting_list.cases))
    listed = table(Table(words.list_title, columns, rows), width)
    return listed or paragraph("No cases are listed in this copy.")


def _listed_case(case: AgendaItem) -> tuple[str, ...]:
    return (
        case.number,
        case.starts,
        case.reference,
        "\n".join(case.identifiers),
        case.history,
        "\n".join(case.criteria),
        case.referred_by,
        "\n".join(case.agencies),
        case.note,
    )


def _plan_group(group: PlanGroup, words: Words, width: int) -> str:
    notes = "".join(map(paragraphs, group.notes))
    actions = action_table(group.actions, words, width, without=group.title)
    return heading(group.title, 1) + notes + (actions or paragraph("No actions in this copy."))
