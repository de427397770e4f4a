"""Puts the body of a document into a Word file: page, header, footer, properties, fixed bytes."""

import functools
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips

from marac.documents import look
from marac.documents.blocks import run
from marac.documents.model import Copy
from marac.documents.plain import one_line

PRODUCT = "marac"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS_KEPT = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.NUMBERING,
}


@dataclass(frozen=True)
class Page:
    """A sheet of A4 with its margins, in twentieths of a point."""

    width: int
    height: int
    margin: int

    @property
    def text_width(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin


PORTRAIT = Page(11906, 16838, 1134)
LANDSCAPE = Page(16838, 11906, 964)


def word_file(body: str, copy: Copy, page: Page) -> bytes:
    """Return a Word file with that body, marked on every page for the copy's recipient.

    The same body and copy give the same bytes. Raises ValueError when `copy.made_at` has no time zone.
    """
    if copy.made_at.tzinfo is None:
        raise ValueError("The time at which a copy was made needs its time zone.")
    document = docx.Document(io.BytesIO(_empty_file()))
    _lay_out(document, page)
    _fill(document.sections[0].header.part.element, _header(copy, page))
    _fill(document.sections[0].footer.part.element, _footer(copy, page))
    _describe(document, copy)
    written = io.BytesIO()
    document.save(written)
    return _completed(written.getvalue(), body, copy.made_at)


@functools.cache
def _empty_file() -> bytes:
    """Return python-docx's blank document with only our own styles, bullets and settings left in it."""
    document = docx.Document()
    for relationships in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relationships.items() if relation.reltype not in _PARTS_KEPT]:
            del relationships[key]
    document.element.body.sectPr.attrib.clear()
    _fill(document.styles.element, look.styles())
    _fill(document.settings.element, look.settings())
    _fill(document.part.numbering_part.element, look.numbering())
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _elements(xml: str) -> list[BaseOxmlElement]:
    return list(parse_xml(f'<w:body xmlns:w="{_NAMESPACE}">{xml}</w:body>'))


def _fill(element: BaseOxmlElement, xml: str) -> None:
    element.clear()
    element.extend(_elements(xml))


def _lay_out(document: Document, page: Page) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(page.width), Twips(page.height)
    section.left_margin = section.right_margin = Twips(page.margin)
    section.top_margin = section.bottom_margin = Twips(1134)
    section.header_distance = section.footer_distance = Twips(567)


def _number(instruction: str) -> str:
    """Return a field that the reader computes, PAGE or NUMPAGES."""
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _three_places(style: str, page: Page, runs: str, *, rule: str) -> str:
    """Return a paragraph with tab stops at the middle and the right edge, and a line on the `rule` side."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'<w:pBdr><w:{rule} w:val="single" w:sz="4" w:space="4" w:color="{look.RULE}"/></w:pBdr>'
        f'<w:tabs><w:tab w:val="center" w:pos="{page.text_width // 2}"/>'
        f'<w:tab w:val="right" w:pos="{page.text_width}"/></w:tabs></w:pPr>{runs}</w:p>'
    )


def _marking(copy: Copy) -> str:
    bold = f'<w:rPr><w:b/><w:bCs/><w:color w:val="{look.INK}"/><w:sz w:val="20"/></w:rPr>'
    return "<w:r><w:tab/></w:r>" + run(one_line(copy.marking)).replace("<w:r>", f"<w:r>{bold}", 1)


def _header(copy: Copy, page: Page) -> str:
    runs = _marking(copy) + "<w:r><w:tab/></w:r>" + run(one_line(copy.reference))
    return _three_places("Header", page, runs, rule="bottom")


def _footer(copy: Copy, page: Page) -> str:
    numbers = run("Page ") + _number("PAGE") + run(" of ") + _number("NUMPAGES")
    holder = one_line(
        f"Copy {copy.copy_number}, for {copy.recipient_name}, {copy.recipient_agency}. "
        f"Made {copy.made_at_london}. Record of who has seen what: after entry {copy.ledger_position}."
    )
    marked = _three_places("Footer", page, _marking(copy) + "<w:r><w:tab/></w:r>" + numbers, rule="top")
    return f'{marked}<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{run(holder)}</w:p>'


def _describe(document: Document, copy: Copy) -> None:
    """Set the file's properties: the reference and the product, never a person's name."""
    properties = document.core_properties
    properties.title = one_line(copy.reference)[:255]
    properties.author = properties.last_modified_by = PRODUCT
    properties.comments = ""
    properties.language = "en-GB"
    properties.revision = 1
    properties.created = properties.modified = copy.made_at.astimezone(UTC).replace(tzinfo=None)


def _completed(package: bytes, body: str, made_at: datetime) -> bytes:
    """Return the package with the body in place, and the copy's time, in UTC, on every member.

    The body goes in as text: moving a parsed table of 1,000 rows between trees took most of a second.
    """
    stamp = made_at.astimezone(UTC)
    moment = (stamp.year, stamp.month, stamp.day, stamp.hour, stamp.minute, stamp.second)
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, moment)
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
