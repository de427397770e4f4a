"""The pages of minutes: who reads what and when, amending beside the source, approving, comparing."""

import json
import re
from typing import Any

import pytest

from marac.access.acts import Act
from marac.access.loading import get
from marac.documents.amending import drop_amendment, start_amendment
from marac.errors import Mistake
from marac.records import Minutes
from tests.test_documents.held import Held, canaries_in, held_meeting
from tests.test_documents.test_minutes_slice_documents import READERS, exclude
from tests.world import World


def minutes_at(held: Held, person: str) -> Any:
    return held.world.client(person).get(f"/meetings/{held.meeting_id}/minutes")


def section_of(page: str, word: str) -> str:
    """The address at which the paragraph that holds a word is amended."""
    row = next(row for row in page.split("<tr")[1:] if word in row)
    found = re.search(r"/sections/\d+", row)
    assert found is not None
    return found[0]


def field_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_representatives_see_no_trace_of_a_draft_and_then_read_what_is_theirs(world: World) -> None:
    held = held_meeting(world)
    before = minutes_at(held, "horatio")
    assert before.status_code == 200 and "no approved minutes" in before.text
    draft = held.minutes()
    assert world.client("horatio").get(f"/minutes/{draft.id}").status_code == 404
    held.approve()
    for person, expected in READERS.items():
        assert canaries_in(minutes_at(held, person).text) == expected, person


def test_a_case_kept_from_somebody_is_not_on_the_page_in_any_way(world: World) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    hidden = held.listed.cases[0]
    exclude(held, hidden.id, "horatio")
    page = minutes_at(held, "horatio").text
    assert hidden.reference not in page and hidden.victim not in page
    assert held.listed.cases[1].reference in page
    body = json.loads([row[2] for row in world.ledger() if row[0] == "ListShown"][-1])
    assert body["cases"] == [held.listed.cases[1].id]


@pytest.mark.parametrize(
    ("person", "status"), [("mani", 403), ("audley", 403), ("mabel", 404), ("tess", 404)]
)
def test_others_have_no_minutes_to_read(world: World, person: str, status: int) -> None:
    held = held_meeting(world)
    held.approve()
    assert minutes_at(held, person).status_code == status
    assert world.client(person).get(f"/minutes/{held.minutes().id}").status_code == status


def test_the_office_amends_the_meetings_own_words_and_no_others(world: World) -> None:
    held = held_meeting(world)
    carol = world.client("carol")
    page = minutes_at(held, "carol").text
    address = section_of(page, "wordofchair")
    form = carol.get(address)
    assert form.status_code == 200 and form.text.count("wordofchair") == 2
    done = carol.send(address, text="A clearer summary", version=field_of(form.text, "version"))
    assert done.status_code == 303
    assert "A clearer summary" in minutes_at(held, "carol").text
    with pytest.raises(AttributeError):
        re.search(r"/sections/\d+", next(row for row in page.split("<tr") if "wordofpolice" in row)).group()
    assert world.client("polly").get(address).status_code == 403
    assert world.client("mabel").get(address).status_code == 404


def test_two_people_amending_one_paragraph_both_keep_their_words(world: World) -> None:
    held = held_meeting(world)
    carol, chidi = world.client("carol"), world.client("chidi")
    address = section_of(minutes_at(held, "carol").text, "wordofchair")
    version = field_of(carol.get(address).text, "version")
    assert chidi.send(address, text="Chidi wrote this", version=version).status_code == 303
    refused = carol.send(address, text="Carol wrote that", version=version)
    assert refused.status_code == 409
    assert "Chidi wrote this" in refused.text and "Carol wrote that" in refused.text
    again = carol.send(address, text="Both agreed", version=field_of(refused.text, "version"))
    assert again.status_code == 303


def test_a_paragraph_saves_itself_and_is_never_stale_against_itself(world: World) -> None:
    held = held_meeting(world)
    carol = world.client("carol")
    address = section_of(minutes_at(held, "carol").text, "wordofchair")
    form = carol.get(address).text
    typed = {name: field_of(form, name) for name in ("version", "form_key")}
    typed["csrf_token"] = carol.csrf_token()
    for number in (1, 2):
        words = {"client_seq": number, "text": f"Typed {number}"}
        saved = carol.post(f"{address}/autosave", data={**typed, **words})
        assert saved.status_code == 200 and "saved_at" in saved.json
    assert "Typed 2" in carol.get(address).text
    late = carol.send(f"{address}/autosave", text="Old window", version=1, client_seq=1)
    assert late.status_code == 409


