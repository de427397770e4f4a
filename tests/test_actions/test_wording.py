import pytest
from hypothesis import given
from hypothesis import strategies as st

from marac.actions.wording import warnings_for


@pytest.mark.parametrize(
    "text",
    ["Monitor", "monitoring", "Continue to monitor", "Liaise with partners", "Review as required",
     "Discuss and consider", "To support her", "Monitor the situation closely"],
)  # fmt: skip
def test_a_vague_verb_alone_is_warned_about(text: str) -> None:
    (warning,) = warnings_for(text, [])
    assert "does not say what will be done" in warning


@pytest.mark.parametrize(
    "text",
    [
        "Review the no further action decision",
        "Support with victim statement for court",
        "Liaise with school about collection",
        "Flag GP record for victim",
        "Monitor tag alerts every morning",
        "Reviewer to be appointed",
        "",
    ],
)
def test_an_action_that_says_what_is_done_is_left_alone(text: str) -> None:
    assert warnings_for(text, []) == []


def test_the_vague_verbs_are_a_setting() -> None:
    assert warnings_for("Oversee", [], vague_verbs=("oversee",))
    assert warnings_for("Monitor", [], vague_verbs=("oversee",)) == []


def test_the_same_action_again_names_the_place_of_the_earlier_one() -> None:
    earlier = ["Take statement on the latest breach", "Flag GP record for victim"]
    (warning,) = warnings_for("flag G.P. record, for victim!", ["Visit school", *earlier])
    assert "action 3" in warning
    (same,) = warnings_for(" flag gp record for victim", earlier)
    assert same.startswith("The same as action 2")
    (near,) = warnings_for("Flag GP records for victim", earlier)
    assert near.startswith("Nearly the same as action 2")
    assert warnings_for("Take photographs of the damage", earlier) == []


@given(st.text(), st.lists(st.text(), max_size=5))
def test_any_text_is_warned_about_in_sentences(text: str, earlier: list[str]) -> None:
    assert all(warning.endswith(".") for warning in warnings_for(text, earlier))
