"""What is told to whoever decided on who is who: it must never change an accepted case unseen."""

from collections.abc import Iterable, Iterator

from marac.people.late_repeats import LateTie
from marac.people.undoing import Undone

_DECIDED = {
    "same": "Kept as the same person. You can undo this.",
    "different": "Kept as two people. You can undo this.",
    "unsure": "Kept as not sure. You can decide later.",
}


def words_on_decision(decision: str, ties: Iterable[LateTie]) -> list[str]:
    """What a decision did, and which accepted cases it has changed."""
    return [_DECIDED[decision], *_ties(ties)]


def words_on_undoing(undone: Undone) -> list[str]:
    """What an undone decision gave back, and which accepted cases that has changed."""
    said = ["Undone. Whoever was joined by this alone stands apart again."]
    for reference in undone.parted:
        said.append(f"{reference} stands alone again: it does not name an earlier case any more.")
    if undone.lifted:
        said.append("Whoever was kept from a case only because it was tied to another may see it again.")
    return [*said, *_ties(undone.ties)]


def _ties(ties: Iterable[LateTie]) -> Iterator[str]:
    for tie in ties:
        if tie.is_repeat:
            yield f"{tie.reference}, accepted before, is a repeat of {tie.earlier_reference} from now on."
        else:
            yield f"{tie.reference} names {tie.earlier_reference} as the case before it from now on."
