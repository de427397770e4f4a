"""Tick-all-that-apply lists of referral criteria."""

import re

from marac.referrals.reading.glyphs import EMPTY, TICKED
from marac.referrals.reading.script import Script
from marac.referrals.reading.ticks import read_choices
from marac.referrals.reading.vocabulary import SINGLE, find_label, plain

CRITERIA = {"visible_high_risk", "professional_judgement", "potential_escalation", "repeat"}
OPENINGS = sorted(
    (wording for wording, attribute in SINGLE.items() if attribute in CRITERIA), key=len, reverse=True
)
OPTION = re.compile(r"\s*(?P<label>.+?)(?:\s+[-–—]\s+|\s*[:;]\s*|\s{3,}|$).*", re.DOTALL)


def add_tick_list(script: Script, texts: list[str]) -> bool:
    """Take a list of boxes as criteria entries, if any of its options is a criterion."""
    found = [(text, *option) for text in texts for option in _options(text)]
    if not any(attribute for _, attribute, _, _ in found):
        return False
    script.has_boxes = True
    ids = {text: script.add_words("field", text) for text in texts if text.strip()}
    for text, attribute, is_ticked, rest in found:
        if attribute:
            # Kept as a box, so that an empty one still reads as "no" and not as blank.
            script.add_entry(
                attribute, None, [f"{TICKED if is_ticked else EMPTY} {rest}".strip()], [ids[text]]
            )
    return True


def _options(text: str) -> list[tuple[str | None, bool, str]]:
    options: list[tuple[str | None, bool, str]] = []
    for choice in read_choices(text):
        match = OPTION.match(choice.words)
        attribute = _criterion(match["label"]) if match else None
        options.append((attribute, choice.is_ticked, choice.words))
    return options


def _criterion(option: str) -> str | None:
    label = find_label(option)
    if label is not None:
        return label.attribute if label.attribute in CRITERIA else None
    start = plain(option)
    return next((SINGLE[wording] for wording in OPENINGS if start.startswith(wording + " ")), None)
