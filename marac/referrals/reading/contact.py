"""Telephone numbers and e-mail addresses."""

import re
from dataclasses import dataclass

PHONE = re.compile(
    r"(?<![\w@])(?:\+|\(\+|00)?\(?\d(?:[\d\s().\-\u2010-\u2015]|(?<=\d)/(?=\d{6}(?!\d))){6,22}\d(?![\w@])"
)
EMAIL = re.compile(r"[^\s,;:/<>()\[\]|]{1,64}@[^\s,;:/<>()\[\]|]{1,190}")
LONGEST_VALUE = 400
# Words that only say which telephone it is. They are no condition on contact.
KIND = re.compile(
    r"\W*(?:(?:mobile|mob|home|work|tel(?:ephone)?|phone|landline|land line|number|no|or|and|cell"
    r"|[mhwt]|ext(?:ension|n)?\W*\d+|x\W*\d+)\b\W*)+",
    re.IGNORECASE,
)
# Lengths of national numbers with the leading nought, and of those that begin 07 (Ofcom's numbering plan).
LENGTHS, MOBILE_LENGTH = {10, 11}, 11


@dataclass(frozen=True, slots=True)
class Phone:
    """The first number in national digits or None, how many numbers there are, and the other words."""

    digits: str | None
    count: int
    rest: str


def read_phone(text: str) -> Phone:
    """Find a United Kingdom number: +44 and 0044 become the leading nought."""
    text = text[:LONGEST_VALUE]
    found = [(match, digits) for match in PHONE.finditer(text) for digits in _split(match.group())]
    rest = PHONE.sub(" ", text)
    rest = re.sub(r"^[\s,;:/()\-–]+|[\s,;:/()\-–]+$", "", rest)
    rest = "" if KIND.fullmatch(rest) else rest
    return Phone(found[0][1] if found else None, len({digits for _, digits in found}), rest)


def read_email(text: str) -> str | None:
    """The first e-mail address in a text."""
    match = EMAIL.search(text[:LONGEST_VALUE])
    return match.group().strip(".") if match else None


def _split(written: str) -> list[str]:
    numbers = [national(part) for part in re.split(r"\s-\s|\s{3,}|\n", written)]
    return [number for number in numbers if is_whole(number)]


def is_whole(number: str) -> bool:
    """Whether these are all the digits of a national number."""
    wanted = {MOBILE_LENGTH} if number.startswith("07") else LENGTHS
    return number.startswith("0") and len(number) in wanted


def national(written: str) -> str:
    """The digits of a number in national form. A spreadsheet drops the leading nought: it is put back."""
    written = re.sub(r"\(0\)", "", written)
    digits = re.sub(r"\D", "", written)
    if written.lstrip("( ").startswith("+44") or digits.startswith("0044"):
        digits = digits.removeprefix("00").removeprefix("44").removeprefix("0")
        return "0" + digits
    if digits.startswith("44") and len(digits) == 12:
        return "0" + digits[2:]
    if digits.startswith("7") and len(digits) == 10 and not written.lstrip("( ").startswith("+"):
        return "0" + digits
    return digits
