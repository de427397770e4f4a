import json

import pytest

from marac.referrals.reading import read_form
from tests.test_reading.compare import CASES, compare, example_forms, leaves, missing_warnings

FORMS = example_forms()


def name(form):
    return f"{form['layout']}-{form['form_id']}"


@pytest.mark.parametrize("form", FORMS, ids=name)
def test_every_leaf_of_an_example_form_is_read_as_expected(form):
    read = read_form((CASES / form["file"]).read_bytes())
    assert compare(read, form["fields"]) == []


@pytest.mark.parametrize("form", FORMS, ids=name)
def test_layout_is_told_from_the_shape_of_the_form(form):
    assert read_form((CASES / form["file"]).read_bytes()).layout == form["layout"]


@pytest.mark.parametrize("form", FORMS, ids=name)
def test_every_expected_warning_is_given_and_no_other(form):
    read = read_form((CASES / form["file"]).read_bytes())
    assert missing_warnings(read, form["warnings"]) == []
    assert len(read.warnings) == len(form["warnings"])


@pytest.mark.parametrize("form", FORMS, ids=name)
def test_every_leaf_has_a_mark_and_every_place_is_among_the_words(form):
    read = read_form((CASES / form["file"]).read_bytes())
    paths = {path for path, _ in leaves(read.fields)}
    assert set(read.marks) == paths == set(read.found_at)
    ids = {words.id for words in read.words}
    assert len(ids) == len(read.words)
    assert {word for places in read.found_at.values() for word in places} <= ids


@pytest.mark.parametrize("form", FORMS, ids=name)
def test_free_text_can_be_seen_at_the_place_it_was_read_from(form):
    read = read_form((CASES / form["file"]).read_bytes())
    texts = {words.id: words.text for words in read.words}
    shown = "\n".join(texts[word] for word in read.found_at["reason_for_referral"]).strip()
    assert shown == read.fields["reason_for_referral"]


def test_fields_can_be_written_as_json_and_read_back_unchanged():
    read = read_form((CASES / FORMS[0]["file"]).read_bytes())
    assert json.loads(json.dumps(read.fields)) == read.fields


def test_reading_twice_gives_the_same_answer():
    content = (CASES / FORMS[6]["file"]).read_bytes()
    assert read_form(content) == read_form(content)
