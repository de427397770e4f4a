"""The answers on a match as the review page sends them: with the corrections typed beside them."""

import re
from dataclasses import dataclass

from marac.access.acts import Act
from marac.access.loading import find
from marac.db import Session
from marac.errors import Mistake, NotFound
from marac.people.operations import decide_persons, undo_decision
from marac.people.said import words_on_decision, words_on_undoing
from marac.records import Referral

_DECIDE = re.compile(r"(same|different|unsure)-([0-9]{1,16})-([0-9]{1,16})")
_UNDO = re.compile(r"undo-([0-9]{1,16})")


@dataclass(frozen=True)
class MatchAnswer:
    """One answer on two people, or (with `undone_id`) the undoing of one."""

    decision: str = ""
    party_id: int = 0
    other_party_id: int = 0
    undone_id: int = 0


@dataclass(frozen=True)
class MatchOutcome:
    """What to say of an answer; `is_refused` when nothing was decided. `is_hidden`: it took the case away."""

    said: tuple[str, ...]
    is_refused: bool = False
    is_hidden: bool = False


def match_answer(order: str) -> MatchAnswer | None:
    """The answer that a pressed button stands for: `same-12-34`, `undo-56`; None for any other button."""
    if found := _DECIDE.fullmatch(order):
        return MatchAnswer(found[1], int(found[2]), int(found[3]))
    if found := _UNDO.fullmatch(order):
        return MatchAnswer(undone_id=int(found[1]))
    return None


def answer_match(session: Session, referral: Referral, answer: MatchAnswer) -> MatchOutcome:
    """Keep an answer on a match from a review page (REFERRAL_REVIEW, and PERSON_DECIDE as well).

    What was typed on the page has been kept before. An answer that cannot stand is said, and changes nothing.
    """
    if not session.viewer.may_in(Act.PERSON_DECIDE, referral.conference_id):
        raise NotFound
    referral_id = referral.id
    try:
        said = _carry_out(session, answer)
    except Mistake as mistake:
        return MatchOutcome((mistake.message,), is_refused=True)
    except NotFound:
        gone = "Nothing is decided: one of these people is not on the form any more."
        return MatchOutcome((gone,), is_refused=True)
    is_hidden = find(session, Referral, referral_id, afresh=True) is None
    return MatchOutcome(tuple(said), is_hidden=is_hidden)


def _carry_out(session: Session, answer: MatchAnswer) -> list[str]:
    if answer.undone_id:
        return words_on_undoing(undo_decision(session, answer.undone_id))
    kept = decide_persons(session, answer.party_id, answer.other_party_id, answer.decision)
    return words_on_decision(answer.decision, kept.ties)
