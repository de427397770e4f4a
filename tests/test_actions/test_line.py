from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions.due import Due, RefusedDue
from marac.actions.line import AgencyChoice, PersonChoice, ReadLine, read_line
from marac.people.names import plain

NOW = datetime(2026, 4, 1, 13, 3, tzinfo=UTC)
POLICE, PROBATION, CHILDREN, IDVA, HOUSING, HARBOUR = range(1, 7)
AGENCIES = (
    AgencyChoice(POLICE, "Northtown Police", ("police",)),
    AgencyChoice(PROBATION, "Northtown Probation", ("probation",)),
    AgencyChoice(CHILDREN, "Children's Social Care", ("CSC", "children's services")),
    AgencyChoice(IDVA, "Northtown Idva Service", ("Idva",)),
    AgencyChoice(HOUSING, "Northtown Housing", ("housing",)),
    AgencyChoice(HARBOUR, "Harbour Housing", ("housing", "Harbour")),
)
TAMAR, SAM, LEE, PAT, ZOE, ALEX, MARY = range(11, 18)
PEOPLE = (
    PersonChoice(TAMAR, POLICE, "Jo Tamar", "Detective Constable"),
    PersonChoice(SAM, POLICE, "Sam Arun", "PC"),
    PersonChoice(LEE, POLICE, "Lee Arun", "DS"),
    PersonChoice(PAT, PROBATION, "Pat Coquet", "Offender Manager"),
    PersonChoice(ZOE, CHILDREN, "Zoë Wear", "Social Worker"),
    PersonChoice(ALEX, IDVA, "Alex O'Wye", "Idva"),
    PersonChoice(MARY, CHILDREN, "Mary-Ann Nene", "Team Manager"),
)


def read(text: str) -> ReadLine:
    return read_line(text, AGENCIES, PEOPLE, NOW, date(2026, 4, 29))


def test_a_whole_line_is_read_into_agency_owner_action_and_due() -> None:
    line = read("police DC Tamar visit school and agree collection list by Fri 17:00")
    assert line == ReadLine(
        POLICE, TAMAR, "visit school and agree collection list", Due(date(2026, 4, 3), time(17)), {}, ()
    )


@pytest.mark.parametrize(
    ("text", "agency_id", "owner_id", "action"),
    [
        ("Police: Jo Tamar - visit school Fri 17:00", POLICE, TAMAR, "visit school"),
        ("POLICE DC TAMAR VISIT SCHOOL BY FRI", POLICE, TAMAR, "VISIT SCHOOL"),
        ("northtown police tamar visit school tomorrow", POLICE, TAMAR, "visit school"),
        ("police PC Arun check locks tomorrow", POLICE, SAM, "check locks"),
        ("police L Arun check locks tomorrow", POLICE, LEE, "check locks"),
        ("CSC Zoe visit child in 24 hours", CHILDREN, ZOE, "visit child"),
        ("children’s services Wear to visit child by 3 April", CHILDREN, ZOE, "visit child"),
        ("csc mary-ann ring the school by fri", CHILDREN, MARY, "ring the school"),
        ("idva O’Wye ring her Fri", IDVA, ALEX, "ring her"),
        ("probation offender manager to see him 24h", PROBATION, PAT, "see him"),
        ("DC Tamar visit school by Fri", POLICE, TAMAR, "visit school"),
        ("police Tamar arrange support by housing by Fri", POLICE, TAMAR, "arrange support by housing"),
    ],
)
def test_agency_and_owner_are_known_by_their_usual_names(
    text: str, agency_id: int, owner_id: int, action: str
) -> None:
    line = read(text)
    assert (line.agency_id, line.owner_id, line.text, line.problems) == (agency_id, owner_id, action, {})


def test_a_name_that_fits_two_people_is_a_problem_that_lists_them() -> None:
    line = read("police Arun check locks by Fri")
    assert line.owner_id is None
    assert "Sam Arun (PC), Lee Arun (DS)" in line.problems["owner"]
    assert line.text == "check locks"


def test_a_short_name_of_two_agencies_is_a_problem_that_lists_them() -> None:
    line = read("housing fit an alarm by Fri")
    assert line.agency_id is None
    assert "Northtown Housing, Harbour Housing" in line.problems["agency"]
    assert "agency first" in line.problems["owner"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("police DC Smith visit school by Fri", "DC Smith"),
        ("police dc smith visit school by Fri", "dc smith"),
        ("police Jo Blyth visit school by Fri", "Jo Blyth"),
        ("police jo coquet visit school by Fri", "jo coquet"),
        ("police DC Arun visit school by Fri", "DC Arun"),
    ],
)
def test_a_name_that_is_not_listed_is_never_given_to_somebody_like_it(text: str, unread: str) -> None:
    line = read(text)
    assert line.owner_id is None
    assert line.unread == (unread,)
    assert unread in line.text
    assert "is not on the list" in line.problems["owner"]


def test_a_single_name_without_an_agency_may_be_the_victim_and_is_not_taken() -> None:
    line = read("Tamar needs a new lock by Fri")
    assert (line.agency_id, line.owner_id) == (None, None)
    assert set(line.problems) == {"agency", "owner"}


@pytest.mark.parametrize("text", ["all agencies flag files by Fri", "Everyone flag files by Fri"])
def test_an_action_for_everyone_is_refused(text: str) -> None:
    line = read(text)
    assert line.text == "flag files"
    assert "one agency and one person" in line.problems["agency"]
    assert "one agency and one person" in line.problems["owner"]


@pytest.mark.parametrize("text", ["police Tamar ring her ASAP", "police Tamar ring her by next meeting"])
def test_a_due_date_in_words_is_refused_and_leaves_the_action(text: str) -> None:
    line = read(text)
    assert isinstance(line.due, RefusedDue)
    assert line.text == "ring her"
    assert line.problems == {"due": line.due.message}


@pytest.mark.parametrize(
    "action", ["ring her", "write the report for Friday", "share the list of 3 May", "brief them all"]
)
def test_a_line_without_a_due_date_is_a_problem_and_loses_no_word(action: str) -> None:
    line = read(f"police Tamar {action}")
    assert (line.text, line.due) == (action, None)
    assert "by" in line.problems["due"]


def test_a_misspelled_day_is_named_and_kept() -> None:
    line = read("police Tamar visit by Frday")
    assert line.text == "visit by Frday"
    assert line.unread == ("Frday",)
    assert "could not be read" in line.problems["due"]


def test_an_empty_line_names_everything_that_is_missing() -> None:
    assert set(read("").problems) == {"agency", "owner", "due", "text"}
    assert set(read("police Tamar by Fri").problems) == {"text"}


def test_nothing_is_taken_from_an_empty_meeting() -> None:
    line = read_line("police Tamar ring her by Fri", (), (), NOW)
    assert (line.agency_id, line.owner_id) == (None, None)
    assert set(line.problems) == {"agency", "owner"}


WORDS = "police DC Tamar Jo by Fri 17:00 visit school all to : - ASAP Łódź"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=9))
def test_any_line_is_read_without_losing_words_of_the_action(words: list[str]) -> None:
    line = read(" ".join(words))
    for word in ("visit", "school", "Łódź"):
        assert plain(line.text).split().count(plain(word)) == words.count(word)
    assert (line.agency_id is None) is ("agency" in line.problems)
    assert (line.owner_id is None) is ("owner" in line.problems)
    assert isinstance(line.due, Due) is ("due" not in line.problems)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(text: str) -> None:
    line = read(text)
    assert all(problem.endswith(".") for problem in line.problems.values())
