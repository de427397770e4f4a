"""The pages of outstanding actions: all of them, and one after the other.

Each names on its entry only what it shows. Going on from one action to the next must not enter every case of
the conference again and again as seen.
"""

from flask import Response

from marac import clock
from marac.access.gate import desk
from marac.access.loading import get
from marac.actions.deadlines import by_when
from marac.actions.queries import action_of, history_of, outstanding
from marac.actions.statuses import STATUS_WORDS
from marac.actions.written import say_at_the_top, written_words
from marac.audit import events
from marac.errors import NotFound
from marac.meetings.outstanding import goes_through_all, next_waiting, unreviewed_actions
from marac.meetings.run_forms import ReviewForm, review_form
from marac.meetings.run_pages import enter
from marac.meetings.run_queries import show_running
from marac.records import Action, Meeting
from marac.ui.forms import BaseForm
from marac.ui.htmx import page_or_block

PAGE = "meeting-outstanding"


def outstanding_page(meeting_id: int) -> Response:
    """Every open action from before this meeting, once, with its history and its outcome."""
    running = show_running(desk(), meeting_id, PAGE, with_cases=False)
    enter(running)
    meeting = get(desk(), Meeting, meeting_id)
    is_here = goes_through_all(running.kind, meeting)
    happening = events.ListShown(page=PAGE, conference_id=running.conference_id, meeting_id=meeting_id)
    shown = desk().record(happening, is_list=True)
    opened_at = running.opened_at or clock.now()
    waiting = {action_id for action_id, _ in unreviewed_actions(desk(), meeting)}
    lines = outstanding(desk(), shown, running.conference_id, opened_at) if is_here else []
    return page_or_block(
        "meetings/run_outstanding.html",
        form=BaseForm(formdata=None),
        meeting=running,
        is_here=is_here,
        waiting=waiting,
        first_waiting=next((line.action.id for line in lines if line.action.id in waiting), None),
        lines=lines,
        review_form=review_form,
        by_when=by_when,
        now=clock.now(),
    )


def one_outstanding_page(
    meeting_id: int, action_id: int, *, status: int = 200, posted: ReviewForm | None = None
) -> Response:
    """One outstanding action with its history; `posted` is the form that was refused, as it was typed."""
    running = show_running(desk(), meeting_id, PAGE, with_cases=False)
    enter(running)
    meeting, action = get(desk(), Meeting, meeting_id), get(desk(), Action, action_id)
    if action.conference_id != meeting.conference_id:
        raise NotFound
    shown = desk().record(
        events.CaseShown(
            case_id=action.case_id, conference_id=action.conference_id, page=PAGE, meeting_id=meeting_id
        )
    )
    waiting = {each for each, _ in unreviewed_actions(desk(), meeting)}
    is_waiting = action_id in waiting
    if posted is not None and not is_waiting:
        say_at_the_top(posted)
    following = next_waiting(desk(), meeting, action)
    return page_or_block(
        "meetings/run_outstanding_one.html",
        status=status,
        form=posted or BaseForm(formdata=None),
        meeting=running,
        action=action_of(desk(), shown, action_id),
        state=STATUS_WORDS[action.status],
        history=history_of(desk(), shown, action_id),
        waiting=waiting,
        is_waiting=is_waiting,
        review=posted or review_form(action_id),
        not_kept="" if is_waiting else written_words(posted),
        following=following if following != action_id else None,
        due_words=by_when(clock.now(), action.due_on, action.due_time),
        is_late=action.due_at < clock.now(),
    )
