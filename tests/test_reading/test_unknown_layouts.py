"""Forms of layouts that nobody has described: what can be found is, and the rest is said to be unread."""

import pytest
from docx import Document

from tests.test_reading.compare import leaves
from tests.test_reading.forms import add_table, kinds, read

TRUTH = {
    "referring_agency": "Nowhere Housing",
    "referral_date": "2026-03-12",
    "victim.name": "Jane Example",
    "victim.date_of_birth": "1990-04-03",
    "victim.address": "1 Draft Road, Nowhere ZZ1 1AA",
    "victim.phone": "07700900111",
    "perpetrators[0].name": "Tom Sample",
    "perpetrators[0].date_of_birth": "1985-12-01",
    "consent_given": True,
    "reason_for_referral": "He follows her home.",
}
ADDRESS = TRUTH["victim.address"]
ROWS = [
    ["Name of organisation", "Nowhere Housing"],
    ["Date of referral", "12/03/2026"],
    ["Survivor’s name", "Jane Example"],
    ["Survivor’s date of birth", "3/4/90"],
    ["Survivor’s home address", ADDRESS],
    ["Survivor’s contact number", "07700 900111"],
    ["Name of abuser", "Tom Sample"],
    ["Abuser’s DOB", "1.12.85"],
    ["Does she consent?", "Yes"],
    ["Brief details", "He follows her home."],
]
ENDS = ["Nowhere Housing", "12/03/2026", "Yes", "He follows her home."]
PEOPLE = [
    ["", "Victim", "Perpetrator"],
    ["Name", "Jane Example", "Tom Sample"],
    ["DOB", "03/04/1990", "01/12/1985"],
    ["Address", ADDRESS, "NFA"],
    ["Telephone", "07700 900111", ""],
]


def of_lines(lines):
    form = Document()
    for line in lines:
        form.add_paragraph(line)
    return form


def of_table(rows, lines=()):
    form = of_lines(lines)
    add_table(form, rows)
    return form


def around(lines):
    agency, day, consent, reason = ENDS
    return [
        f"Agency: {agency}",
        f"Date: {day}",
        *lines,
        f"Consent: {consent}",
        f"Reason for referral: {reason}",
    ]


def of_people(rows):
    form = of_table(rows, [f"Agency: {ENDS[0]}", f"Date of referral: {ENDS[1]}"])
    form.add_paragraph(f"Consent given? {ENDS[2]}")
    form.add_paragraph(f"Reason for referral - {ENDS[3]}")
    return form


FORMS = {
    "a label and its answer on each line": of_lines(f"{label.rstrip('?')}: {text}" for label, text in ROWS),
    "a label and its answer with a dash": of_lines(f"{label} - {text}" for label, text in ROWS),
    "a label and its answer with a tab": of_lines(f"{label}\t{text}" for label, text in ROWS),
    "answers on the line under": of_lines(line for row in ROWS for line in row),
    "several on a line": of_lines(
        around(
            [
                "Victim name: Jane Example   DOB: 03/04/1990",
                f"Address: {ADDRESS}    Tel: 07700 900111",
                "Perpetrator name: Tom Sample\tDOB: 01/12/1985",
            ]
        )
    ),
    "two columns": of_table(ROWS),
    "two columns the wrong way round": of_table([row[::-1] for row in ROWS]),
    "one column, answers under": of_table([[text] for row in ROWS for text in row]),
    "answers in the labels’ cells": of_table(
        [
            [f"{left[0]}:\n{left[1]}", f"{right[0]}: {right[1]}"]
            for left, right in zip(ROWS[::2], ROWS[1::2], strict=True)
        ]
    ),
    "labels over answers": of_table(
        [
            [left[place], right[place]]
            for left, right in zip(ROWS[::2], ROWS[1::2], strict=True)
            for place in (0, 1)
        ]
    ),
    "a column for each person": of_people(PEOPLE),
    "a row for each person": of_people([list(column) for column in zip(*PEOPLE, strict=True)]),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_unknown_layout_gives_what_it_holds_and_says_that_it_is_unknown(form):
    form = read(form)
    got = dict(leaves(form.fields))
    assert {path: got.get(path) for path in TRUTH} == TRUTH
    assert form.layout == "unknown"
    assert kinds(form) == {
        ("layout", "unknown_layout"),
        ("incident_date", "not_given"),
        ("referrer.name", "not_given"),
    }
    assert {form.marks[path] for path in TRUTH} == {"unsure"}


def test_a_third_column_is_a_second_perpetrator():
    rows = [
        [*row, extra] for row, extra in zip(PEOPLE, ["Perpetrator 2", "Al Sample", "NK", "", ""], strict=True)
    ]
    form = read(of_people(rows))
    assert [each["name"] for each in form.fields["perpetrators"]] == ["Tom Sample", "Al Sample"]
    assert ("perpetrators[1].date_of_birth", "not_known") in kinds(form)


@pytest.mark.parametrize(
    "lines", [[], ["Dear all, Jane Example (3/4/90) was followed home by Tom Sample again."]]
)
def test_a_form_with_no_labels_gives_nothing_and_says_so(lines):
    form = read(of_lines(lines))
    assert ("layout", "unknown_layout") in kinds(form)
    assert ("victim.name", "not_given") in kinds(form)
    assert form.fields["victim"]["name"] is None and form.fields["reason_for_referral"] is None


def test_a_line_with_a_label_nobody_knows_is_pointed_out():
    form = read(of_lines(["Victim name: Jane Example", "Star sign: Pisces"]))
    assert ("words", "unread_box") in kinds(form)
