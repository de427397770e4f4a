"""Make referral forms of each layout, with any box changed, for trying what no example form holds."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from docx import Document
from docx.document import Document as Form
from docx.table import Table, _Cell

from marac.referrals.reading import ReadForm, read_form

YES_NO = "☐ Yes     ☐ No     ☐ Not known"
Changes = Mapping[str, str]
ChildRows = Sequence[Sequence[str]]

A_ROWS: list[tuple[str, str | None]] = [
    ("Referring agency", None),
    ("Referring agency", "Eastvale Probation"),
    ("Contact name and role", "Tracey Elder, Victim Liaison Officer"),
    ("Telephone / e-mail", "01632 960101 / tracey.elder@eastvale.example"),
    ("Date of referral", "07/04/2025"),
    ("Date of incident", "05/04/2025"),
    ("Victim", None),
    ("Victim name", "Lucy Avon"),
    ("Victim DOB", "21/06/1979"),
    ("Victim address", "64 Instance Row, Upper Sample ZZ8 3BN"),
    ("Telephone number", "07700 900101"),
    ("Is this number safe to call?", "Yes"),
    ("Diversity information (if known)", None),
    ("Gender", "Female"),
    ("Ethnicity", "NK"),
    ("Disability", "No"),
    ("LGBT+", "No"),
    ("Interpreter needed", "No"),
    ("Alleged perpetrator", None),
    ("Perpetrator name", "Oliver Wharfe"),
    ("Also known as", ""),
    ("Perpetrator DOB", "03/09/1972"),
    ("Address", "HMP Exampleton"),
    ("Relationship to victim", "Ex-partner"),
    ("Children (one row each)", None),
    ("Reason for referral: which of the criteria are met?", None),
    ("Visible high risk", "Yes     Number of ticks: 22"),
    ("Professional judgement", "Yes"),
    ("Potential escalation", "No"),
    ("MARAC repeat", "No"),
    ("Background and reason for referral", "He waits outside her work."),
    ("Victim views and safety", None),
    ("Is the victim aware of this referral?", "Yes"),
    ("Has consent been given?", "Yes"),
    ("If no, why not / why shared without consent", ""),
    ("Who or what is the victim afraid of?", "being followed"),
    ("Who is it safe to talk to?", "Her sister"),
    ("Who is it NOT safe to talk to?", ""),
    ("Referred to another MARAC before?", "No"),
    ("Agencies that must not see this form", ""),
]
A_CHILD_HEADINGS = [
    "Name",
    "DOB",
    "Relationship to victim",
    "Relationship to perpetrator",
    "Address",
    "School",
]

B_ROWS: list[list[str]] = [
    ["1. Why are you referring? (tick all that apply)"],
    ["☒ Visible high risk (14 or more) - score: 19\n☒ Professional judgement\n☐ Escalation"],
    ["Repeat case (within 12 months)?", "☐ Yes     ☒ No"],
    ["2. Person causing harm"],
    ["Name", "Nathan Deben", "D.O.B.", "27/01/1970"],
    ["Alias / nickname", "", "Relationship to victim", "Ex-partner"],
    ["Address", "35 Draft Crescent, Midchester ZZ6 9EW"],
    ["3. Victim"],
    ["Full name", "Maria Jhelum", "DOB", "06/07/1968"],
    ["Home address", "83 Instance Row, Northtown ZZ5 9FW"],
    ["Contact number", "07700 900102", "Interpreter / language", "none"],
    ["Safe to contact on this number?", "☒ Yes     ☐ No     ☐ Not known"],
    ["Anything we must know before making contact", ""],
    ["Gender", "☒ Female     ☐ Male     ☐ Other"],
    ["Disabled", "☐ Yes     ☒ No     ☐ Not known"],
    ["LGBT+", "☐ Yes     ☒ No     ☐ Not known"],
    ["Ethnic origin", "not recorded"],
    ["4. Children in the household or affected"],
    ["Name", "DOB", "Relation to victim / to perpetrator", "School and where living"],
    ["5. Summary of concerns"],
    ["Date of this referral", "11/03/2025", "Date it last happened", "09/03/2025"],
    ["Notes and texts every day since March."],
    ["Victim is most frightened of", "him getting in"],
    ["OK to speak to", "Her sister", "Do NOT speak to", ""],
    ["Does the victim know about this referral?", "☒ Yes     ☐ No     ☐ Not known"],
    ["Consent?", "☒ Yes     ☐ No     ☐ Not known"],
    ["Reason if no consent", ""],
    ["Heard at any other MARAC?", "☐ Yes     ☒ No     ☐ Not known"],
    ["Which MARAC", "", "When", ""],
    ["Conflict of interest (who must not receive this)", ""],
    ["6. Referrer"],
    ["Agency", "Northtown Police", "Team", "Investigation"],
    ["Your name", "Adam Volta", "Job title", "DC"],
    ["Phone", "01632 960102", "E-mail", "adam.volta@northtown.example"],
]

C_LINES: list[str] = [
    "# Referral to the Marac",
    "From: Northtown Police",
    "Completed by: Graham Waveney (DC)",
    "Contact: 01632 960103, graham.waveney@northtown.example",
    "Date: 6 October 2025",
    "Incident: 2 October 2025",
    "# About the victim",
    "Name: Maria Jhelum",
    "DOB: 6 July 1968",
    "Address: 83 Instance Row, Northtown ZZ5 9FW",
    "Phone: 07700 900102",
    "Safe to call: yes",
    "Gender: female",
    "Ethnicity: not known",
    "Disabled: yes",
    "LGBT: no",
    "Interpreter: no",
    "# About the perpetrator",
    "Perpetrator name: Nathan Deben",
    "D.O.B: 27 January 1970",
    "Perpetrator address: 1 Sample House, Midchester",
    "Relationship to victim: Ex-partner",
    "# Children",
    "None",
    "# Why now",
    "Visible high risk: yes",
    "Professional judgement: yes",
    "Potential escalation: yes",
    "Repeat: no",
    "Reason for referral:",
    "Notes have started again.",
    "Victim knows about referral: yes",
    "Consent: yes",
    "Afraid of: that he has a key",
    "Safe to talk to: Her sister",
    "Not safe to talk to: ",
    "Other MARAC before: no",
    "# Checklist (tick one box a row)",
    "Total yes: 1",
]


def layout_a(
    changes: Changes | None = None,
    extra: Sequence[tuple[str, str, str | None]] = (),
    children: ChildRows = (),
) -> Form:
    """Layout A with some values changed; `extra` puts a row (label, value) after the row of a label."""
    form = Document()
    table = form.add_table(0, 2)
    for label, value in A_ROWS:
        value = (changes or {}).get(label, value) if value is not None else None
        _add_a_row(table, label, value)
        if label.startswith("Children"):
            _add_a_children(table, children)
        for after, new_label, new_value in extra:
            if after == label and (value is not None or new_value is None):
                _add_a_row(table, new_label, new_value)
    return form


def _add_a_row(table: Table, label: str, value: str | None) -> None:
    cells = table.add_row().cells
    if value is None:
        cells[0].merge(cells[1]).text = label
    else:
        cells[0].text, cells[1].text = label, value


def _add_a_children(table: Table, children: ChildRows) -> None:
    cells = table.add_row().cells
    cell: _Cell = cells[0].merge(cells[1])
    if not children:
        cell.text = "None known"
        return
    inner = cell.add_table(0, len(A_CHILD_HEADINGS))
    for row in [A_CHILD_HEADINGS, *children]:
        for written, text in zip(inner.add_row().cells, row, strict=True):
            written.text = text


def layout_b(
    changes: Changes | None = None,
    extra: Mapping[str, Sequence[Sequence[str]]] | None = None,
    children: ChildRows = (),
) -> Form:
    """Layout B with some values changed; `extra` puts rows after the row that begins with a label."""
    form = Document()
    form.add_paragraph("MARAC REFERRAL", style="Title")
    table = form.add_table(0, 4)
    for row in B_ROWS:
        _add_b_row(table, _changed(row, changes or {}))
        for new in (extra or {}).get(row[0], ()):
            _add_b_row(table, new)
        if row[-1] == "School and where living":
            for new in children or [["n/a"]]:
                _add_b_row(table, new)
    return form


def _changed(row: Sequence[str], changes: Changes) -> list[str]:
    if row[-1] == "School and where living":
        return list(row)
    if len(row) == 1:
        return [changes.get(text, text) for text in row]
    return [changes.get(row[place - 1], text) if place % 2 else text for place, text in enumerate(row)]


def _add_b_row(table: Table, texts: Sequence[str]) -> None:
    cells = table.add_row().cells
    if len(texts) == 1:
        cells[0].merge(cells[3]).text = texts[0]
    elif len(texts) == 2:
        cells[0].text = texts[0]
        cells[1].merge(cells[3]).text = texts[1]
    else:
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text


def layout_c(
    changes: Changes | None = None, extra: Mapping[str, Sequence[str]] | None = None, children: ChildRows = ()
) -> Form:
    """Layout C with some values changed; `extra` puts lines after the line of a label."""
    form = Document()
    for line in C_LINES:
        label, colon, value = line.partition(":")
        if label == "Total yes":
            _add_checklist(form)
        if line == "None" and children:
            _add_c_children(form, children)
        else:
            _add_line(form, f"{label}: {(changes or {}).get(label, value.strip())}" if colon else line)
        for new in (extra or {}).get(label, ()):
            _add_line(form, new)
    return form


def _add_line(form: Form, line: str) -> None:
    if line.startswith("# "):
        form.add_paragraph(line[2:], style="Heading 2")
        return
    label, colon, value = line.partition(":")
    paragraph = form.add_paragraph()
    paragraph.add_run(label + colon).bold = bool(colon)
    paragraph.add_run(value)


def _add_c_children(form: Form, children: ChildRows) -> None:
    add_table(form, [["Child", "DOB", "To victim", "To perpetrator", "School / address"], *children])


def _add_checklist(form: Form) -> None:
    rows = [["1", "Hurt", "✓", "", ""], ["2", "Frightened", "", "X", ""], ["3", "Alone", "", "", "☑"]]
    add_table(form, [["No.", "Topic", "Yes", "No", "Don't know"], *rows])


def add_table(form: Form, rows: Sequence[Sequence[str]]) -> Table:
    """Add a table of texts."""
    table = form.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def saved(form: Form) -> bytes:
    """The form as a file."""
    file = io.BytesIO()
    form.save(file)
    return file.getvalue()


def read(form: Form) -> ReadForm:
    """Save a form and read it."""
    return read_form(saved(form))


def kinds(form: ReadForm) -> set[tuple[str, str]]:
    """What is warned of: field path or topic, and kind."""
    return {(warning.about, warning.kind) for warning in form.warnings}


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed, or added where it is not there."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in [*names, *([] if part in names else [part])]:
            written = old.read(name) if name in names else b""
            new.writestr(name, change(written) if name == part else written)
    return file.getvalue()


def with_xml(form: Form, pattern: str, replacement: str) -> bytes:
    """The form as a file with its document XML changed in one place."""

    def change(xml: bytes) -> bytes:
        text, count = re.subn(pattern, lambda _: replacement, xml.decode(), count=1, flags=re.DOTALL)
        assert count == 1, pattern
        return text.encode()

    return rewritten(saved(form), "word/document.xml", change)
