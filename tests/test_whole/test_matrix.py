"""Nobody sees a word that is not for them, on any page, whole or in part; reading changes nothing."""

from collections import Counter

import pytest

from tests.proofs.shown import A_PLAIN_WORD, in_the_export, plant
from tests.test_whole.canaries import Planted
from tests.test_whole.conftest import Template, Walk
from tests.test_whole.oracle import PERSONAS, may_appear, may_read


def test_no_canary_appears_where_it_may_not(walk: Walk, template: Template) -> None:
    planted, forbidden, appearances = template.told.sower.planted, Counter(), 0
    for look in walk.looks:
        readers = [PERSONAS[look.persona] if look.persona else None]
        readers += [PERSONAS[look.address.copy_for]] if look.address.copy_for else []
        for word in look.words:
            appearances += 1
            if not all(may_appear(each, look.address.endpoint, planted[word]) for each in readers):
                first = planted[word].places[0]
                forbidden[look.where, planted[word].about, first] += 1
    pages = len({look.address.path for look in walk.looks})
    print(
        f"\n{len(PERSONAS) + 1} people x {pages} addresses = {len(walk.looks)} looks; "
        f"{len(walk.looks) * len(planted)} cells; {appearances} appearances; {sum(forbidden.values())} forbidden"
    )
    assert not forbidden, "\n".join(f"{number} {what}" for what, number in forbidden.most_common(60))


def test_no_name_is_in_a_title_a_header_or_an_address(walk: Walk) -> None:
    beside = {look.where for look in walk.looks if look.beside}
    assert not beside


def test_no_canary_is_logged(walk: Walk) -> None:
    assert not walk.logged


def test_no_page_fails(walk: Walk) -> None:
    failed = Counter(look.where for look in walk.looks if look.status >= 500)
    assert not failed


def _has_a_reader(planted: Planted) -> bool:
    """Whether anybody is left who may read it: nobody reads the draft of somebody kept from the case since."""
    return any(may_read(persona, place) for persona in PERSONAS.values() for place in planted.places)


def test_every_canary_is_seen_by_somebody(walk: Walk, template: Template) -> None:
    """Without it an empty page would pass for a safe one."""
    seen = set().union(*(look.words for look in walk.looks))
    unseen = Counter(
        (planted.field, planted.about, planted.case)
        for word, planted in template.told.sower.planted.items()
        if word not in seen and _has_a_reader(planted)
    )
    print(f"\n{len(seen)} of {len(template.told.sower.planted)} canaries were seen by somebody")
    assert not unseen, "\n".join(f"{number} {what}" for what, number in unseen.most_common(60))


def test_reading_changes_nothing_but_the_ledger(walk: Walk) -> None:
    assert {name: tables for name, tables in walk.changed.items() if tables} == {}


def test_no_canary_is_in_the_database_as_it_is_stolen(walk: Walk) -> None:
    """After everybody has looked at everything: the file and the log beside it, or what pg_dump writes."""
    print(f"\n{walk.dump.size} bytes of {walk.dump.sources} and {walk.dump.values} values hold no canary")
    assert walk.dump.values > 10_000
    assert not walk.dump.words


@pytest.mark.parametrize("is_text", [True, False], ids=["in words", "in bytes"])
def test_a_canary_that_stands_in_the_database_in_plain_would_be_found(
    is_text: bool, template: Template
) -> None:
    with template.copied() as world:
        assert plant(world, is_text=is_text).words == {A_PLAIN_WORD}


def test_no_canary_is_in_the_record_as_it_is_exported(template: Template) -> None:
    with template.copied() as world:
        size, words = in_the_export(world)
    assert size > 10_000 and not words
