"""The paragraphs of a first draft: the meeting's record under the headings of its kind of conference."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from marac.actions.statuses import STATUS_WORDS
from marac.conferences import Kind
from marac.documents.gathering import Gathered
from marac.documents.minutes import MissingHeading
from marac.documents.phrases import criteria_words, due_words, person_words, trait_lines
from marac.records import Text

# Headings under which a part may stand, the first that the kind of conference has.
PLACES = {
    "people": ("case_details", "perpetrator"),
    "listing": ("listing", "category_and_level", "case_details"),
    "traits": ("category_and_level", "tier_and_typology", "case_details"),
    "referral": ("referral_reason",),
    "earlier": ("previous_actions", "listing", "case_details"),
    "views": ("victim_views",),
    "contributions": ("information",),
    "summary": ("risks",),
    "risk": ("risks",),
    "action": ("actions",),
    "disclosure": ("disclosure", "considerations"),
    "decision": ("decision",),
    "rationale": ("decision",),
    "dissent": ("dissent",),
}
OUTSTANDING = "outstanding_actions"


@dataclass(frozen=True)
class DraftLine:
    """One paragraph to be kept. Without `words` it stands for what its source says to whoever reads it.

    `whose_id` is the agency whose words they are; None for the meeting's own record.
    """

    case_id: int
    item_id: int | None
    heading: str
    source: str
    words: Mapping[str, Any] | None = None
    whose_id: int | None = None
    position: int = field(default=0, compare=False)


def heading_of(kind: Kind, part: str) -> str:
    """The heading under which a part of the record stands. Raises MissingHeading when the kind has none."""
    known = {heading.key for heading in kind.minutes_headings}
    for key in PLACES[part]:
        if key in known:
            return key
    raise MissingHeading(f"{kind.key} has no heading for: {part}.")


def draft_lines(kind: Kind, found: Gathered) -> list[DraftLine]:
    """Every paragraph of the draft in order, the cases in the order of the list."""
    lines = [line for listed in found.listed for line in _of_case(kind, found, listed)]
    if any(heading.key == OUTSTANDING for heading in kind.minutes_headings):
        lines += [_outstanding(kind, found, row) for row in found.reviewed]
    return lines


def _of_case(kind: Kind, found: Gathered, listed: Any) -> Iterator[DraftLine]:
    yield from _particulars(kind, found, listed)
    yield from _earlier_plan(kind, found, listed)
    yield _line(kind, listed, "views", listed.id)
    yield _line(kind, listed, "contributions", listed.id)
    yield from _own_words(kind, found, listed, "summary", Text.MEETING_SUMMARY)
    yield from _plan(kind, found, listed)
    if kind.considerations:
        yield _line(kind, listed, "disclosure", listed.id)
    if listed.decision:
        yield _line(kind, listed, "decision", listed.id, {"text": kind.decision(listed.decision).label})
    yield from _own_words(kind, found, listed, "rationale", Text.MEETING_RATIONALE)
    yield from _own_words(kind, found, listed, "dissent", Text.MEETING_DISSENT)


def _line(
    kind: Kind,
    listed: Any,
    part: str,
    number: int,
    words: Mapping[str, Any] | None = None,
    *,
    case_id: int | None = None,
    whose_id: int | None = None,
) -> DraftLine:
    place = heading_of(kind, part)
    return DraftLine(case_id or listed.case_id, listed.id, place, f"{part}:{number}", words, whose_id)


def _own_words(kind: Kind, found: Gathered, listed: Any, part: str, text: Text) -> Iterator[DraftLine]:
    words = found.text(listed.id, text).strip()
    if words:
        yield _line(kind, listed, part, listed.id, {"text": words})


def _particulars(kind: Kind, found: Gathered, listed: Any) -> Iterator[DraftLine]:
    for party in found.parties:
        identity = found.text(party.id, Text.PARTY_IDENTITY)
        if party.case_id == listed.case_id and identity:
            whose = found.whose[party.id, Text.PARTY_IDENTITY]
            words = {"text": person_words(kind, party.role, json.loads(identity))}
            yield _line(kind, listed, "people", party.id, words, whose_id=whose)
    history = kind.heading("repeat") if listed.is_repeat else f"New {kind.word('case')}"
    yield _line(kind, listed, "listing", listed.id, {"text": history})
    traits = trait_lines(kind, listed.traits, found.text(listed.case_id, Text.CASE_TRAITS))
    if traits:
        yield _line(kind, listed, "traits", listed.case_id, {"text": traits})
    yield from _referral(kind, found, listed)


def _referral(kind: Kind, found: Gathered, listed: Any) -> Iterator[DraftLine]:
    referral = found.referrals.get(listed.referral_id)
    if referral is None:
        return
    summary = json.loads(found.text(referral.id, Text.CASE_SUMMARY) or "{}")
    parts = [criteria_words(kind, referral.criteria), summary.get("reason_for_referral") or ""]
    text = "\n".join(part for part in parts if part.strip())
    if text:
        yield _line(kind, listed, "referral", referral.id, {"text": text}, whose_id=referral.agency_id)


def _earlier_plan(kind: Kind, found: Gathered, listed: Any) -> Iterator[DraftLine]:
    reviewed = {row.id: row for row in found.reviewed}
    for row in found.earlier:
        if row.case_id in (listed.case_id, listed.earlier_case_id):
            words = _action_words(kind, found, row) | _became(found, row, reviewed.get(row.id))
            yield _line(
                kind, listed, "earlier", row.id, {**words, "case": row.reference}, case_id=row.case_id
            )


def _plan(kind: Kind, found: Gathered, listed: Any) -> Iterator[DraftLine]:
    for risk in found.risks:
        if risk.agenda_item_id == listed.id:
            reason = found.text(risk.id, Text.RISK_UNPLANNED)
            yield _line(
                kind, listed, "risk", risk.id, {"text": found.text(risk.id, Text.RISK_TEXT), "reason": reason}
            )
    for row in found.agreed:
        if row.agenda_item_id == listed.id:
            words = {**_action_words(kind, found, row), "status": STATUS_WORDS.get(row.status, row.status)}
            yield _line(kind, listed, "action", row.id, words)


def _outstanding(kind: Kind, found: Gathered, row: Any) -> DraftLine:
    words = {**_action_words(kind, found, row), **_became(found, row, row), "case": row.reference}
    return DraftLine(row.case_id, None, OUTSTANDING, f"review:{row.event_id}", words)


def _action_words(kind: Kind, found: Gathered, row: Any) -> dict[str, Any]:
    pillars = next((asked for asked in kind.action_fields if asked.key == "pillar"), None)
    return {
        "text": found.text(row.id, Text.ACTION_TEXT),
        "agency": row.agency,
        "owner": row.owner,
        "due": due_words(row.due_on, row.due_time),
        "subject": kind.action_field("subject").label_of(row.subject),
        "pillar": pillars.label_of(row.pillar) if pillars else "",
        "risk": row.risk_id or 0,
    }


def _became(found: Gathered, row: Any, review: Any) -> dict[str, str]:
    """What became of an action: what this meeting found of it, or where it stood when the meeting closed."""
    if review is None:
        note = found.text(row.last_event_id, Text.ACTION_NOTE)
        return {"status": STATUS_WORDS.get(row.status, row.status), "outcome": note}
    is_carried = review.from_status == review.to_status
    status = "Carried forward" if is_carried else STATUS_WORDS.get(review.to_status, review.to_status)
    return {"status": status, "outcome": found.text(review.event_id, Text.ACTION_NOTE)}
