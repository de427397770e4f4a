"""Whether a case is a repeat, and which other cases name its people: in sentences."""

from collections.abc import Iterable
from typing import Any

from marac.cases.shapes import Linked
from marac.cases.wording import STATUS_WORDS, decision_words
from marac.clock import day_in_words
from marac.conferences import Kind
from marac.conferences.kind import opening_capital
from marac.people.queries import LinkedCase
from marac.people.repeat import judge_repeat
from marac.records import Case


def repeat_sentence(kind: Kind, case: Case, referral: Any, history: Iterable[LinkedCase]) -> str:
    """Why the case is a repeat or new, with its dates; the empty string where the conference has no rule."""
    if referral.referred_on is None or not kind.has_rule("repeat_months"):
        return ""
    days = [each.referred_on for each in history if each.is_same_pair and each.referred_on is not None]
    months = kind.rule("repeat_months", referral.referred_on).number
    judged = judge_repeat(referral.incident_on, referral.referred_on, days, months)
    if referral.status != "accepted" or judged.is_repeat in (None, case.is_repeat):
        return judged.sentence
    return f"Accepted as {'a repeat' if case.is_repeat else 'new'}."


def linked_cases(kind: Kind, history: Iterable[LinkedCase]) -> tuple[Linked, ...]:
    """Each linked case with how it is linked, and when it was listed."""
    return tuple(Linked(each, _sentence(kind, each), tuple(_listings(kind, each))) for each in history)


def _sentence(kind: Kind, linked: LinkedCase) -> str:
    if linked.is_same_pair:
        return "The same people."
    named = [f"the {kind.word(here)} here is the {kind.word(there)} there" for here, there in linked.roles]
    return f"{opening_capital('; '.join(named))}."


def _listings(kind: Kind, linked: LinkedCase) -> Iterable[str]:
    if linked.referred_on:
        status = STATUS_WORDS.get(linked.status, linked.status).lower()
        yield f"Referred on {day_in_words(linked.referred_on)}, {status}"
    for listing in linked.listings:
        outcome = decision_words(kind, listing.decision) or "no decision recorded"
        verb = kind.word("listed" if listing.status == "listed" else "heard")
        words = f"{opening_capital(verb)} on {day_in_words(listing.on)}"
        yield words if listing.status == "listed" else f"{words}: {outcome}"
