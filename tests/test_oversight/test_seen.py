"""Who has seen this case: by person, by agency, entry by entry, and nothing of any other case."""

from datetime import UTC, datetime, timedelta

import pytest

from marac import clock
from tests.factories import make_case, make_published_list
from tests.test_cases.scenes import keep_from
from tests.test_contributions.making import share, write
from tests.test_oversight.asked import asked_of, counted, last, rows_of, told
from tests.world import MAPPA, MARAC, World

NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)


def by_person(page: str) -> dict[str, list[str]]:
    """Sections, looks, copies and changes of each person, by name and agency."""
    return {row[0]: row[1:5] for row in rows_of(page, "Who has seen")}


def test_each_person_has_one_row_with_what_they_were_shown_and_how_often(world: World) -> None:
    made = make_published_list(world, cases=2)
    case, other = made.cases
    share(world, "ida", made.item_of(case), "Afraid of him.", kind="views", source="The victim")
    for _ in range(3):
        world.client("hana").get(f"/cases/{case.id}")
    world.client("hana").get(f"/cases/{other.id}")
    world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    world.client("polly").send(f"/meetings/{made.meeting_id}/documents/list")
    found = by_person(asked_of(world, "carol", f"/cases/{case.id}/seen"))
    sections, *numbers = found["Hana Testperson, Eastvale Health Trust"]
    assert "shared information" in sections and "names and identity" in sections
    assert numbers == ["3", "0", "0"]
    sections, *numbers = found["Polly Testperson, Northtown Police"]
    assert sections == "names and identity, revealed safe address and contact"
    assert numbers == ["2", "1", "0"]


def test_agencies_are_drawn_with_their_numbers_and_lead_to_their_own_entries(world: World) -> None:
    case = make_published_list(world).cases[0]
    for who in ("hana", "hana", "polly"):
        world.client(who).get(f"/cases/{case.id}")
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    drawn = {row[0]: row[1] for row in rows_of(page, "How often each agency")}
    assert drawn["Eastvale Health Trust"] == "2" and drawn["Northtown Police"] == "1"
    assert "<svg" in page
    of_police = asked_of(world, "carol", f"/cases/{case.id}/seen", agency=world.agency("northtown-police"))
    assert "Polly" in told(of_police) and "Hana" not in told(of_police)


def test_a_section_or_some_days_narrow_both_tables(world: World) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    share(world, "ida", made.item_of(case))
    with clock.at(NOON - timedelta(days=40)):
        world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    with clock.at(NOON):
        world.client("hana").get(f"/cases/{case.id}")
    seen = f"/cases/{case.id}/seen"
    contact = told(asked_of(world, "carol", seen, section="party.contact"))
    assert "Polly" in contact and "Hana Testperson, Eastvale" in contact
    shared = told(asked_of(world, "carol", seen, section="contribution.text"))
    assert "Polly" not in shared and "Hana" in shared
    days = {"since-day": "1", "since-month": "3", "since-year": "2027"}
    late = told(asked_of(world, "carol", seen, **days))
    assert "Polly" not in late and "Hana" in late and "From 1 March 2027 on" in late


def test_of_a_list_only_what_it_showed_of_this_case_is_told(world: World) -> None:
    """The other case's owners, and how many others there were, would tell of a case that may be hidden."""
    case = make_case(world, referring="eastvale-health")
    hidden = make_case(world, referring="westford-housing")
    make_published_list(world, cases=[case, hidden])
    world.client("hana").get(f"/conferences/{MARAC}/cases")
    keep_from(world, hidden, who="carol", by="chidi")
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    listed = next(row for row in rows_of(page, "Every entry") if "List shown" in row[3])
    assert listed[4] == "names and identity: Eastvale Health Trust"
    assert "cases" in listed[3] and "2 cases" not in page


