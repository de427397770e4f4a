"""Empty fields of which the form itself says something: that it is not known, or that there is none."""

import re

from marac.referrals.reading import ReadForm
from marac.referrals.reading.ticks import BOX, has_boxes
from marac.referrals.reading.wording import BLANK_SIGNS, is_blank, is_none

NOT_KNOWN, NONE = "not known", "none"
_PARTS = re.compile(r"\s*[/|]\s*")


def said_of(read: ReadForm) -> dict[str, str]:
    """What the form says of the fields that it leaves without a value, by path."""
    words = {each.id: each.text for each in read.words}
    found = {}
    for path, mark in read.marks.items():
        if mark == "missing":
            texts = [words.get(place, "") for place in read.found_at.get(path, ())]
            said = next((said for text in texts if (said := _said(text))), "")
            if said:
                found[path] = said
    return found


def _said(text: str) -> str:
    if has_boxes(text):
        is_ticked = any(box["on"] for box in BOX.finditer(text))
        return NOT_KNOWN if is_ticked else ""
    if not text.strip() or BLANK_SIGNS.fullmatch(text):
        return ""
    if is_blank(text):
        return NOT_KNOWN
    # One box for two answers, "Child / None", ends with the one that is missing.
    return NONE if is_none(text) or is_none(_PARTS.split(text.strip())[-1]) else ""
