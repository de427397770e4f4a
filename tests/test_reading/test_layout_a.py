import pytest

from tests.test_reading.forms import kinds, layout_a, read


def test_plain_form_reads_clean():
    form = read(layout_a())
    assert form.layout == "A"
    assert form.warnings == ()
    assert form.fields["victim"]["name"] == "Lucy Avon"
    assert form.fields["criteria"]["visible_high_risk_ticks"] == 22


def test_second_bar_begins_a_second_perpetrator():
    rows = [
        ("Relationship to victim", "Alleged perpetrator 2", None),
        ("Relationship to victim", "Perpetrator name", "Craig Thorn"),
        ("Relationship to victim", "Also known as", "Spike"),
        ("Relationship to victim", "Perpetrator DOB", "NK"),
        ("Relationship to victim", "Address", "No fixed abode"),
    ]
    form = read(layout_a(extra=rows))
    first, second = form.fields["perpetrators"]
    assert (first["name"], second["name"]) == ("Oliver Wharfe", "Craig Thorn")
    assert second["aliases"] == ["Spike"]
    assert second["no_fixed_abode"] is True and second["address"] is None
    assert ("perpetrators[1].date_of_birth", "not_known") in kinds(form)


def test_repeated_rows_begin_a_second_perpetrator_without_a_bar():
    rows = [
        ("Relationship to victim", "Perpetrator 2 name", "Craig Thorn"),
        ("Relationship to victim", "Perpetrator 2 DOB", "01/02/1980"),
    ]
    people = read(layout_a(extra=rows)).fields["perpetrators"]
    assert [(each["name"], each["date_of_birth"]) for each in people] == [
        ("Oliver Wharfe", "1972-09-03"),
        ("Craig Thorn", "1980-02-01"),
    ]


def test_two_names_in_one_box_are_two_people():
    changes = {"Perpetrator name": "Liam Benue / Craig Thorn", "Perpetrator DOB": "21/07/1985 / NK"}
    form = read(layout_a(changes))
    assert [each["name"] for each in form.fields["perpetrators"]] == ["Liam Benue", "Craig Thorn"]
    assert [each["date_of_birth"] for each in form.fields["perpetrators"]] == ["1985-07-21", None]


def test_second_perpetrator_block_left_blank_is_nobody():
    rows = [
        ("Relationship to victim", "Alleged perpetrator 2", None),
        ("Relationship to victim", "Perpetrator name", ""),
        ("Relationship to victim", "Perpetrator DOB", ""),
    ]
    form = read(layout_a(extra=rows))
    assert len(form.fields["perpetrators"]) == 1
    assert form.warnings == ()


@pytest.mark.parametrize(
    ("written", "safe", "notes"),
    [
        ("No", False, None),
        ("NO - ring work only", False, "ring work only"),
        ("Yes     Notes: text first, say it is the library", True, "text first, say it is the library"),
        ("Yes (before 3pm only)", True, "before 3pm only"),
        ("Only while he is at work", None, "Only while he is at work"),
    ],
)
def test_conditions_beside_the_safe_to_call_answer_are_kept_and_warned_of(written, safe, notes):
    form = read(layout_a({"Is this number safe to call?": written}))
    assert form.fields["victim"]["safe_to_call"] is safe
    assert form.fields["victim"]["contact_notes"] == notes
    assert ("victim.contact_notes", "unsafe_contact") in kinds(form)


@pytest.mark.parametrize(
    "label", ["Contact instructions", "Safe contact notes", "PLEASE READ before contact", "Best time to call"]
)
def test_contact_notes_in_a_row_of_their_own_are_read(label):
    form = read(layout_a(extra=[("Telephone number", label, "Text first")]))
    assert form.fields["victim"]["contact_notes"] == "Text first"
    assert ("victim.contact_notes", "unsafe_contact") in kinds(form)


@pytest.mark.parametrize("written", ["Yes / No", "Yes/No", "YES NO", "Yes or no"])
def test_both_words_left_standing_is_no_answer(written):
    form = read(layout_a({"Has consent been given?": written}))
    assert form.fields["consent_given"] is None
    assert ("consent_given", "both_ticked") in kinds(form)
    assert form.marks["consent_given"] == "unsure"


