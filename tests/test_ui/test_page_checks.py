"""The page-checking client finds what it is there to find, and the filters say days as people do."""

from __future__ import annotations

import pytest

from marac.ui.filters import counted
from tests.page import PageFault, check_html

PAGE = (
    "<!doctype html><html lang=en><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>"
)

FAULTS = {
    "<p><div></p>": "not valid HTML",
    "<h1>Another</h1>": "2 main headings",
    "<p id=a></p><p id=a></p>": "used 2 times",
    "<label for=none>Name</label>": "names 'none'",
    "<input name=who>": "without a label",
    "<form action=/x></form>": "without method",
    "<form method=post action=/x></form>": "without its token",
    '<form method=post action=/x><input type=hidden name=csrf_token value=""></form>': "without its token",
    "<p style='color: red'>x</p>": "attribute style",
    "<p onclick=x()>x</p>": "attribute onclick",
    "<p hx-on:click=x()>x</p>": "attribute hx-on:click",
    "<script>x()</script>": "inline script",
    "<a href=/x></a>": "without words",
    "<a href=javascript:x()>x</a>": "javascript:",
    "<a href=#nowhere>x</a>": "#nowhere",
    "<img src=/x.png>": "picture without a text",
    "<table><tr><td>1</td></tr></table>": "without a caption",
    "<button type=submit></button>": "without words",
}


@pytest.mark.parametrize(("part", "fault"), FAULTS.items())
def test_each_fault_is_found(part: str, fault: str) -> None:
    with pytest.raises(PageFault, match=fault):
        check_html(PAGE.format(part))


def test_a_good_page_and_a_good_block_pass() -> None:
    check_html(PAGE.format("<p id=a><a href=#a>x</a></p>"))
    check_html("<p>A block of a page</p>")


def test_a_page_without_a_language_or_title_is_found() -> None:
    with pytest.raises(PageFault, match=r"no title; no language"):
        check_html(
            "<!doctype html><html><head><title> </title></head><body><main><h1>A</h1></main></body></html>"
        )


def test_numbers_with_their_nouns() -> None:
    assert [counted(1, "action"), counted(3, "action"), counted(1204, "entry", "entries")] == [
        "1 action", "3 actions", "1,204 entries",
    ]  # fmt: skip
