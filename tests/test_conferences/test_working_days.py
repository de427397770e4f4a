"""Working days: weekends and the bank holidays of England and Wales are passed over."""

from datetime import date, datetime

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.conferences import all_kinds, get_kind
from marac.conferences.kinds import COMMON_FILE, build_kind
from marac.conferences.problems import ConferenceDataError
from marac.conferences.reading import read_toml
from marac.conferences.rules import Rule
from marac.conferences.working_days import holidays_of, is_working_day, working_days_later
from marac.records import Meeting
from tests.test_documents.held import held_meeting
from tests.world import World

MARAC = get_kind("marac")


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.key)
@pytest.mark.parametrize("year", range(2024, 2029))
def test_every_year_has_eight_bank_holidays_on_weekdays_of_its_own(kind, year: int) -> None:
    rule = kind.rule("bank_holidays", date(year, 7, 1))
    days = holidays_of(rule)
    assert len(days) == 8
    assert all(day.year == year and day.weekday() < 5 for day in days)
    assert "GOV.UK" in rule.source and rule.effective_from == date(year, 1, 1)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Maundy Thursday: over Easter
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is kept on the Monday
        (date(2027, 12, 24), 2, date(2027, 12, 30)),  # both are kept after the weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # the list of the next year counts in January
        (date(2026, 6, 5), 10, date(2026, 6, 19)),  # none in between
        (date(2026, 6, 6), 0, date(2026, 6, 6)),
    ],
)
def test_working_days_are_counted_over_weekends_and_bank_holidays(day: date, count: int, then: date) -> None:
    assert working_days_later(MARAC, day, count) == then


def test_a_year_without_a_list_counts_weekends_alone() -> None:
    assert is_working_day(MARAC, date(2035, 12, 25))
    assert is_working_day(MARAC, date(2019, 12, 25))


def test_a_site_adds_a_holiday_that_was_proclaimed() -> None:
    known = MARAC.rule("bank_holidays", date(2026, 6, 1)).texts
    local = Rule("bank_holidays", (*known, "2026-06-15"), "dates", "Proclamation", date(2026, 1, 1))
    assert is_working_day(MARAC, date(2026, 6, 15))
    assert not is_working_day(MARAC, date(2026, 6, 15), [local])


def test_a_list_with_a_day_that_is_none_is_refused_at_the_start() -> None:
    own = read_toml("marac.toml")
    wrong = {
        "name": "bank_holidays",
        "value": ["2026-02-30"],
        "unit": "dates",
        "source": "Nobody",
        "effective_from": date(2026, 1, 1),
    }
    with pytest.raises(ConferenceDataError):
        build_kind("marac.toml", {**own, "rules": [*own.get("rules", []), wrong]}, read_toml(COMMON_FILE))


def test_the_page_of_a_draft_says_by_when_it_is_to_be_approved_over_easter(world: World) -> None:
    held = held_meeting(world)
    closed = datetime.fromisoformat("2026-03-26T12:00:00+00:00")
    with world.acting("carol", Act.MEETING_RUN) as session:
        get(session, Meeting, held.meeting_id).closed_at = closed
    page = world.client("carol").get(f"/meetings/{held.meeting_id}/minutes").text
    assert "13 April 2026" in page
