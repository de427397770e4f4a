"""The ledger in words: events, sections and ways, for people who are not auditors."""

import re
from typing import Any

from marac.records import Text

SECTIONS: dict[str, str] = {
    Text.REFERRAL_FILE: "referral form as received",
    Text.REFERRAL_FORM: "referral form as read",
    Text.REFERRAL_WORDS: "words of the referral form",
    Text.REFERRAL_REASON: "why a referral was set aside",
    Text.CASE_SUMMARY: "referral summary",
    Text.CASE_TRAITS: "case details",
    Text.PARTY_IDENTITY: "names and identity",
    Text.PARTY_CONTACT: "address and contact",
    Text.PERSON_REASON: "why two people were matched",
    Text.EXCLUSION_REASON: "why somebody is excluded",
    Text.EXCLUSION_LIFTED: "why an exclusion was lifted",
    Text.CONTRIBUTION_TEXT: "shared information",
    Text.CONTRIBUTION_SOURCE: "source of shared information",
    Text.CONTRIBUTION_WITHHELD: "why something was not shared",
    Text.RETURN_RECORDS: "records checked",
    Text.RISK_TEXT: "risks",
    Text.RISK_UNPLANNED: "why a risk has no action",
    Text.ACTION_TEXT: "actions",
    Text.ACTION_NOTE: "progress on actions",
    Text.MEETING_SUMMARY: "chair's summary",
    Text.MEETING_RATIONALE: "rationale",
    Text.MEETING_DISSENT: "dissent",
    Text.MEETING_DISCLOSURE: "disclosure to a third party",
    Text.MINUTES_SECTION: "minutes",
    Text.MINUTES_REASON: "why minutes were amended",
    Text.OPENING_REASON: "why a case was opened by break-glass",
    Text.OPENING_REVIEW: "the review of a break-glass opening",
}
ALTERED = "altered"
# What the ledger writes for itself is nothing else: other letters were put there, and may be such as no page can hold.
_CODE = re.compile(r"[A-Za-z0-9_.:,+/-]{0,120}")
_WAYS = {"DocumentMade": "Word copy", "FileShown": "file as received", "ContactRevealed": "revealed"}
_PAGES = {
    "action-wording": "an action being worded",
    "break-glass": "opened by break-glass",
    "case-decision": "the decision on a case",
    "case-neighbours": "the cases before and after",
    "case-not-saved": "a case, not saved",
    "change.undone": "a form shown again",
    "chair": "the chair's first page",
    "draft": "a referral being typed in",
    "last-check": "a referral before it is sent",
    "matches": "people who may be the same",
    "meeting-run": "the meeting being run",
    "meeting-waiting": "a meeting, waiting",
    "minutes-amend": "minutes being amended",
    "minutes-draft": "draft minutes",
    "minutes-section": "a paragraph of the minutes",
    "my-actions": "actions on a first page",
    "office": "the coordinator's first page",
    "opening": "the review of a break-glass opening",
    "overdue": "overdue actions",
    "overdue-counts": "overdue actions, counted",
    "overdue-sheet": "overdue actions, spreadsheet",
    "own": "what an agency shared",
    "referral": "a referral",
    "research-queue": "cases to research",
    "restriction": "who must not see a referral",
    "returns": "research returned and missing",
    "upload": "forms being received",
    "week": "the weekly review",
    "myself": "what they themselves looked at",
    "people": "the members of the conference",
    "person": "what one person saw",
    "seen-case": "who has seen a case",
    "seen-mine": "what they themselves looked at",
    "seen-ours": "who has read what an agency shared",
    "seen-person": "what one person saw",
    "reveals": "safe contacts that were revealed",
}
# What stands on the page of a case is the perpetrator's; whatever has to be revealed is to be kept safe.
_PAGE_CONTACT = "address and contact of the perpetrator"
_REVEALED: dict[str, str] = {
    Text.PARTY_CONTACT: "revealed safe address and contact",
    Text.CONTRIBUTION_TEXT: "revealed safe address that an agency shared",
}


def code_in(written: Any) -> str:
    """A code as the ledger writes it; for anything else the word that it was altered."""
    return written if isinstance(written, str) and _CODE.fullmatch(written) else ALTERED


def page_in_words(name: str) -> str:
    """Which page or document was shown; a refused request keeps the name that the auditor can look up."""
    return _PAGES.get(name) or (name if "." in name else name.replace("-", " "))


def section_in_words(field: str, event: str = "") -> str:
    """What a section is called on pages; in an entry of an `event` more can be said of an address than elsewhere."""
    if event == "ContactRevealed" and field in _REVEALED:
        return _REVEALED[field]
    if event and field == Text.PARTY_CONTACT:
        return _PAGE_CONTACT
    return SECTIONS.get(field, field)


def event_in_words(name: Any) -> str:
    """CaseShown becomes "Case shown"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", code_in(name)).lower()
    return words[:1].upper() + words[1:]


def way_in_words(name: Any) -> str:
    """How something was shown: on screen, in a Word copy, as a file; nothing for what is no showing."""
    code = code_in(name)
    return _WAYS.get(code) or ("on screen" if code.endswith(("Shown", "Read")) else "")
