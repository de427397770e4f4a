"""The preview of one's own page is what the other agency really gets, and holds nothing of anybody else's."""

import re

import pytest

from marac.contributions.preview import preview_as
from marac.errors import NotFound
from tests.factories import make_published_list
from tests.test_contributions.making import WRITE, keep_back, make_return, read, share, write
from tests.world import MAPPA, World

READERS = {
    "pravin": "eastvale-probation",
    "hana": "eastvale-health",
    "cleo": "northtown-cps",
    "horatio": "westford-housing",
    "polly": "northtown-police",
}


@pytest.mark.parametrize("is_returned", [True, False])
@pytest.mark.parametrize("reader", READERS)
def test_the_preview_is_what_the_other_agency_gets(world: World, reader: str, is_returned: bool) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    share(world, "ida", item_id, "Afraid of him.", kind="views", source="The victim")
    for section_class in ("standard", "health", "advocacy", "police_intelligence", "safe_contact"):
        share(world, "ida", item_id, f"Of class {section_class}.", section_class=section_class)
    keep_back(world, "ida", item_id, "A secret.", "She asked for it.")
    if is_returned:
        make_return(world, "ida", item_id, records="support calls")
    else:
        write(world, "ida", item_id, "A draft.")
    with world.looking("ida", WRITE) as session:
        seen = preview_as(session, item_id, world.agency(READERS[reader]))
    got = read(world, reader, case, item_id)
    part = next(each for each in got.agencies if each.agency_name == "Northtown IDVA Service")
    assert (seen.lines, seen.views) == (part.lines, got.views)
    assert (seen.status, seen.records_checked, seen.last_contact_on) == (
        part.status,
        part.records_checked,
        part.last_contact_on,
    )


def test_the_page_says_how_much_is_left_out_and_holds_nothing_of_others(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    share(world, "polly", item_id, "Of the police.")
    share(world, "ida", item_id, "For all.")
    share(world, "ida", item_id, "Said in confidence.", section_class="advocacy")
    keep_back(world, "ida", item_id, "A secret.", "She asked for it.")
    page = world.client("ida").get(f"/listings/{item_id}/research/as/{world.agency('eastvale-health')}").text
    assert "For all." in page and "1 item not shared." in page and re.search(r"1 item\s+of a class", page)
    assert not [text for text in ("Of the police.", "A secret.", "in confidence") if text in page]


def test_only_an_agency_invited_to_the_case_can_be_previewed(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    browser = world.client("ida")
    for agency in ("open-bridge", "northtown-partnership", "northtown-idva"):
        assert browser.get(f"/listings/{item_id}/research/as/{world.agency(agency)}").status_code == 404
    elsewhere = make_published_list(world, MAPPA)
    with pytest.raises(NotFound), world.looking("ida", WRITE) as session:
        preview_as(session, elsewhere.item_of(elsewhere.cases[0]), world.agency("eastvale-health"))
