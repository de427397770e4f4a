"""Ticked boxes and yes-or-no answers."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from marac.referrals.reading.glyphs import EMPTY_SIGNS, TICKED_SIGNS
from marac.referrals.reading.vocabulary import WORDINGS, meaning
from marac.referrals.reading.wording import is_blank

MARK = r"\s?[xX✓✔√vV*]\s?"
TYPED_TICKED = rf"\[(?:{MARK}|\s?[yY]\s?)\]|\({MARK}\)|\{{{MARK}\}}|<{MARK}>"
TYPED_EMPTY = r"\[\s{0,3}\]|\(\s{1,3}\)|\[_+\]|\{\s{0,3}\}|<\s{1,3}>"
BOX = re.compile(
    f"(?P<on>[{TICKED_SIGNS}]\ufe0f?|{TYPED_TICKED})|(?P<off>[{EMPTY_SIGNS}]\ufe0f?|{TYPED_EMPTY})"
)
WORDS = {
    word for table in ("answers", "open_answers") for words in WORDINGS[table].values() for word in words
}
ANY_ANSWER = "|".join(sorted((*WORDS, "don['’]t know", "n/k", "n/a"), key=len, reverse=True))
ANSWER = re.compile(
    rf"^\W*(?P<answer>{ANY_ANSWER})\b(?!\s+(?:one|body|longer|idea|answer|doubt|matter)\b)", re.IGNORECASE
)
# The printed choice itself, with nothing yet said: "Yes / No (delete as appropriate)".
EITHER = re.compile(
    r"^\W*(?:yes|y)\s*(?:[/|,]|or|\s)\s*(?:no|n)\b(?!\s*/?\s*[a-z]\))"
    rf"(?:\s*(?:[/|,]|or)?\s*(?:{ANY_ANSWER})\b)?\s*\*?\s*"
    r"(?:[(\[]?\s*\*?(?:please\s+)?(?:delete|circle|tick|strike|cross|mark|select|choose)\b[^)\]\n:]*[)\]]?)?[\s.:*\-–]*",
    re.IGNORECASE,
)
BARE = re.compile(
    rf"(?P<mark>[xX✓✔√{TICKED_SIGNS}]\ufe0f?)(?!\w)|(?P<word>(?<!\w)(?:{ANY_ANSWER})(?!\w))", re.IGNORECASE
)

BOXED = re.compile(f"[{EMPTY_SIGNS}]|{TYPED_TICKED}|{TYPED_EMPTY}")

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
    boxes = _boxes(text)
    if not boxes:
        return []
    ends = [box.start() for box in boxes[1:]] + [len(text)]
    after = [text[box.end() : end].strip() for box, end in zip(boxes, ends, strict=True)]
    starts = [0] + [box.end() for box in boxes[:-1]]
    before = [text[start : box.start()].strip() for box, start in zip(boxes, starts, strict=True)]
    words = (
        before if before[0] and (not after[-1] or _is_answer(before[0]) > _is_answer(after[-1])) else after
    )
    return [Choice(box["on"] is not None, each) for box, each in zip(boxes, words, strict=True)]


def _boxes(text: str) -> list[re.Match[str]]:
    return list(islice(BOX.finditer(text), MOST_BOXES))


def _is_answer(text: str) -> bool:
    return ANSWER.match(text) is not None


LONGEST_ANSWER = 2_000
MOST_BOXES = 60


def read_answer(text: str) -> Answer:
    """Read a yes-or-no box, as ticks or as words. Blank gives the problem none_ticked."""
    text = text.strip()
    if len(text) > LONGEST_ANSWER:
        return Answer(None, rest=text, problem="unclear")
    if not text:
        return Answer(None, problem="none_ticked")
    marked = _beside_words(text)
    if marked is not None:
        return marked
    if has_boxes(text):
        return _ticked_answer(text)
    if is_blank(text):
        return Answer(None)
    return _worded_answer(text)


def _worded_answer(text: str) -> Answer:
    either = EITHER.match(text)
    said = text[either.end() :] if either else text
    if either and not said.strip():
        return Answer(None, problem="both_ticked")
    match = ANSWER.match(said)
    if match is None:
        return Answer(None, rest=text, problem="unclear")
    return Answer(_truth(match["answer"]), rest=tidy_rest(said[match.end() :]))


def _beside_words(text: str) -> Answer | None:
    """A mark typed beside one of the printed words, with no boxes ("Yes x   No"); None for any other text.

    A mark at the same distance from both words says nothing: that is unclear, never guessed at.
    """
    found = list(islice(BARE.finditer(text), MOST_BOXES))
    words = [match for match in found if match["word"]]
    marks = [match for match in found if match["mark"]]
    between = re.sub(r"[\W_]", "", BARE.sub("", text))
    kinds = [meaning("answers", match["word"]) for match in words]
    if between or len(set(kinds)) < 2 or len(kinds) != len(set(kinds)) or BOXED.search(text):
        return None
    if not marks or len(marks) >= len(words):
        return None if marks or not {"yes", "no"} <= set(kinds) else Answer(None, problem="both_ticked")
    chosen = {_nearest(mark, words) for mark in marks}
    if None in chosen:
        return Answer(None, rest=text, problem="unclear")
    if len(chosen) > 1:
        return Answer(None, problem="both_ticked")
    return Answer({"yes": True, "no": False}.get(kinds[chosen.pop() or 0] or ""))


def _nearest(mark: re.Match[str], words: list[re.Match[str]]) -> int | None:
    gaps = sorted((_gap(mark, word), place) for place, word in enumerate(words))
    return None if gaps[0][0] == gaps[1][0] else gaps[0][1]


def _gap(mark: re.Match[str], word: re.Match[str]) -> int:
    if word.start() > mark.start():
        return word.start() - mark.end()
    is_labelled = mark.string[word.end() : mark.start()].strip() == ":"
    return 0 if is_labelled else mark.start() - word.end()


def _ticked_answer(text: str) -> Answer:
    ticked: set[str] = set()
    rest: list[str] = []
    choices = read_choices(text)
    opening, closing = text[: _boxes(text)[0].start()], text[_boxes(text)[-1].end() :]
    if _is_answer(opening) and _is_answer(closing):
        return Answer(None, text, "unclear")
    for choice in choices:
        match = ANSWER.match(choice.words)
        if match is None:
            rest.append(choice.words)
            continue
        rest.append(choice.words[match.end() :])
        if choice.is_ticked:
            ticked.add(meaning("answers", match["answer"]) or "open")
    if len(choices) == 1 and choices[0].is_ticked and not choices[0].words:
        return Answer(True)
    if _is_answer(opening):
        rest.append(closing)
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