def test_blank_repeat_is_not_taken_as_no():
    form = read(layout_a({"MARAC repeat": ""}))
    assert form.fields["criteria"]["repeat"] is None
    assert kinds(form) == {("criteria.repeat", "none_ticked")}


def test_repeat_with_the_date_of_the_last_referral():
    form = read(layout_a({"MARAC repeat": "Yes     Date listed / referred last time: 03/06/2025"}))
    assert form.fields["criteria"]["repeat"] is True
    assert form.fields["criteria"]["previous_referral_date"] == "2025-06-03"


def test_refused_consent_keeps_the_reason():
    changes = {
        "Has consent been given?": "No",
        "If no, why not / why shared without consent": "Risk of serious harm",
        "Is the victim aware of this referral?": "No",
    }
    form = read(layout_a(changes))
    assert form.fields["consent_given"] is False
    assert form.fields["victim_aware"] is False
    assert form.fields["consent_reason"] == "Risk of serious harm"


def test_unborn_child_has_a_due_date_and_no_warning():
    children = [["Unborn", "EDD 14/08/2026", "Unborn child", "Father", "", ""]]
    form = read(layout_a(children=children))
    child = form.fields["children"][0]
    assert child["unborn"] is True and child["due_date"] == "2026-08-14"
    assert child["name"] is None and child["date_of_birth"] is None
    assert form.warnings == ()


def test_child_without_a_school_or_a_date_of_birth():
    form = read(layout_a(children=[["Bella Gŵyr", "", "Child", "None", "With victim", ""]]))
    child = form.fields["children"][0]
    assert (child["school"], child["relationship_to_perpetrator"]) == (None, None)
    assert kinds(form) == {("children[0].date_of_birth", "not_given")}


def test_both_words_of_an_address_instruction_and_an_address_are_kept():
    form = read(
        layout_a(
            {"Victim address": "SAFE ADDRESS 4 Draft Crescent, Midchester ZZ1 1AA do not share with family"}
        )
    )
    assert form.fields["victim"]["address"].startswith("SAFE ADDRESS 4 Draft")
    assert form.fields["victim"]["address_withheld"] is False
    assert ("victim.address", "withheld_address") in kinds(form)


@pytest.mark.parametrize(
    "written",
    [
        "SAFE ADDRESS - not for circulation",
        "Not to be recorded",
        "Withheld",
        "Confidential - contact via referrer",
        "Refuge",
        "DO NOT RECORD",
    ],
)
def test_withheld_address_is_an_instruction_and_not_an_address(written):
    form = read(layout_a({"Victim address": written}))
    assert form.fields["victim"]["address"] is None
    assert form.fields["victim"]["address_withheld"] is True
    assert ("victim.address", "withheld_address") in kinds(form)


@pytest.mark.parametrize(
    "written",
    [
        "NFA",
        "No fixed abode",
        "n.f.a.",
        "NFA - sofa surfing in Midchester",
        "Of no fixed address",
        "homeless",
    ],
)
def test_no_fixed_abode_in_any_wording(written):
    person = read(layout_a({"Address": written})).fields["perpetrators"][0]
    assert person["no_fixed_abode"] is True and person["address"] is None


def test_earlier_conference_with_name_and_date():
    form = read(layout_a({"Referred to another MARAC before?": "Yes; Eastvale MARAC; 19/11/2024"}))
    assert form.fields["previously_referred_other_marac"] is True
    assert form.fields["other_marac_name"] == "Eastvale MARAC"
    assert form.fields["other_marac_date"] == "2024-11-19"


def test_box_that_cannot_be_read_is_pointed_out():
    form = read(layout_a(extra=[("MARAC repeat", "Pets in the home", "One dog, not friendly")]))
    assert ("words", "unread_box") in kinds(form)


def test_hidden_characters_in_a_name_are_removed_and_warned_of():
    form = read(layout_a({"Victim name": "Lucy \u202eAvon\u200b"}))
    assert form.fields["victim"]["name"] == "Lucy Avon"
    assert ("victim.name", "hidden_characters") in kinds(form)
    assert form.marks["victim.name"] == "unsure"


@pytest.mark.parametrize("name", ["Sia\u0302n Tywi", "Siân Tywi", "Małgorzata O’Warta", "Li", "x" * 200])
def test_names_are_kept_just_as_written(name):
    assert read(layout_a({"Victim name": name})).fields["victim"]["name"] == name
