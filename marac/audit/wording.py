"""The ledger in words: events, sections and ways, for people who are not auditors."""

import re

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
}
_WAYS = {"DocumentMade": "Word copy", "FileShown": "file as received", "ContactRevealed": "revealed"}


def section_in_words(field: str) -> str:
    """What a section is called on pages."""
    return SECTIONS.get(field, field)


def event_in_words(name: str) -> str:
    """CaseShown becomes "Case shown"."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()
    return words[:1].upper() + words[1:]


def way_in_words(name: str) -> str:
    """How something was shown: on screen, in a Word copy, as a file."""
    return _WAYS.get(name, "on screen")
