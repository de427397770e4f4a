"""Whether a referral is a repeat: same victim, same perpetrator, a further incident soon enough.

Source of the rule: SafeLives, definition of a repeat. The clock runs from the date of the last
referral to the new incident, not to the day on which the new referral arrives; the anniversary
itself still counts. The number of months belongs to the conference and is passed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marac.clock import day_in_words, months_later
from marac.conferences import Kind


@dataclass(frozen=True)
class RepeatJudgement:
    """What the dates say. `is_repeat` is None when they cannot say; a person then decides.

    `until` is the last day on which a further incident makes a repeat.
    """

    is_repeat: bool | None
    last_referral_on: date | None
    until: date | None
    sentence: str


def repeat_months(kind: Kind, on: date) -> int | None:
    """The months of this conference's repeat rule on a day, or None where it has no such rule."""
    return kind.rule("repeat_months", on).number if kind.has_rule("repeat_months") else None


def repeat_until(last_referred_on: date, months: int = 12) -> date:
    """The last day, inclusive, on which a further incident makes a repeat.

    The calendar anniversary; after 29 February it is 28 February when the year has no 29th.
    """
    if months < 1:
        raise ValueError("the repeat rule needs at least one month")
    return months_later(last_referred_on, months)


def judge_repeat(
    incident_on: date | None, referred_on: date, earlier_referrals: Sequence[date], months: int = 12
) -> RepeatJudgement:
    """Judge a referral against the earlier referrals of the same victim and the same perpetrator.

    The last referral is the latest one on or before `referred_on`; later ones are left aside.
    """
    last_on = max((day for day in earlier_referrals if day <= referred_on), default=None)
    if last_on is None:
        sentence = "Not a repeat: there is no earlier referral of this victim with this perpetrator."
        return RepeatJudgement(False, None, None, sentence)
    until = repeat_until(last_on, months)
    is_repeat, sentence = _verdict(incident_on, referred_on, last_on, until, months)
    return RepeatJudgement(is_repeat, last_on, until, sentence)


def _verdict(
    incident_on: date | None, referred_on: date, last_on: date, until: date, months: int
) -> tuple[bool | None, str]:
    if incident_on is None:
        return None, _sentence_without_incident(referred_on, last_on, until, months)
    incident, last = day_in_words(incident_on), day_in_words(last_on)
    if incident_on > referred_on:
        return None, (
            f"Cannot tell: the incident of {incident} is later than this referral of "
            f"{day_in_words(referred_on)}. Check both dates with the referrer."
        )
    if incident_on < last_on:
        return None, (
            f"Cannot tell: the incident of {incident} came before the last referral of {last}, so it may be "
            "the one already referred. Ask the referrer whether there has been a further incident since. "
            f"One on or before {day_in_words(until)} makes this a repeat."
        )
    limit = _limit(last_on, until, months)
    if incident_on <= until:
        return True, f"Repeat: the incident of {incident} is on or before {limit}."
    return False, f"Not a repeat: the incident of {incident} is after {limit}. Treat it as a new referral."


def _sentence_without_incident(referred_on: date, last_on: date, until: date, months: int) -> str:
    if referred_on <= until:
        advice = (
            f"This referral of {day_in_words(referred_on)} came in time, so any further incident since the "
            "last referral makes it a repeat."
        )
    else:
        advice = "An incident since the last referral and on or before that limit makes it a repeat."
    return (
        f"Cannot tell: the date of the incident is not given. The limit is {_limit(last_on, until, months)}. "
        f"{advice} Ask the referrer for the date of the latest incident."
    )


def _limit(last_on: date, until: date, months: int) -> str:
    return f"{day_in_words(until)}, {_span(months)} after the last referral of {day_in_words(last_on)}"


def _span(months: int) -> str:
    if months % 12 == 0:
        years = months // 12
        return "one year" if years == 1 else f"{years} years"
    return "one month" if months == 1 else f"{months} months"
