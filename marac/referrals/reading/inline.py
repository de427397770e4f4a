"""The words of one paragraph, as a reader of the form would see them."""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from marac.referrals.reading.glyphs import (
    EMPTY,
    EMPTY_SIGNS,
    TICKED,
    TICKED_SIGNS,
    control_sign,
    legacy_sign,
    symbol_sign,
)
from marac.referrals.reading.safe_xml import attribute, child, is_on, local_name

PASS_THROUGH = {
    "ins",
    "moveTo",
    "hyperlink",
    "smartTag",
    "customXml",
    "fldSimple",
    "dir",
    "bdo",
    "sdtContent",
}
PICTURED = {"drawing", "pict", "object"}
CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
FAR_ENOUGH = 2_000  # Elements looked through for a first word; a text box comes to it within a few dozen.
STRESSES = ("u", "highlight", "bdr")
EITHER_WORD = re.compile(
    r"(?:^|[:?])\s*(?P<yes>yes)\b\s*(?:[/|,]|or\b|\s)\s*(?P<no>no)\b[\s.]*$", re.IGNORECASE
)
BOX_SIGNS = set(TICKED_SIGNS + EMPTY_SIGNS)


@dataclass(slots=True)
class Line:
    """A paragraph being gathered: its text, how much of its start is bold, and what hung beside it."""

    text: str = ""
    bold_start: int = 0
    boxes: list[Any] = field(default_factory=list)
    hidden: bool = False
    struck: bool = False
    stressed: list[bool] = field(default_factory=list)

    def add(self, text: str, bold: bool, stressed: bool = False) -> None:
        """Append text, counting the run of bold characters at the start."""
        if bold and self.bold_start == len(self.text):
            self.bold_start += len(text)
        self.text += text
        self.stressed.extend([bold or stressed] * len(text))


def read_line(paragraph: Any) -> Line:
    """Gather one paragraph: deleted words left out, inserted ones kept, text boxes handed back apart."""
    line = Line()
    _gather(paragraph, line)
    line.text = _with_choice_ticked(line)
    return line


def _with_choice_ticked(line: Line) -> str:
    """A printed "Yes / No" of which one word is bold, underlined, ringed or highlighted, as boxes."""
    match = EITHER_WORD.search(line.text)
    if match is None:
        return line.text
    yes, no = (all(line.stressed[match.start(word) : match.end(word)]) for word in ("yes", "no"))
    if yes == no:
        return line.text
    signs = (TICKED, EMPTY) if yes else (EMPTY, TICKED)
    return f"{line.text[: match.start('yes')]}{signs[0]} {match['yes']}   {signs[1]} {match['no']}"


def _gather(element: Any, line: Line) -> None:
    for inner in element:
        name = local_name(inner)
        if name == "r":
            _gather_run(inner, line)
        elif name in PASS_THROUGH:
            _gather(inner, line)
        elif name == "sdt":
            _gather_control(inner, line)
        elif name == "AlternateContent":
            _gather(chosen_alternative(inner), line)
        elif name in PICTURED:
            line.boxes.extend(text_boxes(inner))


def _gather_run(run: Any, line: Line) -> None:
    style = child(run, "rPr")
    bold = stressed = False
    if style is not None:
        if is_on(child(style, "vanish")):
            line.hidden = line.hidden or _has_words(run)
            return
        if is_on(child(style, "strike")) or is_on(child(style, "dstrike")):
            line.struck = line.struck or _has_words(run)
            return
        bold = is_on(child(style, "b"))
        stressed = any(is_on(child(style, name)) for name in STRESSES)
    for piece in run:
        _gather_piece(piece, bold, line, stressed)


def _gather_piece(piece: Any, bold: bool, line: Line, stressed: bool = False) -> None:
    name = local_name(piece)
    if name == "t":
        line.add(piece.text or "", bold, stressed)
    elif name in CHARACTERS:
        line.add(CHARACTERS[name], bold)
    elif name == "br" and attribute(piece, "type") not in {"page", "column"}:
        line.add("\n", bold)
    elif name == "sym":
        line.add(symbol_sign(piece), bold)
    elif name == "fldChar":
        line.add(_old_field(piece), bold)
    elif name == "AlternateContent":
        for inner in chosen_alternative(piece):
            _gather_piece(inner, bold, line)
    elif name in PICTURED:
        line.boxes.extend(text_boxes(piece))


def _gather_control(control: Any, line: Line) -> None:
    settings, content = child(control, "sdtPr"), child(control, "sdtContent")
    if content is None or (settings is not None and is_on(child(settings, "showingPlcHdr"))):
        checkbox = child(settings, "checkbox") if settings is not None else None
        if checkbox is not None:
            line.add(control_sign(checkbox), False)
        return
    checkbox = child(settings, "checkbox") if settings is not None else None
    if checkbox is None:
        _gather(content, line)
        return
    # What the referrer saw is the character; the stored state counts only where no box is drawn.
    shown = read_line(content)
    drawn = next((sign for sign in shown.text if sign in BOX_SIGNS), "")
    line.add((TICKED if drawn in TICKED_SIGNS else EMPTY) if drawn else control_sign(checkbox), False)


def _old_field(marker: Any) -> str:
    settings = child(marker, "ffData")
    if settings is None:
        return ""
    checkbox, choices = child(settings, "checkBox"), child(settings, "ddList")
    if checkbox is not None:
        return legacy_sign(checkbox)
    return _chosen_entry(choices) if choices is not None else ""


def _chosen_entry(choices: Any) -> str:
    chosen = child(choices, "result")
    number = attribute(chosen, "val") if chosen is not None else "0"
    entries = [attribute(entry, "val") or "" for entry in choices if local_name(entry) == "listEntry"]
    position = int(number) if number and number.isascii() and number.isdigit() and len(number) < 4 else 0
    return entries[position] if position < len(entries) else ""


def chosen_alternative(alternatives: Any) -> Any:
    """One branch of content that Word stores twice: the first that has words in it."""
    branches = [branch for branch in alternatives if local_name(branch) in {"Choice", "Fallback"}]
    with_words = [branch for branch in branches if _has_words(branch)]
    return next(iter(with_words or branches), [])


def text_boxes(picture: Any) -> list[Any]:
    """The contents of the outermost text boxes inside a drawing, each stored version once."""
    found: list[Any] = []
    for inner in picture:
        name = local_name(inner)
        if name == "txbxContent":
            found.append(inner)
        elif name == "AlternateContent":
            found.extend(text_boxes(chosen_alternative(inner)))
        else:
            found.extend(text_boxes(inner))
    return found


def _has_words(element: Any) -> bool:
    start = islice(element.iter(), FAR_ENOUGH)
    return any(local_name(inner) == "t" and (inner.text or "").strip() for inner in start)
