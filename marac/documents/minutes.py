"""The body of a set of minutes: the meeting's own sections, then a page or more for each case."""

from collections.abc import Callable, Mapping, Sequence

from marac.documents.blocks import blocks_xml, heading, labelled, paragraph, paragraphs, spaced, table
from marac.documents.model import (
    Action,
    AgencyInformation,
    CaseMinutes,
    Column,
    Heading,
    Minutes,
    Risk,
    Section,
    Table,
    Views,
)
from marac.documents.plain import one_line
from marac.documents.wording import Words

# A longer risk is a paragraph below a short heading, or the outline of the document would be unreadable.
_LONGEST_HEADING = 160


class MissingHeading(ValueError):
    """A document was given content without a heading to place it under, and would have lost it."""


def arranged(
    headings: Sequence[Heading], contents: Mapping[str, str], write_heading: Callable[[Heading], str]
) -> str:
    """Return the contents in the order of the headings; a heading without content is left out.

    Raises MissingHeading when any content has no heading: nothing is ever dropped without a word.
    """
    unplaced = {key for key, xml in contents.items() if xml} - {heading.key for heading in headings}
    if unplaced:
        raise MissingHeading(f"No heading was given for: {', '.join(sorted(unplaced))}.")
    return "".join(write_heading(h) + contents[h.key] for h in headings if contents.get(h.key))


def with_sections(contents: Mapping[str, str], sections: Sequence[Section], width: int) -> dict[str, str]:
    """Return the contents with each section added under its key, after what is already there."""
    filled = dict(contents)
    for section in sections:
        filled[section.key] = spaced((filled.get(section.key, ""), blocks_xml(section.blocks, width)))
    return filled


def action_table(actions: Sequence[Action], words: Words, width: int, *, without: str = "") -> str:
    """Return the actions as a table for a landscape page, every part of an action in a column.

    A column that is empty, or only repeats `without`, is left out.
    """
    columns = {
        "case": Column(words.case, 10),
        "action": Column(words.action, 22),
        "risk": Column(words.risk, 14),
        "subject": Column(words.subject, 8),
        "pillar": Column(words.pillar, 10),
        "agency": Column(words.agency, 12),
        "owner": Column(words.owner, 11),
        "due": Column(words.due, 10),
        "status": Column(words.status, 13),
        "outcome": Column(words.outcome, 16),
    }
    shown = [
        name for name in columns if not without or any(getattr(action, name) != without for action in actions)
    ]
    rows = tuple(tuple(getattr(action, name) for name in shown) for action in actions)
    return table(Table("Actions", tuple(columns[name] for name in shown), rows), width)


def narrow_action_table(
    actions: Sequence[Action], words: Words, width: int, *, without: Sequence[str] = ()
) -> str:
    """Return the actions as a table for a portrait page; what repeats a text of `without` is left out."""
    columns = (
        Column(words.case, 14),
        Column(words.action, 29),
        Column(words.owner, 17),
        Column(words.due, 14),
        Column(words.status, 15),
    )
    rows = tuple(_narrow_row(action, words, without) for action in actions)
    return table(Table("Actions", columns, rows), width)


def _narrow_row(action: Action, words: Words, without: Sequence[str]) -> tuple[str, ...]:
    labelled_parts = (
        (words.risk, action.risk),
        (words.subject, action.subject),
        (words.pillar, action.pillar),
    )
    details = [f"{label}: {part}" for label, part in labelled_parts if part.strip() and part not in without]
    return (
        "" if action.case in without else action.case,
        "\n".join([action.action, *details]),
        f"{action.owner}\n{action.agency}",
        action.due,
        f"{action.status}\n{action.outcome}",
    )


def minutes_body(minutes: Minutes, width: int) -> str:
    """Return the minutes below the title, as WordprocessingML. Raises MissingHeading."""
    contents = {
        "attendance": _attendance(minutes, width),
        "observers": _observers(minutes, width),
        "confidentiality": _confidentiality(minutes),
        "conflicts": _conflicts(minutes.conflicts),
        "outstanding": narrow_action_table(minutes.outstanding, minutes.words, width),
        "cases": _cases(minutes, width),
    }
    filled = with_sections(contents, minutes.sections, width)
    return arranged(minutes.headings, filled, lambda h: heading(h.text, 1, new_page=h.key == "cases"))


def _attendance(minutes: Minutes, width: int) -> str:
    columns = (Column("Agency", 5), Column("Name", 5), Column("Attendance", 4))
    rows = tuple((came.agency, came.name, came.status.value) for came in minutes.attendance)
    return table(Table("Attendance by agency and name", columns, rows), width)


def _observers(minutes: Minutes, width: int) -> str:
    columns = (Column("Agency", 5), Column("Observer", 5), Column("Confidentiality agreement", 4))
    rows = tuple((observer.agency, observer.name, observer.signed) for observer in minutes.observers)
    return table(Table("Observers", columns, rows), width)


def _confidentiality(minutes: Minutes) -> str:
    statement = minutes.confidentiality
    if statement is None:
        return ""
    recorded = f"Recorded by {statement.recorded_by}, {statement.recorded_at}."
    return paragraph(one_line(recorded), "Attribution") + paragraphs(statement.text)


def _conflicts(count: int | None) -> str:
    if count is None:
        return ""
    return paragraph(f"Declared at this meeting: {count}." if count else "None was declared at this meeting.")


def _cases(minutes: Minutes, width: int) -> str:
    return "".join(_case(case, minutes, width, new_page=n > 0) for n, case in enumerate(minutes.cases))


def _case(case: CaseMinutes, minutes: Minutes, width: int, *, new_page: bool) -> str:
    words = minutes.words
    contents = {
        "views": _views(case.views),
        "information": "".join(map(_information, case.information)),
        **_summed_up(case, minutes, width),
        "decision": paragraphs(case.decision),
        "rationale": paragraphs(case.rationale),
        "dissent": paragraphs(case.dissent),
        "disclosure": paragraphs(case.disclosure),
    }
    filled = with_sections(contents, case.sections, width)
    return (
        heading(f"{words.case} {case.reference}", 2, new_page=new_page)
        + _case_details(case, words, width)
        + arranged(minutes.case_headings, filled, lambda h: heading(h.text, 3))
        + withheld_sentence(case.withheld, words)
    )


def _summed_up(case: CaseMinutes, minutes: Minutes, width: int) -> dict[str, str]:
    """The summary of risk, and the risks: under one heading where there is no other for the summary."""
    summary = paragraphs(case.summary)
    risks = "".join(_risk(risk, case.reference, minutes.words, width) for risk in case.risks)
    if any(heading.key == "summary" for heading in minutes.case_headings):
        return {"summary": summary, "risks": risks}
    return {"risks": summary + risks}


def _case_details(case: CaseMinutes, words: Words, width: int) -> str:
    identifiers = "".join(paragraphs(line, "Identifiers") for line in case.identifiers)
    listed = ((words.listed_as, case.history), (words.criteria, "\n".join(case.criteria)))
    return identifiers + labelled(listed + case.fields, width)


def _views(views: Views | None) -> str:
    if views is None:
        return ""
    return _attribution("", views.source, views.on) + paragraphs(views.text)


def _information(shared: AgencyInformation) -> str:
    entries = "".join(
        _attribution(entry.nature, entry.source, entry.on) + paragraphs(entry.text)
        for entry in shared.entries
    )
    return heading(shared.agency, 4) + paragraphs(shared.note) + entries


def _attribution(nature: str, source: str, on: str) -> str:
    """Return the line above what was shared: its nature, its source and its date."""
    parts = (nature, f"Source: {source}" if source.strip() else "", on)
    line = ". ".join(one_line(part) for part in parts if part.strip())
    return paragraph(line, "Attribution") if line else ""


def _risk(risk: Risk, reference: str, words: Words, width: int) -> str:
    title = one_line(risk.text)
    is_short = len(title) <= _LONGEST_HEADING
    opening = heading(title, 4) if is_short else heading(words.risk, 4) + paragraphs(risk.text)
    reason = f"No action: {risk.reason_for_none}" if risk.reason_for_none.strip() else ""
    actions = narrow_action_table(risk.actions, words, width, without=(reference, risk.text))
    return opening + paragraphs(reason) + actions


def withheld_sentence(count: int | None, words: Words) -> str:
    """Return how much is not in this copy, without a hint of what it is; nothing when the count is None."""
    if count is None:
        return ""
    if count == 0:
        return paragraph("Nothing was left out of this copy.", "Withheld")
    entries = "1 entry is" if count == 1 else f"{count:,} entries are"
    return paragraph(
        f"{entries} not in this copy. Ask the {one_line(words.coordinator)} if you think that you need more.",
        "Withheld",
    )
