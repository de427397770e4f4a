"""Where a meeting stands, as a line of steps for its coordinator, each with what is still open."""

from flask import url_for

from marac.db import Session
from marac.meetings.listing_candidates import referrals_to_review
from marac.meetings.listing_shapes import ListedCase, research_count
from marac.meetings.plan_queries import minutes_state
from marac.records import Meeting

Step = tuple[str, str, str, str]
DONE, CURRENT, AHEAD = "done", "current", "ahead"


def steps_of(session: Session, meeting: Meeting, cases: list[ListedCase]) -> list[Step]:
    """The steps from referrals to minutes: words, state, detail, address. The first not done is current."""
    waiting = referrals_to_review(session, meeting.conference_id)
    research = research_count(cases)
    minutes = minutes_state(session, meeting.id)
    is_published = meeting.published_at is not None
    is_closed = meeting.status == "closed"
    list_url = url_for("meetings.edit_list", meeting_id=meeting.id)
    publish_url = "" if is_published else url_for("meetings.preview", meeting_id=meeting.id)
    returns_url = url_for("contributions.returns", meeting_id=meeting.id) if is_published else ""
    steps = [
        ("Referrals reviewed", waiting == 0 or is_closed, f"{waiting} to review" if waiting else "", ""),
        ("Cases listed", bool(cases), str(len(cases)) if cases else "none yet", list_url),
        ("List published", is_published, "", publish_url),
        ("Research returned", _is_complete(research), _of(research), returns_url),
        ("Meeting held", is_closed, "under way" if meeting.status == "open" else "", ""),
        ("Minutes approved", minutes == "approved", minutes if minutes == "draft" else "", ""),
    ]
    return _with_states(steps)


def _is_complete(research: dict[str, int]) -> bool:
    return research["due"] > 0 and research["returned"] >= research["due"]


def _of(research: dict[str, int]) -> str:
    return f"{research['returned']} of {research['due']}" if research["due"] else ""


def _with_states(steps: list[tuple[str, bool, str, str]]) -> list[Step]:
    current = next((place for place, step in enumerate(steps) if not step[1]), len(steps))
    return [
        (words, DONE if is_done else CURRENT if place == current else AHEAD, detail, url)
        for place, (words, is_done, detail, url) in enumerate(steps)
    ]
