"""Drafting minutes when a meeting closes, also when whoever closes it may not see all of it."""

import json

import pytest

from marac.access.acts import Act
from marac.audit import events
from marac.documents.audience import VIEWER
from marac.documents.drafting import draft_minutes
from marac.documents.minutes_queries import newest_sections, section_texts
from marac.errors import Mistake
from marac.meetings import running
from marac.records import Text
from tests.factories import make_case, make_published_list
from tests.test_documents.held import Held, held_meeting
from tests.test_documents.test_minutes_slice_documents import exclude
from tests.world import World


def minutes_text(held: Held, person: str) -> str:
    return held.world.client(person).get(f"/meetings/{held.meeting_id}/minutes").text


def test_closing_a_meeting_drafts_its_minutes_with_an_entry_for_each_case(world: World) -> None:
    held = held_meeting(world, cases=2)
    minutes = held.minutes()
    assert (minutes.number, minutes.status) == (1, "draft")
    opening = json.loads(minutes.opening)
    assert [came["name"] for came in opening["attendance"]] == ["", "Polly Testperson"]
    assert opening["observers"] == [{"name": "Olga Observer", "organisation": "Northtown College"}]
    assert opening["conflicts"] == 0
    assert "wordof" not in minutes.opening
    drafted = [row[1] for row in world.ledger() if row[0] == "MinutesDrafted"]
    assert sorted(filter(None, drafted)) == sorted(case.id for case in held.listed.cases)


def test_no_word_of_an_agency_is_copied_into_the_minutes(world: World) -> None:
    held = held_meeting(world)
    with world.looking("chidi", Act.MINUTES_READ) as session:
        rows = newest_sections(session, held.meeting_id, 1, VIEWER)
        shown = session.record(events.ListShown(page="minutes"), is_list=True)
        texts = section_texts(session, shown, [row.id for row in rows])
    assert {row.source.split(":")[0] for row in rows if (row.id, Text.MINUTES_SECTION) not in texts} == {
        "views",
        "contributions",
    }
    assert not any("wordofpolice" in words or "wordofhealth" in words for words in texts.values())


def test_drafting_again_adds_nothing(world: World) -> None:
    held = held_meeting(world)
    before = minutes_text(held, "carol").count("wordof")
    with world.acting("carol", Act.MEETING_RUN) as session:
        draft_minutes(session, held.meeting_id)
    assert minutes_text(held, "carol").count("wordof") == before
    assert held.minutes().number == 1


def test_minutes_are_drafted_only_once_the_meeting_is_closed(world: World) -> None:
    held = Held(world)
    held.listed = make_published_list(world, cases=[make_case(world)])
    words = "Close the meeting first"
    with pytest.raises(Mistake, match=words), world.acting("carol", Act.MEETING_RUN) as session:
        draft_minutes(session, held.meeting_id)


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_case_that_the_closer_may_not_see_is_added_by_somebody_who_may(
    world: World, is_approved: bool
) -> None:
    held = Held(world)
    made = [make_case(world), make_case(world)]
    held.listed = make_published_list(world, cases=made)
    held.open()
    for number, case in enumerate(made):
        held.hear(case, f"of{number + 1}")
    exclude(held, made[1].id, "carol")
    held.close()
    assert made[1].reference not in minutes_text(held, "chidi")
    if is_approved:
        held.approve()
    held.run(running.finish_closing, held.meeting_id, by="chidi")
    assert held.minutes().number == (2 if is_approved else 1)
    held.approve()
    read = minutes_text(held, "horatio")
    assert "wordofchairof1" in read and "wordofchairof2" in read
    assert made[1].reference not in minutes_text(held, "carol")
