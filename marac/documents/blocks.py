"""Turns paragraphs, bullets, labelled values and tables into WordprocessingML, a row at a time."""

from collections.abc import Iterable, Sequence

from marac.documents.look import TINT
from marac.documents.model import Block, Bullets, Column, Labelled, Paragraphs, Table
from marac.documents.plain import escaped, lines_of, one_line

# A row stays whole only while every cell is expected to fit in this many lines, well under a landscape page.
# What an office program does with an unsplittable row taller than its page is its own affair.
_LINES_KEPT_WHOLE = 18
# The width of an average letter of table text, rounded up, in twentieths of a point.
_LETTER_WIDTH = 110

GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'


def run(text: str) -> str:
    """Return one run of plain text; tabs stay tabs."""
    inner = escaped(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r><w:t xml:space="preserve">{inner}</w:t></w:r>'


def paragraph(text: str, style: str = "Normal", *, extra: str = "") -> str:
    """Return one paragraph in the style with that id; `extra` is further paragraph property XML."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{run(text)}</w:p>'


def paragraphs(text: str, style: str = "Normal") -> str:
    """Return a paragraph for every line of the text that holds a word."""
    return "".join(paragraph(line, style) for line in lines_of(text))


def heading(text: str, level: int, *, new_page: bool = False) -> str:
    """Return a real heading of that level, on a new page if asked."""
    return paragraph(one_line(text), f"Heading{level}", extra="<w:pageBreakBefore/>" if new_page else "")


def blocks_xml(blocks: Sequence[Block], width: int) -> str:
    """Return the blocks one after the other; `width` is the page's text width in twentieths of a point."""
    return spaced(_block_xml(block, width) for block in blocks)


def spaced(pieces: Iterable[str]) -> str:
    """Return the pieces in order with a gap below each table; Word would join two tables into one."""
    joined = ""
    for piece in filter(None, pieces):
        joined += (GAP if joined.endswith("</w:tbl>") else "") + piece
    return joined


def _block_xml(block: Block, width: int) -> str:
    match block:
        case Paragraphs(texts):
            return "".join(paragraphs(text) for text in texts)
        case Bullets(texts):
            return "".join(paragraph(one_line(text), "ListBullet") for text in texts if one_line(text))
        case Labelled(pairs):
            return labelled(pairs, width)
        case Table():
            return table(block, width)


def labelled(pairs: Sequence[tuple[str, str]], width: int) -> str:
    """Return a table of labels and values without a header row; a pair without a value is left out."""
    widths = _column_widths((Column("", 3), Column("", 10)), width)
    styles = ("TableHeading", "TableText")
    rows = "".join(_row(pair, widths, styles) for pair in pairs if lines_of(pair[1]))
    return f"{_table_start('Labels with their values', widths)}{rows}</w:tbl>" if rows else ""


def table(table: Table, width: int) -> str:
    """Return the table, its header row repeated on every page, without the columns that hold nothing."""
    shown = [n for n in range(len(table.columns)) if any(lines_of(row[n]) for row in table.rows)]
    if not shown:
        return ""
    columns = [table.columns[n] for n in shown]
    widths = _column_widths(columns, width)
    header = _header_row([column.title for column in columns], widths)
    styles = ["TableText"] * len(columns)
    rows = "".join(_row([row[n] for n in shown], widths, styles) for row in table.rows)
    return f"{_table_start(table.caption, widths, header_rows=1)}{header}{rows}</w:tbl>"


def _column_widths(columns: Sequence[Column], width: int) -> list[int]:
    """Return widths in the proportion of the weights that add up to exactly `width`."""
    total = sum(column.weight for column in columns)
    widths = [width * column.weight // total for column in columns]
    widths[-1] += width - sum(widths)
    return widths


def _table_start(caption: str, widths: Sequence[int], *, header_rows: int = 0) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblLook w:val="{header_rows * 0x20 + 0x600:04X}" w:firstRow="{header_rows}"'
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="RecordTable"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'{look} w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escaped(one_line(caption))}"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _header_row(titles: Sequence[str], widths: Sequence[int]) -> str:
    tint = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
    cells = [
        _cell([one_line(title)], width, "TableHeading", tint)
        for title, width in zip(titles, widths, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _row(texts: Sequence[str], widths: Sequence[int], styles: Sequence[str]) -> str:
    cells = [lines_of(text) for text in texts]
    whole = max(map(_expected_lines, cells, widths)) <= _LINES_KEPT_WHOLE
    properties = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
    return f"<w:tr>{properties}{''.join(map(_cell, cells, widths, styles))}</w:tr>"


def _expected_lines(lines: Sequence[str], width: int) -> int:
    letters = max(width // _LETTER_WIDTH, 1)
    return sum(-(-len(line) // letters) for line in lines)


def _cell(lines: Sequence[str], width: int, style: str, shade: str = "") -> str:
    text = "".join(paragraph(line, style) for line in lines or [""])
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{text}</w:tc>'
