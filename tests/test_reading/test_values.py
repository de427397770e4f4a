from datetime import date

import pytest

from marac.referrals.reading.contact import read_phone
from marac.referrals.reading.dates import find_dates, read_birth
from marac.referrals.reading.restrictions import is_restriction
from marac.referrals.reading.vocabulary import find_label

REFERRED = date(2026, 7, 22)


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2026",
        "3/4/2026",
        "03.04.26",
        "03-04-2026",
        "3 Apr 2026",
        "3rd April 2026",
        "03 04 2026",
        "2026-04-03",
        "Friday 3 April 2026",
        "Fri 03/04/2026",
        "3rd of April, 2026",
        "April 3, 2026",
        "3-Apr-26",
        "3Apr2026",
        "03042026",
        "on 3 April 2026 at about 9pm",
        "3 / 4 / 26",
        "3 Apr. '26",
    ],
)
def test_a_date_in_any_usual_form_has_its_day_first(written):
    assert find_dates(written, REFERRED)[0].value == date(2026, 4, 3)


@pytest.mark.parametrize(
    "written", ["31/02/1985", "30 February 1999", "00/05/1990", "04/13/2026", "31/06/2020"]
)
def test_a_day_that_does_not_exist_is_no_date(written):
    assert find_dates(written)[0].value is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("27.09.05", date(2005, 9, 27)),
        ("01.11.82", date(1982, 11, 1)),
        ("22.07.26", date(2026, 7, 22)),
        ("23.07.26", date(1926, 7, 23)),
        ("29/02/00", date(2000, 2, 29)),
    ],
)
def test_two_digit_year_is_the_most_recent_that_makes_sense(written, value):
    assert read_birth(written, REFERRED).value == value


@pytest.mark.parametrize(
    ("written", "age", "year"),
    [
        ("approx 48 yrs, born 1977?", 48, None),
        ("aged about 34", 34, None),
        ("34 yrs", 34, None),
        ("age: 34", 34, None),
        ("34", 34, None),
        ("c. 35", 35, None),
        ("NK but about 40", 40, None),
        ("34-year-old", 34, None),
        ("b. 1987", None, 1987),
        ("1987", None, 1987),
        ("c.1987", None, 1987),
        ("??/??/1987", None, 1987),
        ("June 1987", None, 1987),
        ("mid thirties", None, None),
    ],
)
def test_incomplete_birth_still_says_something(written, age, year):
    birth = read_birth(written, REFERRED)
    assert (birth.value, birth.age, birth.year) == (None, age, year)
    assert birth.problem in {"age_only", "unclear"}


@pytest.mark.parametrize(
    "written",
    [
        "07700 900 126",
        "+44 7700 900126",
        "+44 (0)7700 900 126",
        "0044 7700 900126",
        "(07700) 900126",
        "07700-900-126",
        "447700900126",
        "Mob: 07700 900126",
        "+447700900126 ",
        "07700\u00a0900\u00a0126",
    ],
)
def test_phone_in_national_digits(written):
    assert read_phone(written).digits == "07700900126"


def test_second_number_and_words_beside_a_number_are_noticed():
    phone = read_phone("07700 900126 / 01632 960101 (evenings)")
    assert (phone.digits, phone.count) == ("07700900126", 2)
    assert "evenings" in phone.rest


@pytest.mark.parametrize(
    ("wording", "attribute"),
    [
        ("Who is it NOT safe to talk to", "not_safe_to_talk_to"),
        ("Who is it safe to talk to", "safe_to_talk_to"),
        ("Not safe to speak too", "not_safe_to_talk_to"),
        ("Safe to speak too", "safe_to_talk_to"),
        ("Date of Brith", "date_of_birth"),
    ],
)
def test_close_spelling_never_loses_a_not(wording, attribute):
    assert find_label(wording).attribute == attribute


@pytest.mark.parametrize(
    "words",
    [
        "NB not to go to the Precinct Pharmacy rep",
        "Example Medical Centre must not receive information",
        "Do not share with Example Housing",
        "Conflict of interest: the chair is his aunt",
        "Please don't send this to the college",
        "Must not be shared with Example Trust",
        "Example School should not be told",
        "Withhold from Example Lettings",
        "Keep this from the front desk",
    ],
)
def test_wording_that_keeps_information_from_someone(words):
    assert is_restriction(words)


@pytest.mark.parametrize(
    "words",
    [
        "any change of address to be phoned through, not e-mailed",
        "Please do not reply-all to this form.",
        "must keep away from work and home",
        "Old address must not be used",
        "She does not want him told",
        "He would not go to court",
    ],
)
def test_other_notes_are_not_restrictions(words):
    assert not is_restriction(words)
