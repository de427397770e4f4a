"""Tick boxes as characters: every way a box is drawn in Word becomes one of two signs."""

from typing import Any

from marac.referrals.reading.safe_xml import attribute, child, is_on

TICKED, EMPTY = "☒", "☐"
TICKED_SIGNS = "☒☑✓✔✗✘✕✖☓⊠⊗🗹🗷🗸✅❎❌■●◉◼⬤⬛√"
EMPTY_SIGNS = "☐□❏❑▢○◯◻⬜⊡"

# Code points in the Wingdings family, whose characters mean nothing in any other font.
WINGDINGS_EMPTY = {0x6F, 0x70, 0x71, 0x72, 0xA3, 0xA8, 0x2A}
WINGDINGS_2_TICKED = {0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56}
WINGDINGS_1_TICKED = {0x78, 0xFB, 0xFC, 0xFD, 0xFE}


def symbol_sign(symbol: Any) -> str:
    """The sign for a symbol-font character (w:sym); empty for one that is no box."""
    font = (attribute(symbol, "font") or "").lower()
    try:
        code = int(attribute(symbol, "char") or "", 16) & 0xFF
    except ValueError:
        return ""
    if "wingdings" not in font and "webdings" not in font:
        return ""
    if code in (WINGDINGS_2_TICKED if "2" in font else WINGDINGS_1_TICKED):
        return TICKED
    return EMPTY if code in WINGDINGS_EMPTY else ""


def control_sign(checkbox: Any) -> str:
    """The sign for a check box content control, by its own state."""
    state = child(checkbox, "checked")
    return TICKED if state is not None and is_on(state) else EMPTY


def legacy_sign(checkbox: Any) -> str:
    """The sign for an old form-field check box: its state if it has one, else its default."""
    state = child(checkbox, "checked")
    if state is None:
        state = child(checkbox, "default")
    return TICKED if is_on(state) else EMPTY
