"""Tables with a column, or a row, for each person."""

import re

from marac.referrals.reading.blocks import Cell, Table
from marac.referrals.reading.script import PERSONAL_ATTRIBUTES, Script
from marac.referrals.reading.vocabulary import Label, find_label, find_section

PEOPLE = {"victim", "perpetrator", "referrer"}
CORNER = re.compile(r"\W*(?:details?|field|question|information|role|person|who|type)?\W*", re.IGNORECASE)


def scan_person_table(table: Table, script: Script) -> bool:
    """Read a table headed by people with labels beside it, or by labels with people beside it."""
    rows = [row for row in table.rows if any(cell.text for cell in row)]
    if len(rows) < 2 or len(rows[0]) < 2 or not CORNER.fullmatch(rows[0][0].text[:40]):
        return False
    width = len(rows[0])
    grid = [list(row) for row in rows if len(row) == width]
    if _are_people(grid[0][1:]) and _are_labels([row[0] for row in grid[1:]]):
        _read_people([list(column) for column in zip(*grid, strict=True)], script)
        return True
    if _are_people([row[0] for row in grid[1:]], fewest=1) and _are_labels(grid[0][1:]):
        _read_people(grid, script)
        return True
    return False


def _are_people(cells: list[Cell], fewest: int = 2) -> bool:
    return len(cells) >= fewest and all(_person(cell) is not None for cell in cells)


def _are_labels(cells: list[Cell]) -> bool:
    labels = [find_label(cell.text) for cell in cells]
    attributes = {label.attribute for label in labels if label is not None}
    return "name" in attributes and len(attributes) * 2 >= len(cells)


def _person(cell: Cell) -> str | None:
    section = find_section(cell.text)
    return section if section in PEOPLE else None


def _read_people(lines: list[list[Cell]], script: Script) -> None:
    """Each line is a person: who, and an answer to each of the labels in the first line."""
    labels = lines[0][1:]
    for line in lines[1:]:
        section = _person(line[0])
        if section is None:
            continue
        script.open_section(section, line[0].text)
        for label_cell, value_cell in zip(labels, line[1:], strict=True):
            label = find_label(label_cell.text)
            if value_cell.text and _belongs(label, section):
                script.table_pairs += (
                    script.add_pair(label_cell.text, value_cell.paragraphs, label) is not None
                )
    # What stands after the table belongs to none of these people.
    script.section = "criteria"


def _belongs(label: Label | None, section: str) -> bool:
    if label is None:
        return True
    is_relation = label.attribute == "relationship_to_victim"
    return (
        section == "perpetrator"
        if is_relation
        else label.attribute in PERSONAL_ATTRIBUTES or section == "victim"
    )
