"""How the documents look: styles, bullets and settings, as WordprocessingML."""

INK = "0B0C0C"
NAVY = "12304F"
GREY = "505A5F"
RULE = "B1B4B6"
TINT = "EEF1F4"

_BUILT_IN = {"Title", "Subtitle", "List Bullet", "header", "footer", *(f"heading {n}" for n in range(1, 5))}


def _style(name: str, paragraph: str, run: str, *, based_on: str = "Normal", follows: str = "Normal") -> str:
    """Return a paragraph style; its id is its name without spaces. `run` and `paragraph` are property XML."""
    identifier = name[0].upper() + name[1:].replace(" ", "")
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:next w:val="{follows}"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _spacing(before: int, after: int) -> str:
    """Return the space above and below a paragraph, in twentieths of a point."""
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _letters(half_points: int, *, colour: str = INK, bold: bool = False) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level: int, before: int, half_points: int, colour: str) -> str:
    return _style(
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/>{_spacing(before, 80)}<w:outlineLvl w:val="{level - 1}"/>',
        _letters(half_points, colour=colour, bold=True),
    )


def _frame() -> str:
    """Return the border and tint of the statement of substance; equal frames join into one box."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="{NAVY}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'


def _statement(name: str, *, bold: bool) -> str:
    indent = '<w:ind w:left="140" w:right="140"/>'
    keep = "<w:keepNext/>" if bold else ""
    return _style(name, f"{keep}<w:keepLines/>{_frame()}{_spacing(0, 60)}{indent}", _letters(20, bold=bold))


def _paragraph_styles() -> str:
    return "".join(
        (
            _style("Title", f"<w:keepNext/>{_spacing(0, 40)}", _letters(40, colour=NAVY, bold=True)),
            _style("Subtitle", f"<w:keepNext/>{_spacing(0, 200)}", _letters(26, colour=GREY)),
            _heading(1, 320, 30, NAVY),
            _heading(2, 280, 26, NAVY),
            _heading(3, 240, 23, INK),
            _heading(4, 160, 21, INK),
            _style("Identifiers", f"<w:keepNext/>{_spacing(0, 60)}", _letters(21)),
            _style("Attribution", f"<w:keepNext/>{_spacing(60, 20)}", _letters(18, colour=GREY)),
            _statement("Statement Title", bold=True),
            _statement("Statement", bold=False),
            _style("Withheld", f"<w:keepLines/>{_spacing(200, 120)}", "<w:i/><w:iCs/>" + _letters(20)),
            _style("Ending", f"{_spacing(400, 60)}<w:contextualSpacing/>", _letters(18, colour=GREY)),
            _style("Gap", f"{_spacing(0, 0)}", _letters(10)),
            _style("Table Text", f"{_spacing(20, 20)}", _letters(19), follows="TableText"),
            _style(
                "Table Heading",
                f"<w:keepNext/>{_spacing(40, 40)}",
                _letters(19, colour=NAVY, bold=True),
                based_on="TableText",
            ),
            _style(
                "List Bullet",
                f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>{_spacing(0, 60)}',
                "",
                follows="ListBullet",
            ),
            _style("header", _spacing(0, 120), _letters(18), follows="Header"),
            _style("footer", _spacing(40, 0), _letters(16, colour=GREY), follows="Footer"),
        )
    )


def _table_style() -> str:
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="RecordTable"><w:name w:val="Record Table"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{rules}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )


def styles() -> str:
    """Return every style in use: British English, Arial (Liberation Sans has the same widths)."""
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
        f"{_letters(21)}"
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/></w:style>'
        f"{_paragraph_styles()}{_table_style()}"
    )


def numbering() -> str:
    """Return the one list that the bullets use."""
    return (
        '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="280"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def settings() -> str:
    """Return the document's settings: no revision marks, no preview picture, current layout rules."""
    word = "http://schemas.microsoft.com/office/word"
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )
