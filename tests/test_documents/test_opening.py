"""The opening of the minutes: amended like any other part, by version and with its reason once approved."""

import io
import json
import re
from html import unescape
from typing import Any

import docx
import pytest

from marac.access.acts import Act
from marac.documents.opening_amending import Came, OpeningWords
from marac.documents.operations import amend_opening
from marac.errors import Mistake
from marac.meetings.cancelling import cancel_meeting
from tests.factories import make_meeting
from tests.test_documents.held import Held, held_meeting
from tests.test_documents.test_minutes_slice_documents import copy_of
from tests.test_documents.test_minutes_slice_pages import field_of, minutes_at
from tests.world import World

CAROL, POLLY = "Carol Testperson, Northtown Safety Partnership", "Polly Testperson, Northtown Police"
WHY = "The number of conflicts of interest was recorded wrongly"


def opening_at(held: Held) -> str:
    return f"/minutes/{held.minutes().id}/opening"


def typed_in(page: str) -> dict[str, str]:
    """What the form would post if nothing were changed."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and name[1] not in ("csrf_token", "form_key") and 'type="radio"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def amend(held: Held, person: str, **changes: Any) -> Any:
    client, address = held.world.client(person), opening_at(held)
    return client.send(address, **{**typed_in(client.get(address).text), **changes})


def test_the_chair_corrects_who_came_before_approval(world: World) -> None:
    held = held_meeting(world)
    page = world.client("chidi").get(opening_at(held)).text
    lines = len(re.findall(r'name="who_\d+"', page))
    new = {f"who_{lines - 1}": "Westford Housing: Horatio Testperson", "chair": CAROL}
    assert amend(held, "chidi", **new).status_code == 422
    assert amend(held, "chidi", **new, **{f"status_{lines - 1}": "present"}).status_code == 303
    held.approve()
    shown = minutes_at(held, "hana").text
    assert CAROL in shown and "Horatio Testperson" in shown
    told = "\n".join(cell.text for table in word(held).tables for row in table.rows for cell in row.cells)
    assert "Horatio Testperson" in told


@pytest.mark.parametrize(
    ("field", "status"), [("chair", ""), ("who_0", "status_0"), ("who_2", "status_2"), ("observer_0", "")]
)
def test_nobody_is_named_who_has_no_account_and_was_not_recorded(
    world: World, field: str, status: str
) -> None:
    held = held_meeting(world)
    named = {field: "Vera Fiktiv, 4 Safe Street", **({status: "present"} if status else {})}
    refused = amend(held, "chidi", **named)
    assert refused.status_code == 422 and f'href="#{field}"' in refused.text
    victim = ("Vera Fiktiv", "4 Safe Street")
    for words in (
        OpeningWords("Vera Fiktiv", None, []),
        OpeningWords("", None, [Came(*victim, "present")]),
        OpeningWords("", None, [], [victim]),
    ):
        with pytest.raises(Mistake), world.acting("chidi", Act.MINUTES_WRITE) as session:
            amend_opening(session, held.minutes().id, 1, words)
    assert "Fiktiv" not in held.minutes().opening


def test_a_reason_is_chosen_and_not_written(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    world.client("chidi").send(f"/meetings/{held.meeting_id}/minutes/amendment")
    refused = amend(held, "chidi", conflicts="3", reason="Vera Fiktiv moved to 4 Safe Street")
    assert refused.status_code == 422 and 'href="#reason"' in refused.text
    with pytest.raises(Mistake), world.acting("chidi", Act.MINUTES_WRITE) as session:
        words = OpeningWords("", 3, [])
        amend_opening(session, held.minutes().id, 1, words, "Vera Fiktiv moved to 4 Safe Street")
    assert "Fiktiv" not in held.minutes().opening


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
    assert amend(held, "chidi", conflicts="3", reason="conflicts").status_code == 303
    assert WHY not in minutes_at(held, "horatio").text
    second = held.minutes()
    assert chidi.send(f"/minutes/{second.id}/approve", version=second.version).status_code == 303
    now = minutes_at(held, "horatio").text
    assert WHY in now and "3 declarations" in now
    assert "3 declarations" not in chidi.get(f"/minutes/{first.id}").text
    changes = chidi.get(f"/minutes/{second.id}/changes").text
    assert "Conflicts of interest" in changes and WHY in changes
    texts = [cell.text for table in word(held).tables for row in table.rows for cell in row.cells]
    assert WHY in "\n".join(texts + [each.text for each in word(held).paragraphs])
    assert [name for name, _, _ in world.ledger()].count("MinutesAmended") == 1


def test_a_cancelled_meeting_is_not_announced_as_the_next(world: World) -> None:
    cancelled, coming = make_meeting(world, days_ahead=20), make_meeting(world, days_ahead=27)
    with world.acting("carol", Act.LIST_MANAGE) as session:
        cancel_meeting(session, cancelled.id, cancelled.version, "no_chair")
    told = json.loads(held_meeting(world).minutes().opening)
    assert told["next"] == coming.starts_at.isoformat()


def test_somebody_who_did_not_come_is_taken_out(world: World) -> None:
    held = held_meeting(world)
    who = typed_in(world.client("carol").get(opening_at(held)).text)["who_0"]
    agency = who.partition(": ")[0]
    assert amend(held, "carol", who_0="", status_0="").status_code == 303
    assert f'<td class="govuk-table__cell" data-label="Agency">{agency}' not in minutes_at(held, "carol").text
    assert who not in typed_in(world.client("carol").get(opening_at(held)).text).values()


def test_two_people_amending_the_opening_both_keep_their_words(world: World) -> None:
    held = held_meeting(world)
    chidi, carol, address = world.client("chidi"), world.client("carol"), opening_at(held)
    typed = typed_in(carol.get(address).text)
    assert chidi.send(address, **{**typed, "chair": CAROL}).status_code == 303
    refused = carol.send(address, **{**typed, "chair": POLLY})
    assert refused.status_code == 409
    stands = refused.text.split("What stands now")[2].split("</section>")[0]
    assert CAROL in stands and typed_in(refused.text)["chair"] == POLLY
    version = field_of(refused.text, "version")
    assert carol.send(address, **{**typed, "chair": POLLY, "version": version}).status_code == 303


def test_wrong_figures_stay_in_the_form_beside_their_message(world: World) -> None:
    held = held_meeting(world)
    answer = amend(held, "carol", conflicts="many", chair="Nobody known")
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