def test_another_agencys_work_on_what_it_has_not_shared_is_not_told(world: World) -> None:
    made = make_published_list(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    item = write(world, "ida", item_id, "A draft.", section_class="safe_contact")
    ida = world.client("ida")
    assert ida.get(f"/listings/{item_id}/research").status_code == 200
    assert ida.get(f"/contributions/{item.id}/contact").status_code == 200
    found = by_person(asked_of(world, "carol", f"/cases/{case.id}/seen"))
    row = found.get("Ida Testperson, Northtown IDVA Service", ["", "0", "0", "0"])
    assert row[3] == "0" and "shared information" not in row[0]
    assert "Contact revealed" not in asked_of(world, "carol", f"/cases/{case.id}/seen")


@pytest.mark.parametrize(
    "query",
    [
        {"before": "9" * 40, "page": "9" * 30},
        {"before": "-1", "page": "-7"},
        {"agency": "' OR 1=1 --", "section": "\u202e%00<script>"},
        {"since-day": "31", "since-month": "2", "since-year": "2027"},
        {"since-day": "1", "since-month": "1", "since-year": "1027", "until-day": "1", "until-month": "1",
         "until-year": "3027"},
        {"since-year": "9999", "until-year": "0"},
        {"agency": str(2**63)},
    ],
)  # fmt: skip
def test_whatever_stands_in_the_address_is_answered(world: World, query: dict[str, str]) -> None:
    case = make_published_list(world).cases[0]
    world.client("hana").get(f"/cases/{case.id}")
    page = asked_of(world, "carol", f"/cases/{case.id}/seen", **query)
    assert "<script>" not in page.split("<main")[1]


def test_days_in_the_wrong_order_are_said_beside_their_box_with_what_was_typed(world: World) -> None:
    case = make_published_list(world).cases[0]
    typed = {"since-day": "2", "since-month": "3", "since-year": "2027"}
    typed |= {"until-day": "1", "until-month": "3", "until-year": "2027"}
    page = asked_of(world, "carol", f"/cases/{case.id}/seen", **typed)
    assert "The last day must be the first day or after it." in page
    assert 'value="2027"' in page


@pytest.mark.parametrize("typed", [("31", "2", "2027"), ("x", "3", "2027"), ("1", "", ""), ("0", "0", "0")])
def test_a_day_that_is_none_is_said_beside_its_box_with_what_was_typed(
    world: World, typed: tuple[str, str, str]
) -> None:
    case = make_published_list(world).cases[0]
    boxes = dict(zip(("until-day", "until-month", "until-year"), typed, strict=True))
    page = asked_of(world, "carol", f"/cases/{case.id}/seen", **boxes)
    assert "govuk-error-message" in page and "<details" in page
    assert all(f'value="{part}"' in page for part in typed if part)


def test_a_question_that_finds_nobody_is_answered_in_plain_words(world: World) -> None:
    case = make_published_list(world).cases[0]
    page = asked_of(world, "carol", f"/cases/{case.id}/seen", agency=world.agency("open-bridge"))
    assert "Nobody was shown anything of this case, or changed it, in what you asked about." in told(page)


def test_an_address_on_the_page_of_a_case_and_a_safe_one_are_told_apart(world: World) -> None:
    case = make_published_list(world).cases[0]
    world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    world.client("hana").get(f"/cases/{case.id}")
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    found = by_person(page)
    safe, open_ = "revealed safe address and contact", "address and contact of the perpetrator"
    assert safe in found["Polly Testperson, Northtown Police"][0]
    sections = found["Hana Testperson, Eastvale Health Trust"][0]
    assert open_ in sections and safe not in sections
    by_entry = {row[2].split(" ")[0]: row[4] for row in rows_of(page, "Every entry")}
    assert safe in by_entry["Polly"] and open_ in by_entry["Hana"]


def test_that_it_was_asked_and_how_is_on_the_record(world: World) -> None:
    case = make_published_list(world).cases[0]
    asked_of(
        world, "carol", f"/cases/{case.id}/seen", section="risk.text", agency=world.agency("open-bridge")
    )
    entry = last(world, "LedgerRead")
    assert entry["case"] == case.id
    assert entry["about"] == {
        "page": "case", "rows": 0, "section": "risk.text", "of_agency_id": world.agency("open-bridge"),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["polly", "mani", "audley", "adam"])
def test_only_the_office_asks_it(world: World, who: str) -> None:
    case = make_published_list(world).cases[0]
    assert world.client(who).get(f"/cases/{case.id}/seen").status_code == 403


def test_a_case_of_another_conference_or_a_hidden_one_is_not_there(world: World) -> None:
    foreign = make_published_list(world, MAPPA).cases[0]
    hidden = make_published_list(world).cases[0]
    keep_from(world, hidden, who="chidi")
    assert world.client("carol").get(f"/cases/{foreign.id}/seen").status_code == 404
    assert world.client("chidi").get(f"/cases/{hidden.id}/seen").status_code == 404
    assert world.client("chidi").send(f"/cases/{hidden.id}/seen/copy").status_code == 404


def test_however_often_it_was_seen_it_takes_as_many_statements(world: World) -> None:
    case, numbers = make_published_list(world).cases[0], []
    for _ in range(2):
        carol = world.client("carol")
        carol.get("/account")
        with counted(world) as statements:
            carol.get(f"/cases/{case.id}/seen")
        numbers.append(len(statements))
        for _ in range(60):
            world.client("hana").get(f"/cases/{case.id}")
        world.client("hana").get(f"/conferences/{MARAC}/cases")
    assert numbers[0] == numbers[1]
    page = asked_of(world, "carol", f"/cases/{case.id}/seen")
    assert by_person(page)["Hana Testperson, Eastvale Health Trust"][1] == "122"
    assert len(rows_of(page, "Every entry")) == 50 and "before=" in page
