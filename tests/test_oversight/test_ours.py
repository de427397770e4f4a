"""Who has read what we shared: only our own sections, and no trace of a case that is hidden from us."""

import re
from datetime import timedelta

import pytest

from marac import clock
from tests.factories import make_case, make_published_list
from tests.test_cases.scenes import keep_from
from tests.test_contributions.making import share
from tests.test_documents.held import held_meeting
from tests.test_oversight.asked import asked_of, counted, last, rows_of, told
from tests.test_whole.test_excluded import plain
from tests.world import MARAC, World

OURS = "/record/ours"
TABLE = "Who has read what"


def test_each_reader_of_each_case_is_told_with_what_of_ours_they_read(world: World) -> None:
    made = make_published_list(world, cases=2)
    case, other = made.cases
    share(world, "ida", made.item_of(case), "Afraid of him.")
    share(world, "hana", made.item_of(other), "Treated for a fall.")
    for _ in range(2):
        world.client("polly").get(f"/cases/{case.id}")
    world.client("polly").get(f"/cases/{other.id}")
    world.client("ida").get(f"/cases/{case.id}")
    rows = rows_of(asked_of(world, "ida", OURS), TABLE)
    assert [row[:4] for row in rows] == [
        [
            case.reference,
            "Polly Testperson, Northtown Police",
            "shared information, source of shared information",
            "2",
        ]
    ]


def test_other_agencies_sections_in_the_same_entries_are_not_told(world: World) -> None:
    made = make_published_list(world)
    share(world, "ida", made.item_of(made.cases[0]), "Afraid of him.")
    share(world, "hana", made.item_of(made.cases[0]), "Treated for a fall.")
    world.client("polly").get(f"/cases/{made.cases[0].id}")
    entries = rows_of(asked_of(world, "ida", OURS), "Every entry")
    assert [row[4] for row in entries] == [
        "source of shared information: Northtown IDVA Service shared information: Northtown IDVA Service"
    ]


def test_an_entry_of_a_list_is_told_only_for_the_cases_in_which_the_text_was_ours(world: World) -> None:
    """A list shows names from two agencies; each is told of its own case alone."""
    ours, theirs = make_case(world, referring="northtown-idva"), make_case(world, referring="eastvale-health")
    make_published_list(world, cases=[ours, theirs])
    world.client("polly").get(f"/conferences/{MARAC}/cases")
    for who, case, other in (("ida", ours, theirs), ("hana", theirs, ours)):
        page = told(asked_of(world, who, OURS))
        assert case.reference in page and other.reference not in page


def test_whoever_is_kept_from_a_case_finds_no_trace_of_it(world: World) -> None:
    """Byte for byte the page of a world in which nobody ever opened that case."""
    made = make_published_list(world, cases=2)
    case, hidden = made.cases
    for each in made.cases:
        share(world, "ida", made.item_of(each), "Afraid of him.")
    keep_from(world, hidden, who="ida")
    world.client("polly").get(f"/cases/{case.id}")
    ida = world.client("ida")
    before = ida.get(OURS).data
    world.client("polly").get(f"/cases/{hidden.id}")
    world.client("hana").get(f"/cases/{hidden.id}")
    world.client("carol").get(f"/cases/{hidden.id}/seen")
    after = ida.get(OURS).data
    assert plain(before) == plain(after)
    assert hidden.reference.encode() not in after and case.reference.encode() in after


def test_a_list_that_showed_ours_of_a_hidden_case_alone_leaves_no_line(world: World) -> None:
    hidden = make_case(world, referring="northtown-idva")
    seen = make_case(world, referring="eastvale-health")
    make_published_list(world, cases=[hidden, seen])
    keep_from(world, hidden, agency="northtown-idva")
    ida = world.client("ida")
    before = ida.get(OURS).data
    world.client("polly").get(f"/conferences/{MARAC}/cases")
    after = ida.get(OURS).data
    assert plain(before) == plain(after)
    assert "Nobody in another agency" in told(after.decode())


def test_a_copy_of_the_minutes_for_another_agency_is_a_reading(world: World) -> None:
    held = held_meeting(world)
    held.approve()
    world.client("horatio").send(f"/meetings/{held.meeting_id}/documents/minutes")
    rows = rows_of(asked_of(world, "hana", OURS), TABLE)
    assert any("Horatio" in row[1] and "shared information" in row[2] for row in rows)


def test_what_was_asked_is_on_the_record_with_the_cases_named(world: World) -> None:
    made = make_published_list(world)
    share(world, "ida", made.item_of(made.cases[0]))
    world.client("polly").get(f"/cases/{made.cases[0].id}")
    asked_of(world, "ida", OURS)
    entry = last(world, "LedgerRead")
    assert entry["about"]["page"] == "own" and entry["cases"] == [made.cases[0].id]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry["about"]["since"])


def test_a_span_of_a_thousand_years_is_refused_in_words(world: World) -> None:
    days = {"since-day": "1", "since-month": "1", "since-year": "1901"}
    days |= {"until-day": "1", "until-month": "1", "until-year": "2199"}
    page = asked_of(world, "ida", OURS, **days)
    assert "Ask about 92 days at most" in page and 'value="1901"' in page


def test_more_than_one_answer_holds_is_said_beside_the_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_published_list(world, cases=3)
    for case in made.cases:
        share(world, "ida", made.item_of(case))
        world.client("polly").get(f"/cases/{case.id}")
    monkeypatch.setattr("marac.audit.asking.MOST_GROUPS", 2)
    since = clock.today() - timedelta(days=5)
    days = {"since-day": str(since.day), "since-month": str(since.month), "since-year": str(since.year)}
    with clock.at(clock.now() + timedelta(days=40)):
        world.client("hana").get(f"/cases/{made.cases[0].id}")
        page = asked_of(world, "ida", OURS, **days)
    assert "That is more than one answer holds." in page and f'value="{since.year}"' in page
    assert "Hana" in told(page) and "Polly" not in told(page)


def test_a_manager_asks_it_for_their_agency_and_the_office_does_not(world: World) -> None:
    made = make_published_list(world)
    share(world, "polly", made.item_of(made.cases[0]))
    world.client("hana").get(f"/cases/{made.cases[0].id}")
    assert "Hana" in told(asked_of(world, "mani", OURS))
    assert world.client("carol").get(OURS).status_code == 403


def test_however_many_read_it_it_takes_as_many_statements(world: World) -> None:
    made, numbers = make_published_list(world, cases=3), []
    for case in made.cases:
        share(world, "ida", made.item_of(case))
    world.client("polly").get(f"/cases/{made.cases[0].id}")
    for _ in range(2):
        ida = world.client("ida")
        ida.get("/account")
        with counted(world) as statements:
            ida.get(OURS)
        numbers.append(len(statements))
        for who in ("polly", "hana", "horatio"):
            for case in made.cases:
                world.client(who).get(f"/cases/{case.id}")
    assert numbers[0] == numbers[1]
