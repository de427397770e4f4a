"""The preview of one's own page is what the other agency really gets, and holds nothing of anybody else's."""

import re

import pytest

from marac.contributions.operations import decide_sharing
from marac.contributions.preview import preview_as
from marac.errors import NotFound
from tests.factories import make_published_list
from tests.test_administration.deciding import decided, default
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


@pytest.mark.parametrize("reader", READERS)
def test_the_preview_follows_what_the_conference_decided(world: World, reader: str) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    for section_class in ("standard", "health", "advocacy", "police_intelligence", "safe_contact"):
        share(world, "ida", item_id, f"Of class {section_class}.", section_class=section_class)
    probation, housing = ("probation", "representative"), ("housing", "representative")
    before = read(world, "pravin", case, item_id)
    decided(world, "health", default(world, "health") | {probation})
    decided(world, "advocacy", default(world, "advocacy") | {probation, housing})
    decided(world, "standard", default(world, "standard") - {housing})
    decided(world, "safe_contact", default(world, "safe_contact") | {housing})
    with world.looking("ida", WRITE) as session:
        seen = preview_as(session, item_id, world.agency(READERS[reader]))
    got = read(world, reader, case, item_id)
    part = next(each for each in got.agencies if each.agency_name == "Northtown IDVA Service")
    assert (seen.lines, seen.views) == (part.lines, got.views)
    if reader == "pravin":
        assert len(before.agencies[0].lines) < len(part.lines)
    address = f"/listings/{item_id}/research/as/{world.agency(READERS[reader])}"
    shown = world.client("ida").get(address).text
    for section_class in ("standard", "health", "advocacy", "police_intelligence"):
        text = f"Of class {section_class}."
        assert (text in shown) == (text in world.client(reader).get(f"/cases/{case.id}").text)


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


def test_the_page_says_who_else_of_the_agency_reads_what_its_representative_does_not(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    share(world, "ida", item_id, "Of her health.", section_class="health")
    share(world, "ida", item_id, "Of her counselling.", section_class="advocacy")
    address = f"/listings/{item_id}/research/as/{world.agency('northtown-police')}"
    page = world.client("ida").get(address).text
    assert re.search(
        r"1 item of the class Health: not for the representative, but read by the chair of", page
    )
    assert "Of her health." not in page
    nobody = world.client("ida").get(
        address.replace(str(world.agency("northtown-police")), str(world.agency("westford-housing")))
    )
    assert "2 items of a class that nobody of Westford Housing in this conference may see" in nobody.text
    decided(world, "health", default(world, "health") | {("police", "deputy")})
    page = world.client("ida").get(address).text
    assert re.search(r"but read by the [^.]*\bdeputy\b[^.]* of Northtown Police", page)


def test_only_an_agency_invited_to_the_case_can_be_previewed(world: World) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    browser = world.client("ida")
    for agency in ("open-bridge", "northtown-partnership", "northtown-idva"):
        assert browser.get(f"/listings/{item_id}/research/as/{world.agency(agency)}").status_code == 404
    elsewhere = make_published_list(world, MAPPA)
    with pytest.raises(NotFound), world.looking("ida", WRITE) as session:
        preview_as(session, elsewhere.item_of(elsewhere.cases[0]), world.agency("eastvale-health"))


def said_by(page: str, agency: str) -> list[str]:
    """What one agency has said, as a page of the case at the meeting writes it: its views and its part."""
    views = re.findall(
        rf'<p class="typed">(?:(?!</p>).)*</p>\s*<p class="plan__quiet">{agency}(?:(?!</p>).)*</p>',
        page,
        re.DOTALL,
    )
    parts = re.findall(r'<div class="said">.*?</div>', page, re.DOTALL)
    return [*views, *(part for part in parts if f'"said__agency">{agency}<' in part)]


@pytest.mark.parametrize("kind", ["fact", "views"])
@pytest.mark.parametrize("section_class", ["standard", "health", "safe_contact"])
@pytest.mark.parametrize("is_returned", [True, False])
def test_what_is_shown_before_sharing_is_what_they_then_get(
    world: World, is_returned: bool, section_class: str, kind: str
) -> None:
    made = make_published_list(world)
    item_id = made.item_of(made.cases[0])
    share(world, "polly", item_id, "Of the police.")
    share(world, "ida", item_id, "Shared before.")
    if is_returned:
        make_return(world, "ida", item_id, records="support calls")
    write(world, "ida", item_id, "Another draft.")
    source = "The victim" if kind == "views" else "case file"
    named = {"kind": kind, "section_class": section_class, "source": source}
    item = write(world, "ida", item_id, "She <b>moved</b> & changed.", **named)
    browser = world.client("ida")
    shown = {
        reader: browser.get(f"/contributions/{item.id}/as/{world.agency(agency)}").text
        for reader, agency in READERS.items()
    }
    assert not [page for page in shown.values() if "Of the police." in page or "Another draft." in page]
    with world.acting("ida", WRITE) as session:
        decide_sharing(session, item.id, item.version, True)
    for reader, page in shown.items():
        theirs = said_by(world.client(reader).get(f"/listings/{item_id}").text, "Northtown IDVA Service")
        assert said_by(page, "Northtown IDVA Service") == theirs
    assert said_by(shown["polly"], "Northtown IDVA Service")
    if section_class == "standard":
        assert "She &lt;b&gt;moved&lt;/b&gt; &amp; changed." in "".join(theirs_of(shown))


def theirs_of(shown: dict[str, str]) -> list[str]:
    return said_by(shown["polly"], "Northtown IDVA Service")


def test_only_ones_own_item_can_be_shown_before_sharing(world: World) -> None:
    made = make_published_list(world)
    item = write(world, "ida", made.item_of(made.cases[0]), "Not yet shared.")
    health, nobody = world.agency("eastvale-health"), world.agency("open-bridge")
    assert world.client("polly").get(f"/contributions/{item.id}/as/{health}").status_code == 404
    assert world.client("ida").get(f"/contributions/{item.id}/as/{nobody}").status_code == 404
    own = world.client("ida").get(f"/listings/{made.item_of(made.cases[0])}/research").text
    assert "Show me this as another agency will see it" in own and f"/contributions/{item.id}/as/" in own
