import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.people.names import Likeness, compare_names, plain, words

NAMES = st.lists(
    st.text(st.characters(categories=("Lu", "Ll")), min_size=2, max_size=8), min_size=2, max_size=3
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("André Loire", unicodedata.normalize("NFD", "André Loire")),
        ("Llŷr Gŵyr", "LLYR GWYR"),
        ("Łukasz Odra", "Lukasz Odra"),
        ("Sian O’Teifi", "sian oteifi"),
        ("Mary-Ann Nene", "Mary Ann Nene"),
        ("Mary-Ann Nene", "Maryann Nene"),
        ("Jo Alder-Birch", "Jo Alder Birch"),
        ("Mr John Rowan", "John Rowan"),
        ("Rowan, John", "John Rowan"),
        ("José  Søar", "Jose Soar"),
    ],
)
def test_the_same_name_in_another_dress_is_the_same(one: str, other: str) -> None:
    assert compare_names(one, other).likeness == Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("John Rowan", "Jon Rowan", "first name spelled John / Jon"),
        ("Bethany Nidd", "Beth Nidd", "first name in a short form Bethany / Beth"),
        ("Elizabeth Nidd", "Beth Nidd", "short form"),
        ("Bob Colne", "Robert Colne", "short form"),
        ("Stephen Ash", "Steven Ash", "spelled"),
        ("Katherine Wye", "Catherine Wye", "spelled"),
        ("Mohammed Leven", "Muhammad Leven", "Mohammed / Muhammad"),
        ("Luke Thorn", "Luke Thorne", "surname spelled Thorn / Thorne"),
        ("Nidd Beth", "Bethany Nidd", "short form"),
        ("James Arun", "Peter James Arun", "a further name"),
        ("Maria Jhelum", "Maria Jhelum-Deben", "a further name"),
        ("Nathan “Baz” Deben", "Nathan Deben", "a further name"),
    ],
)
def test_a_variant_is_known_and_said(one: str, other: str, reason: str) -> None:
    found = compare_names(one, other)
    assert found.likeness == Likeness.VARIANT
    assert reason in "; ".join(found.reasons)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("A. Laurent", "André Laurent", Likeness.LOOSE),
        ("Colin Alder", "Colin Elder", Likeness.LOOSE),
        ("Jon Rowen", "John Rowan", Likeness.LOOSE),
        ("John Rowan", "Joan Rowan", Likeness.LOOSE),
        ("Maria Jhelum", "Maria Deben", Likeness.GIVEN_ONLY),
        ("Baz", "Baz", Likeness.ONE_WORD),
        ("Craig", "Craig Nene", Likeness.ONE_WORD),
        ("Andy", "Andrew Nene", Likeness.ONE_WORD),
    ],
)
def test_weaker_likeness_is_kept_apart(one: str, other: str, likeness: Likeness) -> None:
    assert compare_names(one, other).likeness == likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tony Nidd", "Bethany Nidd"),
        ("David Birch", "Victor Birch"),
        ("Craig Thorn", "Stephen Thorn"),
        ("Siân Tywi", "Claire Towy"),
        ("Unknown", "Unknown"),
        ("Not known", "NK"),
        ("", "Unborn baby"),
        ("J", "J"),
        ("A. Birch", "Alder"),
    ],
)
def test_different_or_unknown_names_are_not_alike(one: str, other: str) -> None:
    assert compare_names(one, other).likeness <= Likeness.GIVEN_ONLY


def test_paul_and_paula_are_not_short_forms_of_each_other() -> None:
    assert not any("short form" in reason for reason in compare_names("Paul Wye", "Paula Wye").reasons)


def test_letters_that_do_not_come_apart_still_become_plain() -> None:
    assert plain("Łódź Ørsted-Æble, Straße O'Neil") == "lodz orsted aeble strasse oneil"
    assert words("Mrs Unknown Female") == ()


@given(NAMES)
def test_a_name_is_the_same_as_itself_in_any_case_and_form(name: str) -> None:
    if words(name) and len(words(name)) > 1:
        assert compare_names(name, name).likeness == Likeness.SAME
        assert compare_names(name, unicodedata.normalize("NFD", name)).likeness == Likeness.SAME
        assert compare_names(name, f"  {name} ").likeness == Likeness.SAME


@given(NAMES, NAMES)
def test_likeness_does_not_depend_on_who_is_asked_first(one: str, other: str) -> None:
    assert compare_names(one, other).likeness == compare_names(other, one).likeness


@given(st.text(), st.text())
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert compare_names(one, other).likeness in Likeness
