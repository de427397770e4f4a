"""What a referral is beside earlier ones of the same people: the repeat rule in a sentence with its dates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from marac import clock
from marac.conferences import Kind
from marac.conferences.kind import opening_capital
from marac.people.pairs import pair_roles
from marac.people.queries import Candidate, CasePeople, EarlierCase
from marac.people.repeat import RepeatJudgement, judge_repeat, repeat_months
from marac.records import Referral


@dataclass(frozen=True)
class Standing:
    """What a referral is beside those before it. `judgement` is None where the conference has no repeat rule.

    `waiting` came before it, are of the same people, and have not been reviewed.
    """

    judgement: RepeatJudgement | None
    sentence: str
    earlier: EarlierCase | None
    waiting: tuple[EarlierCase, ...] = ()


def stand_of(kind: Kind, referral: Referral, others: Iterable[EarlierCase]) -> Standing:
    """Place a referral among the other cases of the same people: the last on or before its date counts."""
    referred_on = referral.referred_on
    if referred_on is None:
        return Standing(None, "Enter the date of referral: the repeat rule counts from it.", None)
    before = sorted(
        (each for each in others if _came_before(each, referral, referred_on)),
        key=lambda each: (each.referred_on or date.min, each.status != "received", each.case_id),
    )
    last = before[-1] if before else None
    waiting = tuple(each for each in before if each.status == "received")
    months = repeat_months(kind, referred_on)
    if months is None:
        return Standing(None, _sentence_without_rule(kind, last), last, waiting)
    judged = judge_repeat(referral.incident_on, referred_on, _days(before), months)
    return Standing(judged, judged.sentence, last, waiting)


def _came_before(other: EarlierCase, referral: Referral, referred_on: date) -> bool:
    if other.referred_on is None:
        return False
    if other.status == "received":  # two that wait for review may not wait for one another
        return (other.referred_on, other.case_id) < (referred_on, referral.case_id)
    return other.referred_on <= referred_on


def _days(cases: Iterable[EarlierCase]) -> list[date]:
    return [each.referred_on for each in cases if each.referred_on is not None]


def _sentence_without_rule(kind: Kind, last: EarlierCase | None) -> str:
    who = kind.word("perpetrator")
    if last is None or last.referred_on is None:
        return f"There is no earlier case of this {who}."
    day = clock.day_in_words(last.referred_on)
    return f"{opening_capital(who)} known from {last.reference}, referred on {day}."


def waits_for_matches(kind: Kind, standing: Standing, undecided: Iterable[Candidate]) -> list[Candidate]:
    """The strong matches of the pair without whose decision nothing can be said of a repeat.

    Where decisions already make it one, another match can only add to it.
    """
    if standing.judgement is not None and standing.judgement.is_repeat:
        return []
    roles = pair_roles(kind)
    return [each for each in undecided if not each.is_cross_role and each.role in roles]


def sentences_on_decisions(kind: Kind, people: CasePeople) -> list[str]:
    """What was decided on the people of the pair, on which the repeat rule rests: who, with whom, by whom, when."""
    roles = {party.id: party.role for party in people.parties}
    verbs = {"same": "is the same person as", "different": "is not the same person as"}
    return [
        f"{each.name} {verbs[each.decision]} {each.other_name} of {each.reference}, as {each.decided_by} decided "
        f"on {clock.day_in_words(clock.london_day(each.decided_at))}."
        if each.decision in verbs
        else f"It is not sure whether {each.name} is {each.other_name} of {each.reference}."
        for each in people.decided
        if roles.get(each.party_id) in pair_roles(kind)
    ]


def sentences_if_same(
    kind: Kind, referral: Referral, candidates: Sequence[Candidate], days: dict[int, date]
) -> list[str]:
    """What the repeat rule would say if undecided candidates were the same people.

    `days` are the dates of referral of the cases they come from. Only a case that would then share the whole
    pair is spoken of.
    """
    if referral.referred_on is None or (months := repeat_months(kind, referral.referred_on)) is None:
        return []
    sentences = []
    for case_id in dict.fromkeys(each.other_case_id for each in candidates if not each.is_cross_role):
        offered = [each for each in candidates if each.other_case_id == case_id and not each.is_cross_role]
        whole = {each.role for each in offered}.issuperset(pair_roles(kind))
        day = days.get(case_id)
        if not whole or all(each.decision == "same" for each in offered) or day is None:
            continue
        if day <= referral.referred_on:
            judged = judge_repeat(referral.incident_on, referral.referred_on, [day], months)
            sentences.append(f"If they are the same people as in {offered[0].reference}: {judged.sentence}")
    return sentences
