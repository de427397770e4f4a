"""Telephone numbers and addresses in one form each, so that two records can be compared."""

import re

from marac.people.names import plain

_EXTENSION = re.compile(r"(?:ext|extn|extension|x)\.?\s*[0-9]+.*$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\+|00)?[0-9(][0-9()\s.\-]{7,}")
_POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][0-9a-z]?) ?([0-9][a-z]{2})\b")
_FLAT = re.compile(r"\b(?:flat|apartment|apt|unit|room) ?(?:no )?([0-9]+[a-z]?|[a-z])\b")
_HOUSE = re.compile(r"(?:^|[, ])(?:no )?([0-9]+ ?[a-z]?(?: ?[\-/] ?[0-9]+[a-z]?)?) +([a-z][^,]*)")
_NUMBER_ALONE = re.compile(r"\b([0-9]+[a-z]?), (?=[a-z])")
_STREET_TYPES = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane",
    "cl": "close", "cres": "crescent", "cresc": "crescent", "ct": "court", "crt": "court",
    "dr": "drive", "gdns": "gardens", "gdn": "gardens", "terr": "terrace", "tce": "terrace",
    "pl": "place", "sq": "square", "gr": "grove", "pk": "park", "wy": "way", "hl": "hill",
    "rw": "row",
}  # fmt: skip
_MORE_STREETS = ("view", "mews", "rise", "walk", "parade", "green", "wharf")
_STREET_WORDS = frozenset((*_STREET_TYPES.values(), *_MORE_STREETS))
_NOT_A_HOME = re.compile(
    r"\b(?:nfa|no fixed (?:abode|address)|homeless|hmp|hm prison|yoi|approved premises|hostel|refuge"
    r"|custody|withheld|safe address|not known|unknown|nk|not stated|not given|confidential"
    r"|care of|c o|police station)\b"
)
_STREET_ENDINGS = "|".join(sorted(_STREET_WORDS))
_INSTITUTION = re.compile(rf"\b(?:hospital|prison|hotel|shelter)\b(?! (?:{_STREET_ENDINGS})\b)")


def phone_digits(text: str | None) -> str | None:
    """The first telephone number in a text, as digits in national form; None when there is none.

    +44 7700 900102, 0044 (0)7700 900102 and 07700-900102 are all 07700900102. A number of another
    country keeps its code after 00.
    """
    for found in _NUMBER.finditer(_EXTENSION.sub("", text or "")):
        number = re.sub(r"[^0-9+]", "", found[0].replace("(0)", ""))
        number = re.sub(r"^\+", "00", number)
        number = re.sub(r"^00440?", "0", number)
        if re.fullmatch(r"[1-9][0-9]{9}", number):  # a spreadsheet has dropped the first 0
            number = "0" + number
        if re.fullmatch(r"0[1-9][0-9]{8,9}|00[1-9][0-9]{7,14}", number):
            return number
    return None


def address_key(text: str | None) -> str | None:
    """Flat, house number, street and postcode in one form; None when they are not all there to compare.

    None too for no fixed abode, prisons, hostels, hospitals and boxes that hold an instruction: people
    share those without being one person.
    """
    address = ", ".join(
        plain_part for part in re.split(r"[,;\n]", text or "") if (plain_part := _plain(part))
    )
    address = _NUMBER_ALONE.sub(r"\1 ", address)
    postcodes = list(_POSTCODE.finditer(address))
    if not postcodes or _NOT_A_HOME.search(address) or _INSTITUTION.search(address):
        return None
    postcode = "".join(postcodes[-1].groups())
    before = address[: postcodes[-1].start()].strip(" ,")
    flat = _FLAT.search(before)
    house = _HOUSE.search(_FLAT.sub(" ", before).strip(" ,"))
    if house is None:
        return None
    number = re.sub(r"\s", "", house[1]).replace("/", "-")
    return "|".join((flat[1] if flat else "", number, _street(house[2]), postcode))


def _plain(part: str) -> str:
    # A range such as 12-14 keeps its hyphen, which `plain` would drop.
    pieces = re.split(r"(?<=[0-9])\s*[\-–/]\s*(?=[0-9])", part)
    return "-".join(plain(piece) for piece in pieces)


def _street(text: str) -> str:
    street: list[str] = []
    for place, word in enumerate(text.split()):
        word = _STREET_TYPES.get(word, word) if place else word
        street.append(word)
        if place and word in _STREET_WORDS:
            break
    return " ".join(street)
