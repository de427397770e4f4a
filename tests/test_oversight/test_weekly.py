"""The auditor's weekly review: a planted snooper appears, and nobody who worked as they should."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from marac import clock
from marac.audit.walls import lower_walls
from marac.records import User
from tests.databases import behind
from tests.factories import make_action, make_case, make_published_list, make_running_meeting
from tests.test_cases.breaking import ask, opened, unseen_case
from tests.test_cases.scenes import SECRET
from tests.world import MAPPA, MARAC, World

WEEK = f"/conferences/{MARAC}/record/week"
NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)  # a Wednesday


def words_of(page: str) -> dict[str, str]:
    """The words of each section of the page, by what it looks for."""
    main = page.split("<main", 1)[1].split("</main>")[0]
    sections = re.findall(r"<section.*?</section>", main, re.DOTALL)
    told = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in sections]
    return {each.split(":")[0]: each for each in told}


def review(world: World, week: str = "", who: str = "audley") -> dict[str, str]:
    answer = world.client(who).get(WEEK + (f"?week={week}" if week else ""))
    assert answer.status_code == 200
    return words_of(answer.text)


def number(section: str) -> int:
    found = re.match(r"[^:]+: (\d+)", section)
    assert found is not None
    return int(found[1])


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(world.store.engine, "before_cursor_execute", note)


def test_a_quiet_week_finds_nothing(world: World) -> None:
    found = review(world)
    assert len(found) == 9
    assert all(number(each) == 0 for each in found.values())


def test_a_look_past_the_rule_is_a_look_by_somebody_who_took_no_part(world: World) -> None:
    case = unseen_case(world)
    with clock.at(NOON):
        browser = opened(world, "polly", case)
        for _ in range(3):
            browser.get(f"/cases/{case.id}")
    with clock.at(NOON + timedelta(hours=1)):
        found = review(world)
    section = found["Looks at cases by people who took no part"]
    assert number(section) == 1 and "Polly Testperson, Northtown Police" in section
    assert f"…{case.id % 1_000_000:06d}" in section
    assert number(found["Cases opened by break-glass"]) == 1


def test_who_was_invited_and_brought_nothing_is_told_apart_from_who_has_an_action(world: World) -> None:
    made = make_running_meeting(world)
    case, item_id = made.cases[0], made.item_of(made.cases[0])
    make_action(world, item_id, owner="hana", agency="eastvale-health")
    for who in ("hana", "polly", "carol", "chidi"):
        world.client(who).get(f"/cases/{case.id}")
    found = review(world)
    assert number(found["Looks at cases by people who took no part"]) == 0
    section = found["Looks at cases by people whose agency was invited and brought nothing"]
    assert "Polly Testperson" in section
    assert not any(name in section for name in ("Hana", "Carol", "Chidi"))


def test_many_cases_in_a_short_time_are_a_burst_and_the_same_over_a_day_are_not(world: World) -> None:
    made = make_published_list(world, cases=15)
    for number_, case in enumerate(made.cases):
        with clock.at(NOON + timedelta(minutes=40 * number_)):
            world.client("hana").get(f"/cases/{case.id}")
    with clock.at(NOON + timedelta(hours=12)):
        snooper = world.client("ida")
        for case in made.cases:
            snooper.get(f"/cases/{case.id}")
        section = review(world)["Many different cases in a short time"]
    assert number(section) == 1
    assert "Ida Testperson" in section and "Hana" not in section


def test_reveals_refusals_copies_and_searches_for_colleagues_are_counted(world: World) -> None:
    made = make_published_list(world)
    case = made.cases[0]
    polly = world.client("polly")
    polly.get(f"/cases/{case.id}/contact/{case.victim_id}")
    polly.get(f"/conferences/{MARAC}/record")
    ask(world, "polly", "NM-ZZZZZ", browser=polly)
    for terms in ("Hana Testperson", "testperson, HANA", SECRET["victim"]):
        polly.send(f"/conferences/{MARAC}/cases/found", terms=terms)
    page = world.client("audley").get(WEEK).text
    found = words_of(page)
    assert number(found["Safe contacts revealed"]) == 1
    assert number(found["Refusals"]) == 2
    searches = found["Searches for the names of colleagues"]
    assert number(searches) == 2
    assert searches.count("Polly Testperson, Northtown Police Hana Testperson") == 2
    assert SECRET["victim"] not in page and case.reference not in page


TYPED = [
    ("Łucja O'Neill-Ståhl", "Łucja O'Neill-Ståhl"),
    ("Łucja O'Neill-Ståhl", "LUCJA ONEILL STAHL"),
    ("Łucja O'Neill-Ståhl", "  o’neill-stahl,  lucja "),
    ("Łucja O'Neill-Ståhl", "Stahl"),
    ("Łucja O'Neill-Ståhl", "ONEILL-STÅHL"),
    ("Dr Maria Inés de la Cruz", "Dr Maria Ines de la Cruz"),
    ("Dr Maria Inés de la Cruz", "maria ines DE LA CRUZ"),
    ("Dr Maria Inés de la Cruz", "De la Cruz, Maria"),
    ("Dr Maria Inés de la Cruz", "Maria Cruz"),
    ("Dr Maria Inés de la Cruz", "cruz"),
    ("Nadia", "NADIA"),
]


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_colleagues_name_is_known_however_it_is_typed(world: World, name: str, typed: str) -> None:
    with world.store.writer.begin() as connection:
        account = User.__table__  # type: ignore[attr-defined]
        connection.execute(account.update().where(account.c.id == world.person("hana")), {"name": name})
    world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms=typed)
    section = review(world)["Searches for the names of colleagues"]
    assert number(section) == 1
    assert name in html.unescape(section)


@pytest.mark.parametrize("typed", ["Han", "Hana Testpersona", "Testperson Fiktiv", "12 3 1980", "maria ines"])
def test_other_words_are_no_colleagues_name(world: World, typed: str) -> None:
    world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms=typed)
    assert number(review(world)["Searches for the names of colleagues"]) == 0


def test_a_search_for_a_name_says_when_and_not_how_many_cases_were_found(world: World) -> None:
    made = make_published_list(world, cases=[make_case(world, victim="Hana Testperson") for _ in range(2)])
    with clock.at(NOON):
        world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms="hana testperson")
    with clock.at(NOON + timedelta(hours=1)):
        page = world.client("audley").get(WEEK).text
    section = words_of(page)["Searches for the names of colleagues"]
    assert "Polly Testperson, Northtown Police Hana Testperson 3 March 2027, 12:00 Entry" in section
    assert not any(case.reference in page for case in made.cases)


def test_a_surname_that_several_bear_names_a_few_and_says_how_many_more(world: World) -> None:
    world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms="TESTPERSON")
    section = review(world)["Searches for the names of colleagues"]
    assert number(section) == 1 and " or 11 more of that name" in section


def test_the_names_of_people_of_other_conferences_are_none_of_this_ones_colleagues(world: World) -> None:
    world.client("polly").send(f"/conferences/{MARAC}/cases/found", terms="Mira Testperson")
    page = world.client("audley").get(WEEK).text
    assert number(words_of(page)["Searches for the names of colleagues"]) == 0 and "Mira" not in page


def test_a_planted_snooper_appears_in_the_review(world: World) -> None:
    """Somebody invited to nothing opens a case by break-glass, looks her colleagues up, and tries what is not hers;
    everybody else does their work."""
    made = make_running_meeting(world, cases=3)
    make_action(world, made.item_of(made.cases[0]), owner="hana", agency="eastvale-health")
    for case in made.cases:
        world.client("carol").get(f"/cases/{case.id}")
        world.client("chidi").get(f"/cases/{case.id}")
    world.client("hana").get(f"/cases/{made.cases[0].id}")
    with clock.at(NOON):
        snooper = opened(world, "sunny", unseen_case(world))
        for terms in ("Testperson, Carol", "IDA TESTPERSON"):
            snooper.send(f"/conferences/{MARAC}/cases/found", terms=terms)
        for case in made.cases:
            snooper.get(f"/cases/{case.id}")
            snooper.get(f"/cases/{case.id}/contact/{case.victim_id}")
    with clock.at(NOON + timedelta(hours=1)):
        page = world.client("audley").get(WEEK).text
    found = words_of(page)
    for name, times in {
        "Cases opened by break-glass": 1,
        "Searches for the names of colleagues": 2,
        "Refusals": 6,
    }.items():
        assert number(found[name]) == times and "Sunny Testperson" in found[name], name
        assert not any(who in found[name].split("Entry")[-1] for who in ("Hana", "Chidi"))
    assert page.count("Sunny Testperson") >= 4


def test_a_week_is_put_beside_the_weeks_before_in_a_picture_and_in_numbers(world: World) -> None:
    case = make_published_list(world).cases[0]
    for weeks in (3, 1, 0):
        with clock.at(NOON - timedelta(weeks=weeks)):
            world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    with clock.at(NOON):
        page = world.client("audley").get(WEEK).text
    section = words_of(page)["Safe contacts revealed"]
    assert number(section) == 1
    assert "0 to 1 in the weeks before" in section and "<svg" in page
    with clock.at(NOON + timedelta(minutes=1)):
        earlier = words_of(world.client("audley").get(f"{WEEK}?week=2027-02-24").text)
    assert number(earlier["Safe contacts revealed"]) == 1


def test_an_entry_whose_time_was_altered_does_not_keep_the_auditor_from_the_rest(world: World) -> None:
    case = make_published_list(world).cases[0]
    with clock.at(NOON):
        polly = world.client("polly")
        for _ in range(2):
            polly.get(f"/cases/{case.id}/contact/{case.victim_id}")
    with behind(world.url) as connection:
        lower_walls(connection)
        last = connection.exec_driver_sql("SELECT max(seq) FROM ledger_entry").scalar_one()
        connection.exec_driver_sql(f"UPDATE ledger_entry SET at = '2027-03-03T later' WHERE seq = {last}")
    with clock.at(NOON + timedelta(minutes=1)):
        assert number(review(world)["Safe contacts revealed"]) == 1


def test_a_week_ends_at_midnight_in_london(world: World) -> None:
    """23:30 on the last Sunday of summer time in UTC is Monday in London."""
    case = make_published_list(world).cases[0]
    with clock.at(datetime(2027, 7, 4, 23, 30, tzinfo=UTC)):
        world.client("polly").get(f"/cases/{case.id}/contact/{case.victim_id}")
    with clock.at(datetime(2027, 7, 7, 12, 0, tzinfo=UTC)):
        assert number(review(world)["Safe contacts revealed"]) == 1
    with clock.at(datetime(2027, 7, 7, 12, 1, tzinfo=UTC)):
        assert number(review(world, "2027-07-04")["Safe contacts revealed"]) == 0


def test_reading_the_review_is_itself_on_the_record(world: World) -> None:
    review(world)
    name, _, body = world.ledger()[-1]
    assert name == "LedgerRead" and '"page":"week"' in body


@pytest.mark.parametrize(
    "week", ["2027-13-45", "x", "0001-01-01", "9999-12-31", "2027-W03", "' OR 1=1", "%00"]
)
def test_a_week_that_is_none_is_this_week(world: World, week: str) -> None:
    answer = world.client("audley").get(WEEK, query_string={"week": week})
    assert answer.status_code == 200 and "so far" in answer.text


@pytest.mark.parametrize(("who", "status"), [("polly", 403), ("carol", 403), ("adam", 403), ("mani", 403)])
def test_only_the_auditor_reads_it(world: World, who: str, status: int) -> None:
    assert world.client(who).get(WEEK).status_code == status


def test_the_auditor_of_one_conference_reviews_no_other(world: World) -> None:
    assert world.client("audley").get(f"/conferences/{MAPPA}/record/week").status_code == 404


def test_nothing_of_another_conference_is_counted(world: World) -> None:
    case = make_published_list(world, MAPPA).cases[0]
    world.client("mira").get(f"/cases/{case.id}")
    world.client("mira").get(f"/conferences/{MAPPA}/record")
    page = world.client("audley").get(WEEK).text
    assert "Mira" not in page
    assert all(number(each) == 0 for each in words_of(page).values())


def test_however_much_happened_it_takes_as_many_statements(world: World) -> None:
    asked = []
    for _ in range(2):
        auditor = world.client("audley")
        auditor.get("/")
        with counted(world) as statements:
            auditor.get(WEEK)
        asked.append(len(statements))
        for case in make_published_list(world, cases=3).cases:
            world.client("polly").get(f"/cases/{case.id}")
        opened(world, "sunny", make_case(world))
    assert asked[0] == asked[1]
