"""Work that saves itself: nothing is lost, nothing is doubled, nothing unread is published."""

import re
from typing import Any

import pytest

from marac.contributions import operations
from tests.factories import make_published_list
from tests.test_contributions.making import WRITE, read, share, texts_of, words, write
from tests.test_contributions.test_show import DAY, item, item_id_on
from tests.world import World

KEY = "one-showing-of-one-form"


def draft(text: str, seq: int, **more: Any) -> dict[str, Any]:
    """What the script posts before the form is finished."""
    return {"text": text, "client_seq": seq, "version": "", **more}


@pytest.fixture
def listing(world: World) -> str:
    made = make_published_list(world)
    return f"/listings/{made.item_of(made.cases[0])}/research"


def test_a_draft_that_saves_itself_is_one_item_and_the_button_ends_it(world: World, listing: str) -> None:
    browser = world.client("polly")
    for seq, text in enumerate(("He", "He was", "He was seen"), start=1):
        answer = browser.send(f"{listing}/autosave", form_key=KEY, **draft(text, seq))
        assert answer.status_code == 200
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json["saved_at"])
    page = browser.get(listing).text
    assert page.count("He was") == 1 and "Private draft, not finished" in page
    assert browser.send(listing, form_key=KEY, **item("He was seen at noon.")).status_code == 303
    page = browser.get(listing).text
    assert page.count("He was seen") == 1 and "He was seen at noon." in page and "not finished" not in page


def test_an_answer_lost_on_the_way_is_saved_again_without_a_second_item(world: World, listing: str) -> None:
    browser = world.client("polly")
    for _ in range(3):
        assert browser.send(f"{listing}/autosave", form_key=KEY, **draft("Once.", 1)).status_code == 200
    assert browser.get(listing).text.count("Once.") == 1


def test_an_older_saving_that_arrives_late_does_not_undo_a_newer_one(world: World, listing: str) -> None:
    browser = world.client("polly")
    assert browser.send(f"{listing}/autosave", form_key=KEY, **draft("The newer.", 2)).status_code == 200
    assert browser.send(f"{listing}/autosave", form_key=KEY, **draft("The older.", 1)).status_code == 409
    page = browser.get(listing).text
    assert "The newer." in page and "The older." not in page


def test_a_saving_that_arrives_after_the_button_does_not_undo_it(world: World, listing: str) -> None:
    browser = world.client("polly")
    browser.send(f"{listing}/autosave", form_key=KEY, **draft("He was", 1))
    assert browser.send(listing, form_key=KEY, **item("He was seen at noon.")).status_code == 303
    assert browser.send(f"{listing}/autosave", form_key=KEY, **draft("He was se", 2)).status_code != 200
    late = world.client("petra").send(f"{listing}/autosave", form_key=KEY, **draft("He", 3))
    assert late.status_code == 409
    assert "He was seen at noon." in browser.get(listing).text


def test_a_changed_item_saves_itself_again_and_again(world: World) -> None:
    made = make_published_list(world)
    one = f"/contributions/{write(world, 'polly', made.item_of(made.cases[0])).id}"
    browser = world.client("polly")
    for seq in (1, 2, 3):
        posted = {**item(f"Saying {seq}."), "client_seq": seq, "version": 1}
        assert browser.send(f"{one}/autosave", form_key=KEY, **posted).status_code == 200
    assert browser.send(one, form_key=KEY, version=1, **item("The end.")).status_code == 303
    assert "The end." in browser.get(one).text


def test_a_colleagues_change_is_not_overwritten_by_a_form_that_saves_itself(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]))
    one, browser = f"/contributions/{written.id}", world.client("polly")
    posted = {**item("Polly writes."), "version": 1}
    assert browser.send(f"{one}/autosave", form_key=KEY, client_seq=1, **posted).status_code == 200
    with world.acting("petra", WRITE) as session:
        operations.change_contribution(session, written.id, 2, words("Petra writes."))
    answer = browser.send(f"{one}/autosave", form_key=KEY, client_seq=2, **posted)
    assert answer.status_code == 409 and "Petra" not in answer.text
    answer = browser.send(one, form_key=KEY, **posted)
    assert answer.status_code == 409 and "Petra writes." in answer.text and "Polly writes." in answer.text


