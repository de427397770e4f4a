"""What there is to look at: the marks on the fields, the count on the list, and that the two agree."""

from dataclasses import replace

import html5lib
import pytest

from marac.access.acts import Act
from marac.conferences import get_kind
from marac.referrals.marks import Marks
from marac.referrals.other_conference import named_elsewhere
from marac.referrals.points import checking_points
from marac.referrals.queries import referral_list
from marac.referrals.reading.model import Words
from marac.referrals.reviewed import KeptForm, keep_read_form
from tests.test_referrals.forms import (
    accept,
    decide_candidates,
    expected,
    kept_form,
    read_example,
    receive,
    settle,
    version_of,
)
from tests.test_referrals.test_review_page import INDEX, press, typed_on
from tests.world import MAPPA, World

EVERY = [form["form_id"] for form in expected()["forms"]]
BUSY = ["001", "004", "006", "008", "012", "013", "013-r2", "016", "016-r2", "020", "027", "032", "038-v2"]


def marks_of(form_id: str) -> dict[str, str]:
    form = keep_read_form(read_example(form_id)[1])
    marks = Marks(get_kind("marac"), form)
    return {path: marks.leaf(path).mark for path in marks.now}


def count_on_list(world: World, referral_id: int) -> tuple[int, int]:
    with world.looking("carol", Act.REFERRAL_WRITE) as session:
        look = referral_list(session, world.conference(), "to_review", is_reviewer=True).to_look_at[
            referral_id
        ]
    return look.count, look.blocking


def points_on_page(page) -> tuple[int, int]:
    """How many things the two lists of a review page hold, and how many the first one."""
    root = html5lib.parse(page.text, namespaceHTMLElements=False)
    sections = {each.get("aria-labelledby"): each for each in root.iter("section")}

    def held(name: str) -> int:
        section = sections.get(name)
        bullets = (
            [] if section is None else [each for each in section.iter("ul") if "bullet" in each.get("class")]
        )
        return sum(1 for each in bullets for _ in each.iter("li"))

    return held("settle-heading") + held("look-heading"), held("settle-heading")


def test_the_list_counts_what_the_review_page_lists(world: World) -> None:
    received = [receive(world, form_id) for form_id in BUSY]
    client = world.client("carol")
    for referral in received:
        page = client.get(f"/referrals/{referral.id}")
        assert count_on_list(world, referral.id) == points_on_page(page), referral.form_number
        missing = page.text.count("leaf--missing")
        assert points_on_page(page)[0] >= missing
    listed = client.get(INDEX).text
    for words in (
        "Restriction to decide",
        "Who is who to decide",
        "Names another conference",
        "Can be accepted",
    ):
        assert words in listed
    assert "layout" not in listed


