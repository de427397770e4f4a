"""Writing items and deciding on them: what is asked for, and when nothing may change any more."""

from datetime import timedelta

import pytest

from marac import clock
from marac.contributions import operations
from marac.errors import Mistake, NotFound, StaleForm
from tests.factories import make_case, make_listing, make_meeting, make_published_list
from tests.test_contributions.making import (
    WRITE,
    keep_back,
    make_return,
    read,
    set_meeting,
    share,
    texts_of,
    words,
    write,
)
from tests.world import MAPPA, MASIP, World


@pytest.mark.parametrize(
    ("part", "missing"),
    [("kind", ""), ("text", " "), ("source", ""), ("dated_on", None), ("section_class", "")],
)
def test_an_item_needs_kind_text_source_date_and_class(world: World, part: str, missing: object) -> None:
    made = make_published_list(world)
    with pytest.raises(Mistake) as caught, world.acting("polly", WRITE) as session:
        text = {"text": "Seen.", part: missing}
        operations.write_in_listing(session, made.item_of(made.cases[0]), words(**text))  # type: ignore[arg-type]
    assert caught.value.field == part


def test_a_date_still_to_come_is_asked_about(world: World) -> None:
    made = make_published_list(world)
    with pytest.raises(Mistake, match="has not come yet"):
        write(world, "polly", made.item_of(made.cases[0]), dated_on=clock.today() + timedelta(days=1))


