"""A posted page of fields: what was typed, as a form to show again and as fields to keep."""

import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from marac.access.loading import get
from marac.conferences import Kind
from marac.db import Session
from marac.records import Referral
from marac.referrals.deciding import MatchAnswer, match_answer
from marac.referrals.forms import OUTSIDE, collect, fields_form, is_about_people, posted_fields, rearranged
from marac.referrals.questions import Group, Question, groups_of, label_of
from marac.referrals.review import Review
from marac.referrals.reviewed import Fields, changed_paths, leaf_of
from marac.referrals.standing import conference_agencies, kind_for
from marac.ui.forms import BaseForm


@dataclass(frozen=True)
class PostedReview:
    """The review page as it was sent back. `order` is the button: save, accept, one about people or a match."""

    kind: Kind
    groups: list[Group]
    blank: Fields
    form: BaseForm
    order: str

    @property
    def questions(self) -> list[Question]:
        """Every question on the page."""
        return [question for group in self.groups for question in group.questions]

    @property
    def is_about_people(self) -> bool:
        """Whether somebody was added or removed, and nothing is to be kept yet."""
        return is_about_people(self.order)

    @property
    def match(self) -> MatchAnswer | None:
        """The answer on a match that was pressed, to be kept with what was typed."""
        return match_answer(self.order)

    @property
    def version(self) -> int | None:
        """The version that the page was built from."""
        found: int | None = self.form.version.data
        return found

    @cached_property
    def _collected(self) -> tuple[Fields, tuple[str, ...]]:
        return collect(self.form, self.questions, copy.deepcopy(self.blank))

    @property
    def fields(self) -> Fields:
        """What was typed, as fields. Only after the form has been validated."""
        return self._collected[0]

    @property
    def decisions(self) -> dict[str, Any]:
        """What else was chosen: the agency that refers, and what is not known."""
        chosen = self.form["agency"].data
        return {
            "agency_id": int(chosen) if chosen not in ("", None, OUTSIDE) else None,
            "is_from_outside": chosen == OUTSIDE,
            "settled": self._collected[1],
        }

    def renewed(self, page: Review) -> BaseForm:
        """The same form, now built on the version that the page has: both texts have been seen."""
        self.form.version.raw_data, self.form.version.data = None, page.referral.version
        return self.form

    def versions(self, page: Review) -> tuple[str, str]:
        """Where the record and what was typed differ, as two texts."""
        paths = changed_paths(page.form.fields, self.fields)
        return (
            as_text(self.kind, page.form.fields, paths),
            as_text(self.kind, self.fields, paths) or "The same.",
        )


def as_text(kind: Kind, fields: Fields, paths: tuple[str, ...]) -> str:
    """Some leaves with what they are called, one to a line."""
    return "\n".join(f"{label_of(kind, fields, path)}: {_in_words(leaf_of(fields, path))}" for path in paths)


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(str(each) for each in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def review_form(page: Review) -> BaseForm:
    """The form of a review page as the record stands."""
    agency = OUTSIDE if page.form.is_from_outside else str(page.referral.agency_id or "")
    return fields_form(
        [question for group in page.groups for question in group.questions],
        page.form.fields,
        open_paths=[warning.about for warning in page.form.open_questions()],
        agencies=page.agencies,
        agency=agency,
        version=page.referral.version,
    )


def posted_review(session: Session, referral_id: int, posted: MultiDict[str, str]) -> PostedReview:
    """What was sent back from a review page. Raises NotFound."""
    referral = get(session, Referral, referral_id)
    kind = kind_for(session, referral.conference_id)
    order = posted.get("then", "")
    sent = rearranged(posted, order)
    blank = posted_fields(kind, sent)
    groups = list(groups_of(kind, blank))
    questions = [question for group in groups for question in group.questions]
    form = fields_form(
        questions,
        blank,
        posted=sent,
        open_paths=[question.path for question in questions if question.type in ("truth", "checklist")],
        agencies=conference_agencies(session, referral.conference_id),
    )
    return PostedReview(kind, groups, blank, form, order)
