"""What there is to look at on a referral: the review page lists it, and the list of referrals counts the same.

Some of it stops the acceptance. What only stands on the form is counted when the form is written; whoever else
it may be about, and what was decided meanwhile, is asked when a page is shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from marac.conferences import Kind
from marac.people.queries import Candidate
from marac.referrals.checking import missing_people
from marac.referrals.history import Standing
from marac.referrals.marks import Marks
from marac.referrals.questions import field_name, label_of, questions_of
from marac.referrals.reviewed import RESTRICTING, KeptForm


@dataclass(frozen=True)
class Point:
    """One thing to look at, in words. `place` is the id on the review page of what it is about, if there is one."""

    message: str
    place: str = ""
    is_blocking: bool = False


def blocking_points(kind: Kind, referral: Any, form: KeptForm) -> Iterator[Point]:
    """What on the form itself stops the acceptance; being below a threshold does not."""
    for mistake in missing_people(kind, form.fields):
        yield Point(mistake.message, mistake.field, True)
    if referral.referred_on is None:
        yield Point("Enter the date of referral.", field_name("referral_date"), True)
    if referral.agency_id is None and not form.is_from_outside:
        message = "Choose the agency that refers, or say that it takes no part in this conference."
        yield Point(message, "agency", True)
    for warning in form.open_questions():
        yield Point(f"Answer, or choose “Not known”: {warning.message}", field_name(warning.about), True)


def checking_points(kind: Kind, form: KeptForm) -> Iterator[Point]:
    """What else on the form a person should look at: notes, unsure readings, and what is missed."""
    told = set(_told_already(kind, form))
    for warning in form.all_warnings():
        if not (warning.is_settled or warning.is_asking or warning.kind in RESTRICTING):
            yield Point(warning.message, field_name(warning.about) if warning.about else "")
    marks = Marks(kind, form)
    for question in questions_of(kind, form.fields):
        mark = marks.leaf(question.path).mark
        if mark in ("unsure", "missing") and question.path not in told and question.type != "checklist":
            yield Point(_words(kind, form, question.path, mark), question.field_name)


def _words(kind: Kind, form: KeptForm, path: str, mark: str) -> str:
    label = label_of(kind, form.fields, path).replace(": ", ", ", 1).rstrip("?")
    if mark == "missing":
        return f"Missing: {label}. Ask the referrer."
    return f"Unsure: {label}. Check it against the form."


def _told_already(kind: Kind, form: KeptForm) -> Iterator[str]:
    """The paths of which something is said already, in a warning or because nobody is accepted without them."""
    yield "referral_date"
    yield from (warning.about for warning in form.all_warnings())
    named = {mistake.field for mistake in missing_people(kind, form.fields)}
    yield from (each.path for each in questions_of(kind, form.fields) if each.field_name in named)


def count_on_form(kind: Kind, referral: Any, form: KeptForm) -> tuple[int, int]:
    """How many things on the form there are to look at, and how many of them stop the acceptance."""
    blocking = sum(1 for _ in blocking_points(kind, referral, form))
    return blocking + sum(1 for _ in checking_points(kind, form)), blocking


def to_look_at_on_form(referral: Any) -> int:
    """How many things there are to look at on a form just received, the restriction among them."""
    return int(referral.warning_count) + int(referral.restriction_state == "undecided")


def points_beyond_form(
    referral: Any, standing: Standing, undecided: Iterable[Candidate], repeat_answer: bool | None
) -> Iterator[Point]:
    """What stops the acceptance besides the form: a restriction, matches and earlier referrals not decided on."""
    if referral.restriction_state == "undecided":
        message = "The form says that somebody must not receive information. Decide who that is first."
        yield Point(message, "restriction", True)
    for each in undecided:
        message = (
            f"Decide first whether {each.name} and {each.other_name} of {each.reference} are the same person."
        )
        yield Point(message, place_of_match(each), True)
    for earlier in standing.waiting:
        message = (
            f"{earlier.reference}, of the same people, came before and waits for review. Review it first."
        )
        yield Point(message, "", True)
    if is_for_a_person(standing) and repeat_answer is None:
        message = "The dates cannot say whether this is a repeat. Answer the repeat question yourself."
        yield Point(message, field_name("criteria.repeat"), True)


def place_of_match(candidate: Candidate) -> str:
    """The id of a candidate's card on the review page."""
    return f"match-{candidate.party_id}-{candidate.other_party_id}"


def is_for_a_person(standing: Standing) -> bool:
    """Whether the dates leave it to a person to say if this is a repeat."""
    return standing.judgement is not None and standing.judgement.is_repeat is None
