"""The pages on which a coordinator checks, corrects and accepts forms."""

import json
import re

import html5lib
import pytest

from tests.test_referrals.forms import accept, decide_candidates, kept_form, receive, settle, version_of
from tests.world import MAPPA, MARAC

INDEX = f"/conferences/{MARAC}/referrals"


def typed_on(page):
    """What a browser would send back from the form on a review page."""
    root = html5lib.parse(page.text, namespaceHTMLElements=False)
    form = next(form for form in root.iter("form") if form.get("action") == page.request.path)
    sent = {}
    for element in form.iter():
        name = element.get("name")
        if element.tag == "input" and element.get("type") == "checkbox":
            if element.get("checked") is not None:
                sent[name] = element.get("value")
        elif element.tag == "input" and name:
            sent[name] = element.get("value", "")
        elif element.tag == "textarea":
            sent[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            sent[name] = chosen[0].get("value") if chosen else ""
    return sent


def press(client, referral, order, **changes):
    sent = typed_on(client.get(f"/referrals/{referral.id}"))
    return client.post(f"/referrals/{referral.id}", data={**sent, "then": order, **changes})


def match_order(client, referral, decision="same"):
    """The button of the first match on a review page that stands for this answer."""
    page = client.get(f"/referrals/{referral.id}").text
    return re.search(rf'value="({decision}-\d+-\d+)"', page)[1]


def test_the_list_shows_what_waits_with_what_is_to_look_at(world):
    referral = receive(world, "020")
    page = world.client("carol").get(INDEX)
    assert f"/referrals/{referral.id}" in page.text
    assert "Restriction to decide" in page.text and "Open Bridge" in page.text
    assert "Rowan" not in page.text


def test_the_list_can_be_filtered_and_paged(world):
    accepted = receive(world, "001")
    accept(world, accepted)
    client = world.client("carol")
    assert f"/referrals/{accepted.id}" not in client.get(INDEX).text
    assert f"/referrals/{accepted.id}" in client.get(f"{INDEX}?show=accepted").text
    for odd in (
        "?show=draft",
        "?show=<b>",
        "?after=x~y",
        "?after=2026-01-01~1",
        "?after=2026-01-01T00:00:00+00:00~-1",
    ):
        assert client.get(INDEX + odd).status_code == 200


def test_the_form_stands_beside_what_was_read_and_each_field_leads_to_its_words(world):
    referral = receive(world, "020")
    page = world.client("carol").get(f"/referrals/{referral.id}").text
    assert "NB not to go to the Precinct Pharmacy rep" in page
    assert 'value="Helen Rowan"' in page
    assert 'href="#w8"' in page and 'id="w8"' in page
    assert "Child 2’s date of birth is not given" in page


def test_titles_and_addresses_name_nobody(world):
    referral = receive(world, "020")
    page = world.client("carol").get(f"/referrals/{referral.id}")
    title = re.search("<title>(.*)</title>", page.text)
    assert title and "Rowan" not in title[1]
    downloaded = world.client("carol").get(f"/referrals/{referral.id}/file")
    assert re.fullmatch(
        r'attachment; filename="OFFICIAL-SENSITIVE NM-[0-9A-Z]{5} referral\.docx"',
        downloaded.headers["Content-Disposition"],
    )
    assert downloaded.headers["X-Content-Type-Options"] == "nosniff"
    assert downloaded.headers["Cache-Control"] == "no-store"


def test_what_was_shown_is_on_the_ledger_exactly(world):
    referral = receive(world, "002")
    before = len(world.ledger())
    client = world.client("carol")
    client.get(f"/referrals/{referral.id}")
    client.get(f"/referrals/{referral.id}/file")
    entries = [(event, json.loads(body)) for event, _, body in world.ledger()[before:]]
    agency = [world.agency("northtown-police")]
    shown = next(body for event, body in entries if event == "CaseShown")
    assert shown["case"] == referral.case_id
    assert shown["shown"] == {"referral.form": agency, "referral.words": agency}
    file = next(body for event, body in entries if event == "FileShown")
    assert file["shown"] == {"referral.file": agency}


def test_the_page_as_it_stands_changes_nothing_when_sent_back(world):
    client = world.client("carol")
    for form_id in ("001", "002", "012", "016-r2", "020", "037"):
        referral = receive(world, form_id)
        before = kept_form(world, referral)
        assert press(client, referral, "save").status_code == 303
        assert kept_form(world, referral) == before
        # Nor does it spoil the form that a colleague has open.
        assert version_of(world, referral.id) == 1


def test_a_correction_is_kept_and_marked(world):
    referral = receive(world, "002")
    client = world.client("carol")
    answer = press(client, referral, "save", **{"victim-name": "Mary Jhelum", "incident_date": "1 3 2025"})
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/referrals/{referral.id}")
    page = client.get(f"/referrals/{referral.id}").text
    assert 'value="Mary Jhelum"' in page and 'value="1 March 2025"' in page and "Corrected" in page


def test_what_cannot_be_kept_stands_beside_its_field_and_nothing_typed_is_lost(world):
    referral = receive(world, "002")
    wrong = {
        "victim-name": "",
        "victim-date_of_birth": "31/02/1980",
        "incident_date": "1/1/26",
        "reason_for_referral": "Typed at length.",
        "perpetrators-0-age_stated": "many",
    }
    page = press(world.client("carol"), referral, "save", **wrong)
    assert page.status_code == 422 and "<title>Error: " in page.text
    for words in ("not a real date", "four figures", "Enter a whole number"):
        assert words in page.text
    for typed in ("31/02/1980", "1/1/26", "Typed at length.", 'value="many"'):
        assert typed in page.text
    named = press(world.client("carol"), referral, "save", **{"victim-name": ""})
    assert named.status_code == 422 and "Enter the name of the victim" in named.text
    assert version_of(world, referral.id) == 1


def summary_of(page):
    """The messages at the top of a page, in order, each with the element to which its link leads."""
    root = html5lib.parse(page.text, namespaceHTMLElements=False)
    parents = {child: parent for parent in root.iter() for child in parent}
    places = {element.get("id"): element for element in root.iter() if element.get("id")}
    listed = next(each for each in root.iter("ul") if "error-summary__list" in each.get("class", ""))
    found = [("".join(link.itertext()).strip(), places[link.get("href")[1:]]) for link in listed.iter("a")]
    for _, element in found:
        while element in parents:
            element = parents[element]
            assert element.tag != "details" or element.get("open") is not None
    return found


def test_the_summary_at_the_top_leads_to_every_wrong_field_in_the_order_of_the_page(world):
    referral = receive(world, "020")
    wrong = {
        "agency": "77",
        "referral_date": "x",
        "victim-name": "A\u200bB",
        "victim-date_of_birth": "99 99 1990",
        "victim-safe_to_call": "maybe",
        "criteria-visible_high_risk_ticks": "many",
        "risk_checklist-3": "zz",
    }
    page = press(world.client("carol"), referral, "save", **wrong)
    assert page.status_code == 422
    found = summary_of(page)
    assert [element.get("name") for _, element in found] == [name for name in typed_on(page) if name in wrong]
    assert {element.get("name") for _, element in found} == set(wrong)
    sent = typed_on(page)
    for name in ("referral_date", "victim-name", "victim-date_of_birth", "criteria-visible_high_risk_ticks"):
        assert sent[name] == wrong[name]


def test_setting_aside_without_a_reason_is_said_at_the_top_and_leads_to_the_box(world):
    referral = receive(world, "002")
    client = world.client("carol")
    for reason, words in (("", "Say why"), ("x" * 2001, "2,000")):
        page = client.send(f"/referrals/{referral.id}/set-aside", reason=reason, version="1")
        assert page.status_code == 422 and "<title>Error: " in page.text
        [(message, box)] = summary_of(page)
        assert words in message and box.tag == "textarea" and (box.text or "").strip() == reason
        assert page.text.index("error-summary") < page.text.index("<h1")


def test_accepting_keeps_the_corrections_and_goes_on_to_the_next(world):
    first, second = receive(world, "002"), receive(world, "001")
    client = world.client("carol")
    answer = press(client, first, "accept", **{"victim-name": "Mary Jhelum"})
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/referrals/{second.id}")
    assert kept_form(world, first)["fields"]["victim"]["name"] == "Mary Jhelum"
    assert "is accepted" in client.get(f"/referrals/{second.id}").text
    last = press(client, second, "accept")
    assert last.headers["Location"].endswith(INDEX)


def test_what_must_be_settled_first_is_listed_and_stops_the_button(world):
    referral = receive(world, "016-r2")
    client = world.client("carol")
    page = press(client, referral, "accept", **{"victim-name": "Typed Fiktiv"})
    assert page.status_code == 422
    assert "To settle before it can be accepted" in page.text and 'value="Typed Fiktiv"' in page.text
    assert version_of(world, referral.id) == 1
    answered = press(client, referral, "accept", consent_given="unknown", **{"criteria-repeat": "no"})
    assert answered.status_code == 303


def test_an_agency_not_here_is_chosen_as_such(world):
    referral = receive(world, "012")
    assert press(world.client("carol"), referral, "accept").status_code == 422
    assert press(world.client("carol"), referral, "accept", agency="outside").status_code == 303


def test_people_are_added_and_taken_out_without_losing_what_was_typed(world):
    referral = receive(world, "002")
    client = world.client("carol")
    page = press(client, referral, "add-children", **{"victim-date_of_birth": "nonsense"})
    assert (
        page.status_code == 200 and 'value="nonsense"' in page.text and 'name="children-0-name"' in page.text
    )
    added = {**typed_on(page), "victim-date_of_birth": "", "children-0-name": "Chip Fiktiv", "then": "save"}
    assert client.post(f"/referrals/{referral.id}", data=added).status_code == 303
    assert kept_form(world, referral)["fields"]["children"][0]["name"] == "Chip Fiktiv"
    page = press(client, referral, "remove-children-0")
    assert 'name="children-0-name"' not in page.text
    assert len(kept_form(world, referral)["fields"]["children"]) == 1


def test_two_coordinators_see_both_versions(world):
    referral = receive(world, "002")
    client = world.client("carol")
    sent = typed_on(client.get(f"/referrals/{referral.id}"))
    press(client, referral, "save", **{"victim-name": "First Fiktiv"})
    stale = client.post(
        f"/referrals/{referral.id}", data={**sent, "victim-name": "Second Fiktiv", "then": "save"}
    )
    assert stale.status_code == 409
    assert "First Fiktiv" in stale.text and "Second Fiktiv" in stale.text
    again = {**typed_on(stale), "then": "save"}
    assert client.post(f"/referrals/{referral.id}", data=again).status_code == 303
    assert kept_form(world, referral)["fields"]["victim"]["name"] == "Second Fiktiv"


def test_pressing_twice_accepts_once(world):
    referral = receive(world, "002")
    client = world.client("carol")
    sent = {**typed_on(client.get(f"/referrals/{referral.id}")), "then": "accept"}
    answers = [client.post(f"/referrals/{referral.id}", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [event for event, _, _ in world.ledger()].count("ReferralAccepted") == 1


def test_the_repeat_rule_is_explained_before_and_after_the_decision(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    page = client.get(f"/referrals/{later.id}").text
    assert "If they are the same people as in" in page and "11 March 2026" in page
    assert "Strong match" in page and "same name Maria Jhelum" in page
    decide_candidates(world, later.case_id)
    page = client.get(f"/referrals/{later.id}").text
    assert "Repeat: the incident of 2 October 2025 is on or before 11 March 2026" in page


def test_a_decision_on_a_candidate_comes_back_to_the_form(world):
    accept(world, receive(world, "002"))
    later = receive(world, "002-r2")
    client = world.client("carol")
    answer = press(client, later, match_order(client, later))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/referrals/{later.id}#people-heading")
    assert "Kept as the same person." in client.get(f"/referrals/{later.id}").text


def test_setting_aside_asks_why(world):
    referral = receive(world, "002")
    client = world.client("carol")
    address = f"/referrals/{referral.id}/set-aside"
    empty = client.send(address, version=1, reason="")
    assert empty.status_code == 422 and "Say why" in empty.text
    stale = client.send(address, version=7, reason="Wrong area.")
    assert stale.status_code == 409 and "Wrong area." in stale.text
    assert 'name="version" value="1"' in stale.text
    done = client.send(address, version=1, reason="Wrong area.")
    assert done.status_code == 303
    assert f"/referrals/{referral.id}" in client.get(f"{INDEX}?show=set_aside").text


@pytest.mark.parametrize(
    ("name", "index", "review"),
    [
        ("carol", 200, 200),
        ("chidi", 403, 403),
        ("polly", 200, 403),
        ("petra", 200, 403),
        ("mani", 403, 403),
        ("audley", 403, 403),
        ("adam", 403, 403),
        ("mabel", 404, 404),
        ("tess", 404, 404),
        (None, 302, 302),
    ],
)
def test_who_may_open_which_page(world, name, index, review):
    referral = settle(world, receive(world, "020"))
    client = world.client(name)
    assert client.get(INDEX).status_code == index
    for part in ("", "/file", "/restriction"):
        assert client.get(f"/referrals/{referral.id}{part}").status_code == review
    if name not in ("carol", None):
        for part in ("", "/set-aside", "/restriction"):
            assert client.send(f"/referrals/{referral.id}{part}", version=1).status_code == review


def test_a_typed_referral_has_no_file(world):
    assert world.client("carol").get("/referrals/99999999999999999999999/file").status_code == 404
    assert world.client("carol").get("/referrals/1").status_code == 404
    assert world.client("mabel").get(f"/conferences/{MAPPA}/referrals").status_code == 200
