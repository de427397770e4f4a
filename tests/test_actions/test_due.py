from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions.deadlines import deadline
from marac.actions.due import Due, RefusedDue, read_due
from marac.clock import day_in_words

NOW = datetime(2026, 4, 1, 13, 3, tzinfo=UTC)  # Wednesday, 14:03 in London
MEETING = date(2026, 4, 29)
INSTANTS = st.integers(0, 20 * 366 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


def refused(text: str, now: datetime = NOW, meeting: date | None = None) -> RefusedDue:
    answer = read_due(text, now, meeting)
    assert isinstance(answer, RefusedDue), answer
    return answer


@pytest.mark.parametrize(
    ("text", "due_on", "due_time"),
    [
        ("Fri", date(2026, 4, 3), None),
        ("Fri 17:00", date(2026, 4, 3), time(17)),
        ("by Friday 5pm", date(2026, 4, 3), time(17)),
        ("Friday at 5.30 p.m.", date(2026, 4, 3), time(17, 30)),
        ("5pm on Friday", date(2026, 4, 3), time(17)),
        ("this Friday", date(2026, 4, 3), None),
        ("tomorrow", date(2026, 4, 2), None),
        ("tomorrow noon", date(2026, 4, 2), time(12)),
        ("1700hrs tomorrow", date(2026, 4, 2), time(17)),
        ("24h", date(2026, 4, 2), time(14, 3)),
        ("in 24 hours", date(2026, 4, 2), time(14, 3)),
        ("within 48 hrs", date(2026, 4, 3), time(14, 3)),
        ("in 2 days", date(2026, 4, 3), None),
        ("two weeks", date(2026, 4, 15), None),
        ("3 April", date(2026, 4, 3), None),
        ("Friday 3rd April, 17:00", date(2026, 4, 3), time(17)),
        ("03/04/2026", date(2026, 4, 3), None),
        ("3/4 09:30", date(2026, 4, 3), time(9, 30)),
        ("3.4.26", date(2026, 4, 3), None),
        ("2026-04-03", date(2026, 4, 3), None),
        ("today 16:00", date(2026, 4, 1), time(16)),
        ("16:00", date(2026, 4, 1), time(16)),
        ("today", date(2026, 4, 1), None),
        ("end of Friday", date(2026, 4, 3), None),
        ("EOD", date(2026, 4, 1), None),
        ("12am Friday", date(2026, 4, 3), time(0)),
        ("due by  Ｆri @ 17:00.", date(2026, 4, 3), time(17)),
    ],
)
def test_what_people_type_is_read(text: str, due_on: date, due_time: time | None) -> None:
    assert read_due(text, NOW) == Due(due_on, due_time)


@pytest.mark.parametrize("text", ["ASAP", "asap.", "ongoing", "On-going", "all", "TBC", "as required", "n/a"])
def test_words_that_are_no_date_are_refused_with_examples(text: str) -> None:
    answer = refused(text)
    assert answer.kind == "vague"
    assert "is not a date" in answer.message and "Fri 17:00" in answer.message


def test_immediately_is_refused_with_an_hour_that_leaves_time_to_act() -> None:
    assert refused("immediately").suggestion == Due(date(2026, 4, 1), time(16))
    assert "today 16:00" in refused("immediately").message
    late = refused("now", datetime(2026, 4, 1, 21, 45, tzinfo=UTC))
    assert late.suggestion == Due(date(2026, 4, 2), time(0))
    assert "tomorrow 00:00" in late.message


def test_next_meeting_is_refused_and_the_day_before_it_offered() -> None:
    assert refused("next meeting").suggestion is None
    answer = refused("by the next Marac", meeting=MEETING)
    assert answer.suggestion == Due(date(2026, 4, 28))
    assert "29 April 2026" in answer.message and "28 April 2026" in answer.message
    assert refused("next meeting", meeting=NOW.date()).suggestion == Due(NOW.date())
    assert refused("next meeting", meeting=date(2026, 3, 1)).suggestion is None


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("1 April 2025", "past", "has passed"),
        ("31 March", "past", "31 March 2026 has passed"),
        ("today 13:00", "past", "13:00 today has passed"),
        ("Wed 13:00", "past", "For next week write 8 April 2026"),
        ("3 April 2036", "far", "more than 12 months"),
        ("31/06", "impossible", "no such day as 31/6/2026"),
        ("31/12/9999 23:30", "far", "more than 12 months"),
        ("29 Feb", "impossible", "no such day"),
        ("Fri 25:00", "impossible", "not a time of day"),
        ("0h", "impossible", "at least one hour"),
        ("next Friday", "unclear", "3 April 2026 or 10 April 2026"),
        ("Thursday 3 April", "unclear", "is a Friday, not a Thursday"),
        ("Fri 5:30", "unclear", "05:30 or 17:30"),
        ("midnight", "unclear", "either end of the day"),
        ("end of the week", "unclear", "several days"),
        ("COB Fri", "unclear", "hour"),
        ("tomorrow morning", "unclear", "hour"),
        ("Frday", "unread", "could not be read"),
        ("by", "unread", "could not be read"),
        ("   ", "blank", "Say when"),
    ],
)
def test_what_cannot_be_held_to_is_refused_with_what_to_do(text: str, kind: str, said: str) -> None:
    answer = refused(text)
    assert answer.kind == kind
    assert said in answer.message


