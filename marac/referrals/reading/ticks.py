"""Ticked boxes and yes-or-no answers."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from marac.referrals.reading.glyphs import EMPTY_SIGNS, TICKED_SIGNS
from marac.referrals.reading.vocabulary import meaning

TYPED_TICKED, TYPED_EMPTY = r"\[\s?[xX✓vV*]\s?\]|\([xX✓]\)", r"\[\s{0,3}\]|\(\s{1,3}\)|\[_+\]"
BOX = re.compile(
    f"(?P<on>[{TICKED_SIGNS}]\ufe0f?|{TYPED_TICKED})|(?P<off>[{EMPTY_SIGNS}]\ufe0f?|{TYPED_EMPTY})"
)
ANSWER = re.compile(
    r"^\W*(?P<answer>not known|not sure|don['’]?t know|unknown|not stated|yes|no|nk|n/k|dk|y|n)\b"
    r"(?!\s+(?:one|body))",
    re.IGNORECASE,
)
EITHER = re.compile(
    r"^\W*(?:yes|y)\s*(?:[/|,]|or|\s)\s*(?:no|n)\b(?:\s*[/|,]?\s*(?:not known|nk|dk|don['’]?t know))?\W*$",
    re.IGNORECASE,
)

Problem = Literal["both_ticked", "none_ticked", "unclear"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A box and the words that belong to it."""

    is_ticked: bool
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A yes-or-no answer: None when not known or not decidable; `rest` is what else was written there."""

    value: bool | None
    rest: str = ""
    problem: Problem | None = None


def has_boxes(text: str) -> bool:
    """Whether a text holds any tick box."""
    return BOX.search(text) is not None


def read_choices(text: str) -> list[Choice]:
    """The boxes of a text with their words: after each box, or before it if the text opens with words."""
    boxes = list(islice(BOX.finditer(text), MOST_BOXES))
    if not boxes:
        return []
    ends = [box.start() for box in boxes[1:]] + [len(text)]
    after = [text[box.end() : end].strip() for box, end in zip(boxes, ends, strict=True)]
    starts = [0] + [box.end() for box in boxes[:-1]]
    before = [text[start : box.start()].strip() for box, start in zip(boxes, starts, strict=True)]
    words = before if before[0] and not after[-1] else after
    return [Choice(box["on"] is not None, each) for box, each in zip(boxes, words, strict=True)]


LONGEST_ANSWER = 2_000
MOST_BOXES = 60


def read_answer(text: str) -> Answer:
    """Read a yes-or-no box, as ticks or as words. Blank gives the problem none_ticked."""
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        return Answer(None, rest=text, problem="unclear")
    if has_boxes(text):
        return _ticked_answer(text)
    if not text:
        return Answer(None, problem="none_ticked")
    if EITHER.match(text):
        return Answer(None, problem="both_ticked")
    if meaning("blank", text) == "words":
        return Answer(None)
    match = ANSWER.match(text)
    if match is None:
        return Answer(None, rest=text, problem="unclear")
    return Answer(_truth(match["answer"]), rest=tidy_rest(text[match.end() :]))


def _ticked_answer(text: str) -> Answer:
    ticked: set[str] = set()
    rest: list[str] = []
    for choice in read_choices(text):
        match = ANSWER.match(choice.words)
        if match is None:
            rest.append(choice.words)
            continue
        rest.append(choice.words[match.end() :])
        if choice.is_ticked:
            ticked.add(meaning("answers", match["answer"]) or "")
    remainder = tidy_rest(" ".join(filter(None, (part.strip() for part in rest))))
    if len(ticked) > 1:
        return Answer(None, remainder, "both_ticked")
    if not ticked:
        return Answer(None, remainder, "none_ticked")
    return Answer({"yes": True, "no": False}.get(ticked.pop()), remainder)


def _truth(answer: str) -> bool | None:
    return {"yes": True, "no": False}.get(meaning("answers", answer) or "")


def tidy_rest(rest: str) -> str:
    """What follows an answer, without the punctuation that joined it on, or one pair of brackets round it."""
    rest = re.sub(r"^[\s,;:.\-–—]+|[\s,;]+$", "", rest)
    if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1:
        rest = rest[1:-1].strip()
    return rest
