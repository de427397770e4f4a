"""Tick-all-that-apply lists of referral criteria."""

import re

from marac.referrals.reading.glyphs import EMPTY, TICKED
from marac.referrals.reading.script import Script
from marac.referrals.reading.ticks import BOX, read_choices
from marac.referrals.reading.vocabulary import SINGLE, find_label, plain

CRITERIA = {"visible_high_risk", "professional_judgement", "potential_escalation", "repeat"}
OPENINGS = sorted(
    (wording for wording, attribute in SINGLE.items() if attribute in CRITERIA), key=len, reverse=True
)
OPTION = re.compile(r"\s*(?P<label>.+?)(?:\s+[-–—]\s+|\s*[:;]\s*|\s{3,}|$).*", re.DOTALL)


TYPED = re.compile(rf"\s*(?:(?P<mark>[xX*√✓✔])\s+)?{OPTION.pattern}", re.DOTALL)


def add_tick_list(script: Script, texts: list[str]) -> bool:
    """Take a list of boxes as criteria entries, if any of its options is a criterion."""
    texts = [line for text in texts for line in text.split("\n")]
    found = [(text, *option) for text in texts for option in _options(text)]
    found = found if any(attribute for _, attribute, _, _ in found) else _typed_options(texts)
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
        elif is_ticked and rest:
            script.unread.append(("ticked option", rest))
    return True


def _typed_options(texts: list[str]) -> list[tuple[str, str | None, bool, str]]:
    """A list with no boxes, where an X or a tick was typed before some of the criteria."""
    lines = [(text, TYPED.match(text)) for text in texts if text.strip()]
    options = [(text, match) for text, match in lines if match and _criterion(match["label"])]
    if not any(match["mark"] for _, match in options) or len(options) < 2:
        return []
    return [
        (text, _criterion(match["label"]), bool(match["mark"]), text[match.start("label") :].strip())
        for text, match in options
    ]


def _options(text: str) -> list[tuple[str | None, bool, str]]:
    choices = read_choices(text)
    options = [_option(choice.is_ticked, choice.words) for choice in choices]
    opening = BOX.split(text, maxsplit=1)[0].strip()
    if len(choices) == 1 and options[0][0] is None and opening:
        return [_option(choices[0].is_ticked, f"{opening} {choices[0].words}", opening)]
    return options


def _option(is_ticked: bool, words: str, label: str = "") -> tuple[str | None, bool, str]:
    match = OPTION.match(label or words)
    return (_criterion(match["label"]) if match else None), is_ticked, words


def _criterion(option: str) -> str | None:
    label = find_label(option)
    if label is not None:
        return label.attribute if label.attribute in CRITERIA else None
    start = plain(option)
    return next((SINGLE[wording] for wording in OPENINGS if start.startswith(wording + " ")), None)
