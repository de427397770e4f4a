"""Words wrapped up in the ways that word processors wrap them."""

import pytest

from tests.test_reading.forms import kinds, layout_a, layout_b, layout_c, read, read_form, with_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
YES_RUN = r"<w:r><w:t>Her sister</w:t></w:r>"
NAMES = 'xmlns:mc="urn:mc" xmlns:wps="urn:wps" xmlns:v="urn:v"'
NOTE = "<w:txbxContent><w:p><w:r><w:t>{0}</w:t></w:r></w:p></w:txbxContent>"
TEXT_BOX = (
    f"<w:r {NAMES}><mc:AlternateContent>"
    f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{NOTE}</wps:txbx></w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict><v:textbox>{NOTE}</v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


def consent_with(xml):
    return read_form(with_xml(layout_b({"Consent?": "MARK"}), r"<w:r><w:t>MARK</w:t></w:r>", xml))


def box(checked, sign):
    return (
        f'<w:sdt {W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def legacy(checked):
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>'
        f'<w:default w:val="{checked}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def symbol(font, code):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def words(text):
    return f'<w:r><w:t xml:space="preserve"> {text}   </w:t></w:r>'


@pytest.mark.parametrize(
    ("on", "off"),
    [
        (box(1, "☒"), box(0, "☐")),
        (box(1, "\uf0fe"), box(0, "")),
        (legacy(1), legacy(0)),
        (symbol("Wingdings", "F0FE"), symbol("Wingdings", "F0A8")),
        (symbol("Wingdings", "F0FE"), symbol("Wingdings", "F06F")),
        (symbol("Wingdings 2", "F052"), symbol("Wingdings 2", "F0A3")),
    ],
    ids=["control", "control without a sign", "form field", "wingdings", "wingdings plain", "wingdings 2"],
)
def test_ticks_kept_as_controls_fields_and_symbols(on, off):
    assert consent_with(on + words("Yes") + off + words("No")).fields["consent_given"] is True
    assert consent_with(off + words("Yes") + on + words("No")).fields["consent_given"] is False
    both = consent_with(on + words("Yes") + on + words("No"))
    assert ("consent_given", "both_ticked") in kinds(both)


def test_text_in_a_content_control_is_read_and_its_prompt_is_not():
    control = (
        "<w:sdt><w:sdtPr>{}<w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    filled = read_form(with_xml(layout_b(), YES_RUN, control.format("", "Her aunt")))
    assert filled.fields["safe_to_talk_to"] == "Her aunt"
    prompt = control.format("<w:showingPlcHdr/>", "Click or tap here to enter text.")
    assert read_form(with_xml(layout_b(), YES_RUN, prompt)).fields["safe_to_talk_to"] is None


def test_tracked_insertions_count_and_deletions_do_not():
    taken_out = "<w:del><w:r><w:delText>Her boss</w:delText></w:r></w:del>"
    change = f"{taken_out}<w:ins><w:r><w:t>Her aunt</w:t></w:r></w:ins>"
    form = read_form(with_xml(layout_b(), YES_RUN, change))
    assert form.fields["safe_to_talk_to"] == "Her aunt"
    assert ("tracked_changes", "tracked_changes") in kinds(form)
    assert "boss" not in " ".join(each.text for each in form.words)


def test_struck_and_hidden_words_are_left_out_and_said_so():
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>Yes /</w:t></w:r><w:r><w:t> No</w:t></w:r>"
    form = consent_with(struck)
    assert form.fields["consent_given"] is False
    assert ("words", "struck_words") in kinds(form)
    hidden = read_form(
        with_xml(layout_b(), YES_RUN, "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Nobody</w:t></w:r>")
    )
    assert ("words", "hidden_words") in kinds(hidden)


MARK_UP = ["<w:b/>", '<w:u w:val="single"/>', '<w:highlight w:val="yellow"/>', '<w:bdr w:val="single"/>']


@pytest.mark.parametrize("mark_up", MARK_UP)
def test_a_word_made_bold_underlined_highlighted_or_ringed_is_the_answer(mark_up):
    def run(text, properties=""):
        return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    assert consent_with(run("Yes / ") + run("No", mark_up)).fields["consent_given"] is False
    assert consent_with(run("Yes", mark_up) + run(" / No")).fields["consent_given"] is True
    neither = consent_with(run("Yes / No", mark_up))
    assert ("consent_given", "both_ticked") in kinds(neither)


@pytest.mark.parametrize("make", [layout_a, layout_b, layout_c])
def test_note_in_a_text_box_stored_twice_is_read_once(make):
    form = make()
    form.add_paragraph("HERE")
    content = with_xml(form, r"<w:r><w:t>HERE</w:t></w:r>", TEXT_BOX.format("Ring the ward before visiting."))
    read_back = read_form(content)
    assert read_back.fields["extra_notes"] == ["Ring the ward before visiting."]
    assert kinds(read_back) == {("extra_notes", "note_in_text_box")}


def test_restriction_in_a_text_box_is_a_restriction():
    form = layout_a()
    form.add_paragraph("HERE")
    form = read_form(
        with_xml(form, r"<w:r><w:t>HERE</w:t></w:r>", TEXT_BOX.format("Not to go to Example Housing."))
    )
    assert form.fields["information_restrictions"] == ["Not to go to Example Housing."]
    assert form.fields["extra_notes"] == []
    assert kinds(form) == {("extra_notes", "note_in_text_box"), ("information_restrictions", "restriction")}


@pytest.mark.parametrize("make", [layout_a, layout_b, layout_c])
@pytest.mark.parametrize("where", ["header", "footer"])
def test_note_in_a_margin_is_told_from_the_standing_lines(make, where):
    form = make()
    margin = getattr(form.sections[0], where)
    margin.paragraphs[0].text = "OFFICIAL - SENSITIVE when completed"
    margin.add_paragraph("Send by secure e-mail to marac@northtown.example")
    margin.add_paragraph("NB not to go to the Precinct Pharmacy rep - his aunt is the manager there.")
    form = read(form)
    assert form.fields["information_restrictions"] == [
        "NB not to go to the Precinct Pharmacy rep - his aunt is the manager there."
    ]
    assert form.fields["extra_notes"] == []
    assert ("extra_notes", f"note_in_{where}") in kinds(form)


def test_comment_is_a_note():
    form = layout_a()
    paragraph = form.add_paragraph("End.")
    form.add_comment(paragraph.runs, text="Ask for Tracey at reception", author="T", initials="T")
    form = read(form)
    assert form.fields["extra_notes"] == ["Ask for Tracey at reception"]
    assert ("extra_notes", "note_in_comment") in kinds(form)


def test_line_after_the_form_that_opens_like_a_note_is_kept():
    form = layout_b()
    form.add_paragraph("Complete every section you can.")
    form.add_paragraph("NB she is moving on Friday.")
    assert read(form).fields["extra_notes"] == ["NB she is moving on Friday."]


def test_cells_merged_downwards_give_each_row_its_label():
    form = layout_a(
        {"Background and reason for referral": "First part"},
        [("Background and reason for referral", "", "Second part")],
    )
    table = form.tables[0]
    rows = [row for row in table.rows if row.cells[1].text in {"First part", "Second part"}]
    rows[0].cells[0].merge(rows[1].cells[0])
    assert read(form).fields["reason_for_referral"] == "First part\nSecond part"


def test_empty_second_page_changes_nothing():
    form = layout_b()
    form.add_page_break()
    form.add_paragraph("")
    assert read(form).fields == read(layout_b()).fields


def test_markup_characters_and_line_breaks_survive():
    words_ = "He texted <you & me> >>now<< “soon”\nand again"
    assert (
        read(layout_a({"Background and reason for referral": words_})).fields["reason_for_referral"] == words_
    )
