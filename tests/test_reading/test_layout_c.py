import pytest

from tests.test_reading.forms import kinds, layout_c, read


def test_plain_form_reads_clean():
    form = read(layout_c())
    assert form.layout == "C"
    assert form.warnings == ()
    assert form.fields["risk_checklist"] == {"1": "yes", "2": "no", "3": "dont_know"}
    assert form.fields["referrer"]["role"] == "DC"
    assert form.fields["reason_for_referral"] == "Notes have started again."


def test_written_total_is_kept_and_its_difference_warned_of():
    form = read(layout_c({"Total yes": "9"}))
    assert form.fields["criteria"]["visible_high_risk_ticks"] == 9
    assert kinds(form) == {("risk_checklist", "total_differs")}


def test_checklist_row_with_two_ticks_or_none_has_no_answer():
    form = layout_c({"Total yes": "0"})
    form.tables[0].rows[1].cells[3].text = "✓"
    form.tables[0].rows[2].cells[3].text = ""
    read_form = read(form)
    assert read_form.fields["risk_checklist"] == {"1": None, "2": None, "3": "dont_know"}
    assert {("risk_checklist.1", "both_ticked"), ("risk_checklist", "rows_blank")} <= kinds(read_form)


def test_aliases_inside_the_name():
    people = read(layout_c({"Perpetrator name": "André Loire (aka Andy, A. Laurent)"})).fields["perpetrators"]
    assert people[0]["name"] == "André Loire"
    assert people[0]["aliases"] == ["Andy", "A. Laurent"]


@pytest.mark.parametrize(
    "written", ["Nathan Deben aka Baz", "Nathan Deben, also known as Baz", "Nathan Deben (known as “Baz”)"]
)
def test_alias_in_other_wordings(written):
    person = read(layout_c({"Perpetrator name": written})).fields["perpetrators"][0]
    assert (person["name"], person["aliases"]) == ("Nathan Deben", ["Baz"])


def test_numbered_headings_begin_new_perpetrators():
    lines = [
        "# About perpetrator 2",
        "Name: Craig Thorn",
        "D.O.B: b. 1987",
        "Address: NFA",
        "Relationship to victim: Cousin",
    ]
    form = read(layout_c(extra={"Relationship to victim": lines}))
    second = form.fields["perpetrators"][1]
    assert (second["name"], second["birth_year"], second["date_of_birth"]) == ("Craig Thorn", 1987, None)
    assert kinds(form) == {("perpetrators[1].date_of_birth", "age_only")}


def test_label_like_words_inside_the_narrative_stay_in_it():
    lines = [
        "Consent: she said yes on the phone, then wavered.",
        "Current: two breaches.",
        "Repeat: he did it again.",
    ]
    form = layout_c(extra={"Notes have started again.": lines})
    for paragraph in form.paragraphs:
        if paragraph.text in lines:
            text = paragraph.text
            paragraph.clear()
            paragraph.add_run(text)
    fields = read(form).fields
    assert fields["reason_for_referral"] == "\n".join(["Notes have started again.", *lines])
    assert fields["criteria"]["repeat"] is False


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("no - risk of serious harm", "risk of serious harm"),
        ("no (shared to prevent serious harm)", "shared to prevent serious harm"),
        ("no. Reason if no consent: not safe to ask", "not safe to ask"),
    ],
)
def test_reason_beside_a_refused_consent(written, reason):
    fields = read(layout_c({"Consent": written})).fields
    assert fields["consent_given"] is False
    assert fields["consent_reason"] == reason


def test_reason_on_the_line_after_consent_is_not_the_reason_for_referral():
    fields = read(layout_c({"Consent": "no"}, extra={"Consent": ["Reason: not safe to ask"]})).fields
    assert fields["consent_reason"] == "not safe to ask"
    assert fields["reason_for_referral"] == "Notes have started again."


@pytest.mark.parametrize(
    ("written", "name", "day"),
    [
        ("yes, Westford MARAC, 19 November 2024", "Westford MARAC", "2024-11-19"),
        ("yes (Westford MARAC)", "Westford MARAC", None),
        ("yes - Westford MARAC on 19/11/2024", "Westford MARAC", "2024-11-19"),
    ],
)
def test_other_conference_on_one_line(written, name, day):
    fields = read(layout_c({"Other MARAC before": written})).fields
    assert fields["previously_referred_other_marac"] is True
    assert (fields["other_marac_name"], fields["other_marac_date"]) == (name, day)


def test_blank_repeat_line_is_not_taken_as_no():
    form = read(layout_c({"Repeat": ""}))
    assert form.fields["criteria"]["repeat"] is None
    assert kinds(form) == {("criteria.repeat", "none_ticked")}


def test_interpreter_and_its_language():
    assert read(layout_c({"Interpreter": "yes - Polish"})).fields["victim"]["interpreter"] == "Yes - Polish"


def test_children_table_with_a_place_and_no_school():
    rows = [
        ["Noah Warta", "3 Jun 2024", "Child", "None", "With victim"],
        ["Ida Warta", "4 Jun 2020", "Child", "", "Westford Primary /"],
    ]
    noah, ida = read(layout_c(children=rows)).fields["children"]
    assert (noah["school"], noah["address"]) == (None, "With victim")
    assert (ida["school"], ida["address"]) == ("Westford Primary", None)


def test_children_in_a_sentence_are_pointed_out_and_not_guessed():
    form = layout_c()
    next(each for each in form.paragraphs if each.text == "None").text = "Two under five, names not yet known"
    read_form = read(form)
    assert read_form.fields["children"] == []
    assert ("children", "children_as_sentence") in kinds(read_form)


def test_unknown_layout_still_gives_what_it_holds():
    lines = [
        "Client's name: Jane Example",
        "Client's DOB: 3rd April 1990",
        "Alleged abuser's name: Tom Sample",
        "Consent given: yes",
    ]
    form = layout_c()
    for paragraph in list(form.paragraphs):
        paragraph._element.getparent().remove(paragraph._element)
    for table in form.tables:
        table._element.getparent().remove(table._element)
    for line in lines:
        form.add_paragraph(line)
    read_form = read(form)
    assert read_form.layout == "unknown"
    assert read_form.fields["victim"]["name"] == "Jane Example"
    assert read_form.fields["victim"]["date_of_birth"] == "1990-04-03"
    assert read_form.fields["perpetrators"][0]["name"] == "Tom Sample"
    assert read_form.fields["consent_given"] is True
    assert read_form.marks["victim.name"] == "unsure"
    assert ("layout", "unknown_layout") in kinds(read_form)
