"""A repeat's page shows texts of the case before it: they are told under that case, and not under the repeat."""

from typing import Any

from marac.access.acts import Act
from marac.actions.operations import note_progress
from tests.factories import make_action, make_case, make_running_meeting
from tests.test_cases.scenes import keep_from
from tests.test_oversight.asked import asked_of, counted, last, rows_of, told
from tests.test_oversight.test_looked import MINE, of
from tests.test_oversight.test_seen import by_person
from tests.world import MARAC, World

CHIDI = "Chidi Testperson, Northtown Police"


def shown_at_the_repeat(world: World) -> tuple[Any, Any]:
    """Chidi looks at the repeat's page at its meeting, where the action of the case before stands."""
    earlier = make_case(world, referring="eastvale-health")
    first = make_running_meeting(world, cases=[earlier])
    ward = {"owner": "hana", "agency": "eastvale-health", "text": "Ring the ward"}
    action = make_action(world, first.item_of(earlier), **ward)
    with world.acting("hana", Act.ACTION_UPDATE) as session:
        note_progress(session, action.id, action.version, "They ring back")
    repeat = make_case(world, referring="eastvale-health", earlier_case_id=earlier.id)
    second = make_running_meeting(world, cases=[repeat])
    page = world.client("chidi").get(f"/listings/{second.item_of(repeat)}").text
    assert "Ring the ward" in page and "They ring back" in page
    entry = last(world, "CaseShown")
    assert entry["case"] == repeat.id and earlier.id in entry["cases"]
    return earlier, repeat


def test_who_has_seen_the_earlier_case_tells_of_the_look_at_the_repeat(world: World) -> None:
    earlier, repeat = shown_at_the_repeat(world)
    page = asked_of(world, "carol", f"/cases/{earlier.id}/seen")
    assert "actions" in by_person(page)[CHIDI][0]
    entry = next(row for row in rows_of(page, "Every entry") if row[2] == CHIDI)
    assert "actions" in entry[4] and repeat.reference not in told(page)
    found = by_person(asked_of(world, "carol", f"/cases/{repeat.id}/seen"))
    assert CHIDI in found and "actions" not in found[CHIDI][0]


def test_what_one_person_saw_tells_the_text_under_the_earlier_case(world: World) -> None:
    earlier, repeat = shown_at_the_repeat(world)
    for who, path in (("audley", of(world, "chidi")), ("chidi", MINE)):
        found = {row[0]: row for row in rows_of(asked_of(world, who, path), "Cases")}
        assert "actions" in found[earlier.reference][1].split(", "), who
        assert "actions" not in found[repeat.reference][1].split(", "), who
    keep_from(world, earlier, who="audley")
    assert earlier.reference not in asked_of(world, "audley", of(world, "chidi"))


def test_who_read_what_an_agency_shared_names_the_earlier_case(world: World) -> None:
    earlier, repeat = shown_at_the_repeat(world)
    rows = rows_of(asked_of(world, "hana", "/record/ours"), "Who has read what")
    found = {row[0]: row[2].split(", ") for row in rows if row[1] == CHIDI}
    assert "progress on actions" in found[earlier.reference]
    assert "progress on actions" not in found[repeat.reference]
    keep_from(world, earlier, who="hana")
    assert "Nobody in another agency" in told(asked_of(world, "hana", "/record/ours"))


def test_who_does_not_see_the_repeat_is_told_nothing_of_what_was_shown_there(world: World) -> None:
    _earlier, repeat = shown_at_the_repeat(world)
    for who in ("hana", "audley"):
        keep_from(world, repeat, who=who)
    assert "Chidi Testperson" not in told(asked_of(world, "hana", "/record/ours"))
    theirs = asked_of(world, "audley", of(world, "chidi"))
    assert repeat.reference not in theirs and "progress on actions" not in theirs
    assert "progress on actions" not in asked_of(world, "audley", f"/conferences/{MARAC}/record")


def test_a_case_without_repeats_takes_no_statement_more_for_them(world: World) -> None:
    earlier, repeat = shown_at_the_repeat(world)
    carol = world.client("carol")
    carol.get("/account")
    with counted(world) as of_repeat:
        carol.get(f"/cases/{repeat.id}/seen")
    with counted(world) as of_earlier:
        carol.get(f"/cases/{earlier.id}/seen")
    assert len(of_earlier) == len(of_repeat) + 2
