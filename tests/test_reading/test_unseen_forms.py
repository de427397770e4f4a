"""Forms nobody has sent: each way of filling a box, alone and together with others, in all three layouts."""

import random

import pytest

from tests.test_reading.compare import leaves
from tests.test_reading.forms import kinds, layout_a, layout_b, layout_c, read
from tests.test_reading.mess import LABELS, MESS

MAKERS = {"A": layout_a, "B": layout_b, "C": layout_c}
SEEDS = range(12)
# Alone, each way is tried in one layout, turn by turn; together they meet in all three.
ALONE = [
    ("ABC"[turn % 3] if box != "restriction" else "AB"[turn % 2], box, way)
    for turn, (box, way) in enumerate((box, way) for box, ways in MESS.items() for way in ways)
]
PLAIN = {layout: dict(leaves(read(make()).fields)) for layout, make in MAKERS.items()}


def expected_after(layout, changes):
    """The plain form's leaves with the truth of each changed box put in."""
    wanted = dict(PLAIN[layout])
    for way in changes.values():
        wanted.update(way.leaves)
    return wanted


def filled(layout, changes):
    """A form of a layout with these boxes filled in these ways."""
    return MAKERS[layout]({LABELS[box][layout]: way.written for box, way in changes.items()})


def differences(form, wanted, changes):
    got = dict(leaves(form.fields))
    checked = wanted.keys() - {"perpetrators[0].birth_year", "perpetrators[0].age_stated"}
    if "safe" in changes or "victim_phone" in changes:
        checked -= {"victim.contact_notes"} if "safe" in changes else set()
    if "consent" in changes:
        checked -= {"consent_reason"}
    return {path: (wanted[path], got.get(path)) for path in checked if wanted[path] != got.get(path)}


@pytest.mark.parametrize(
    ("layout", "box", "way"), ALONE, ids=lambda each: str(getattr(each, "written", each))
)
def test_one_box_filled_in_another_way_is_read_or_warned_of(layout, box, way):
    changes = {box: way}
    form = read(filled(layout, changes))
    assert form.layout == layout
    assert differences(form, expected_after(layout, changes), changes) == {}
    assert kinds(form) == set(way.warned)


@pytest.mark.parametrize("layout", MAKERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_many_boxes_filled_in_other_ways_are_each_read_or_warned_of(layout, seed):
    chance = random.Random(f"{layout}{seed}")
    boxes = [box for box in MESS if layout in LABELS[box] and chance.random() < 0.6]
    changes = {box: chance.choice(MESS[box]) for box in boxes}
    form = read(filled(layout, changes))
    assert form.layout == layout
    assert differences(form, expected_after(layout, changes), changes) == {}
    assert kinds(form) == {warned for way in changes.values() for warned in way.warned}
