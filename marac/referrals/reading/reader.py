"""Read one referral form: bytes in, fields with their places and doubts out."""

from datetime import date
from typing import Any

from marac import clock
from marac.referrals.reading.archive import Limits, open_parts
from marac.referrals.reading.blocks import Document, walk
from marac.referrals.reading.children import read_children
from marac.referrals.reading.circumstances import (
    read_checklist,
    read_consent,
    read_criteria,
    read_other_marac,
)
from marac.referrals.reading.dates import find_dates
from marac.referrals.reading.findings import Findings, shorten
from marac.referrals.reading.layouts import layout_of
from marac.referrals.reading.model import ReadForm
from marac.referrals.reading.notes import read_notes
from marac.referrals.reading.people import read_referrer, read_victim
from marac.referrals.reading.perpetrators import read_perpetrators
from marac.referrals.reading.scan import scan
from marac.referrals.reading.script import Script
from marac.referrals.reading.wording import is_none

DEFAULT_LIMITS = Limits()


def read_form(content: bytes, limits: Limits = DEFAULT_LIMITS, received_on: date | None = None) -> ReadForm:
    """Read a Word referral form of any layout.

    `received_on` bounds two-digit years of birth where the form bears no referral date (today if left out).
    Raises UnreadableForm, and nothing else, for a file that should not or cannot be opened.
    """
    document = walk(open_parts(content, limits))
    script = scan(document)
    layout = layout_of(script)
    findings = Findings(_latest_birth(script, received_on), layout != "unknown")
    fields = _read_fields(script, document, findings)
    _warn_of_document(script, document, findings)
    return ReadForm(
        layout,
        fields,
        tuple(findings.warnings),
        tuple(script.words),
        dict(findings.found_at),
        dict(findings.marks),
    )


def _latest_birth(script: Script, received_on: date | None) -> date:
    for attribute in ("referral_date", "incident_date"):
        entry = script.entry(attribute)
        for found in find_dates(entry.text) if entry else ():
            if found.value is not None:
                return found.value
    return received_on or clock.today()


def _read_fields(script: Script, document: Document, findings: Findings) -> dict[str, Any]:
    latest, findings.latest = findings.latest, None
    referral_date = findings.day("referral_date", script.entry("referral_date"), is_expected=True)
    incident_date = findings.day("incident_date", script.entry("incident_date"), is_expected=True)
    findings.latest = latest
    criteria = read_criteria(script, findings)
    restrictions, extra = read_notes(script, document, findings)
    return {
        "referral_date": referral_date,
        "incident_date": incident_date,
        "referring_agency": findings.text("referring_agency", script.entry("agency")),
        "referrer": read_referrer(script, findings),
        "victim": read_victim(script, findings),
        "perpetrators": read_perpetrators(script, findings),
        "children": read_children(script, findings),
        "criteria": criteria,
        "reason_for_referral": _read_reason(script, findings),
        **read_consent(script, findings),
        **read_other_marac(script, findings),
        "information_restrictions": restrictions,
        "extra_notes": extra,
        "risk_checklist": read_checklist(script, criteria["visible_high_risk_ticks"], findings),
    }


def _read_reason(script: Script, findings: Findings) -> str | None:
    path = "reason_for_referral"
    lines = [line for line in script.loose if line.section == "summary"]
    entry = script.entry("reason")
    if (entry is None or is_none(entry.text)) and lines:
        findings.note(path, [line.id for line in lines], "read")
        return "\n".join(line.text for line in lines)
    parts = [part for part in script.all_entries("reason") if not is_none(part.text)]
    if len(parts) > 1:
        findings.note(path, [word for part in parts for word in part.ids], "read")
        return "\n".join(part.text for part in parts)
    reason = findings.text(path, entry)
    if reason is None:
        findings.warn(path, "not_given", "The reason for referral is not given. Ask the referrer.")
    return reason


def _warn_of_document(script: Script, document: Document, findings: Findings) -> None:
    if not findings.is_known_layout:
        findings.warn(
            "layout",
            "unknown_layout",
            "This form has no known layout. What could be found was filled in; check every field.",
        )
    if document.has_tracked_changes:
        findings.warn(
            "tracked_changes",
            "tracked_changes",
            "The form holds tracked changes. Words put in were counted, words taken out were not.",
        )
    if document.has_hidden_words:
        findings.warn(
            "words", "hidden_words", "Some words on the form are hidden from view and were not read."
        )
    if document.has_struck_words:
        findings.warn("words", "struck_words", "Some words on the form are struck through and were not read.")
    for entry in script.repeated():
        if entry.attribute != "reason":
            label = entry.attribute.replace("_", " ")
            findings.warn(
                "words",
                "given_twice",
                f"The form gives “{label}” more than once; “{shorten(entry.text)}” was taken.",
            )
    for label, text in script.unread:
        findings.warn(
            "words",
            "unread_box",
            f"The box “{shorten(label)}” is not one that can be read: “{shorten(text)}”.",
        )
