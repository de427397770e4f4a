"""What the review page shows: the form's words, every field read from it, who may be whom, what to settle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from marac.access.loading import get
from marac.access.scope import see
from marac.access.seal import open_texts
from marac.access.viewer import Seat
from marac.audit import events
from marac.conferences import Kind
from marac.db import Session
from marac.errors import NotFound
from marac.people.queries import (
    Candidate,
    CasePeople,
    earlier_cases_of_pair,
    people_of_case,
    undecided_strong,
)
from marac.records import Case, Referral, Text
from marac.records.base import columns
from marac.referrals.accepting import obstacles
from marac.referrals.explaining import criteria_sentences
from marac.referrals.history import (
    Standing,
    sentences_if_same,
    sentences_on_decisions,
    stand_of,
    waits_for_matches,
)
from marac.referrals.marks import Leaf, Marks
from marac.referrals.points import Point, checking_points
from marac.referrals.queries import review_queue
from marac.referrals.questions import Group, groups_of
from marac.referrals.reviewed import FormWarning, KeptForm, open_kept_form
from marac.referrals.standing import conference_agencies, kind_for, seat_for

_R = columns(Referral)
_DAYS = select(_R.case_id, _R.referred_on).where(
    _R.case_id.in_(bindparam("cases", expanding=True)), _R.referred_on.is_not(None), see(Referral)
)


@dataclass(frozen=True)
class Review:
    """Everything on the review page of one referral; `next_id` is the one to go on to, 0 for none."""

    referral: Referral
    reference: str
    seat: Seat
    kind: Kind
    form: KeptForm
    words: Sequence[dict[str, str]]
    agencies: Sequence[Any]
    people: CasePeople
    standing: Standing
    if_same: Sequence[str]
    criteria: Sequence[str]
    waits_for: Sequence[Candidate]
    because: Sequence[str]
    points: Sequence[Point]
    reason: str
    place: int
    of: int
    previous_id: int
    next_id: int

    @property
    def is_open(self) -> bool:
        """Whether it still waits for review."""
        return self.referral.status == "to_review"

    @property
    def groups(self) -> list[Group]:
        """The questions in the order of the form."""
        return list(groups_of(self.kind, self.form.fields))

    @property
    def has_open_row(self) -> bool:
        """Whether a row of the risk checklist waits for an answer."""
        return any(each.about.startswith("risk_checklist.") for each in self.form.open_questions())

    @cached_property
    def _marks(self) -> Marks:
        return Marks(self.kind, self.form)

    def leaf(self, path: str) -> Leaf:
        """How a field came to its value, and where on the form it stands."""
        return self._marks.leaf(path)

    @property
    def obstacles(self) -> list[Point]:
        """What must be settled before it can be accepted."""
        return [point for point in self.points if point.is_blocking]

    @property
    def checks(self) -> list[Point]:
        """What else there is to look at."""
        return [point for point in self.points if not point.is_blocking]

    @property
    def settled_warnings(self) -> list[FormWarning]:
        """What the form was warned of and nothing is left to do about."""
        return [each for each in self.form.all_warnings() if each.is_settled]


def review(session: Session, referral_id: int) -> Review:
    """The review page of a referral that has been sent or received. Raises NotFound, for a draft as well."""
    referral = get(session, Referral, referral_id, afresh=True)
    if referral.status == "draft":
        raise NotFound
    seat = seat_for(session, referral.conference_id)
    kind = kind_for(session, referral.conference_id)
    case = get(session, Case, referral.case_id)
    texts = _open(session, referral)
    form = open_kept_form(texts[Text.REFERRAL_FORM])
    people = people_of_case(session, case.id)
    standing = stand_of(kind, referral, earlier_cases_of_pair(session, case.id))
    is_open = referral.status == "to_review"
    place = _places(session, referral)
    return Review(
        referral=referral,
        reference=case.reference,
        seat=seat,
        kind=kind,
        form=form,
        words=json.loads(texts.get(Text.REFERRAL_WORDS, "[]")),
        agencies=conference_agencies(session, referral.conference_id),
        people=people,
        standing=standing,
        if_same=_if_same(session, kind, referral, people),
        criteria=criteria_sentences(kind, form.fields, referral.referred_on),
        waits_for=waits_for_matches(kind, standing, undecided_strong(people.candidates)) if is_open else [],
        because=sentences_on_decisions(kind, people),
        points=_points(kind, referral, form, standing, people) if is_open else [],
        reason=texts.get(Text.REFERRAL_REASON, ""),
        **place,
    )


def _points(
    kind: Kind, referral: Referral, form: KeptForm, standing: Standing, people: CasePeople
) -> list[Point]:
    return [*obstacles(kind, referral, form, standing, people.candidates), *checking_points(kind, form)]


def _open(session: Session, referral: Referral) -> dict[str, str]:
    shown = session.record(
        events.CaseShown(case_id=referral.case_id, conference_id=referral.conference_id, page="referral")
    )
    found = open_texts(session, shown, Text.REFERRAL_FORM, Text.REFERRAL_WORDS, Text.REFERRAL_REASON)
    return {name: text for (owner_id, name), text in found.items() if owner_id == referral.id}


def _if_same(session: Session, kind: Kind, referral: Referral, people: CasePeople) -> list[str]:
    cases = sorted({each.other_case_id for each in people.candidates})
    rows = session.rows(_DAYS, {"cases": cases}) if cases else []
    days: dict[int, date] = {row.case_id: row.referred_on for row in rows}
    return sentences_if_same(kind, referral, people.candidates, days)


def _places(session: Session, referral: Referral) -> dict[str, int]:
    queue = review_queue(session, referral.conference_id)
    here = queue.index(referral.id) if referral.id in queue else -1
    around = {
        "previous_id": queue[here - 1] if here > 0 else 0,
        "next_id": queue[here + 1]
        if 0 <= here < len(queue) - 1
        else (queue[0] if here != 0 and queue else 0),
    }
    return {"place": here + 1, "of": len(queue), **around}


def next_to_review(session: Session, conference_id: int, after_id: int) -> int:
    """The referral to go on to once `after_id` is dealt with; 0 when none waits."""
    queue = review_queue(session, conference_id)
    later = queue[queue.index(after_id) + 1 :] if after_id in queue else []
    others = [*later, *(each for each in queue if each != after_id)]
    return others[0] if others else 0