def test_only_the_chair_approves_and_only_what_was_read(world: World) -> None:
    held = held_meeting(world)
    draft = held.minutes()
    carol, chidi = world.client("carol"), world.client("chidi")
    assert carol.send(f"/minutes/{draft.id}/approve", version=draft.version).status_code == 403
    address = section_of(minutes_at(held, "carol").text, "wordofchair")
    carol.send(address, text="Changed meanwhile", version=field_of(carol.get(address).text, "version"))
    refused = chidi.send(f"/minutes/{draft.id}/approve", version=draft.version)
    assert refused.status_code == 409 and "Changed meanwhile" in refused.text
    version = held.minutes().version
    assert chidi.send(f"/minutes/{draft.id}/approve", version=version).status_code == 303
    assert held.minutes().status == "approved"
    assert "Changed meanwhile" in minutes_at(held, "horatio").text
    assert chidi.send(f"/minutes/{draft.id}/approve", version=version).status_code == 422


def test_approved_minutes_are_amended_by_a_version_with_its_reason(world: World) -> None:
    held = held_meeting(world, cases=2)
    first = held.approve()
    chidi = world.client("chidi")
    assert world.client("carol").send(f"/meetings/{held.meeting_id}/minutes/amendment").status_code == 403
    assert chidi.send(f"/meetings/{held.meeting_id}/minutes/amendment").status_code == 303
    second = held.minutes()
    assert (second.number, second.status) == (2, "draft")
    empty = chidi.send(f"/minutes/{second.id}/approve", version=second.version)
    assert empty.status_code == 422 and "Nothing is amended" in empty.text
    address = section_of(minutes_at(held, "chidi").text, "wordofrationale")
    version = field_of(chidi.get(address).text, "version")
    bare = chidi.send(address, text="Another rationale", version=version)
    assert bare.status_code == 422 and "Say why" in bare.text
    why = "The date was wrong"
    assert chidi.send(address, text="Another rationale", reason=why, version=version).status_code == 303
    assert "wordofrationale" in minutes_at(held, "horatio").text
    assert chidi.send(f"/minutes/{second.id}/approve", version=held.minutes().version).status_code == 303
    now = minutes_at(held, "horatio").text
    assert "Another rationale" in now and why in now and "wordofchairof1" in now
    assert world.client("horatio").get(f"/minutes/{first.id}").status_code == 404
    assert "wordofrationale" in world.client("carol").get(f"/minutes/{first.id}").text
    changes = world.client("carol").get(f"/minutes/{second.id}/changes").text
    assert why in changes and "wordofrationale</del>" in changes and "<ins>" in changes
    assert changes.count('class="both"') == 1
    assert world.client("horatio").get(f"/minutes/{second.id}/changes").status_code == 403


def test_a_chair_kept_from_a_case_amends_the_rest_without_losing_it(world: World) -> None:
    held = held_meeting(world, cases=2)
    held.approve()
    hidden = held.listed.cases[0]
    exclude(held, hidden.id, "chidi")
    with world.acting("chidi", Act.MINUTES_APPROVE) as session:
        start_amendment(session, held.meeting_id)
    chidi = world.client("chidi")
    page = minutes_at(held, "chidi").text
    assert hidden.reference not in page
    address = section_of(page, "wordofchairof1")
    typed = {"text": "New words", "reason": "A slip", "version": field_of(chidi.get(address).text, "version")}
    assert chidi.send(address, **typed).status_code == 303
    held.approve()
    text = minutes_at(held, "horatio").text
    assert "New words" in text and "wordofchairof1" not in text
    assert hidden.reference in text and READERS["horatio"] <= canaries_in(text)


def test_an_amendment_that_was_not_needed_is_dropped(world: World) -> None:
    held = held_meeting(world)
    first = held.approve()
    with world.acting("chidi", Act.MINUTES_APPROVE) as session:
        second = start_amendment(session, held.meeting_id)
    with pytest.raises(Mistake, match="draft already"), world.acting("chidi", Act.MINUTES_APPROVE) as session:
        start_amendment(session, held.meeting_id)
    assert world.client("chidi").send(f"/minutes/{second.id}/drop", version=second.version).status_code == 303
    with world.acting("chidi", Act.MINUTES_APPROVE) as session:
        assert get(session, Minutes, first.id).status == "approved"
        third = start_amendment(session, held.meeting_id)
        assert third.number == 3
        with pytest.raises(Mistake, match="not approved yet"):
            drop_amendment(session, first.id, first.version)
