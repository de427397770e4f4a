"""Read tables: pairs of label and value, section bars, child rows, the checklist."""

from marac.referrals.reading.blocks import Cell, Table
from marac.referrals.reading.checklist import checklist_columns, checklist_row
from marac.referrals.reading.pairs import split_cell, split_label
from marac.referrals.reading.person_tables import scan_person_table
from marac.referrals.reading.script import Row, Script
from marac.referrals.reading.tick_lists import add_tick_list
from marac.referrals.reading.ticks import has_boxes
from marac.referrals.reading.vocabulary import find_child_column, find_label, find_section
from marac.referrals.reading.wording import clean

FEWEST_SWAPPED = 3
CHILD_MARKS = {"to_victim", "to_perpetrator", "to_both", "school", "school_and_address", "address_and_school"}


def scan_table(table: Table, script: Script) -> None:
    """Read every row; what a heading row says holds for the rows of the same width below it."""
    if scan_person_table(table, script):
        return
    if _is_swapped(table):
        table = Table([row[::-1] if len(row) == 2 else row for row in table.rows])
    child_columns: list[str | None] = []
    tick_columns: dict[int, str] = {}
    stacked: list[Cell] = []
    for number, row in enumerate(table.rows):
        if not any(cell.text or cell.tables for cell in row):
            continue
        if not stacked and _is_label_over_answer(row, table.rows[number + 1 : number + 2]):
            stacked = row
        elif stacked and len(row) == 1:
            _scan_stacked(stacked, row, script)
            stacked = []
        elif len(row) == 1:
            child_columns, tick_columns = [], {}
            _scan_wide(row[0], script)
        elif columns := _child_columns(row):
            child_columns, tick_columns = columns, {}
            _add_headings(row, script)
        elif columns_found := checklist_columns([cell.text for cell in row]):
            tick_columns, child_columns = columns_found, []
            _add_headings(row, script)
        elif tick_columns:
            checklist_row([cell.text for cell in row], tick_columns, script)
        elif child_columns and len(row) == len(child_columns):
            _add_child(row, child_columns, script)
        elif stacked:
            _scan_stacked(stacked, row, script)
            stacked = []
        elif _is_stacked(row, table.rows[number + 1 : number + 2]):
            stacked = row
        else:
            _scan_pairs(row, script)


def _scan_wide(cell: Cell, script: Script) -> None:
    section = find_section(cell.text) if not cell.tables else None
    if section is not None:
        script.open_section(section, cell.text)
        return
    texts = cell.paragraphs
    if not (texts and script.section != "summary" and add_tick_list(script, texts)):
        for text in texts:
            _scan_wide_line(text, script)
    for inner in cell.tables:
        scan_table(inner, script)


def _scan_wide_line(text: str, script: Script) -> None:
    pair = split_label(text) if script.section != "summary" else None
    if pair is not None:
        script.table_pairs += script.add_pair(pair.label_text, [pair.value], pair.label) is not None
    else:
        script.add_loose(text)


def _scan_pairs(row: list[Cell], script: Script) -> None:
    position = 0
    while position < len(row):
        label_cell = row[position]
        value_cell = row[position + 1] if position + 1 < len(row) else None
        if not label_cell.text or value_cell is None:
            _scan_wide(label_cell, script)
            position += 1
            continue
        _scan_pair(label_cell, value_cell, script)
        position += 2


def _scan_pair(label_cell: Cell, value_cell: Cell, script: Script) -> None:
    texts = value_cell.paragraphs
    boxed = any(has_boxes(text) for text in texts)
    script.has_boxes = script.has_boxes or boxed
    label = find_label(label_cell.text)
    if boxed and label is None and add_tick_list(script, texts):
        return
    has_labels = label is None and bool(split_cell(value_cell.paragraphs))
    if has_labels or ((label is None or not label.is_exact) and split_cell(label_cell.paragraphs)):
        _scan_labels_inside(label_cell, script)
        _scan_labels_inside(value_cell, script)
        return
    script.table_pairs += script.add_pair(label_cell.text, texts, label) is not None
    for inner in value_cell.tables:
        scan_table(inner, script)


def _scan_labels_inside(cell: Cell, script: Script) -> None:
    pairs = split_cell(cell.paragraphs)
    for pair, values in pairs:
        script.table_pairs += script.add_pair(pair.label_text, values, pair.label) is not None
    if not pairs:
        _scan_wide(cell, script)
    for inner in cell.tables if pairs else ():
        scan_table(inner, script)


def _is_swapped(table: Table) -> bool:
    """A table whose labels stand in the second of two columns."""
    pairs = [row for row in table.rows if len(row) == 2]
    first = sum(_is_exact(row[0]) for row in pairs)
    second = sum(_is_exact(row[1]) for row in pairs)
    return second >= FEWEST_SWAPPED and second > 3 * first


def _is_exact(cell: Cell) -> bool:
    label = find_label(cell.text)
    return label is not None and label.is_exact


def _is_label_over_answer(row: list[Cell], following: list[list[Cell]]) -> bool:
    """One cell that is only a label, over one that is neither a label nor a heading."""
    if len(row) != 1 or not following or len(following[0]) != 1 or not _is_exact(row[0]):
        return False
    answer = following[0][0]
    if not answer.text or answer.tables or has_boxes(answer.text) or find_section(answer.text) is not None:
        return False
    is_bar = find_section(row[0].text) not in {None, "referrer"}
    return not is_bar and not split_cell(answer.paragraphs) and find_label(answer.text) is None


def _is_stacked(row: list[Cell], following: list[list[Cell]]) -> bool:
    """Labels in one row with their values in the next."""
    if not following or len(following[0]) != len(row):
        return False
    labelled = all(find_label(cell.text) for cell in row)
    return labelled and not any(find_label(cell.text) for cell in following[0])


def _scan_stacked(labels: list[Cell], values: list[Cell], script: Script) -> None:
    for label_cell, value_cell in zip(labels, values, strict=True):
        _scan_pair(label_cell, value_cell, script)


def _child_columns(row: list[Cell]) -> list[str | None]:
    columns = [find_child_column(cell.text) for cell in row]
    known = [column for column in columns if column]
    is_child_table = len(known) >= 3 and len(known) * 2 > len(row) and not CHILD_MARKS.isdisjoint(known)
    return columns if is_child_table else []


def _add_headings(row: list[Cell], script: Script) -> None:
    for cell in row:
        script.add_words("table", cell.text)


def _add_child(row: list[Cell], columns: list[str | None], script: Script) -> None:
    if not any(cell.text for cell in row):
        return
    cells: dict[str, tuple[str, str]] = {}
    for cell, column in zip(row, columns, strict=True):
        written = script.add_words("table", cell.text, column.replace("_", " ") if column else "")
        if column and column not in cells:
            cells[column] = (clean(cell.text), written)
    script.children.append(Row(cells))
