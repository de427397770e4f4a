"""The opening of the minutes: amended like any other part, by version and with its reason once approved."""

import io
import re
from typing import Any

import docx

from tests.test_documents.held import Held, held_meeting
from tests.test_documents.test_minutes_slice_documents import copy_of
from tests.test_documents.test_minutes_slice_pages import field_of, minutes_at
from tests.world import World


def opening_at(held: Held) -> str:
    return f"/minutes/{held.minutes().id}/opening"


def typed_in(page: str) -> dict[str, str]:
    """What the form would post if nothing were changed."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and name[1] not in ("csrf_token", "form_key"):
            found[name[1]] = value[1].replace("&#39;", "'").replace("&amp;", "&") if value else ""
    for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="(\w*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def amend(held: Held, person: str, **changes: Any) -> Any:
    client, address = held.world.client(person), opening_at(held)
    return client.send(address, **{**typed_in(client.get(address).text), **changes})


def test_the_chair_corrects_who_came_before_approval(world: World) -> None:
    held = held_meeting(world)
    page = world.client("chidi").get(opening_at(held)).text
    lines = len(re.findall(r'name="agency_\d+"', page))
    new = {f"agency_{lines - 1}": "Fire service", f"name_{lines - 1}": "Fay Fiktiv"}
    assert amend(held, "chidi", chair="Dep Uty", **new).status_code == 422
    done = amend(held, "chidi", chair="Dep Uty", **new, **{f"status_{lines - 1}": "present"})
    assert done.status_code == 303
    held.approve()
    shown = minutes_at(held, "horatio").text
    assert "Dep Uty" in shown and "Fay Fiktiv" in shown and "Fire service" in shown
    told = "\n".join(cell.text for table in word(held).tables for row in table.rows for cell in row.cells)
    assert "Fay Fiktiv" in told


def word(held: Held) -> Any:
    return docx.Document(io.BytesIO(copy_of(held, "horatio", "minutes").data))


def test_after_approval_it_takes_a_version_and_a_reason_and_both_versions_stay(world: World) -> None:
    held = held_meeting(world)
    first = held.approve()
    chidi = world.client("chidi")
    assert chidi.get(f"/minutes/{first.id}/opening").status_code == 404
    chidi.send(f"/meetings/{held.meeting_id}/minutes/amendment")
    bare = amend(held, "chidi", conflicts="3")
    assert bare.status_code == 422 and "Say why" in bare.text and 'href="#reason"' in bare.text
    assert typed_in(bare.text)["conflicts"] == "3"
    assert amend(held, "chidi", conflicts="3", reason="Two more were declared late.").status_code == 303
    assert "Two more were declared late." not in minutes_at(held, "horatio").text
    second = held.minutes()
    assert chidi.send(f"/minutes/{second.id}/approve", version=second.version).status_code == 303
    now = minutes_at(held, "horatio").text
    assert "Two more were declared late." in now and "3 declarations" in now
    assert "3 declarations" not in chidi.get(f"/minutes/{first.id}").text
    changes = chidi.get(f"/minutes/{second.id}/changes").text
    assert "Conflicts of interest" in changes and "Two more were declared late." in changes
    texts = [cell.text for table in word(held).tables for row in table.rows for cell in row.cells]
    assert "Two more were declared late." in "\n".join(texts + [each.text for each in word(held).paragraphs])
    assert [name for name, _, _ in world.ledger()].count("MinutesAmended") == 1


def test_somebody_who_did_not_come_is_taken_out(world: World) -> None:
    held = held_meeting(world)
    agency = typed_in(world.client("carol").get(opening_at(held)).text)["agency_0"]
    assert amend(held, "carol", agency_0="", name_0="", status_0="").status_code == 303
    assert f'<td class="govuk-table__cell" data-label="Agency">{agency}' not in minutes_at(held, "carol").text
    assert agency not in typed_in(world.client("carol").get(opening_at(held)).text).values()


def test_two_people_amending_the_opening_both_keep_their_words(world: World) -> None:
    held = held_meeting(world)
    chidi, carol, address = world.client("chidi"), world.client("carol"), opening_at(held)
    typed = typed_in(carol.get(address).text)
    assert chidi.send(address, **{**typed, "chair": "Chidi wrote this"}).status_code == 303
    refused = carol.send(address, **{**typed, "chair": "Carol wrote that"})
    assert refused.status_code == 409
    assert "Chidi wrote this" in refused.text and "Carol wrote that" in refused.text
    version = field_of(refused.text, "version")
    assert carol.send(address, **{**typed, "chair": "Both", "version": version}).status_code == 303


def test_wrong_figures_stay_in_the_form_beside_their_message(world: World) -> None:
    held = held_meeting(world)
    answer = amend(held, "carol", conflicts="many", chair="x" * 201)
    assert answer.status_code == 422
    assert 'href="#conflicts"' in answer.text and 'href="#chair"' in answer.text
    assert 'value="many"' in answer.text


def test_nobody_but_the_office_of_the_conference_amends_it(world: World) -> None:
    held = held_meeting(world)
    address = opening_at(held)
    for person, status in (("polly", 403), ("mabel", 404), ("tess", 404), ("mani", 403)):
        client = world.client(person)
        assert client.get(address).status_code == status
        assert client.send(address, chair="Somebody").status_code == status
