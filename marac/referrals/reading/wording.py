"""Phrases that change what a box means: nothing known, withheld, no fixed abode, not to be shared."""

import re

from marac.referrals.reading.vocabulary import meaning

BLANK_SIGNS = re.compile(r"[\s\-–—_.?*/\\…·•]*")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
STREET_NUMBER = re.compile(r"(?<![\d/.:])\d{1,4}[A-Za-z]?,?\s+[A-Z]\w+\s+[A-Z]\w+")
WITHHELD = re.compile(
    r"safe\s+address|secret\s+address|address\s+(?:is\s+)?(?:withheld|confidential|protected|restricted|suppressed|secret)"
    r"|\bnot\s+(?:for|to\s+be)\s+(?:circulat|record|disclos|shar|writ|giv|put|includ|releas|held)\w*"
    r"|\bdo\s+not\s+(?:record|circulate|disclose|share|write|give|put|include|release)\b"
    r"|\bwithheld\b|\bnot\s+disclosed\b|\bconfidential\b|\brefuge\b|\bcontact\s+(?:via|through)\s+(?:the\s+)?referr\w+"
    r"|\bvia\s+(?:the\s+)?referr\w+|\bheld\s+by\s+(?:the\s+)?referr\w+|\bundisclosed\b|\bknown\s+(?:only\s+)?to\b|\bask\s+(?:the\s+)?(?:referrer|idva|worker)"
    r"|\bcontact\s+(?:via|through)\b|\bvia\s+(?:the\s+)?(?:idva|worker|police)\b|\bcannot\s+be\s+(?:shared|given|recorded)"
    r"|\bsafe\s?house\b|\bsup+ress?ed\b|\bredacted\b|\bnot\s+safe\s+to\b",
    re.IGNORECASE,
)
# Read only where a box holds no postcode and no house number: words that send elsewhere for the address, or warn.
ADDRESS_ELSEWHERE = re.compile(
    r"\b(?:safe|secret|secure|sensitive|hidden|restricted|sealed)\b|\b(?:not|never)\s+(?:to|for|safe)\b|\bdo\s+not\b"
    r"|\b(?:see|ask|ring|phone|call|contact|request|speak\s+to|held\s+(?:\w+\s+)?by|with)\s+(?:\w+\s+){0,3}?"
    r"(?:referrer|idva|isac|worker|officer|police|coordinator|advocate|agency)\b|\bon\s+request\b",
    re.IGNORECASE,
)
NO_FIXED_ABODE = re.compile(
    r"\bn[./]?\s?f[./]?\s?a\b\.?|\b(?:no|without)\s+(?:a\s+)?(?:fixed|settled|permanent|current|stable)\s+(?:abode|address|home|residence)"
    r"|\bno\s+abode\b|\bhomeless\b|\brough\s+sleep\w*|\b(?:sleep|liv)(?:s|ing)\s+rough\b|\bon\s+the\s+streets?\b"
    r"|\b(?:sofa|couch)[\s-]?surf\w*|\b(?:liv|sleep)(?:es?|s|ing)\s+in\s+(?:(?:his|her|their|a|the)\s+)?(?:car|van|tent|vehicle)\b",
    re.IGNORECASE,
)
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
JOINERS = re.compile("[\u200c\u200d]")


def is_blank(text: str) -> bool:
    """Nothing, dashes, or words that only say nothing is known."""
    return (BLANK_SIGNS.fullmatch(text[:200]) is not None and len(text) <= 200) or meaning(
        "blank", text
    ) == "words"


def is_none(text: str) -> bool:
    """Blank, or words that say there is none."""
    return is_blank(text) or meaning("blank", text) is not None


def is_withheld_address(text: str) -> bool:
    """An instruction about an address. The name of a street ("12 Refuge Road") is none."""
    if not holds_address(text) and ADDRESS_ELSEWHERE.search(text):
        return True
    return WITHHELD.search(STREET_NUMBER.sub(" ", text)) is not None


def is_elsewhere(text: str) -> bool:
    """Words that point to another box: "as above", "same as victim"."""
    return meaning("elsewhere", text) is not None


def holds_address(text: str) -> bool:
    """A postcode or a house number with a street."""
    return POSTCODE.search(text) is not None or STREET_NUMBER.search(text) is not None


def is_no_fixed_abode(text: str) -> bool:
    """No fixed abode in any usual wording."""
    return NO_FIXED_ABODE.search(text) is not None


def has_hidden_characters(text: str) -> bool:
    """Control, direction-changing, zero-width or unassigned characters."""
    return HIDDEN.search(text) is not None or JOINERS.search(text) is not None


def clean(text: str) -> str:
    """The text without hidden characters. Joiners stay: some scripts spell with them."""
    return HIDDEN.sub("", text)
