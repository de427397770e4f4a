"""Planning meetings: London dates and times, the chair, the research date, the reference."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from marac import clock
from marac.access.acts import Act
from marac.errors import Mistake, NotFound
from marac.meetings import listing
from marac.records import Meeting
from tests.factories import make_meeting, make_published_list
from tests.test_meetings.list_making import closed, version_of
from tests.world import MAPPA, MARAC, World

HIGH_SUMMER = date(clock.today().year + 1, 7, 14)


def typed(on: date, at: str = "09:30", **more: Any) -> dict[str, Any]:
    """The fields of the form as somebody types them."""
    return {
        "kind": "scheduled",
        "starts_on-day": on.day,
        "starts_on-month": on.month,
        "starts_on-year": on.year,
        "starts_at": at,
        "minutes_available": 180,
        "chair_id": 0,
        **more,
    }


def test_a_meeting_is_planned_on_the_london_clock(world: World) -> None:
    carol = world.client("carol")
    fields = typed(HIGH_SUMMER, chair_id=world.person("chidi"))
    answer = carol.send(f"/conferences/{MARAC}/meetings", **fields)
    assert answer.status_code == 303
    page = carol.get(answer.headers["Location"].removesuffix("/list")).text
    assert f"14 July {HIGH_SUMMER.year}, 09:30" in page
    assert f"12 July {HIGH_SUMMER.year}" in page
    assert "Chidi Testperson" in page


def test_the_instant_is_kept_in_utc(world: World) -> None:
    meeting = make_meeting(world, starts_at=datetime(HIGH_SUMMER.year, 7, 14, 8, 30, tzinfo=UTC))
    page = world.client("polly").get(f"/conferences/{MARAC}/meetings").text
    assert f"14 July {HIGH_SUMMER.year}, 09:30" in page
    assert meeting.starts_at.tzinfo is not None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": "half nine"}, "Write the time like 09:30"),
        ({"starts_at": "25:00"}, "Write the time like 09:30"),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "real date"),
        ({"starts_on-year": clock.today().year - 1}, "This day has passed"),
        ({"starts_on-year": clock.today().year + 9}, "Check the year"),
        ({"minutes_available": "5"}, "between 10 and 600"),
        ({"chair_id": "77"}, "Choose from the answers shown"),
        ({"kind": "secret"}, "Choose from the answers shown"),
        (
            {"research_by-day": 1, "research_by-month": 1, "research_by-year": HIGH_SUMMER.year + 1},
            "before the meeting",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(world: World, changed: dict[str, Any], words: str) -> None:
    carol = world.client("carol")
    answer = carol.send(f"/conferences/{MARAC}/meetings", **{**typed(HIGH_SUMMER), **changed})
    assert answer.status_code == 422
    assert words in answer.text
    assert "NM-M-" not in carol.get(f"/conferences/{MARAC}/meetings").text


def test_an_hour_that_the_clocks_skip_is_refused(world: World) -> None:
    in_march = [date(HIGH_SUMMER.year, 3, day) for day in range(25, 32)]
    change = next(day for day in in_march if day.weekday() == 6)
    answer = world.client("carol").send(f"/conferences/{MARAC}/meetings", **typed(change, "01:30"))
    assert "clocks go forward" in answer.text


def test_an_emergency_meeting_may_be_recorded_afterwards_but_not_a_planned_one(world: World) -> None:
    yesterday = clock.now() - timedelta(days=1)
    assert make_meeting(world, starts_at=yesterday, kind="emergency").kind == "emergency"
    with pytest.raises(Mistake, match="has passed"):
        make_meeting(world, starts_at=yesterday)


def test_a_reference_names_the_day_and_counts_nothing(world: World) -> None:
    references = {make_meeting(world).reference for _ in range(5)}
    assert len(references) == 5
    day = clock.today() + timedelta(days=7)
    assert all(re.fullmatch(rf"NM-M-{day.isoformat()}-[A-Z0-9]{{3}}", each) for each in references)


def test_only_the_conference_s_own_office_plans(world: World) -> None:
    start = clock.now() + timedelta(days=3)
    for name in ("polly", "mabel"):
        with pytest.raises(NotFound), world.acting(name, Act.LIST_MANAGE) as session:
            listing.plan_meeting(session, world.conference(MARAC), start)
    assert world.client("carol").get(f"/conferences/{MAPPA}/meetings").status_code == 404
    assert world.client("polly").get(f"/conferences/{MARAC}/meetings/new").status_code == 403
    assert world.client("carol").get("/conferences/nowhere/meetings").status_code == 404


def test_a_plan_is_changed_and_a_later_change_from_an_older_page_shows_both(world: World) -> None:
    meeting = make_meeting(world)
    carol, address = world.client("carol"), f"/meetings/{meeting.id}/change"
    version = version_of(world, Meeting, meeting.id)
    first = carol.send(address, version=version, **typed(HIGH_SUMMER, "10:00", minutes_available=120))
    assert first.status_code == 303
    second = carol.send(address, version=version, **typed(HIGH_SUMMER, "11:00", minutes_available=90))
    assert second.status_code == 409
    assert f"14 July {HIGH_SUMMER.year}, 10:00, 120 minutes" in second.text
    assert 'value="11:00"' in second.text
    shown = re.findall(r'name="version" value="(\d+)"', second.text)[0]
    third = carol.send(address, version=shown, **typed(HIGH_SUMMER, "11:00", minutes_available=90))
    assert third.status_code == 303


def test_the_plan_of_a_meeting_that_has_begun_stays(world: World) -> None:
    made = make_published_list(world)
    closed(world, made.meeting_id)
    version = version_of(world, Meeting, made.meeting_id)
    answer = world.client("carol").send(
        f"/meetings/{made.meeting_id}/change", version=version, **typed(HIGH_SUMMER)
    )
    assert answer.status_code == 422
    assert "has begun" in answer.text


def test_past_meetings_come_newest_first_in_pages(world: World) -> None:
    meetings = [make_meeting(world, days_ahead=days) for days in range(1, 23)]
    for meeting in meetings:
        closed(world, meeting.id)
    first = world.client("carol").get(f"/conferences/{MARAC}/meetings").text
    order = [meeting.reference for meeting in reversed(meetings)]
    assert [reference for reference in order if reference in first] == order[:20]
    older = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    second = world.client("carol").get(older).text
    assert [reference for reference in order if reference in second] == order[20:]
    assert world.client("carol").get(f"/conferences/{MARAC}/meetings?before=x").status_code == 200