def test_the_count_falls_as_things_are_settled_until_it_can_be_accepted(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    assert count_on_list(world, later.id)[1] == 2
    decide_candidates(world, later.case_id)
    assert count_on_list(world, later.id) == (0, 0)
    assert "Can be accepted" in world.client("carol").get(INDEX).text
    restricted = receive(world, "020")
    before = count_on_list(world, restricted.id)
    settle(world, restricted)
    after = count_on_list(world, restricted.id)
    assert after[1] < before[1] and after[0] < before[0]


def test_an_earlier_form_of_the_same_people_is_counted_on_the_later_one(world: World) -> None:
    first, later = receive(world, "002"), receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    assert count_on_list(world, later.id)[1] == 1
    accept(world, first)
    assert count_on_list(world, later.id)[1] == 0


@pytest.mark.parametrize("form_id", EVERY)
def test_nothing_is_missed_of_which_the_form_says_that_it_is_not_known(form_id: str) -> None:
    form = keep_read_form(read_example(form_id)[1])
    marks = marks_of(form_id)
    for path in form.says:
        assert marks[path] != "missing"
        messages = " ".join(point.place for point in checking_points(get_kind("marac"), form))
        assert path.replace(".", "-").replace("[", "-").replace("]", "") not in messages.split()


def test_what_does_not_apply_is_said_and_not_missed() -> None:
    marks = marks_of("006")
    for path in ("other_marac_name", "consent_reason", "criteria.previous_referral_date"):
        assert marks[path] == "inapplicable"
    assert marks["victim.contact_notes"] == "blank", "it is safe to call"
    assert marks_of("001")["victim.safe_to_call"] == "stated"
    assert marks_of("001")["victim.contact_notes"] == "missing", "it is not known whether it is safe to call"
    assert marks_of("020")["not_safe_to_talk_to"] == "missing"


def test_the_page_says_in_words_why_a_field_is_empty(world: World) -> None:
    page = world.client("carol").get(f"/referrals/{receive(world, '001').id}").text
    for words in ("The form says: not known", "Does not apply", "Missing", "Left blank"):
        assert words in page
    assert "Missing: Victim, when and how to make contact safely. Ask the referrer." in page


def test_an_answer_to_another_question_makes_a_field_apply_or_not(world: World) -> None:
    referral = receive(world, "006")
    client = world.client("carol")
    before = count_on_list(world, referral.id)[0]
    press(client, referral, "save", **{"victim-safe_to_call": "no"})
    assert count_on_list(world, referral.id)[0] == before + 1
    press(client, referral, "save", **{"victim-contact_notes": "Only on Mondays, at work."})
    assert count_on_list(world, referral.id)[0] == before


def test_what_is_corrected_is_no_more_to_look_at(world: World) -> None:
    referral = receive(world, "008")
    client = world.client("carol")
    page = client.get(f"/referrals/{referral.id}")
    assert "The victim’s date of birth is not given" in page.text
    before = count_on_list(world, referral.id)[0]
    press(client, referral, "save", **{"victim-date_of_birth": "1 2 1990"})
    assert count_on_list(world, referral.id)[0] == before - 1
    assert "No more to do" in client.get(f"/referrals/{referral.id}").text


def test_a_typed_referral_is_looked_at_alike() -> None:
    form = KeptForm({"victim": {"name": "V", "safe_to_call": None}, "victim_afraid_of": "Him"})
    marks = Marks(get_kind("marac"), form)
    assert [marks.leaf(path).mark for path in ("victim.name", "victim.safe_to_call", "victim_afraid_of")] == [
        "typed",
        "missing",
        "typed",
    ]
    offender = Marks(get_kind("mappa"), KeptForm({"victim": {"name": None, "safe_to_call": None}}))
    assert offender.leaf("victim.safe_to_call").mark == "blank", "no victim is named"


def test_a_form_for_another_conference_is_said_so_and_may_be_accepted(world: World) -> None:
    referral, ours = receive(world, "006"), receive(world, "013")
    client = world.client("carol")
    page = client.get(f"/referrals/{referral.id}")
    assert "The form names another conference, Southmere MARAC, and not Northtown Marac" in page.text
    assert count_on_list(world, referral.id) == (1, 0)
    assert "names another conference" not in client.get(f"/referrals/{ours.id}").text
    assert press(client, referral, "accept").status_code == 303


@pytest.mark.parametrize(
    ("head", "names", "found"),
    [
        ("Southmere MARAC   |   RESTRICTED", ("Northtown Marac", "Northtown"), "Southmere MARAC"),
        ("Northtown and Eastvale MARAC", ("Northtown Marac", "Northtown"), ""),
        ("NORTHTOWN MARAC", ("Northtown Marac", "Northtown"), ""),
        ("MARAC REFERRAL", ("Northtown Marac", "Northtown"), ""),
        ("Referral to the Marac", ("Northtown Marac", "Northtown"), ""),
        ("Urgent MARAC referral", ("Northtown Marac", "Northtown"), ""),
        ("Multi-Agency MARAC", ("Northtown Marac", "Northtown"), ""),
        ("Westford MAPPA", ("Northtown Marac", "Westford"), ""),
        ("East Westford MAPPA Level 2", ("Northtown MAPPA Level 2", "Northtown"), "East Westford MAPPA"),
    ],
)
def test_another_conference_is_known_by_its_place(head: str, names: tuple[str, str], found: str) -> None:
    read = replace(read_example("001")[1], words=(Words("w1", "", "", head, "header"),))
    assert named_elsewhere(read, names) == found


def test_a_head_of_many_lines_is_read_in_a_moment() -> None:
    """What a line begins with must not be tried from every line before it: a form held up the server for minutes."""
    read = replace(read_example("001")[1], words=(Words("w1", "", "", "!" + "\n-" * 100_000, "paragraph"),))
    assert named_elsewhere(read, ("Northtown Marac", "Northtown")) == ""
    heads = (Words("w1", "", "", "RESTRICTED\n\n  *Southmere\nMARAC", "header"),)
    assert named_elsewhere(replace(read, words=heads), ("Northtown Marac", "Northtown")) == "Southmere MARAC"


def test_nobody_else_learns_of_the_count(world: World) -> None:
    receive(world, "006")
    assert "Names another conference" not in world.client("polly").get(INDEX).text
    assert world.client("mabel").get(f"/conferences/{MAPPA}/referrals").status_code == 200


def test_counting_names_nobody_on_the_ledger(world: World) -> None:
    first, later = receive(world, "002"), receive(world, "002-r2")
    before = len(world.ledger())
    world.client("carol").get(INDEX)
    (entry,) = world.ledger()[before:]
    assert entry[0] == "ListShown" and '"shown"' not in entry[2]
    assert str(first.case_id) in entry[2] and str(later.case_id) in entry[2]


def test_matches_are_answered_without_losing_what_is_typed(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    order = order_on(client, later)
    answer = press(client, later, order, **{"victim-phone": "07700 900 999", "incident_date": "1 10 2025"})
    assert answer.status_code == 303
    page = client.get(f"/referrals/{later.id}").text
    assert "Kept as the same person" in page and 'value="07700 900 999"' in page
    assert (
        'value="1 October 2025"' in page
        and kept_form(world, later)["fields"]["incident_date"] == "2025-10-01"
    )
    undo = order_on(client, later, "undo")
    undone = press(client, later, undo, **{"victim-phone": "07700 900 111"})
    assert undone.status_code == 303
    page = client.get(f"/referrals/{later.id}").text
    assert "Undone." in page and 'value="07700 900 111"' in page


def order_on(client, referral, word: str = "same") -> str:
    root = html5lib.parse(client.get(f"/referrals/{referral.id}").text, namespaceHTMLElements=False)
    found = [each.get("value", "") for each in root.iter("button") if each.get("name") == "then"]
    return next(value for value in found if value.startswith(f"{word}-"))


def test_what_cannot_be_kept_decides_nothing_and_is_shown_again(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    page = press(client, later, order_on(client, later), **{"victim-date_of_birth": "31/02/1980"})
    assert page.status_code == 422 and "Nothing is decided on who is who yet." in page.text
    assert 'value="31/02/1980"' in page.text
    assert "PersonsDecided" not in [event for event, _, _ in world.ledger()]


def test_an_answer_from_an_old_page_shows_both_versions_and_decides_nothing(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    sent, order = typed_on(client.get(f"/referrals/{later.id}")), order_on(client, later)
    press(client, later, "save", **{"victim-name": "First Fiktiv"})
    stale = client.post(
        f"/referrals/{later.id}", data={**sent, "victim-name": "Second Fiktiv", "then": order}
    )
    assert stale.status_code == 409 and "First Fiktiv" in stale.text and "Second Fiktiv" in stale.text
    assert "Nothing is decided on who is who yet." in stale.text
    assert "PersonsDecided" not in [event for event, _, _ in world.ledger()]
    again = client.post(f"/referrals/{later.id}", data={**typed_on(stale), "then": order})
    assert again.status_code == 303 and "PersonsDecided" in [event for event, _, _ in world.ledger()]


@pytest.mark.parametrize("order", ["same-1-2", "undo-5", "same-0-0", "different-9999999999999999-1"])
def test_an_answer_on_nobody_keeps_what_was_typed_and_says_so(world: World, order: str) -> None:
    referral = receive(world, "002")
    client = world.client("carol")
    answer = press(client, referral, order, **{"victim-name": "Mary Jhelum"})
    assert answer.status_code == 303
    page = client.get(f"/referrals/{referral.id}").text
    assert 'value="Mary Jhelum"' in page
    assert "Nothing is decided" in page or "Choose two records" in page


@pytest.mark.parametrize("order", ["same-1", "same-a-b", "maybe-1-2", "undo-", "same-1-99999999999999999999"])
def test_a_button_that_does_not_exist_decides_nothing(world: World, order: str) -> None:
    referral = receive(world, "002")
    assert press(world.client("carol"), referral, order).status_code == 303
    assert version_of(world, referral.id) == 1


def test_enter_in_a_box_never_presses_an_answer(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    page = world.client("carol").get(f"/referrals/{later.id}")
    root = html5lib.parse(page.text, namespaceHTMLElements=False)
    form = next(form for form in root.iter("form") if form.get("action") == page.request.path)
    first = next(each for each in form.iter("button"))
    assert (first.get("name"), first.get("value")) == ("then", "save")


def test_no_verdict_on_a_repeat_while_a_match_is_undecided(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    page = client.get(f"/referrals/{later.id}").text
    assert "Cannot say whether this is a repeat until you decide" in page and "Not a repeat" not in page
    assert 'href="#match-' in page
    press(client, later, order_on(client, later, "different"))
    page = client.get(f"/referrals/{later.id}").text
    assert "Cannot say whether" in page, "the perpetrator is still open"
    press(client, later, order_on(client, later, "different"))
    page = client.get(f"/referrals/{later.id}").text
    assert "Cannot say whether" not in page and "Not a repeat: there is no earlier referral" in page
    assert "is not the same person as Maria Jhelum" in page


def test_the_verdict_follows_from_the_decisions_with_their_dates(world: World) -> None:
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    decide_candidates(world, later.case_id)
    page = world.client("carol").get(f"/referrals/{later.id}").text
    assert "is the same person as Maria Jhelum of" in page and "as Carol" in page
    assert "Repeat: the incident of 2 October 2025 is on or before 11 March 2026" in page
