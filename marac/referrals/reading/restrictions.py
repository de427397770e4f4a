"""Lines that keep information from someone, and the lines that are printed on every copy of a form."""

import re

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
# Read only in notes, which speak to whoever handles the form; in a narrative these words are about the people.
NOTE_RESTRICTION = re.compile(
    r"\b(?:copies|copy|disclosure|access|sharing)\s+(?:to|with|for|by)\s+(?:the\s+)?[A-Z]\w+|:\s*no\s+(?:access|disclosure|copies|sharing)\b|\bno\s+(?:copy|copies|disclosure)\s+to\b"
    r"|\b(?:remove|omit|exclude|leave\s+out|delete|withheld?|redact\w*)\s+(?:\w+\s+){0,5}?(?:from|before)\s+(?:\w+\s+){0,3}?(?:circulation|distribution|list|invite|send|shar|copy|[A-Z])"
    r"|\b(?:please|kindly|to\s+be)\s+(?:omit|exclude|left\s+out|left\s+off|excluded|omitted|leave\s+out)\w*\b|\b(?:must|should|to)\s+be\s+(?:kept\s+out|left\s+out|left\s+off|excluded|omitted)\b"
    r"|\bnot\s+(?:for\s+sharing|to\s+attend|to\s+be\s+(?:informed|invited|told|included))\b|\breceive\s+nothing\b|\bis\s+conflicted\b|\bconflicted\s+out\b"
    r"|\b(?:eyes|police|idva|chair|health)\s+only\b.{0,3}$|\brestrict(?:ed)?\s+to\b|[:\-–]\s*restrict\W*$"
    r"|\b(?:do|does|should)\s+not\s+(?:get|receive|see|let|include)\b|\bdon['’]t\s+(?:let|include)\b|\bavoid\s+(?:sending|sharing|copying)\b"
    r"|\b(?:they|who|staff)\s+(?:cannot|can['’]t|must\s+not|should\s+not)\s+(?:have|see|get|receive)\b",
    re.IGNORECASE,
)
STANDING_LINE = re.compile(
    r"official|sensitive|restricted|confidential|secure\s+e-?mail|send\s+(?:by|to|via|this)|return\s+(?:by|to|this)"
    r"|^page\s|\bpage\s+\d|^\d+$|\bversion\b|\bv\d|marac\s+(?:referral|form)|referral\s+(?:form|to\s+conference)|©|crown\s+copyright"
    r"|when\s+completed|once\s+filled|\bform\s+(?:no|ref|number)|^\W*$"
    r"|\bprotect\s*[-–:]|\bgdpr\b|data\s+protection|\bretention\b|\bregistered\s+(?:charity|company|office)|\bcharity\s+(?:no|number|reg)"
    r"|^(?:issue|rev(?:ision)?|draft|template)\b[\s\d.:]*$|\b(?:rev(?:ision)?|issue)\.?\s*\d|\breview\s+date\b|^printed\b|^office\s+use\b"
    r"|^(?:marac$|(?-i:(?:(?:[A-Z][\w&'’-]*|and|of|for|the)\s+){1,5}(?:MARAC|Marac|Council|Police|Constabulary|Trust|Partnership)$))"
    r"|^\W*(?:www\.|https?://)?[\w.+-]+(?:@[\w-]+)?(?:\.[\w-]+)+\W*$|^\W*(?:tel|phone|telephone|fax)\b[\W\d]*$"
    r"|^(?:please\s+)?(?:print|write|type)\s+clearly|^do\s+not\s+leave\s+unattended",
    re.IGNORECASE,
)
PRINTED_ORDER = re.compile(
    r"\W*(?:do\s+not\s+leave\s+unattended|please\s+(?:print|write|type)\s+clearly)\W*$", re.IGNORECASE
)
NOTE_START = re.compile(
    r"^\W*(?:n\.?b\.?\b|note\b|please\s+(?:note|do|read)\b|important\b|urgent\b|warning\b|caution\b|do\s+not\b|not\s+to\b)",
    re.IGNORECASE,
)
# In a narrative "he must not see the children" is an order of a court, not an instruction about the form.
PEOPLE_FORBIDDEN = re.compile(
    r"\b(?:he|she|they|order|bail|court|licence|conditions?)\b[^.;\n]{0,40}?"
    r"\b(?:must|should|may|can|is|are|to|would)\s*(?:not|n['’]t|never)\s+(?:be|to|see|get|receive|go)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n")


def is_restriction(text: str) -> bool:
    """Words of a note that keep information from someone."""
    return RESTRICTION.search(text) is not None or NOTE_RESTRICTION.search(text) is not None


def is_restriction_in_prose(text: str) -> bool:
    """The same in a narrative, where most of what is forbidden is forbidden to the people in it."""
    return any(
        RESTRICTION.search(PEOPLE_FORBIDDEN.sub(" ", sentence)) is not None
        for sentence in SENTENCE_END.split(text)
    )


def is_standing_line(text: str) -> bool:
    """A line printed on every copy of a form (marking, page number, return address), not a note."""
    is_printed = STANDING_LINE.search(text) is not None and not is_restriction(text)
    return is_printed and (NOTE_START.match(text) is None or PRINTED_ORDER.match(text) is not None)


def starts_like_a_note(text: str) -> bool:
    """Opens as people open a note: NB, please note, important."""
    return NOTE_START.match(text) is not None
