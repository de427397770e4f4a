"""Text saves itself, the page always says whether it is saved, and the browser keeps nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.test_ui.sample import Sample

pytestmark = pytest.mark.browser


def write(page: Page, words: str) -> None:
    page.get_by_label("What was done").fill(words)


def test_text_is_saved_after_a_pause_and_the_page_says_when(page: Page, sample: Sample) -> None:
    page.goto("/form?autosave")
    write(page, "Visited the school")
    expect(page.get_by_text("Saved 14:03:22")).to_be_visible()
    assert sample.saved[0]["what"] == "Visited the school"
    assert sample.saved[0]["client_seq"] == "1"
    assert sample.saved[0]["csrf_token"]


def test_leaving_a_field_saves_at_once_and_each_draft_has_the_next_number(page: Page, sample: Sample) -> None:
    page.goto("/form?autosave")
    for words in ("One", "One, two"):
        write(page, words)
        with page.expect_response("**/save"):
            page.get_by_label("What was done").blur()
    assert [draft["client_seq"] for draft in sample.saved] == ["1", "2"]


def test_text_that_cannot_be_saved_is_kept_and_tried_again(page: Page, sample: Sample) -> None:
    sample.refuses_to_save = True
    page.goto("/form?autosave")
    write(page, "Not to be lost")
    expect(page.get_by_text("NOT SAVED - kept on this page, trying again")).to_be_visible()
    expect(page.get_by_label("What was done")).to_have_value("Not to be lost")
    sample.refuses_to_save = False
    expect(page.get_by_text("Saved 14:03:22")).to_be_visible(timeout=10_000)
    assert len(sample.saved) == 1
    assert int(sample.saved[0]["client_seq"]) > 1, "an attempt that was given up on keeps its number"


def test_text_that_cannot_be_saved_can_be_downloaded(page: Page, sample: Sample, tmp_path: Path) -> None:
    sample.refuses_to_save = True
    page.goto("/form?autosave")
    write(page, "Not to be lost")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download what you wrote").click()
    download.value.save_as(tmp_path / "kept.txt")
    assert "Not to be lost" in (tmp_path / "kept.txt").read_text("utf-8")


def leave_field(page: Page, words: str) -> None:
    """Type and go on to the next field, and come back."""
    write(page, words)
    page.get_by_label("What was done").blur()


def test_when_somebody_else_saved_in_between_saving_stops_and_the_page_says_what_to_do(
    page: Page, sample: Sample
) -> None:
    sample.refuses_to_save, sample.refusal = True, 409
    page.goto("/form?autosave")
    leave_field(page, "Not to be lost")
    status = page.locator("form [role=status]")
    expect(status).to_contain_text("NOT SAVED - somebody else saved this in between")
    expect(status).to_contain_text("see both versions")
    sample.refuses_to_save = False
    leave_field(page, "Not to be lost either")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(status).to_contain_text("somebody else saved this in between")
    expect(page.get_by_label("What was done")).to_have_value("Not to be lost either")
    expect(page.get_by_role("button", name="Download what you wrote")).to_be_visible()
    page.goto("/list")
    assert (sample.saved, sample.times_refused) == ([], 1)


def test_what_cannot_be_kept_is_sent_again_only_when_something_else_is_typed(
    page: Page, sample: Sample
) -> None:
    sample.refuses_to_save, sample.refusal = True, 422
    page.goto("/form?autosave")
    leave_field(page, "Far too long")
    status = page.locator("form [role=status]")
    expect(status).to_contain_text("NOT SAVED - it cannot be kept as it stands")
    leave_field(page, "Far too long")
    sample.refuses_to_save = False
    leave_field(page, "Shorter")
    expect(status).to_have_text("Saved 14:03:22")
    assert (len(sample.saved), sample.times_refused) == (1, 1)


def test_leaving_with_unsaved_text_asks_first(page: Page, sample: Sample) -> None:
    sample.refuses_to_save = True
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto("/form?autosave")
    page.get_by_label("What was done").press_sequentially("x")
    page.goto("/list")
    assert asked == ["beforeunload"]


def test_the_browser_keeps_nothing_of_what_was_written_or_shown(page: Page) -> None:
    page.goto("/form?autosave")
    write(page, "She is staying with her sister")
    expect(page.get_by_text("Saved 14:03:22")).to_be_visible()
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]"


def test_a_form_that_cannot_be_kept_is_shown_again_in_place_with_what_was_typed(page: Page) -> None:
    page.goto("/form")
    write(page, "Kept\n  as typed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Enter the name")).to_be_visible()
    expect(page.get_by_label("What was done")).to_have_value("Kept\n  as typed")
    page.get_by_role("link", name="Enter the name").click()
    expect(page.get_by_label("Name")).to_be_focused()
