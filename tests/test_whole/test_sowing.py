"""Every confidential text is stored as it was promised: its class, whose it is, shared or not."""

from collections import defaultdict

from marac.conferences import get_kind
from marac.records import Text
from tests.test_whole.canaries import Place, words_in
from tests.test_whole.conftest import Template
from tests.test_whole.holdings import Held, sealed_texts
from tests.test_whole.story import KIND, Told

# The minutes repeat what everybody invited may know; whatever is of a narrower class stays where it was said.
MINUTED = "summary"


def _expected(told: Told, held: Held, place: Place) -> bool:
    kind = get_kind(KIND[told.conference_of[place.case]])
    whose = told.world.ids["agencies"][place.agency] if place.agency else None
    promised = (kind.section_class(place.section_class).mask, whose, place.is_shared)
    return (held.class_bit, held.agency_id, held.is_shared) == promised


def test_every_text_is_stored_as_promised(template: Template) -> None:
    told, names = template.told, {case_id: case for case, case_id in template.told.cases.items()}
    wrong = []
    for held in sealed_texts(template.url):
        for word in words_in(held.text):
            planted = told.sower.planted[word]
            places = [place for place in planted.places if place.field == held.field]
            if held.field == Text.MINUTES_SECTION and not places:
                summary = get_kind(KIND[told.conference_of[planted.case]]).section_class(MINUTED).mask
                is_kept = held.class_bit == summary and planted.places[0].section_class == MINUTED
            else:
                is_kept = any(_expected(told, held, place) for place in places)
            if not is_kept or names[held.case_id] != planted.case:
                wrong.append((held.field, planted.about, planted.case, held.class_bit, held.agency_id))
    assert not wrong


def test_every_kind_of_text_has_canaries_and_none_is_lost(template: Template) -> None:
    found, bare = defaultdict(set), []
    for held in sealed_texts(template.url):
        words = words_in(held.text)
        found[held.field] |= words
        if not words and len(held.text) > 2:
            bare.append((held.field, held.text[:60]))
    print(f"\n{len(template.told.sower.planted)} canaries in {len(found)} kinds of text")
    assert not [kind for kind in Text if not found[kind]]
    everywhere = set().union(*found.values())
    lost = [planted for word, planted in template.told.sower.planted.items() if word not in everywhere]
    assert not lost
    assert {field for field, _ in bare} <= {
        Text.MINUTES_SECTION,
        Text.CONTRIBUTION_SOURCE,
        Text.CASE_TRAITS,
    }, bare
