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
    r"|\bcontact\s+(?:via|through)\b|\bvia\s+(?:the\s+)?(?:idva|worker|police)\b|\bcannot\s+be\s+(?:shared|given|recorded)",
    re.IGNORECASE,
)
NO_FIXED_ABODE = re.compile(
    r"\bn\.?\s?f\.?\s?a\b\.?|\bno\s+fixed\s+(?:abode|address)|\bhomeless\b|\brough\s+sleep\w*|\bsleeping\s+rough\b"
    r"|\bsofa[\s-]?surf\w*|\bno\s+(?:settled|permanent|current)\s+address",
    re.IGNORECASE,
)
RESTRICTION = re.compile(
    r"\bnot\s+to\s+(?:go|be\s+(?:sent|shared|shown|given|circulated|copied|passed|disclosed|forwarded|released))\s+(?:on\s+)?(?:to|with)\b"
    r"|\b(?:must|should|may|can|is|are|to)\s*(?:not|n['’]t|never)\s+(?:to\s+)?(?:receive|see|get|be\s+(?:told|sent|given|shown|copied|informed|invited)"
    r"|be\s+(?:shared|passed|circulated|disclosed|forwarded)\s+(?:on\s+)?(?:with|to))\b"
    r"|\bcan(?:not|['’]t)\s+(?:receive|see|be\s+(?:told|sent|given|shown|copied|invited))\b"
    r"|\b(?:do\s+not|don['’]t|please\s+do\s+not|never)\s+(?:share|send|circulate|copy|pass|disclose|release|forward|give|show)\b[^.;\n]{0,60}?\b(?:with|to|into)\b"
    r"|\b(?:do\s+not|don['’]t)\s+(?:tell|inform|invite|copy\s+in)\b"
    r"|\bnot\s+(?:for|to)\s+(?:the\s+)?[A-Z][\w&'’ ]{2,60}?"
    r"\b(?:rep|representative|staff|team|agency|surgery|centre|trust|school|office|desk)\b"
    r"|\bwithhold\s+from\b|\bexclude[sd]?\s+from\b|\bconflicts?\s+of\s+interest|\bconflict\s*[:\-–]|\bha(?:s|ve)\s+a\s+conflict\b|\bdeclared?\s+a\s+conflict\b"
    r"|\bmust\s+not\s+(?:reach|go\s+to|be\s+seen\s+by)\b|\b(?:keep|kept|leave|left)\s+(?:\w+\s+){0,4}(?:out\s+of|off)\s+(?:this|the)\b"
    r"|\boff\s+the\s+(?:circulation|distribution|mailing)\b|\bno\s+information\s+(?:to|for)\b"
    r"|\bnothing\s+to\s+(?:go|be\s+sent)\s+to\b|\bkeep\s+(?:this|it|the\s+form|information)\s+(?:away\s+)?from\b",
    re.IGNORECASE,
)
STANDING_LINE = re.compile(
    r"official|sensitive|restricted|confidential|secure\s+e-?mail|send\s+(?:by|to|via|this)|return\s+(?:by|to|this)"
    r"|^page\s|\bpage\s+\d|^\d+$|\bversion\b|\bv\d|marac\s+(?:referral|form)|referral\s+(?:form|to\s+conference)|©|crown\s+copyright"
    r"|when\s+completed|once\s+filled|\bform\s+(?:no|ref|number)|^\W*$",
    re.IGNORECASE,
)
NOTE_START = re.compile(
    r"^\W*(?:n\.?b\.?\b|note\b|please\s+(?:note|do|read)\b|important\b|urgent\b|warning\b|caution\b|do\s+not\b|not\s+to\b)",
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
    """An instruction about an address."""
    return WITHHELD.search(text) is not None


def holds_address(text: str) -> bool:
    """A postcode or a house number with a street."""
    return POSTCODE.search(text) is not None or STREET_NUMBER.search(text) is not None


def is_no_fixed_abode(text: str) -> bool:
    """No fixed abode in any usual wording."""
    return NO_FIXED_ABODE.search(text) is not None


def is_restriction(text: str) -> bool:
    """Words that keep information from someone."""
    return RESTRICTION.search(text) is not None


def is_standing_line(text: str) -> bool:
    """A line printed on every copy of a form (marking, page number, return address), not a note."""
    return (
        STANDING_LINE.search(text) is not None and not is_restriction(text) and NOTE_START.match(text) is None
    )


def starts_like_a_note(text: str) -> bool:
    """Opens as people open a note: NB, please note, important."""
    return NOTE_START.match(text) is not None


def has_hidden_characters(text: str) -> bool:
    """Control, direction-changing, zero-width or unassigned characters."""
    return HIDDEN.search(text) is not None or JOINERS.search(text) is not None


def clean(text: str) -> str:
    """The text without hidden characters. Joiners stay: some scripts spell with them."""
    return HIDDEN.sub("", text)
