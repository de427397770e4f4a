"""An agency's own research page, as a browser without scripts uses it."""

import re
from datetime import timedelta
from typing import Any

from marac import clock
from marac.contributions import operations
from tests.factories import make_case, make_published_list
from tests.test_contributions.making import (
    WRITE,
    YESTERDAY,
    make_return,
    read,
    set_meeting,
    share,
    texts_of,
    words,
    write,
)
from tests.world import MASIP, World

DAY = {"day": str(YESTERDAY.day), "month": str(YESTERDAY.month), "year": str(YESTERDAY.year)}


def item(text: str = "He was seen.", **more: str) -> dict[str, str]:
    """The add form filled in."""
    day = {f"dated_on-{part}": figures for part, figures in DAY.items()}
    return {"kind": "fact", "text": text, "source": "case file", "section_class": "standard", **day, **more}


def version_on(page: str, action: str) -> str:
    """The version that the form with an action carries."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert form is not None, f"no form posts to {action}"
    found = re.search(r'name="version" value="(\d+)"', form[0])
    assert found is not None
    return found[1]


def item_id_on(page: str) -> str:
    found = re.search(r'href="/contributions/(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_queue_names_each_case_its_state_and_when_it_is_due(world: World) -> None:
    made = make_published_list(world, cases=3)
    first, second, _ = made.cases
    make_return(world, "polly", made.item_of(first), nothing_known=True)
    write(world, "polly", made.item_of(second))
    page = world.client("polly").get("/research").text
    assert all(case.reference in page and case.victim not in page for case in made.cases)
    for state in ("Nothing known", "Draft", "Nothing yet", "due ", "(in 5 days)"):
        assert state in page
    set_meeting(world, made.meeting_id, "published", research_by=clock.today() - timedelta(days=2))
    page = world.client("polly").get("/research").text
    assert "2 days late" in page and "returned" in page
    set_meeting(world, made.meeting_id, "closed")
    assert "Nothing is asked of your agency" in world.client("polly").get("/research").text


def test_research_goes_from_the_empty_page_to_the_return_by_buttons_alone(world: World) -> None:
    made = make_published_list(world)
    case, at = made.cases[0], f"/listings/{made.item_of(made.cases[0])}/research"
    browser = world.client("polly")
    page = browser.get(at).text
    assert case.victim in page and "born 27 March 1984" in page and "Nothing is written yet." in page
    assert browser.send(at, **item()).status_code == 303
    page = browser.get(at).text
    assert "He was seen." in page and "Private draft" in page and "1 item to decide" in page
    one = f"/contributions/{item_id_on(page)}"
    assert browser.send(f"{one}/share", version=version_on(page, f"{one}/share")).status_code == 303
    page = browser.get(at).text
    version = version_on(page, f"{at}/return")
    answer = browser.send(f"{at}/return", records_checked="custody, intelligence", version=version)
    assert answer.status_code == 303
    assert "Your agency’s return: returned" in browser.get(at).text
    part = read(world, "pravin", case).agencies[0]
    assert (part.status, part.records_checked) == ("shared", "custody, intelligence")


def test_nothing_known_is_said_at_once_and_taken_back(world: World) -> None:
    made = make_published_list(world)
    at = f"/listings/{made.item_of(made.cases[0])}/research"
    browser = world.client("hana")
    answer = browser.send(f"{at}/return", records_checked="index", nothing_known="y")
    assert answer.status_code == 303
    page = browser.get(at).text
    assert "has said that nothing is known" in page and "Add an item" not in page
    version = version_on(page, f"{at}/return/take-back")
    assert browser.send(f"{at}/return/take-back", version=version).status_code == 303
    assert "Add an item" in browser.get(at).text


def test_what_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost(world: World) -> None:
    made = make_published_list(world)
    at = f"/listings/{made.item_of(made.cases[0])}/research"
    browser = world.client("polly")
    answer = browser.send(at, **{**item("Kept <words>"), "source": "", "kind": ""})
    assert answer.status_code == 422
    assert "Kept &lt;words&gt;" in answer.text and "Say where this comes from." in answer.text
    assert "Choose fact or professional opinion." in answer.text
    assert "Nothing is written yet." in browser.get(at).text


def test_not_sharing_asks_for_the_reason_on_its_own_row(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]))
    browser = world.client("polly")
    answer = browser.send(f"/contributions/{written.id}/withhold", version=1, reason=" ")
    assert answer.status_code == 422
    assert "Say why this is not shared." in answer.text and f"#reason-{written.id}" in answer.text
    answer = browser.send(f"/contributions/{written.id}/withhold", version=1, reason="It names a source.")
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).text
    assert "Not shared because:" in page and "It names a source." in page


def test_a_form_pressed_twice_makes_one_item(world: World) -> None:
    made = make_published_list(world)
    at = f"/listings/{made.item_of(made.cases[0])}/research"
    browser = world.client("polly")
    for _ in range(2):
        assert browser.send(at, form_key="the-same-showing", **item("Only once.")).status_code == 303
    assert browser.get(at).text.count("Only once.") == 1


def test_a_stale_form_shows_both_versions_and_can_be_saved_after_that(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]))
    one = f"/contributions/{written.id}"
    browser = world.client("polly")
    version = version_on(browser.get(one).text, one)
    with world.acting("petra", WRITE) as session:
        operations.change_contribution(session, written.id, 1, words("Petra’s words."))
    answer = browser.send(one, version=version, **item("Polly’s words."))
    assert answer.status_code == 409
    assert "Petra’s words." in answer.text and answer.text.count("Polly’s words.") == 2
    assert browser.send(one, version=version_on(answer.text, one), **item("Both words.")).status_code == 303
    assert "Both words." in browser.get(one).text


def test_a_stale_return_shows_what_it_says_now(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    share(world, "polly", item_id)
    browser = world.client("polly")
    at = f"/listings/{item_id}/research"
    version = version_on(browser.get(at).text, f"{at}/return")
    make_return(world, "petra", item_id, records="Petra’s list")
    answer = browser.send(f"{at}/return", version=version, records_checked="Polly’s list")
    assert answer.status_code == 409
    assert "Petra’s list" in answer.text and "Polly’s list" in answer.text


def test_sharing_what_a_colleague_has_just_changed_is_asked_again(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]))
    with world.acting("petra", WRITE) as session:
        operations.change_contribution(session, written.id, 1, words("Petra’s words."))
    answer = world.client("polly").send(f"/contributions/{written.id}/share", version=1)
    assert answer.status_code == 409 and "Petra’s words." in answer.text
    assert texts_of(read(world, "pravin", made.cases[0])) == set()


def test_a_closed_meeting_leaves_the_page_to_read_and_refuses_a_late_form(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]), "In time.")
    at = f"/listings/{made.item_of(made.cases[0])}/research"
    set_meeting(world, made.meeting_id, "closed", closed_at=clock.now())
    browser = world.client("polly")
    page = browser.get(at).text
    assert "In time." in page and "The meeting is closed." in page and "<form" not in page.split("<main")[1]
    for path, fields in (
        (at, item("Too late.")),
        (f"/contributions/{written.id}", {"version": "1", **item("Too late.")}),
        (f"/contributions/{written.id}/share", {"version": "1"}),
        (f"/contributions/{written.id}/remove", {"version": "1"}),
    ):
        answer = browser.send(path, **fields)
        assert answer.status_code == 422 and "closed" in answer.text


def test_an_advocate_brings_the_victims_views_in_the_words_of_the_conference(world: World) -> None:
    made = make_published_list(world)
    at = f"/listings/{made.item_of(made.cases[0])}/research"
    assert "views" not in world.client("polly").get(at).text
    browser = world.client("ida")
    assert "What the victim says" in browser.get(at).text
    views: dict[str, Any] = {f"views_on-{part}": figures for part, figures in DAY.items()}
    views |= {"views": "Wants him told to stay away.", "views_class": "standard"}
    refused = browser.send(f"{at}/views", **views)
    assert refused.status_code == 422 and "Choose who the views come from." in refused.text
    assert browser.send(f"{at}/views", views_from="The Idva", **views).status_code == 303
    page = browser.get(at).text
    assert "The victim’s views" in page and "Wants him told to stay away." in page
    panel = make_published_list(world, MASIP)
    page = world.client("isaac").get(f"/listings/{panel.item_of(panel.cases[0])}/research").text
    assert "The stalking advocate" in page


def test_names_stay_out_of_titles_and_addresses(world: World) -> None:
    made = make_published_list(world, cases=[make_case(world, victim="Vera Unmistakable")])
    item_id = made.item_of(made.cases[0])
    written = write(world, "polly", item_id)
    browser = world.client("polly")
    other = world.agency("eastvale-health")
    for path in (
        f"/listings/{item_id}/research",
        f"/contributions/{written.id}",
        f"/listings/{item_id}/research/as/{other}",
    ):
        title = browser.get(path).text.split("</title>")[0]
        assert made.cases[0].reference in title and "Unmistakable" not in title
