"""What an item may say: its kinds and classes in the conference's words, and what must not be missing."""

from dataclasses import dataclass
from datetime import date

from marac import clock
from marac.conferences import Kind, get_common
from marac.errors import Mistake

VIEWS = "views"
# Where and how somebody can be reached is never part of a longer page, which a whole room may be looking at.
SAFE_CONTACT = "safe_contact"
HELD_BACK = "A safe address or contact, kept off this page. It is shown by itself, to those who may see it."
LONGEST_TEXT = 5000
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class Words:
    """One item as it was typed. A draft may lack any part; `source` of views says whose words they are."""

    kind: str
    text: str
    source: str
    dated_on: date | None
    section_class: str

    @property
    def is_finished(self) -> bool:
        """Whether nothing that sharing needs is missing."""
        return bool(self.kind and self.text and self.source and self.dated_on and self.section_class)


@dataclass(frozen=True)
class Saving:
    """How a form came to be saved: by its button, or by itself while it was being written.

    `form_key` names one showing of one form; `client_seq` counts its savings by itself, None for the button.
    """

    form_key: str = ""
    client_seq: int | None = None

    @property
    def is_by_itself(self) -> bool:
        return self.client_seq is not None


BY_BUTTON = Saving()


def item_kinds() -> tuple[tuple[str, str], ...]:
    """Fact and opinion, as (code, label)."""
    return tuple((choice.code, choice.label) for choice in get_common().contribution_kinds)


def views_label(kind: Kind) -> str:
    """The heading over what the victim wants the meeting to know, in this conference's word."""
    return f"The {kind.word('victim')}’s views"


def kind_label(kind: Kind, code: str) -> str:
    """The words for an item's kind; a draft may have none yet."""
    return {**dict(item_kinds()), VIEWS: views_label(kind)}.get(code, "Fact or opinion not chosen yet")


def views_sources(kind: Kind) -> tuple[str, ...]:
    """Who views can come from."""
    asked = next(question for question in kind.victim_views if question.key == "views_from")
    return tuple(choice.label for choice in asked.choices)


def may_bring_views(kind: Kind, agency_kind: str) -> bool:
    """Whether an agency of this kind speaks with the victim's views in the running order."""
    return any(step.key == "victim_views" and agency_kind in step.agency_kinds for step in kind.case_steps)


def item_classes(kind: Kind) -> tuple[tuple[str, str, str], ...]:
    """The classes that a contributor can choose, as (section class, label, hint)."""
    known = {entry.key for entry in kind.section_classes}
    return tuple(
        (entry.section_class, entry.label, entry.hint)
        for entry in get_common().contribution_classes
        if entry.section_class in known
    )


def class_label(kind: Kind, section_class: str) -> str:
    """The words for an item's class; a draft may have none yet."""
    return {key: label for key, label, _ in item_classes(kind)}.get(section_class, "Class not chosen yet")


def class_bit(kind: Kind, section_class: str) -> int:
    """The class as a mask; 0, which nobody is cleared for, while none is chosen."""
    return kind.section_class(section_class).mask if section_class else 0


def state_label(status: str) -> str:
    """The words for where a return stands."""
    return next(choice.label for choice in get_common().research_states if choice.code == status)


def check_words(kind: Kind, agency_kind: str, words: Words, *, is_draft: bool) -> None:
    """Raise Mistake for what cannot be kept; a draft may be unfinished but must not be wrong."""
    _check_choices(kind, agency_kind, words)
    if len(words.text) > LONGEST_TEXT or len(words.source) > LONGEST_SOURCE:
        raise Mistake("text", f"Keep each item to {LONGEST_TEXT:,} characters. Make two of a long one.")
    if words.dated_on is not None and words.dated_on > clock.today() and not is_draft:
        raise Mistake("dated_on", "This day has not come yet. Give the day it was recorded, seen or said.")
    if not is_draft:
        _check_finished(words)


def _check_choices(kind: Kind, agency_kind: str, words: Words) -> None:
    kinds = {"", *dict(item_kinds())}
    if may_bring_views(kind, agency_kind):
        kinds.add(VIEWS)
    if words.kind not in kinds:
        raise Mistake("kind", "Choose fact or professional opinion.")
    if words.section_class not in {"", *(key for key, _, _ in item_classes(kind))}:
        raise Mistake("section_class", "Choose one of the classes shown.")
    if words.kind == VIEWS and words.source and words.source not in views_sources(kind):
        raise Mistake("source", "Choose who the views come from.")


def _check_finished(words: Words) -> None:
    missing = {
        "kind": "Choose fact or professional opinion.",
        "text": "Write what your agency knows.",
        "source": "Say where this comes from, such as the record or the person.",
        "dated_on": "Give the day it was recorded, seen or said.",
        "section_class": "Choose who may see this once it is shared.",
    }
    for name, message in missing.items():
        if not getattr(words, name):
            raise Mistake(name, message)


def due_words(research_by: date | None, today: date) -> str:
    """When research is due, on the London day `today`: "due Tuesday 3 April (in 2 days)", "3 days late"."""
    if research_by is None:
        return "due before the meeting"
    days = (research_by - today).days
    if days < 0:
        return "1 day late" if days == -1 else f"{-days} days late"
    nearness = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    return f"due {clock.weekday_in_words(research_by)} ({nearness})"
