"""A kind of conference's own headings and words, as the Word documents take them."""

from datetime import datetime

from marac.conferences import Kind
from marac.documents.model import Heading, MeetingHeading
from marac.documents.phrases import weekday_words
from marac.documents.wording import Words

# What the kinds call a part, and what the writer of minutes calls it.
_WRITER_KEYS = {"victim_views": "views", "outstanding_actions": "outstanding"}


def writer_key(key: str) -> str:
    """The writer's name for a heading of the kind."""
    return _WRITER_KEYS.get(key, key)


def case_headings(kind: Kind) -> tuple[Heading, ...]:
    """The headings of each case, in order."""
    return _of_scope(kind, "case")


def meeting_headings(kind: Kind) -> tuple[Heading, ...]:
    """The headings of the meeting itself, with the cases between its opening and its close."""
    cases = Heading("cases", kind.plural("case").capitalize())
    return (*_of_scope(kind, "opening"), cases, *_of_scope(kind, "close"))


def _of_scope(kind: Kind, scope: str) -> tuple[Heading, ...]:
    return tuple(
        Heading(writer_key(heading.key), heading.text)
        for heading in kind.minutes_headings
        if heading.scope == scope
    )


def words_of(kind: Kind) -> Words:
    """The labels printed in a document, in the conference's words."""
    return Words(
        list_title=kind.heading("case_list"),
        minutes_title=kind.heading("minutes"),
        case=kind.heading("case"),
        chair=kind.heading("chair"),
        coordinator=kind.word("coordinator"),
        action=kind.heading("action"),
        pillar=_pillar_label(kind),
    )


def _pillar_label(kind: Kind) -> str:
    return next((field.label for field in kind.action_fields if field.key == "pillar"), "")


def meeting_heading(
    kind: Kind, conference: str, reference: str, starts_at: datetime, chair: str, *, is_emergency: bool
) -> MeetingHeading:
    """Which meeting a document is of."""
    noun = kind.word("meeting")
    return MeetingHeading(
        conference=conference,
        kind=kind.name,
        sitting=f"Emergency {noun}" if is_emergency else f"Scheduled {noun}",
        on=weekday_words(starts_at),
        chair=chair,
        reference=reference,
    )