def test_a_shared_item_never_saves_itself(world: World) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    written = share(world, "polly", made.item_of(case), "As shared.")
    one, browser = f"/contributions/{written.id}", world.client("polly")
    assert "data-autosave-url" not in browser.get(one).text
    posted = {**item("Half a sent"), "version": 2, "client_seq": 1}
    assert browser.send(f"{one}/autosave", form_key=KEY, **posted).status_code == 409
    assert texts_of(read(world, "pravin", case)) == {"As shared."}


def test_words_typed_on_after_a_colleague_shared_the_draft_stay_private(world: World, listing: str) -> None:
    browser = world.client("polly")
    finished = {**item("Polly’s draft."), "client_seq": 1}
    assert browser.send(f"{listing}/autosave", form_key=KEY, **finished).status_code == 200
    one = f"/contributions/{item_id_on(browser.get(listing).text)}"
    assert world.client("petra").send(f"{one}/share", version=1).status_code == 303
    later = {**item("Polly goes on."), "client_seq": 2}
    assert browser.send(f"{listing}/autosave", form_key=KEY, **later).status_code == 409
    answer = browser.send(listing, form_key=KEY, **item("Polly goes on."))
    assert answer.status_code == 409 and "Polly goes on." in answer.text
    key = re.search(rf'action="{listing}".*?name="form_key" value="([^"]+)"', answer.text, re.DOTALL)
    assert key is not None
    assert browser.send(listing, form_key=key[1], **item("Polly goes on.")).status_code == 303
    assert "Polly’s draft." in browser.get(listing).text


def test_a_day_half_typed_is_said_not_to_be_saved(world: World, listing: str) -> None:
    posted = draft("He was seen", 1, **{"dated_on-day": DAY["day"]})
    answer = world.client("polly").send(f"{listing}/autosave", form_key=KEY, **posted)
    assert answer.status_code == 200 and "except the date" in answer.json["saved_at"]
    assert "He was seen" in world.client("polly").get(listing).text


def test_a_text_too_long_to_keep_is_not_said_to_be_saved(world: World, listing: str) -> None:
    answer = world.client("polly").send(f"{listing}/autosave", form_key=KEY, **draft("x" * 6000, 1))
    assert answer.status_code == 422 and "saved_at" not in answer.json


def test_the_return_saves_itself_beside_a_new_item_and_stays_private(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    at, browser = f"/listings/{item_id}/research", world.client("polly")
    before = read(world, "pravin", case, item_id)
    assert browser.send(f"{at}/autosave", form_key="the-item", **draft("He", 1)).status_code == 200
    for seq in (1, 2):
        posted = {"records_checked": f"custody {seq}", "client_seq": seq, "version": ""}
        assert browser.send(f"{at}/return/autosave", form_key=KEY, **posted).status_code == 200
    assert "custody 2" in browser.get(at).text
    assert read(world, "pravin", case, item_id) == before


def test_an_unfinished_draft_cannot_be_shared(world: World, listing: str) -> None:
    browser = world.client("polly")
    browser.send(f"{listing}/autosave", form_key=KEY, **draft("He", 1))
    one = f"/contributions/{item_id_on(browser.get(listing).text)}"
    answer = browser.send(f"{one}/share", version=1)
    assert answer.status_code == 422 and "Finish this item first" in answer.text


def test_a_form_key_of_another_agency_leads_to_no_item_of_theirs(world: World, listing: str) -> None:
    world.client("polly").send(f"{listing}/autosave", form_key=KEY, **draft("Of the police.", 1))
    world.client("hana").send(f"{listing}/autosave", form_key=KEY, **draft("Of health.", 1))
    assert "Of the police." in world.client("polly").get(listing).text
    page = world.client("hana").get(listing).text
    assert "Of health." in page and "Of the police." not in page
