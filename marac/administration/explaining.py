"""The command that says why somebody can see a case, or cannot. The asking is itself on the ledger."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from marac import clock
from marac.access.database_roles import keeping
from marac.access.sight import Explained, Window, explain, find_case, find_person
from marac.audit import events, ledger
from marac.conferences import get_kind
from marac.config import Settings
from marac.db import Database, Entry

Say = Callable[[str], None]


class Unknown(Exception):
    """There is no such account or case."""


def explain_access(settings: Settings, user: str, case: str) -> Explained:
    """Why somebody can see a case or cannot, once the asking is on the ledger. Raises Unknown."""
    store = Database(settings.keeper_url)
    try:
        with store.engine.connect() as connection:
            keeping(connection)
            person, found = find_person(connection, user), find_case(connection, case)
            if person is None:
                raise Unknown("There is no account of that address or number.")
            if found is None:
                raise Unknown("There is no case of that reference or number, or several: give its number.")
            explained = explain(connection, person, found)
        asked = events.AccessExplained(
            case_id=found.id,
            conference_id=found.conference_id,
            user_id=person.id,
            sees=explained.sees,
        )
        ledger.append_alone(store, None, [Entry(asked)])
    finally:
        store.dispose()
    return explained


def as_values(found: Explained) -> dict[str, Any]:
    """The explanation for a machine."""
    return {
        "user": {"id": found.person.id, "email": found.person.email, "agency": found.person.agency},
        "case": {"id": found.case.id, "reference": found.case.reference},
        "on": clock.today().isoformat(),
        "sees": found.sees,
        "conditions": {
            "account_is_active": bool(found.person.is_active),
            "agency_is_active": bool(found.person.agency_is_active),
            "role": found.role or None,
            "membership": _days(found.membership),
            "role_grants_reading": found.holds_role,
            "is_office": found.is_office,
            "seat": _days(found.seat),
            "is_deputy_for_single_meetings": found.is_per_meeting,
            "stand_in": _days(found.stand_in),
            "is_excluded": found.is_excluded,
            "is_sealed": found.is_sealed,
            "is_named": found.is_named,
            "is_opened_by_break_glass": found.is_opened,
        },
        "acts": {str(act): is_granted for act, is_granted in found.acts.items()},
        "classes": {entry.key: is_read for entry, is_read in _classes(found)},
    }


def _days(window: Window | None) -> dict[str, str] | None:
    return {name: day.isoformat() for name, day in asdict(window).items()} if window else None


def _classes(found: Explained) -> list[tuple[Any, bool]]:
    known = get_kind(found.case.kind).section_classes
    return [(entry, found.sees and bool(entry.mask & found.clearance)) for entry in known]


def say_explained(found: Explained, say: Say) -> None:
    """The explanation in sentences, each with whether it lets them see the case."""
    person = found.person
    say(f"{person.name}, {person.agency}, on {found.case.reference}, {clock.day_in_words(clock.today())}:")
    for holds, words in _sentences(found):
        say(f"  {'yes' if holds else 'NO ':3}  {words}")
    say("May: " + (", ".join(act for act, is_granted in found.acts.items() if is_granted) or "nothing"))
    read = [entry.label for entry, is_read in _classes(found) if is_read]
    say("Reads, once shared: " + ("; ".join(read) or "nothing"))
    say("They can see this case." if found.sees else "They cannot see this case.")


def _sentences(found: Explained) -> list[tuple[bool, str]]:
    return [
        (bool(found.person.is_active), f"The account is {_open(found.person.is_active)}."),
        (bool(found.person.agency_is_active), f"Its agency is {_open(found.person.agency_is_active)}."),
        (found.holds_role, _role_words(found)),
        _place_words(found),
        *_stand_in_words(found),
        (not found.is_excluded, "An exclusion stands." if found.is_excluded else "No exclusion stands."),
        (not found.is_sealed or found.is_named or found.is_opened, _sealed_words(found)),
    ]


def _open(is_active: bool) -> str:
    return "open" if is_active else "closed"


def _role_words(found: Explained) -> str:
    if found.membership is None:
        return f"No role in {found.case.conference}."
    grants = "which lets them read it" if found.holds_role else "which does not let them read it today"
    return f"{found.role} of {found.case.conference}, {_between(found.membership)}, {grants}."


def _place_words(found: Explained) -> tuple[bool, str]:
    if found.is_opened:
        return True, "They opened it by break-glass, for its page alone and an hour at most."
    if found.is_office:
        return True, "Of the office of the conference, which needs no invitation."
    if found.seat is None:
        return False, "Their agency is not invited and has no action."
    return found.seat.holds(clock.today()), f"Their agency has a seat {_between(found.seat)}."


def _stand_in_words(found: Explained) -> list[tuple[bool, str]]:
    if not found.is_per_meeting:
        return []
    if found.stand_in is None:
        return [
            (False, "They are a deputy for single meetings, and on the list of none of these is the case.")
        ]
    holds = found.stand_in.holds(clock.today())
    return [(holds, f"They stand in at a meeting on whose list it is, {_between(found.stand_in)}.")]


def _sealed_words(found: Explained) -> str:
    if not found.is_sealed:
        return "The case is not sealed."
    return f"The case is sealed; they are {'named' if found.is_named else 'not named'} on it."


def _between(window: Window) -> str:
    since = clock.day_in_words(window.opens_on)
    if window.closes_on.year == 9999:
        return f"from {since} on"
    return f"from {since} until {clock.day_in_words(window.closes_on)}"