def test_the_weekday_of_today_is_today_and_says_so() -> None:
    answer = read_due("Wed", NOW)
    assert isinstance(answer, Due)
    assert answer.due_on == NOW.date()
    assert answer.warning is not None and "8 April 2026" in answer.warning


def test_a_day_without_a_year_rolls_over_at_the_turn_of_the_year() -> None:
    december = datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert read_due("5 January", december) == Due(date(2027, 1, 5))
    assert read_due("29 Feb", datetime(2027, 11, 1, 9, tzinfo=UTC)) == Due(date(2028, 2, 29))


def test_how_far_ahead_is_a_setting() -> None:
    assert isinstance(read_due("1 July 2026", NOW, months_ahead=2), RefusedDue)
    assert read_due("1 April 2027", NOW) == Due(date(2027, 4, 1))
    assert isinstance(read_due("2 April 2027", NOW), RefusedDue)


def test_the_hours_of_a_clock_change_are_taken_with_a_warning() -> None:
    skipped = read_due("28/3/2027 01:30", NOW)
    assert isinstance(skipped, Due) and skipped.warning is not None and "skip 01:30" in skipped.warning
    twice = read_due("25/10/2026 01:30", NOW)
    assert isinstance(twice, Due) and twice.warning is not None and "twice" in twice.warning


def test_hours_from_now_are_never_late_across_a_clock_change() -> None:
    for start in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)):
        for step in range(48):
            at = start + timedelta(hours=step, minutes=17)
            answer = read_due("24h", at)
            assert isinstance(answer, Due)
            late = deadline(answer.due_on, answer.due_time) - (at + timedelta(hours=24))
            assert timedelta(hours=-1) <= late <= timedelta(0)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    answer = read_due(text, NOW, MEETING)
    assert isinstance(answer, Due) or answer.message.endswith(".")


@given(
    INSTANTS,
    st.integers(1, 360),
    st.sampled_from(["{d}/{m}/{y}", "{d}.{m}.{s}", "{words}", "{y}-{m:02}-{d:02}", "by {words} 17:00"]),
)
def test_a_coming_day_is_read_whatever_its_form(now: datetime, ahead: int, form: str) -> None:
    day = now.date() + timedelta(days=ahead + 1)
    text = form.format(d=day.day, m=day.month, y=day.year, s=f"{day.year % 100:02}", words=day_in_words(day))
    answer = read_due(text, now)
    assert isinstance(answer, Due)
    assert answer.due_on == day


@given(
    INSTANTS, st.sampled_from(["Fri", "Mon 17:00", "today 09:00", "tomorrow", "3 May", "25 October 01:30"])
)
def test_what_is_taken_is_never_already_overdue(now: datetime, text: str) -> None:
    answer = read_due(text, now)
    assert isinstance(answer, RefusedDue) or deadline(answer.due_on, answer.due_time) > now
