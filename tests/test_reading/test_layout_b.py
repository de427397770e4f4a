import pytest

from tests.test_reading.forms import kinds, layout_b, read


def test_plain_form_reads_clean():
    form = read(layout_b())
    assert form.layout == "B"
    assert form.warnings == ()
    assert form.fields["referrer"]["name"] == "Adam Volta"
    assert form.fields["reason_for_referral"] == "Notes and texts every day since March."
    assert form.fields["criteria"]["visible_high_risk_ticks"] == 19


def test_second_set_of_rows_is_a_second_perpetrator():
    rows = [
        ["Name", "Craig Thorn", "D.O.B.", "aged about 34"],
        ["Alias / nickname", "Spike / C. Thornton", "Relationship to victim", "Associate"],
        ["Address", "no fixed abode"],
    ]
    form = read(layout_b(extra={"Address": rows}))
    second = form.fields["perpetrators"][1]
    assert second["name"] == "Craig Thorn"
    assert second["aliases"] == ["Spike", "C. Thornton"]
    assert second["age_stated"] == 34
    assert second["no_fixed_abode"] is True
    assert form.fields["perpetrators"][0]["address"].startswith("35 Draft")


@pytest.mark.parametrize(
    "bar", ["2b. Person causing harm", "Second person causing harm", "Person causing harm (2)"]
)
def test_second_bar_is_a_second_perpetrator(bar):
    form = read(layout_b(extra={"Address": [[bar], ["Name", "Craig Thorn", "DOB", ""]]}))
    assert [each["name"] for each in form.fields["perpetrators"]] == ["Nathan Deben", "Craig Thorn"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("☑ Yes  ☐ No  ☐ Not known", True),
        ("☐ Yes  ✓ No", False),
        ("[x] Yes  [ ] No", True),
        ("[ ] Yes  [X] No", False),
        ("Yes ☒   No ☐", True),
        ("Yes [ ]   No [x]", False),
        ("☐ Yes  ☐ No  ☒ Not known", None),
        ("☐ Yes  ☐ No  ☒ Don’t know", None),
        ("□ Yes  ■ No", False),
        ("Yes", True),
        ("n", False),
    ],
)
def test_boxes_drawn_in_any_way(written, value):
    form = read(layout_b({"Consent?": written}))
    assert form.fields["consent_given"] is value
    assert form.warnings == ()


def test_both_boxes_ticked_is_no_answer():
    form = read(layout_b({"Safe to contact on this number?": "☒ Yes     ☒ No     ☐ Not known"}))
    assert form.fields["victim"]["safe_to_call"] is None
    assert kinds(form) == {("victim.safe_to_call", "both_ticked")}


def test_tick_all_list_left_empty_is_false():
    options = "☐ Visible high risk (14 or more) - score: \n☐ Professional judgement\n☐ Escalation"
    listed = "☒ Visible high risk (14 or more) - score: 19\n☒ Professional judgement\n☐ Escalation"
    criteria = read(layout_b({listed: options})).fields["criteria"]
    assert (
        criteria["visible_high_risk"]
        is criteria["professional_judgement"]
        is criteria["potential_escalation"]
        is False
    )
    assert criteria["visible_high_risk_ticks"] is None


def test_score_is_the_number_written_and_not_the_threshold():
    listed = "☒ Visible high risk (14 or more) - score: 19\n☒ Professional judgement\n☐ Escalation"
    changed = "☒ Visible high risk (14 or more) score 17\n☐ Professional judgement\n☒ Potential escalation"
    criteria = read(layout_b({listed: changed})).fields["criteria"]
    assert criteria["visible_high_risk_ticks"] == 17
    assert (criteria["professional_judgement"], criteria["potential_escalation"]) == (False, True)


def test_repeat_with_a_date_in_the_same_box():
    form = read(
        layout_b({"Repeat case (within 12 months)?": "☒ Yes     ☐ No     Date of last referral: 04.06.24"})
    )
    assert form.fields["criteria"]["repeat"] is True
    assert form.fields["criteria"]["previous_referral_date"] == "2024-06-04"


def test_other_conference_in_its_own_boxes():
    changes = {
        "Heard at any other MARAC?": "☒ Yes     ☐ No     ☐ Not known",
        "Which MARAC": "Eastvale MARAC",
        "When": "19/11/24",
    }
    form = read(layout_b(changes))
    assert form.fields["other_marac_name"] == "Eastvale MARAC"
    assert form.fields["other_marac_date"] == "2024-11-19"


def test_children_rows_with_shared_columns():
    children = [
        ["Isaac Windrush", "10-06-2015", "Child / None", "Eastvale Junior; With victim"],
        ["Unborn", "EDD 14/08/2026", "Unborn child / Father", ""],
        ["Theo Windrush", "NK", "Step-child / Child", "With victim"],
    ]
    form = read(layout_b(children=children))
    isaac, unborn, theo = form.fields["children"]
    assert (isaac["school"], isaac["address"]) == ("Eastvale Junior", "With victim")
    assert isaac["relationship_to_perpetrator"] is None
    assert unborn["due_date"] == "2026-08-14" and unborn["relationship_to_perpetrator"] == "Father"
    assert (theo["school"], theo["address"]) == (None, "With victim")
    assert kinds(form) == {("children[2].date_of_birth", "not_given")}


def test_restriction_in_its_box_is_kept_and_warned_of():
    words = "Not to go to Example Housing: his brother manages the desk"
    form = read(layout_b({"Conflict of interest (who must not receive this)": words}))
    assert form.fields["information_restrictions"] == [words]
    assert kinds(form) == {("information_restrictions", "restriction")}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("☒ Male", "male"),
        ("☐ Female  ☒ Male  ☐ Other", "male"),
        ("☐ Female ☐ Male ☒ Other", "other"),
        ("Non-binary", "non binary"),
    ],
)
def test_gender_in_boxes_or_words(written, expected):
    gender = read(layout_b({"Gender": written})).fields["victim"]["gender"]
    assert gender.replace("-", " ") == expected


def test_changed_words_on_labels_are_still_known():
    form = layout_b()
    for row in form.tables[0].rows:
        for cell in row.cells:
            for old, new in (
                ("Full name", "Client name"),
                ("Home address", "Present address"),
                ("OK to speak to", "Safe to speak to"),
            ):
                if cell.text == old:
                    cell.text = new
    fields = read(form).fields
    assert fields["victim"]["name"] == "Maria Jhelum"
    assert fields["victim"]["address"].startswith("83 Instance")
    assert fields["safe_to_talk_to"] == "Her sister"
