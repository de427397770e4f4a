"""Answers that were never offered: unknown choices, numbers without bounds, days that do not exist, twice the same."""

import random

import pytest
from werkzeug.datastructures import MultiDict

from tests.test_whole import hostile
from tests.test_whole.hostile import MESSAGE, Attack, Form

attack, forms = hostile.attack, hostile.forms

FINE = {200, 204, 302, 303, 400, 404, 409, 422}
ODD = {
    "empty": "",
    "negative": "-1",
    "zero": "0",
    "10^23": str(10**23),
    "just over 64 bits": str(2**63),
    "just over 32 bits": str(2**31),
    "five thousand nines": "9" * 5_000,
    "fraction": "1.5",
    "exponent": "1e5",
    "other figures": "٣٤",
    "underscores": "1_000",
    "hexadecimal": "0x10",
    "not a number": "NaN",
    "word": "undefined",
    "list": "[]",
    "quote": "' OR 1=1 --",
    "nul": "1\x00",
    "script": "<script>alert(1)</script>",
    "another part": "user-0",
    "dot": "1.1.1",
}
# What a database might mind; the rest is a matter of forms alone.
MINDED = ("10^23", "just over 64 bits", "just over 32 bits", "nul", "before 1900", "far ahead", "huge")
DAYS = {
    "before 1900": ("1", "1", "1899"),
    "far ahead": ("1", "1", "9999"),
    "year zero": ("1", "1", "0000"),
    "no leap year": ("29", "2", "2025"),
    "31 June": ("31", "6", "2026"),
    "words": ("first", "thermidor", "soon"),
    "negative": ("-1", "-1", "-2026"),
    "huge": ("9" * 40, "9" * 40, "9" * 40),
    "other figures": ("٣", "٣", "٢٠٢٦"),
    "no month": ("3", "", "2026"),
    "two figures": ("3", "4", "26"),
    "script": ("<script>alert(1)</script>", "{{7*7}}", "\x00"),
}


def _kept_apart(form: Form) -> list[str]:
    """The fields that a person cannot type into."""
    skipped = ("csrf_token", "form_key")
    return [
        b.name for b in form.boxes if b.kind in ("hidden", "choice", "ticks") and not b.name.endswith(skipped)
    ]


def _try(attack: Attack, form: Form, fields: MultiDict[str, str], faults: list[str], about: str) -> None:
    answer = attack.post(form, fields)
    is_page = answer.mimetype == "text/html"
    if answer.status_code not in FINE or (is_page and "<script>alert" in answer.text):
        faults.append(f"{form.persona} {form.endpoint} {form.path} {about}: {answer.status_code}")
    if answer.status_code in (400, 422) and is_page and not MESSAGE.search(answer.text):
        faults.append(f"{form.endpoint} {about}: refused without a word")
    if answer.status_code < 400:
        attack.restore()


@pytest.mark.parametrize("name", hostile.on_engines(ODD, MINDED))
def test_answers_that_were_not_offered_get_a_plain_answer(
    attack: Attack, forms: list[Form], name: str
) -> None:
    value, faults = ODD[name], []
    chance = random.Random(name)
    for form in forms:
        apart = _kept_apart(form)
        if not apart:
            continue
        for chosen in (apart, [chance.choice(apart)], ["version"]):
            fields = form.fields()
            for box in chosen:
                fields[box] = value
            _try(attack, form, fields, faults, f"{chosen[:3]}")
    assert not faults, "\n".join(faults)
    assert not attack.changed()


@pytest.mark.parametrize("name", hostile.on_engines(DAYS, MINDED))
def test_days_that_do_not_exist_are_asked_for_again(attack: Attack, forms: list[Form], name: str) -> None:
    faults, tried = [], 0
    for form in forms:
        days = [box.name for box in form.boxes if box.kind == "day"]
        if not days:
            continue
        fields = form.fields()
        for box in days:
            fields[box] = DAYS[name][("day", "month", "year").index(box.rpartition("-")[2])]
        tried += 1
        answer = attack.post(form, fields)
        is_itself = form.endpoint.endswith(("itself", "autosave"))
        if answer.status_code != 422 and not (is_itself and answer.status_code in (200, 409)):
            # A day before its conference can be a day all the same; it may not be kept as another one.
            faults.append(f"{form.endpoint} {form.path}: {answer.status_code}")
        if answer.status_code < 400:
            attack.restore()
    assert tried > 5
    assert not faults, "\n".join(faults)
    assert not attack.changed()


def test_more_than_was_asked_is_left_alone(attack: Attack, forms: list[Form]) -> None:
    """Role, number, conference and the rest of a record cannot be set by adding fields to a form."""
    more = {
        "id": "7", "role": "coordinator", "conference_id": "1", "case_id": "1", "agency_id_": "1", "is_sealed": "",
        "is_administrator_": "y", "user_id_": "1", "status_": "complete", "is_shared": "true", "class_bit": "255",
        "created_by_id": "1", "received_by_id": "1", "approved_by_id": "1", "is_open": "0", "__class__": "x",
        "form_errors": "x", "meta": "x", "data": "x", "errors": "x", "_fields": "x", "viewer": "1", "act": "x",
    }  # fmt: skip
    faults = []
    for form in forms:
        fields = form.fields()
        own = {box.name for box in form.boxes}
        plain = attack.post(form, fields)
        if plain.status_code < 400:
            attack.restore()
        for name, value in more.items():
            if name not in own:
                fields.add(name, value)
        answer = attack.post(form, fields)
        if answer.status_code != plain.status_code and form.endpoint != "accounts.hidden":
            faults.append(f"{form.endpoint}: {plain.status_code}, and with more fields {answer.status_code}")
        if answer.status_code < 400:
            attack.restore()
    assert not faults, "\n".join(faults)


def test_every_field_twice_is_no_reason_to_break(attack: Attack, forms: list[Form]) -> None:
    faults: list[str] = []
    for form in forms:
        for other in ("", "<script>alert(1)</script>", "7"):
            fields = form.fields()
            for box in form.boxes:
                if not box.name.endswith(("csrf_token", "form_key")):
                    fields.add(box.name, other)
            _try(attack, form, fields, faults, f"twice with {other!r}")
    assert not faults, "\n".join(faults)
    assert not attack.changed()


def test_numbers_of_other_cases_in_every_field_change_nothing_of_theirs(
    attack: Attack, forms: list[Form]
) -> None:
    """A child, a party, a risk, an action of another case, put into whatever field holds a number.

    Listing one's own case, or deciding that two of one's own parties are one person, is a coordinator's right.
    """
    told, faults = attack.template.told, []
    foreign = [
        told.parties["main"]["child"][0],
        told.cases["offender"],
        told.cases["sealed"],
        told.meetings["level2"],
    ]
    for form in forms:
        numbers = [
            b.name
            for b in form.boxes
            if b.kind in ("hidden", "choice") and b.value.isdigit() and b.name != "version"
        ]
        for number in foreign:
            for name in numbers:
                if attack.browser(form.persona) and form.fields()[name] != str(number):
                    fields = form.fields()
                    fields[name] = str(number)
                    answer = attack.post(form, fields)
                    is_right = form.endpoint in ("meetings.list_case", "people.decide")
                    if answer.status_code >= 500 or (answer.status_code < 400 and not is_right):
                        faults.append(f"{form.persona} {form.endpoint} {name}={number}: {answer.status_code}")
                    if answer.status_code < 400:
                        attack.restore()
    assert not faults, "\n".join(faults)
    assert not attack.changed()
