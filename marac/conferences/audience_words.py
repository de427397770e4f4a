"""Audiences in words: which roles of which agencies, as far as such agencies take part in a conference."""

from collections.abc import Collection

from marac.conferences.audiences import Readers, audiences_of, kinds_taking_part
from marac.conferences.kind import Kind
from marac.db import Session

_FEW = 3


def readers_in_words(kind: Kind, readers: Readers, agency_kinds: Collection[str]) -> str:
    """Who is cleared, of these kinds of agency: "Representative, deputy: Police, Housing; Chair: every agency"."""
    roles: dict[frozenset[str], list[str]] = {}
    sitting = [role for role in kind.roles if role.sits]
    for role in sitting:
        cleared = frozenset(each for each in agency_kinds if (each, role.key) in readers)
        if cleared:
            roles.setdefault(cleared, []).append(role.label)
    if not roles:
        return "Nobody"
    if len(roles) == 1 and len(next(iter(roles.values()))) == len(sitting):
        return f"Everybody who sits: {_agencies(kind, next(iter(roles)), agency_kinds)}"
    return "; ".join(
        f"{', '.join(labels).capitalize()}: {_agencies(kind, cleared, agency_kinds)}"
        for cleared, labels in roles.items()
    )


def decided_in_words(session: Session, conference_id: int) -> dict[str, str]:
    """By class, who reads it where the conference decided so itself: what the description says is not so there."""
    audiences = audiences_of(session, conference_id)
    if not audiences.decided:
        return {}
    taking_part = kinds_taking_part(session, conference_id)
    return {
        each.key: readers_in_words(audiences.kind, audiences.readers(each), taking_part)
        for each in audiences.kind.section_classes
        if each.key in audiences.decided
    }


def _agencies(kind: Kind, cleared: frozenset[str], agency_kinds: Collection[str]) -> str:
    named = [each.label for each in kind.agency_kinds if each.key in cleared]
    missing = [
        each.label for each in kind.agency_kinds if each.key in agency_kinds and each.key not in cleared
    ]
    if not missing:
        return "every agency"
    if len(missing) <= _FEW < len(named):
        return f"every agency but {', '.join(missing)}"
    return ", ".join(named)
