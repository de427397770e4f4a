"""The referral criteria in sentences: what was claimed, against which figure, by whose rule."""

from datetime import date

from marac import clock
from marac.conferences import Kind
from marac.referrals.reviewed import Fields, leaf_of


def criteria_sentences(kind: Kind, fields: Fields, on: date | None) -> list[str]:
    """One sentence for each criterion that the form claims, and for a score below the threshold.

    `on` is the day of the referral, by which rules of practice are chosen (today without one).
    """
    day = on or clock.today()
    ticks = leaf_of(fields, "criteria.visible_high_risk_ticks")
    claimed = [
        criterion for criterion in kind.criteria if leaf_of(fields, f"criteria.{criterion.code}") is True
    ]
    sentences = [_sentence(kind, criterion.code, criterion.label, ticks, day) for criterion in claimed]
    if not claimed:
        sentences.append("The form claims no criterion. Ask the referrer which one applies.")
    if _is_below(kind, ticks, day):
        least = kind.rule("high_risk_ticks", day).number
        sentences.append(
            f"{ticks} is below {least}. A referral is never turned away for its score: it can rest on "
            "another criterion, or on your judgement."
        )
    return sentences


def _is_below(kind: Kind, ticks: int | None, day: date) -> bool:
    has_rule = kind.has_rule("high_risk_ticks")
    return has_rule and ticks is not None and ticks < kind.rule("high_risk_ticks", day).number


def _sentence(kind: Kind, code: str, label: str, ticks: int | None, day: date) -> str:
    if code == "visible_high_risk" and kind.has_rule("high_risk_ticks"):
        rule = kind.rule("high_risk_ticks", day)
        counted = f"{ticks} yes answers" if ticks is not None else "no number of yes answers"
        return f"{label}: claimed, with {counted}; the threshold here is {rule.number} ({rule.source})."
    if code == "potential_escalation" and kind.has_rule("escalation_events"):
        events, months = kind.rule("escalation_events", day), kind.rule("escalation_months", day)
        return (
            f"{label}: claimed; usually {events.number} events in {months.number} months ({events.source})."
        )
    if code == "repeat":
        return f"{label}: ticked by the referrer. The dates below say whether it is one."
    return f"{label}: claimed."
