"""Every document as it comes out of the printer: marked, numbered, and named on every page."""

import pytest

from tests.office import read_with_libreoffice
from tests.test_documents.held import held_meeting
from tests.test_documents.test_minutes_slice_documents import copy_of, last_copy
from tests.world import MAPPA, MARAC, World

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize(("slug", "person"), [(MARAC, "horatio"), (MAPPA, "polly")])
def test_every_page_of_every_document_is_marked_and_names_its_reader(
    world: World, slug: str, person: str
) -> None:
    held = held_meeting(world, slug, cases=2)
    held.approve()
    for document in ("list", "minutes", "plan", "own-plan"):
        pages = read_with_libreoffice(copy_of(held, person, document).data)
        body = last_copy(world)
        for number, page in enumerate(pages, start=1):
            text = " ".join(page.split())
            assert text.count("OFFICIAL-SENSITIVE") == 2
            assert f"Page {number} of {len(pages)}" in text
            assert f"Copy {body['about']['copy']}, for {person.title()} Testperson," in text
            assert f"after entry {body['seq'] - 1:,}." in text
            assert held.listed.reference in text
        assert "End of copy" in pages[-1]
