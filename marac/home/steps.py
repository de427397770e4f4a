"""The coming meeting as a line of steps for its coordinator: how each stands, what blocks it, where it is done."""

from flask import url_for

from marac import clock
from marac.home.office import CoordinatorWork, DraftMinutes, NextMeeting
from marac.home.own import counted

# words, state, detail, address: as the line of steps in components/lists.html takes them.
Step = tuple[str, str, str, str]
DONE, TO_DO, WAITING, AHEAD = "done", "todo", "waiting", "ahead"


def steps_of(work: CoordinatorWork) -> list[Step]:
    """From referrals to minutes; without a planned meeting only what does not hang on one."""
    around = _referrals(work), _minutes(work.drafts)
    if work.meeting is None:
        return list(around)
    return [around[0], _list(work.meeting), _invitations(work.meeting), _research(work.meeting), around[1]]


def _referrals(work: CoordinatorWork) -> Step:
    state, detail = (TO_DO, f"{work.to_review} to review") if work.to_review else (DONE, "none waiting")
    return "Review referrals", state, detail, url_for("referrals.index", slug=work.seat.slug)


def _list(meeting: NextMeeting) -> Step:
    line, cases = meeting.line, counted(meeting.line.cases, "case")
    if line.published_at is not None:
        published = clock.day_in_words(clock.london_day(line.published_at))
        show_url = url_for("meetings.show", meeting_id=line.id)
        return "Publish the list", DONE, f"{cases}, published {published}", show_url
    if not line.cases:
        return (
            "Publish the list",
            TO_DO,
            "no case listed yet",
            url_for("meetings.edit_list", meeting_id=line.id),
        )
    return "Publish the list", TO_DO, f"{cases} listed", url_for("meetings.preview", meeting_id=line.id)


def _invitations(meeting: NextMeeting) -> Step:
    list_url, invited = url_for("meetings.edit_list", meeting_id=meeting.line.id), meeting.returns.asked
    if not meeting.line.cases:
        return "Invite agencies", AHEAD, "needs cases on the list", list_url
    if meeting.uninvited:
        nobody = f"{counted(meeting.uninvited, 'case')} with nobody invited"
        return "Invite agencies", TO_DO, nobody, list_url
    if meeting.line.published_at is None:
        return "Invite agencies", AHEAD, f"{counted(invited, 'invitation')} go out with the list", list_url
    return "Invite agencies", DONE, counted(invited, "invitation"), list_url


def _research(meeting: NextMeeting) -> Step:
    returns = meeting.returns
    if not returns.is_published:
        return "Gather research", AHEAD, "asked for once the list is published", ""
    url = url_for("contributions.returns", meeting_id=meeting.line.id)
    confirming = f" ({returns.earlier} to confirm)" if returns.earlier else ""
    so_far = f"{returns.returned} of {returns.asked} returned{confirming}"
    if meeting.missing:
        return "Gather research", WAITING, f"{so_far}, {returns.due}", url
    return "Gather research", DONE, so_far, url


def _minutes(drafts: list[DraftMinutes]) -> Step:
    if not drafts:
        return "Minutes approved", DONE, "none waiting", ""
    first, more = drafts[0], f" and {len(drafts) - 1} more" if len(drafts) > 1 else ""
    chair = first.chair or "the chair"
    url = url_for("documents.current", meeting_id=first.meeting_id)
    return "Minutes approved", WAITING, f"{first.reference}{more} for {chair} to approve", url
