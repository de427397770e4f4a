import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.people.contact import address_key, phone_digits


@pytest.mark.parametrize(
    "text",
    [
        "07700 900102", "07700-900-102",
        "+44 7700 900102", "+447700900102", "+44 (0)7700 900102", "0044 7700 900102",
        "(07700) 900102", "7700900102", "mob: 07700 900102 ext 5", "07700 900102 / 01632 960101",
        "07700.900.102",
    ],
)  # fmt: skip
def test_one_number_has_one_form(text: str) -> None:
    assert phone_digits(text) == "07700900102"


@pytest.mark.parametrize("text", [None, "", "withheld", "not known", "12345", "dob 03/04/1984", "999"])
def test_what_is_no_number_has_no_form(text: str | None) -> None:
    assert phone_digits(text) is None


def test_a_number_of_another_country_keeps_its_code() -> None:
    assert phone_digits("+48 22 555 01 23") == phone_digits("0048 225550123") == "0048225550123"


@pytest.mark.parametrize(
    "text",
    [
        "64 Instance Row, Upper Sample ZZ8 3BN",
        "64 INSTANCE ROW\nUpper Sample\nzz83bn",
        "64, Instance Row, Upper Sample, ZZ8 3BN.",
        "No. 64 Instance Row Upper Sample ZZ8  3BN",
        "The Sycamores, 64 Instance Row, Upper Sample, ZZ8 3BN",
    ],
)
def test_one_address_has_one_form(text: str) -> None:
    assert address_key(text) == "|64|instance row|zz83bn"


def test_a_flat_is_not_the_flat_next_door() -> None:
    assert address_key("Flat 6, 12 Draft Cres, Midchester ZZ2 5HQ") == "6|12|draft crescent|zz25hq"
    assert address_key("12 Draft Crescent, Flat 6, ZZ2 5HQ") == "6|12|draft crescent|zz25hq"
    assert address_key("Flat 7, 12 Draft Crescent, ZZ2 5HQ") != address_key(
        "Flat 6, 12 Draft Crescent, ZZ2 5HQ"
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Tŷ Coed, 4 Example St, Northtown ZZ1 4DW", "|4|example street|zz14dw"),
        ("12a High Rd ZZ1 4DW", "|12a|high road|zz14dw"),
        ("12 - 14 St Marys Road, ZZ1 4DW", "|12-14|st marys road|zz14dw"),
        ("4 Hospital Lane, ZZ1 4DW", "|4|hospital lane|zz14dw"),
    ],
)
def test_usual_ways_of_writing_an_address_are_read(text: str, key: str) -> None:
    assert address_key(text) == key


@pytest.mark.parametrize(
    "text",
    [
        None, "", "NFA",
        "No fixed abode, last seen 4 Example Street ZZ1 4DW",
        "HMP Exampleton, 1 Long Road ZZ1 4DW",
        "Sample House Approved Premises, Midchester", "withheld - see coordinator",
        "Safe address, 4 Example Street ZZ1 4DW",
        "64 Instance Row, Upper Sample", "Upper Sample ZZ8 3BN", "not known",
        "Northtown Hospital, 1 Long Road ZZ1 4DW",
    ],
)  # fmt: skip
def test_a_place_that_does_not_tell_people_apart_has_no_form(text: str | None) -> None:
    assert address_key(text) is None


@given(st.text())
def test_any_text_can_be_given(text: str) -> None:
    number = phone_digits(text)
    assert number is None or (number.isascii() and number.isdigit() and phone_digits(number) == number)
    assert address_key(text) is None or address_key(text).count("|") == 3  # type: ignore[union-attr]
