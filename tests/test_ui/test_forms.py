"""Forms keep what was typed, clean what cannot be kept, and say in plain English what to do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from marac.errors import Mistake
from marac.ui.form_display import error_lines
from marac.ui.typed_text import keepable, paragraphs, single_line
from tests.page import CheckedClient
from tests.test_ui.sample import Sample, SampleForm

GOOD = {
    "name": "Bob Baker",
    "done_on-day": "3",
    "done_on-month": "4",
    "done_on-year": "2026",
    "outcome": "done",
}


@pytest.fixture(scope="module")
def sample() -> Sample:
    built = Sample()
    built.app.config["WTF_CSRF_ENABLED"] = False
    return built


def filled(sample: Sample, **typed: Any) -> SampleForm:
    with sample.app.test_request_context(method="POST"):
        form = SampleForm(formdata=MultiDict(GOOD | typed))
        form.validate()
        return form


def messages(form: SampleForm) -> list[str]:
    return [line.text for line in error_lines(form)]


def test_a_good_form_is_accepted(sample: Sample) -> None:
    form = filled(sample)
    assert messages(form) == []
    assert form.done_on.data.isoformat() == "2026-04-03"


def test_each_message_leads_to_its_field(sample: Sample) -> None:
    form = filled(sample, name=" ", outcome="", **{"done_on-month": ""})
    assert [line.href for line in error_lines(form)] == ["#name", "#done_on-month", "#outcome"]


def test_a_day_that_does_not_exist_is_refused_and_shown_again_as_typed(sample: Sample) -> None:
    form = filled(sample, **{"done_on-day": "31", "done_on-month": "February"})
    assert form.done_on.data is None
    assert tuple(form.done_on.typed) == ("31", "February", "2026")
    assert messages(form) == ["Day it was done must be a real date, for example 27 3 1984"]


def test_only_the_box_that_is_wrong_is_marked(sample: Sample) -> None:
    assert filled(sample, **{"done_on-year": "26"}).done_on.marked_parts == ("year",)


def test_a_day_left_empty_gets_the_message_of_its_form(sample: Sample) -> None:
    form = filled(sample, **{"done_on-day": "", "done_on-month": "", "done_on-year": ""})
    assert messages(form) == ["Enter the day it was done"]


def test_answers_that_were_never_offered_are_refused_in_plain_words(sample: Sample) -> None:
    form = filled(sample, outcome="sideways", agency="nobody", criteria="none of these")
    assert [line.href for line in error_lines(form)] == ["#outcome", "#criteria", "#agency"]
    assert set(messages(form)) == {"Choose from the answers shown."}


@pytest.mark.parametrize(("typed", "kept"), [("", None), ("45", 45), (" 4 ", 4)])
def test_whole_numbers(sample: Sample, typed: str, kept: int | None) -> None:
    form = filled(sample, minutes=typed)
    assert (messages(form), form.minutes.data) == ([], kept)


@pytest.mark.parametrize("typed", ["9" * 5000, "1_0", "٣", "four", "1e3", "61", "-1"])
def test_numbers_that_cannot_be_meant_are_refused(sample: Sample, typed: str) -> None:
    assert len(messages(filled(sample, minutes=typed))) == 1


@pytest.mark.parametrize("version", ["9" * 24, "x", "-1"])
def test_a_version_that_was_tampered_with_is_an_old_page_and_not_a_crash(
    sample: Sample, version: str
) -> None:
    assert messages(filled(sample, version=version)) == [
        "This page was out of date. Check what you typed, then try again."
    ]


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u00ad"])
def test_a_name_may_not_hold_characters_that_cannot_be_seen(sample: Sample, hidden: str) -> None:
    assert "hidden character at place 4" in messages(filled(sample, name=f"Bob{hidden} Baker"))[0]


@pytest.mark.parametrize("name", ["O’Hara", "Zoë", "Madonna", "x" * 200, "Ng", "Nguyễn Thị"])
def test_names_that_people_have_are_accepted(sample: Sample, name: str) -> None:
    assert messages(filled(sample, name=name)) == []


def test_too_long_a_text_says_by_how_much(sample: Sample) -> None:
    assert messages(filled(sample, what="x" * 412)) == [
        "What was done must be 400 characters or fewer. Take out 12 or more."
    ]


def test_a_mistake_found_later_is_shown_beside_its_field(sample: Sample) -> None:
    form = filled(sample)
    form.mark(Mistake("due", "A due date cannot be in the past."))
    form.mark(Mistake("elsewhere", "The meeting is closed."))
    assert sorted(error_lines(form)) == [
        ("A due date cannot be in the past.", "#due"), ("The meeting is closed.", ""),
    ]  # fmt: skip


def test_each_showing_has_a_key_of_its_own_and_a_page_shown_again_keeps_it() -> None:
    client = CheckedClient(Sample().app.test_client())
    first, second = (
        re.findall(r'name="form_key" value="([^"]+)"', client.get("/form").text) for _ in range(2)
    )
    assert first != second
    again = client.post("/form", data={"form_key": first[0], "version": "7"}).text
    assert f'name="form_key" value="{first[0]}"' in again
    assert 'name="version" value="7"' in again


def test_a_form_shown_again_is_fit_to_be_shown_and_keeps_every_line() -> None:
    sent = {"what": "first\n  second\n\nthird", "reason": "a\n b", "outcome": "cannot", "name": '"><b>x'}
    page = CheckedClient(Sample().app.test_client()).post("/form", data=sent).text
    assert "&#10;first&#10;  second&#10;&#10;third</textarea>" in page
    assert "&#10;a&#10; b</textarea>" in page
    assert "<b>x" not in page


def test_a_form_without_its_token_is_refused_with_the_text_kept() -> None:
    response = CheckedClient(Sample().app.test_client()).post("/form", data=GOOD | {"what": "kept"})
    assert response.status_code == 422
    assert "This page was out of date" in response.text
    assert "kept</textarea>" in response.text


@given(st.text(st.characters()))
def test_cleaned_text_can_be_kept_by_every_part_of_the_platform(text: str) -> None:
    clean = keepable(text)
    clean.encode("utf-8")
    assert "\0" not in clean and "\r" not in clean
    assert keepable(clean) == clean


def test_lines_and_paragraphs() -> None:
    assert single_line("  a\tb\r\n c\0 \ud800") == "a b c"
    assert paragraphs("\n a\r\n\r\n  b \x0b\n") == "a\n\n  b"
    assert single_line(None) is paragraphs(None) is None


def test_letters_with_marks_are_kept_in_one_form() -> None:
    assert single_line("Zoe\u0308") == "Zo\u00eb"