def test_an_item_is_private_until_it_is_shared_and_private_again_when_taken_back(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    written = share(world, "polly", item_id, "He has a key.")
    assert "He has a key." in texts_of(read(world, "pravin", case))
    with world.acting("polly", WRITE) as session:
        operations.decide_sharing(session, written.id, written.version, False, "It names a source.")
    assert texts_of(read(world, "pravin", case)) == set()


def test_not_sharing_needs_a_reason(world: World) -> None:
    made = make_published_list(world)
    with pytest.raises(Mistake, match="Say why"):
        keep_back(world, "polly", made.item_of(made.cases[0]), "He has a key.", "  ")


def test_what_was_shared_stays_as_it_is_once_the_meeting_has_begun(world: World) -> None:
    made = make_published_list(world)
    written = share(world, "polly", made.item_of(made.cases[0]))
    set_meeting(world, made.meeting_id, "open")
    for change in (
        lambda session: operations.decide_sharing(session, written.id, written.version, False, "A reason."),
        lambda session: operations.change_contribution(session, written.id, written.version, words("Else.")),
        lambda session: operations.remove_contribution(session, written.id, written.version),
    ):
        with pytest.raises(Mistake), world.acting("polly", WRITE) as session:
            change(session)
    assert texts_of(read(world, "pravin", made.cases[0])) == {"Seen near the school."}


def test_at_an_open_meeting_something_new_can_still_be_shared(world: World) -> None:
    made = make_published_list(world)
    set_meeting(world, made.meeting_id, "open")
    share(world, "polly", made.item_of(made.cases[0]), "He rang an hour ago.")
    assert "He rang an hour ago." in texts_of(read(world, "carol", made.cases[0]))


def test_after_the_meeting_is_closed_nothing_changes(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    written = write(world, "polly", item_id)
    set_meeting(world, made.meeting_id, "closed")
    for change in (
        lambda session: operations.write_in_listing(session, item_id, words("Late.")),
        lambda session: operations.change_contribution(session, written.id, written.version, words("Else.")),
        lambda session: operations.decide_sharing(session, written.id, written.version, True),
        lambda session: operations.remove_contribution(session, written.id, written.version),
    ):
        with pytest.raises(Mistake, match="closed"), world.acting("polly", WRITE) as session:
            change(session)
    with pytest.raises(Mistake, match="closed"):
        make_return(world, "polly", item_id)


def test_two_people_of_one_agency_do_not_overwrite_each_other(world: World) -> None:
    made = make_published_list(world)
    written = write(world, "polly", made.item_of(made.cases[0]))
    with world.acting("petra", WRITE) as session:
        operations.change_contribution(session, written.id, written.version, words("Petra’s words."))
    with pytest.raises(StaleForm), world.acting("polly", WRITE) as session:
        operations.change_contribution(session, written.id, written.version, words("Polly’s words."))


def test_nothing_known_is_an_answer_but_not_beside_items(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    written = write(world, "polly", item_id)
    with pytest.raises(Mistake, match="Remove them first"):
        make_return(world, "polly", item_id, nothing_known=True)
    with world.acting("polly", WRITE) as session:
        operations.remove_contribution(session, written.id, written.version)
    make_return(world, "polly", item_id, nothing_known=True)
    part = next(each for each in read(world, "pravin", made.cases[0]).agencies if each.lines == ())
    assert (part.agency_name, part.status) == ("Northtown Police", "nothing_known")


def test_nothing_known_is_taken_back_before_an_item_is_added(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    return_id = make_return(world, "polly", item_id, nothing_known=True)
    with pytest.raises(Mistake, match="Take that back"):
        write(world, "polly", item_id)
    with world.acting("polly", WRITE) as session:
        operations.take_back_return(session, return_id, 2)
    write(world, "polly", item_id)
    assert read(world, "pravin", made.cases[0]).agencies == ()


def test_a_return_needs_every_item_decided_and_the_records_named(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    with pytest.raises(Mistake, match="Add what is known"):
        make_return(world, "polly", item_id)
    share(world, "polly", item_id)
    write(world, "polly", item_id, "Undecided.")
    with pytest.raises(Mistake, match="Decide on each item"):
        make_return(world, "polly", item_id)
    with pytest.raises(Mistake, match="which records"):
        make_return(world, "polly", item_id, records=" ")


def test_what_the_return_says_was_kept_back_stays_on_record(world: World) -> None:
    made = make_published_list(world)
    kept = keep_back(world, "polly", made.item_of(made.cases[0]), "He has a key.", "It names a source.")
    make_return(world, "polly", made.item_of(made.cases[0]))
    with pytest.raises(Mistake, match="stays on record"), world.acting("polly", WRITE) as session:
        operations.remove_contribution(session, kept.id, kept.version)


def test_only_an_agency_that_speaks_with_the_victims_views_brings_them(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    views = {"kind": "views", "source": "The victim"}
    with pytest.raises(Mistake):
        write(world, "polly", item_id, "Afraid of him.", **views)
    with pytest.raises(Mistake, match="who the views come from"):
        write(world, "ida", item_id, "Afraid of him.", kind="views", source="somebody")
    share(world, "ida", item_id, "Afraid of him.", **views)
    seen = read(world, "carol", made.cases[0])
    assert [(line.text, line.agency_name) for line in seen.views] == [
        ("Afraid of him.", "Northtown IDVA Service")
    ]


def test_views_and_order_follow_the_kind_of_conference(world: World) -> None:
    panel = make_published_list(world, MASIP)
    share(
        world, "isaac", panel.item_of(panel.cases[0]), "Wants it to stop.", kind="views", source="The victim"
    )
    seen = read(world, "tess", panel.cases[0])
    assert [line.text for line in seen.views] == ["Wants it to stop."]
    mappa = make_published_list(world, MAPPA)
    share(world, "polly", mappa.item_of(mappa.cases[0]), "On tag.")
    share(world, "mira", mappa.item_of(mappa.cases[0]), "In treatment.")
    assert [part.agency_name for part in read(world, "mabel", mappa.cases[0]).agencies] == [
        "Northtown Police",
        "Eastvale Health Trust",
    ]


def test_agencies_come_in_the_running_order_and_missing_ones_are_named_for_the_meeting(world: World) -> None:
    made = make_published_list(world, cases=[make_case(world, referring="westford-housing")])
    item_id = made.item_of(made.cases[0])
    for who in ("pravin", "cerys", "polly", "horatio"):
        share(world, who, item_id, f"From {who}.")
    parts = read(world, "carol", made.cases[0], item_id).agencies
    spoken = [part.agency_name for part in parts if part.lines]
    assert spoken == [
        "Westford Housing",
        "Northtown Police",
        "Midchester Children's Services",
        "Eastvale Probation",
    ]
    assert {part.status for part in parts} == {"missing"}, "sharing an item is not yet making the return"


def test_research_belongs_to_a_published_list_and_an_invited_agency(world: World) -> None:
    case = make_case(world)
    meeting = make_meeting(world)
    item = make_listing(world, meeting.id, case)
    with pytest.raises(NotFound):
        write(world, "polly", item.id)
    made = make_published_list(world)
    with pytest.raises(NotFound):
        write(world, "sunny", made.item_of(made.cases[0]))


def test_a_list_to_come_is_not_open_to_an_agency_seated_by_an_earlier_one(world: World) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    set_meeting(world, made.meeting_id, "closed")
    later = make_listing(world, make_meeting(world, days_ahead=20).id, case)
    with pytest.raises(NotFound):
        write(world, "polly", later.id)
    assert world.client("polly").get(f"/listings/{later.id}/research").status_code == 404
