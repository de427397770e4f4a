"""Writing what a referral says: the sealed form, the summary, the people, and the few columns lists need."""

import json
from datetime import date
from typing import Any

from marac.access.seal import seal
from marac.conferences import Kind
from marac.db import Entry, Session
from marac.people.operations import write_parties
from marac.records import Case, Referral, Text
from marac.referrals.other_conference import ELSEWHERE
from marac.referrals.points import count_on_form
from marac.referrals.reviewed import Fields, KeptForm, leaf_of
from marac.referrals.standing import class_bit

_SUMMARY = (
    "reason_for_referral", "victim_afraid_of", "safe_to_talk_to", "not_safe_to_talk_to", "victim_aware",
    "consent_given", "consent_reason", "criteria", "incident_date", "previously_referred_other_marac",
    "other_marac_name", "other_marac_date",
)  # fmt: skip


def iso_day(written: Any) -> date | None:
    """A day from its ISO text; None for none."""
    return date.fromisoformat(written) if written else None


def criteria_codes(kind: Kind, fields: Fields) -> list[str]:
    """The criteria of this conference that the form claims."""
    claimed = fields.get("criteria") or {}
    return [criterion.code for criterion in kind.criteria if claimed.get(criterion.code) is True]


def copy_columns(kind: Kind, referral: Referral, form: KeptForm) -> None:
    """Bring the referral's plain columns in line with its fields."""
    referral.referred_on = iso_day(form.fields.get("referral_date"))
    referral.incident_on = iso_day(form.fields.get("incident_date"))
    referral.criteria = json.dumps(criteria_codes(kind, form.fields))
    referral.repeat_answer = leaf_of(form.fields, "criteria.repeat")
    referral.is_headed_elsewhere = any(warning_kind == ELSEWHERE for _, warning_kind, _ in form.warnings)
    referral.warning_count, referral.blocking_count = count_on_form(kind, referral, form)


def write_form(session: Session, entry: Entry, kind: Kind, referral: Referral, form: KeptForm) -> None:
    """Seal the form under a change of its case; the referring agency may always read its own."""
    seal(
        session,
        entry,
        referral.id,
        Text.REFERRAL_FORM,
        form.as_json(),
        class_bit=class_bit(kind, "office"),
        agency_id=referral.agency_id,
    )


def write_case(
    session: Session, entry: Entry, kind: Kind, case: Case, referral: Referral, fields: Fields
) -> None:
    """Write what the case takes from a referral: its summary and its people."""
    summary_bit = class_bit(kind, "summary")
    summary = case_summary(fields)
    agency_id = referral.agency_id
    seal(session, entry, referral.id, Text.CASE_SUMMARY, summary, class_bit=summary_bit, agency_id=agency_id)
    write_parties(
        session,
        entry,
        case,
        fields,
        agency_id,
        summary_bit=summary_bit,
        contact_bit=class_bit(kind, "safe_contact"),
    )


def case_summary(fields: Fields) -> dict[str, Any]:
    """The part of a referral that every invited agency reads."""
    victim = fields.get("victim") or {}
    summary = {key: fields.get(key) for key in _SUMMARY}
    return {
        **summary,
        "safe_to_call": victim.get("safe_to_call"),
        "contact_notes": victim.get("contact_notes"),
    }
