"""Telephone numbers and e-mail addresses."""

import re
from dataclasses import dataclass

PHONE = re.compile(r"(?<![\w@])(?:\+|\(\+|00)?\(?\d[\d\s().\-\u2010-\u2015]{6,22}\d(?![\w@])")
EMAIL = re.compile(r"[^\s,;:/<>()\[\]|]{1,64}@[^\s,;:/<>()\[\]|]{1,190}")
LONGEST_VALUE = 400


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
    return Phone(found[0][1] if found else None, len({digits for _, digits in found}), rest)


def read_email(text: str) -> str | None:
    """The first e-mail address in a text."""
    match = EMAIL.search(text[:LONGEST_VALUE])
    return match.group().strip(".") if match else None


def _split(written: str) -> list[str]:
    numbers = [national(part) for part in re.split(r"\s-\s|\s{3,}|\n", written)]
    return [number for number in numbers if 9 <= len(number) <= 12]


def national(written: str) -> str:
    """The digits of a number in national form."""
    written = re.sub(r"\(0\)", "", written)
    digits = re.sub(r"\D", "", written)
    if written.lstrip("( ").startswith("+44") or digits.startswith("0044"):
        digits = digits.removeprefix("00").removeprefix("44").removeprefix("0")
        return "0" + digits
    if digits.startswith("44") and len(digits) == 12:
        return "0" + digits[2:]
    return digits
