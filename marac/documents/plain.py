"""Makes any text that people typed or pasted safe to stand in the XML of a document."""

import html
import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Controls and non-characters that XML forbids or readers choke on, then marks that no reader can see but
# that reverse or hide text: direction embeddings, overrides, isolates and marks, and zero-width spaces.
# The joiners U+200C and U+200D stay: Persian and Indic names are misspelt without them.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9]+")


def plain_text(text: str) -> str:
    """Return the text with `\\n` line ends, without characters that XML forbids or that hide or reverse text.

    A lone surrogate becomes U+FFFD, so that a reader sees that a character was lost.
    """
    return _SURROGATES.sub("\ufffd", _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)))


def lines_of(text: str) -> list[str]:
    """Return the lines of the text that hold a word, cleaned."""
    return [line for line in plain_text(text).split("\n") if line.strip()]


def one_line(text: str) -> str:
    """Return the cleaned text on a single line, as headings, labels and page feet need it."""
    return " ".join(plain_text(text).split())


def escaped(text: str) -> str:
    """Return cleaned text escaped for XML."""
    return html.escape(plain_text(text))


def slug(text: str) -> str:
    """Return at most 60 letters, digits and hyphens of ASCII for a file name; "none" when nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_IN_A_FILE_NAME.sub("-", ascii_text).strip("-")[:60].rstrip("-") or "none"
