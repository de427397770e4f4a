"""What the pages of a list are made of: each function reads, records that it was shown, and renders."""

from typing import Any

from flask import Response, flash, url_for

from marac.access.acts import Act
from marac.access.gate import desk, viewer
from marac.access.loading import get
from marac.audit import events
from marac.db import Entry
from marac.errors import Mistake
from marac.meetings.cancelling import CANCELLABLE, CANCELLATIONS
from marac.meetings.listing_candidates import PRESSING, candidates, referrals_to_review
from marac.meetings.listing_queries import listed_cases
from marac.meetings.listing_rules import LIST_CHANGES, kind_of, seat_of
from marac.meetings.listing_shapes import load_in_words
from marac.records import Meeting
from marac.ui.forms import BaseForm
from marac.ui.htmx import go_to, htmx, page_or_block
from marac.ui.navigation import enter_conference


def entered_meeting(meeting_id: int) -> Meeting:
    """The meeting, with the page set in its conference. Raises NotFound."""
    meeting = get(desk(), Meeting, meeting_id)
    enter_conference(seat_of(desk(), meeting.conference_id))
    return meeting


def show_as(page: str, meeting: Meeting) -> Entry:
    """The receipt for a page about a meeting; the cases shown are noted on it as they are read."""
    return desk().record(
        events.ListShown(page=page, conference_id=meeting.conference_id, meeting_id=meeting.id), is_list=True
    )


def list_page(
    meeting_id: int, *, status: int = 200, posted: BaseForm | None = None, refused_item: int = 0
) -> Response:
    """The page on which a list is put together, or the block of it that was asked for.

    `posted` is a form that was refused; if it has numbers, they were typed in the row of `refused_item`.
    """
    meeting = entered_meeting(meeting_id)
    shown = show_as("list", meeting)
    kind = kind_of(desk(), meeting.conference_id)
    cases = listed_cases(desk(), shown, meeting, seat_of(desk(), meeting.conference_id))
    offered = candidates(desk(), meeting)
    shown.cases.update(candidate.case_id for candidate in offered)
    shown.cases.update(each.earlier_case_id for each in offered if each.earlier_case_id is not None)
    return page_or_block(
        "meetings/edit_list.html",
        "case_list",
        "case_rows",
        status=status,
        form=posted or BaseForm(formdata=None),
        refused_item=refused_item,
        meeting=plain_meeting(meeting),
        kind=kind,
        cases=cases,
        load=load_in_words(cases, meeting.minutes_available, kind.word("case"), kind.plural("case")),
        used=sum(case.minutes for case in cases),
        pressing=[each for each in offered if each.group in PRESSING],
        others=[each for each in offered if each.group not in PRESSING],
        to_review=referrals_to_review(desk(), meeting.conference_id),
        review_url=_review_url(meeting),
    )


def _review_url(meeting: Meeting) -> str:
    """Where referrals are reviewed, for those who may."""
    if not viewer().may_in(Act.REFERRAL_REVIEW, meeting.conference_id):
        return ""
    return url_for("referrals.index", slug=seat_of(desk(), meeting.conference_id).slug)


def after_change(meeting_id: int, done: str) -> Response:
    """The list once more: as a block for htmx, else by a redirect that says what was done."""
    if htmx:
        return list_page(meeting_id)
    flash(done)
    return go_to(url_for("meetings.edit_list", meeting_id=meeting_id))


def refused_change(meeting_id: int, mistake: Mistake, status: int = 422) -> Response:
    """The list as it still is, with what has to be put right. Whatever was begun is undone first."""
    desk().rollback()
    form = BaseForm(formdata=None)
    form.form_errors.append(mistake.message)
    return list_page(meeting_id, status=status, posted=form)


def refused_row(meeting_id: int, item_id: int, form: BaseForm, status: int) -> Response:
    """The same after a number was typed in one row: it stays as it was typed, what is wrong beside it."""
    desk().rollback()
    for name in ("minutes", "position"):
        if name in form:
            form[name].id = f"{name}-{item_id}"
    return list_page(meeting_id, status=status, posted=form, refused_item=item_id)


def plain_meeting(meeting: Meeting) -> dict[str, Any]:
    """A meeting as plain values for a page."""
    may_manage = viewer().may_in(Act.LIST_MANAGE, meeting.conference_id)
    return {
        "id": meeting.id,
        "reference": meeting.reference,
        "kind": meeting.kind,
        "status": meeting.status,
        "starts_at": meeting.starts_at,
        "minutes_available": meeting.minutes_available,
        "research_by": meeting.research_by,
        "published_at": meeting.published_at,
        "closed_at": meeting.closed_at,
        "cancelled_at": meeting.cancelled_at,
        "cancelled_because": CANCELLATIONS.get(meeting.cancelled_reason, ""),
        "may_be_cancelled": may_manage and meeting.status in CANCELLABLE,
        "version": meeting.version,
        "takes_changes": meeting.status in LIST_CHANGES,
        "may_be_managed": may_manage,
        "may_be_run": viewer().may_in(Act.MEETING_RUN, meeting.conference_id),
        "reads_cases": viewer().may_in(Act.CASE_VIEW, meeting.conference_id),
        "may_read_minutes": viewer().may_in(Act.MINUTES_READ, meeting.conference_id),
        "may_make_copies": viewer().may_in(Act.DOCUMENT_MAKE, meeting.conference_id),
        "may_research": viewer().may_in(Act.RESEARCH_CONTRIBUTE, meeting.conference_id),
    }
